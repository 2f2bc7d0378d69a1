import json
from datetime import timedelta

import pytest

from articles import desk
from articles.models import Publication, Section, Source, Topic, clock
from articles.public import api

DESCRIPTION = json.loads(api.DESCRIPTION.read_text())
TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}


def fits(value, schema):
    """Ask whether a value is what a schema says, of the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        return fits(value, DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "oneOf" in schema:
        return sum(fits(value, each) for each in schema["oneOf"]) == 1
    if type(value) is not TYPES[schema["type"]] or value not in schema.get("enum", [value]):
        return False
    if schema["type"] == "array":
        return all(fits(item, schema["items"]) for item in value)
    if schema["type"] == "object" and "properties" in schema:
        known = schema["properties"]
        return set(value) == set(known) and all(fits(value[key], known[key]) for key in known)
    return True


def check(response, path):
    answers = DESCRIPTION["paths"][path]["get"]["responses"]
    content = answers[str(response.status_code)]["content"]
    assert response["Content-Type"] in content
    assert fits(response.json(), content[response["Content-Type"]]["schema"])
    return response.json()


@pytest.fixture(scope="module")
def stories(make_kept, publish_kept, kept_chief):
    ministry = Source.objects.create(name="Ministry")
    article = make_kept(
        headline="Bridge opens", slug="bridge", body="It holds. [@ministry]", sources=[ministry]
    )
    article.topics.add(Topic.objects.create(name="Rivers"))
    publish_kept(article)
    desk.correct(
        article, by=kept_chief, kind="correction", note="It did.", changes={"headline": "Bridge open"}
    )
    publish_kept(headline="Match", slug="match", section=Section.objects.create(name="Sport"), language="ru")
    desk.withdraw(publish_kept(headline="Untrue", slug="untrue"), by=kept_chief, note="Taken back.")
    publish_kept(headline="Planned", slug="planned", at=clock.now() + timedelta(hours=1))


@pytest.fixture
def newsroom(stories, db):
    """The stories, in a test that may change them."""


def test_it_works(client, newsroom):
    told = check(client.get("/api/v1/articles/"), "/api/v1/articles/")

    assert [row["headline"] for row in told["articles"]] == ["Match", "Bridge open"]
    assert told["next"] is None


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/api/v1/articles/{slug}/", "bridge"),
        ("/api/v1/articles/{slug}/", "untrue"),
        ("/api/v1/articles/{slug}/", "planned"),
        ("/api/v1/articles/{slug}/", "nothing"),
        ("/api/v1/sections/", ""),
        ("/api/v1/corrections/", ""),
        ("/api/v1/openapi.json", ""),
    ],
)
def test_every_answer_is_what_the_description_says(client, newsroom, path, slug):
    check(client.get(path.format(slug=slug)), path)


def test_every_address_is_described():
    assert set(DESCRIPTION["paths"]) == {
        "/api/v1/articles/",
        "/api/v1/articles/{slug}/",
        "/api/v1/sections/",
        "/api/v1/corrections/",
        "/api/v1/openapi.json",
    }


@pytest.mark.parametrize(
    ("query", "headlines"),
    [
        ("section=sport", ["Match"]),
        ("topic=rivers", ["Bridge open"]),
        ("source=ministry", ["Bridge open"]),
        ("language=ru", ["Match"]),
        ("language=en", ["Bridge open"]),
        ("topic=rivers&language=ru", []),
    ],
)
def test_the_sites_own_filters_narrow_the_list(client, newsroom, query, headlines):
    told = client.get(f"/api/v1/articles/?{query}").json()

    assert [row["headline"] for row in told["articles"]] == headlines


@pytest.mark.parametrize("query", ["section=x", "topic=x", "person=x", "source=%00", "before=x"])
def test_an_unknown_filter_finds_nothing(client, newsroom, query):
    response = client.get(f"/api/v1/articles/?{query}")

    assert response.status_code == 404
    check(response, "/api/v1/articles/")


def test_older_stories_follow_by_position(client, make_article, publish_many):
    Publication.objects.create(address="https://paper.example")
    publish_many(22, make_article(section=Section.objects.create(name="Water")))

    first = client.get("/api/v1/articles/?section=water").json()
    second = client.get(first["next"].removeprefix("https://paper.example")).json()

    assert [row["headline"] for row in second["articles"]] == ["Story 1", "Story 0"]
    assert second["next"] is None


def test_a_withdrawn_story_tells_its_note_and_nothing_else(client, newsroom):
    response = client.get("/api/v1/articles/untrue/")

    assert response.status_code == 410
    assert response.json() == {"error": "withdrawal", "note": "Taken back."}


def test_scripts_of_other_sites_may_read(client, newsroom):
    for path in ("/api/v1/articles/", "/api/v1/articles/untrue/", "/api/v1/articles/nothing/"):
        assert client.get(path)["Access-Control-Allow-Origin"] == "*"


def test_who_has_the_answer_is_told_so(client, newsroom):
    etag = client.get("/api/v1/articles/")["ETag"]

    assert client.get("/api/v1/articles/", headers={"If-None-Match": etag}).status_code == 304


def test_the_private_part_of_a_record_is_not_told(client, newsroom):
    text = client.get("/api/v1/articles/bridge/").content.decode()

    assert "salts" not in text
    assert "private" not in text
    assert "chief" not in text
