from functools import cache

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import bad_request

from articles.models import Publication


@cache
def desk():
    return reverse("admin:index")


def one_policy(get_response):
    """Send the paper's Content-Security-Policy, where an answer brings none of its own.

    django-csp's middleware puts it together anew for each answer: a quarter of what a kept page costs.
    """
    policy = build_policy()

    def middleware(request):
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages for developers
            response.headers.setdefault(HEADER, policy)
        return response

    return middleware


def no_patterns(get_response):
    """Refuse to filter a list of the desk's by a regular expression.

    Django's admin takes any lookup; SQLite asks Python, which one pattern holds, with all threads, for hours.
    """

    def middleware(request):
        if request.path.startswith(desk()) and any(name.endswith("regex") for name in request.GET):
            return bad_request(request, None)
        return get_response(request)

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
