"""Guesses are counted by the account, whatever else a request says."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from articles.models import Act

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"

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
