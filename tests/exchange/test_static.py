"""The public paper as files is what the server sends."""

import hashlib
import json
import os
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from articles import desk
from articles.models import Edition, clock
from exchange import addresses
from exchange.in_process_client import InProcessClient
from exchange.static_site import HALF, NEW, OF_THE_CLOCK, STATE, StaticSite

from .wxr import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_card_on_its_way")]


def test_every_file_is_what_the_server_sends(paper, write, tmp_path, client):
    write()

    site = tmp_path / "site"
    for path in ("/", "/articles/story-1/", "/articles/story-2/history/", "/sections/politics/", "/topics/ferries/", "/people/anna/",
                 "/archive/2019/5/", "/corrections/", "/feeds/latest.atom", "/sitemap.xml", "/sitemaps/2019-5.xml", "/robots.txt",
                 "/articles/story-3/history.json"):  # fmt: skip
        file = site / (f"{path}index.html" if path.endswith("/") else path).lstrip("/")
        assert file.read_bytes() == client.get(path).content, path
    assert list(site.glob("static/**/*.css"))
    assert not list(site.glob("admin*"))


def test_the_fonts_of_the_styles_are_there(paper, write, tmp_path):
    write()

    styles = list((tmp_path / "site").glob("static/**/*.css"))
    named = [
        (style.parent / name)
        for style in styles
        for name in re.findall(r"""url\(["']?(?!data:)([^"')#?]+)""", style.read_text())
    ]
    assert {file.suffix for file in named} >= {".woff2"}
    assert [file for file in named if not file.is_file()] == []


def test_each_link_leads_to_a_file_or_to_what_has_a_rule(paper, write, arrived, chief_editor, tmp_path):
    """Nothing but its own page leads to the history of a story that has expired."""
    desk.expire(arrived("post:2"), by=chief_editor)
    write()

    site = tmp_path / "site"
    lines = [line.split() for line in (site / "_redirects").read_text().splitlines()]
    rules = [re.compile(re.sub(":[a-z]+", "[^/]+", line[0])) for line in lines]
    links = {
        link
        for page in site.rglob("*.html")
        for link in re.findall(r"""(?:href|src)=["'](/[^"'#?]*)""", page.read_text())
    }
    dead = [link for link in links if not (site / link[1:] / "index.html").is_file()]
    dead = [link for link in dead if not (site / link[1:]).is_file()]
    assert [link for link in dead if not any(rule.fullmatch(link) for rule in rules)] == []
    assert (site / "articles/story-2/history/index.html").is_file()


def test_the_next_run_writes_only_what_changed(paper, write, arrived, chief_editor, tmp_path, monkeypatch):
    day(monkeypatch, clock.server_time())  # a full minute later the archive's head is another
    write()
    story = tmp_path / "site/articles/story-1/index.html"
    os.utime(story, (1, 1))
    assert write().startswith("0 written")

    desk.withdraw(arrived("post:2"), by=chief_editor, note="Wrong.")
    said = write()

    assert "0 failed" in said
    assert story.read_bytes()
    assert not (tmp_path / "site/articles/story-2/index.html").exists()
    assert "0 removed" not in said


@pytest.fixture
def asked(monkeypatch):
    """Return the list of the paths that a run asks for."""
    paths, get = [], InProcessClient.get
    monkeypatch.setattr(
        InProcessClient, "get", lambda client, path, era=None: paths.append(path) or get(client, path, era)
    )
    return paths


def test_an_unchanged_paper_is_asked_only_for_what_changes_with_the_clock(paper, write, tmp_path, asked):
    write()
    site = tmp_path / "site"
    before = {file: file.read_bytes() for file in site.rglob("*.html")}
    whole = len(asked)
    asked.clear()

    said = write()

    assert len(asked) < 5 < whole
    assert all(OF_THE_CLOCK.search(path) for path in asked)
    assert "0 removed, 0 failed" in said
    assert {file: file.read_bytes() for file in site.rglob("*.html")} == before


def test_what_is_not_asked_again_is_what_the_page_cache_keeps_or_a_file(paper, write, tmp_path, client):
    write()

    paths = json.loads((tmp_path / "site" / STATE).read_text())["files"]

    def is_loose(path):
        """An answer that says itself how long it holds has no validator of the page cache."""
        answer = client.get(path)
        digest = hashlib.sha256(answer.getvalue()).hexdigest()
        return not answer.streaming and answer.headers.get("ETag", "") != f'W/"{digest[:32]}"'

    of_no_page = ("/static/", "/_redirects", "/nginx.conf", "/gone/")
    loose = [path for path in paths if not path.startswith(of_no_page) and is_loose(path)]
    assert loose
    assert all(OF_THE_CLOCK.search(path) for path in loose)


