"""After a merge: what readers and machines find under both names, everywhere once and called as today."""

import json
import re

import pytest

from articles import desk
from articles.models import Byline, Citation, Person, Section, Source, Topic
from tests.reading import main

pytestmark = pytest.mark.django_db
FORMS = ("atom", "rss", "json")


@pytest.fixture
def both(make_article, publish, chief_editor):
    """Three stories that name both of what is one from now on; the newest names the old one alone."""
    made = {}
    for kind in (Person, Topic, Source):
        made[kind] = [kind.objects.create(name=f"{kind.__name__} {when}") for when in ("old", "new")]
    sections = [Section.objects.create(name=f"Desk {when}") for when in ("old", "new")]
    for number in range(3):
        article = make_article(headline=f"Story {number}", section=sections[0])
        for person, topic, source in list(zip(*made.values(), strict=True))[: 1 if number == 2 else 2]:
            Byline.objects.create(article=article, person=person)
            article.topics.add(topic)
            Citation.objects.create(article=article, source=source)
        publish(article)
    desk.merge_people(*made[Person], by=chief_editor)
    desk.merge_topics(*made[Topic], by=chief_editor)
    desk.merge_sources(*made[Source], by=chief_editor)
    desk.merge_sections(*sections, by=chief_editor)


@pytest.mark.parametrize("path", ["people/person-new", "topics/topic-new", "sources/source-new"])
def test_a_list_of_the_heir_is_as_long_as_ever(client, both, monkeypatch, path):
    for module in ("lists", "source_pages"):
        monkeypatch.setattr(f"articles.public.{module}.PAGE_LENGTH", 2)

    page = main(client.get(f"/{path}/"))

    assert [f"Story {number}</a>" in page for number in range(3)] == [True, True, True]


@pytest.mark.parametrize("noun", ["person", "topic", "source", "section"])
def test_the_api_lists_each_story_once_under_both_names(client, both, noun):
    stem = "desk" if noun == "section" else noun
    for slug in (f"{stem}-old", f"{stem}-new"):
        told = client.get("/api/v1/articles/", {noun: slug, "page_size": 2}).json()
        more = client.get(told["next"].removeprefix("http://127.0.0.1:8000")).json()

        assert [row["headline"] for row in told["articles"]] == ["Story 2", "Story 1"]
        assert [row["headline"] for row in more["articles"]] == ["Story 0"]
        assert more["next"] is None


@pytest.mark.parametrize("path", ["/sources/", "/api/v1/sources/", "/api/v1/people/", "/api/v1/topics/"])
def test_an_heir_that_no_record_names_itself_is_listed(client, make_article, publish, chief_editor, path):
    article = make_article()
    for kind in (Person, Topic, Source):
        kind.objects.create(name=f"{kind.__name__} new")
    person, topic, source = (
        kind.objects.create(name=f"{kind.__name__} old") for kind in (Person, Topic, Source)
    )
    Byline.objects.create(article=article, person=person)
    article.topics.add(topic)
    Citation.objects.create(article=article, source=source)
    publish(article)
    desk.merge_people(person, Person.objects.get(slug="person-new"), by=chief_editor)
    desk.merge_topics(topic, Topic.objects.get(slug="topic-new"), by=chief_editor)
    desk.merge_sources(source, Source.objects.get(slug="source-new"), by=chief_editor)

    told = client.get(path).content.decode()

    assert re.search(r"(source|topic|person)-new", told, re.IGNORECASE)
    assert not re.search(r"(source|topic|person)-old", told, re.IGNORECASE)


