"""What a load of demo stories holds; the module's tests share one."""

import json
from collections import Counter
from io import StringIO
from itertools import groupby

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.archive import indexing, printing, verifying
from articles.management.commands.demo import SAMPLE
from articles.models import (
    Act,
    Address,
    Article,
    Edition,
    EditionPerson,
    EditionSource,
    EditionTopic,
    Person,
    SiteState,
    clock,
)

ROWS = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
TIMES = 4
AUTHORS = {name for row in ROWS for name in row["authors"]}


@pytest.fixture(scope="module")
def load(kept):
    """Load each text four times, and return how many statements that took."""
    SiteState.objects.update_or_create(pk=1, defaults={"token": "before"})
    with CaptureQueriesContext(connection) as statements:
        call_command("demo", stories=TIMES * len(ROWS), pictures=0, stdout=StringIO())
    return len(statements)


@pytest.fixture
def demo(load, db):
    """The stories, in a test that may change them."""


def histories():
    rows = Edition.objects.select_related("article", "section", "published_by").order_by(
        "article_id", "number"
    )
    return [list(rows) for _, rows in groupby(rows, key=lambda edition: edition.article_id)]


def first_stories():
    """Return stories of every kind of life, where what is done one by one would take seconds for all."""
    return list(Article.objects.order_by("pk")[:40])


def links():
    return {
        model.__name__: sorted(
            model.objects.values_list("edition", noun, "first_published_at", "live_from", "live_until")
        )
        for model, noun in ((EditionPerson, "person"), (EditionSource, "source"), (EditionTopic, "topic"))
    }


def addresses():
    return sorted(Address.objects.values_list("slug", "article", "public_since"))


def test_texts_are_used_again_when_more_stories_are_wanted(demo):
    slugs = Article.objects.values_list("slug", flat=True)
    assert len(set(slugs)) == TIMES * len(ROWS)
    assert Article.objects.filter(headline__endswith=f" ({TIMES})").count() == len(ROWS)
    assert len(set(Article.objects.values_list("body", flat=True))) > len(ROWS)


def test_every_edition_with_text_carries_its_credit(demo):
    by_address = {row["source_url"]: row for row in ROWS}
    for edition in Edition.objects.exclude(kind__in=Edition.TEXTLESS):
        row = by_address[edition.citations[0]["address"]]
        assert row["source_url"] in edition.backstory
        assert row["licence"].replace("-", " ") in edition.backstory
        assert [line["name"] for line in edition.byline] == [*row["authors"], row["source_name"]]
        assert ("Shortened" in edition.backstory) == (edition.body != row["body_markdown"])


def test_nobody_is_invented(demo):
    assert set(Person.objects.values_list("name", flat=True)) <= AUTHORS


def test_every_kind_of_edition_is_there_and_plans_ahead(demo):
    kinds = Counter(Edition.objects.values_list("kind", flat=True))
    plans = Edition.objects.filter(live_from__gt=clock.now())
    assert set(kinds) == set(Edition.Kind.values)
    assert sorted(plans.values_list("kind", flat=True)) == ["first", "first", "update"]


def test_every_chain_verifies(demo):
    assert list(verifying.archive_faults()) == []


def test_a_changed_byte_is_found_in_a_loaded_chain(demo):
    Edition.objects.filter(pk=Edition.objects.first().pk).update(headline="Rewritten")

    assert list(verifying.archive_faults())


def test_its_rows_are_those_that_indexing_one_by_one_gives(demo):
    loaded, first = (links(), addresses()), first_stories()

    Address.objects.filter(article__in=first).delete()
    for edition in Edition.objects.filter(article__in=first).order_by("article_id", "number"):
        indexing.index(edition)

    assert (links(), addresses()) == loaded


def test_its_html_and_its_printed_rows_are_those_of_the_desk(demo):
    editions = Edition.objects.filter(article__in=first_stories()).select_related("article")
    for edition in editions.exclude(kind__in=Edition.TEXTLESS):
        assert edition.byline == printing.byline(edition.article)
        assert edition.citations == printing.citations(edition.article)
        assert {topic["slug"] for topic in edition.topics} == {
            topic["slug"] for topic in printing.topics(edition.article)
        }


def test_the_log_names_the_end_of_every_chain(demo):
    ends = {f"article:{rows[0].article.uid}": rows[-1].digest for rows in histories()}
    assert {act.subject: act.data["chain"]["digest"] for act in Act.objects.all()} == ends


def test_readers_pages_are_renewed(demo):
    assert SiteState.objects.get().token != "before"


def test_the_desk_goes_on_behind_it(demo, publish, chief_editor):
    live = Edition.objects.published(clock.now()).newest_first().first()

    article = publish(headline="Our own story")
    desk.correct(
        live.article, by=chief_editor, kind="correction", note="Wrong.", changes={"headline": "Right"}
    )

    assert article.editions.count() == 1
    assert list(verifying.archive_faults()) == []


def test_the_load_stays_in_few_statements(load, demo):
    # 40 for the stories, the others for their two search indexes.
    assert 0 < load <= 190


def test_the_planner_knows_the_tables_afterwards(demo):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'articles_edition'")
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_class WHERE relname = 'articles_edition' AND reltuples > 0"
            )
        assert cursor.fetchone()[0]
