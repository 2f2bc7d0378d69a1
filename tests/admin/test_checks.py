"""What the copy desk finds in a form that isn't saved."""

import pytest
from django.urls import reverse

from articles.models import Article, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client, section):
    def look(user, article=None, **fields):
        client.force_login(user)
        name = "checks" if article else "add_checks"
        address = reverse(f"admin:articles_article_{name}", args=[article.pk] if article else [])
        said = {"headline": "A headline", "body": "A text.", "section": section.pk, **fields}
        return client.post(address, said)

    return look


def codes(response):
    """Return what would stop the story, or need a reason."""
    return [found["code"] for found in response.json()["findings"] if found["level"] != "note"]


def test_a_form_is_checked_as_it_stands_and_nothing_is_stored(look, reporter, make_article):
    article = make_article(body="As saved.")

    response = look(reporter, article, body="[Here]() it is.")

    finding, *notes = response.json()["findings"]
    assert [note["code"] for note in notes] == ["byline-empty"]
    assert (finding["level"], finding["field"], finding["start"]) == ("error", "body", 1)
    assert finding["remedy"]
    assert Article.objects.get().body == "As saved."
    assert "no-store" in response["Cache-Control"]


def test_a_story_that_was_never_saved_is_checked_too(look, reporter):
    assert codes(look(reporter, section="", headline="")) == ["headline-empty", "section-empty"]


def test_a_citation_that_is_typed_and_not_saved_is_known(look, reporter, make_source):
    source = make_source("Ministry")
    body = "It rained, the minister said. [@ministry]"

    assert codes(look(reporter, body=body, **{"citations-0-source": source.pk, "citations-0-mark": ""})) == []
    assert codes(look(reporter, body=body, **{"citations-0-mark": "ministry"})) == []


def test_a_citation_that_is_being_deleted_is_not_known(look, reporter):
    rows = {"citations-0-mark": "ministry", "citations-0-DELETE": "on"}

    assert "citation-unknown" in codes(look(reporter, body="It rained. [@ministry]", **rows))


def test_a_storys_own_slug_is_not_in_use_by_another(look, reporter, publish):
    article = publish(slug="mine")

    assert codes(look(reporter, article, slug="mine")) == []
    assert codes(look(reporter, slug="mine")) == ["slug-taken"]


@pytest.mark.parametrize(("role", "code"), [("Photos", []), ("text", ["byline-namesakes"])])
def test_a_byline_that_is_typed_is_checked_with_its_roles(look, reporter, role, code):
    wei, namesake = (Person.objects.create(name="Wang Wei", slug=slug) for slug in ("wei", "wei-2"))
    rows = {"bylines-TOTAL_FORMS": 2, "bylines-0-person": wei.pk, "bylines-1-person": namesake.pk}

    assert codes(look(reporter, **rows, **{"bylines-0-role": "Text", "bylines-1-role": role})) == code


@pytest.mark.parametrize("key", ["x", "9" * 40, "-1"])
def test_a_key_of_nothing_breaks_nothing(look, reporter, key):
    rows = {"section": key, "lead_image": key, "citations-0-source": key}

    assert codes(look(reporter, **rows)) == ["section-empty"]


def test_checks_are_for_the_desk_alone(client, make_article):
    assert client.post(reverse("admin:articles_article_add_checks"), {}).status_code == 302
