from datetime import timedelta

import pytest

from articles import desk
from articles.archive import verifying
from articles.models import Act, Edition, clock

from .conftest import published

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_withdrawn_story_leaves_its_note_and_no_text(publish, chief_editor):
    story = publish()

    edition = desk.withdraw(story, by=chief_editor, note="All wrong.")

    assert published(story) is None
    assert (edition.kind, edition.note, edition.headline, edition.body_html) == (
        "withdrawal", "All wrong.", "", "",
    )  # fmt: skip


def test_a_withdrawal_needs_a_note(publish, chief_editor):
    with pytest.raises(desk.Refused, match="note"):
        desk.withdraw(publish(), by=chief_editor, note=" ")


def test_a_withdrawal_drops_the_plan_and_keeps_its_text(publish, change, chief_editor, later):
    story = publish()
    desk.publish(change(story, body="Planned."), by=chief_editor, at=clock.now() + HOUR)
    change(story, body="Further.")

    desk.withdraw(story, by=chief_editor, note="Wrong.")

    later(2 * HOUR)
    assert published(story) is None
    assert story.history.filter(body="Planned.").exists()


def test_the_log_has_a_line_for_each_plan_that_a_withdrawal_drops(publish, change, chief_editor):
    story, at = publish(), clock.now() + HOUR
    desk.publish(change(story, body="Planned."), by=chief_editor, at=at)
    desk.expire(story, by=chief_editor, at=at + HOUR)

    desk.withdraw(story, by=chief_editor, note="Wrong.")

    dropped = Act.objects.filter(verb="drop_plan").order_by("pk")
    assert [act.data["part"] for act in dropped] == ["text", "expiry"]
    assert {act.reason for act in dropped} == {"The story was withdrawn."}
    assert list(verifying.archive_faults()) == []


def test_a_story_that_is_only_planned_is_dropped_and_not_withdrawn(publish, chief_editor):
    story = publish(at=clock.now() + HOUR)

    with pytest.raises(desk.Refused, match="not live"):
        desk.withdraw(story, by=chief_editor, note="Wrong.")


def test_a_restored_story_keeps_its_first_moment(publish, chief_editor):
    story = publish()
    first = published(story)
    desk.withdraw(story, by=chief_editor, note="Wrong.")

    edition = desk.restore(story, by=chief_editor, note="It was right.")

    assert edition.first_published_at == first.live_from
    assert (edition.kind, edition.headline, edition.body) == ("restoration", first.headline, first.body)


def test_an_expired_story_is_restored_as_it_was(publish, chief_editor, later):
    story = publish()
    desk.expire(story, by=chief_editor, at=clock.now() + HOUR)
    later(2 * HOUR)
    assert published(story) is None

    desk.restore(story, by=chief_editor)

    assert published(story).number == 3


def test_a_restoration_may_print_a_changed_text(publish, change, chief_editor):
    story = publish()
    desk.withdraw(story, by=chief_editor, note="Wrong.")

    desk.publish(change(story, body="Right."), by=chief_editor, kind="restoration")

    assert published(story).body == "Right."


def test_a_withdrawn_story_never_comes_back_at_a_moment_ahead(publish, change, chief_editor):
    story = publish()
    desk.withdraw(story, by=chief_editor, note="Wrong.")
    change(story, body="Right.")

    with pytest.raises(desk.Refused, match="by an act"):
        desk.publish(story, by=chief_editor, kind="restoration", at=clock.now() + HOUR)


def test_a_live_story_is_not_restored(publish, chief_editor):
    with pytest.raises(desk.Refused, match="not withdrawn"):
        desk.restore(publish(), by=chief_editor)


@pytest.mark.parametrize("stop", ["flag", "embargo"])
def test_what_stops_a_publication_stops_a_restoration(stop, publish, change, chief_editor):
    story = publish()
    desk.withdraw(story, by=chief_editor, note="Wrong.")
    if stop == "flag":
        desk.flag(story, by=chief_editor, reason="Libel?")
    else:
        change(story, embargo_until=clock.now() + HOUR)

    with pytest.raises(desk.Refused, match=stop):
        desk.restore(story, by=chief_editor)


def test_a_retracted_text_is_not_restored_without_its_mark(publish, chief_editor):
    story = publish()
    desk.correct(story, by=chief_editor, kind="retraction", note="None of it is so.")
    desk.withdraw(story, by=chief_editor, note="Wrong.")

    with pytest.raises(desk.Refused, match="retracted"):
        desk.restore(story, by=chief_editor)


def test_a_withdrawal_stands_in_the_live_section(publish, change, chief_editor):
    from articles.models import Section

    story = publish()
    other = Section.objects.create(name="Other")
    desk.publish(change(story, section=other), by=chief_editor, at=clock.now() + HOUR)

    edition = desk.withdraw(story, by=chief_editor, note="Wrong.")

    assert edition.section_as_printed["slug"] == "world"
    assert Edition.objects.filter(section=other).count() == 0


def test_the_page_of_a_withdrawal_names_the_plans_that_it_drops(publish, change, chief_editor, client):
    story, at = publish(headline="Ferries"), clock.now() + HOUR
    desk.publish(change(story, body="Planned."), by=chief_editor, at=at)
    desk.expire(story, by=chief_editor, at=at + HOUR)
    client.force_login(chief_editor)

    page = client.get(f"/admin/articles/article/{story.pk}/withdraw/").content.decode()

    assert "is dropped; it stays in the history of the copy" in page
    assert "The expiry planned for" in page


def test_a_restored_story_tells_of_its_withdrawal(publish, chief_editor, client, later):
    story = publish(headline="Ferries")
    later(HOUR)
    desk.withdraw(story, by=chief_editor, note="The figures were doubted.")
    later(HOUR)
    assert "Withdrawn for a time" not in client.get("/articles/ferries/").content.decode()
    desk.restore(story, by=chief_editor, note="They stand.")

    page = client.get("/articles/ferries/").content.decode()

    told = page[page.index("Withdrawn for a time") :].partition("</aside>")[0]
    assert "The figures were doubted." in told
    assert told.count("<time ") == 2


def test_a_restored_storys_history_says_until_when_it_was_withdrawn(publish, chief_editor, client, later):
    story = publish(headline="Ferries")
    desk.withdraw(story, by=chief_editor, note="Wrong.")
    before = client.get("/articles/ferries/history/").content.decode().count("<time ")
    later(HOUR)

    desk.restore(story, by=chief_editor, note="It was right.")

    page = client.get("/articles/ferries/history/").content.decode()
    assert page.count("<time ") == before + 2  # of the restoration, and of the end
