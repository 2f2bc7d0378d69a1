"""A story that only reprints an agency cites it, where the mapping says so."""

import pytest
from django.core.management import CommandError

from articles.models import Citation, Edition, EditionSource, Person, Source
from exchange.mapping import Mapping

from .wxr import post

pytestmark = pytest.mark.django_db
MAPPING = """
[people]
"author:anna" = "source: reuters"

[credits]
"(AP)" = "source: ap"
"dpa" = "source: dpa"
"Words" = "leave"
"""


@pytest.fixture
def agencies(db):
    kind = Source.Kind.NEWS_AGENCY
    return [
        Source.objects.create(name=slug.title(), slug=slug, kind=kind) for slug in ("reuters", "ap", "dpa")
    ]


def cited(article):
    """Return what the copy and its edition cite, and whom the edition names as its authors."""
    edition, rows = article.editions.get(), article.citations.order_by("pk")
    printed = [(row["mark"], row["basis"]) for row in edition.citations]
    assert [(row.mark, row.basis) for row in rows] == printed
    linked = EditionSource.objects.filter(edition=edition).values_list("source__slug", flat=True)
    assert sorted(linked) == sorted(mark for mark, _basis in printed)
    return [mark for mark, _basis in printed], [row["name"] for row in edition.byline]


def test_an_author_who_is_an_agency_is_cited_and_stands_in_no_byline(archive, arrived, agencies, client):
    looked = archive.report(post(1), mapping=archive.mapping(MAPPING), look=True)
    archive.bring(mapping=archive.mapping(MAPPING))

    assert looked["counts"]["people, source"] == 1
    assert cited(arrived("post:1")) == (["reuters"], [])
    assert arrived("post:1").citations.get().basis == Citation.Basis.OTHER_OUTLET
    assert not Person.objects.exists()
    assert b"Reuters" in client.get("/articles/story-1/").content
    assert b"/articles/story-1/" in client.get("/sources/reuters/").content


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        ("<p>MOSCOW (AP) — The ferries sail.</p>", ["ap"]),
        ("<p>The ferries sail.</p><p><em>dpa</em></p>", ["dpa"]),
        ("<p><strong>BERLIN, dpa</strong>. The ferries sail.</p><p>(AP)</p>", ["ap", "dpa"]),
        ("<p>The ferries of the dpaq sail (APA).</p>", []),
        (f"<p>{'Words. ' * 50} (AP) {'Words. ' * 50}</p>", []),
    ],
)
def test_words_at_the_ends_of_a_text_are_a_credit(archive, arrived, agencies, body, marks):
    archive.bring(post(1, body=body, creator="boris"), mapping=archive.mapping(MAPPING))

    assert cited(arrived("post:1")) == (marks, ["boris"])


def test_without_a_rule_nothing_is_cited(archive, arrived, agencies):
    archive.bring(post(1, body="<p>MOSCOW (AP) — The ferries sail.</p>"))

    assert cited(arrived("post:1"))[0] == []


@pytest.mark.parametrize(
    "hidden", [None, {"is_confidential": True, "name": "", "public_description": "An aide"}]
)
def test_a_source_that_is_not_here_is_asked_for_before_anything_is_written(archive, agencies, hidden):
    rows = Source.objects.filter(slug="ap")
    if hidden:
        rows.update(**hidden)
    else:
        rows.delete()
    looked = archive.report(post(1), mapping=archive.mapping(MAPPING), look=True)

    assert any("“ap”" in sentence for _place, sentence in looked["problems"])
    with pytest.raises(CommandError, match="“ap”"):
        archive.bring(mapping=archive.mapping(MAPPING))
    assert not Edition.objects.exists()


def test_what_changed_there_keeps_what_it_cites(archive, arrived, agencies):
    archive.bring(post(1), mapping=archive.mapping(MAPPING))
    archive.bring(post(1, body="<p>Other words.</p>"), mapping=archive.mapping(MAPPING))

    assert [row["mark"] for row in arrived("post:1").editions.order_by("-number")[0].citations] == ["reuters"]


def test_the_mapping_file_keeps_the_credits(archive, agencies, tmp_path):
    mapping = Mapping.read(archive.mapping(MAPPING))
    again = archive.mapping(mapping.as_toml({}, {}, {}))

    assert (
        Mapping.read(again).credits
        == mapping.credits
        == {"(AP)": ("source", "ap"), "dpa": ("source", "dpa"), "Words": None}
    )
