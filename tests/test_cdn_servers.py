"""A real Varnish and a real nginx before the site, with the files of `deploy/`."""

import http.client
import os
import re
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.starting import ROOT, session_of
from tests.test_servers import ACTS, Server, database_url, environment, free_port, wait  # noqa: F401

pytestmark = pytest.mark.django_db  # so that there is a database to copy

PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
KEY = "change-this-word"
PICTURE = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
name = "renditions/0123456789abcdef01234567/800.webp"
if not default_storage.exists(name):
    default_storage.save(name, ContentFile(b"a picture"))
"""
NAME = "renditions/0123456789abcdef01234567/800.webp"


@contextmanager
def site(url, form, purged_at):
    """Yield the site, which has `form` purged at a port."""
    port = free_port()
    env = environment(
        url,
        CDN=form,
        CDN_PURGE_URL=f"http://127.0.0.1:{purged_at}/",
        CDN_PURGE_KEY=KEY,
        ALLOWED_HOSTS="*",
        CDN_SECONDS="600",
    )
    command = [sys.executable, "-m", "tests.server", str(port), "0"]
    with session_of(command, cwd=ROOT, env=env) as process:
        server = Server(port, process, 0)
        wait(server)
        server.run(ACTS)
        yield server


@contextmanager
def running(command, port, path="/livez"):
    with session_of(command, env={"PATH": PATH}) as process:
        for _try in range(200):
            assert process.poll() is None, f"{command[0]} ended"
            try:
                fetch(port, path)
                break
            except OSError:
                time.sleep(0.1)
        yield


@contextmanager
def varnish(folder, url):
    port = free_port()
    with site(url, "varnish", port) as server:
        text = (ROOT / "deploy/varnish.vcl").read_text().replace('"8000"', f'"{server.port}"')
        (folder / "site.vcl").write_text(text)
        command = ["varnishd", "-F", "-j", "none", "-a", f"127.0.0.1:{port}", "-s", "malloc,16m"]
        with running([*command, "-f", str(folder / "site.vcl"), "-n", str(folder / "varnish")], port):
            yield server, port


@contextmanager
def nginx(folder, url):
    port, purged_at = free_port(), free_port()
    with site(url, "nginx", purged_at) as server:
        text = (ROOT / "deploy/nginx-cache.conf").read_text()
        for old, new in (
            ("127.0.0.1:8000", f"127.0.0.1:{server.port}"),
            ("127.0.0.1:8081", f"127.0.0.1:{purged_at}"),
            ("/var/cache/nginx/newsroom", f"{folder}/kept"),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ):
            assert old in text
            text = text.replace(old, new)
        # Without TLS, and without the redirect to it.
        text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.S)
        text = re.sub(r"\n    (listen \[::\]:443|ssl_).*", "", text)
        user = "user root;" if os.geteuid() == 0 else ""
        head = f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        (folder / "nginx.conf").write_text(f"{head} http {{ access_log off;\n{text}\n}}")
        with running(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], port):
            yield server, port


@pytest.fixture(scope="module", params=["varnish", "nginx"])
def edge(request, database_url, tmp_path_factory):  # noqa: F811
    """Yield the site, and the port of what keeps its pages."""
    program = {"varnish": "varnishd", "nginx": "nginx"}[request.param]
    if not shutil.which(program, path=PATH):
        pytest.skip(f"there is no {program}; install it")
    folder = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    with ExitStack() as stack:
        yield stack.enter_context(globals()[request.param](folder, database_url))


def fetch(port, path, **headers):
    """Return an answer's status, headers and text."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read().decode()


COUNT = """
from articles.public import page_cache
asked = page_cache._begin
page_cache.count = 0
def counted(request):
    if request.path != "/state":
        page_cache.count += not hasattr(request, "era")
    return asked(request)
page_cache._begin = counted
"""


