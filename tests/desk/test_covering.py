"""What a desk must cover: written down before there is a story, and made one by one press."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import desk
from articles.models import Act, Article, Coverage, Section, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db

BOARD, CALENDAR, DESK = reverse("board"), reverse("admin:articles_article_plans"), reverse("admin:index")


@pytest.fixture
def hearing(section, reporter, editor):
    """A hearing in three hours, for the reporter."""
    return Coverage.objects.create(
        slugline="Hearing: the ferry line",
        section=section,
        assignee=reporter,
        due_at=clock.now() + timedelta(hours=3),
        note="Room 4. Ask for Mrs Hill.",
        by=editor,
    )


def press(coverage):
    return reverse("admin:articles_coverage_story", args=[coverage.pk])


def test_one_press_makes_a_story_of_it_with_all_that_is_known(hearing, at_desk, reporter, editor, section):
    answer = at_desk(reporter).post(press(hearing))

    story = Article.objects.get()
    assert answer.url == reverse("admin:articles_article_change", args=[story.pk])
    assert (story.headline, story.section, story.assignee) == (hearing.slugline, section, reporter)
    assert story.due_at == hearing.due_at
    assert [(note.text, note.by) for note in story.notes.all()] == [("Room 4. Ask for Mrs Hill.", editor)]


def test_a_note_of_somebody_who_left_comes_from_who_begins_the_story(hearing, reporter, editor):
    editor.is_active = False
    editor.save()

    story = desk.begin_story(hearing, by=reporter)

    assert [(note.text, note.by) for note in story.notes.all()] == [("Room 4. Ask for Mrs Hill.", reporter)]


def test_a_second_press_leads_to_the_same_story(hearing, reporter, editor):
    first, second = (desk.begin_story(hearing, by=user) for user in (reporter, editor))

    assert first == second == Article.objects.get()


def test_who_may_write_no_story_begins_none(hearing, at_desk, django_user_model):
    reader = make_user("guest", None)
    reader.is_staff = True
    reader.save()

    assert at_desk(reader).post(press(hearing)).status_code == 403
    assert not Article.objects.exists()


def test_what_is_due_stands_on_my_desk_the_board_and_the_calendar_until_there_is_a_story(
    hearing, at_desk, reporter
):
    client = at_desk(reporter)
    due = [client.get(page).text.count(f'action="{press(hearing)}"') for page in (DESK, BOARD, CALENDAR)]

    desk.begin_story(hearing, by=reporter)

    assert due == [1, 1, 1]
    assert all(f'action="{press(hearing)}"' not in client.get(page).text for page in (DESK, BOARD, CALENDAR))
    assert hearing.slugline in client.get(BOARD).text  # being written
    assert hearing.slugline in client.get(CALENDAR).text  # due


def test_my_desk_shows_what_is_mine_or_my_desks_by_tomorrow(hearing, at_desk, reporter, editor, section):
    section.editors.add(editor)
    other = Section.objects.create(name="Sport", slug="sport")
    other.editors.add(make_user("coach", "Editor"))
    days = clock.now()
    for what, of, when in (("Cup final", other, 1), ("Vote", section, 1), ("Figures", section, 99)):
        Coverage.objects.create(slugline=what, section=of, due_at=days + timedelta(hours=when))

    pages = {user.username: at_desk(user).get(DESK).context["desk"]["due"] for user in (reporter, editor)}

    assert [row.slugline for row in pages["reporter"]] == [hearing.slugline]
    assert [row.slugline for row in pages["editor"]] == ["Vote"]


def test_what_a_closed_section_covers_is_seen_by_its_own_alone(hearing, at_desk, section, editor, reporter):
    section.is_closed = True
    section.save()
    client = at_desk(editor)
    Coverage.objects.update(by=None)

    pages = (BOARD, CALENDAR, DESK, reverse("admin:articles_coverage_changelist"))
    assert all(hearing.slugline not in client.get(page).text for page in pages)
    assert client.post(press(hearing)).status_code == 404
    with pytest.raises(desk.Refused, match="no such coverage"):
        desk.begin_story(hearing, by=editor)
    assert hearing.slugline in at_desk(reporter).get(BOARD).text


def test_a_coverage_is_written_down_with_a_moment_as_one_thinks_it(at_desk, reporter, section):
    client, address = at_desk(reporter), reverse("admin:articles_coverage_add")
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = {"slugline": "Vote", "section": section.pk, "due_at": "tomorrow 7"}

    asked = client.post(address, said).text
    client.post(address, {**said, "due_at_read": f"{tomorrow}T07:00"})

    assert "If you mean this" in asked
    row = Coverage.objects.get()
    assert (row.slugline, row.by) == ("Vote", reporter)
    assert timezone.localtime(row.due_at).hour == 7
    assert Act.objects.get(verb="add_row").by == reporter


def test_a_coverage_goes_by_who_wrote_it_down_and_by_editors(hearing, at_desk, reporter, editor):
    address = reverse("admin:articles_coverage_delete", args=[hearing.pk])

    assert at_desk(reporter).post(address, {"post": "yes"}).status_code == 403
    at_desk(editor).post(address, {"post": "yes"})

    assert not Coverage.objects.exists()


def test_redacted_words_go_from_what_is_to_be_covered(hearing, publish, chief_editor):
    story = publish(body="Mrs Hill spoke.")

    desk.redact_words(story, by=chief_editor, words=["Mrs Hill"], order="Court, today")

    hearing.refresh_from_db()
    assert "Hill" not in hearing.note


# The board


def test_the_board_shows_each_stage_of_all_desks_or_of_one(
    at_desk, make_article, publish, reporter, editor, section
):
    other = Section.objects.create(name="Sport", slug="sport")
    make_article("A draft")
    desk.submit(make_article("Sent in", section=other, by=reporter), by=reporter)
    publish(headline="Out")
    publish(headline="Later", at=clock.now() + timedelta(hours=1))
    client = at_desk(editor)

    def board(query=""):
        columns = client.get(BOARD + query).context["columns"]
        return {key: [str(card.headline) for card in cards] for key, _name, _all, cards in columns if cards}

    assert board() == {
        "draft": ["A draft"], "submitted": ["Sent in"], "planned": ["Later"], "live": ["Out"],
    }  # fmt: skip
    assert board("?section=sport") == {"submitted": ["Sent in"]}
    assert client.get(f"{BOARD}?section=nothing").status_code == 200


def test_the_board_shows_as_approved_what_still_has_to_be_published(
    at_desk, make_article, publish, editor, chief_editor
):
    ready, changed = make_article("Ready", by=editor), publish(headline="Changed since")
    publish(headline="Live as approved")
    publish(headline="Planned as approved", at=clock.now() + timedelta(hours=1))
    desk.withdraw(publish(headline="Withdrawn"), by=editor, note="Wrong.")
    changed.body = "Other words."
    for story in (ready, changed):
        desk.save(story, by=editor)
        desk.submit(story, by=editor)
        desk.approve(story, by=chief_editor)

    columns = {key: cards for key, _name, _all, cards in at_desk(editor).get(BOARD).context["columns"]}

    assert {card.headline for card in columns["approved"]} == {"Ready", "Changed since"}


def test_the_board_costs_the_same_however_much_there_is(
    at_desk, make_article, publish, editor, section, reporter
):
    client, counted = at_desk(editor), []
    client.get(BOARD)
    for _round in range(2):
        for _number in range(3):
            make_article()
            publish(headline="Out")
            Coverage.objects.create(slugline="Vote", section=section, due_at=clock.now(), assignee=reporter)
        with CaptureQueriesContext(connection) as asked:
            client.get(BOARD)
        counted.append(len(asked))

    assert counted[0] == counted[1] <= 14
