"""What a page asks of the database stays the same, whatever the number of stories."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Edition, EditionPerson, EditionSource, EditionTopic, clock
from articles.public import boundaries

ARTICLE, FRONT = 5, 6


@pytest.fixture
def queries_of(client):
    """Return the queries of a page that isn't cached, where the process knows its token's paper."""

    def queries_of(address):
        client.get("/corrections/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in captured.captured_queries]

    return queries_of


@pytest.fixture(scope="module")
def sixty(kept):
    call_command("demo", stories=60, pictures=0, stdout=StringIO())


@pytest.fixture
def many(sixty, db):
    """Sixty stories, in a test that may change them."""


def newest():
    return Edition.objects.published(clock.now()).newest_first().first()


def test_one_story_costs_few_queries(publish, queries_of):
    publish()

    assert len(queries_of(newest().get_absolute_url())) <= ARTICLE
    assert len(queries_of("/")) <= FRONT


def test_a_story_among_many_costs_no_more(many, queries_of):
    queries = queries_of(newest().get_absolute_url())

    assert len(queries) <= ARTICLE, queries


def test_a_front_of_many_costs_no_more(many, queries_of):
    queries = queries_of("/")

    assert len(queries) <= FRONT, queries


def plan(rows):
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN QUERY PLAN {rows.query.sql_with_params()[0]}", rows.query.sql_with_params()[1]
        )
        return " ".join(row[3] for row in cursor.fetchall())


LISTS = {
    "front": ("edition_newest", lambda at: Edition.objects.published(at)),
    "past front": ("edition_newest", lambda at: Edition.objects.as_of(at - timedelta(days=900), at)),
    "month": (
        "edition_newest",
        lambda at: Edition.objects.published(at).filter(first_published_at__gte=at - timedelta(days=30)),
    ),
    "section": (
        "edition_section_newest",
        lambda at: Edition.objects.published(at).filter(section=newest().section_id),
    ),
}
# A walk through rows of stories, editions or acts that no index orders.
WHOLE = re.compile(r"SCAN (?:articles_)?(?:article|edition|act)\b(?!.*INDEX)")
LINKS = {"person": EditionPerson, "source": EditionSource, "topic": EditionTopic}


on_sqlite = pytest.mark.only_on("sqlite")  # PostgreSQL reads a small table whole, whatever its indexes


@on_sqlite
@pytest.mark.parametrize("name", LISTS)
def test_a_list_enters_its_index_at_the_newest_story(many, name):
    index, rows = LISTS[name]

    said = plan(rows(clock.now()).newest_first()[:20])

    assert f"INDEX {index} " in said
    assert "USE TEMP B-TREE FOR ORDER BY" not in said


@on_sqlite
@pytest.mark.parametrize("noun", LINKS)
def test_a_list_by_name_enters_its_index_at_the_newest_story(many, noun):
    links = LINKS[noun].objects.filter(**{f"{noun}_id": 1, "live_from__lte": clock.now()})

    said = plan(links.order_by("-first_published_at", "-edition").values("edition")[:21])

    assert f"INDEX edition_{noun}_newest " in said
    assert "USE TEMP B-TREE FOR ORDER BY" not in said


@on_sqlite
def test_the_withdrawn_of_a_past_front_are_asked_for_one_by_one(many):
    at = clock.now()

    said = plan(Edition.objects.as_of(at - timedelta(days=900), at).newest_first()[:20])

    assert "CORRELATED" in said
    assert "edition_kind" not in said


@on_sqlite
def test_a_boundary_is_found_by_its_index(many):
    at = clock.now()
    with CaptureQueriesContext(connection) as captured:
        boundaries.boundaries(at)

    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            assert "SCAN" not in " ".join(row[3] for row in cursor.fetchall())


@on_sqlite
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("admin:index", ""),
        ("admin:articles_article_changelist", ""),
        ("admin:articles_article_changelist", "?stage__exact=submitted"),
        ("admin:articles_article_changelist", "?standing=planned"),
        ("admin:articles_article_plans", ""),
        ("board", ""),
        ("counts", ""),
    ],
)
def test_the_desk_reads_no_table_whole(many, at_desk, chief_editor, name, asked):
    with CaptureQueriesContext(connection) as captured:
        at_desk(chief_editor).get(reverse(name) + asked)

    with connection.cursor() as cursor:
        # It knows that it reads sixty stories whole sooner than it searches; the question is of 100,000.
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")
        for query in (row["sql"] for row in captured if row["sql"].startswith("SELECT")):
            cursor.execute(f"EXPLAIN QUERY PLAN {query}")
            said = [row[3] for row in cursor.fetchall()]
            assert not any(WHOLE.match(row) for row in said), query
            walks = any(row.startswith("SCAN articles_article") for row in said)
            assert not (walks and any("ORDER BY" in row for row in said)), query
