import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Autosave, Publication, Section
from tests.cast import make_user

PASSWORD = "correct horse battery"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada():
    return get_user_model().objects.create_superuser("ada", password=PASSWORD)


@pytest.fixture
def security_key(page):
    """Put a key that always consents into the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.detach()


def give_password(page):
    page.get_by_label("Password:").fill(PASSWORD)
    page.locator("main form button").first.click()


def test_a_passkey_signs_in_under_the_strict_policy(page, ada, security_key, complaints):
    page.goto("/admin/")
    page.get_by_label("Username:").fill("ada")
    give_password(page)
    page.wait_for_url("**/admin/")
    page.goto("/accounts/2fa/webauthn/add/")
    give_password(page)
    page.get_by_label("Passwordless:").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/accounts/logout/")
    page.locator("main form button").click()

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/admin/")

    assert page.get_by_text("ada").first.is_visible()


def test_who_is_asked_for_a_factor_while_writing_sets_one_up_beside_the_text(
    page, complaints, live_server, sign_in
):
    Section.objects.get_or_create(slug="world", defaults={"name": "World"})
    ada = make_user("ada", "Reporter")
    ada.set_password(PASSWORD)
    ada.save()
    sign_in(ada)
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    page.wait_for_load_state("networkidle")
    Publication.objects.update_or_create(defaults={"second_factor_roles": ["Reporter"]})

    page.get_by_label("Headline:").fill("Rain in the north")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_contain_text("Your role needs a second factor")
    with page.expect_popup() as opened:
        dialog.get_by_role("link", name="Sign in again").click()
    beside = opened.value
    expect(beside.get_by_text("Your role needs a second factor")).to_be_visible()
    add_code(beside)
    with beside.expect_event("close"):
        beside.get_by_role("link", name="Go on to the desk").click()

    expect(dialog).to_be_hidden()
    expect(page.locator("#kept-state")).to_contain_text("Kept at")
    expect(page.get_by_label("Headline:")).to_have_value("Rain in the north")
    assert Autosave.objects.get(user=ada).fields["headline"] == "Rain in the north"
    complaints.clear()  # the console's lines of the 403s


def add_code(page):
    """Set an authenticator app up, by the links of the page, as whoever scans its code."""
    page.locator("a[href$='/totp/activate/'], form[action$='/totp/activate/'] button").first.click()
    give_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Activate").click()
    page.wait_for_url("**/recovery-codes/**")


def test_who_signs_in_is_led_to_a_security_key_and_on_to_the_page_they_wanted(page, complaints, security_key):
    ada = make_user("ada", "Reporter")
    ada.set_password(PASSWORD)
    ada.save()
    Publication.objects.update_or_create(defaults={"second_factor_roles": ["Reporter"]})
    page.goto("/admin/articles/source/")
    page.get_by_label("Username:").fill("ada")
    give_password(page)
    page.wait_for_url("**/accounts/2fa/")
    expect(page.get_by_text("Your role needs a second factor")).to_be_visible()

    page.locator("a[href$='/webauthn/add/']").click()
    give_password(page)
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.get_by_role("link", name="Go on to the desk").click()

    page.wait_for_url("**/admin/articles/source/")
    assert page.get_by_text("ada").first.is_visible()
