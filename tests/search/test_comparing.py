"""What `manage.py verify` finds of the readers' index: words of no edition, and words that are lost."""

import zlib

import pytest
from django.core.management import call_command
from django.db import connection

from articles import search
from articles.models import Publication
from articles.search import state

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(publish):
    publish(headline="The mayor opens a bridge")
    publish(headline="The harbour is closed")
    assert list(search.faults()) == []
    return state.read("printed").current


def packed(text):
    return zlib.compress(text.encode()) if connection.vendor == "sqlite" else text


def test_words_that_the_edition_does_not_have_are_found(store):
    key, *_moments, text = store.rows_after(0, 1)[0]
    changed = text.replace("mayor", "thief")
    store.sql("UPDATE {row} SET text = %s WHERE subject = %s", [packed(changed), key])

    faults = [fault for _what, fault in search.faults()]

    assert faults[0] == "its words to search do not match it"
    assert "counts other words than its stories have" in faults[1]


def test_a_story_hidden_from_search_is_found(store):
    key = store.rows_after(0, 1)[0][0]
    store.sql("UPDATE {row} SET live_until = 0 WHERE subject = %s", [key])

    assert [fault for _what, fault in search.faults()] == ["its words to search do not match it"]


@pytest.mark.parametrize("place", [0, 1])
def test_a_story_that_is_not_in_the_index_is_found(store, place):
    key = store.rows_after(0, 2)[place][0]
    store.sql("DELETE FROM {row} WHERE subject = %s", [key])

    assert "its words are not in the search index" in [fault for _what, fault in search.faults()]


def test_words_of_no_edition_are_found(store):
    store.sql("UPDATE {row} SET subject = 999999 WHERE subject = %s", [store.rows_after(0, 1)[0][0]])

    assert "has words of an edition that is missing" in [fault for _what, fault in search.faults()]


def test_a_word_that_is_offered_and_stands_nowhere_is_found(store):
    store.add_words([("thief", "en", "Thief", 3, 2, None, None)])

    assert [fault for _what, fault in search.faults()] == ["counts other words than its stories have"]


@pytest.mark.only_on("sqlite")
def test_words_that_only_fts5_finds_are_found(store):
    store.sql("INSERT INTO {fts} (rowid, words) VALUES (7, 'thief')")

    assert [fault for _what, fault in search.faults()] == ["finds other words than its stories have"]


def test_an_index_that_is_not_complete_is_said_to_be(store):
    state.change("printed", is_complete=False)

    assert [fault for _what, fault in search.faults()] == ["is missing or incomplete: run rebuild_search"]


def test_another_language_of_the_paper_is_one_fault_with_its_remedy(store, publish):
    Publication.objects.create(language="ru")
    publish(headline="Сегодня")

    assert list(search.faults()) == [
        ("the search index", "files stories under a language that the paper had before: run rebuild_search")
    ]

    call_command("rebuild_search", verbosity=0)
    assert list(search.faults()) == []
