import gzip
from datetime import timedelta
from unittest import mock

import brotli
import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.test import RequestFactory

from articles import desk
from articles.models import Edition, SiteState, clock, site_state
from articles.public import page_cache


@pytest.fixture(autouse=True)
def empty_cache():
    caches["pages"].clear()
    page_cache._era = page_cache._era._replace(token=None, until=clock.BEGINNING)


@pytest.fixture
def view(db):
    """A public page that tells how often it was rendered, and what is live."""

    def live(request):
        view.renders += 1
        headlines = Edition.objects.published(request.moment).values_list("headline", flat=True)
        return HttpResponse(f"{view.renders} {sorted(headlines)} " + "x" * 500)

    view = mock.Mock(renders=0)
    view.get = lambda path="/", **headers: page_cache.cached_page("q")(live)(
        RequestFactory().get(path, headers=headers)
    )
    view.request = lambda method: page_cache.cached_page()(live)(RequestFactory().generic(method, "/"))
    return view


def test_a_page_is_rendered_once_a_token(view):
    first, second = view.get(), view.get()

    assert view.renders == 1
    assert first.content == second.content


def test_a_cached_page_costs_one_query(view, django_assert_num_queries):
    view.get()

    with django_assert_num_queries(1) as queries:
        view.get()

    assert "articles_sitestate" in queries[0]["sql"]


def test_a_change_is_seen_at_the_next_request(view, publish):
    view.get()

    publish(headline="Fresh")

    assert b"Fresh" in view.get().content


def test_a_change_of_a_name_makes_pages_anew(view, section):
    view.get()

    section.name = "Elsewhere"
    section.save()
    view.get()

    assert view.renders == 2


def test_a_planned_moment_makes_pages_anew_without_an_act(view, publish):
    publish(headline="Later", at=clock.now() + timedelta(hours=1))
    assert b"Later" not in view.get().content

    with mock.patch("articles.models.clock.server_time", return_value=clock.now() + timedelta(hours=2)):
        assert b"Later" in view.get().content


def test_a_clock_that_goes_back_shows_nothing_early(view, publish):
    publish(headline="Later", at=clock.now() + timedelta(hours=1))
    with mock.patch("articles.models.clock.server_time", return_value=clock.now() + timedelta(hours=2)):
        view.get()

    assert b"Later" not in view.get().content


def test_a_clock_behind_the_last_act_still_shows_it(view, publish):
    publish(headline="Now")

    with mock.patch(
        "articles.models.clock.server_time", return_value=clock.server_time() - timedelta(seconds=1)
    ):
        assert b"Now" in view.get().content


def test_a_publish_during_a_render_leaves_nothing_stale(publish, db):
    def view(request):
        stale = sorted(Edition.objects.published(request.moment).values_list("headline", flat=True))
        if not stale:
            publish(headline="Meanwhile")
        return HttpResponse(str(stale))

    page = page_cache.cached_page()(view)
    assert page(RequestFactory().get("/")).content == b"[]"

    assert b"Meanwhile" in page(RequestFactory().get("/")).content


def test_parameters_that_a_view_does_not_know_make_no_new_page(view):
    view.get("/?x=1")
    view.get("/?x=2")

    assert view.renders == 1


def test_parameters_that_a_view_knows_make_pages(view):
    view.get("/?q=1")
    view.get("/?q=2")

    assert view.renders == 2


def test_a_page_of_another_versions_files_is_made_anew(view, monkeypatch):
    """It names files, and holds a script, of which this version knows nothing."""
    for files, renders in (("old", 1), ("new", 2), ("old", 2)):
        monkeypatch.setattr(page_cache, "staticfiles_storage", mock.Mock(manifest_hash=files))
        view.get()
        assert view.renders == renders


def test_an_etag_answers_304_with_its_headers(view):
    etag = view.get().headers["ETag"]

    response = view.get(if_none_match=etag)

    assert response.status_code == 304
    assert response.headers["ETag"] == etag
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"] == "no-cache"


def test_an_etag_is_known_in_each_form_that_a_client_may_send_it(view):
    etag = view.get().headers["ETag"]

    for known in (etag.removeprefix("W/"), f'"other", {etag}', f'"other", {etag.removeprefix("W/")}', "*"):
        assert view.get(if_none_match=known).status_code == 304
    for other in ('"other"', f"{etag}x", etag.upper()):
        assert view.get(if_none_match=other).status_code == 200


