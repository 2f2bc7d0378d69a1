"""What must be true of the field that docs/how-to/extend.md adds; test_how_to.py runs it in a copy."""

import pytest
from django.urls import reverse

from articles import desk
from articles.admin import diffs
from articles.archive import digests, verifying
from articles.models import Autosave, Edition
from exchange import story_files
from exchange.readers import own_fields
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db
FIELD, LABEL = "pull_quote", "pull quote"


def test_it_is_typed_autosaved_and_saved(make_article, at_desk, chief_editor):
    article, client = make_article(), at_desk(chief_editor)

    page = client.get(edit(article)).text
    client.post(reverse("keep_story", args=[article.pk]), typed(article, tab="one", **{FIELD: "Half a"}))
    client.post(edit(article), typed(article, **{FIELD: "Half a line"}))

    assert f'name="{FIELD}"' in page
    assert Autosave.objects.get().fields[FIELD] == "Half a"
    article.refresh_from_db()
    assert getattr(article, FIELD) == "Half a line"
    assert getattr(article.history.latest("history_id"), FIELD) == "Half a line"


def test_it_is_printed_corrected_compared_and_redacted(publish, client, chief_editor):
    article = publish(**{FIELD: "A wrong line."})
    first = article.editions.get()

    desk.correct(
        article, by=chief_editor, kind="correction", note="It was wrong.", changes={FIELD: "A right line."}
    )

    live = article.editions.get(number=2)
    article.refresh_from_db()
    assert getattr(article, FIELD) == "A right line."
    assert [label for label, _change in diffs.changed_fields(first, live, chief_editor)] == [LABEL]
    assert digests.field_hashes(first)[FIELD] != digests.field_hashes(live)[FIELD]
    assert "A right line." in client.get(live.get_absolute_url()).text
    compared = client.get(reverse("history", args=[live.slug]), {"old": 1, "new": 2})
    assert [field["label"] for field in compared.context["comparison"]["fields"]] == [LABEL]
    desk.redact(article, by=chief_editor, fields=[FIELD], order="A court's")
    assert set(Edition.objects.values_list(FIELD, flat=True)) == {""}
    assert list(verifying.archive_faults()) == []


def test_it_is_taken_out_and_brought_back():
    assert FIELD in story_files.PRINTED
    assert FIELD in own_fields.COLUMNS
