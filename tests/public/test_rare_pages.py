import pytest
from django.core.cache import caches

from articles.public import rare_pages


@pytest.fixture
def kept(monkeypatch):
    """The keys of what is stored."""
    keys = []
    store, put = caches["pages"], caches["pages"].set
    monkeypatch.setattr(store, "set", lambda key, *rest: keys.append(key) or put(key, *rest))
    monkeypatch.setattr(rare_pages, "_once", {})
    return keys


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/search/?q={}",
        "/search/suggest?q={}",
        "/api/v1/search/?q={}",
        "/sources/?before={}",
        "/search/?sort={}",
        "/search/?after={}",
    ],
)
def test_a_flood_of_words_fills_nothing(client, kept, path):
    for number in range(30):
        assert client.get(path.format(f"zzyzx{number}")).status_code == 200

    assert kept == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/?before={}-1", "/sections/world/?before={}-1", "/corrections/?before={}-1"]
)
def test_a_flood_of_places_in_a_list_fills_nothing(client, section, kept, path):
    for number in range(30):
        assert client.get(path.format(number)).status_code == 200

    assert kept == []


@pytest.mark.django_db
def test_a_search_that_others_make_too_is_kept(client, publish, kept):
    publish(headline="Floods")

    pages = [client.get("/search/?q=floods").content for _again in range(4)]

    assert len(set(pages)) == 1
    assert len(kept) == 1


@pytest.mark.django_db
def test_a_page_without_words_is_kept_at_once(client, publish, kept):
    publish()

    client.get("/")
    client.get("/search/")
    client.get("/api/v1/articles/")

    assert len(kept) == 3


def test_what_is_remembered_has_a_bound(monkeypatch):
    monkeypatch.setattr(rare_pages, "_once", {})
    monkeypatch.setattr(rare_pages, "REMEMBERED", 10)

    for number in range(100):
        rare_pages.is_worth_keeping(str(number))

    assert len(rare_pages._once) == 10
    assert rare_pages.is_worth_keeping("99")
    assert not rare_pages.is_worth_keeping("1")


@pytest.mark.parametrize("end", ["atom", "rss", "json"])
def test_the_feed_of_a_paper_without_stories_has_a_year_that_readers_know(client, db, end):
    feed = client.get(f"/feeds/latest.{end}").content.decode()

    assert "1970" in feed
    assert "0001" not in feed
