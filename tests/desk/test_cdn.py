"""The purges of a CDN, asked of a small server that keeps what it was sent."""

import json
import re
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread, Timer
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from articles import desk
from articles.desk import cdn, outbox
from articles.models import Push, SiteState, site_state
from articles.pictures import social_cards
from articles.public import health

FOLDER = "0123456789abcdef01234567"


@pytest.fixture
def asked(monkeypatch):
    """What a CDN was asked for: it answers with `asked.status`."""

    class Asked(list):
        status = 200

    found = Asked()

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.append((self.command, self.path, dict(self.headers), body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_BAN = answer  # noqa: N815

        def log_message(self, *args):
            pass

    monkeypatch.setattr(cdn, "_tried", None)
    monkeypatch.setattr(cdn, "Timer", lambda _seconds, purge: SimpleNamespace(start=lambda: None))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        found.address = f"http://127.0.0.1:{server.server_port}/zone/purge"
        yield found
        server.shutdown()


@pytest.fixture
def commit(db, django_capture_on_commit_callbacks):
    """What follows from a commit is done at the end of each `with`."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def kept_by(asked, settings):
    def choose(form, *places):
        settings.CDN, settings.CDN_PURGE_KEY = form, "the key"
        settings.CDN_PURGE_URL = [asked.address, *places]

    return choose


def test_an_act_purges_all_pages_once_and_behind_its_commit(asked, commit, kept_by, publish):
    kept_by("varnish")

    with commit():
        publish()

    purges = [headers["X-Tags"] for method, _path, headers, _body in asked if method == "BAN"]
    # The card of the new edition is drawn behind the commit, and is a change of its own.
    assert 1 <= len(purges) <= 2
    assert set(purges) == {"pages"}
    assert not cdn.is_behind()


def test_the_second_purge_comes_also_from_a_command_that_ends(asked, kept_by, monkeypatch, db):
    timers = []
    monkeypatch.setattr(cdn, "Timer", lambda *told: timers.append(Timer(0, told[1])) or timers[0])
    kept_by("varnish")
    site_state.replace_token()

    cdn.freshen()

    assert not timers[0].daemon  # Python waits for such threads at its end
    timers[0].join()
    assert len(asked) == 2


def test_a_withdrawal_purges_and_what_is_rolled_back_does_not(asked, commit, kept_by, publish, editor):
    article = publish()
    kept_by("varnish")
    asked.clear()

    with pytest.raises(desk.Refused):
        desk.withdraw(article, by=editor, note="")
    assert asked == []

    with commit():
        desk.withdraw(article, by=editor, note="It was wrong.")
    card = social_cards.card_path(article.editions.first())
    assert sorted(_tags(asked)) == [[f"file-{card}"], ["pages"]]


@pytest.mark.parametrize("words", [None, "A victim"])
def test_a_redaction_purges_the_cards_that_said_it(asked, commit, kept_by, publish, chief_editor, words):
    article = publish(headline="A victim's name", slug="a-name")
    tag = f"file-{social_cards.card_path(article.editions.get())}"
    kept_by("varnish")

    with commit():
        if words:
            desk.redact_words(article, by=chief_editor, words=[words], order="Court of Example, 20 November")
        else:
            desk.redact(article, by=chief_editor, fields=["headline"], order="Court of Example, 20 November")

    assert [tag] in list(_tags(asked))


@pytest.mark.parametrize(
    ("form", "method", "path", "header", "body"),
    [
        ("varnish", "BAN", "/zone/purge", ("X-Purge-Key", "the key"), ""),
        ("nginx", "GET", "/zone/purge/state", ("X-Purge-Key", "the key"), ""),
        ("fastly", "POST", "/zone/purge", ("Fastly-Key", "the key"), ""),
        ("fastly", "POST", "/zone/purge", ("Surrogate-Key", "pages"), ""),
        ("cloudflare", "POST", "/zone/purge", ("Authorization", "Bearer the key"), {"tags": ["pages"]}),
    ],
)
def test_each_form_asks_as_its_cdn_understands_it(asked, commit, kept_by, form, method, path, header, body):
    kept_by(form)

    with commit():
        site_state.replace_token()

    [(asked_method, asked_path, headers, asked_body)] = asked
    assert (asked_method, asked_path) == (method, path)
    assert {name.lower(): value for name, value in headers.items()}[header[0].lower()] == header[1]
    assert (json.loads(asked_body) if body else asked_body.decode()) == body


def test_a_purge_that_fails_delays_an_act_once_is_seen_and_is_done_by_push(asked, commit, kept_by, publish):
    kept_by("varnish")
    asked.status = 503

    with commit():
        publish()
    assert len(asked) <= 2  # the act and its card, each once
    assert cdn.is_behind()
    assert "manage.py push" in health.CHECKS["cdn"]()
    with pytest.raises(CommandError, match="CDN_PURGE_URL"):
        call_command("push", stdout=StringIO())

    asked.status = 200
    call_command("push", stdout=StringIO())
    assert not cdn.is_behind()
    assert health.CHECKS["cdn"]() == ""


def test_one_place_that_is_away_keeps_no_other_from_its_purge(asked, commit, kept_by):
    kept_by("varnish")
    here = asked.address

    kept_by("varnish", here)
    cdn.settings.CDN_PURGE_URL.insert(0, "http://127.0.0.1:9/")
    with commit():
        site_state.replace_token()

    assert len(asked) == 2
    assert cdn.is_behind()


@pytest.mark.parametrize("form", ["varnish", "nginx", "cloudflare", "fastly"])
def test_files_that_go_are_purged_until_it_is_done(asked, commit, kept_by, form):
    name = default_storage.save(f"renditions/{FOLDER}/800.webp", ContentFile(b"x"))
    kept_by(form)
    asked.status = 500

    with commit():
        outbox.purge({name, "originals/secret.jpg"})
    assert not default_storage.exists(name)
    assert Push.objects.get(kind="purge").sent_at is None

    asked.status = 200
    assert outbox.purge_waiting() == (1, 0)
    said = repr(asked[-1])
    assert f"file-{FOLDER}" in said or f"/media/{name}" in said
    assert "secret" not in said


def _tags(asked):
    """Return the tags that each request named."""
    for _method, _path, headers, body in asked:
        header = headers.get("X-Tags") or headers.get("Surrogate-key") or headers.get("Surrogate-Key")
        yield re.split(r"[| ]", header) if header else json.loads(body)["tags"]


@pytest.mark.parametrize("form", ["varnish", "cloudflare", "fastly"])
def test_a_purge_of_many_files_is_asked_in_small_requests(asked, commit, kept_by, form):
    folders = [f"{number:024x}" for number in range(100)]
    kept_by(form)

    with commit():
        outbox.purge({f"renditions/{folder}/800.webp" for folder in folders})

    batches = list(_tags(asked))
    assert max(map(len, batches)) == cdn.MOST
    assert sorted(sum(batches, [])) == [f"file-{folder}" for folder in folders]


def test_a_change_during_a_purge_is_purged_too(asked, commit, kept_by, monkeypatch):
    kept_by("varnish")
    purge = cdn.purge_pages

    def slow():
        monkeypatch.setattr(cdn, "purge_pages", purge)
        site_state.replace_token()  # by another editor
        purge()

    monkeypatch.setattr(cdn, "purge_pages", slow)
    with commit():
        site_state.replace_token()

    assert len(asked) >= 2
    call_command("push", stdout=StringIO())
    state = SiteState.objects.get()
    assert state.purged == state.token


def test_without_a_cdn_nothing_is_asked(asked, commit, settings, publish):
    settings.CDN_PURGE_URL = [asked.address]

    with commit():
        publish()

    assert asked == []
    assert not cdn.is_behind()
