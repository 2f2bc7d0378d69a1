"""The fronts' pages at the desk: slots, time line, and a front as it will stand."""

import re

import pytest
from django.urls import reverse

from articles import desk
from articles.desk import fronts
from articles.models import Placement, Publication, clock
from tests.cast import make_user
from tests.reading import headlines

from .conftest import later

pytestmark = pytest.mark.django_db

HOME = reverse("home_desk")


def shown(response):
    return [slot.edition and slot.edition.headline for slot in response.context["slots"]]


def test_a_front_that_changes_nothing_says_so_outside_its_list(editor_client):
    page = editor_client.get(HOME).content.decode()

    assert "<p>Nothing changes by itself within a week.</p>" in page
    assert '<ol class="time-line">' not in page


def test_slots_say_what_an_editor_put_there_and_what_time_did(editor_client, publish, editor):
    placed = publish(headline="Placed")
    publish(headline="Newest")
    fronts.place(placed, by=editor, slot=1)

    page = editor_client.get(HOME)

    assert shown(page) == ["Newest", "Placed", None, None, None]
    assert [bool(slot.placement) for slot in page.context["slots"]][:2] == [False, True]


def test_the_slots_of_the_desk_are_those_of_the_front_after_a_retraction(editor_client, publish, editor):
    placed, newer = publish(headline="Placed"), publish(headline="Newer")
    publish(headline="Oldest")
    fronts.place(placed, by=editor, slot=0)
    for wrong in (placed, newer):
        desk.correct(wrong, by=editor, kind="retraction", note="Nothing of it is true.", changes={})

    page = editor_client.get(HOME)

    assert shown(page)[:3] == headlines(editor_client.get("/"))
    assert shown(page)[0] == "Oldest"


def test_a_retracted_story_is_not_offered_for_a_front(editor_client, publish, editor):
    wrong, right = publish(headline="Wrong"), publish(headline="Right")
    desk.correct(wrong, by=editor, kind="retraction", note="Nothing of it is true.", changes={})

    for asked in ("", "?q=r", f"?story={right.pk}"):
        candidates = editor_client.get(HOME + asked).context["candidates"]
        assert [edition.headline for edition in candidates] == ["Right"], asked


def test_a_story_is_put_into_a_slot_and_taken_out(editor_client, publish):
    article = publish(headline="A")

    answer = editor_client.post(HOME, {"put": f"{article.pk}:2"})
    placement = Placement.objects.get()
    assert (answer.url, placement.slot) == (f"{HOME}#slot-2", 2)

    editor_client.post(HOME, {"clear": placement.pk})
    assert not Placement.objects.in_force(clock.now()).exists()


def test_a_slot_that_a_colleague_changed_meanwhile_is_looked_at_again(
    editor_client, publish, editor, chief_editor
):
    mine, theirs = publish(headline="Mine"), publish(headline="Theirs")
    desk.place(mine, by=editor, slot=3)
    page = editor_client.get(HOME)
    desk.place(theirs, by=chief_editor, slot=0)
    sent = {"put": f"{mine.pk}:0", "since": page.context["since"]}

    told = editor_client.post(HOME, sent)
    assert "A colleague changed this slot" in told.text
    assert Placement.objects.in_force(clock.now()).get(slot=0).article == theirs

    assert editor_client.post(HOME, {**sent, "put": f"{mine.pk}:1"}).status_code == 302  # another slot
    assert editor_client.post(HOME, {**sent, "since": told.context["since"]}).status_code == 302
    assert Placement.objects.in_force(clock.now()).get(slot=0).article == mine


def test_a_story_that_moves_on_a_front_keeps_its_end(editor_client, publish, editor):
    article, end = publish(headline="A"), later()
    fronts.place(article, by=editor, slot=1, until=end)

    editor_client.post(HOME, {"put": f"{article.pk}:0"})
    assert list(Placement.objects.in_force(clock.now()).values_list("slot", "placed_until")) == [(0, end)]

    editor_client.post(HOME, {"put": f"{article.pk}:0"})  # no move: placed anew
    assert Placement.objects.in_force(clock.now()).get().placed_until is None


def test_a_story_that_moves_leaves_what_bounded_it_in_its_old_slot(editor_client, publish, editor):
    article, other = publish(headline="A"), publish(headline="B")
    fronts.place(article, by=editor, slot=0)
    fronts.place(other, by=editor, slot=0, at=later())

    editor_client.post(HOME, {"put": f"{article.pk}:2"})

    assert Placement.objects.in_force(clock.now()).get().placed_until is None


def test_a_story_that_moves_ends_where_the_next_of_its_new_slot_begins(editor_client, publish, editor):
    article, other = publish(headline="A"), publish(headline="B")
    fronts.place(article, by=editor, slot=0, until=later(3))
    fronts.place(other, by=editor, slot=2, at=later(2))

    editor_client.post(HOME, {"put": f"{article.pk}:2"})

    [placed] = Placement.objects.in_force(clock.now())
    assert (placed.slot, placed.placed_until) == (2, later(2))


def test_a_story_is_put_into_a_sections_slot_from_then_until_then(editor_client, publish, section):
    article = publish(headline="A")
    moments = {"at": f"{later(1):%Y-%m-%dT%H:%M}", "until": f"{later(3):%Y-%m-%dT%H:%M}"}

    editor_client.post(reverse("front_desk", args=["world"]), {"put": f"{article.pk}:0", **moments})

    placement = Placement.objects.get()
    assert (placement.section, placement.placed_from, placement.placed_until) == (section, later(1), later(3))


