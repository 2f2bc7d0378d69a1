"""Rules that hold on every public address."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.defaults import server_error

from articles import desk
from articles.models import Byline, Page, Person, Placement, Source, Topic, clock
from articles.public import health, urls

# Every address of articles.public.urls, and what of it is shown: found, moved, gone or unknown.
ADDRESSES = {
    "home": ["/", "/?at=2026-01-01", "/?before=1-1"],
    "article": ["/articles/live/", "/articles/old/", "/articles/withdrawn/", "/articles/planned/"],
    "history": [
        "/articles/live/history/",
        "/articles/live/history/?old=1&new=2",
        "/articles/withdrawn/history/",
    ],
    "section": ["/sections/world/", "/sections/world/?at=2026-01-01", "/sections/world/?before=1-1"],
    "topic": ["/topics/water/", "/topics/nothing/"],
    "person": ["/people/anna/", "/people/nobody/"],
    "sources": ["/sources/"],
    "source": ["/sources/speaker/", "/sources/nothing/"],
    "archive": ["/archive/"],
    "archive_month": ["/archive/{now:%Y}/{now.month}/", "/archive/2000/1/"],
    "corrections": ["/corrections/", "/corrections/?before=1-1"],
    "search": [
        "/search/",
        "/search/?q=ten",
        "/search/?q=unpublis",
        "/search/?q=tne&section=world&sort=time",
    ],
    "suggest": ["/search/suggest?q=te", "/search/suggest?q=unpub"],
    "report": ["/articles/live/report/", "/articles/planned/report/"],
    "about": ["/about/"],
    "page": ["/pages/about/", "/pages/nothing/"],
    "feed": ["/feeds/latest.atom", "/feeds/latest.rss", "/feeds/latest.json"],
    "section_feed": ["/feeds/sections/world.rss"],
    "topic_feed": ["/feeds/topics/water.json", "/feeds/topics/nothing.json"],
    "person_feed": ["/feeds/people/anna.atom"],
    "corrections_feed": ["/feeds/corrections.atom", "/feeds/corrections.json"],
    "sitemap": ["/sitemap.xml"],
    "sitemap_news": ["/sitemaps/news.xml"],
    "sitemap_fronts": ["/sitemaps/fronts.xml"],
    "sitemap_part": ["/sitemaps/{now:%Y}-{now.month}-1.xml", "/sitemaps/2000-1-2.xml"],
    "sitemap_month": ["/sitemaps/{now:%Y}-{now.month}.xml"],
    "api_articles": [
        "/api/v1/articles/",
        "/api/v1/articles/?topic=water&language=en",
        "/api/v1/articles/?before=1-1",
    ],
    "api_article": [
        "/api/v1/articles/live/",
        "/api/v1/articles/withdrawn/",
        "/api/v1/articles/planned/",
    ],
    "api_search": ["/api/v1/search/?q=ten", "/api/v1/search/"],
    "api_topics": ["/api/v1/topics/"],
    "api_topic": ["/api/v1/topics/water/", "/api/v1/topics/nothing/"],
    "api_people": ["/api/v1/people/"],
    "api_person": ["/api/v1/people/anna/"],
    "api_sources": ["/api/v1/sources/?page_size=1"],
    "api_source": ["/api/v1/sources/speaker/"],
    "api_sections": ["/api/v1/sections/"],
    "api_corrections": ["/api/v1/corrections/"],
    "api_description": ["/api/v1/openapi.json"],
    "history_json": ["/articles/live/history.json", "/articles/withdrawn/history.json"],
    "sources_json": ["/articles/live/sources.json", "/articles/withdrawn/sources.json"],
    "sources_csv": ["/articles/live/sources.csv"],
    "corrections_json": ["/corrections.json"],
    "newsroom": ["/.well-known/newsroom.json"],
    "digests": ["/.well-known/newsroom/{now:%Y}-{now.month}.txt"],
    "picture": ["/media/renditions/0123456789abcdef01234567/480.jpeg"],
    "robots": ["/robots.txt"],
    "security": ["/.well-known/security.txt"],
    "security_root": ["/security.txt"],
    "ads": ["/ads.txt"],
    "trust": ["/trust.txt"],
    "trust_well_known": ["/.well-known/trust.txt"],
    "verification": ["/google1234567890abcdef.html"],
    "colours": ["/colours/8c1d18-f39381.css"],
    "mining": ["/.well-known/tdmrep.json"],
    "manifest": ["/manifest.webmanifest"],
    "favicon": ["/favicon.ico"],
    "touch_icon": ["/apple-touch-icon.png"],
    "healthz": ["/healthz"],
    "state": ["/state"],  # nothing is there, unless nginx keeps the pages
    "livez": ["/livez"],
    "readyz": ["/readyz"],
    None: ["/nothing", "/nothing/at/all/"],
}
PATHS = [path for paths in ADDRESSES.values() for path in paths]


@pytest.fixture(scope="module")
def stories(make_kept, publish_kept, change_kept, kept_chief):
    """One of everything: live, corrected, renamed, withdrawn, planned, draft, placed."""
    make_kept(headline="Unpublished draft", slug="draft")
    publish_kept(headline="Unpublished plan", slug="planned", at=clock.now() + timedelta(hours=1))
    speaker = Source.objects.create(name="Speaker", represents=Source.objects.create(name="Ministry"))
    live = make_kept(slug="old", sources=[speaker], body="Nine. [@speaker]", backstory="We rang.")
    live.topics.add(Topic.objects.create(name="Water"))
    Byline.objects.create(article=live, person=Person.objects.create(name="Anna"), order=1)
    publish_kept(live)
    desk.publish(change_kept(live, slug="live", body="Ten. [@speaker]"), by=kept_chief)
    ahead = clock.now() + timedelta(hours=1)
    desk.publish(change_kept(live, body="Unpublished update"), by=kept_chief, at=ahead)
    desk.withdraw(publish_kept(slug="withdrawn"), by=kept_chief, note="Taken back.")
    Placement.objects.create(article=live, slot=0, placed_from=clock.now() - timedelta(seconds=1))
    Page.objects.create(headline="About us", slug="about", body="We are.", is_published=True)


@pytest.fixture
def newsroom(stories, db):
    """The stories, in a test that may change them."""


@pytest.fixture(scope="module")
def answers(stories):
    """What each address answers to a reader, and what SQL it asks for that: {path: (response, queries)}."""
    caches["pages"].clear()
    client, answers = Client(), {}
    for path in PATHS:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(at_this_hour(path))
        answers[path] = response, [query["sql"] for query in queries]
    return answers


@pytest.fixture
def responses(answers, db):
    return {path: response for path, (response, _queries) in answers.items()}


@pytest.fixture
def queries(answers, db):
    return [(path, sql) for path, (_response, queries) in answers.items() for sql in queries]


def at_this_hour(path):
    return path.format(now=clock.now())


def test_every_address_is_in_the_list():
    assert {pattern.name for pattern in urls.urlpatterns} | {None} == set(ADDRESSES)


WORKING_COPY = re.compile(r"articles_(article|historical\w*|byline|citation|note|autosave|act)\b")
# A probe of the server names the last backup, which is in the log.
LAST_BACKUP = re.compile(
    r'SELECT "articles_act"\."at" AS "at" FROM "articles_act" WHERE "articles_act"\."subject" = '
)
EDITIONS = re.compile(r'(?:FROM|JOIN) "articles_edition(?:person|source|topic)?"(?: "?(\w+)"?)?')


def test_no_public_page_reads_a_working_copy(queries):
    for path, sql in queries:
        if path in health.PROBES and LAST_BACKUP.match(sql):
            continue
        assert not WORKING_COPY.search(sql), (path, sql)


def test_every_query_on_editions_is_bounded_by_the_moment(queries):
    seen = 0
    for path, sql in queries:
        for alias in EDITIONS.findall(sql):
            name = rf'"?{alias}"?' if re.fullmatch(r"[U-Z]\d+", alias) else r'"articles_edition\w*"'
            is_next_boundary = re.search(r'MIN\(.+"live_from" > ', sql)
            assert is_next_boundary or re.search(rf'{name}\."live_from" <= ', sql), (path, sql)
            seen += 1
    assert seen > len(PATHS)


def test_nothing_is_taken_but_readers_letters(newsroom):
    client = Client(enforce_csrf_checks=True)

    for name in ADDRESSES.keys() - {"report", None}:
        for path in ADDRESSES[name]:
            response = client.post(at_this_hour(path))
            assert (response.status_code, response.headers.get("Allow")) == (405, "GET, HEAD"), path


def test_no_public_page_sets_a_cookie_or_varies_by_one(responses):
    for path, response in responses.items():
        assert not response.cookies, path
        assert "Cookie" not in response.get("Vary", ""), path


def test_nothing_unpublished_is_on_any_page(responses):
    for path, response in responses.items():
        page = response.content.decode()
        assert "npublished" not in page, path
        assert not re.search('href="[^"]*/articles/(planned|draft)/', page), path


def test_head_equals_get(client, responses):
    for path, got in responses.items():
        head = client.head(at_this_hour(path))
        assert head.status_code == got.status_code, path
        assert head.content == b"", path
        assert head.get("Content-Type") == got.get("Content-Type"), path


INLINE = re.compile(r'<style|<script(?! src=|(?: type="application/ld\+json">))| style=| on\w+=')


def test_no_page_carries_a_style_a_script_or_a_relative_time(responses, settings):
    for path, response in responses.items():
        # The policy names this script by its hash.
        page = response.content.decode().replace(f"<script>{settings.PAGE_SCRIPT}</script>", "", 1)
        assert not INLINE.search(page), path
        assert " ago" not in page, path


EMPTY = re.compile(r"<(p|ol|ul(?! id)|h\d|a(?![^>]* aria-label))\b[^>]*>\s*</\1>")


def test_no_page_has_an_empty_paragraph_list_heading_or_link(responses):
    for path, response in responses.items():
        if response.get("Content-Type", "").startswith("text/html"):
            assert not EMPTY.search(response.content.decode()), path


def test_a_failure_is_a_page_of_its_own_without_the_database(db):
    with CaptureQueriesContext(connection) as queries:
        response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b'href="/"' in response.content
    assert not queries
