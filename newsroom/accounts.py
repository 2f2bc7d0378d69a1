from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import get_user_model

from articles.desk import auditing
from articles.public.reader_reports import sender


class StaffOnly(DefaultAccountAdapter):
    """Open no account to whoever asks: the chief editor makes them in the admin."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Know a sender as the letters' form does; allauth's own fails where a proxy named nobody."""
        return sender(request)

    def login(self, request, user):
        super().login(request, user)
        auditing.log_row("sign_in", user, by=user)

    def logout(self, request):
        if request.user.is_authenticated:
            auditing.log_row("sign_out", request.user, by=request.user)
        super().logout(request)

    def authentication_failed(self, request, **credentials):
        """Log a failure by the account's name, and by no other word: people type passwords there."""
        name = credentials.get("username", "")
        known = get_user_model().objects.filter(username=name).exists()
        auditing.log("fail_sign_in", "user", name if known else "")


class SecondFactors(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """Return the QR code as SVG that can stand inside a page, without the prolog of a file."""
        return super().build_totp_svg(url).partition("?>")[2]
