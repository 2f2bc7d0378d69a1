"""Remarks among the desk: at their words, answered, resolved, deleted."""

import pytest
from django.urls import reverse

from articles import desk
from articles.archive import digests
from articles.models import Act, Article, Autosave, Note, clock

pytestmark = pytest.mark.django_db


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


# At their words

QUAY = "the quay was closed"


@pytest.fixture
def story(make_article, reporter):
    return make_article(by=reporter, body=f"Trains left. On Monday {QUAY} at noon.\n\nIn May {QUAY} too.")


def words_of(note):
    note.refresh_from_db()
    return note.start if note.start is None else note.article.body[note.start : note.end]


def test_a_note_stands_at_its_words_the_nearest_of_several(story, editor):
    notes = [desk.note(story, by=editor, text="When?", passage=QUAY, near=near) for near in (0, 60)]

    assert [words_of(note) for note in notes] == [QUAY, QUAY]
    assert notes[0].start < notes[1].start


def test_a_note_moves_with_its_words_in_every_save(story, reporter, editor):
    note = desk.note(story, by=editor, text="When?", passage=QUAY)

    story.body = "Snow fell first. " + story.body.replace("quay was", "quay and the bridge was")
    desk.save(story, by=reporter, base=1)

    note.article.refresh_from_db()
    assert words_of(note) == "the quay and the bridge was closed"
    assert note.passage == QUAY


def test_a_note_whose_words_are_gone_stays_and_stands_nowhere(story, reporter, editor):
    note = desk.note(story, by=editor, text="When?", passage=QUAY)

    story.body = "Nothing is left."
    desk.save(story, by=reporter, base=1)

    assert words_of(note) is None
    assert note.passage == QUAY


def test_words_that_are_not_in_the_text_are_kept_as_a_quotation(story, editor):
    note = desk.note(story, by=editor, text="When?", passage="the key was closed")

    assert (note.passage, note.start) == ("the key was closed", None)


def test_a_note_may_propose_words_and_nothing_else(story, editor):
    note = desk.note(story, by=editor, passage=QUAY, instead="the quay was shut")

    assert (note.text, note.instead) == ("", "the quay was shut")
    with pytest.raises(desk.Refused, match="Write what"):
        desk.note(story, by=editor, instead="words without a place")


def test_an_answer_is_closed_with_its_note(story, reporter, editor):
    note = desk.note(story, by=editor, text="When?", passage=QUAY)
    answer = desk.note(story, by=reporter, text="At noon.", to=note)
    assert desk.note(story, by=editor, text="Good.", to=answer).to == note

    desk.resolve(note, by=editor)

    assert not Note.objects.filter(resolved_at=None).exists()
    with pytest.raises(desk.Refused, match="is resolved"):
        desk.note(story, by=reporter, text="Late.", to=note)


def test_a_note_is_an_answer_to_one_of_its_own_story_alone(story, make_article, editor):
    other = desk.note(make_article(), by=editor, text="Elsewhere")

    with pytest.raises(desk.Refused, match="is gone"):
        desk.note(story, by=editor, text="Here", to=other)


def test_a_story_counts_its_notes_and_not_their_answers(story, reporter, editor, at_desk):
    note = desk.note(story, by=editor, text="When?")
    desk.note(story, by=reporter, text="At noon.", to=note)

    assert "1 open note" in at_desk(reporter).get(reverse("admin:index")).text


def test_redacted_words_go_from_what_a_note_proposes(publish, chief_editor):
    story = publish(body="Jane Roe was at the quay.")
    note = desk.note(story, by=chief_editor, passage="Jane Roe", instead="Ms Jane Roe", text="Style")

    desk.redact_words(story, by=chief_editor, words=["Jane Roe"], order="Court, today")

    note.refresh_from_db()
    story.refresh_from_db()
    assert "Roe" not in f"{note.passage} {note.instead}"
    assert note.start is None or "Roe" not in story.body[note.start : note.end]


def test_the_form_shows_notes_at_the_words_of_an_unsaved_text(story, reporter, editor, at_desk):
    note = desk.note(story, by=editor, text="When?", passage=QUAY)
    Autosave.objects.create(
        user=reporter, article=story, version=1, saved_at=clock.now(), fields={"body": "Snow. " + story.body}
    )

    page = at_desk(reporter).get(reverse("admin:articles_article_change", args=[story.pk])).text

    assert f'data-start="{note.start + 6}"' in page


def test_without_scripts_a_note_is_answered_on_the_page_of_notes(story, reporter, editor, at_desk):
    note = desk.note(story, by=editor, text="When?", passage=QUAY, instead="the quay was shut")
    address = reverse("admin:articles_article_notes", args=[story.pk])
    client = at_desk(reporter)
    page = client.get(f"{address}?to={note.pk}").text
    assert QUAY in page
    assert "the quay was shut" in page
    assert f'name="to" value="{note.pk}"' in page

    client.post(address, {"text": "At noon.", "to": note.pk})

    assert note.answers.get().text == "At noon."


@pytest.mark.parametrize(("sent", "said"), [
    ({"text": " "}, "Write what is to be said"),
    ({"text": "x" * 10_001}, ""),
    ({"text": "Hm", "to": "999"}, ""),
    ({"text": "Hm", "near": "-1"}, ""),
])  # fmt: skip
def test_the_panel_says_why_a_note_was_not_left(sent, said, story, reporter, at_desk):
    address = reverse("admin:articles_article_notes", args=[story.pk])

    answer = at_desk(reporter).post(address, {**sent, "_here": 1})

    assert answer.status_code == 409
    assert answer.json()["error"]
    assert said in answer.json()["error"]
    assert not Note.objects.exists()


@pytest.mark.parametrize("action", ["note", "resolve"])
def test_the_panel_leaves_what_the_next_page_has_to_say(action, story, reporter, at_desk):
    note, client = desk.note(story, by=reporter, text="Since when?"), at_desk(reporter)
    client.post(reverse("keep_story", args=[story.pk]), {"drop": 1})  # says so on the next page
    sent = {"text": "At noon."} if action == "note" else {"resolve": note.pk}

    answer = client.post(reverse("admin:articles_article_notes", args=[story.pk]), {**sent, "_here": 1})

    assert answer.status_code == 200
    page = client.get(reverse("admin:articles_article_notes", args=[story.pk]))
    assert [str(each) for each in page.context["messages"]] == [
        "What you had not saved is gone; this is what is stored."
    ]


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
    known = {"note": left.pk, "moments": [digests.iso_milliseconds(left.at)]}

    desk.delete_note(left, by=reporter)

    act = Act.objects.get(verb="delete_note")
    assert (act.by, act.data, act.reason) == (reporter, known, "")


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
