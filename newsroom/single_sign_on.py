"""Signing in by another house's OpenID Connect, where one is set: it says who comes, and in which roles."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from requests import RequestException

from articles.desk import auditing, sessions

from .accounts import log_failure, users_at


def roles(claims):
    """Return the names of the desk's groups that the provider's claim stands for."""
    said = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    said = said if isinstance(said, list) else [said]
    names = [role for group, role in settings.OIDC_GROUPS.items() if group in said]
    return set(Group.objects.filter(name__in=names).values_list("name", flat=True))


def is_true(claim):
    """Ask whether a provider says yes; some write it as a text, and “false” too."""
    return claim is True or isinstance(claim, str) and claim.casefold() == "true"


def plain(claim):
    """Return a text that every database can hold, nothing of what is no text."""
    return claim.encode(errors="ignore").decode().replace("\0", "") if isinstance(claim, str) else ""


def storable(claims):
    """Return what a provider says as plain texts, however deep: PostgreSQL's JSON takes no other."""
    if isinstance(claims, dict):
        return {plain(name): storable(each) for name, each in claims.items()}
    if isinstance(claims, list):
        return [storable(each) for each in claims]
    return plain(claims) if isinstance(claims, str) else claims


DOCUMENT = "/.well-known/openid-configuration"
NEEDED = ("issuer", "jwks_uri", "authorization_endpoint", "token_endpoint", "userinfo_endpoint")


def demand_claims(response, **kwargs):
    """Take a provider whose answer can't be read for one that is away: raises RequestException."""
    if not response.ok or response.is_redirect:
        return
    said, path = response.json(), urlsplit(response.url).path
    needed = NEEDED if path.endswith(DOCUMENT) else ()
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in needed):
        raise RequestException(f"What the provider says at {path} can't be read.")


def are_of_one(data):
    """Ask whether all claims are of one person: another's could be given for ours (OpenID Core, 5.3.2)."""
    return len({str(claims.get("sub")) for claims in data.values() if claims}) == 1


class Identities(DefaultSocialAccountAdapter):
    def get_requests_session(self):
        session = super().get_requests_session()
        session.hooks["response"].append(demand_claims)
        return session

    def populate_user(self, request, sociallogin, data):
        """Read the claims strictly before an account is looked for: by an address that is proved."""
        for address in sociallogin.email_addresses:
            address.verified = is_true(address.verified)
        sociallogin.account.extra_data = storable(sociallogin.account.extra_data)
        return super().populate_user(
            request, sociallogin, {name: plain(claim) for name, claim in data.items()}
        )

    def pre_social_login(self, request, sociallogin):
        """Give an account the roles that it has today; without one, nobody signs in.

        Nobody ties an identity to the account that is open: its address alone says whose it is.
        """
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            log_failure(request, "")
            raise ImmediateHttpResponse(render(request, "account/other_way.html", status=403))
        data = sociallogin.account.extra_data
        # Where the provider asks its users' page, what stands there is the newest.
        claims = {**data.get("id_token", {}), **data.get("userinfo", {})}
        sociallogin.roles = roles(claims) if are_of_one(data) else set()
        if not (sociallogin.is_existing or is_true(claims.get("email_verified"))):
            sociallogin.email_addresses, sociallogin.user.email = [], ""
        # By its address alone an account is taken over only with a role: a trial shuts nobody out of it.
        is_taken = sociallogin.is_existing and (sociallogin.roles or sociallogin.account.pk)
        if is_taken and take_roles(sociallogin.user, sociallogin.roles):
            sessions.end(sociallogin.user, but=request.session.session_key)
        if not sociallogin.roles:
            name = sociallogin.user.get_username() if sociallogin.is_existing else ""
            log_failure(request, name)
            raise ImmediateHttpResponse(render(request, "account/no_role.html", status=403))

    def authenticate_by_email(self, sociallogin):
        """Find an account by its own address, and by none that it had before or that nobody proved."""
        for address in sociallogin.email_addresses:
            if not address.verified:
                continue
            if users := users_at(address.email):
                return users[0], address.email
            # The provider says whose it is today: as another's further address it would stop a new account.
            EmailAddress.objects.filter(email=address.email.lower()).delete()
        return None

    def is_open_for_signup(self, request, sociallogin):
        return True  # whoever comes so far has a role

    def is_auto_signup_allowed(self, request, sociallogin):
        return True  # nobody is asked for what the provider says

    def save_user(self, request, sociallogin, form=None):
        user = super().save_user(request, sociallogin, form)
        auditing.log_row("add_row", user, by=None)
        take_roles(user, sociallogin.roles)
        return user

    def validate_disconnect(self, account, accounts):
        raise ValidationError(_("Your organisation opens this account, and nothing else does."))


def take_roles(user, names):
    """Make an account one of the desk's, in these groups alone, without a password; log what changes.

    Return whether it had other groups.
    """
    before, was_staff = set(user.groups.values_list("name", flat=True)), user.is_staff
    if user.has_usable_password():
        user.set_unusable_password()
    user.is_staff = bool(names)
    user.save(update_fields=["is_staff", "password"])
    changes = {}
    if before != names:
        user.groups.set(Group.objects.filter(name__in=names))
        changes["groups"] = {"before": sorted(before), "after": sorted(names)}
    if was_staff != user.is_staff:
        changes["is_staff"] = {"before": was_staff, "after": user.is_staff}
    if changes:
        auditing.log_row("change_row", user, by=None, changes=changes)
    return before != names
