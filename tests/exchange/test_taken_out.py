"""A newsroom that was taken out comes whole: its stories once, what they name, its pages, its old addresses."""

import pytest
from django.core.management import call_command

from articles import desk
from articles.models import (
    Address,
    Article,
    Byline,
    Citation,
    Edition,
    Page,
    Person,
    Section,
    Source,
    Topic,
    clock,
)
from articles.pictures import library
from exchange.models import Arrival
from tests.pictures import files

from .conftest import forget_newsroom
from .wxr import FERRIES, POLITICS, picture, post

pytestmark = pytest.mark.django_db


NAMED = (Section, Topic, Person, Page, Source)


def test_a_whole_newsroom_comes_once(archive, again, client, arrived, chief_editor):
    archive.bring(
        post(1, "Boats", categories=[POLITICS], tags=[FERRIES]),
        post(2, "Imprint", kind="page", slug="imprint"),
        post(3, "Draft", status="draft"),
        post(4, "Withdrawn"),
        mapping=archive.mapping(
            '[people]\n"author:anna" = "person: anna-p"\n[terms]\n"category:politics" = "section: pol"'
        ),
    )
    desk.withdraw(arrived("post:4"), by=chief_editor, note="Wrong.")
    Person.objects.update(bio="Writes <b> & more.", role="Reporter")
    Section.objects.create(name="Empty", slug="empty-2", position=1)
    Section.objects.filter(name="Politics").update(position=3, description="Of power.")
    Page.objects.update(position=7)
    read = ("/people/anna-p/", "/sections/pol/", "/sections/empty-2/", "/topics/ferries/", "/pages/imprint/")

    report = again()

    assert [client.get(path).status_code for path in (*read, "/articles/story-1/")] == [200] * 6
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Boats", "Draft", "Withdrawn"]
    assert list(Page.objects.values_list("headline", "slug", "position")) == [("Imprint", "imprint", 7)]
    assert list(Section.objects.order_by("position").values_list("slug", "position", "description")) == [
        ("empty-2", 1, ""), ("pol", 3, "Of power."),
    ]  # fmt: skip
    assert Person.objects.values_list("name", "role", "bio").get() == (
        "Anna Petrova",
        "Reporter",
        "Writes <b> & more.",
    )
    assert report["problems"] == []
    for old, new in {
        "/2019/05/story-1/": "/articles/story-1/", "/?p=1": "/articles/story-1/", "/imprint/": "/pages/imprint/",
        "/category/politics/": "/sections/pol/", "/author/anna/": "/people/anna-p/", "/tag/ferries/": "/topics/ferries/",
    }.items():  # fmt: skip
        assert (client.get(old).status_code, client.get(old).get("Location")) == (301, new)


def test_a_page_of_an_archive_shows_its_picture_and_comes_back_with_it(archive, again, client, tmp_path):
    (tmp_path / "desk.jpg").write_bytes(files.jpeg())
    archive.bring(
        post(
            2,
            "Imprint",
            '<p>We.</p><img src="/wp-content/uploads/2019/05/desk.jpg">',
            kind="page",
            slug="imprint",
        ),
        picture(90, "2019/05/desk.jpg", meta=[("_wp_attachment_image_alt", "The desk")]),
        media=tmp_path,
    )

    first = client.get("/pages/imprint/").text
    moved = client.get("/wp-content/uploads/2019/05/desk.jpg").status_code
    again()

    assert [page.count('alt="The desk"') for page in (first, client.get("/pages/imprint/").text)] == [1, 1]
    assert moved == 301


def test_a_plan_of_a_newsroom_stays_a_plan(publish, again):
    publish(headline="Later", at=clock.now().replace(year=2090))

    again()

    edition = Edition.objects.get()
    assert (edition.headline, edition.live_from.year) == ("Later", 2090)


@pytest.fixture
def planned(publish, change):
    """A live story whose next text is planned for 2090, and with it another topic."""
    story = publish(headline="Rain", slug="rain", body="It rains.")
    change(story, headline="Sun", body="It will shine.")
    story.topics.add(Topic.objects.create(name="Weather", slug="weather"))
    publish(story, at=clock.now().replace(year=2090))


def test_a_planned_text_of_a_live_story_comes_and_the_copy_goes_on_with_it(planned, again, client):
    said = Edition.objects.order_by("number").values_list(
        "headline", "body", "kind", "live_from", "live_until"
    )
    before = list(said)

    again()

    assert list(said) == before
    call_command("verify")
    copy = Article.objects.get()
    assert (copy.headline, copy.body, copy.slug) == ("Sun", "It will shine.", "rain")
    assert [topic.name for topic in copy.topics.all()] == ["Weather"]
    page = client.get("/articles/rain/").text
    assert "It rains." in page
    assert "shine" not in page


def test_a_planned_text_that_comes_too_late_is_kept_beside_its_story(planned, archive, tmp_path):
    call_command("take_out", tmp_path / "out")
    file = tmp_path / "out/stories/rain.md"
    file.write_text(file.read_text().replace(f"{clock.now().year}-", "2019-").replace("2090-", "2020-"))
    forget_newsroom()

    report = archive.report(file=tmp_path / "out", origin="again")

    assert [edition.headline for edition in Edition.objects.all()] == ["Rain"]
    assert any(
        "the planned moment of its next text has passed" in told for _place, told in report["problems"]
    )
    assert ["planned text", "Sun\n\nIt will shine."] in Arrival.objects.get(article__isnull=False).left_out


