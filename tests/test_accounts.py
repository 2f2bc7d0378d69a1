"""The accounts: how often one may guess, to whom their mail goes, and where its links lead."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.desk import outbox
from articles.models import Act, Publication

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"
RESET = "/accounts/password/reset/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return get_user_model().objects.create_user(
        "ada", email="ada@paper.example", password=PASSWORD, is_staff=True
    )


def sign_in(client, password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": "ada", "password": password}, **headers)


def test_another_host_gives_no_further_guesses(client, ada, settings):
    settings.ALLOWED_HOSTS = ["paper.example"]
    hosts = ["paper.example", "paper.example:1", "paper.example:2", "PAPER.example", "paper.example."]
    for host in hosts:
        sign_in(client, "wrong", headers={"host": host})

    answer = sign_in(client, headers={"host": "paper.example:3"})

    assert "Too many failed login attempts" in answer.text


def test_a_password_that_is_confirmed_is_counted_with_those_of_signing_in(client, ada):
    sign_in(client)
    for _ in range(5):
        client.post("/accounts/reauthenticate/", {"password": "wrong"})
    client.post("/accounts/logout/")  # keeps the browser's mark

    assert "Too many failed login attempts" in sign_in(client).text


def test_a_new_password_opens_an_account_that_wrong_ones_had_closed(client, ada):
    for _ in range(6):
        sign_in(client, "wrong")
    client.post("/accounts/password/reset/", {"email": ada.email})
    [link] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    chosen = {"password1": "a battery of horses", "password2": "a battery of horses"}

    client.post(client.get(link).url, chosen)

    assert sign_in(client, "a battery of horses").status_code == 302


def test_there_is_one_page_for_changing_ones_password(client, ada):
    sign_in(client)
    words = {
        "old_password": PASSWORD,
        "new_password1": "a battery of horses",
        "new_password2": "a battery of horses",
    }

    answer = client.post("/admin/password_change/", words)

    assert answer.url == CHANGE
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_wrong_old_password_is_in_the_log_and_limited(client, ada):
    sign_in(client)
    words = {"oldpassword": "wrong", "password1": "a battery of horses", "password2": "a battery of horses"}

    answers = [client.post(CHANGE, words).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert Act.objects.filter(verb="fail_sign_in", subject="user:ada").count() == 5


def test_who_tries_too_often_gets_a_page_of_the_paper(client, settings):
    settings.LANGUAGE_CODE = "ru"
    answers = [client.post("/accounts/password/reset/", {"email": "eve@x.example"}) for _try in range(21)]

    assert answers[-1].status_code == 429
    assert "Слишком много попыток" in answers[-1].text
    assert 'class="standing"' in answers[-1].text


@pytest.mark.parametrize("page", ["/admin/", "/accounts/2fa/"])
@pytest.mark.parametrize("has_one", [True, False])
def test_who_has_no_password_is_offered_no_change_of_it(client, ada, page, has_one):
    if not has_one:  # as of an account that the organisation opens
        ada.set_unusable_password()
        ada.save()
    client.force_login(ada)

    assert ("/accounts/password/change/" in client.get(page).text) == has_one


@pytest.fixture
def home(settings):
    settings.ALLOWED_HOSTS = ["*"]
    paper = Publication.objects.current()
    paper.name, paper.address = "The Paper", "https://paper.example/"
    paper.save()
    return "https://paper.example/accounts/"


def test_a_reset_leads_to_the_papers_own_address_whatever_the_host(client, ada, home):
    client.post(RESET, {"email": ada.email}, headers={"host": "eve.example"})

    said = mail.outbox[-1]
    assert home in said.body
    assert said.subject.startswith("[The Paper] ")
    assert "eve.example" not in said.subject + said.body


def test_the_link_that_confirms_an_address_leads_there_too(client, ada, home):
    client.force_login(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    client.post(
        "/accounts/email/", {"action_add": "", "email": "ada@home.example"}, headers={"host": "eve.example"}
    )

    said = mail.outbox[-1]
    assert f"{home}confirm-email/" in said.body
    assert "eve.example" not in said.subject + said.body


ADDED = {"ada@paper.example": True, "ada@home.example": False, "eve@eve.example": False}
CHANGES = {
    "add": ("eve@eve.example", ADDED),
    "primary": ("ada@home.example", {"ada@paper.example": False, "ada@home.example": True}),
    "remove": ("ada@home.example", {"ada@paper.example": True}),
}


def addresses():
    return dict(EmailAddress.objects.values_list("email", "primary"))


@pytest.mark.parametrize("act", CHANGES)
def test_an_open_session_changes_no_address_without_the_password(client, ada, act):
    asked, after = CHANGES[act]
    client.force_login(ada)
    EmailAddress.objects.create(user=ada, email="ada@paper.example", verified=True, primary=True)
    EmailAddress.objects.create(user=ada, email="ada@home.example", verified=True)

    answer = client.post("/accounts/email/", {f"action_{act}": "", "email": asked})

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert addresses() == {"ada@paper.example": True, "ada@home.example": False}
    client.post(answer.url, {"password": PASSWORD})  # goes on with what was asked for
    assert addresses() == after


@pytest.mark.parametrize("asked", ["ada@paper.example", "Ada@Paper.Example"])
def test_an_address_with_capitals_gets_its_reset(client, ada, asked):
    ada.email = "Ada@Paper.example"
    ada.save()

    client.post(RESET, {"email": asked})

    assert [message.to for message in mail.outbox] == [["ada@paper.example"]]


def test_a_mailbox_of_two_gets_the_resets_of_both(client, ada):
    bob = get_user_model().objects.create_user("bob", email=ada.email, password=PASSWORD)
    EmailAddress.objects.create(user=bob, email=ada.email, verified=True, primary=True)
    get_user_model().objects.create_user("cleo", email=ada.email, password=PASSWORD, is_active=False)

    client.post(RESET, {"email": ada.email})

    said = [message.body for message in mail.outbox]
    assert len(said) == 2
    assert "your username is ada." in said[0]
    assert "your username is bob." in said[1]


def test_a_letter_that_a_database_takes_for_another_is_another_mailbox(client, ada):
    ada.email = "mike@paper.example"
    ada.save()

    client.post(RESET, {"email": "mıke@paper.example"})

    assert mail.outbox == []


def test_an_answer_takes_the_same_work_for_an_address_of_nobody(client, ada, monkeypatch):
    aside, work = [], []
    monkeypatch.setattr(outbox, "send_aside", aside.append)
    client.get(RESET)
    for asked in (ada.email, "eve@eve.example"):
        with CaptureQueriesContext(connection) as queries:
            client.post(RESET, {"email": asked})
        work.append(len(queries))

    assert work[0] == work[1]
    assert len(aside) == 2
    assert not EmailAddress.objects.exists()
