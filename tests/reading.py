"""Helpers for tests of the reader's pages."""

import re
from html.parser import HTMLParser

import pytest
from django.core.cache import caches

from articles.models import clock
from articles.public import page_cache


@pytest.fixture(autouse=True)
def empty_cache():
    """Forget pages and era: each test's database is its own, and an empty one has no token."""
    caches["pages"].clear()
    page_cache._era = page_cache._era._replace(token=None, until=clock.BEGINNING, held={})


class Words(HTMLParser):
    """The words inside the elements that a test asks for, without citation marks and ornaments."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.depth, self.skipped, self.found = wanted, 0, 0, []

    def handle_starttag(self, tag, attrs):
        classes = (dict(attrs).get("class") or "").split()
        if tag in VOID:
            return
        if self.depth or self.wanted in classes:
            self.depth += 1
        if self.skipped or "citation" in classes or dict(attrs).get("aria-hidden") == "true":
            self.skipped += 1

    def handle_endtag(self, tag):
        if self.depth:
            self.depth -= 1
        if self.skipped:
            self.skipped -= 1

    def handle_data(self, data):
        if self.depth and not self.skipped:
            self.found.append(data)


VOID = {"meta", "link", "br", "hr", "img", "input", "source"}


def words(html, wanted):
    """Return the words in the first-level elements of a class."""
    parser = Words(wanted)
    parser.feed(html)
    return " ".join("".join(parser.found).split())


def main(response):
    """Return the page's own part, without what all pages share."""
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]


def seen(html):
    """Return HTML without what is said to screen readers alone."""
    return re.sub(r'<span class="unseen"[^>]*>[^<]*</span>', "", html)


def headlines(response):
    return re.findall(r'class="headline(?: fit-\d)?"[^>]*><a[^>]*>([^<]*)', main(response))


def read_story(client, article, **query):
    article.refresh_from_db()
    return client.get(f"/articles/{article.slug}/", query)
