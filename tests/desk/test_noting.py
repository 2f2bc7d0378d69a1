"""Remarks among the desk, who has a story to do, and who is told of it."""

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from articles import desk
from articles.desk import notifying, outbox
from articles.desk.registry import ACTS
from articles.models import Act, Article, Note, Preference, Push, clock
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


# Notes


def test_a_note_on_a_passage_is_resolved_when_done(make_article, reporter, editor):
    article = make_article()

    note = desk.note(article, by=editor, text="Who says so?", passage="It rained.")
    desk.resolve(note, by=reporter)

    assert (note.passage, note.resolved_by) == ("It rained.", reporter)
    assert [act.verb for act in Act.objects.filter(by__in=[editor, reporter]).order_by("pk")] == [
        "note",
        "resolve",
    ]


def test_the_log_keeps_no_word_of_a_note(make_article, editor):
    desk.note(make_article(), by=editor, text="The victim is Jane Roe.", passage="Jane Roe")

    act = Act.objects.get(verb="note")
    assert "Roe" not in f"{act.reason} {act.data}"


def test_an_empty_note_is_refused(make_article, editor):
    with pytest.raises(desk.Refused, match="Write what"):
        desk.note(make_article(), by=editor, text=" ")


def test_a_note_is_resolved_once(make_article, editor, reporter):
    note = desk.note(make_article(), by=editor, text="Who?")

    desk.resolve(note, by=editor)
    desk.resolve(Note.objects.get(), by=reporter)

    assert Note.objects.get().resolved_by == editor
    assert Act.objects.filter(verb="resolve").count() == 1


def test_who_may_not_see_a_story_may_not_remark_on_it(make_article, django_user_model):
    reader = django_user_model.objects.create_user("reader")

    with pytest.raises(desk.Refused, match="permission"):
        desk.note(make_article(), by=reader, text="First!")


def test_the_page_of_notes_takes_one_in_and_resolves_it(client, make_article, reporter):
    article = make_article()
    client.force_login(reporter)
    address = reverse("admin:articles_article_notes", args=[article.pk])

    assert "the passage" in client.get(f"{address}?passage=the+passage").content.decode()
    client.post(address, {"text": "Who says so?", "passage": "the passage"})
    note = Note.objects.get()
    story = client.get(reverse("admin:articles_article_notes", args=[article.pk])).content.decode()
    assert "Who says so?" in story
    client.post(address, {"resolve": note.pk})

    note.refresh_from_db()
    assert note.resolved_by == reporter


def test_open_notes_stand_on_the_story_and_resolved_ones_do_not(client, make_article, editor):
    article = make_article()
    client.force_login(editor)
    open_note = desk.note(article, by=editor, text="Still open")
    desk.resolve(desk.note(article, by=editor, text="Long done"), by=editor)

    page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    assert open_note.text in page
    assert "Long done" not in page


@pytest.mark.parametrize("key", ["0", "x", "99999999"])
def test_a_note_that_is_not_there_cannot_be_resolved(client, make_article, editor, key):
    client.force_login(editor)

    answer = client.post(reverse("admin:articles_article_notes", args=[make_article().pk]), {"resolve": key})

    assert answer.status_code == 404


# Deleted


@pytest.fixture
def left(make_article, reporter):
    """A reporter's note that names somebody."""
    return desk.note(make_article(by=reporter), by=reporter, text="Jane Roe said so.", passage="Roe")


def answered(note, editor):
    desk.note(note.article, by=editor, text="Who?")


def resolved(note, editor):
    desk.resolve(note, by=editor)


def unanswered(note, editor):
    desk.note(note.article, by=note.by, text="And Tom.")  # one's own next note is no answer


