import json
import re
import time
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from articles.archive import logged_accounts
from articles.desk import origins
from articles.models import Act

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return get_user_model().objects.create_user("ada", password=PASSWORD, is_staff=True)


@pytest.fixture
def desk(client, ada):
    """Return a client that has signed in and has just given its password again."""
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def code_of_the_moment(secret):
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client, password=PASSWORD):
    return client.post(LOGIN, {"login": "ada", "password": password})


def test_the_right_password_opens_the_admin(client, ada):
    response = sign_in(client)

    assert response.status_code == 302
    assert response.url == reverse("admin:index")
    assert client.get(response.url).status_code == 200


def test_a_wrong_password_is_refused_beside_the_form(client, ada):
    response = sign_in(client, "wrong")

    assert response.status_code == 200
    assert response.context["form"].errors


def test_after_five_wrong_passwords_the_right_one_is_refused_too(client, ada):
    for _ in range(5):
        sign_in(client, "wrong")

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert "Too many failed login attempts" in response.text


def test_a_proxy_that_names_nobody_breaks_no_sign_in(client, ada, settings):
    settings.TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    assert client.post(LOGIN, {"login": "ada", "password": "x"}, HTTP_X_FORWARDED_FOR="x").status_code == 200


def test_the_admin_sends_strangers_to_the_one_sign_in_page(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(LOGIN)
    assert "next=%2Fadmin%2F" in response.redirect_chain[-1][0]


def test_the_admins_own_sign_in_form_is_closed(client, ada):
    response = client.post("/admin/login/", {"username": "ada", "password": PASSWORD})

    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    form = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}

    response = client.post("/accounts/signup/", form)

    assert "closed" in response.text.lower()
    assert not get_user_model().objects.filter(username="eve").exists()


def test_the_sign_in_page_offers_no_signing_up(client):
    assert "signup" not in client.get(LOGIN).text


@pytest.mark.parametrize("path", ["", "totp/activate/", "webauthn/add/"])
def test_second_factors_are_at_hand(desk, path):
    assert desk.get(f"/accounts/2fa/{path}").status_code == 200


def test_a_second_factor_is_asked_for_once_it_is_there(client, desk, ada):
    secret = desk.get("/accounts/2fa/totp/activate/").context["form"].secret
    desk.post("/accounts/2fa/totp/activate/", {"code": code_of_the_moment(secret)})
    client.post("/accounts/logout/")

    response = sign_in(client)

    assert response.url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert "one of your recovery codes" in client.get(response.url).text
    assert RecoveryCodes.activate(ada).get_unused_codes()


KEY = json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}})
WRONG_FACTORS = {
    "a code": ("authenticate", {"code": "000000"}, "user:ada"),
    "a key": ("authenticate", {"credential": KEY}, "user:ada"),
    "a code, asked again": ("reauthenticate", {"code": "000000"}, "user:ada"),
    "a key, asked again": ("webauthn/reauthenticate", {"credential": KEY}, "user:ada"),
    "a passkey": ("webauthn/login", {"credential": KEY}, "user:"),
}


@pytest.mark.parametrize("name", WRONG_FACTORS)
def test_a_wrong_second_factor_is_in_the_log(client, ada, name):
    step, sent, subject = WRONG_FACTORS[name]
    TOTP.activate(ada, generate_totp_secret())
    if "reauthenticate" in step:
        Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Key", "credential": {}})
        client.force_login(ada)
    elif step == "authenticate":
        sign_in(client)

    for _ in range(2):
        client.post(f"/accounts/2fa/{step}/", sent)

    failures = Act.objects.filter(verb="fail_sign_in").values_list("subject", "by")
    assert list(failures) == [(subject, None)] * 2