def test_a_page_is_kept_until_something_changes_and_is_fresh_at_once(edge):
    server, port = edge
    server.run("publish('The first story')")
    assert "The first story" in fetch(port, "/")[2]
    server.run(COUNT)
    for _again in range(5):
        status, headers, page = fetch(port, "/")
        assert (status, headers["Cache-Control"]) == (200, "no-cache")
        assert not {"Surrogate-Key", "Surrogate-Control"} & set(headers)
        assert "The first story" in page
    assert server.run("print(page_cache.count)") == "0"

    server.run("publish('The second story')")

    assert "The second story" in fetch(port, "/")[2]
    server.run("page_cache._begin = asked")


def test_nothing_withdrawn_is_served_once_the_act_is_done(edge):
    server, port = edge
    for number in range(3):
        address = server.run(
            f"a = publish('Wrong story {number}'); print(a.editions.last().get_absolute_url())"
        )
        pages = [address, "/", "/sections/world/", "/feeds/latest.rss", "/archive/", address]
        assert all(fetch(port, page)[0] == 200 for page in pages)

        server.run("desk.withdraw(a, by=by, note='It was wrong.')")

        found = [fetch(port, page) for page in pages]
        assert [status for status, _headers, _page in found] == [410, 200, 200, 200, 200, 410]
        assert all(f"Wrong story {number}" not in page for _status, _headers, page in found[1:5])


def test_a_planned_story_is_there_at_its_moment_though_nobody_acts(edge):
    server, port = edge
    headline = f"On time at {port}"
    moment = server.run(f"""
at = clock.now() + timedelta(seconds=4)
publish('{headline}', at=at)
print(at.timestamp())
""")
    pages = []
    while time.time() < float(moment) + 2:
        before = time.time()
        pages.append((before, headline in fetch(port, "/")[2], time.time()))
        time.sleep(0.1)

    assert not any(is_there for _before, is_there, after in pages if after < float(moment))
    assert all(is_there for before, is_there, _after in pages if before > float(moment) + 0.05)


def test_a_file_that_goes_is_kept_no_more(edge):
    server, port = edge
    server.run(PICTURE)
    assert fetch(port, f"/media/{NAME}")[0] == 200
    assert fetch(port, f"/media/{NAME}")[0] == 200

    server.run(f"""
from articles.desk import outbox
outbox.purge({{"{NAME}"}})
""")

    assert fetch(port, f"/media/{NAME}")[0] == 404


def test_a_stranger_purges_nothing(edge):
    server, port = edge
    purged_at = server.run("from django.conf import settings; print(settings.CDN_PURGE_URL[0])")
    request = urllib.request.Request(f"{purged_at}state", method="BAN", headers={"X-Purge-Key": "guess"})  # noqa: S310

    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310
    refused.value.close()


def test_the_desk_is_kept_by_nobody(edge):
    _server, port = edge

    for _again in range(2):
        assert "csrfmiddlewaretoken" in fetch(port, "/accounts/login/")[2]
    first, second = (
        re.search('csrfmiddlewaretoken" value="(.+?)"', fetch(port, "/accounts/login/")[2])[1] for _ in "12"
    )
    assert first != second


def test_pages_are_there_while_the_site_is_away(edge):
    server, port = edge
    server.run("publish('Still here')")
    assert "Still here" in fetch(port, "/")[2]
    # Its own process is stopped, not ended, and goes on afterwards.
    os.killpg(server.process.pid, signal.SIGSTOP)
    try:
        assert "Still here" in fetch(port, "/")[2]
    finally:
        os.killpg(server.process.pid, signal.SIGCONT)


@pytest.mark.parametrize("edge", ["varnish"], indirect=True)
def test_varnish_answers_the_proxies_before_it_and_nobody_else(edge):
    _server, port = edge

    def status(source):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
        with closing(asked):
            asked.request("GET", "/accounts/login/", headers={"X-Forwarded-For": "203.0.113.7"})
            return asked.getresponse().status

    assert [status("127.0.0.1"), status("127.0.0.2")] == [200, 403]
