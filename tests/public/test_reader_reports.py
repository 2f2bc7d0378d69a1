"""A reader's letter: it reaches the desk, robots don't, and nobody gets a cookie."""

import json
import os
import re
import subprocess
import sys
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.test import override_settings
from django.urls import reverse

from articles import desk
from articles.models import Act, Note, Publication
from articles.public import reader_reports
from articles.public.reader_reports import network
from tests.reading import empty_cache, main  # noqa: F401  for its effect

pytestmark = pytest.mark.django_db

PATH = "/articles/a-story/report/"


@pytest.fixture
def letter(client, time_machine, publish):
    """Open the form, and return what a person sends half a minute later."""
    time_machine.move_to("2026-11-10 12:00Z", tick=False)
    publish(slug="a-story", headline="A story")
    cache.clear()
    opened = re.search(r'name="opened" value="([^"]+)"', client.get(PATH).text)[1]
    time_machine.shift(30)
    return {"passage": "Two died.", "text": "It was three.", "email": "eve@example.org", "website": "",
            "opened": opened}  # fmt: skip


def test_a_letter_lies_with_the_story_on_the_desk(client, letter, chief_editor):
    response = client.post(PATH, letter)

    assert "lies on the desk" in response.text
    note = Note.objects.get()
    assert (note.by, note.passage, note.text) == (None, "Two died.", "It was three.\n\neve@example.org")
    assert Act.objects.get(verb="hear").by is None
    client.force_login(chief_editor)
    page = client.get(reverse("admin:articles_article_change", args=[note.article_id])).text
    assert "It was three." in page
    assert "a reader" in page


def test_the_form_sets_no_cookie_and_is_cached_nowhere(client, letter):
    for response in (client.get(PATH), client.post(PATH, letter)):
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "change",
    [{"website": "https://spam.example/"}, {"opened": ""}, {"opened": "1762776000:forged"}, {"text": " "}],
)
def test_a_robots_letter_is_refused_and_a_persons_is_kept_in_the_form(client, letter, change):
    response = client.post(PATH, letter | change)

    assert response.status_code == 422
    assert "Two died." in response.text
    assert not Note.objects.exists()


def test_a_letter_that_lacks_its_words_is_told_that_alone(client, letter, time_machine):
    time_machine.shift(-29)

    page = main(client.post(PATH, letter | {"text": ""}))

    assert "This field is required." in page
    assert "send it once more" not in page


@pytest.mark.parametrize(("seconds", "status"), [(-29, 422), (24 * 3600, 422), (3600, 200)])
def test_a_letter_takes_a_persons_time(client, letter, time_machine, seconds, status):
    time_machine.shift(seconds)

    assert client.post(PATH, letter).status_code == status


def test_a_letter_refused_for_its_age_goes_through_when_sent_once_more(client, letter, time_machine):
    time_machine.shift(2 * 24 * 3600)
    again = re.search(r'name="opened" value="([^"]+)"', client.post(PATH, letter).text)[1]
    time_machine.shift(5)

    assert client.post(PATH, letter | {"opened": again}).status_code == 200


def test_a_refusal_speaks_the_papers_language(client, letter, time_machine, monkeypatch):
    Publication.objects.update_or_create(pk=1, defaults={"language": "ru"})

    time_machine.shift(-29)
    hasty = client.post(PATH, letter).text
    time_machine.shift(29)
    monkeypatch.setattr(reader_reports, "FROM_ONE", 0)
    one_too_many = client.post(PATH, letter).text

    assert "Перечитайте и отправьте ещё раз." in hasty
    assert "Please read it over" not in hasty
    assert "Too many letters" not in one_too_many


def test_a_second_click_sends_no_second_letter(client, letter):
    answers = [client.post(PATH, letter) for _click in range(2)]

    assert all("lies on the desk" in answer.text for answer in answers)
    assert Note.objects.count() == 1


def test_a_letter_that_was_not_stored_is_no_first_click(client, letter, monkeypatch):
    monkeypatch.setattr(reader_reports.desk, "hear", mock.Mock(side_effect=OperationalError("locked")))
    client.raise_request_exception = False
    away = client.post(PATH, letter)
    monkeypatch.undo()
    again = client.post(PATH, letter)

    assert (away.status_code, again.status_code, Note.objects.count()) == (503, 200, 1)


def test_one_network_sends_five_letters_an_hour(client, letter):
    answers = [client.post(PATH, letter).status_code for _each in range(6)]

    assert answers == [200] * 5 + [422]
    assert client.post(PATH, letter, REMOTE_ADDR="192.0.2.7").status_code == 200


FILES = "django.core.cache.backends.filebased.FileBasedCache"


def kept_in_files(folder):
    return override_settings(CACHES={**settings.CACHES, "default": {"BACKEND": FILES, "LOCATION": folder}})


def test_a_cache_of_files_counts_for_an_hour(client, letter, time_machine, tmp_path):
    """Its `incr` gives a count the five minutes that are Django's default."""
    with kept_in_files(tmp_path):
        for _each in range(5):
            assert client.post(PATH, letter).status_code == 200
        time_machine.shift(400)

        assert client.post(PATH, letter).status_code == 422

        time_machine.shift(3600)
        assert client.post(PATH, letter).status_code == 200


def test_production_counts_with_room():
    program = (
        "from newsroom.settings import CACHES; import json; print(json.dumps(CACHES['default'], default=str))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                         env=os.environ | {"REDIS_URL": "", "SECRET_KEY": "x" * 50})  # fmt: skip
    counts = json.loads(run.stdout)

    assert counts["TIMEOUT"] >= 24 * 3600
    assert counts["OPTIONS"]["MAX_ENTRIES"] >= 10_000


@pytest.mark.parametrize(
    ("first", "other", "is_one"),
    [
        ("2001:db8::1", "2001:db8::ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1:4711", "192.0.2.1:4712", True),
        ("[2001:db8::1]:4711", "2001:db8::2", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("no address", "none either", False),
    ],
)
def test_one_customers_network_is_one_sender(first, other, is_one):
    assert (network(first) == network(other)) == is_one


def test_many_senders_to_one_story_close_no_other(client, letter, publish):
    publish(slug="another", headline="Another")
    for number in range(reader_reports.TO_ONE_STORY):
        client.post(PATH, letter, REMOTE_ADDR=f"2001:db8:{number}::1")

    assert client.post(PATH, letter, REMOTE_ADDR="192.0.2.7").status_code == 422
    assert client.post("/articles/another/report/", letter, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_one_sender_closes_the_form_to_nobody(client, letter):
    for number in range(2 * reader_reports.TO_ONE_STORY):
        client.post(PATH, letter, REMOTE_ADDR=f"2001:db8::{number:x}")

    assert client.post(PATH, letter, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_withdrawn_story_takes_no_letters(client, letter, chief_editor):
    desk.withdraw(Note.article.field.related_model.objects.get(), by=chief_editor, note="It was wrong.")

    assert client.post(PATH, letter).status_code == 404


def test_the_paper_says_who_owns_it_and_what_it_promises(client):
    Publication.objects.create(
        owner="Its readers own it.", publishing_principles="We cite.", corrections_policy="At the top."
    )

    page = main(client.get("/about/"))

    for said in ("Its readers own it.", "We cite.", "At the top.", 'href="/corrections/"'):
        assert said in page