def test_the_sources_list_counts_each_story_once(client, both):
    assert "<td>3</td>" in main(client.get("/sources/"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["sections/desk", "topics/topic", "people/person"])
def test_the_feed_of_what_was_merged_leads_to_the_heirs(client, both, path, form):
    response = client.get(f"/feeds/{path}-old.{form}")

    assert (response.status_code, response["Location"]) == (301, f"/feeds/{path}-new.{form}")
    assert client.get(response["Location"]).content.decode().count("urn:uuid:") >= 3


def test_nobody_stands_twice_on_a_page_a_list_a_feed_or_in_the_api(client, both):
    """Each of the two was printed once, and stands there as the heir alone."""
    pages = {
        path: client.get(path).content.decode() for path in ("/articles/story-0/", "/", "/search/?q=story")
    }

    for path, page in pages.items():
        assert not re.search(r"(Person|Topic|Desk) old", page), path
    assert pages["/articles/story-0/"].count('rel="author"') == 1
    assert pages["/articles/story-0/"].count('<a href="/topics/topic-new/">') == 1
    facts = json.loads(re.search(r"ld\+json\">(.*?)</script>", pages["/articles/story-0/"])[1])["@graph"][0]
    assert (len(facts["author"]), facts["keywords"]) == (1, ["Topic new"])
    assert facts["articleSection"] == "Desk new"
    item = client.get("/feeds/latest.json").json()["items"][-1]
    assert (item["authors"], item["tags"]) == ([{"name": "Person new"}], ["Topic new"])
    told = client.get("/api/v1/articles/story-0/").json()
    assert [row["name"] for row in told["byline"]] == ["Person new"]
    assert [row["slug"] for row in told["topics"]] == ["topic-new"]
    assert told["section"]["slug"] == "desk-new"


def test_the_front_has_one_block_for_merged_sections_the_newest_first(client, publish, both, chief_editor):
    heir, old = Section.objects.get(slug="desk-new"), Section.objects.create(name="Desk older")
    other = Section.objects.create(name="Elsewhere")
    for number in range(3, 12):
        publish(headline=f"Story {number}", section=(heir, old, other)[number % 3])
    desk.merge_sections(old, heir, by=chief_editor)

    page = main(client.get("/"))

    block = re.search(
        r'<section class="block with-lead" aria-labelledby="section-desk-new".*?</section>', page, re.DOTALL
    )[0]
    assert re.findall(r"Story \d+", block) == ["Story 6", "Story 4", "Story 3"]
    assert "Desk older" not in page


@pytest.mark.parametrize("name", ["person", "topic", "source", "section"])
def test_search_finds_what_both_names_were_printed_with(client, both, name):
    stem = "desk" if name == "section" else name
    for slug in (f"{stem}-old", f"{stem}-new"):
        page = main(client.get("/search/", {"q": "story", name: slug}))
        assert [f"/articles/story-{number}/" in page for number in range(3)] == [True] * 3, slug


@pytest.mark.parametrize("name", ["section", "topic", "person", "source", "kind", "since", "until"])
@pytest.mark.parametrize("value", ["nothing", "no such thing", "2026-02-31"])
def test_a_filter_of_search_that_names_nothing_is_no_search_without_it(client, publish, name, value):
    publish(headline="Harbour")

    assert client.get("/search/", {"q": "harbour", name: value}).status_code == 404


def test_search_tells_nothing_of_a_name_that_only_a_draft_has(client, publish, make_article):
    publish(headline="Harbour")
    make_article().topics.add(Topic.objects.create(name="Secret"))

    assert client.get("/search/", {"q": "harbour", "topic": "secret"}).status_code == 404
    assert client.get("/api/v1/search/", {"q": "harbour", "topic": "secret"}).status_code == 404


@pytest.fixture
def one_voice(make_article, publish, chief_editor):
    """A story with two sources of one name, which are one from now on, and another that speaks for them."""
    old, new = (Source.objects.create(name=f"Port {when}") for when in ("old", "new"))
    deputy = Source.objects.create(name="A deputy", represents=old)
    body = "It rained [@port-old]. It snowed [@port-new]. It blew [@a-deputy]."
    article = publish(make_article(headline="Storm", body=body, sources=[old, new, deputy]))
    desk.merge_sources(old, new, by=chief_editor)
    return article


def test_voices_are_counted_as_sources_stand_today(client, one_voice):
    said = "Rests on one voice: Port new"

    assert said in client.get("/articles/storm/").text
    assert client.get("/articles/storm/sources.json").json()["summary"] == said
    assert said in client.get("/").text
    assert "The only voice of this story" in client.get("/sources/port-new/").text


def test_a_renamed_source_is_called_by_todays_name_where_voices_are_counted(client, publish, make_article):
    source = Source.objects.create(name="Port")
    publish(make_article(headline="Storm", body="It rained [@port].", sources=[source]))
    source.name = "Harbour office"
    source.save()

    assert "Rests on one voice: Harbour office" in client.get("/articles/storm/").text


def test_my_desk_counts_voices_as_sources_stand_today(client, one_voice, chief_editor):
    client.force_login(chief_editor)

    assert "Rests on one voice: Port new" in client.get("/admin/").text


def test_machines_are_told_who_stands_for_a_merged_source(client, one_voice):
    told = client.get("/api/v1/articles/storm/").json()["citations"]
    facts = json.loads(re.search(r"ld\+json\">(.*?)</script>", client.get("/articles/storm/").text)[1])

    assert [(row["mark"], row["source"], row["name"]) for row in told] == [
        ("port-old", "port-new", "Port new"),
        ("port-new", "port-new", "Port new"),
        ("a-deputy", "a-deputy", "A deputy"),
    ]
    assert [row["name"] for row in facts["@graph"][0]["citation"]] == ["Port new", "Port new", "A deputy"]


def test_facets_count_each_story_once_under_the_heirs_name(client, both, publish, make_article):
    """Two of the three stories were printed with both of what is one by now."""
    other = make_article(headline="Story 3", sources=[Source.objects.create(name="Other source")])
    Byline.objects.create(article=other, person=Person.objects.create(name="Other person"))
    other.topics.add(Topic.objects.create(name="Other topic"))
    publish(other)

    page = main(client.get("/search/", {"q": "story"}))

    for noun in ("Person", "Topic", "Source"):
        counted = re.findall(rf">({noun} new|Other {noun.lower()})</a> (\d)</li>", page)
        assert counted == [(f"{noun} new", "3"), (f"Other {noun.lower()}", "1")]
    assert not re.search("(Person|Topic|Source|Desk) old", page)
