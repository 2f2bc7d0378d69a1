"""Pictures on every surface that readers and their machines see."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Image, Publication
from articles.pictures import schema_objects
from tests.reading import empty_cache  # noqa: F401  each test starts with none

pytestmark = pytest.mark.django_db
PAPER = "https://paper.example"
MEDIA = "{http://search.yahoo.com/mrss/}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def kept_story(keep_picture, make_kept, publish_kept):
    """Publish a story with a lead picture and one in its text."""
    Publication.objects.create(address=PAPER)
    lead = keep_picture(
        alt_text="Boats in fog",
        caption="At dawn",
        credit="Anna Petrova / Agency",
        creator="Anna Petrova",
        licence="https://agency.example/terms",
        acquire_licence_page="https://agency.example/buy",
        digital_source_type=Image.SourceType.AI,
    )
    second = keep_picture()
    return publish_kept(make_kept(lead_image=lead, body=f'Boats.\n\n![Nets](image:{second.key} "The quay")'))


@pytest.fixture
def illustrated(kept_story, db):
    return kept_story


def story(client, article):
    return client.get(f"/articles/{article.editions.get().slug}/").text


def test_a_story_shows_its_lead_picture_first_and_then_those_in_its_text(client, illustrated):
    page = story(client, illustrated)

    assert page.count("<figure") == 2
    assert page.index("Boats in fog") < page.index("Boats.") < page.index("The quay")
    assert page.count('fetchpriority="high"') == 1
    assert page.count('loading="lazy"') == 1
    assert "Made by AI" in page


def test_a_lead_picture_is_in_the_storys_language(client, make_picture, publish):
    article = publish(language="ru", lead_image=make_picture(caption="На рассвете"))

    page = story(client, article)

    figure = page[page.index("<figure") : page.index("</figure>")]
    assert figure.startswith('<figure lang="ru" dir="ltr" class="picture')
    assert "На рассвете." in figure
    assert "Иллюстрация: Agency" in figure
    assert '<figure class="picture' in story(client, publish(lead_image=make_picture()))


def test_a_list_shows_the_lead_pictures_card(client, illustrated):
    edition = illustrated.editions.get()
    card = edition.lead_picture["renditions"]["card"]["path"]

    for address in ("/", f"/sections/{edition.section.slug}/"):
        assert card in client.get(address).text


def test_pictures_cost_no_query(client, illustrated, publish, django_assert_max_num_queries):
    plain = publish()
    pages = [f"/articles/{article.editions.get().slug}/" for article in (plain, illustrated)]
    client.get("/")  # what pages share

    counts = []
    for page in pages:
        with django_assert_max_num_queries(9) as queries:
            client.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]


LISTS = (
    "/",
    "/sections/world/",
    "/feeds/latest.atom",
    "/feeds/latest.rss",
    "/feeds/latest.json",
    "/archive/",
)


def test_pictures_on_lists_cost_no_query(client, make_picture, make_article, publish):
    publish()
    queries_of_each(client, LISTS)  # what is made once
    counts = []
    for pictures in ([], [make_picture(), make_picture(), make_picture()]):
        body = "Boats.\n\n" + "\n".join(each.mark for each in pictures)
        publish(make_article(lead_image=next(iter(pictures), None), body=body))
        counts.append(queries_of_each(client, LISTS))

    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 20


def queries_of_each(client, paths):
    counts = {}
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts[path] = len(queries)
    return counts


def test_no_page_with_pictures_needs_an_exception_from_the_policy(client, illustrated, settings):
    page = story(client, illustrated).replace(
        f"<script>{settings.PAGE_SCRIPT}</script>", "", 1
    )  # named by hash

    assert "style=" not in page
    assert not re.search(r"<script(?! type=\"application/ld)[^>]*>[^<]", page)
    assert "onload" not in page


def test_the_feed_carries_pictures_with_their_words(client, illustrated):
    entry = ElementTree.fromstring(client.get("/feeds/latest.atom").content).find(f"{ATOM}entry")  # noqa: S314

    first, second = entry.findall(f"{MEDIA}content")
    assert first.get("url").startswith(f"{PAPER}/media/renditions/")
    assert (first.get("medium"), first.get("type")) == ("image", "image/jpeg")
    assert int(first.get("width")) > 0
    assert first.find(f"{MEDIA}credit").text == "Anna Petrova / Agency"
    assert first.find(f"{MEDIA}title").text == "At dawn"
    assert first.find(f"{MEDIA}text").text == second.find(f"{MEDIA}text").text == "Boats in fog"
    enclosure = next(link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure")
    assert enclosure.get("href") == first.get("url")
    assert int(enclosure.get("length")) > 100


def test_a_feed_reader_finds_the_pictures_of_the_text(client, illustrated):
    content = ElementTree.fromstring(client.get("/feeds/latest.atom").content).find(  # noqa: S314
        f"{ATOM}entry/{ATOM}content"
    )

    addresses = re.findall(r'(?:src|href)="([^"]+)"', content.text)
    addresses += [
        each.split()[0]
        for srcset in re.findall(r'srcset="([^"]+)"', content.text)
        for each in srcset.split(", ")
    ]
    assert len(addresses) > 3
    assert all(address.startswith(PAPER) for address in addresses)


def test_the_sitemap_names_the_pictures(client, illustrated):
    at = illustrated.editions.get().first_published_at

    sitemap = client.get(f"/sitemaps/{at.year}-{at.month}.xml")

    tree = ElementTree.fromstring(sitemap.content)  # noqa: S314
    found = tree.findall(".//{http://www.google.com/schemas/sitemap-image/1.1}loc")
    assert [each.text.startswith(f"{PAPER}/media/renditions/") for each in found] == [True, True]


def test_machines_are_told_whose_picture_it_is_and_how_it_came_about(illustrated):
    lead, second = schema_objects.image_objects(illustrated.editions.get(), lambda path: PAPER + path)

    assert lead["contentUrl"].startswith(f"{PAPER}/media/renditions/")
    assert lead["creditText"] == "Anna Petrova / Agency"
    assert lead["creator"] == {"@type": "Person", "name": "Anna Petrova"}
    assert lead["license"] == "https://agency.example/terms"
    assert lead["acquireLicensePage"] == "https://agency.example/buy"
    assert lead["digitalSourceType"].endswith("/digitalsourcetype/trainedAlgorithmicMedia")
    assert "license" not in second


def test_a_licence_that_is_no_address_isnt_given_as_one(make_picture):

    thing = schema_objects.image_object(make_picture(licence="CC BY 4.0").as_printed(), str)

    assert "license" not in thing