def a_story(publish, **given):
    publish(headline="A new story", slug="new")


def a_lost_file(site, **given):
    (site / "articles/story-1/index.html").unlink()


def a_setting(settings, **given):
    settings.ROBOTS = "noindex"


def a_boundary(publish, monkeypatch, **given):
    later = clock.server_time() + timedelta(hours=1)
    publish(headline="A plan", slug="plan", at=later)
    given["write"]()
    monkeypatch.setattr(clock, "server_time", lambda: later + timedelta(minutes=1))


@pytest.mark.parametrize("change", [a_story, a_lost_file, a_setting, a_boundary])
def test_after_a_change_the_paper_is_asked_again(
    change, paper, write, tmp_path, asked, publish, settings, monkeypatch, client
):
    write()
    site = tmp_path / "site"
    change(site=site, publish=publish, settings=settings, monkeypatch=monkeypatch, write=write)
    asked.clear()

    write()

    assert "/articles/story-1/" in asked
    for path in ("", "articles/story-1/", "feeds/latest.atom"):
        file = site / path / "index.html" if not path.endswith("atom") else site / path
        assert file.read_bytes() == client.get(f"/{path}").content, path


def test_a_run_that_was_stopped_makes_the_next_one_whole(paper, write, tmp_path, asked, monkeypatch):
    write()
    front = tmp_path / "site/index.html"
    right = front.read_bytes()
    front.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(StaticSite, "_rules", raise_interrupt)
        with pytest.raises(KeyboardInterrupt):
            write()
    front.write_bytes(b"half")

    write()

    assert front.read_bytes() == right


def raise_interrupt(site):
    raise KeyboardInterrupt


@pytest.fixture
def failing(monkeypatch):
    """Return the set of the paths at which the server fails."""
    paths, get = set(), InProcessClient.get

    def answer(client, path, era=None):
        response = get(client, path, era)
        response.status_code = 503 if path in paths else response.status_code
        return response

    monkeypatch.setattr(InProcessClient, "get", answer)
    return paths


def test_a_page_that_fails_once_takes_nothing_away(paper, write, publish, tmp_path, failing):
    write()
    site = tmp_path / "site"
    before = set(site.rglob("*.*"))
    publish(headline="A new story", slug="new")
    failing.update(("/", "/archive/", "/sitemap.xml", "/feeds/latest.atom"))

    with pytest.raises(CommandError, match="/archive/: 503"):
        write()

    assert set(site.rglob("*.*")) >= before
    assert b"A new story" in (site / "feeds/latest.rss").read_bytes()
    failing.clear()
    assert "0 removed, 0 failed" in write()
    assert b"A new story" in (site / "index.html").read_bytes()


def test_a_withdrawn_story_goes_where_pages_fail_too(paper, write, arrived, chief_editor, tmp_path, failing):
    write()
    desk.withdraw(arrived("post:2"), by=chief_editor, note="Wrong.")
    failing.update(("/", "/articles/story-1/", "/articles/story-2/", "/articles/story-2/history/"))

    with pytest.raises(CommandError, match="/articles/story-2/: 503"):
        write()

    site = tmp_path / "site/articles"
    there = [(site / f"story-{number}/index.html").exists() for number in (1, 2, 3)]
    assert there == [True, False, True]
    assert not (site / "story-2/history/index.html").exists()


@pytest.mark.parametrize("has_whole_run", [True, False])
def test_what_a_killed_run_left_goes_once_it_is_no_page_and_nothing_else(
    has_whole_run, paper, write, publish, chief_editor, tmp_path, monkeypatch
):
    if has_whole_run:
        write()
    late, site = publish(headline="Late", slug="late"), tmp_path / "site"
    with monkeypatch.context() as patch:
        patch.setattr(StaticSite, "_rules", raise_interrupt)
        with pytest.raises(KeyboardInterrupt):
            write()
    page = site / "articles/late/index.html"
    assert page.exists()
    mine = [site / "mine.html", page.with_name("mine.txt")]
    for file in mine:
        file.write_text("of the host")
    (site / HALF).write_text("ha")
    with (site / NEW).open("a") as cut:
        cut.write('"/articles/mi')
    desk.withdraw(late, by=chief_editor, note="Wrong.")

    write()

    assert not page.exists()
    assert all(file.read_text() == "of the host" for file in mine)
    assert {file.name for file in site.iterdir() if file.name.startswith(".n")} == {STATE}


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the library leaves files to the collector
def test_a_warc_holds_the_same_answers(paper, write, tmp_path, client):
    write(warc=tmp_path / "paper.warc.gz")

    with (tmp_path / "paper.warc.gz").open("rb") as file:
        kept = {
            record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
            for record in ArchiveIterator(file)
        }
    page = next(content for address, content in kept.items() if address.endswith("/articles/story-1/"))
    assert page == client.get("/articles/story-1/").content


