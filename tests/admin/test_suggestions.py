"""What the text field and the palette ask for: offers, new sources, pastes, finds; for the staff alone."""

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Person, Placement, Source

pytestmark = pytest.mark.django_db


def found(client, name, **query):
    return [row["name"] for row in client.get(reverse(name), query).json()["found"]]


@pytest.mark.parametrize(
    ("name", "way"),
    [("offer_sources", "get"), ("offer_stories", "get"), ("offer_pictures", "get"), ("new_source", "post"),
     ("paste", "post"), ("palette", "get")],
)  # fmt: skip
def test_nothing_is_offered_to_anyone_else(name, way, client, django_user_model):
    assert getattr(client, way)(reverse(name)).status_code == 403

    client.force_login(django_user_model.objects.create_user("outsider"))
    assert getattr(client, way)(reverse(name)).status_code == 403


def test_sources_are_offered_by_name_and_key(at_desk, reporter, make_source):
    make_source("Ministry of Roads")
    make_source("Other", slug="roads-office")

    assert found(at_desk(reporter), "offer_sources", q="road") == ["Ministry of Roads", "Other"]


def test_a_confidential_or_withdrawn_source_is_found_by_no_name(at_desk, reporter, make_source):
    make_source("Jane Doe", is_confidential=True, public_description="A clerk")
    make_source("Jane Roe", withdrawn_at="2026-01-01T00:00Z")
    client = at_desk(reporter)

    assert found(client, "offer_sources", q="Jane") == []
    assert found(client, "offer_sources", q="clerk") == ["A clerk"]
    assert "Jane Doe" not in client.get(reverse("palette"), {"q": "Jane"}).content.decode()


def test_a_source_is_added_without_leaving_the_story(at_desk, reporter):
    said = at_desk(reporter).post(reverse("new_source"), {"name": "New voice", "kind": "person"})

    assert said.status_code == 201
    assert said.json()["key"] == Source.objects.get(name="New voice").slug == "new-voice"


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 300}, {"kind": "nobody"}, {"address": "javascript:x"}]
)
def test_a_bad_source_is_refused_with_a_sentence(fields, at_desk, reporter):
    answer = at_desk(reporter).post(reverse("new_source"), {"name": "Voice", "kind": "person", **fields})

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Source.objects.exists()


def test_only_what_is_live_is_offered_for_a_link(at_desk, reporter, editor, publish, make_article):
    live = publish(headline="Rain in the north")
    make_article("Rain that nobody saw")
    desk.withdraw(publish(headline="Rain withdrawn"), by=editor, note="Wrong.")

    rows = at_desk(reporter).get(reverse("offer_stories"), {"q": "rain"}).json()["found"]

    edition = live.editions.get()
    assert [(row["name"], row["address"]) for row in rows] == [(live.headline, edition.get_absolute_url())]


def test_a_paste_comes_back_as_markdown(at_desk, reporter):
    address = reverse("paste") + "?first_note=x"

    answer = at_desk(reporter).post(address, "<p>A <b>word</b></p>", content_type="text/html")

    assert answer.json() == {"markdown": "A **word**"}


def test_the_notes_of_a_paste_go_on_behind_any_number(at_desk, reporter):
    html = "<sup><a href='#_ftn1'>[1]</a></sup><p id=_ftn1>Note</p>"

    answer = at_desk(reporter).post(reverse("paste") + "?first_note=10001", html, content_type="text/html")

    assert answer.json() == {"markdown": "[^10001]\n\n[^10001]: Note"}


def test_a_paste_of_too_many_tags_comes_as_its_words_with_a_sentence(at_desk, reporter):
    answer = at_desk(reporter).post(reverse("paste"), "<div>" * 50_000 + "# Words", content_type="text/html")

    assert answer.status_code == 200
    assert answer.json()["markdown"] == r"\# Words"
    assert "plain words" in answer.json()["error"]


@pytest.mark.parametrize("size", [5_000_001, 6_000_000])
def test_a_paste_of_more_than_5_mb_is_refused_with_a_sentence(size, at_desk, reporter):
    answer = at_desk(reporter).post(reverse("paste"), "x" * size, content_type="text/html")

    assert answer.status_code == 413
    assert "5 MB" in answer.json()["error"]


def test_the_palette_finds_a_story_a_person_a_source_and_an_act(at_desk, editor, make_article, make_source):
    article = make_article("Rain in the north")
    Person.objects.create(name="Ray North")
    make_source("The North Council")

    rows = at_desk(editor).get(reverse("palette"), {"q": "north", "story": article.pk}).json()["found"]
    acts = at_desk(editor).get(reverse("palette"), {"q": "publi", "story": article.pk}).json()["found"]

    assert [row["kind"] for row in rows] == ["story", "person", "source"]
    assert reverse("admin:articles_article_publish", args=[article.pk]) in [row["address"] for row in acts]


def test_the_palette_offers_no_act_that_one_may_not_do(at_desk, reporter, make_article):
    article = make_article(assignee=reporter)

    rows = at_desk(reporter).get(reverse("palette"), {"story": article.pk}).json()["found"]

    names = [row["name"] for row in rows]
    assert "Submit" in names
    assert not {"Publish", "Withdraw", "New user"} & set(names)


def test_the_palette_puts_a_live_story_on_top_of_the_front(at_desk, editor, make_article, publish):
    draft, live, client = make_article(), publish(), at_desk(editor)

    def offered(story):
        return client.get(reverse("palette"), {"story": story.pk, "q": "top of the front"}).json()["found"]

    (row,) = offered(live)
    client.post(row["address"], row["post"])

    assert offered(draft) == []
    found = client.get(reverse("palette"), {"story": live.pk, "q": "front"}).json()["found"]
    assert "post" not in found[0]  # Enter takes the first, and a page is no harm
    assert (Placement.objects.get().article, Placement.objects.get().slot) == (live, 0)


@pytest.mark.parametrize(
    "query", [{"q": "\x00"}, {"q": "%"}, {"q": "x" * 9000}, {"story": "9" * 30}, {"story": "x"}]
)
def test_the_palette_takes_what_is_typed(query, at_desk, editor):
    assert at_desk(editor).get(reverse("palette"), query).status_code == 200


def test_the_palette_costs_the_same_for_many_stories(
    at_desk, editor, make_article, django_assert_max_num_queries
):
    for number in range(12):
        make_article(f"Rain {number}")
    client = at_desk(editor)

    with django_assert_max_num_queries(14):
        assert len(found(client, "palette", q="rain")) == 8


def test_the_palette_finds_a_story_by_its_text_too(at_desk, editor, make_article):
    make_article("Nothing of it", body="The compass was broken.")

    assert found(at_desk(editor), "palette", q="compass") == ["Nothing of it"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("plan", "#id_at"),
        ("embargo", "#id_embargo_until"),
        ("priority", "#id_priority"),
        ("front", "#candidates"),
    ],
)
def test_the_palette_finds_what_is_a_field_of_a_page(words, place, at_desk, editor, make_article):
    article = make_article()

    rows = at_desk(editor).get(reverse("palette"), {"q": words, "story": article.pk}).json()["found"]

    own = [row for row in rows if row["kind"] == "this story"]
    assert own[0]["address"].endswith(place)
    assert at_desk(editor).get(own[0]["address"]).status_code == 200


def test_the_palette_finds_the_legal_flag(at_desk, editor, make_article):
    rows = at_desk(editor).get(reverse("palette"), {"q": "legal", "story": make_article().pk}).json()["found"]

    assert [row["address"].rstrip("/").rpartition("/")[2] for row in rows] == ["flag"]