def test_an_old_page_is_never_cached_by_its_date(view):
    response = view.get(if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("", None)],
)
def test_a_page_is_packed_as_the_client_can_read_it(view, accepts, coding):
    response = view.get(accept_encoding=accepts)

    assert response.headers.get("Content-Encoding") == coding
    assert len(response.content) < 200 or coding is None


@pytest.mark.parametrize("first", ["br", "gzip", "identity"])
def test_a_page_is_kept_as_its_clients_read_it_alone(view, first):
    page = view.get(accept_encoding=first)

    assert len(caches["pages"]._cache) == 1  # a plain one takes four times the room
    plain = view.get(accept_encoding="identity")
    assert plain.content == brotli.decompress(view.get(accept_encoding="br").content)
    assert plain.content == gzip.decompress(view.get(accept_encoding="gzip").content)
    assert view.renders == 1
    assert plain.headers["ETag"] == page.headers["ETag"]


@pytest.mark.parametrize("coding", ["br", "identity"])
def test_a_cached_page_is_read_once(view, coding):
    first = view.get(accept_encoding=coding)

    with mock.patch.object(caches["pages"], "get", wraps=caches["pages"].get) as read:
        second = view.get(accept_encoding=coding)

    assert read.call_count == 1
    assert (second.content, second.headers) == (first.content, first.headers)


def test_a_page_that_is_not_cached_is_looked_for_again_only_when_it_is_its_turn(client, db):
    with mock.patch.object(caches["pages"], "get", wraps=caches["pages"].get) as read:
        client.get("/about/")

    assert read.call_count == 2 * len(page_cache.CODINGS)


def test_only_get_and_head_are_answered(view):
    response = view.request("POST")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_redirects_are_cached_and_checked_again(db):
    page = page_cache.cached_page()(lambda request: HttpResponsePermanentRedirect("/elsewhere/"))

    response = page(RequestFactory().get("/"))

    assert (response.status_code, response.headers["Location"]) == (301, "/elsewhere/")
    assert response.headers["Cache-Control"] == "no-cache"


def test_what_says_no_store_is_not_stored(db):
    calls = []

    def view(request):
        calls.append(1)
        return HttpResponse("secret", headers={"Cache-Control": "no-store"})

    page = page_cache.cached_page()(view)
    page(RequestFactory().get("/"))
    page(RequestFactory().get("/"))

    assert len(calls) == 2


def test_cached_pages_are_served_while_the_database_is_away(view):
    first = view.get()

    with mock.patch("articles.models.site_state.state", side_effect=OperationalError):
        assert view.get().content == first.content


def test_cached_pages_end_at_the_next_boundary_while_the_database_is_away(view, publish):
    publish(at=clock.now() + timedelta(hours=1))
    view.get()
    later = clock.now() + timedelta(hours=2)

    with (
        mock.patch("articles.models.clock.server_time", return_value=later),
        mock.patch("articles.models.site_state.state", side_effect=OperationalError),
    ):
        assert view.get().status_code == 503


def test_what_is_not_cached_answers_503_while_the_database_is_away(view):
    with mock.patch("articles.models.site_state.state", side_effect=OperationalError):
        response = view.get()

    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_what_is_held_is_made_once_a_token(db):
    made = []

    def view(request):
        return HttpResponse(page_cache.shared_value(request, "menu", lambda: made.append(1) or "menu"))

    for path in ("/a", "/b"):
        page_cache.cached_page()(view)(RequestFactory().get(path))
    site_state.replace_token()
    page_cache.cached_page()(view)(RequestFactory().get("/a"))

    assert len(made) == 2


def test_a_reader_writes_nothing(view, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        view.get()

    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_an_act_that_no_reader_sees_leaves_the_pages_cached(view, make_article, chief_editor):
    story = make_article()
    view.get()

    for act, words in (
        ("submit", {}),
        ("flag", {"reason": "A name."}),
        ("lift_flag", {"reason": "It is known."}),
    ):
        getattr(desk, act)(story, by=chief_editor, **words)
        view.get()

    assert view.renders == 1


def test_a_new_newsroom_has_pages_before_its_first_act(view):
    SiteState.objects.all().delete()

    assert view.get().status_code == 200


def test_a_cached_page_is_answered_before_sessions_and_messages_are_set_up(client, db):
    rendered = client.get("/about/")

    with mock.patch("django.contrib.sessions.middleware.SessionMiddleware.process_request") as begun:
        cached = client.get("/about/")

    assert not begun.called
    assert cached.content == rendered.content
    assert cached.headers == rendered.headers
