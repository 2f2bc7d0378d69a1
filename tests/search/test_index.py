"""The index itself: written with what it tells of, rebuilt beside itself, missed without harm."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import desk, search
from articles.models import Article, Edition, clock
from articles.search import postgresql, state, writing
from articles.search.store import Formula

DAMAGES = [
    "DROP TABLE search_state",
    "DELETE FROM search_state",
    "DROP TABLE search_printed_a_row",
    "DROP TABLE search_printed_a_word",
    "UPDATE search_state SET format = 0",
    "UPDATE search_state SET is_complete = {false}",
]


@pytest.fixture
def damage(db):
    """Damage the set of tables that is searched, whichever it is; the test's transaction mends it."""

    def damage(statement):
        statement = statement.replace("_a_", f"_{state.read('printed').letter}_")
        false = "0" if connection.vendor == "sqlite" else "false"
        with connection.cursor() as cursor:
            cursor.execute(statement.format(false=false))

    return damage


@pytest.fixture
def each_damage(damage):
    """Damage the index in each way in turn; each is mended before the next."""

    def each_damage():
        for statement in DAMAGES:
            caches["pages"].clear()
            with transaction.atomic():
                damage(statement)
                yield statement
                transaction.set_rollback(True)

    return each_damage


def test_without_its_index_the_site_reads_on_and_search_says_so(each_damage, publish, client):
    publish(headline="Read on", slug="read-on")

    for statement in each_damage():
        answer = client.get("/search/", {"q": "read"})
        assert answer.status_code == 503, statement
        assert "is being rebuilt" in answer.content.decode()
        assert answer.headers["Retry-After"]
        assert client.get("/search/suggest", {"q": "re"}).json() == {"suggestions": []}
        assert client.get("/articles/read-on/").status_code == 200
        assert client.get("/").status_code == 200
        health = client.get("/healthz")
        assert health.status_code == 200, statement
        assert "rebuild_search" in health.json()["checks"]["index"]["why"]


def test_a_rebuild_mends_every_damage(each_damage, publish, found):
    publish(headline="Found again")

    for statement in each_damage():
        call_command("rebuild_search", verbosity=0)
        assert found("found again") == ["Found again"], statement
        assert search.problem() == "", statement


def test_a_damaged_full_text_table_is_mended(damage, publish, client, found):
    publish(headline="Found again")
    if connection.vendor == "sqlite":
        damage("DROP TABLE search_printed_a_fts")
    else:
        damage("ALTER TABLE search_printed_a_row DROP COLUMN text")

    assert client.get("/search/", {"q": "found"}).status_code == 503
    assert search.problem()
    call_command("rebuild_search", verbosity=0)
    assert found("found") == ["Found again"]


@pytest.mark.only_on("sqlite")  # PostgreSQL checks its pages itself
@pytest.mark.parametrize("text", ["x''", "x'00'", "substr(text, 1, 20)"])
def test_a_damaged_text_is_no_fault_of_the_page(damage, publish, client, found, text):
    publish(headline="Found again", body="Words. " * 500)
    damage(f"UPDATE search_printed_a_row SET text = {text}")  # noqa: S608

    assert client.get("/search/", {"q": "found"}).status_code == 503
    publish(headline="Published all the same")
    call_command("rebuild_search", verbosity=0)
    assert found("found again") == ["Found again"]


def test_publishing_goes_on_without_an_index(damage, publish, client):
    damage("DROP TABLE search_printed_a_row")

    publish(headline="Published all the same", slug="all-the-same")

    assert client.get("/articles/all-the-same/").status_code == 200
    assert search.problem()


def test_the_index_is_written_in_the_publishing_transaction(publish, found):
    with transaction.atomic():
        publish(headline="Rolled back")
        during = found("rolled")
        transaction.set_rollback(True)

    assert (during, found("rolled")) == (["Rolled back"], [])


def test_loaddata_indexes(db, found):
    call_command("loaddata", "seed", verbosity=0)

    assert len(found("peacekeepers karabakh")) == 1


def test_a_rebuild_gives_the_same_answers(publish, chief_editor):
    for number in range(3):
        publish(headline=f"Harbour story {number}", body="The pier was closed.")
    desk.withdraw(publish(headline="Harbour gone"), by=chief_editor, note="Wrong.")
    questions = ("harbour", "pier closed", '"was closed"', "harbuor", "har", "gone")

    def answers():
        at = clock.now()
        return [[edition.pk for edition in search.find(text, at)[1].editions] for text in questions]

    before = answers()
    call_command("rebuild_search", verbosity=0)

    assert answers() == before
    assert vocabulary() == vocabulary_of_a_new_index()


def test_an_edition_whose_time_ran_out_counts_alike_in_an_index_that_is_built_anew(
    publish, change, chief_editor, found, suggested
):
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC), tick=False) as travel:
        publish(headline="Harbourmaster Harbinger", body="Harbour harbour.")
        ahead = publish(headline="Harbour lights and harbingers")
        desk.publish(change(ahead, headline="Lights"), by=chief_editor, at=clock.now() + timedelta(hours=1))
        short = publish(headline="Harbourside")
        desk.expire(short, by=chief_editor, at=clock.now() + timedelta(hours=1))
        travel.shift(timedelta(hours=2))
        before = suggested("harb"), suggested("li"), found("harbour"), vocabulary()

        assert (suggested("harb"), suggested("li"), found("harbour"), vocabulary_of_a_new_index()) == before
        assert found("lights") == ["Lights"]
        assert found("harbourside") == []

        desk.publish(change(ahead, headline="Lanterns"), by=chief_editor)
        assert "lights" not in vocabulary()
        assert vocabulary() == vocabulary_of_a_new_index()


