"""The calendar: plans, expiries and embargoes on one page, each moved there."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import desk
from articles.admin import calendar
from articles.models import Article, Coverage, clock

from .conftest import later

pytestmark = pytest.mark.django_db
CALENDAR = reverse("admin:articles_article_plans")


def entries(client):
    return [entry for day in client.get(CALENDAR).context["days"] for entry in day.entries]


def moved(found):
    return [entry for entry in found if entry.headline == "Moved"]


def move(client, entry, at):
    fields = {"article": entry.article.pk, "part": entry.part, "seen": entry.seen}
    return client.post(CALENDAR, {**fields, "at": f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"}, follow=True)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture(scope="module")
def all_kinds(publish_kept, make_kept, change_kept, kept_chief):
    live = publish_kept(headline="Live")
    desk.publish(change_kept(live, body="More."), by=kept_chief, at=later(2))
    desk.expire(live, by=kept_chief, at=later(50))
    publish_kept(headline="New", at=later(1))
    make_kept("Held", embargo_until=later(30))


def test_plans_updates_expiries_and_embargoes_stand_on_one_calendar(editor_client, all_kinds):
    found = [(entry.headline, entry.part) for entry in entries(editor_client)]

    assert found == [("New", "text"), ("Live", "text"), ("Held", "embargo"), ("Live", "expiry")]


def test_each_is_moved_there(editor_client, all_kinds):
    moments = [later(hours) for hours in (1.5, 6, 40, 80)]  # a minute may end meanwhile

    for place, moment in enumerate(moments):
        page = move(editor_client, entries(editor_client)[place], moment)
        assert "moved to" in said(page)

    assert [entry.moment for entry in entries(editor_client)] == moments


def test_a_plan_that_a_colleague_moved_meanwhile_is_not_moved(editor_client, publish, chief_editor):
    publish(headline="Moved", at=later(1))
    (seen,) = (entry for entry in entries(editor_client) if entry.headline == "Moved")
    moment = later(3)
    desk.move_plan(seen.article, by=chief_editor, at=moment)

    page = move(editor_client, seen, later(9))

    assert "This story was acted on" in page.content.decode()
    assert [entry.moment for entry in entries(editor_client) if entry.headline == "Moved"] == [moment]


def test_an_embargo_that_a_colleague_lifted_meanwhile_is_not_set_again(
    editor_client, make_article, chief_editor
):
    make_article(headline="Moved", embargo_until=later(1))
    (seen,) = moved(entries(editor_client))
    desk.lift_embargo(seen.article, by=chief_editor)

    page = move(editor_client, seen, later(9))

    assert "This story was acted on" in page.content.decode()
    assert Article.objects.get(pk=seen.article.pk).embargo_until is None


def test_an_embargo_is_moved_beside_what_else_a_colleague_does(
    editor_client, make_article, chief_editor, reporter, change
):
    make_article(headline="Moved", embargo_until=later(1))
    (seen,) = moved(entries(editor_client))
    desk.assign(change(seen.article, body="Other words."), by=chief_editor, assignee=reporter)
    moment = later(9)

    assert "moved to" in said(move(editor_client, seen, moment))

    story = Article.objects.get(pk=seen.article.pk)
    assert (story.embargo_until, story.assignee, story.body) == (moment, reporter, "Other words.")


def test_a_moment_in_words_is_answered_in_full_before_it_counts(editor_client, publish):
    publish(headline="Moved", at=later(1))
    (entry,) = moved(entries(editor_client))
    fields = {"article": entry.article.pk, "part": entry.part, "seen": entry.seen, "at": "+2h"}

    earliest = later(2)
    asked = editor_client.post(CALENDAR, fields)
    (answered,) = moved(each for day in asked.context["days"] for each in day.entries)
    done = editor_client.post(
        CALENDAR, {**fields, "at": answered.value, "at_read": answered.answer}, follow=True
    )

    assert (asked.status_code, answered.value) == (409, "+2h")
    assert "If you mean this" in said(asked)
    assert "moved to" in said(done)
    (there,) = moved(entries(editor_client))
    assert earliest <= there.moment <= later(2)


def test_what_is_no_moment_moves_nothing_and_stays_typed(editor_client, publish):
    publish(headline="Moved", at=later(1))
    (entry,) = moved(entries(editor_client))
    fields = {"article": entry.article.pk, "part": entry.part, "seen": entry.seen, "at": "soon"}

    page = editor_client.post(CALENDAR, fields)

    assert "Write a moment such as" in said(page)
    assert 'value="soon"' in page.content.decode()
    assert moved(entries(editor_client)) == [entry]


def test_an_expiry_stays_behind_its_text(editor_client, all_kinds):
    expiry = entries(editor_client)[-1]

    page = move(editor_client, expiry, later(1))

    assert "expire before it is live" in said(page)


def test_a_move_that_is_refused_keeps_the_typed_moment(editor_client, publish, chief_editor):
    desk.expire(publish(headline="Moved", at=later(1)), by=chief_editor, at=later(5))
    expiry = moved(entries(editor_client))[-1]
    fields = {"article": expiry.article.pk, "part": expiry.part, "seen": expiry.seen}
    typed = f"{timezone.localtime(later(0.5)):%Y-%m-%d %H:%M}"

    page = editor_client.post(CALENDAR, {**fields, "at": typed})

    assert page.status_code == 409
    assert "expire before it is live" in said(page)
    assert page.content.decode().count(f'value="{typed}"') == 1


def test_a_moment_that_is_none_is_said(editor_client, all_kinds):
    entry = entries(editor_client)[0]

    page = editor_client.post(
        CALENDAR, {"article": entry.article.pk, "part": "text", "seen": "x"}, follow=True
    )

    assert "date and a time" in page.content.decode()


def test_a_reporter_sees_the_calendar_and_moves_nothing(client, reporter, all_kinds):
    client.force_login(reporter)
    entry = entries(client)[0]

    assert 'name="at"' not in client.get(CALENDAR).content.decode()
    assert "no permission" in move(client, entry, later(9)).content.decode()


def test_empty_days_are_there_to_put_a_plan_on(editor_client):
    assert len(editor_client.get(CALENDAR).context["days"]) == 14


def test_the_calendar_costs_the_same_for_many_plans(editor_client, publish, django_assert_max_num_queries):
    for number in range(8):
        publish(at=later(number + 1))
    editor_client.get(CALENDAR)

    with django_assert_max_num_queries(12):
        editor_client.get(CALENDAR)


def test_a_day_shows_its_first_entries_and_all_of_them_alone(
    editor_client, publish, monkeypatch, make_article
):
    monkeypatch.setattr(calendar, "LENGTH_OF_DAY", 2)
    noon = timezone.localtime(clock.now() + timedelta(days=6)).replace(hour=12, minute=0, second=0)
    for number in range(3):
        publish(headline=f"Plan {number}", at=noon + timedelta(minutes=number))
    make_article("Held", embargo_until=noon - timedelta(minutes=1))

    def headlines(page):
        (day,) = (day for day in page.context["days"] if day.date == noon.date())
        return [entry.headline for entry in day.entries], day.count

    page, alone = editor_client.get(CALENDAR), editor_client.get(f"{CALENDAR}?day={noon:%Y-%m-%d}")

    assert headlines(page) == (["Held", "Plan 0"], 4)
    assert f'href="?day={noon:%Y-%m-%d}">All 4 of this day' in page.text
    assert headlines(alone) == (["Held", "Plan 0", "Plan 1", "Plan 2"], 4)
    assert len(alone.context["days"]) == 1
    assert "of this day" not in alone.text


def numbered(days):
    return [([entry.headline for entry in day.entries], day.count) for day in days if day.count]


def test_plans_behind_many_others_are_counted_and_led_to(editor_client, publish, monkeypatch, editor):
    monkeypatch.setattr(calendar, "LENGTH", 2)
    monkeypatch.setattr(calendar, "LENGTH_OF_DAY", 1)
    noon = timezone.localtime(clock.now() + timedelta(days=6)).replace(hour=12, minute=0, second=0)
    for number, ahead in enumerate((0, 0, 0, 1, 20, 20)):
        publish(headline=f"Plan {number}", at=noon + timedelta(days=ahead, minutes=number))

    days = calendar.days_ahead(noon - timedelta(hours=1), editor)

    assert numbered(days) == [(["Plan 0"], 3), (["Plan 3"], 1), ([], 2)]
    far = noon + timedelta(days=20)
    assert f'href="?day={far:%Y-%m-%d}">All 2 of this day' in editor_client.get(CALENDAR).text


def cover(section, editor, **row):
    return Coverage.objects.create(slugline="Vote", section=section, by=editor, **row)


@pytest.mark.parametrize(
    ("kind", "moment"), [("make_article", "embargo_until"), ("make_article", "due_at"), ("cover", "due_at")]
)
def test_what_stands_behind_many_others_is_counted_and_led_to(
    kind, moment, monkeypatch, make_article, section, editor
):
    monkeypatch.setattr(calendar, "LENGTH", 2)
    monkeypatch.setattr(calendar, "LENGTH_OF_DAY", 1)
    make = partial(cover, section, editor) if kind == "cover" else make_article
    noon = timezone.localtime(clock.now() + timedelta(days=6)).replace(hour=12, minute=0, second=0)
    for number, ahead in enumerate((0, 0, 0, 1, 20, 20)):
        make(**{moment: noon + timedelta(days=ahead, minutes=number)})

    days = calendar.days_ahead(noon - timedelta(hours=1), editor)
    alone = calendar.days_ahead(noon - timedelta(hours=1), editor, (noon + timedelta(days=20)).date())

    assert [(len(day.entries), day.count) for day in days if day.count] == [(1, 3), (1, 1), (0, 2)]
    assert [(len(day.entries), day.count) for day in alone] == [(2, 2)]


def test_plans_stand_under_their_day_in_the_papers_zone(publish, monkeypatch, editor):
    monkeypatch.setattr(calendar, "LENGTH_OF_DAY", 1)
    midnight = timezone.localtime(clock.now() + timedelta(days=6)).replace(hour=0, minute=0, second=0)
    for minutes in (-2, -1, 1, 2, 3):
        publish(headline=f"{minutes}", at=midnight + timedelta(minutes=minutes))

    days = calendar.days_ahead(midnight - timedelta(hours=1), editor)

    assert numbered(days) == [(["-2"], 2), (["1"], 3)]


def test_a_plan_that_is_moved_on_its_day_leads_back_there(editor_client, publish):
    publish(headline="Moved", at=later(1))
    (entry,) = moved(entries(editor_client))
    address = f"{CALENDAR}?day={entry.day}"
    fields = {"article": entry.article.pk, "part": entry.part, "seen": entry.seen}

    answer = editor_client.post(address, {**fields, "at": f"{timezone.localtime(later(3)):%Y-%m-%dT%H:%M}"})

    assert answer.url == address


def test_a_plan_is_moved_on_its_day_where_its_expiry_is_of_another(editor_client, publish, chief_editor):
    story = publish(headline="Moved", at=later(1))
    desk.expire(story, by=chief_editor, at=later(18 * 24))
    address = f"{CALENDAR}?day={timezone.localdate(later(1))}"
    (entry,) = moved(each for day in editor_client.get(address).context["days"] for each in day.entries)

    assert "moved to" in said(move(editor_client, entry, later(2)))


@pytest.mark.parametrize("day", ["", "no day", "2026-02-31", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_or_far_away_is_answered(editor_client, publish, day):
    publish(headline="Moved", at=later(1))

    assert editor_client.get(CALENDAR, {"day": day}).status_code == 200
