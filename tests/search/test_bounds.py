"""A reader's search that takes too long is cut off; the paper goes on."""

from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from articles.models import Topic
from articles.search import asking, finding

SENTENCE = "This search took too long"


class Canceled(Exception):
    sqlstate = asking.QUERY_CANCELED


@pytest.fixture
def cut_off():
    error = OperationalError("canceling statement due to statement timeout")
    error.__cause__ = Canceled()
    with mock.patch.object(finding, "find", side_effect=error):
        yield


def test_a_reader_is_told_what_to_try(db, client, cut_off):
    response = client.get(reverse("search"), {"q": "harbour"})

    assert response.status_code == 503
    assert f"{SENTENCE}, so it was stopped. Try fewer words, or rarer ones." in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_a_search_that_took_too_long_keeps_its_filters(publish, make_article, client, cut_off):
    article = make_article(headline="Harbour")
    article.topics.add(Topic.objects.create(name="Water"))
    publish(article)

    asked = {"q": "harbour", "section": "world", "since": "2026-01-02", "topic": "water", "sort": "time"}
    page = client.get(reverse("search"), asked).text

    assert '<option value="world" selected>' in page
    assert 'type="date" value="2026-01-02"' in page
    assert '<input type="hidden" name="topic" value="water">' in page
    assert '<option value="time" selected>' in page


def test_a_program_is_told(db, client, cut_off):
    response = client.get("/api/v1/search/", {"q": "harbour"})

    assert (response.status_code, response.json()) == (503, {"error": f"{SENTENCE}."})


def test_a_program_is_told_of_an_index_that_is_being_made_too(db, client):
    with mock.patch.object(finding, "find", side_effect=asking.NotReady):
        response = client.get("/api/v1/search/", {"q": "harbour"})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert response.json() == {"error": "The search index is being rebuilt."}


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_postgresql_gives_up_a_long_search_and_only_that(client, publish, monkeypatch):
    publish(headline="The harbour")
    slow = mock.Mock(side_effect=lambda store: store.all("SELECT pg_sleep(20)"))
    monkeypatch.setattr(asking, "LONGEST", 100)
    with mock.patch.object(
        finding, "find", side_effect=lambda *a, **k: slow(asking.ready("printed").current)
    ):
        assert client.get(reverse("search"), {"q": "harbour"}).status_code == 503
    with mock.patch.object(asking.vocabulary, "completions", side_effect=lambda store, *a: slow(store)):
        assert client.get("/search/suggest", {"q": "har"}).json() == {"suggestions": []}

    assert "harbour" in client.get(reverse("search"), {"q": "harbour"}).content.decode()
    assert told("statement_timeout") == "0"
    assert slow.call_count == 2


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_search_compiles_nothing_enters_by_indexes_and_leaves_the_connection_as_it_was(client, publish):
    publish(headline="The harbour")
    before, seen = told("jit"), []
    real = finding.find

    def find(*args, **kwargs):
        seen.append((told("jit"), told("enable_seqscan"), told("statement_timeout")))
        return real(*args, **kwargs)

    with mock.patch.object(finding, "find", side_effect=find):
        client.get(reverse("search"), {"q": "harbour"})

    assert seen == [("off", "off", "3s")]
    assert (told("jit"), told("enable_seqscan"), told("statement_timeout")) == (before, "on", "0")


def told(setting):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        return cursor.fetchone()[0]
