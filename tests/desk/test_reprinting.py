"""What a correction prints anew beside the texts: each part by itself, as the copy or the library has it."""

from datetime import timedelta

import pytest

from articles import desk
from articles.desk import reprinting
from articles.models import (
    Article,
    Byline,
    Citation,
    Edition,
    Image,
    Publication,
    Section,
    Topic,
    clock,
)

pytestmark = pytest.mark.django_db


def new_byline(article):
    article.bylines.update(name="Anna B.")


def new_section(article):
    article.section = Section.objects.create(name="Sport")
    article.save()


def new_topics(article):
    article.topics.set([Topic.objects.create(name="Ice")])


def new_citation(article):
    article.citations.update(locator="page 7")


def new_lead(article):
    article.lead_image = Image.objects.create(alt_text="Another boat", credit="C")
    article.save()


def new_caption(article):
    Image.objects.update(caption="Taken at sea")


def new_value(**values):
    def change(article):
        article.__class__.objects.filter(pk=article.pk).update(**values)
        article.refresh_from_db()

    return change


def new_original(article):
    new_value(translation_of=Article.objects.create(headline="Original"))(article)


MISTAKES = {
    "byline": new_byline,
    "section": new_section,
    "topics": new_topics,
    "citations": new_citation,
    "lead_image": new_lead,
    "pictures": new_caption,
    "type_of_work": new_value(type_of_work="opinion"),
    "language": new_value(language="ru"),
    "translation_of": new_original,
    "lead_form": new_value(lead_form="wide"),
    "search_title": new_value(search_title="Boats"),
    "search_description": new_value(search_description="About boats"),
}
SHOWN = [part.name for part in Edition.PARTS if part.is_reprintable and part.place] + ["lead_image"]


@pytest.fixture
def story(make_article, make_source, publish):
    article = make_article(
        sources=[make_source()],
        body="So it is. [@ministry]",
        lead_image=Image.objects.create(alt_text="A boat", credit="C"),
    )
    Byline.objects.create(article=article, name="Anna A.", order=1)
    article.topics.add(Topic.objects.create(name="Water"))
    return publish(article)


def mend(article, *names):
    for name in names:
        MISTAKES[name](article)


def correct(article, by, **said):
    return desk.correct(article, by=by, **{"kind": "correction", "note": "It was wrong.", **said})


def offered(article):
    return reprinting.offers(desk.Timeline(article, clock.now()))


def test_nothing_is_offered_where_the_copy_prints_what_is_live(story):
    assert offered(story) == []


def test_each_part_that_can_be_reprinted_is_tested_here():
    assert set(MISTAKES) == set(Edition.REPRINTABLE)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_part_is_offered_and_printed_anew_alone(story, chief_editor, name):
    mend(story, *MISTAKES)
    live = story.editions.get()

    edition = correct(story, chief_editor, reprint=[name])

    changed = {
        part.name
        for part in Edition.PARTS
        if part.is_printed and part.name not in ("note", "private")
        and getattr(edition, part.printed_as or part.name) != getattr(live, part.printed_as or part.name)
    }  # fmt: skip
    assert changed == {"pictures" if name == "lead_image" else name}
    # A caption is of the picture in the lead, so it goes with that.
    assert set(offered(story)) == set(MISTAKES) - {name} - ({"pictures"} if name == "lead_image" else set())


@pytest.mark.parametrize("name", SHOWN)
def test_readers_see_in_the_story_and_its_history_what_was_printed_anew(story, chief_editor, client, name):
    mend(story, name)
    correct(story, chief_editor, reprint=[name])

    page = client.get(f"/articles/{story.slug}/").content.decode()
    history = client.get(f"/articles/{story.slug}/history/?old=1&new=2").content.decode()
    ledger = client.get("/corrections/").content.decode()

    new = {"byline": "B.", "section": "Sport", "topics": "Ice", "citations": "page 7",
           "lead_image": "Another", "pictures": "at sea", "type_of_work": "opinion"}[name]  # fmt: skip
    assert "<ins>" in page.partition('class="amendment"')[2].partition("</aside>")[0]
    assert new in page.partition('class="amendment"')[2].partition("</aside>")[0]
    assert new in history.partition('class="comparison"')[2]
    assert "It was wrong." in ledger