@pytest.mark.parametrize("step", ["password", "code"])
def test_a_sign_in_that_failed_is_a_line_with_an_address_and_without_a_name(client, ada, caplog, step):
    TOTP.activate(ada, generate_totp_secret())
    if step == "code":
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR="203.0.113.7")
    else:
        client.post(LOGIN, {"login": "ada", "password": "wrong"}, REMOTE_ADDR="203.0.113.7")

    said = [record.getMessage() for record in caplog.records if record.name == "newsroom.sign_in"]
    assert said == ["A sign-in failed from 203.0.113.7"]


def test_tries_beyond_the_limit_fill_no_log(client, ada):
    TOTP.activate(ada, generate_totp_secret())
    sign_in(client)

    for _ in range(9):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert Act.objects.filter(verb="fail_sign_in").count() == 5


def test_eleven_wrong_names_within_a_minute_close_sign_in_for_their_address(client, ada):
    said = [
        "Too many failed" in client.post(LOGIN, {"login": f"nobody-{number}", "password": "wrong"}).text
        for number in range(11)
    ]

    assert said == [False] * 10 + [True]
    assert "Too many failed" in sign_in(client).text
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302
    assert Act.objects.filter(verb="fail_sign_in").count() == 10


@pytest.mark.parametrize("form", ["::ffff:{}", "{}:4711", "[::ffff:{}]:4711"])
def test_wrong_names_close_sign_in_for_no_other_address_however_it_is_written(ada, form):
    """Where a server listens on IPv6 too, all of IPv4 was one network."""
    stranger = Client(REMOTE_ADDR=form.format("192.0.2.1"))
    for number in range(11):
        stranger.post(LOGIN, {"login": f"nobody-{number}", "password": "x"})

    assert "Too many failed" in sign_in(Client(REMOTE_ADDR="192.0.2.1")).text
    assert sign_in(Client(REMOTE_ADDR=form.format("192.0.2.2"))).status_code == 302


def test_changing_a_second_factor_asks_for_the_password_again(client, ada):
    sign_in(client)

    response = client.get("/accounts/2fa/totp/activate/")

    assert response.url.startswith("/accounts/reauthenticate/")


PAGES = [LOGIN, "/accounts/password/reset/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/admin/"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_desk_run_nothing_inline(request, client, path):
    if path != LOGIN:
        client = request.getfixturevalue("desk")

    response = client.get(path)

    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in response.text
    assert "data:" not in response.text
    assert "<?xml" not in response.text
    assert "onclick=" not in response.text


def test_a_stranger_locks_nobody_out_of_a_browser_that_signed_in_before(client, ada):
    sign_in(client)
    client.post("/accounts/logout/")  # keeps the other cookies
    stranger = Client()
    for _ in range(6):
        sign_in(stranger, "wrong")

    assert "Too many failed login attempts" in sign_in(stranger).text
    assert sign_in(client).status_code == 302


def test_a_known_browser_guesses_no_more_often_than_a_stranger(client, ada):
    sign_in(client)
    client.post("/accounts/logout/")  # keeps the other cookies
    for _ in range(5):
        sign_in(client, "wrong")

    assert "Too many failed login attempts" in sign_in(client).text


def test_a_known_browser_is_known_for_its_user_alone(client, ada):
    get_user_model().objects.create_user("bob", password=PASSWORD, is_staff=True)
    sign_in(client)
    client.post("/accounts/logout/")  # keeps the other cookies
    stranger = Client()
    for _ in range(5):
        stranger.post(LOGIN, {"login": "bob", "password": "wrong"})

    assert "Too many" in client.post(LOGIN, {"login": "bob", "password": PASSWORD}).text


def test_a_forged_mark_of_a_browser_is_none(client, ada):
    for _ in range(6):
        client.cookies["known_browser"] = f"forged:{_}"
        sign_in(client, "wrong")

    assert "Too many failed login attempts" in sign_in(client).text


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client, ada):
    ada.email = "ada@paper.example"
    ada.save()
    answers = [
        client.post("/accounts/password/reset/", {"email": address})
        for address in (ada.email, "eve@x.example")
    ]

    known, unknown = [(answer.status_code, answer.headers.get("Location")) for answer in answers]
    assert known == unknown
    assert [message.to for message in mail.outbox] == [["ada@paper.example"]]


