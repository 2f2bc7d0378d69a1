"""Each field of a story is declared once, and each link of an edition is known to all that must know it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.urls import reverse

from articles import copydesk
from articles.models import Article, Edition, EditionLink, Publication, Story
from articles.models.parts import Shape
from articles.search import document, folding

ROOT = Path(settings.BASE_DIR)
# The columns that make a story a record: none of them is a part of what it says.
RECORD = {
    *("id", "article", "article_uid", "translation_of_uid", "number", "kind", "live_from", "live_until"),
    *(
        "section_as_printed",
        "first_published_at",
        "recorded_at",
        "sealed_at",
        "published_by",
        "is_retracted",
        "is_unconfirmed",
        "body_html",
        "derived",
    ),
    *("format", "salts", "redacted", "previous_digest", "digest"),
}
SHAPES = {
    Shape.LINE: models.CharField,
    Shape.PROSE: models.TextField,
    Shape.CODE: models.CharField,
    Shape.CHOICE: (models.CharField, models.IntegerField),
    Shape.LINK: models.ForeignKey,
    Shape.ROWS: (models.JSONField, models.ManyToManyField),
    Shape.DATA: (models.JSONField, models.DateTimeField),
}


def columns(model):
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def test_every_field_that_the_desk_edits_is_declared():
    edited = {field.name for field in columns(Article) if field.editable and not field.primary_key}

    assert edited == set(Article.fields_with())


def test_every_column_of_an_edition_is_declared_or_makes_it_a_record():
    assert {field.name for field in columns(Edition)} - RECORD == set(Edition.fields_with())


@pytest.mark.parametrize("model", [Article, Edition])
def test_a_part_has_the_shape_of_its_column_and_is_declared_once(model):
    wrong = [
        part.name
        for part in model.PARTS
        if not isinstance(field := model._meta.get_field(part.name), SHAPES[part.shape])
        or bool(field.choices) != (part.shape is Shape.CHOICE)
    ]

    assert wrong == []
    assert len({part.name for part in model.PARTS}) == len(model.PARTS)


def test_every_part_of_a_copy_stands_on_the_form_and_in_its_history():
    history = Article.history.model
    kept = {field.name for field in (*history.tracked_fields, *history._history_m2m_fields)}

    on_form = flatten_fieldsets(site.get_model_admin(Article).fieldsets)

    assert sorted(on_form) == sorted(["base", "shown", *Article.fields_with()])
    assert set(Article.fields_with()) <= kept


def test_readers_compare_only_what_is_printed():
    assert set(Edition.PAGE) <= set(Edition.PRINTED)


def test_the_reference_names_the_fields_that_a_digest_covers_in_their_order():
    text = (ROOT / "docs/reference/chain.md").read_text()
    named = re.search(r"^The names of the fields are (.*?)\. Values", text, re.MULTILINE | re.DOTALL)[1]

    assert re.findall(r"`(\w+)`", named) == list(Edition.PRINTED)


@pytest.mark.django_db
def test_the_api_tells_of_the_parts_that_are_declared_so(client, publish):
    edition = publish().editions.get()

    told = client.get(reverse("api_article", args=[edition.slug])).json()

    assert told.keys() & set(Edition.fields_with()) == set(Edition.fields_with(in_api=True)), (
        "Mend the fields of a story in articles/public/api_fields.py."
    )


@pytest.mark.django_db
def test_the_api_s_description_and_reference_name_the_parts_that_it_tells(client):
    told = Edition.fields_with(in_api=True)
    article = client.get(reverse("api_description")).json()["components"]["schemas"]["Article"]
    reference = (ROOT / "docs/reference/api.md").read_text()

    missing = [
        *(f"the description's Article, {key}: {name}"
          for key in ("required", "properties") for name in told if name not in article[key]),
        *(f"docs/reference/api.md: {name}" for name in told if f"| `{name}` |" not in reference),
    ]  # fmt: skip

    assert missing == []


# The templates of a card, each with the texts that it leaves out, or shows under another name.
CARDS = {"_card.html": set(), "_lead.html": set(), "_found.html": {"standfirst"}}


@pytest.mark.parametrize("template", CARDS)
def test_a_text_that_is_on_a_card_stands_in_each_template_of_cards(template):
    text = (ROOT / "templates/articles/includes" / template).read_text()
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"{[{%].*?[%}]}", text))))

    missing = set(Edition.fields_with(is_text=True, is_printed=True, on_card=True)) - shown - CARDS[template]

    assert not missing, f"Show it in {template}, or let CARDS tell that it isn't shown there."


@pytest.mark.django_db
def test_a_text_that_readers_compare_stands_on_the_page(client, publish):
    said = {field: f"word{place}" for place, field in enumerate(Story.TEXTS) if field in Edition.PAGE}

    page = client.get(publish(**said).editions.get().get_absolute_url()).text

    assert [field for field, word in said.items() if word not in page] == [], "Show it in _story.html."


@pytest.mark.django_db
def test_the_copy_desk_looks_for_the_house_s_words_where_it_is_declared_so(make_article):
    Publication.objects.create(house_words="e-mail → email")

    found = copydesk.check(make_article(**dict.fromkeys(Story.TEXTS, "An e-mail.")))

    fields = {finding.field for finding in found if finding.code == "house-word"}
    assert fields == {"body", *Story.fields_with(in_house_style=True)}


@pytest.mark.django_db
def test_search_finds_the_texts_that_are_declared_so(publish):
    said = {field: f"word{place}" for place, field in enumerate(Story.TEXTS)}

    edition = publish(**said).editions.get()

    known = document.of_edition(edition, "en").vocabulary
    found = [field for field, word in said.items() if set(folding.words(word)) <= known]
    assert found == list(Story.fields_with(is_text=True, is_searched=True))


def test_whatever_names_an_edition_is_a_class_of_links():
    naming = {relation.related_model for relation in Edition._meta.get_fields(include_hidden=True)
              if relation.auto_created and relation.one_to_many}  # fmt: skip

    assert naming == set(EditionLink.__subclasses__())


@pytest.mark.parametrize("link", EditionLink.__subclasses__())
def test_a_class_of_links_tells_what_it_names_and_where_that_is_printed(link):
    others = {"id", "edition", "first_published_at", "live_from", "live_until"}

    assert {field.name for field in columns(link)} - others == {link.NAMES}
    assert link.target()._meta.get_field(link.KEY).unique
    assert "keys_in" in vars(link)
