"""My desk: what each role must see now, in few queries whatever the number of stories."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import Article, Autosave, Coverage, Preference, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def my_desk(client):
    def open_page(user):
        client.force_login(user)
        return client.get(reverse("admin:index"))

    return open_page


def part(response, name):
    rows = response.context["desk"][name]
    return [getattr(row, "headline", None) or row for row in rows]


def test_a_reporter_sees_what_is_theirs_the_urgent_first(my_desk, make_article, reporter, editor):
    make_article("Mine", by=reporter)
    make_article("Somebody else's", by=editor)
    given = make_article("Given to me", by=editor)
    desk.assign(given, by=editor, assignee=reporter, priority=1)
    taken = make_article("Taken from me", by=reporter)
    desk.assign(taken, by=editor, assignee=editor)

    assert part(my_desk(reporter), "mine") == ["Given to me", "Mine"]


@pytest.mark.parametrize("page", ["admin:index", "board"])
def test_no_line_begins_with_a_dot_where_a_story_has_no_section(page, at_desk, make_article, chief_editor):
    make_article("Mine", by=chief_editor, section=None, assignee=chief_editor, due_at=clock.now())
    Coverage.objects.create(slugline="A hearing", due_at=clock.now(), assignee=chief_editor)

    html = at_desk(chief_editor).get(reverse(page)).text

    texts = [" ".join(text.split()) for text in re.split(r"<[^>]*>", html)]
    assert {"Mine", "A hearing"} <= set(texts)
    assert [text for text in texts if text.startswith("·")] == []


def test_what_was_sent_back_says_why_until_it_is_submitted_again(my_desk, make_article, reporter, editor):
    article = make_article("Mine", by=reporter)
    desk.submit(article, by=reporter)
    desk.send_back(article, by=editor, reason="Who says so?")

    page = my_desk(reporter)
    assert part(page, "sent_back") == ["Mine"]
    assert part(page, "mine") == []
    assert "Who says so?" in page.content.decode()

    desk.submit(article, by=reporter)
    assert part(my_desk(reporter), "sent_back") == []


def test_what_waits_for_approval_stands_oldest_first_with_how_long(my_desk, make_article, reporter, editor):
    now = clock.now()
    with time_machine.travel(now, tick=False):
        first, second = make_article("First", by=reporter), make_article("Second", by=reporter)
        desk.submit(first, by=reporter)
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        desk.submit(second, by=reporter)
        # A save of what waits doesn't send it to the end of the queue.
        first.refresh_from_db()
        desk.save(first, by=editor, base=first.version)
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        page = my_desk(editor)

    assert part(page, "waiting") == ["First", "Second"]
    assert "waits 3\xa0hours" in page.content.decode()


def test_an_editor_sees_what_waits_for_their_own_desk(my_desk, make_article, reporter, editor, section):
    other = make_user("other", "Editor")
    section.editors.add(other)
    desk.submit(make_article("Theirs", by=reporter), by=reporter)

    assert part(my_desk(editor), "waiting") == []
    assert part(my_desk(other), "waiting") == ["Theirs"]


def test_a_reporter_is_not_asked_to_approve(my_desk, make_article, reporter):
    desk.submit(make_article(by=reporter), by=reporter)

    assert "Waiting for approval" not in my_desk(reporter).content.decode()


def test_todays_plans_stand_on_a_time_line(my_desk, make_article, publish, editor):
    noon = clock.now().replace(hour=12) + timedelta(days=1)
    with time_machine.travel(noon, tick=False):
        publish(headline="At six", at=noon + timedelta(hours=6))
        publish(headline="At one", at=noon + timedelta(hours=1))
        publish(headline="Tomorrow", at=noon + timedelta(hours=20))
        page = my_desk(editor)

    assert part(page, "today") == ["At one", "At six"]


def test_live_stories_that_were_saved_since_are_shown(my_desk, publish, change, make_article, editor):
    change(publish(headline="Half done"), body="More of it.")
    publish(headline="As it stands")
    make_article("Never out")

    assert part(my_desk(editor), "changed") == ["Half done"]


def drop(story, by):
    desk.drop_plan(story, by=by)


def withdraw_and_restore(story, by):
    desk.withdraw(story, by=by, note="Not so.")
    desk.restore(story, by=by, note="It was so.")


@pytest.mark.parametrize("unplan", [drop, withdraw_and_restore])
def test_a_live_story_whose_plan_went_is_shown_again(unplan, my_desk, publish, change, editor):
    story = change(publish(headline="Planned"), body="More of it.")
    desk.publish(story, by=editor, at=clock.now() + timedelta(hours=1))
    assert part(my_desk(editor), "changed") == []

    unplan(story, by=editor)

    assert part(my_desk(editor), "changed") == ["Planned"]


def test_a_live_story_whose_changes_were_approved_and_never_went_out_is_shown(
    my_desk, publish, change, editor
):
    story = change(publish(headline="Approved"), standfirst="More of it.")
    desk.expire(story, by=editor, at=clock.now() + timedelta(hours=1))
    desk.approve(story, by=editor)

    assert part(my_desk(editor), "changed") == ["Approved"]


def test_thin_and_uncorrected_stories_are_shown_the_uncorrected_first(
    my_desk, publish, make_article, make_source, editor
):
    lone, gone, other = make_source("Lone voice"), make_source("Gone"), make_source("Other")
    publish(make_article("Uncorrected", sources=[gone, other]))
    publish(make_article("Thin", sources=[lone]))
    publish(make_article("Well sourced", sources=[lone, other]))
    publish(make_article("Opinion", type_of_work="opinion"))
    gone.withdrawn_at = clock.now()
    gone.save()

    rows = my_desk(editor).context["desk"]["doubtful"]

    assert [row.headline for row, _why in rows] == ["Uncorrected", "Thin"]
    assert "Lone voice" in rows[1][1]


def test_two_people_of_one_ministry_are_thin(my_desk, publish, make_article, make_source, editor):
    ministry = make_source("Ministry")
    speakers = [make_source(name, represents=ministry) for name in ("Ann", "Bob")]
    publish(make_article("Thin", sources=speakers))

    assert [row.headline for row, _why in my_desk(editor).context["desk"]["doubtful"]] == ["Thin"]


def test_what_colleagues_type_in_is_shown_for_a_while(my_desk, make_article, reporter, editor):
    article = make_article("Open")
    now = clock.now()
    for user in (reporter, editor):
        Autosave.objects.create(user=user, article=article, saved_at=now)

    assert [row.user for row in my_desk(editor).context["desk"]["open"]] == [reporter]

    Autosave.objects.update(saved_at=now - timedelta(hours=1))
    assert my_desk(editor).context["desk"]["open"] == []


def test_what_colleagues_did_on_my_stories_is_told(my_desk, make_article, reporter, editor):
    article = make_article("Mine", by=reporter)
    desk.submit(article, by=reporter)
    desk.note(article, by=editor, text="Who says so?")

    told = my_desk(reporter).context["desk"]["told"]

    assert [(act.verb, act.by) for act, _said, _story in told] == [("note", editor)]


def test_after_an_import_the_newest_stories_are_looked_through(
    my_desk, make_article, reporter, editor, monkeypatch
):
    monkeypatch.setattr("articles.admin.my_desk.DAYS_OF_WORK", 1)
    older, newer = (make_article(name, by=reporter) for name in ("Older", "Newer"))
    for story in (older, newer):
        desk.submit(story, by=reporter)
        desk.approve(story, by=editor)
    Article.objects.filter(pk=older.pk).update(updated_at=clock.now() - timedelta(days=1))

    assert {story for _verb, story in told_of(my_desk(reporter))} == {"Newer"}


def told_of(page):
    return [(act.verb, story.headline) for act, _said, story in page.context["desk"]["told"]]


def test_a_writer_is_told_when_a_story_is_approved_published_and_corrected(
    my_desk, make_article, reporter, editor
):
    article = make_article("Mine", by=reporter)
    desk.submit(article, by=reporter)
    for verb, more in (("approve", {}), ("publish", {"despite": "A test."})):
        getattr(desk, verb)(article, by=editor, **more)
    desk.correct(article, by=editor, kind="correction", note="Two.", changes={"headline": "Ours"})

    assert told_of(my_desk(reporter)) == [(verb, "Ours") for verb in ("correct", "publish", "approve")]
    assert told_of(my_desk(editor)) == []


def test_a_readers_letter_is_told_to_the_writer_and_to_the_sections_desk(
    my_desk, publish, make_article, reporter, editor, chief_editor, section
):
    section.editors.add(editor)
    story = publish(make_article("Mine", by=reporter))
    desk.hear(story, text="It was not so.")

    page = my_desk(reporter)

    assert told_of(page)[0] == ("hear", "Mine")
    assert "a reader," in page.content.decode()
    assert told_of(my_desk(editor)) == [("hear", "Mine")]
    assert told_of(my_desk(chief_editor)) == []


def test_who_left_a_note_is_told_of_its_answer_and_of_no_more(my_desk, make_article, reporter, editor):
    article = make_article("Mine", by=reporter)
    note = desk.note(article, by=editor, text="Who says so?")
    desk.note(article, by=reporter, text="The mayor.")
    desk.resolve(note, by=reporter)
    desk.submit(article, by=reporter)

    assert told_of(my_desk(editor)) == [("resolve", "Mine"), ("note", "Mine")]


# Choices


def test_mail_is_turned_on_and_off(client, my_desk, reporter):
    my_desk(reporter)

    client.post(reverse("my_desk_choose"), {"mail": "on"})
    assert Preference.objects.get().wants_mail
    assert "no mail address" in my_desk(reporter).content.decode()

    client.post(reverse("my_desk_choose"), {"mail": "off"})
    assert not Preference.objects.get().wants_mail


# How much it costs


def fill(section, users, count):
    numbered = range(count)
    Article.objects.bulk_create(
        Article(
            headline=f"Story {n}",
            section=section,
            stage=["draft", "submitted", "approved"][n % 3],
            created_by=users[n % len(users)],
        )
        for n in numbered
    )


def test_my_desk_costs_seventeen_queries_however_many_stories_there_are(
    client, my_desk, publish, make_article, make_source, change, reporter, editor, chief_editor, section
):
    def asked(user):
        my_desk(user)  # signed in, and the content types are known
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:index"))
        return [query["sql"] for query in queries]

    counts = []
    for size in (3, 12):
        fill(section, [reporter, editor], size)
        for number in range(size // 3):
            article = publish(make_article(sources=[make_source(f"Source {size} {number}")]))
            publish(at=clock.now() + timedelta(minutes=1, seconds=number))
            Autosave.objects.create(user=reporter, article=article, saved_at=clock.now())
            change(article, body="Since then.")
            desk.note(article, by=reporter, text="Hm")
        counts.append([asked(user) for user in (reporter, editor, chief_editor)])

    for few, many in zip(*counts, strict=True):
        assert len(few) == len(many) <= 17, "\n".join(many)


def test_what_went_live_last_stands_there_each_with_a_way_to_correct_it(my_desk, publish, chief_editor):
    first, second = publish(headline="First"), publish(headline="Second")

    page = my_desk(chief_editor)

    assert part(page, "live") == ["Second", "First"]
    for story in (first, second):
        assert reverse("admin:articles_article_correct", args=[story.pk]) in page.content.decode()


def test_stories_of_one_moment_stand_in_the_order_of_their_recording(my_desk, publish, chief_editor):
    stories = [publish(headline=f"Story {number}") for number in range(4)]
    moment = stories[0].editions.get().live_from
    for story in reversed(stories):  # a database may return what was written last behind the others
        story.editions.update(live_from=moment)

    assert part(my_desk(chief_editor), "live") == ["Story 3", "Story 2", "Story 1", "Story 0"]


def test_no_way_to_correct_is_offered_to_who_may_not(my_desk, publish, reporter, section):
    story = publish(section=section)
    section.editors.add(make_user("owner", "Editor"))

    for user in (reporter, make_user("stranger", "Editor")):
        page = my_desk(user)
        assert part(page, "live") == []
        assert reverse("admin:articles_article_correct", args=[story.pk]) not in page.content.decode()
