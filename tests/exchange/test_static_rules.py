"""The rules for hosts beside the files of the paper: redirects, withdrawn stories, old addresses with a query."""

import os
import re
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from articles import desk
from articles.models import Page
from exchange.models import Import, OldAddress
from tests.test_cdn_servers import running
from tests.test_deploy import program
from tests.test_servers import free_port

from .wxr import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_card_on_its_way")]


def test_redirects_and_gone_pages_have_their_rules(paper, write, arrived, chief_editor, tmp_path, client):
    desk.withdraw(arrived("post:2"), by=chief_editor, note="Wrong.")

    write()

    rules = (tmp_path / "site/_redirects").read_text()
    assert "/2019/05/story-1 /articles/story-1/ 301" in rules
    assert "/articles/story-2/ /gone/story-2/index.html 410!" in rules
    assert b"Wrong." in (tmp_path / "site/gone/story-2/index.html").read_bytes()
    nginx = (tmp_path / "site/nginx.conf").read_text()
    for old in ("/2019/05/story-1", "/2019/05/story-1/"):
        assert nginx.count(f"location = {old} {{ return 301 /articles/story-1/; }}") == 1
    assert "location = /articles/story-2/ { error_page 410 /gone/story-2/index.html; return 410; }" in nginx


@pytest.fixture
def served(tmp_path):
    """Serve the folder as its how-to says, and return what an address answers: status and where it leads."""
    port, folder = free_port(), tmp_path / "nginx"
    folder.mkdir()
    for each in (tmp_path, *tmp_path.parents[:3], folder):
        each.chmod(each.stat().st_mode | 0o755)
    user = "user root;" if os.geteuid() == 0 else ""
    site = f"server {{ listen 127.0.0.1:{port}; root {tmp_path}/site; include {tmp_path}/site/nginx.conf; }}"
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {paths} {site} }}"
    )

    def ask(path):
        with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, urlsplit(answer.headers.get("Location", "")).path or answer.read()

    with running(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], port, "/robots.txt"):
        yield ask


@program("nginx")
@pytest.mark.parametrize(
    ("asked", "status"),
    [("?p=1", 301), ("?x=1&p=1", 301), ("?p=1&preview=true", 301), ("?p=99", 200), ("?x=1", 200), ("", 200), ("?p=", 200)],
)  # fmt: skip
def test_nginx_leads_old_numbers_to_the_story_and_others_to_the_front(
    paper, write, request, tmp_path, asked, status
):
    write()
    ask = request.getfixturevalue("served")

    found = ask(f"/{asked}")

    front = (tmp_path / "site/index.html").read_bytes()
    assert found == (status, "/articles/story-1/" if status == 301 else front)
    assert ask("/2019/05/story-1/") == (301, "/articles/story-1/")


@program("nginx")
def test_nginx_leads_what_a_program_was_asked_for_to_its_story(paper, write, request, archive):
    link = "https://old.example.org/news.php?id="
    archive.bring(
        post(5, link=f"{link}5"),
        post(6, link=f"{link}6"),
        post(7, link=f"{link}7&amp;cat=1"),
        post(9, link=f"{link}7&amp;cat=1&amp;page=2"),
        post(8, link="https://old.example.org/show.php?year=2019&amp;no=8&amp;page=2"),
    )
    write()
    ask = request.getfixturevalue("served")

    assert ask("/news.php?id=5") == (301, "/articles/story-5/")
    assert ask("/news.php?utm_source=x&id=6") == (301, "/articles/story-6/")
    assert {ask(f"/news.php{query}")[0] for query in ("", "?id=55", "?id=5.6", "?di=5")} == {404}
    assert ask("/?p=6") == (301, "/articles/story-6/")
    for query in ("id=7&cat=1", "cat=1&id=7", "cat=1&utm_source=x&id=7&x=2"):
        assert ask(f"/news.php?{query}") == (301, "/articles/story-7/")
    assert ask("/news.php?id=7&cat=1&page=2") == (301, "/articles/story-9/")
    assert ask("/news.php?id=5&cat=1") == (301, "/articles/story-5/")
    assert ask("/show.php?page=2&year=2019&no=8") == (301, "/articles/story-8/")
    assert {ask(f"/show.php{query}")[0] for query in ("?year=2019&no=8", "?year=2019&no=9&page=2")} == {404}


def test_other_hosts_get_no_rule_of_a_query(paper, write, archive, tmp_path):
    archive.bring(post(5, link="https://old.example.org/news.php?id=5"))

    write()

    assert "news.php" not in (tmp_path / "site/_redirects").read_text()


def test_no_rule_hides_a_page_leads_in_a_circle_or_stands_twice(paper, write, arrived, tmp_path):
    first = arrived("post:1")
    for path in ("/about", "/articles/story-2", "/articles/old", "/articles/old/"):
        OldAddress.objects.create(path=path, article=first, brought_by=Import.objects.first())

    write()

    places = re.findall(r"location = (\S+) .*?(?:301 (\S+);|410)", (tmp_path / "site/nginx.conf").read_text())
    asked = [place for place, _to in places]
    assert not {"/about/", "/articles/story-2/"} & set(asked)
    assert all(place != to for place, to in places)
    assert len(asked) == len(set(asked))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_warc_holds_redirects_and_the_answers_of_gone_stories(
    paper, write, tmp_path, arrived, chief_editor
):
    desk.withdraw(arrived("post:1"), by=chief_editor, note="Wrong.")
    Page.objects.create(headline="Links", slug="links", body="[Old](/2019/05/story-2/)", is_published=True)

    write(warc=tmp_path / "paper.warc.gz")

    with (tmp_path / "paper.warc.gz").open("rb") as file:
        kept = {
            urlsplit(record.rec_headers["WARC-Target-URI"]).path: (
                record.http_headers.get_statuscode(),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
        }
    assert [kept[path][0] for path in ("/pages/links/", "/2019/05/story-2/")] == ["200", "301"]
    assert kept["/articles/story-1/"][0] == "410"
    assert b"Wrong." in kept["/articles/story-1/"][1]
