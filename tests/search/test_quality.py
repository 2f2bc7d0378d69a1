"""The figures that search is held to, on the project's sample; `make search-quality` takes more."""

import json

import pytest
from django.db import connection

from articles.search import state

from . import corpus, quality
from .make_queries import KINDS, make

PATHS = (quality.QUERIES, quality.HELD_BACK)
ITEMS = corpus.read(quality.SAMPLE)


@pytest.fixture(scope="module")
def made():
    return corpus.documents(ITEMS)


@pytest.fixture(scope="module")
def queries():
    return make(ITEMS, each=10)


def answers(index, queries):
    return [corpus.answer(index, row["query"]) for row in queries]


@pytest.fixture
def index(db, made):
    """An index of the sample on the suite's database; the test's transaction takes it back."""
    return corpus.fill(state.STORES[connection.vendor](connection, "trial", "a"), made)


def test_known_items_are_found(index, queries):
    found = quality.ranks(answers(index, queries), queries, ITEMS)

    assert quality.faults(found) == []


def test_nonsense_finds_nothing(index):
    assert [text for text in quality.NONSENSE if corpus.answer(index, text)] == []


@pytest.mark.only_on("postgresql")  # SQLite stands beside it in memory
def test_both_databases_give_the_same_answers(index, made, queries):
    here = answers(index, queries)
    with corpus.sqlite(made) as other:
        there = answers(other, queries)

    assert quality.agreement(here, there) >= quality.AGREEMENT


def test_queries_of_the_sample_are_of_every_kind_but_of_rare_letters(queries):
    assert {row["kind"] for row in queries} >= set(KINDS) - {"marks", "common"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_queries_kept_are_of_every_kind(path):
    kept = json.loads(path.read_text())

    kinds = {row["kind"] for row in kept}
    assert len(kept) >= 300
    assert all(sum(row["kind"] == kind for row in kept) > 17 for kind in kinds)
    assert kinds == set(KINDS)


def test_no_query_that_was_held_back_was_tuned_on():
    tuned, held = ({row["query"] for row in json.loads(path.read_text())} for path in PATHS)

    assert not tuned & held