def test_a_run_fills_no_cache_of_the_server(paper, write, client):
    client.get("/")
    before = len(caches["pages"]._cache)

    write()

    assert len(caches["pages"]._cache) == before > 0


def test_old_addresses_of_live_stories_are_looked_up_together(paper, write, monkeypatch):
    asked, target = [], addresses.target
    monkeypatch.setattr(addresses, "target", lambda path, at: asked.append(path) or target(path, at))

    write()

    assert asked
    assert not any("story" in path for path in asked)


@pytest.mark.parametrize("path", ["/../x", "/a/..", "/a/%2e%2e/%2e%2e/x", "/a/../../x/"])
def test_no_file_lies_outside_the_folder(tmp_path, path, db):
    site = StaticSite(tmp_path)

    for _each in range(2):
        with pytest.raises(ValueError, match=re.escape(path)):
            site._file(path)


def test_nothing_unpublished_is_written(archive, write, collected, tmp_path):
    archive.bring(post(1, "Secret draft", status="draft"), post(2))

    write()

    texts = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not any(b"Secret draft" in text for text in texts)


def test_nothing_is_asked_before_the_static_files_are_collected(paper, write, settings, tmp_path, asked):
    settings.STATIC_ROOT = tmp_path / "none"

    with pytest.raises(CommandError, match="collectstatic"):
        write()

    assert (asked, (tmp_path / "site").exists()) == ([], False)


def test_a_folder_that_can_not_be_written_is_named(db, tmp_path):
    (tmp_path / "site").write_text("a file")

    with pytest.raises(CommandError, match="can't be written"):
        call_command("static", tmp_path / "site")


# As it was


def day(monkeypatch, at):
    monkeypatch.setattr(clock, "server_time", lambda: at)


@pytest.fixture
def lived(publish, make_article, chief_editor, monkeypatch, collected):
    """Return a story that was corrected, one withdrawn later, one redacted, one that came later; and a moment."""
    began = clock.server_time() - timedelta(days=9)
    day(monkeypatch, began)
    names = ("kept", "gone", "redacted")
    stories = {name: publish(headline=f"Old {name}", slug=name, body=f"First {name}.") for name in names}
    desk.place(stories["gone"], slot=0, by=chief_editor)
    at = began + timedelta(days=1)
    day(monkeypatch, at + timedelta(days=1))
    desk.correct(stories["kept"], by=chief_editor, kind="correction", note="It was second.",
                 changes={"headline": "New kept", "body": "Second kept."})  # fmt: skip
    stories["late"] = publish(headline="Late", slug="late")
    desk.withdraw(stories["gone"], by=chief_editor, note="A court said so.")
    desk.redact(stories["redacted"], by=chief_editor, fields=["body"], order="An order.")
    monkeypatch.undo()
    return at


def test_the_paper_is_written_as_it_was(lived, write, tmp_path):
    write(at=lived.isoformat())

    site = tmp_path / "site"
    front, story = (site / "index.html").read_text(), (site / "articles/kept/index.html").read_text()
    assert "Old kept" in front
    assert "New kept" not in front
    assert "First kept." in story
    assert "It was second." not in story
    assert not (site / "articles/late").exists()
    assert "Second" not in (site / "articles/kept/history/index.html").read_text()
    for feed in ("feeds/latest.atom", "sitemap.xml"):
        assert "articles/late" not in (site / feed).read_text()
    assert "It was second." not in (site / "corrections/index.html").read_text()


def test_what_readers_may_not_read_today_comes_back_nowhere(lived, write, tmp_path):
    write(at=lived.isoformat())

    site = tmp_path / "site"
    for file in (each for each in site.rglob("*") if each.is_file()):
        words = file.read_bytes()
        assert b"First redacted." not in words, file
        assert b"First gone." not in words, file
        assert b"Old gone" not in words or file.is_relative_to(site / "gone"), file
    assert "A court said so." in (site / "gone/gone/index.html").read_text()
    assert "/articles/gone/ /gone/gone/index.html 410!" in (site / "_redirects").read_text()


def test_the_past_leaves_no_trace_in_the_present(lived, write, client):
    before = client.get("/").content

    write(at=lived.isoformat())

    assert client.get("/").content == before
    assert Edition.objects.filter(slug="late").exists()


@pytest.mark.parametrize("moment", ["yesterday", "2999-01-01", "0001-01-01T00:00+14:00", "2026-13-01"])
def test_a_moment_that_is_none_is_refused(db, write, moment):
    with pytest.raises(CommandError, match="moment"):
        write(at=moment)