def test_a_mail_server_that_is_away_tells_nobody_who_has_an_account(client, ada, monkeypatch, caplog):
    monkeypatch.setattr(EmailBackend, "send_messages", mock.Mock(side_effect=ConnectionRefusedError))
    ada.email = "ada@paper.example"
    ada.save()

    known, unknown = [
        client.post("/accounts/password/reset/", {"email": address})
        for address in (ada.email, "eve@x.example")
    ]

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert "ada@" not in caplog.text


@pytest.mark.parametrize("row", [{"verified": True}, {"verified": False}])
def test_an_address_that_an_account_had_before_opens_it_no_more(client, ada, row):
    EmailAddress.objects.create(user=ada, email="ada@wrong.example", **row)
    ada.email = "ada@right.example"
    ada.save()

    for address in ("ada@wrong.example", "Ada@right.example"):
        client.post("/accounts/password/reset/", {"email": address})

    assert [message.to for message in mail.outbox] == [["ada@right.example"]]


def test_an_open_session_takes_no_other_address_without_the_password(client, ada):
    sign_in(client)
    rows = EmailAddress.objects.filter(email="eve@x.example")

    answer = client.post("/accounts/email/", {"action_add": "", "email": "eve@x.example"})

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert not rows.exists()
    assert mail.outbox == []
    client.post(answer.url, {"password": PASSWORD})
    assert rows.exists()


def test_an_address_that_one_takes_off_ones_own_account_is_in_the_log(desk, ada):
    EmailAddress.objects.create(user=ada, email="ada@paper.example", verified=True, primary=True)
    ada.email = "ada@paper.example"
    ada.save()
    origins.take_stock()

    desk.post("/accounts/email/", {"action_remove": "", "email": "ada@paper.example"})

    said = Act.objects.get(verb="change_row", subject="user:ada")
    assert said.data["changes"] == {"email": {"before": "ada@paper.example", "after": ""}}
    assert list(logged_accounts.faults()) == []


def test_an_address_that_one_gives_ones_own_account_is_in_the_log(desk, ada):
    ada.email = "ada@paper.example"
    ada.save()
    origins.take_stock()
    desk.post("/accounts/email/", {"action_add": "", "email": "ada@home.example"})
    [link] = re.findall(r"https?://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)

    desk.post(link)

    ada.refresh_from_db()
    said = Act.objects.get(verb="change_row", subject="user:ada")
    assert ada.email == "ada@home.example"
    assert said.data["changes"] == {"email": {"before": "ada@paper.example", "after": "ada@home.example"}}
    assert list(logged_accounts.faults()) == []


def test_a_primary_address_that_one_changes_is_in_the_log(desk, ada):
    for name, is_primary in (("home", True), ("work", False)):
        row = EmailAddress(user=ada, email=f"ada@{name}.example", verified=True, primary=is_primary)
        row.save()
    ada.email = "ada@home.example"
    ada.save()
    origins.take_stock()

    desk.post("/accounts/email/", {"action_primary": "", "email": "ada@work.example"})

    ada.refresh_from_db()
    assert ada.email == "ada@work.example"
    assert list(logged_accounts.faults()) == []


@pytest.mark.parametrize("way", ["change", "reset"])
def test_a_password_that_one_chooses_is_in_the_log(client, ada, way):
    new = {"password1": "another long one 9", "password2": "another long one 9"}
    if way == "change":
        sign_in(client)
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    else:
        ada.email = "ada@paper.example"
        ada.save()
        client.post("/accounts/password/reset/", {"email": ada.email})
        [link] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
        client.post(client.get(link).url, new)

    act = Act.objects.get(verb="set_password")
    assert (act.subject, act.by) == ("user:ada", ada)
    ada.refresh_from_db()
    assert ada.check_password("another long one 9")
