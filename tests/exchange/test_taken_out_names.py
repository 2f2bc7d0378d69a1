"""What the stories of a newsroom that was taken out name comes with them: sections, people, sources, topics."""

import pytest

from articles import desk
from articles.models import (
    Article,
    Byline,
    Citation,
    Edition,
    Person,
    Section,
    Source,
    Topic,
)
from articles.pictures import library
from exchange import rollback
from exchange.models import Import
from tests.pictures import files

pytestmark = pytest.mark.django_db


def test_more_sections_than_a_menu_holds_stay_sections(publish, again):
    for number in range(15):
        publish(section=Section.objects.create(name=f"Section {number}", slug=f"section-{number}"))

    again()

    assert Section.objects.filter(slug__startswith="section-").count() == 15
    assert not Topic.objects.exists()


def test_two_of_one_name_stay_two(publish, again, make_article):
    topics = [Topic.objects.create(name="Peace", slug=f"{'peace' * 19}-{number}") for number in (1, 2)]
    sections = [Section.objects.create(name="World", slug=f"world-{number}") for number in (1, 2)]
    people = [Person.objects.create(name="Ann Lee", slug=f"ann-{number}") for number in (1, 2)]
    for number, section in enumerate(sections):
        story = make_article(headline=f"Rain {number}", section=section)
        story.topics.add(topics[number])
        Byline.objects.create(article=story, person=people[number])
        publish(story)

    again()

    said = [
        (row.section.slug, [each["slug"] for each in row.topics], [each["person"] for each in row.byline])
        for row in Edition.objects.order_by("headline")
    ]
    assert said == [(f"world-{number}", [f"{'peace' * 19}-{number}"], [f"ann-{number}"]) for number in (1, 2)]


def test_a_bare_name_stays_one_with_its_role(publish, again, make_article):
    story = make_article(headline="Rain")
    Byline.objects.create(article=story, name="Staff", role="text")
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann"), role="pictures", order=1)
    publish(story)
    before = Edition.objects.get().byline

    again()

    assert Edition.objects.get().byline == before
    assert [str(person) for person in Person.objects.all()] == ["Ann"]


def test_a_series_keeps_its_order(publish, again, make_article, client):
    """Its parts stand in the order that editors chose, not in that of time."""
    topic = Topic.objects.create(name="Harbour", is_series=True, parts_order="rain-2\nrain-1")
    for number in (1, 2):
        story = make_article(headline=f"Rain {number}", slug=f"rain-{number}")
        story.topics.add(topic)
        publish(story)
    assert "rain-1" in client.get("/articles/rain-2/").text

    again()

    assert Topic.objects.values_list("is_series", "parts_order").get() == (True, "rain-2\nrain-1")


def test_what_was_merged_stays_one(publish, again, make_article, chief_editor, client):
    section, topic, person = (
        [model.objects.create(name=name, slug=f"{name.lower()}-x") for name in ("Old", "New")]
        for model in (Section, Topic, Person)
    )
    story = make_article(headline="Rain", slug="rain", section=section[0])
    story.topics.add(topic[0])
    Byline.objects.create(article=story, person=person[0])
    publish(story)
    for merge, pair in (
        (desk.merge_sections, section), (desk.merge_topics, topic), (desk.merge_people, person),
    ):  # fmt: skip
        merge(*pair, by=chief_editor)
    read = [f"/{noun}/{slug}-x/" for noun in ("sections", "topics", "people") for slug in ("old", "new")]
    before = [(client.get(path).status_code, client.get(path).get("Location")) for path in read]

    again()

    assert [(client.get(path).status_code, client.get(path).get("Location")) for path in read] == before
    assert "/people/new-x/" in client.get("/articles/rain/").text


def test_a_closed_section_stays_closed(again, make_article):
    make_article(section=Section.objects.create(name="Inquiry", is_closed=True, front_form="lines"))

    again()

    assert Section.objects.values_list("is_closed", "front_form").get(name="Inquiry") == (True, "lines")


def test_a_person_keeps_portrait_and_contact_and_is_taken_back_with_them(again, reporter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    face = library.accept(files.upload(files.jpeg()), reporter, alt_text="Ann", credit="C")
    Person.objects.create(name="Ann", contact="ann@paper.example", portrait=face)
    Person.objects.create(name="A. Lee", merged_into=Person.objects.get())

    again()

    person = Person.objects.get(name="Ann")
    assert (person.contact, person.portrait.alt_text) == ("ann@paper.example", "Ann")
    rollback.take_back(Import.objects.get())
    assert not Person.objects.exists()


def test_citations_and_their_sources_come_back(publish, change, again, make_article, chief_editor, client):
    office = Source.objects.create(
        name="Office", kind="government", role="rules", address="https://o.example/"
    )
    minister = Source.objects.create(name="Minister", kind="person", represents=office)
    hidden = Source.objects.create(name="Deep Throat", is_confidential=True, public_description="An official")
    letter = Source.objects.create(name="A letter", kind="document")
    story = make_article(
        headline="Rain", slug="rain", body=f"It rained [@minister]. So [@{hidden.slug}] and [@old]."
    )
    Citation.objects.create(
        article=story, source=minister, basis="on-record", standing="disputed", quote="Rain <b>.",
        locator="page 2", address="https://m.example/", archived_copy="https://a.example/", seen_on="2026-01-02",
    )  # fmt: skip
    Citation.objects.create(article=story, source=hidden, basis="background")
    Citation.objects.create(article=story, source=letter, mark="old", basis="document")
    publish(story, despite="A test.")
    Citation.objects.filter(source=letter).delete()
    publish(
        change(Article.objects.get(), body="It rained [@minister]. So [@" + hidden.slug + "]."),
        despite="A test.",
    )
    desk.withdraw_source(letter, by=chief_editor, reason="Forged.")
    columns = ("slug", "name", "kind", "role", "address", "represents__slug", "is_confidential",
               "public_description", "withdrawn_reason")  # fmt: skip

    def said():
        shown = [client.get(f"/sources/{slug}/").text for slug in ("minister", "a-letter")]
        return [
            list(Edition.objects.order_by("number").values_list("citations", flat=True)),
            list(Source.objects.order_by("slug").values(*columns)),
            list(Citation.objects.order_by("pk").values("mark", "basis", "standing", "quote", "seen_on")),
            [("Rain" in page, "Forged." in page) for page in shown],
        ]

    before = said()
    again()

    assert said() == before
    assert not any(source.confidential_name for source in Source.objects.all())
    rollback.take_back(Import.objects.get())
    assert not Source.objects.exists()


def test_a_source_of_another_name_under_the_same_slug_stays_another(
    publish, again, make_article, archive, tmp_path
):
    story = make_article(headline="Rain", body="It rained [@office].")
    Citation.objects.create(article=story, source=Source.objects.create(name="Office"))
    publish(story)
    again()
    Source.objects.update(name="Another office")

    archive.bring(file=tmp_path / "out", origin="once more")

    assert sorted(Source.objects.values_list("slug", "name")) == [
        ("office", "Another office"),
        ("office-2", "Office"),
    ]
    printed = Edition.objects.order_by("pk").last().citations[0]
    assert (printed["mark"], printed["source"], printed["name"]) == ("office", "office-2", "Office")