def vocabulary():
    rows = state.read("printed").current.all("SELECT word, count, level FROM {word} ORDER BY word")
    return {word: (count, level) for word, count, level in rows}


def vocabulary_of_a_new_index():
    search.rebuild("printed")
    return vocabulary()


def test_readers_search_the_old_index_while_the_new_one_is_built(publish, found):
    publish(headline="Harbour story")
    during = []

    search.rebuild("printed", lambda done, total: during.append((done, total, found("harbour"))), size=1)

    assert during == [(1, 1, ["Harbour story"]), (1, 1, ["Harbour story"])]


def test_what_happens_during_a_rebuild_is_in_both(publish, found, chief_editor):
    first, second = publish(headline="First harbour"), publish(headline="Second harbour")
    writing.begin("printed")

    desk.withdraw(first, by=chief_editor, note="Wrong.")
    publish(headline="Third harbour")
    for things in (Edition.objects.all(), Edition.objects.all()):
        writing._build("printed", writing.searched_editions() & things, 0, 500)
    writing.finish("printed")

    assert set(found("harbour")) == {second.headline, "Third harbour"}


def test_the_command_says_how_far_it_is(publish, capsys):
    publish(headline="Harbour")

    call_command("rebuild_search")

    assert "published stories: 1 of 1" in capsys.readouterr().out


def test_an_emptied_newsroom_has_an_empty_index(publish):
    publish(headline="Harbour")
    connection.check_constraints()  # PostgreSQL empties no table that it has still to check

    call_command("flush", interactive=False, verbosity=0)

    assert vocabulary() == {}
    assert state.read("copies").current.all("SELECT count(*) FROM {row}") == [(0,)]


def test_a_large_load_is_indexed_like_single_stories(publish, found):
    articles = [publish(headline=f"Harbour {number}") for number in range(3)]
    before, words = found("harbour"), vocabulary()
    for store in (state.read("printed").current,):
        store.clear()

    search.index_many(list(Edition.objects.filter(article__in=articles)))

    assert (found("harbour"), vocabulary()) == (before, words)


def test_the_migration_makes_an_index_only_complete_for_an_empty_newsroom(make_article):
    from importlib import import_module

    from django.apps import apps

    make_article()
    import_module("articles.migrations.0003_search").create(apps, None)

    with pytest.raises(search.NotReady):
        search.find("word", clock.now())
    assert Article.objects.exists()


def test_a_database_that_is_away_is_not_called_a_damaged_index(db, monkeypatch):
    def away(*args):
        raise DatabaseError("server closed the connection")

    gone = SimpleNamespace(vendor="sqlite", in_atomic_block=False, is_usable=lambda: False)
    monkeypatch.setattr("articles.search.asking.ready", away)
    monkeypatch.setattr("articles.search.asking.connection", gone)

    with pytest.raises(DatabaseError):
        search.find("word", clock.now())


@pytest.mark.only_on("postgresql")
def test_the_end_of_a_build_lets_nobody_write_words_that_it_would_not_see(publish):
    """What else waits for the state's row may have written words: so they are locked first."""
    publish()
    with CaptureQueriesContext(connection) as queries:
        call_command("rebuild_search", verbosity=0)

    said = [query["sql"] for query in queries]
    locks = [place for place, sql in enumerate(said) if sql.startswith("LOCK TABLE")]
    copies = [place for place, sql in enumerate(said) if "kept_words AS SELECT" in sql]
    states = [place for place, sql in enumerate(said) if "FOR UPDATE" in sql]
    assert len(locks) == len(copies) == 2
    for lock, copy in zip(locks, copies, strict=True):
        assert any(lock < state < copy for state in states)


@pytest.mark.only_on("postgresql")
def test_rows_are_taken_in_together_while_an_index_is_built_and_each_at_once_when_it_is_searched(publish):
    publish()
    call_command("rebuild_search", verbosity=0)

    searched = state.read("printed").letter
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'search_printed_%_words'")
        options = dict(cursor.fetchall())
    assert options.pop(f"search_printed_{searched}_row_words") == ["fastupdate=off"]
    assert list(options.values()) == [["fastupdate=on"]]  # of the set that is built next


@pytest.mark.only_on("postgresql")
def test_texts_that_are_read_for_a_phrase_are_packed_as_reads_fastest(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
        )
        has_lz4 = cursor.fetchone()[0]
        cursor.execute(
            "SELECT attcompression FROM pg_attribute"
            " WHERE attname = 'text' AND attrelid = 'search_printed_b_row'::regclass"
        )
        assert cursor.fetchone()[0].strip() == ("l" if has_lz4 else "")


@pytest.mark.only_on("postgresql")
def test_no_phrase_reads_more_stories_than_are_cheap(publish):
    publish(body="The end of it, and the of.")
    with CaptureQueriesContext(connection) as asked:
        search.find('"of end the"', clock.now())

    steps = [row["sql"] for row in asked if "position(" in row["sql"]]
    assert len(steps) == 1  # fewer candidates than the first step holds
    assert sum(postgresql.STEPS) <= 1500


@pytest.mark.only_on("postgresql")
def test_older_hits_are_found_by_the_index_of_words_too(publish):
    """By their numbers, the text of each row would be cut into words: 0.2 ms each."""
    for number in range(8):
        publish(headline=f"The harbour {number}")
    call_command("rebuild_search", verbosity=0)
    store, at = state.read("printed").current, int(clock.now().timestamp() * 1000)
    formula = Formula(every=[["harbour"]])
    newest = store.match(formula, at, 3)
    with CaptureQueriesContext(connection) as asked:
        assert len(store.match(formula, at, 9, below=newest[-1].id)) == 5

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
        assert "_row_words" in "\n".join(line for (line,) in cursor.fetchall())
