"""Items of ninjs, in the forms that agencies' own samples have."""

import json
import time
from unittest import mock

import pytest

from articles.models import Article
from exchange.models import Arrival
from exchange.readers import agencies

from .conftest import kept_beside, only_story

pytestmark = pytest.mark.django_db
ITEM = {
    "uri": "urn:1",
    "versioncreated": "2024-01-02T03:04:05Z",
    "headline": "Boats",
    "body_html": "<p>Words.</p>",
}


def ninjs(**more):
    return json.dumps({**ITEM, **more})


def test_ninjs_3_writes_its_names_with_capitals(send):
    send(a_DOT_json=json.dumps({
        "uri": "urn:1", "firstCreated": "2024-01-02T03:04:05Z", "pubStatus": "usable", "by": "Anna", "copyrightNotice": "© Agency",
        "headlines": [{"role": "main", "value": "Boats"}],
        "bodies": [{"contentType": "text/plain", "value": "Plain."}, {"contentType": "text/html", "value": "<p>With <em>marks</em>.</p>"}],
    }))  # fmt: skip

    assert (only_story().headline, only_story().body) == ("Boats", "With *marks*.")
    assert [str(row) for row in only_story().bylines.all()] == ["Anna"]


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("By Paulo Santalucia and Frances d'Emilio", ["Paulo Santalucia", "Frances d'Emilio"]),
        ("Anna Petrova, Bob Stone & Carla Reis", ["Anna Petrova", "Bob Stone", "Carla Reis"]),
        ("Jana Krause und Uwe Ott", ["Jana Krause", "Uwe Ott"]),
        ("BY ANNA PETROVA, BOB STONE, AND CARLA REIS", ["ANNA PETROVA", "BOB STONE", "CARLA REIS"]),
        ("Business and Finance Desk", ["Business and Finance Desk"]),
        ("Ian Jones, Press Gang", ["Ian Jones, Press Gang"]),
        ("Anna and Bob Stone, Reuters", ["Anna and Bob Stone"]),
        ("By Anna Stone and Bob Roe, Associated Press Writers", ["Anna Stone", "Bob Roe"]),
        ("Von Trapp", ["Von Trapp"]),
        ("Science & Environment", ["Science & Environment"]),
    ],
)
def test_each_whole_name_of_a_byline_is_a_person(send, written, people):
    send(a_DOT_json=ninjs(byline=written))

    assert [str(row) for row in only_story().bylines.order_by("order")] == people


def test_an_agency_behind_a_name_is_what_that_person_is(send):
    send(a_DOT_json=ninjs(byline="Von Anna Stein, dpa", language="de-DE"))

    person = only_story().bylines.get().person
    assert (person.name, person.role) == ("Anna Stein", "dpa")


def test_a_hostile_byline_is_read_at_once(limit):
    start = time.process_time()

    assert len(list(agencies.names_of(mock.Mock(), [f"Anna Petrova{' ' * 20_000}and x"], []))) == 1

    assert time.process_time() - start < limit


def test_the_by_of_a_byline_of_ninjs_is_no_name(send):
    send(a_DOT_json=ninjs(byline="By Anna Petrova"))

    assert [str(row) for row in only_story().bylines.all()] == ["Anna Petrova"]


def test_a_credit_is_no_standfirst(send):
    rows = [{"role": "creditline", "value": "AGENCY"}, {"role": "caption", "value": "A boat at sea."}]
    send(a_DOT_json=ninjs(descriptions=rows))

    assert only_story().standfirst == "A boat at sea."


def test_an_item_of_superdesk_and_an_answer_of_an_api_are_read(send):
    item = {name: value for name, value in ITEM.items() if name != "uri"}
    answer = {"total": 1, "item": [{**ITEM, "uri": "urn:2", "headline": "Nets"}]}
    send(a_DOT_json=json.dumps({**item, "guid": "urn:1"}), b_DOT_json=json.dumps(answer))

    assert {article.headline for article in Article.objects.all()} == {"Boats", "Nets"}


def test_an_item_that_is_a_picture_has_itself_as_its_lead(send):
    files = [
        {"href": "https://agency.example/s.jpg", "width": 9},
        {"href": "https://agency.example/l.jpg", "width": 90},
    ]
    send(a_DOT_json=ninjs(type="picture", body_html="", renditions=files))

    assert only_story().body == ""
    assert Arrival.objects.get(article=only_story()).missing == ["picture:https://agency.example/l.jpg"]


def test_places_and_recordings_are_kept_beside_the_story(send):
    video = {"clip": {"type": "video", "renditions": {"a": {"href": "https://agency.example/clip.mp4"}}}}
    send(a_DOT_json=ninjs(places=[{"name": "Porto"}, {"name": "Faro"}], slugline="boats", associations=video))

    assert kept_beside() == {
        "slugline": "boats",
        "places": "Porto; Faro",
        "recording": "https://agency.example/clip.mp4",
    }


def test_a_second_picture_of_an_item_is_kept_beside_the_story_with_its_words(send):
    picture = {"type": "picture", "renditions": {"a": {"href": "https://agency.example/2.jpg"}}}
    first = {**picture, "renditions": {"a": {"href": "https://agency.example/1.jpg"}}}
    send(a_DOT_json=ninjs(associations={"1": first, "2": {**picture, "description_text": "The hull."}}))

    assert kept_beside() == {"picture": "The hull. https://agency.example/2.jpg"}


def test_a_text_that_goes_with_an_item_is_kept_beside_it(send):
    text = {"type": "text", "uri": "urn:2", "headline": "The ferry", "body_html": "<p>It sank.</p>"}
    send(a_DOT_json=ninjs(associations={"side": text, "empty": {"type": "text"}}))

    assert kept_beside() == {"associated text": "The ferry\n<p>It sank.</p>\nurn:2"}


def test_json_that_holds_a_page_of_xml_is_json(send):
    send(a_DOT_json=ninjs(body_html="<p>A &lt;nitf&gt; item.</p>", nitf="<nitf></nitf>"))

    assert only_story().headline == "Boats"


def test_a_further_headline_of_ninjs_is_kept_beside_the_story(send):
    send(
        a_DOT_json=ninjs(
            headline="", headlines=[{"role": "main", "value": "Boats"}, {"role": "short", "value": "At sea"}]
        )
    )

    assert only_story().headline == "Boats"
    assert list(kept_beside().values()) == ["At sea"]
