"""The desk exports what a person sees: the list as CSV, a story as Markdown."""

import csv
import io
from datetime import UTC, datetime

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Act, Article, Byline, Citation, Publication, Section, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(client, editor):
    """Return the rows of the list as its file has them."""
    client.force_login(editor)

    def table(**query):
        answer = client.get(reverse("admin:articles_article_csv"), query)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    return table


def test_the_list_is_a_table_with_its_filters(table, make_article, publish):
    publish(headline="Rain")
    draft = make_article(headline="Snow, “deep”\nand wide")
    Byline.objects.create(article=draft, name="Anna", order=0)

    assert {row["headline"]: row["readers see"] for row in table()} == {
        "Rain": "live", "Snow, “deep”\nand wide": "not published",
    }  # fmt: skip
    (row,) = table(stage__exact="draft", standing="none")
    assert (row["author"], row["section"], row["stage"]) == ("Anna", "World", "draft")


def test_the_moment_of_a_save_is_in_the_papers_time(table, make_article):
    Publication.objects.update_or_create(defaults={"time_zone": "Asia/Tokyo"})
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    Article.objects.filter(pk=make_article().pk).update(updated_at=noon)

    assert table()[0]["saved"] == "2026-01-01 21:00+09:00"


@pytest.mark.parametrize("sign", list("=+-@\t＝＠"))
def test_no_headline_is_a_formula(table, make_article, sign):
    Article.objects.filter(pk=make_article().pk).update(headline=f'{sign}HYPERLINK("https://evil.example")')

    (row,) = table()

    assert row["headline"].startswith(f"'{sign}")


def test_a_closed_section_stays_closed(table, make_article, client):
    closed = Section.objects.create(slug="secret", name="Secret", is_closed=True)
    secret = make_article(headline="Hidden", section=closed)

    assert table() == []
    assert client.get(reverse("admin:articles_article_markdown", args=[secret.pk])).status_code == 404


def test_the_list_takes_as_many_queries_whatever_its_length(table, make_article):
    def queries(stories):
        for _each in range(stories):
            make_article()
        with CaptureQueriesContext(connection) as asked:
            table()
        return len(asked)

    queries(1)
    assert queries(1) == queries(10)


def test_a_story_is_markdown_with_its_sources(client, editor, make_article):
    client.force_login(editor)
    story = make_article(headline="Rain: it fell", slug="rain", body="It *rained*.[@ministry]")
    Citation.objects.create(article=story, source=Source.objects.create(name="Ministry", slug="ministry"))

    answer = client.get(reverse("admin:articles_article_markdown", args=[story.pk]))

    _start, head, body = answer.content.decode().split("---\n", 2)
    said = yaml.safe_load(head)
    assert (said["title"], said["sources"][0]["name"]) == ("Rain: it fell", "Ministry")
    assert body.strip() == "It *rained*.[@ministry]"
    assert 'filename="rain.md"' in answer["Content-Disposition"]


def test_who_is_not_signed_in_exports_nothing(client, make_article):
    for page in (reverse("admin:articles_article_csv"), reverse("admin:articles_article_markdown", args=[1])):
        assert client.get(page).status_code == 302


def test_what_was_exported_stands_in_the_log(table, client, editor, make_article):
    story = make_article()
    table(stage__exact="draft")
    client.get(reverse("admin:articles_article_markdown", args=[story.pk]))

    acts = Act.objects.filter(verb__startswith="export").order_by("pk")
    assert [(act.verb, act.by) for act in acts] == [("export_list", editor), ("export_story", editor)]
    assert [act.data for act in acts] == [{"query": "stage__exact=draft"}, {}]


def test_a_filter_that_is_none_leads_back_to_the_list(client, editor):
    client.force_login(editor)

    answer = client.get(reverse("admin:articles_article_csv"), {"nothing__of__the__kind": "x"})

    assert answer.status_code == 302
