"""Fronts and lists: what a link to them shows elsewhere, what machines read of them, portraits, the logo."""

import json
import os
import re

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage

from articles.models import Byline, Citation, Page, Person, Publication, Section, Source, Topic, site_state
from articles.pictures import housekeeping, renditions, social_cards
from tests.pictures.conftest import make_picture, storage  # noqa: F401

pytestmark = pytest.mark.django_db
NAMED = ["/sections/world/", "/people/anna/", "/topics/rivers/", "/sources/ministry/"]
LISTS = ["/archive/", "/archive/2026/1/", "/corrections/", "/sources/"]


@pytest.fixture
def paper(publish, make_article, make_picture, time_machine, django_capture_on_commit_callbacks):  # noqa: F811
    time_machine.move_to("2026-01-05T10:00:00Z", tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        # Sections, people and the paper have their cards before their pages are asked for.
        publication = Publication.objects.create(
            name="The Paper", address="https://paper.example", logo=make_picture(alt_text="A ferry")
        )
        article = make_article(headline="Bridge", slug="bridge", type_of_work="opinion")
        Byline.objects.create(
            article=article, person=Person.objects.create(name="Anna", portrait=make_picture())
        )
        article.topics.add(Topic.objects.create(name="Rivers"))
        Citation.objects.create(article=article, source=Source.objects.create(name="Ministry"))
        Section.objects.get(slug="world").save()
        publish(article)
    return publication


def properties(page):
    return dict(re.findall(r'<meta (?:name="description" )?property="(og:[a-z:]+)" content="([^"]*)"', page))


def graph(page):
    return json.loads(re.search(r"application/ld\+json\">(.*?)</script>", page)[1])["@graph"]


@pytest.mark.parametrize("path", ["/", *NAMED, *LISTS])
def test_a_link_to_a_front_or_list_shows_its_name_and_a_card(client, paper, path):
    told = properties(client.get(path).text)

    assert told["og:url"] == f"https://paper.example{path}"
    assert told["og:type"] == "website"
    assert told["og:title"]
    assert told["og:description"]
    card = told["og:image"].removeprefix("https://paper.example/media/")
    with default_storage.open(card) as file:
        assert len(file.read()) > 1000


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [("/about/", "About this paper", "AboutPage"), ("/pages/imprint/", "Who &amp; where", "WebPage")],
)
def test_a_link_to_a_standing_page_shows_its_name_and_the_papers_card(client, paper, path, name, kind):
    Page.objects.create(slug="imprint", headline="Who & where", body="Here.", is_published=True)
    site_state.replace_token()

    page = client.get(path).text

    told, home = properties(page), properties(client.get("/").text)
    assert (told["og:title"], told["og:url"]) == (name, f"https://paper.example{path}")
    assert told["og:image"] == home["og:image"]
    assert [each["@type"] for each in graph(page)] == ["NewsMediaOrganization", "WebSite", kind]


def test_a_card_is_another_for_each_name_and_cannot_be_computed_from_it(paper, settings):
    things = list(social_cards.pages(paper))
    paths = [social_cards.page_card_path(thing, paper) for thing in things]
    settings.SECRET_KEY = "another"

    assert len(set(paths)) == len(things) == 5
    assert not set(paths) & {social_cards.page_card_path(thing, paper) for thing in things}


def test_the_fronts_card_is_another_after_a_new_tagline_and_no_other_card(paper):
    def paths():
        return [social_cards.page_card_path(thing, paper) for thing in social_cards.pages(paper)]

    front, *others = paths()
    paper.tagline = "News that says how it knows"
    paper.save()

    assert paths()[0] != front
    assert paths()[1:] == others


def test_a_page_names_no_card_that_is_not_there(client, paper):
    section = Section.objects.get(slug="world")
    default_storage.delete(
        renditions.name(social_cards.page_card_path(section, paper), social_cards.WIDTH, "jpeg")
    )
    site_state.replace_token()

    assert "og:image" not in client.get("/sections/world/").text


def test_a_confidential_sources_card_has_its_description(paper):
    source = Source(name="", is_confidential=True, public_description="An officer", slug="q")

    assert social_cards.page_title(source) == "An officer"


