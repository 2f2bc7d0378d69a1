import pytest
from django.contrib.auth import get_user_model

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
