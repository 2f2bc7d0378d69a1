"""The public paper as files is what the server sends."""

import os

import pytest
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from articles import desk

from .wxr import FERRIES, POLITICS, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path, capsys):
    def write(**options):
        call_command("static", tmp_path / "site", **options)
        return capsys.readouterr().out

    return write


@pytest.fixture
def paper(archive, collected):
    archive.bring(
        *(post(number, f"Story {number}", categories=[POLITICS], tags=[FERRIES]) for number in (1, 2, 3))
    )


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


def test_the_next_run_writes_only_what_changed(paper, write, arrived, chief_editor, tmp_path):
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


def test_redirects_and_gone_pages_have_their_rules(paper, write, arrived, chief_editor, tmp_path, client):
    desk.withdraw(arrived("post:2"), by=chief_editor, note="Wrong.")

    write()

    rules = (tmp_path / "site/_redirects").read_text()
    assert "/2019/05/story-1 /articles/story-1/ 301" in rules
    assert "/articles/story-2/ /gone/story-2/index.html 410!" in rules
    assert b"Wrong." in (tmp_path / "site/gone/story-2/index.html").read_bytes()
    nginx = (tmp_path / "site/nginx.conf").read_text()
    assert "location = /articles/story-2/ { error_page 410 /gone/story-2/index.html; return 410; }" in nginx


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


def test_nothing_unpublished_is_written(archive, write, collected, tmp_path):
    archive.bring(post(1, "Secret draft", status="draft"), post(2))

    write()

    texts = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not any(b"Secret draft" in text for text in texts)


def test_a_folder_that_can_not_be_written_is_named(db, tmp_path):
    (tmp_path / "site").write_text("a file")

    with pytest.raises(CommandError, match="can't be written"):
        call_command("static", tmp_path / "site")