@pytest.mark.parametrize("name", MISTAKES)
def test_a_plan_loses_the_error_too(story, chief_editor, change, name):
    change(story, headline="Tomorrow")
    desk.publish(story, by=chief_editor, at=clock.now() + timedelta(days=1))
    mend(story, name)

    edition = correct(story, chief_editor, reprint=[name])

    plan = story.editions.get(number=3)
    for part in Edition.PARTS:
        field = part.printed_as or part.name
        if part.is_reprintable:
            assert getattr(plan, field) == getattr(edition, field)


def test_a_plan_that_prints_another_byline_goes_back_to_the_desk(story, chief_editor):
    mend(story, "byline")
    desk.publish(story, by=chief_editor, at=clock.now() + timedelta(days=1))
    story.bylines.update(name="Anna C.")

    correct(story, chief_editor, reprint=["byline"])

    assert [row.kind for row in story.editions.order_by("number")] == ["first", "correction"]


def test_a_citation_of_a_text_that_is_not_live_is_not_printed(story, chief_editor, make_source, change):
    source = make_source("Mayor")
    Citation.objects.create(article=story, source=source, mark="mayor")
    change(story, body="So it is. [@ministry] And so. [@mayor]")
    mend(story, "citations")

    edition = correct(story, chief_editor, reprint=["citations"])

    assert [(row["mark"], row["locator"]) for row in edition.citations] == [("ministry", "page 7")]


def test_a_citation_that_the_live_text_marks_stays(story, chief_editor):
    story.citations.all().delete()

    assert "citations" not in offered(story)


def test_what_is_no_part_that_can_be_reprinted_is_refused(story, chief_editor):
    with pytest.raises(desk.Refused, match="can't change “slug”"):
        correct(story, chief_editor, reprint=["slug"])


def test_a_part_that_is_live_already_changes_nothing(story, chief_editor):
    with pytest.raises(desk.Refused, match="Nothing has changed"):
        correct(story, chief_editor, reprint=["byline"])


def test_no_other_byline_goes_out_as_a_minor_change(story, chief_editor):
    story.bylines.update(name="Somebody else")

    with pytest.raises(desk.Refused, match="minor change"):
        correct(story, chief_editor, kind="minor", reprint=["byline"])


@pytest.mark.parametrize("name", MISTAKES)
def test_four_eyes_print_exactly_what_was_proposed(story, chief_editor, editor, name):
    Publication.objects.update_or_create(defaults={"four_eyes": True})
    mend(story, name)
    said = {"kind": "correction", "note": "It was wrong.", "reprint": [name]}
    proposal = desk.propose("correct", story, by=editor, **said)

    desk.confirm(proposal, by=chief_editor)

    assert story.editions.latest("number").kind == "correction"
    assert offered(story) == []


def test_four_eyes_confirm_nothing_that_was_changed_after_it_was_proposed(story, chief_editor, editor):
    Publication.objects.update_or_create(defaults={"four_eyes": True})
    mend(story, "byline")
    proposal = desk.propose("correct", story, by=editor, kind="correction", note="Wrong.", reprint=["byline"])
    story.bylines.update(name="Anna C.")

    with pytest.raises(desk.Refused, match="changed, since it was proposed"):
        desk.confirm(proposal, by=chief_editor)


def test_what_is_redacted_is_not_offered(story, chief_editor):
    desk.redact(story, by=chief_editor, fields=["byline"], numbers=[1], order="A court", reason="R")

    assert "byline" not in offered(story)
