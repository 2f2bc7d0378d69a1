"""The roles that need a second factor: no page of the desk answers before it is given.

Nor does a page that changes one's factors, whatever the role, where there are some.
"""

from functools import cache
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.desk import auditing, sessions

from .middleware import desk

LED_FROM = "led_from"  # of a session: the page that was asked for, and whether the factor is there
PRIMARY = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
ASKING = ["mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"]


def second_factor(get_response):
    """Lead whoever's role needs a second factor, and who gave none, to set one up or to give it."""

    def middleware(request):
        if not request.path.startswith(desk()):
            return _lead(request) if _passes_by(request) else get_response(request)
        if not _lacks(request):
            if _is_page(request) and LED_FROM in request.session:  # a script's answer goes nowhere
                del request.session[LED_FROM]
        elif request.path != reverse("admin:logout"):
            return _lead(request)
        return get_response(request)

    return middleware


def _lacks(request):
    roles, user = request.publication.second_factor_roles, request.user
    if not roles or user.is_anonymous or gave_factor(request):
        return False
    return user.is_superuser or user.groups.filter(name__in=roles).exists()


@cache
def factors():
    return reverse("mfa_index")


def _passes_by(request):
    """Ask whether a session that gave no factor wants to change those that its user has."""
    if not request.path.startswith(factors()) or request.path in map(reverse, ASKING):
        return False
    user = request.user
    return user.is_authenticated and not gave_factor(request) and is_mfa_enabled(user, PRIMARY)


def gave_factor(request):
    """Ask whether a session was opened with a second factor; the organisation's own sign-in counts as one."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] in ("mfa", "socialaccount") for record in records)


def _is_page(request):
    return "text/html" in request.headers.get("Accept", "")


def _lead(request):
    """Answer a page with the way, and a script with a sentence: an open form keeps what it holds."""
    if not _is_page(request):
        sentence = _("Your role needs a second factor. Give it in another tab; your text stays here.")
        return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    wanted = request.get_full_path() if request.method == "GET" else desk()
    if is_mfa_enabled(request.user, PRIMARY):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
    request.session[LED_FROM] = {"to": wanted, "is_set_up": False}
    return HttpResponseRedirect(factors())


def log_new(user, authenticator, **kwargs):
    auditing.log_row("change_row", user, by=user, fields=[f"new second factor: {authenticator.type}"])


def take_factor(request, user, authenticator, **kwargs):
    """Count a factor that was just set up as given, and end the other sessions: they gave none."""
    if authenticator.type in PRIMARY:
        sessions.end(user, but=request.session.session_key)
        record_authentication(request, user, "mfa", type=authenticator.type)
        if led := request.session.get(LED_FROM):
            request.session[LED_FROM] = {**led, "is_set_up": True}


def forget_factor(request, user, authenticator, **kwargs):
    """Ask again in a session that took a factor away, and end the others: none goes on without one."""
    auditing.log_row("change_row", user, by=user, fields=[f"second factor: {authenticator.type}"])
    records = get_authentication_records(request, user)
    kept = [record for record in records if record["method"] != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept
    sessions.end(user, but=request.session.session_key)


for signal in (authenticator_added, authenticator_reset):  # the latter: other recovery codes
    signal.connect(log_new)
authenticator_added.connect(take_factor)
authenticator_removed.connect(forget_factor)
