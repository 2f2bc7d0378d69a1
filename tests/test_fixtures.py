"""Fixtures that are loaded, and the dump of a whole newsroom."""

import json

import pytest
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError

from articles.models import (
    Article,
    Byline,
    Section,
    Source,
)

pytestmark = pytest.mark.django_db


def test_a_fixture_leaves_an_editors_own_stories(publish):
    own = publish(headline="Our own")
    before = Article.objects.filter(pk=own.pk).values().get(), own.editions.values().get()

    call_command("loaddata", "seed", verbosity=0)

    assert (Article.objects.filter(pk=own.pk).values().get(), own.editions.values().get()) == before


def test_a_fixture_row_with_a_taken_key_replaces_nothing(make_article, tmp_path):
    own = make_article(headline="Our own")
    fixture = tmp_path / "by_number.json"
    fixture.write_text(
        json.dumps([{"model": "articles.article", "pk": own.pk, "fields": {"headline": "Theirs"}}])
    )

    call_command("loaddata", str(fixture), verbosity=0)

    own.refresh_from_db()
    assert own.headline == "Our own"


def write(path, **fields):
    rows = [
        {"model": "articles.section", "fields": {"name": "Ours", "slug": "ours"}},
        {"model": "articles.article", "fields": {"headline": "Text", **fields}},
    ]
    path.write_text(json.dumps(rows))
    return str(path)


def test_a_fixture_without_its_section_is_refused_and_changes_nothing(tmp_path):
    fixture = write(tmp_path / "lost.json", section=["nowhere"])

    with pytest.raises(DeserializationError, match=r"Section matching query does not exist.*nowhere"):
        call_command("loaddata", fixture, verbosity=0)

    assert not Article.objects.exists()
    assert not Section.objects.filter(slug="ours").exists()


def test_a_row_may_name_one_of_its_kind_in_a_later_file(tmp_path):
    voice = {"name": "Spokesman", "slug": "spokesman", "represents": ["state"]}
    files = [tmp_path / name for name in ("one.json", "two.json")]
    for file, fields in zip(files, (voice, {"name": "State", "slug": "state"}), strict=True):
        file.write_text(json.dumps([{"model": "articles.source", "fields": fields}]))

    call_command("loaddata", *map(str, files), verbosity=0)

    assert Source.objects.get(slug="spokesman").represents.slug == "state"


SECTION = "- model: articles.section\n  fields: {name: Ours, slug: ours}\n"
ARTICLE = SECTION + "- model: articles.article\n  fields: {headline: Text"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ARTICLE + ", embargo_until: tomorrow}\n", "“tomorrow” value has an invalid format"),
        (ARTICLE + ", colour: red}\n", "Article has no field named 'colour'"),
        (ARTICLE.replace("article\n", "artikel\n") + "}\n", "Invalid model identifier: articles.artikel"),
        (ARTICLE[:-5], "broken.yaml"),
    ],
)
def test_a_broken_fixture_is_refused_and_changes_nothing(text, sentence, tmp_path):
    fixture = tmp_path / "broken.yaml"
    fixture.write_text(text)

    with pytest.raises(DeserializationError, match=sentence):
        call_command("loaddata", str(fixture), verbosity=0)

    assert not Section.objects.filter(slug="ours").exists()


def test_a_fixture_with_another_storys_slug_is_refused(publish, make_article, tmp_path):
    taken = publish().editions.get().slug
    other = make_article()
    row = {"article": [str(other.uid)], "number": 1, "kind": "first", "headline": "H", "slug": taken}
    fixture = tmp_path / "taken.json"
    fixture.write_text(json.dumps([{"model": "articles.edition", "fields": row}]))

    with pytest.raises(IntegrityError, match="belongs to another story"):
        call_command("loaddata", str(fixture), verbosity=0)

    assert not other.editions.exists()


def test_a_fixture_is_loaded_again_whatever_the_order_of_its_byline(make_article, tmp_path):
    uid = str(make_article().uid)
    names = [{"article": [uid], "name": name} for name in ("Ann", "Bo")]  # both of order 0
    fixture = tmp_path / "two.json"
    fixture.write_text(json.dumps([{"model": "articles.byline", "fields": fields} for fields in names]))

    for _again in range(2):
        call_command("loaddata", str(fixture), verbosity=0)

    assert [row.name for row in Byline.objects.all()] == ["Ann", "Bo"]