def test_a_slug_that_a_story_had_here_leads_to_it(publish, again, client):
    story = publish(headline="Rain", slug="rain")
    Address.objects.create(slug="weather", article=story, public_since=clock.now())

    again()

    assert client.get("/articles/weather/")["Location"] == "/articles/rain/"


@pytest.mark.parametrize("text", ["{", "[1]", '[{"name": 1}]', "null", '{"a": 1}'])
def test_a_list_that_is_broken_is_named(publish, tmp_path, archive, text):
    publish(headline="Rain")
    call_command("take_out", tmp_path / "out")
    for name in ("people", "pages", "sections", "sources", "addresses"):
        (tmp_path / f"out/{name}.json").write_text(text)
    forget_newsroom()

    report = archive.report(file=tmp_path / "out", origin="again")

    assert Article.objects.get().headline == "Rain"
    assert {place for place, _sentence in report["problems"]} >= {"people.json", "pages.json", "sources.json"}


def test_each_edition_keeps_what_it_said_beside_its_text(publish, change, again, make_article):
    """What the archive's older text lacked is empty there, and does not come from the newer one."""
    first, second = (Section.objects.create(name=name) for name in ("World", "City"))
    said = ("type_of_work", "label", "dateline", "lead_form", "backstory", "ai_disclosure", "search_title",
            "search_description", "section_as_printed", "topics")  # fmt: skip
    story = make_article(
        headline="Rain", section=first, type_of_work="analysis", label="live", dateline="QUAY",
        lead_form="wide", backstory="We *saw* it.", ai_disclosure="A machine.\n\nIt drew.", search_title="T",
        search_description="D",
    )  # fmt: skip
    story.topics.add(Topic.objects.create(name="Peace"))
    publish(story)
    empty = dict.fromkeys(said[1:8], "")
    publish(change(story, section=second, type_of_work="opinion", **empty))
    Article.objects.get().topics.clear()
    publish(change(Article.objects.get(), headline="Snow"))
    before = list(Edition.objects.order_by("number").values(*said))

    again()

    assert list(Edition.objects.order_by("number").values(*said)) == before


def test_an_earlier_address_stays_its_storys_for_ever(publish, change, again, archive, tmp_path, client):
    """All below it leads on too, and no other story ever gets it."""
    story = publish(headline="Rain", slug="rain")
    publish(change(story, slug="snow"))
    read = [f"/articles/rain/{each}" for each in ("", "history/", "history.json", "sources.csv")]
    before = [(client.get(path).status_code, client.get(path).get("Location")) for path in read]

    again()

    assert [(client.get(path).status_code, client.get(path).get("Location")) for path in read] == before
    assert client.get("/api/v1/articles/rain/").status_code == 200
    archive.bring(file=tmp_path / "out/stories", origin="another")
    assert list(Address.objects.order_by("slug").values_list("slug", flat=True)) == ["rain", "snow", "snow-2"]


def test_a_draft_keeps_its_lead_picture_and_what_it_says_beside_its_text(
    make_article, reporter, again, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    lead = library.accept(files.upload(files.jpeg()), reporter, alt_text="Boats", credit="C")
    make_article(headline="Rain", lead_image=lead, type_of_work="opinion", dateline="QUAY")

    again()

    copy = Article.objects.get()
    assert (copy.lead_image.alt_text, copy.type_of_work, copy.dateline) == ("Boats", "opinion", "QUAY")


@pytest.mark.parametrize(
    "own",
    ["1", "[1]", "{section: 1, topics: {a: 1}, byline: [1, {name: 5}], label: nonsense, dateline: [1]}",
     "{section: {name: x, slug: [1]}, type_of_work: nonsense, lead_form: {}, byline: {name: x}}"],
)  # fmt: skip
def test_what_no_newsroom_says_of_its_story_is_left(archive, tmp_path, own):
    (tmp_path / "a.md").write_text(
        f"---\ntitle: Rain\ndate: 2020-01-02T00:00:00Z\nnewsroom: {own}\n---\nIt rained."
    )

    archive.bring(file=tmp_path / "a.md")

    edition = Edition.objects.get()
    assert (edition.body, edition.type_of_work, edition.label, edition.byline) == (
        "It rained.",
        "news",
        "",
        [],
    )


def test_a_newsroom_that_is_brought_again_is_the_same(publish, again, make_article, archive, tmp_path):
    story = make_article(headline="Rain", body="It rained [@office].", dateline="QUAY")
    Citation.objects.create(article=story, source=Source.objects.create(name="Office"))
    Byline.objects.create(article=story, name="Staff", role="text")
    publish(story)
    again()
    counted = [model.objects.count() for model in (*NAMED, Edition, Citation)]

    report = archive.report(file=tmp_path / "out", origin="again")

    assert report["counts"]["unchanged"] == 1
    assert [model.objects.count() for model in (*NAMED, Edition, Citation)] == counted
