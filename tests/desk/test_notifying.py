"""Who is told of an act, by mail and on My desk; and the outbox of that mail."""

from datetime import timedelta
from smtplib import SMTPException
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles import desk
from articles.desk import notifying, outbox
from articles.desk.registry import ACTS
from articles.models import Article, Preference, Push, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def wants_mail():
    def choose(user, address=None):
        user.email = f"{user.username}@paper.example" if address is None else address
        user.save()
        Preference.objects.create(user=user, wants_mail=True)
        return user

    return choose


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Return whom an act told by mail."""

    def told(act, *args, **kwargs):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return sorted(message.to[0].partition("@")[0] for message in mail.outbox[before:])

    return told


def test_the_writer_is_told_of_an_act_by_mail_if_they_chose_it(
    make_article, reporter, editor, wants_mail, told
):
    article = make_article(by=wants_mail(reporter), headline="Rain in\nthe north")
    desk.submit(article, by=reporter)
    editor.first_name, editor.last_name = "Ada", "North"
    editor.save()

    assert told(desk.send_back, article, by=editor, reason="Who says so?") == ["reporter"]

    (message,) = mail.outbox
    assert "Sent back by Ada North." in message.body
    assert message.subject == "Sent back: Rain in the north"
    assert "Who says so?" in message.body
    assert reverse("admin:articles_article_change", args=[article.pk]) in message.body


def test_nobody_is_told_by_mail_who_did_not_choose_it(make_article, reporter, editor, told):
    assert told(desk.note, make_article(by=reporter), by=editor, text="Hm") == []
    assert not Push.objects.exists()


def test_nobody_is_told_of_their_own_act(make_article, reporter, wants_mail, told):
    article = make_article(by=wants_mail(reporter))

    assert told(desk.submit, article, by=reporter) == []


def test_the_sections_desk_is_told_of_what_waits_for_it(
    make_article, reporter, editor, section, wants_mail, told
):
    section.editors.add(wants_mail(editor))

    assert told(desk.submit, make_article(by=reporter), by=reporter) == ["editor"]


def test_who_left_a_note_is_told_of_the_answer(make_article, reporter, editor, wants_mail, told):
    article = make_article()
    desk.note(article, by=wants_mail(editor), text="Who says so?")

    assert told(desk.note, article, by=reporter, text="The minister.") == ["editor"]
    assert "The minister." in mail.outbox[0].body


def test_a_writer_is_told_when_a_colleague_shows_the_copy_to_somebody_outside(
    make_article, reporter, editor, wants_mail, told
):
    article = make_article(by=wants_mail(reporter))

    assert told(desk.share, article, by=editor, until=clock.now() + timedelta(hours=1)) == ["reporter"]


@pytest.mark.parametrize("verb", ACTS)
def test_mail_and_my_desk_tell_the_same_people(verb, make_article, reporter, editor, chief_editor, section):
    article = make_article(by=reporter, assignee=make_user("assignee"))
    section.editors.add(editor)
    desk.note(article, by=chief_editor, text="Who says so?")
    people = [*User.objects.all(), make_user("outsider")]

    by_mail = set().union(*notifying.concerned(article, verb, by=None).values())

    stories = [notifying.with_relations(Article.objects.all(), user).get() for user in people]
    shown = {user.pk for user, story in zip(people, stories, strict=True) if notifying.concerns(verb, story)}
    assert by_mail == shown


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_who_left_the_house_is_told_nothing(make_article, reporter, editor, wants_mail, told, field):
    article = make_article(by=wants_mail(reporter))
    setattr(reporter, field, False)
    reporter.save()

    assert told(desk.note, article, by=editor, text="Hm") == []


def test_an_act_that_is_refused_tells_nobody(make_article, reporter, editor, wants_mail, told):
    article = make_article(by=wants_mail(reporter))

    def refused():
        with pytest.raises(desk.Refused):
            desk.withdraw(article, by=editor, note="Gone.")

    assert told(refused) == []


def test_the_outbox_holds_no_word_of_a_story(make_article, reporter, editor, wants_mail):
    article = make_article(by=wants_mail(reporter), headline="Jane Roe")

    desk.note(article, by=editor, text="Jane Roe")

    assert "Roe" not in str(Push.objects.get().data)


@pytest.fixture
def waiting(make_article, reporter, editor, wants_mail):
    """A mail that nobody has sent."""
    desk.note(make_article(by=wants_mail(reporter)), by=editor, text="Hm")
    return Push.objects.get()


def test_push_sends_what_waits_once(waiting, capsys):
    call_command("push")
    call_command("push")

    assert len(mail.outbox) == 1
    assert capsys.readouterr().out == "sent 1, failed 0\nsent 0, failed 0\n"


@pytest.mark.parametrize("where", ["open", "send_messages"])
def test_a_mail_server_that_is_away_stops_no_act_and_is_tried_again(waiting, where):
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with mock.patch(f"{backend}.{where}", side_effect=ConnectionRefusedError("away")):
        assert outbox.send_waiting() == (0, 1)

    waiting.refresh_from_db()
    assert "away" in waiting.error
    assert outbox.send_waiting() == (1, 0)


def test_a_mail_is_given_up_after_five_tries_or_two_days(waiting):
    Push.objects.update(tries=5)
    assert outbox.send_waiting() == (0, 0)

    Push.objects.update(tries=0)
    with time_machine.travel(waiting.created_at + timedelta(days=3), tick=False):
        assert outbox.send_waiting() == (0, 0)


def test_a_mail_server_that_is_away_for_a_day_costs_no_mail(waiting):
    with mock.patch.object(EmailBackend, "open", side_effect=ConnectionRefusedError):
        assert [outbox.send_waiting() for _each in range(6)] == [(0, 1)] * 6

    assert outbox.send_waiting() == (1, 0)


def test_a_mail_that_is_refused_lets_the_others_pass(waiting, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 1)
    Push.objects.create(kind="mail", data=waiting.data)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=SMTPException("no such address")):
        assert outbox.send_waiting() == (0, 1)

    assert outbox.send_waiting() == (1, 0)
    waiting.refresh_from_db()
    assert waiting.sent_at is None


def test_of_two_who_send_at_once_one_sends(waiting):
    other = Push.objects.get()
    assert outbox._claim(waiting)

    assert not outbox._claim(other)


def test_a_mail_that_is_being_sent_is_sent_by_nobody_else(waiting, monkeypatch):
    Push.objects.create(kind="mail", data=waiting.data)
    send, others = EmailBackend.send_messages, []

    def slow(backend, messages):
        """Let another sender begin meanwhile."""
        if not others:
            others.append(None)
            others.append(outbox.send_waiting())
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)

    assert outbox.send_waiting() == (1, 0)
    assert others[1] == (1, 0)  # the second, which nobody had begun
    assert len(mail.outbox) == 2
    assert set(Push.objects.values_list("tries", "error")) == {(1, "")}


def test_a_mail_whose_sender_died_is_tried_again_after_a_while(waiting):
    assert outbox._claim(waiting)
    assert outbox.send_waiting() == (0, 0)

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert outbox.send_waiting() == (1, 0)
