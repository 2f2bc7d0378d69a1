"""A newsroom that was taken out comes whole: its stories once, what they name, its pages, its old addresses."""

import pytest
from django.core.management import call_command

from articles import desk
from articles.models import Address, Article, Byline, Edition, Page, Person, Section, Topic, clock
from exchange.models import OldAddress
from tests.pictures import files

from .wxr import FERRIES, POLITICS, picture, post

pytestmark = pytest.mark.django_db
NAMED = (Section, Topic, Person, Page)


def emptied():
    """Forget the newsroom, as another one never had it."""
    OldAddress.objects.all().delete()
    for model in (Edition, Address, Byline, Article):
        model.objects.all().delete()
    for model in NAMED:
        model.objects.all().delete()


@pytest.fixture
def again(archive, tmp_path):
    """Return a function that takes the newsroom out, forgets it, and brings it in; it returns the report."""

    def again():
        call_command("take_out", tmp_path / "out")
        emptied()
        return archive.report(file=tmp_path / "out", origin="again")

    return again


def test_a_whole_newsroom_comes_once(archive, again, client, arrived, chief_editor):
    archive.bring(
        post(1, "Boats", categories=[POLITICS], tags=[FERRIES]),
        post(2, "Imprint", kind="page", slug="imprint"),
        post(3, "Draft", status="draft"),
        post(4, "Withdrawn"),
    )
    desk.withdraw(arrived("post:4"), by=chief_editor, note="Wrong.")
    Person.objects.update(slug="anna-p", bio="Writes <b> & more.", role="Reporter")
    Section.objects.create(name="Empty", slug="empty-2", position=1)
    Section.objects.filter(name="Politics").update(slug="pol", position=3, description="Of power.")
    Page.objects.update(position=7)
    read = ("/people/anna-p/", "/sections/pol/", "/sections/empty-2/", "/topics/ferries/", "/pages/imprint/")

    report = again()

    assert [client.get(path).status_code for path in (*read, "/articles/story-1/")] == [200] * 6
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Boats", "Draft"]
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


def test_a_slug_that_a_story_had_here_leads_to_it(publish, again, client):
    story = publish(headline="Rain", slug="rain")
    Address.objects.create(slug="weather", article=story, public_since=clock.now())

    again()

    assert client.get("/articles/weather/")["Location"] == "/articles/rain/"


def test_more_sections_than_a_menu_holds_stay_sections(publish, again):
    for number in range(15):
        publish(section=Section.objects.create(name=f"Section {number}", slug=f"section-{number}"))

    again()

    assert Section.objects.filter(slug__startswith="section-").count() == 15
    assert not Topic.objects.exists()


@pytest.mark.parametrize("text", ["{", "[1]", '[{"name": 1}]', "null", '{"a": 1}'])
def test_a_list_that_is_broken_is_named(publish, tmp_path, archive, text):
    publish(headline="Rain")
    call_command("take_out", tmp_path / "out")
    for name in ("people", "pages", "sections", "addresses"):
        (tmp_path / f"out/{name}.json").write_text(text)
    emptied()

    report = archive.report(file=tmp_path / "out", origin="again")

    assert Article.objects.get().headline == "Rain"
    assert {place for place, _sentence in report["problems"]} >= {"people.json", "pages.json"}
