from datetime import timedelta

import pytest

from articles import desk
from articles.desk import states
from articles.models import Act, Citation, Image, clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEXT = "One.\n\n## Mid\n\nTwo."


@pytest.fixture
def correct(chief_editor):
    def correct(story, kind="correction", note="It was wrong.", **changes):
        return desk.correct(story, by=chief_editor, kind=kind, note=note, changes=changes)

    return correct


@pytest.fixture
def planned(publish, change, chief_editor):
    """A live story with another text planned."""

    def planned(body):
        story = publish(body=TEXT)
        desk.publish(change(story, body=body), by=chief_editor, at=clock.now() + HOUR)
        return story

    return planned


def plan(story):
    return story.editions.filter(live_from__gt=clock.now()).first()


def test_a_correction_starts_from_the_live_text_and_not_from_the_copy(publish, change, correct):
    story = publish(body=TEXT)
    change(story, body="One.\n\n## Mid\n\nHalf-done.")

    edition = correct(story, body="1.\n\n## Mid\n\nTwo.")

    assert edition.body == "1.\n\n## Mid\n\nTwo."
    assert story.body == "1.\n\n## Mid\n\nHalf-done."


def test_a_correction_is_merged_into_the_plan(planned, correct):
    story = planned("One.\n\n## Mid\n\n2.")

    correct(story, body="Unum.\n\n## Mid\n\nTwo.")

    assert plan(story).body == "Unum.\n\n## Mid\n\n2."
    assert "<p>Unum.</p>" in plan(story).body_html


def test_a_plan_that_clashes_goes_back_to_the_desk_with_its_text(planned, change, correct):
    story = planned("Eins.\n\n## Mid\n\nTwo.")
    change(story, body="Uno.")

    correct(story, body="1.\n\n## Mid\n\nTwo.")

    assert plan(story) is None
    assert story.history.filter(body="Eins.\n\n## Mid\n\nTwo.").exists()
    assert Act.objects.filter(verb="drop_plan").count() == 1


def test_a_clash_is_told_before_the_act(planned, chief_editor):
    story = planned("Eins.\n\n## Mid\n\nTwo.")

    merges = desk.preview_merges(desk.Timeline(story, clock.now()), {"body": "1.\n\n## Mid\n\nTwo."})

    assert [(merge.target, bool(merge.clash)) for merge in merges] == [("copy", True), ("plan", True)]


def test_a_copy_that_clashes_is_not_published_until_it_is_settled(publish, change, correct, chief_editor):
    story = publish(body=TEXT)
    change(story, body="Eins.\n\n## Mid\n\nTwo.")
    edition = correct(story, body="1.\n\n## Mid\n\nTwo.")
    assert story.unmerged == [edition.number]
    with pytest.raises(desk.Refused, match="clashes"):
        desk.publish(story, by=chief_editor)

    desk.settle(story, by=chief_editor)

    assert desk.publish(story, by=chief_editor).number == 3


def test_an_approval_outlives_a_correction(publish, chief_editor, correct):
    story = publish(body=TEXT)

    correct(story, body="1.")

    assert story.approved_version == story.version


NOTHING = [
    ("correction", " ", {"body": "New."}, "note"),
    ("correction", "Why.", {}, "Nothing has changed"),
    ("minor", "", {"body": TEXT}, "Nothing has changed"),
    ("update", "Why.", {"body": "New."}, "A correction is"),
    ("correction", "Why.", {"headline": " "}, "headline"),
    ("correction", "Why.", {"body": ""}, "text"),
    ("correction", "Why.", {"slug": "new"}, "can't change"),
    ("correction", "Why.", {"body": "So. [@nobody]"}, "@nobody"),
    ("correction", "Why.", {"standfirst": "So. [@nobody]"}, "@nobody"),
]


def test_a_correction_that_says_nothing_is_refused(publish, correct):
    story = publish(body=TEXT)

    for kind, note, changes, sentence in NOTHING:
        with pytest.raises(desk.Refused, match=sentence):
            correct(story, kind=kind, note=note, **changes)
        assert story.editions.count() == 1, (kind, changes)


def test_a_correction_may_cite_anew(publish, make_source, correct):
    story = publish(body=TEXT)
    Citation.objects.create(article=story, source=make_source())

    edition = correct(story, standfirst="So it says. [@ministry]")

    assert [citation["mark"] for citation in edition.citations] == ["ministry"]


def test_a_retraction_marks_what_follows(publish, change, correct, chief_editor):
    story = publish(body=TEXT)

    retraction = correct(story, kind="retraction")
    desk.publish(change(story, body="Still up."), by=chief_editor)

    assert retraction.is_retracted
    assert list(story.editions.values_list("is_retracted", flat=True)) == [False, True, True]


def test_a_retracted_story_says_so_above_its_headline(publish, correct, client):
    story = publish(body=TEXT)
    correct(story, kind="retraction")

    page = client.get(story.editions.latest("number").get_absolute_url()).text

    assert "<b>retracted</b>" in page[: page.index("<h1")]


def test_a_correction_takes_no_value_that_is_no_choice(publish, chief_editor):
    story = publish()

    for changes in ({"type_of_work": "evil"}, {"label": "evil"}):
        with pytest.raises(desk.Refused, match="is no choice"):
            desk.correct(story, by=chief_editor, kind="minor", changes=changes)


def test_a_correction_merged_into_an_approved_copy_is_stored_and_stays_approved(publish, correct):
    story = publish(body=TEXT)

    correct(story, body="1.\n\n## Mid\n\nTwo.")

    story.refresh_from_db()
    assert (story.body, story.approved_version) == ("1.\n\n## Mid\n\nTwo.", story.version)
    assert states.changed_since_approval(story) == []


@pytest.mark.parametrize("change", ["address", "archived_copy", "picture"])
def test_a_minor_change_leads_to_no_other_page_and_shows_no_other_picture(
    change, make_article, make_source, publish, chief_editor
):
    pictures = [Image.objects.create(alt_text="A boat", credit="C") for _number in range(2)]
    story = make_article(sources=[make_source()], body="So. [@ministry]", lead_image=pictures[0])
    publish(story)
    if change == "picture":
        story.lead_image = pictures[1]
    else:
        Citation.objects.update(**{change: "https://other.example"})
    desk.save(story, by=chief_editor, has_other_rows=True)

    with pytest.raises(desk.Refused, match="mends typing errors"):
        desk.publish(story, by=chief_editor, kind="minor")