@pytest.mark.parametrize(
    ("path", "name", "listed"),
    [
        ("/", "The Paper", ["/articles/bridge/"]),
        ("/sections/world/", "World", ["/articles/bridge/"]),
        ("/topics/rivers/", "Rivers", ["/articles/bridge/"]),
        ("/people/anna/", "Anna", ["/articles/bridge/"]),
        ("/sources/ministry/", "Ministry", ["/articles/bridge/"]),
        ("/archive/", "Archive", ["/archive/2026/1/"]),
        ("/archive/2026/1/", "January 2026", ["/articles/bridge/"]),
        ("/corrections/", "Corrections", []),
        ("/sources/", "Sources", ["/sources/ministry/"]),
    ],
)
def test_machines_read_what_a_list_holds_and_whose_it_is(client, paper, path, name, listed):
    organization, site, page = graph(client.get(path).text)

    assert organization["logo"]["contentUrl"].startswith("https://paper.example/media/renditions/")
    assert (page["@type"], page["name"], page["url"]) == (
        "CollectionPage",
        name,
        f"https://paper.example{path}",
    )
    assert page["isPartOf"]["@id"] == site["@id"]
    items = page["mainEntity"]["itemListElement"]
    assert [each["url"] for each in items] == [f"https://paper.example{each}" for each in listed]
    assert [each["position"] for each in items] == list(range(1, len(listed) + 1))


@pytest.mark.parametrize("path", ["/?before=99999999999999-1", "/sections/world/?before=99999999999999-1"])
def test_the_older_pages_of_a_list_have_no_card(client, paper, path):
    page = client.get(path).text

    assert "og:image" not in page
    assert "CollectionPage" not in page


def test_a_portrait_stands_on_the_persons_page_and_beside_an_opinion(client, paper):
    made = Person.objects.get().portrait.renditions["square"]["path"]

    for path in ("/people/anna/", "/articles/bridge/"):
        page = client.get(path).text
        assert made in page.partition("<main")[2], path
    story = graph(client.get("/articles/bridge/").text)[0]
    assert story["author"][0]["image"]["contentUrl"].startswith("https://paper.example/media/renditions/")
    assert graph(client.get("/people/anna/").text)[2]["about"]["image"]["@type"] == "ImageObject"


def test_a_portrait_stands_on_the_cards_of_an_opinion(client, paper, publish):
    made = Person.objects.get().portrait.renditions["square"]["path"]
    publish(headline="News")

    for path in ("/", "/sections/world/"):
        card = client.get(path).text.partition('<article class="card opinion">')[2].partition("</article>")[0]
        assert made in card, path
    assert made not in client.get("/people/anna/").text.partition('class="river')[2]


def test_a_logo_stands_in_the_nameplate_and_says_the_papers_name(client, paper):
    made = paper.logo.renditions["whole"]["path"]
    for path in ("/", "/articles/bridge/"):
        plate = re.search(r'class="nameplate drawn">(.*?)</a>', client.get(path).text, re.DOTALL)[1]

        assert made in plate
        assert 'alt="The Paper"' in plate


@pytest.mark.only_on("sqlite")
def test_a_card_that_is_used_stays_and_that_of_an_old_name_goes(paper):
    section = Section.objects.get(slug="world")
    paths = [social_cards.page_card_path(section, paper)]
    section.name = "The World"
    section.save()
    social_cards.store_page_card(section, paper)
    paths.append(social_cards.page_card_path(section, paper))
    files = [renditions.name(path, social_cards.WIDTH, "jpeg") for path in paths]
    for file in files:
        os.utime(default_storage.path(file), (0, 0))

    unneeded = set(housekeeping.unneeded())

    assert [file in unneeded for file in files] == [True, False]


def test_the_storage_is_asked_once_a_token_for_a_card_that_is_there(client, paper, monkeypatch):
    asked = []
    monkeypatch.setattr(
        social_cards, "is_stored", lambda path, ask=social_cards.is_stored: asked.append(path) or ask(path)
    )

    for _again in range(3):
        client.get("/sections/world/")
        caches["pages"].clear()

    assert len(asked) == 1
