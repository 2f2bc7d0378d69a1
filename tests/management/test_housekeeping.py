"""What a timer does: old rows and files go, mail that failed and faults are told."""

import io
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import desk
from articles.archive import old_rows
from articles.desk import outbox
from articles.models import Autosave, Note, Publication, Push, site_state
from articles.pictures import decoding, social_cards
from tests.pictures.conftest import storage  # noqa: F401

pytestmark = pytest.mark.django_db


def keep():
    out = io.StringIO()
    call_command("housekeeping", stdout=out)
    return [int(line.split()[0]) for line in out.getvalue().splitlines()]


def test_what_is_old_goes_and_what_is_new_stays(reporter, make_article):
    now = timezone.now()
    for days in (1, 400):
        then = now - timedelta(days=days)
        Session.objects.create(session_key=f"{days}", session_data="", expire_date=then)
        Autosave.objects.create(user=reporter, article=make_article(), saved_at=then)
        Push.objects.create(kind="mail", created_at=then)
    Session.objects.create(session_key="open", session_data="", expire_date=now + timedelta(days=1))

    assert keep()[:3] == [2, 1, 1]
    assert (Session.objects.get().session_key, Autosave.objects.count(), Push.objects.count()) == (
        "open",
        1,
        1,
    )
    assert keep()[:3] == [0, 0, 0]


def test_others_write_between_the_batches_of_old_rows(reporter, monkeypatch):
    monkeypatch.setattr(old_rows, "BATCH", 2)
    for tab in range(5):
        then = timezone.now() - timedelta(days=400)
        Autosave.objects.create(user=reporter, tab=f"{tab}", saved_at=then)

    with CaptureQueriesContext(connection) as asked:
        assert keep()[1] == 5

    deleting = [each["sql"] for each in asked if each["sql"].startswith("DELETE")]
    assert sum(Autosave._meta.db_table in sql for sql in deleting) == 3


def test_a_file_that_has_to_go_is_asked_for_until_it_is_gone(settings, tmp_path):
    then = timezone.now() - timedelta(days=400)
    for sent_at in (None, then):
        Push.objects.create(kind="purge", data={"files": []}, created_at=then, sent_at=sent_at, tries=30_000)

    keep()

    assert [row.sent_at for row in Push.objects.all()] == [None]
    assert outbox.purge_waiting() == (1, 0)


def test_a_readers_address_goes_after_a_year_and_the_words_stay(publish, chief_editor):
    article, letter = publish(), "It is longer.\n\nAsk ann@office.example, she knows."
    desk.hear(article, text=letter, email="reader@lantern.example")
    desk.note(article, by=chief_editor, text="Ask\n\nann@office.example")

    assert keep()[3] == 0
    Note.objects.update(at=timezone.now() - timedelta(days=366))
    assert keep()[3] == 1

    assert set(Note.objects.values_list("text", flat=True)) == {
        letter,
        "Ask\n\nann@office.example",
    }


def test_push_fails_loudly_when_mail_failed():
    failing = mock.patch("articles.desk.outbox.send_waiting", return_value=(1, 2))
    with failing, pytest.raises(CommandError, match="2 mails could not be sent"):
        call_command("push", stdout=io.StringIO())


def test_push_tells_purges_that_failed_from_mail():
    failing = mock.patch("articles.desk.outbox.purge_waiting", return_value=(0, 3))
    with failing, pytest.raises(CommandError, match="^3 purges of files failed") as failed:
        call_command("push", stdout=io.StringIO())

    assert "mails" not in str(failed.value)


def test_the_lock_of_pictures_is_the_newsrooms_own(settings, tmp_path):
    settings.VAR = tmp_path / "var"

    with decoding.one_at_a_time():
        assert (tmp_path / "var/cache/pictures.lock").exists()


def test_after_a_change_of_the_papers_name_its_pages_have_their_cards_again(publish, storage):  # noqa: F811
    section = publish().section
    keep()
    Publication.objects.create(name="Another Paper")
    assert not storage.exists(social_cards.page_card_name(section))
    token = site_state.state().token

    assert keep()[-1] == 2  # the front's and its section's
    assert storage.exists(social_cards.page_card_name(section))
    assert site_state.state().token != token
    assert keep()[-1] == 0
