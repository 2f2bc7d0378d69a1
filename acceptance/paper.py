"""The paper under test: its server, its stories, its pages."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.newsrooms import ROOT, environment
from bench.server import serving

ARTICLE, PICTURES, FILM = "/articles/bridge/", "/articles/the-quay/", "/articles/the-ferry/"
GONE, MISSING = "/articles/a-flood/", "/articles/no-such-story/"
# A page of each template, and of each kind of story.
PAGES = {
    "front": "/",
    "older": "/?before=99999999999999-1",
    "story": ARTICLE,
    "seed": "/articles/russian-peacekeepers-in-karabakh/",
    "pictures": PICTURES,
    "video": FILM,
    "opinion": "/articles/a-bench/",
    "correction": "/articles/the-toll/",
    "Russian": "/articles/bridge-ru/",
    "Arabic": "/articles/bridge-ar/",
    "Armenian": "/articles/bridge-hy/",
    "history": "/articles/the-toll/history/",
    "comparison": "/articles/the-toll/history/?old=1&new=2",
    "report": f"{ARTICLE}report/",
    "section": "/sections/world/",
    "topic": "/topics/bridges/",
    "person": "/people/erika-mustermann/",
    "sources": "/sources/",
    "source": "/sources/highways-office/",
    "archive": "/archive/",
    "corrections": "/corrections/",
    "search form": "/search/",
    "search": "/search/?q=bridge",
    "nothing found": "/search/?q=zzyzx",
    "about": "/about/",
    "standing page": "/pages/imprint/",
}
ERRORS = {
    "missing (404)": MISSING,
    "gone (410)": GONE,
    "bad (400)": "/fail/400/",
    "closed (403)": "/fail/403/",
    "failed (500)": "/fail/500/",
    "away (503)": "/fail/503/",
}


@dataclass
class Paper:
    """A running newsroom: its address, its live stories (see room.live), a scratch directory."""

    home: str
    stories: list
    scratch: Path
    session: str  # of a chief editor, for the desk's pages

    def address(self, path):
        return self.home + path

    def pages(self):
        """Return {name: path} of each template, the error pages too."""
        newest = self.stories[0]["date"].split("-")
        return {**PAGES, "month": f"/archive/{newest[0]}/{int(newest[1])}/", **ERRORS}

    def get(self, path, method="GET", **headers):
        """Return (status, headers, body) of any answer; a redirect is followed."""
        request = urllib.request.Request(self.address(path), headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own server
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()


@contextmanager
def opened(scratch):
    """Fill a newsroom and serve it, by the server that production uses."""
    env = environment(
        "acceptance.settings",
        DATABASE_URL=f"sqlite:///{scratch}/newsroom.sqlite3",
        SCRATCH=str(scratch),
        LOG_LEVEL="CRITICAL",
    )
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    with serving(env, "newsroom.wsgi") as server:
        home = f"http://127.0.0.1:{server.connection.port}"
        command = [sys.executable, "-m", "acceptance.room", home]
        run = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        made = json.loads(run.stdout)
        yield Paper(home, made["stories"], scratch, made["session"])
