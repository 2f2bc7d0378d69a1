"""A real Redis that is full and evicts nothing."""

import shutil
import subprocess
import time

import pytest
from django.core.cache import caches
from redis import Redis
from redis.exceptions import ConnectionError

from newsroom.caches import Pages
from tests.test_servers import free_port

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="there is no redis-server; install it"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    limits = ["--maxmemory", "5mb", "--maxmemory-policy", "noeviction", "--save", ""]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *limits]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            for _try in range(100):
                try:
                    Redis(port=port).ping()
                    break
                except ConnectionError:
                    time.sleep(0.1)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture
def full(address, settings, monkeypatch):
    """A Redis that pages have filled to its last byte."""
    monkeypatch.setattr(Pages, "away_until", 0)
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "newsroom.caches.Counters", "LOCATION": address},
        "pages": {"BACKEND": "newsroom.caches.Pages", "LOCATION": address, "KEY_PREFIX": "pages"},
    }
    Redis.from_url(address).flushall()  # what another test counted is not this one's
    for size in (100_000, 1000, 10):
        for number in range(5000):
            caches["pages"].set(f"{size}-{number}", "x" * size)
            if caches["pages"].get(f"{size}-{number}") is None:
                break
    yield Redis.from_url(address)
    caches["pages"].clear()


def test_who_signs_in_is_let_in(full, client, editor):
    assert full.info("memory")["used_memory"] > 4_000_000

    page = client.post("/accounts/login/", {"login": "editor", "password": "editor's long password"})

    assert (page.status_code, page.headers["Location"]) == (302, "/admin/")


def test_wrong_passwords_are_still_counted(full, client, editor):
    answers = [
        client.post("/accounts/login/", {"login": "editor", "password": "wrong"}).content for _ in range(12)
    ]

    assert b"Too many" in answers[-1]


def test_what_is_kept_is_still_read_and_all_pages_are_made(full, client, publish):
    publish(slug="a-story")
    caches["pages"].clear()
    caches["pages"].set("kept", "a page")
    for number in range(6000):
        caches["pages"].set(f"more-{number}", "x" * 1000)

    assert caches["pages"].get("kept") == "a page"
    assert client.get("/articles/a-story/").status_code == 200
    assert Pages.away_until == 0
