import logging
import secrets
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.internal.userkit import get_user_by_username
from allauth.account.signals import (
    email_changed,
    email_confirmed,
    email_removed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.core import signing
from django.dispatch import receiver
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.archive import logged_accounts
from articles.desk import auditing, inviting, outbox
from articles.models import Publication
from articles.public.reader_reports import sender

logger = logging.getLogger("newsroom.sign_in")

# A browser that signed in before: it says so by a signed cookie, which opens nothing.
COOKIE, SALT, YEAR = "known_browser", "newsroom.known_browser", 365 * 24 * 60 * 60


def log_failure(request, name, **data):
    """Put a sign-in that failed into the log of acts, and its address into a line that fail2ban reads."""
    auditing.log("fail_sign_in", "user", name, **data)
    logger.warning("A sign-in failed from %s", sender(request))


@receiver([email_changed, email_confirmed, email_removed])
def log_address(user=None, email_address=None, **kwargs):
    """Log the address that somebody gave their own account: who takes an account over may do that."""
    user = user or email_address.user
    user.refresh_from_db(fields=["email"])
    before = logged_accounts.last_rights(user.get_username()).get("email", "")
    if before != user.email:
        changes = {"email": {"before": before, "after": user.email}}
        auditing.log_row("change_row", user, by=user, changes=changes)


@receiver([password_changed, password_reset, password_set])
def log_password(user, **kwargs):
    """Log that somebody chose their own password, by whatever page."""
    auditing.log_row("set_password", user, by=user)


@receiver(user_logged_out)
def log_sign_out(user, **kwargs):
    if user:
        auditing.log_row("sign_out", user, by=user)


@receiver(password_reset)
def forget_failures(request=None, user=None, **kwargs):
    """Count wrong passwords anew after a reset: allauth forgets those of a mail address alone."""
    get_adapter()._delete_login_attempts_cached_email(request, username=user.get_username())


def users_at(email):
    """Return whose own address this is, in any letters; a database's “ı” is an “i”, and another mailbox."""
    rows = get_user_model().objects.filter(email__iexact=email).order_by("-is_active", "pk")
    return [user for user in rows if user.email.lower() == email.lower()]


class PasswordResetForm(ResetPasswordForm):
    """Write to the address of an account, and to none that it had before or that nobody confirmed."""

    def clean_email(self):
        email = super().clean_email()
        rows = users_at(email)
        self.users = [user for user in rows if user.is_active and not inviting.has_identity(user)]
        return email

    def save(self, request, **kwargs):
        """Write links and mails behind the answer: an address of nobody takes as long."""
        outbox.send_aside(partial(super().save, request, **kwargs))
        return self.cleaned_data["email"]


def paper_name():
    """Return the paper's name as a subject can hold it: on one line."""
    return " ".join(Publication.objects.current().name.split())


class StaffOnly(DefaultAccountAdapter):
    """Open no account to whoever asks: the chief editor makes them in the admin."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Send it behind the answer: a mail server that is slow or away tells nobody who has an account."""
        site = {"name": paper_name(), "domain": Publication.objects.current().address}
        said = {"request": self.request, "email": email, "current_site": site, **context}
        outbox.send_aside(self.render_mail(template_prefix, email, said).send)

    def format_email_subject(self, subject):
        return f"[{paper_name()}] {subject}"

    def get_reset_password_from_key_url(self, key):
        return self.at_home(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation):
        return self.at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def at_home(self, url):
        """Lead a mail's link to the paper's own address: whoever asks chooses the host of a request."""
        return Publication.objects.current().address.rstrip("/") + urlsplit(url).path

    def get_client_ip(self, request):
        """Know a sender as the letters' form does; allauth's own fails where a proxy named nobody."""
        return sender(request)

    def login(self, request, user):
        super().login(request, user)
        auditing.log_row("sign_in", user, by=user)

    def authentication_failed(self, request, **credentials):
        """Log a failure by the account's name, and by no other word: people type passwords there."""
        known = get_user_by_username(credentials.get("username", ""))
        log_failure(request, known.get_username() if known else "")

    def validation_error(self, code, *args):
        """Log who doesn't know the password that is to be changed, as at signing in."""
        if code == "enter_current_password":
            log_failure(self.request, self.request.user.get_username())
        return super().validation_error(code, *args)

    def pre_login(self, request, user, **kwargs):
        """Refuse a password or a passkey where the provider opens the account: with the identity it ends."""
        if inviting.has_identity(user) and not _is_by_provider(kwargs):
            request.session.flush()
            log_failure(request, user.get_username())
            return render(request, "account/other_way.html", status=403)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        if _is_by_provider(kwargs):  # who left meanwhile is asked for again soon
            request.session.set_expiry(timedelta(hours=settings.OIDC_HOURS))
        if not _browser_of(request, user.get_username()):
            known = signing.dumps([user.get_username().lower(), secrets.token_hex(8)], salt=SALT)
            response.set_cookie(
                COOKIE,
                known,
                max_age=YEAR,
                path="/accounts/",
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count by the account alone, and a known browser apart, so that no stranger locks its owner out."""
        name = credentials.get("username", "").lower()
        return f"{name}:{_browser_of(request, name)}"


def _is_by_provider(login):
    return "sociallogin" in (login["signal_kwargs"] or {})


def _browser_of(request, username):
    """Return the mark of a browser in which this user signed in before, or an empty string."""
    try:
        owner, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except (signing.BadSignature, ValueError):
        return ""
    return browser if owner == username.lower() else ""


class SecondFactors(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """Return the QR code as SVG that can stand inside a page, without the prolog of a file."""
        return super().build_totp_svg(url).partition("?>")[2]


def invited(request, key):
    """Lead who was invited to the choice of a password, and from there to signing in and a second factor."""
    user = inviting.user_of(key)
    if user is None:
        return render(request, "account/invitation_ended.html", status=410)
    once = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    then = f"{reverse('account_login')}?{urlencode({'next': reverse('mfa_index')})}"
    choice = reverse("account_reset_password_from_key", kwargs=once)
    return HttpResponseRedirect(f"{choice}?{urlencode({'next': then})}")
