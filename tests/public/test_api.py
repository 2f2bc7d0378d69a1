from datetime import timedelta

import pytest

from articles import desk
from articles.models import Byline, Edition, Person, Publication, Section, Source, Topic, clock, site_state
from articles.public import api, openapi

DESCRIPTION = openapi.description(api.ENDPOINTS, "https://paper.example")
LIST = "/api/v1/articles/"
TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}


def fits(value, schema):
    """Ask whether a value is what a schema says, of the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        return fits(value, DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "oneOf" in schema:
        return sum(fits(value, each) for each in schema["oneOf"]) == 1
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if type(value) not in [TYPES[kind] for kind in kinds] or value not in schema.get("enum", [value]):
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
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
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
        ("/api/v1/corrections/?since=x", ""),
        ("/api/v1/search/?q=bridge", ""),
        ("/api/v1/search/", ""),
        ("/api/v1/topics/", ""),
        ("/api/v1/topics/{slug}/", "rivers"),
        ("/api/v1/people/", ""),
        ("/api/v1/people/{slug}/", "anna"),
        ("/api/v1/people/{slug}/", "nobody"),
        ("/api/v1/sources/", ""),
        ("/api/v1/sources/{slug}/", "ministry"),
        ("/api/v1/openapi.json", ""),
    ],
)
def test_every_answer_is_what_the_description_says(client, newsroom, path, slug):
    check(client.get(path.format(slug=slug)), path.partition("?")[0])


def test_the_description_is_served(client, db):
    told = client.get("/api/v1/openapi.json").json()

    assert told == {**DESCRIPTION, "servers": told["servers"]}


@pytest.mark.parametrize(
    ("query", "headlines"),
    [
        ("section=sport", ["Match"]),
        ("topic=rivers", ["Bridge open"]),
        ("source=ministry", ["Bridge open"]),
        ("language=ru", ["Match"]),
        ("language=en", ["Bridge open"]),
        ("topic=rivers&language=ru", []),
        ("language=RU", ["Match"]),
        ("person=anna", ["Bridge open"]),
        ("person=anna&source=ministry&topic=rivers&section=world", ["Bridge open"]),
        ("person=anna&section=sport", []),
        ("kind=correction", ["Bridge open"]),
        ("type_of_work=opinion", []),
        ("since=2020-01-01", ["Match", "Bridge open"]),
        ("since=2100-01-01", []),
        ("until=2020-01-01T00:00:00Z", []),
        ("until=2020-01-01T00:00:00 04:00&topic=rivers", []),
        ("since=0001-01-01T00:00:00%2B14:00&until=9999-12-31", ["Match", "Bridge open"]),
    ],
)
def test_the_sites_own_filters_narrow_the_list(client, newsroom, query, headlines):
    told = client.get(f"/api/v1/articles/?{query}").json()

    assert [row["headline"] for row in told["articles"]] == headlines


@pytest.mark.parametrize("query", ["section=x", "topic=x", "person=x", "source=x", "language=xx"])
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


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/articles/", 200),
        ("/api/v1/articles", 301),
        ("/corrections.json", 301),
        ("/api/v1/articles/?section=nothing", 404),
        ("/api/v1/articles/nothing/", 404),
        ("/api/v1/articles/a.b/", 404),
        ("/api/v1/nonsense/", 404),
        ("/api/v1/articles/untrue/", 410),
    ],
)
def test_scripts_of_other_sites_may_read(client, newsroom, path, status):
    answer = client.get(path)

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, "*")


def test_scripts_of_other_sites_read_no_page_of_the_desk(client, newsroom):
    assert "Access-Control-Allow-Origin" not in client.get("/admin/login/")


def test_who_has_the_answer_is_told_so(client, newsroom):
    etag = client.get("/api/v1/articles/")["ETag"]

    assert client.get("/api/v1/articles/", headers={"If-None-Match": etag}).status_code == 304


def test_the_private_part_of_a_record_is_not_told(client, newsroom):
    text = client.get("/api/v1/articles/bridge/").content.decode()

    assert "salts" not in text
    assert "private" not in text
    assert "chief" not in text


# What is asked


@pytest.mark.parametrize(
    ("query", "name"),
    [
        *(("source=%00", "source"), ("before=x", "before"), ("before=", "before"), ("section=", "section")),
        *(("since=yesterday", "since"), ("since=2026-02-30", "since"), ("until=2026-01-01T25:00Z", "until")),
        *(("page_size=0", "page_size"), ("page_size=101", "page_size"), ("page_size=-1", "page_size")),
        *(("page_size=٣", "page_size"), ("page_size=" + "9" * 5000, "page_size"), ("kind=news", "kind")),
        *(("page_size=0000000019999999", "page_size"), ("page_size=" + "0" * 9 + "101", "page_size")),
        *(("language=english", "language"), ("language=Klingon; drop", "language"), ("kind=", "kind")),
        *(
            ("topic=a&topic=b", "topic"),
            ("since=2026-01-01%0A", "since"),
            ("before=" + "9" * 30 + "-1", "before"),
        ),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence_that_names_its_parameter(client, newsroom, query, name):
    client.get(LIST)

    response = client.get(f"{LIST}?{query}")

    assert response.status_code == 400
    assert f"“{name}”" in check(response, LIST)["error"]


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("hour", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_an_hour_that_the_clock_skips_or_repeats_needs_its_offset(client, newsroom, name, hour):
    Publication.objects.update_or_create(defaults={"time_zone": "Europe/Berlin"})

    response = client.get(f"{LIST}?{name}={hour}")

    assert response.status_code == 400
    assert f"“{name}”" in check(response, LIST)["error"]
    assert "offset" in response.json()["error"]
    assert client.get(f"{LIST}?{name}={hour}%2B02:00").status_code == 200
    assert client.get(f"{LIST}?{name}={hour[:10]}T04:30").status_code == 200


@pytest.mark.parametrize("endpoint", api.ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named(client, newsroom, endpoint):
    path = endpoint.path.format(slug="bridge")
    client.get(path)  # a cached answer hides nothing

    for query in ("?pagesize=5", "?SINCE=2026-01-01", "?x"):
        response = client.get(path + query)
        assert response.status_code == 400
        assert all(each.name in response.json()["error"] for each in endpoint.parameters)


def test_a_page_is_as_long_as_is_asked(client, newsroom):
    Publication.objects.create(address="https://paper.example")
    found, path = [], f"{LIST}?page_size=1&since=2020-01-01"
    while path:
        told = check(client.get(path), LIST)
        assert len(told["articles"]) == 1
        found += [row["headline"] for row in told["articles"]]
        path = (told["next"] or "").removeprefix("https://paper.example")

    assert found == ["Match", "Bridge open"]


def test_a_filter_without_an_index_looks_through_a_bounded_part(
    client, make_article, publish_many, monkeypatch
):
    monkeypatch.setattr(api, "LOOKED_THROUGH", 5)
    Publication.objects.create(address="https://paper.example")
    publish_many(12, make_article())
    Edition.objects.filter(headline="Story 1").update(language="hy")
    found, path, answers = [], f"{LIST}?language=hy", 0
    while path:
        told = client.get(path).json()
        found += [row["headline"] for row in told["articles"]]
        path, answers = (told["next"] or "").removeprefix("https://paper.example"), answers + 1

    assert (found, answers) == (["Story 1"], 3)


def test_an_entry_tells_its_record(client, newsroom):
    edition = Edition.objects.get(headline="Bridge open", live_until=None)

    row = client.get(LIST).json()["articles"][1]

    assert (row["uid"], row["edition"], row["digest"]) == (str(edition.article_uid), 2, edition.digest)
    assert (row["kind"], row["pictures"]) == ("correction", [])
    assert [each["note"] for each in row["corrections"]] == ["It did."]


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 4), ("section=world&language=en", 4), ("topic=rivers&kind=correction", 7), ("since=2020-01-01", 4)],
)
def test_a_list_costs_the_same_however_long_it_is(
    client, newsroom, make_article, publish_many, django_assert_num_queries, query, queries
):
    client.get("/")  # the era and the paper are read once
    for size in (1, 2):
        with django_assert_num_queries(queries):
            client.get(f"{LIST}?page_size={size}&{query}")


def test_a_confidential_source_is_called_by_its_description(client, make_article, publish):
    source = Source.objects.create(
        is_confidential=True, public_description="An officer", slug="officer", role="Colonel"
    )
    publish(make_article(sources=[source]))

    told = check(client.get(f"/api/v1/sources/{source.slug}/"), "/api/v1/sources/{slug}/")

    assert (told["name"], told["role"]) == ("An officer", "")


def test_a_merged_name_leads_to_its_successor(client, newsroom):
    heir = Topic.objects.create(name="Water")
    Topic.objects.filter(slug="rivers").update(merged_into=heir)

    response = client.get("/api/v1/topics/rivers/")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/topics/water/")


def test_search_finds_what_the_page_finds(client, newsroom):
    told = check(
        client.get("/api/v1/search/?q=holds&topic=rivers&type_of_work=news&section=world"), "/api/v1/search/"
    )

    assert [row["headline"] for row in told["articles"]] == ["Bridge open"]
    assert client.get("/api/v1/search/?q=holds&topic=x").status_code == 404


@pytest.mark.parametrize(
    ("query", "headlines"),
    [
        ("q=bridge&kind=correction", ["Bridge open"]),
        ("q=bridge&kind=first", []),
        ("q=bridge&language=en", ["Bridge open"]),
        ("q=bridge&language=EN", ["Bridge open"]),
        ("q=bridge&language=en-GB", []),
        ("q=match&language=ru&kind=first", ["Match"]),
        ("q=match&language=en", []),
    ],
)
def test_search_narrows_by_language_and_kind_as_the_list_does(client, newsroom, query, headlines):
    told = check(client.get(f"/api/v1/search/?{query}"), "/api/v1/search/")

    assert ([row["headline"] for row in told["articles"]], told["total"]) == (headlines, len(headlines))


@pytest.mark.parametrize("query", ["kind=withdrawal", "kind=x", "language=english", "language=<b>"])
def test_search_refuses_a_language_or_kind_that_is_none(client, newsroom, query):
    assert client.get(f"/api/v1/search/?q=bridge&{query}").status_code in (400, 404)


def test_what_has_no_address_is_json_too(client, db):
    for path in ("/api/v1/", "/api/v1/nothing/", "/api/v1/articles/%00/", "/api/v1/topics/a/b/"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert client.get("/api/v1/articles")["Location"] == "/api/v1/articles/"


@pytest.mark.parametrize("sort", ["rank", "time"])
def test_search_goes_on_behind_each_page(client, newsroom, publish, sort):
    for number in range(5):
        publish(headline=f"Flood {number}", slug=f"flood-{number}")
    address, seen = f"/api/v1/search/?q=flood&page_size=2&sort={sort}", []

    while address:
        told = check(client.get(address), "/api/v1/search/")
        seen += [row["headline"] for row in told["articles"]]
        address = told["next"]

    assert sorted(seen) == [f"Flood {number}" for number in range(5)]


def test_search_loads_its_stories_once(client, newsroom, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(30) as asked:
        client.get("/api/v1/search/?q=bridge")

    loads = [each["sql"] for each in asked if '"articles_edition"."headline"' in each["sql"]]
    assert len(loads) == 1


def test_an_entry_and_a_correction_tell_whether_a_second_person_confirmed_it(client, newsroom):
    for is_unconfirmed in (False, True):
        Edition.objects.filter(headline="Bridge open").update(is_unconfirmed=is_unconfirmed)
        site_state.replace_token()

        row = client.get(f"{LIST}?topic=rivers").json()["articles"][0]
        told = check(client.get("/api/v1/corrections/"), "/api/v1/corrections/")["corrections"]

        assert row["is_unconfirmed"] is is_unconfirmed
        assert [each["is_unconfirmed"] for each in row["corrections"]] == [is_unconfirmed]
        assert [each["is_unconfirmed"] for each in told if each["kind"] == "correction"] == [is_unconfirmed]


def test_the_description_has_the_length_of_a_page(db):
    parameters = DESCRIPTION["paths"][LIST]["get"]["parameters"]

    assert [each["schema"]["default"] for each in parameters if each["name"] == "page_size"] == [20]


def test_an_answer_varies_by_its_coding_once(client, newsroom):
    assert client.get(LIST)["Vary"].lower().count("accept-encoding") == 1
