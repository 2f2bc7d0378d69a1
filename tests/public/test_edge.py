"""What pages tell a CDN: a lifetime that ends before the next boundary, and tags."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from articles import desk
from articles.models import clock, site_state
from articles.public import edge, page_cache


@pytest.fixture
def kept_by(settings, db):
    def choose(form, seconds=60, stale=10, failing=3600):
        settings.CDN, settings.CDN_PURGE_URL = form, ["http://127.0.0.1:9/"]
        settings.CDN_SECONDS, settings.CDN_STALE_SECONDS, settings.CDN_ERROR_SECONDS = seconds, stale, failing
        site_state.replace_token()

    return choose


def numbers(response, name="Surrogate-Control"):
    return [int(number) for number in re.findall(r"=(\d+)", response.headers[name])]


def test_without_a_cdn_a_page_is_asked_for_each_time(client, publish):
    publish()

    response = client.get("/")

    assert response.headers["Cache-Control"] == "no-cache"
    assert not set(edge.NAMES) & set(response.headers)


@pytest.mark.parametrize(
    ("form", "name"),
    [("fastly", "Surrogate-Control"), ("varnish", "Surrogate-Control"), ("cloudflare", "CDN-Cache-Control")],
)
def test_the_cdn_keeps_a_page_and_a_browser_asks_each_time(client, publish, kept_by, form, name):
    publish()
    kept_by(form)

    rendered, cached = client.get("/"), client.get("/")

    for response in (rendered, cached):
        assert response.headers["Cache-Control"] == "max-age=0, must-revalidate, s-maxage=60"
        assert response.headers[name] == "max-age=60, stale-while-revalidate=10, stale-if-error=3600"


def test_a_304_says_what_the_page_says(client, publish, kept_by):
    publish()
    kept_by("varnish")
    page = client.get("/")

    again = client.get("/", headers={"if-none-match": page.headers["ETag"]})

    assert again.status_code == 304
    for name in ("Cache-Control", "Surrogate-Control", "Surrogate-Key", "Vary", "ETag"):
        assert again.headers[name] == page.headers[name]


@pytest.mark.parametrize("ahead", [0.5, 1, 5, 65, 3000, 10_000])
def test_nothing_is_kept_past_the_next_boundary(client, publish, kept_by, ahead):
    now = clock.now()
    publish(at=now + timedelta(seconds=ahead))
    kept_by("varnish")

    with mock.patch("articles.models.clock.server_time", return_value=now):
        response = client.get("/")

    if "Surrogate-Control" not in response.headers:
        assert ahead < 2.1
        assert response.headers["Cache-Control"] == "no-cache"
        return
    fresh, stale, failing = numbers(response)
    assert 0 < fresh <= 60
    assert max(fresh + stale, fresh + failing) <= ahead
    assert numbers(response, "Cache-Control")[1] == fresh


def test_a_cached_page_is_kept_for_ever_less_as_a_boundary_comes_near(client, publish, kept_by):
    now = clock.now()
    publish(at=now + timedelta(seconds=50))
    kept_by("varnish")

    with mock.patch("articles.models.clock.server_time", return_value=now) as time:
        far = client.get("/")
        time.return_value = now + timedelta(seconds=45)
        near = client.get("/")

    assert numbers(far)[0] >= 47
    assert numbers(near)[0] <= 5


def test_a_page_that_a_change_overtook_is_not_kept(publish, kept_by, rf):
    kept_by("varnish")

    def view(request):
        site_state.replace_token()
        return page_cache.HttpResponse("old")

    response = page_cache.cached_page()(view)(rf.get("/"))

    assert response.headers["Cache-Control"] == "no-cache"
    assert "Surrogate-Control" not in response.headers


def test_while_the_database_is_away_nothing_is_kept_for_longer(client, publish, kept_by):
    publish()
    kept_by("varnish")
    client.get("/")

    with mock.patch("articles.models.site_state.state", side_effect=OperationalError):
        response = client.get("/")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "tags"),
    [
        ("/", "pages"),
        ("/articles/bridge/", "pages story-bridge"),
        ("/articles/bridge/history/", "pages story-bridge"),
        ("/sections/world/", "pages section-world"),
        ("/feeds/topics/water.rss", "pages topic-water"),
        ("/people/a-b/", "pages person-a-b"),
        ("/sources/office/", "pages source-office"),
        ("/sources/", "pages"),
        ("/search/", "pages"),
        ("/articles/" + "x" * 5000 + "/", "pages story-" + "x" * 240),
        ("/articles/a_b/", "pages story-a_b"),
        ("/articles/Old-Bridge/", "pages story-Old-Bridge"),
        ("/articles/мост/", "pages story-%D0%BC%D0%BE%D1%81%D1%82"),
        ("/topics/水/", "pages topic-%E6%B0%B4"),
    ],
)
def test_a_page_bears_the_tag_of_all_pages_and_that_of_its_thing(settings, path, tags):
    settings.CDN = "fastly"
    assert edge.tags_of(path) == {"Surrogate-Key": tags}

    settings.CDN = "cloudflare"
    assert edge.tags_of(path) == {"Cache-Tag": tags.replace(" ", ",")}

    settings.CDN = "nginx"
    assert edge.tags_of(path) == {}


def test_what_is_not_there_is_kept_by_nobody(client, kept_by):
    kept_by("varnish")

    assert client.get("/articles/not-yet/").headers["Cache-Control"] == "no-cache"


def test_the_desk_is_kept_by_nobody(kept_by, editor):
    kept_by("varnish")
    client = Client()
    client.force_login(editor)

    response = client.get("/admin/")

    assert "s-maxage" not in response.headers["Cache-Control"]
    assert not set(edge.NAMES) & set(response.headers)


@pytest.mark.django_db
def test_the_state_is_told_to_nginx_alone(client, settings):
    for name, status in (("", 404), ("fastly", 404), ("varnish", 404), ("nginx", 200)):
        settings.CDN = name

        assert client.get("/state").status_code == status


def test_the_state_is_another_word_after_each_change(client, publish, editor, settings):
    settings.CDN, article = "nginx", publish()
    before = client.get("/state")
    same = client.get("/state")
    desk.withdraw(article, by=editor, note="It was wrong.")
    after = client.get("/state")

    assert before.headers["X-State"] == same.headers["X-State"] == before.content.decode().strip()
    assert after.headers["X-State"] != before.headers["X-State"]