def test_what_is_refused_is_said_and_nothing_is_done(editor_client, make_article):
    page = editor_client.post(HOME, {"put": f"{make_article().pk}:0"})

    assert page.status_code == 409
    assert "can&#x27;t read this story" in page.content.decode()
    assert not Placement.objects.exists()


def test_no_placement_ends_where_the_calendar_does(editor_client, publish):
    """West of Greenwich that evening is in the year 10000, which PostgreSQL keeps and Python can't read."""
    Publication.objects.create(time_zone="America/New_York")

    page = editor_client.post(HOME, {"put": f"{publish().pk}:0", "until": "9999-12-31T23:59"})

    assert "the years 2000 to 9000" in page.content.decode()
    assert not Placement.objects.exists()
    assert editor_client.get("/").status_code == 200


@pytest.mark.parametrize("put", ["", "x:1", "1:x", "99999999:0", f"{'9' * 40}:0"])
def test_a_story_that_is_not_there_is_not_found(editor_client, put):
    assert editor_client.post(HOME, {"put": put}).status_code == 404


def test_the_time_line_says_what_the_front_will_show(editor_client, publish, editor):
    fronts.place(publish(headline="A"), by=editor, slot=0, at=later(1), until=later(3))
    publish(headline="B", at=later(2))

    said = [sentence for _moment, sentence in editor_client.get(HOME).context["time_line"]]

    assert said == ["“A” goes into slot 1", "first edition: “B”", "“A” leaves slot 1"]


def test_a_reporter_sees_the_slots_and_has_no_buttons(client, reporter, publish):
    publish(headline="A")
    client.force_login(reporter)

    page = client.get(HOME).content.decode()

    assert "A" in page
    assert 'name="put"' not in page
    assert client.post(HOME, {"put": "1:0"}).status_code in (404, 409)


def test_another_desks_front_is_only_looked_at(editor_client, section, publish):
    section.editors.add(make_user("other", "Editor"))

    page = editor_client.get(reverse("front_desk", args=["world"])).content.decode()

    assert "another desk" in page
    assert 'name="put"' not in page


def test_a_front_is_seen_as_it_will_stand_in_the_public_template(editor_client, publish, editor):
    fronts.place(publish(headline="Tonight's lead"), by=editor, slot=0, at=later(2))
    publish(headline="Planned for one", at=later(1))

    def preview(at):
        return editor_client.get(reverse("home_preview"), {"at": at.isoformat()})

    now, soon, then = (preview(later(hours)) for hours in (0.5, 1.5, 2.5))
    assert "Planned for one" not in now.content.decode()
    order = soon.content.decode()
    assert order.index("Planned for one") < order.index("Tonight&#x27;s lead")
    order = then.content.decode()
    assert order.index("Tonight&#x27;s lead") < order.index("Planned for one")
    assert "as it will stand" in order
    assert "articles/home.html" in [template.name for template in then.templates]


def test_a_sections_front_is_seen_as_it_will_stand(editor_client, publish, section):
    publish(headline="Planned for one", at=later(1))
    address = reverse("front_preview", args=["world"])

    assert "Planned for one" not in editor_client.get(address).content.decode()
    page = editor_client.get(address, {"at": later(2).isoformat()}).content.decode()
    assert "Planned for one" in page
    assert "As it will stand" in page


def test_a_front_ahead_is_for_the_desk_alone_and_never_kept(client, editor_client, publish):
    publish(headline="Planned", at=later(1))
    address = f"{reverse('home_preview')}?at={later(2):%Y-%m-%dT%H:%M}"

    answer = editor_client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"

    client.logout()
    assert client.get(address).status_code == 302
    assert "Planned" not in client.get("/").content.decode()


def test_a_sections_front_ahead_leads_to_its_older_stories_of_today(editor_client, publish_many, section):
    publish_many(60)

    page = editor_client.get(reverse("front_preview", args=[section.slug]), {"at": later(2).isoformat()})

    older = re.search(r'rel="next" href="([^"]+)"', page.content.decode())[1]
    assert older.startswith(f"/sections/{section.slug}/?before=")
    assert editor_client.get(older).status_code == 200


@pytest.mark.parametrize("at", ["x", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31T00:00"])
def test_a_moment_that_is_none_is_said_on_the_fronts_page(editor_client, at):
    page = editor_client.get(reverse("home_preview"), {"at": at}, follow=True)

    assert page.redirect_chain == [(reverse("home_desk"), 302)]
    assert re.search("Write a moment such as|Choose a moment in the years", page.content.decode())


@pytest.mark.parametrize(("typed", "is_there"), [("+30min", False), ("+2h", True), ("in 2 hours", True)])
def test_a_front_is_seen_at_a_moment_as_one_thinks_it(editor_client, publish, typed, is_there):
    publish(headline="Planned for one", at=later(1))

    page = editor_client.get(reverse("home_preview"), {"at": typed})

    assert ("Planned for one" in page.content.decode()) == is_there


@pytest.mark.parametrize(("story", "status"), [("", 200), ("0", 200), ("x", 404), ("9" * 30, 404)])
def test_a_front_takes_any_story_that_is_asked_for(editor_client, story, status):
    assert editor_client.get(reverse("home_desk"), {"story": story}).status_code == status
