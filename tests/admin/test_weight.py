"""What a page of the desk weighs on the wire: at most 250 KB the first time, and 30 KB after.

Counted are the page as gzip, and its styles and scripts as brotli. Icons, pictures and the paper's own fonts
come on top.
"""

import gzip
import re
from functools import cache

import brotli
import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.room import Room

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]  # it counts files

FIRST, AFTER = 250_000, 30_000  # bytes
STATIC = re.compile(r"""/static/([\w./-]+\.(?:css|js))""")
NAMED = re.compile(r"""(?:from|import)\s*\(?["'](\.{1,2}/[\w./-]+\.js)["']|@import\s*["']([\w./-]+)["']""")


@cache
def packed(file):
    """Return the bytes that are sent: the tests' own collected files are packed in haste."""
    return len(brotli.compress(file.read_bytes()))


def on_the_wire(collected, path, seen):
    """Return the bytes of a file and of all that it names, each counted once, packed as it is sent."""
    file = (collected / path).resolve()
    if file in seen or not file.exists():
        return 0
    seen.add(file)
    size = packed(file)
    named = [file.parent / next(filter(None, found)) for found in NAMED.findall(file.read_text())]
    return size + sum(on_the_wire(collected, each, seen) for each in named)


@pytest.fixture
def weights(collected, client):
    room = Room()
    client.force_login(User.objects.get(username=room.chief.username))

    def weigh(address):
        html = client.get(address).content
        seen = set()
        names = dict.fromkeys(STATIC.findall(html.decode()))
        files = sum(on_the_wire(collected, collected / name, seen) for name in names)
        words = [client.get(reverse("admin:jsi18n")).content] if b"jsi18n" in html else []
        page = len(gzip.compress(html, 6))
        return page + files + sum(len(gzip.compress(each, 6)) for each in words), page

    weigh.room = room
    return weigh


def test_no_page_of_the_desk_weighs_more_than_its_bound(weights):
    pages = {
        "My desk": reverse("admin:index"),
        "a story": reverse("admin:articles_article_change", args=[weights.room.storm.pk]),
        "a new story": reverse("admin:articles_article_add"),
        "a correction": reverse("admin:articles_article_correct", args=[weights.room.live.pk]),
        "the list of stories": reverse("admin:articles_article_changelist"),
        "the board": reverse("board"),
        "the calendar": reverse("admin:articles_article_plans"),
    }

    said = {name: weights(address) for name, address in pages.items()}

    assert {name: both for name, both in said.items() if both[0] > FIRST or both[1] > AFTER} == {}
