import logging
from functools import cache

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import DataError, NotSupportedError, ProgrammingError
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.defaults import bad_request

from articles.models import Publication
from articles.public.page_cache import not_allowed

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # not TRACE, which repeats cookies
ACCOUNTS = "/accounts/"
API = "/api/", "/corrections.json"  # which scripts of other sites may read, with what leads there
# Nothing here asks for a device, and no site needs our answers but pictures (W3C Permissions Policy, Fetch).
DEVICES = (
    "camera",
    "display-capture",
    "geolocation",
    "hid",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
# What Django raises where a parameter of an address names no field, or a value that a field can't have.
UNREADABLE = (ValueError, TypeError, LookupError, OverflowError, FieldError, FieldDoesNotExist)
UNREADABLE += (ValidationError, DataError, NotSupportedError, ProgrammingError)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{device}=()" for device in DEVICES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Django's middleware sends these two, but not with what is answered before it: a probe, a 405 to TRACE.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # What says nothing, such as a 404, is kept by guess: the story may be there a moment later.
    "Cache-Control": "no-cache",
}


@cache
def desk():
    return reverse("admin:index")


def headers_of_safety(get_response):
    """Send on each answer what browsers may do with it, where it brings nothing of its own.

    django-csp's middleware puts the policy together anew each time: a quarter of what a cached page costs.
    """
    policy = build_policy()

    def middleware(request):
        response = get_response(request) if request.method in METHODS else not_allowed()
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages for developers
            response.headers.setdefault(HEADER, policy)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.status_code == 304:  # Django says 0, which is not the length of the page (RFC 9110, 8.6)
            response.headers.pop("Content-Length", None)
        if request.path_info.startswith(API):
            response.headers["Access-Control-Allow-Origin"] = "*"
        if request.path_info.startswith(ACCOUNTS):
            add_never_cache_headers(response)
        return response

    return middleware


def no_patterns(get_response):
    """Refuse what a desk's address may not ask: a regular expression, and a value that no column takes.

    Django's admin takes any lookup; SQLite asks Python, which one pattern holds, with all threads, for hours.
    Nor does it check a value before a field, Python's calendar or the database fails on it.
    """

    def middleware(request):
        if request.path.startswith(desk()) and any(name.endswith("regex") for name in request.GET):
            return bad_request(request, None)
        return get_response(request)

    def refuse_value(request, exception):
        # Of a form, the same error is a fault of ours, and must be seen as one.
        is_asked = request.method in ("GET", "HEAD") and request.GET
        if is_asked and request.path.startswith(desk()) and isinstance(exception, UNREADABLE):
            logger.warning("An address was refused: %s", request.path, exc_info=exception)
            return bad_request(request, exception)
        return None

    middleware.process_exception = refuse_value
    return middleware


def desk_time(get_response):
    """Show and read the desk's moments in the publication's time zone."""

    def middleware(request):
        if not request.path.startswith(desk()):
            return get_response(request)
        request.publication = Publication.objects.current()
        with timezone.override(request.publication.zone):
            return get_response(request)

    return middleware
