"""Redis is away: the paper is read all the same, and what is sent is stored whole or not at all."""

import pytest

from newsroom.caches import Pages

pytestmark = pytest.mark.django_db
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def away(settings, monkeypatch):
    monkeypatch.setattr(Pages, "away_until", 0)
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NOBODY},
        "pages": {"BACKEND": "newsroom.caches.Pages", "LOCATION": NOBODY},
    }


def test_every_page_is_made_anew(client, publish, monkeypatch):
    publish(slug="a-story")

    paths = ["/", "/articles/a-story/", "/feeds/latest.rss", "/api/v1/articles/", "/search/"]
    for path in [*paths, "/.well-known/newsroom.json"]:
        monkeypatch.setattr(Pages, "away_until", 0)
        assert [client.get(path).status_code for _again in range(2)] == [200, 200], path


def test_it_is_asked_once_in_a_while_only(client, publish, caplog):
    publish()

    for _again in range(3):
        client.get("/")

    assert caplog.text.count("Redis is away") == 1


def test_whoever_signs_in_is_told_that_nothing_was_stored(client):
    client.raise_request_exception = False

    response = client.post("/accounts/login/", {"login": "chief", "password": "not this one"})

    assert response.status_code == 503
    assert "was not stored" in response.text