@pytest.mark.parametrize(("before", "who", "is_deleted"), [
    (unanswered, "reporter", True),
    (unanswered, "editor", False),
    (unanswered, "chief_editor", True),
    (answered, "reporter", False),
    (answered, "chief_editor", True),
    (resolved, "reporter", False),
    (resolved, "chief_editor", True),
])  # fmt: skip
def test_a_note_goes_by_its_author_until_it_is_answered_and_by_chiefs(
    before, who, is_deleted, left, editor, request, at_desk
):
    before(left, editor)
    note, user = Note.objects.get(pk=left.pk), request.getfixturevalue(who)
    page = reverse("admin:articles_article_notes", args=[note.article_id])
    client = at_desk(user)
    is_offered = f'name="delete_note" value="{note.pk}"' in client.get(page).text

    answer = client.post(page, {"delete_note": note.pk}, follow=True)

    assert is_offered == is_deleted
    assert Note.objects.filter(pk=note.pk).exists() != is_deleted
    assert ("The note is deleted" in answer.text, "Ask a chief editor" in answer.text) == (
        is_deleted,
        not is_deleted,
    )


def test_the_log_says_that_a_note_was_deleted_and_no_word_of_it(left, reporter):
    key = left.pk

    desk.delete_note(left, by=reporter)

    act = Act.objects.get(verb="delete_note")
    assert (act.by, act.data, act.reason) == (reporter, {"note": key}, "")


def test_a_note_of_a_reader_goes_by_chiefs_alone(make_article, reporter, chief_editor):
    desk.hear(make_article(by=reporter), text="I am Jane Roe.")
    letter = Note.objects.get()

    with pytest.raises(desk.Refused, match="Ask a chief editor"):
        desk.delete_note(letter, by=reporter)
    desk.delete_note(letter, by=chief_editor)

    assert not Note.objects.exists()


def test_a_note_on_a_story_that_one_may_not_see_is_not_deleted(left, section, reporter):
    section.is_closed = True
    section.save()
    Article.objects.update(created_by=None)

    with pytest.raises(desk.Refused, match="no such story"):
        desk.delete_note(Note.objects.get(), by=reporter)


def test_what_was_deleted_twice_is_logged_once(left, reporter):
    twin = Note.objects.get()

    desk.delete_note(left, by=reporter)
    desk.delete_note(twin, by=reporter)

    assert Act.objects.filter(verb="delete_note").count() == 1


# Whose it is


def test_an_assignment_keeps_the_text_its_version_and_its_approval(make_article, editor, reporter):
    article = make_article()
    desk.approve(article, by=editor)

    desk.assign(article, by=editor, assignee=reporter, priority=1)

    assert (article.assignee, article.priority, article.version, article.approved_version) == (
        reporter,
        1,
        1,
        1,
    )


def test_a_colleague_who_was_removed_is_assigned_nothing(make_article, editor, reporter):
    reporter.is_active = False
    reporter.save()

    with pytest.raises(desk.Refused, match="no longer works here"):
        desk.assign(make_article(), by=editor, assignee=reporter)


def test_a_page_that_still_offers_a_removed_colleague_says_so(client, make_article, editor, reporter):
    article = make_article()
    client.force_login(editor)
    reporter.is_active = False
    reporter.save()

    page = client.post(
        reverse("admin:articles_article_assign", args=[article.pk]),
        {"assignee": reporter.pk, "priority": 2, "_do": 1},
    )

    assert "no longer works here" in page.content.decode()


# Who is told


def test_the_writer_is_told_of_an_act_by_mail_if_they_chose_it(
    make_article, reporter, editor, wants_mail, told
):
    article = make_article(by=wants_mail(reporter), headline="Rain in\nthe north")
    desk.submit(article, by=reporter)

    assert told(desk.send_back, article, by=editor, reason="Who says so?") == ["reporter"]

    (message,) = mail.outbox
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


# The outbox


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


def test_of_two_who_send_at_once_one_sends(waiting):
    other = Push.objects.get()
    assert outbox._claim(waiting)

    assert not outbox._claim(other)
