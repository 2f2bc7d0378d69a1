from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from articles.public.reader_reports import sender


class StaffOnly(DefaultAccountAdapter):
    """Open no account to whoever asks: the chief editor makes them in the admin."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Know a sender as the letters' form does; allauth's own fails where a proxy named nobody."""
        return sender(request)


class SecondFactors(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """Return the QR code as SVG that can stand inside a page, without the prolog of a file."""
        return super().build_totp_svg(url).partition("?>")[2]
