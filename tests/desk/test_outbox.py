"""What is sent after an act: the act waits for no mail server."""

from threading import Event

import pytest

from articles import desk
from articles.desk import outbox
from articles.models import Preference

start_sending = outbox.start_sending  # the suite sends at once


@pytest.fixture
def noted(make_article, editor, reporter, django_capture_on_commit_callbacks):
    """Return a function that has a reporter told of a note, by an act that is committed."""
    reporter.email = "reporter@paper.example"
    reporter.save()
    Preference.objects.create(user=reporter, wants_mail=True)
    article = make_article(by=reporter)

    def note(*, by=editor, text="Who says so?"):
        with django_capture_on_commit_callbacks(execute=True):
            desk.note(article, by=by, text=text)

    return note


def test_an_act_waits_for_no_mail_server(noted, monkeypatch):
    hangs, tried = Event(), Event()

    def send(tries):
        hangs.wait(60)
        tried.set()

    monkeypatch.setattr(outbox, "send_waiting", send)
    monkeypatch.setattr(outbox, "start_sending", start_sending)

    noted()  # would end after a minute

    assert not tried.is_set()
    hangs.set()
    assert tried.wait(60)


def test_what_fails_in_the_thread_is_logged_and_the_next_mail_is_sent(noted, monkeypatch, caplog):
    sent = []

    def send(tries):
        sent.append(tries)
        raise ValueError("what nobody foresaw")

    monkeypatch.setattr(outbox, "send_waiting", send)
    monkeypatch.setattr(outbox, "start_sending", start_sending)

    noted()
    noted()
    outbox._mailer.submit(int).result(60)

    assert sent == [1, 1]
    assert "what nobody foresaw" in caplog.text


def test_an_act_that_is_refused_sends_nothing(noted, monkeypatch):
    begun = []
    monkeypatch.setattr(outbox, "start_sending", lambda: begun.append(True))

    with pytest.raises(desk.Refused):
        noted(text="")

    assert begun == []
