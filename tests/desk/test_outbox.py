"""What is sent after an act: the act waits for no mail server."""

import socket
from contextlib import contextmanager
from smtplib import SMTPServerDisconnected
from threading import Event, Thread

import pytest
from django.core.mail.backends import locmem

from articles import desk
from articles.desk import outbox
from articles.models import Preference, Push

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


@contextmanager
def relay(taken):
    """A mail server that takes one mail of each connection, and hangs up at the next."""

    def serve():
        for _connection in range(2):
            client, _address = listener.accept()
            with client, client.makefile("rwb", buffering=0) as lines:
                answer(lines)

    def answer(lines):
        lines.write(b"220 here\r\n")
        before = len(taken)
        for line in lines:
            if line.startswith(b"mail") and len(taken) > before:
                lines.write(b"421 enough\r\n")
                return
            if line.startswith(b"data"):
                lines.write(b"354 go on\r\n")
                taken.append(b"".join(iter(lines.readline, b".\r\n")))
            lines.write(b"250 well\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def test_a_server_that_hangs_up_after_a_mail_is_called_again(noted, settings, monkeypatch):
    monkeypatch.setattr(outbox, "start_sending", lambda: None)
    for text in ("First.", "Second.", "Third."):
        noted(text=text)
    taken = []

    with relay(taken) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert outbox.send_waiting() == (2, 1)

    first, third = taken
    assert b"First." in first
    assert b"Third." in third
    assert "421" in Push.objects.get(sent_at=None).error


class Away(locmem.EmailBackend):
    """A mail server that fails at its first mail, and is gone from then on."""

    asked = 0

    def open(self):
        Away.asked += 1
        if Away.asked > 1:
            raise ConnectionRefusedError("gone")

    def send_messages(self, messages):
        raise SMTPServerDisconnected("good night")


def test_a_server_that_goes_away_between_two_mails_is_waited_for_once(noted, settings, monkeypatch):
    monkeypatch.setattr(outbox, "start_sending", lambda: None)
    monkeypatch.setattr(Away, "asked", 0)
    for number in range(5):
        noted(text=f"Number {number}.")
    settings.EMAIL_BACKEND = f"{__name__}.Away"

    assert outbox.send_waiting() == (0, 5)

    assert Away.asked == 2
    assert Push.objects.filter(error__contains="gone").count() == 4
