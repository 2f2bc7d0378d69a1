"""The whole public paper as files: each byte as the server sends it, and rules for what is no file."""

import hashlib
import json
import re
from collections import deque
from contextlib import suppress
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from articles.models import Address, Edition, Publication, clock, site_state
from articles.public import feeds

from . import addresses
from .in_process_client import InProcessClient
from .models import OldAddress

STATE = ".newsroom-static.json"  # {"token", "files": {path: SHA-256}}
STARTS = (
    *(
        "/",
        "/about/",
        "/archive/",
        "/corrections/",
        "/sources/",
        "/robots.txt",
        "/sitemap.xml",
        "/favicon.ico",
    ),
    *(
        "/manifest.webmanifest",
        "/.well-known/newsroom.json",
        *(f"/feeds/latest.{form}" for form in feeds.FORMS),
    ),
)
# What asks the server anew at each visit, and the forms that need it.
LEFT_OUT = re.compile(r"^/(?:admin|accounts|preview|search|api|healthz)(?:/|$)|/report/$")
LINK = re.compile(
    rb"""(?:href|src|poster|content)=["']([^"'#\s]+)|srcset=["']([^"']+)["']|<loc>([^<]+)</loc>|url\(["']?([^"')]+)"""
)
HISTORY = re.compile(r"^/articles/([\w-]+)/$")
READ = ("text/html", "xml", "text/css", "manifest+json")


class StaticSite:
    """One run into a folder; `each(path)` is called behind each answer."""

    def __init__(self, folder, each=lambda path: None, keep=None):
        self.folder, self.each, self.keep = Path(folder), each, keep
        self.client = InProcessClient()
        self.own = Publication.objects.current().address.rstrip("/")
        self.known = self._state()
        self.files, self.redirects, self.gone, self.failed = {}, {}, {}, []
        self.counts = {"written": 0, "unchanged": 0, "removed": 0, "failed": 0}

    def _state(self):
        with suppress(OSError, ValueError):
            return json.loads((self.folder / STATE).read_text("utf-8")).get("files", {})
        return {}

    def write(self):
        """Ask for every page that can be reached, and write what is new or changed; return the counts."""
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(20, "it is a file", str(self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        token = site_state.state().token
        waiting, met = deque(STARTS), set(STARTS)
        while waiting:
            path = waiting.popleft()
            for link in self._take(path):
                if link not in met:
                    met.add(link)
                    waiting.append(link)
        self._moved_and_gone()
        self._rules()
        self._remove()
        (self.folder / STATE).write_text(json.dumps({"token": token, "files": self.files}), "utf-8")
        return self.counts

    def _take(self, path):
        """Keep the answer at a path; return the paths that it links to."""
        response = self.client.get(path)
        content = response.whole
        self.each(path)
        if response.status_code in (301, 302):
            self.redirects[path] = response["Location"]
            return self._paths([response["Location"]])
        if response.status_code == 410 and (story := HISTORY.match(path)):
            self._keep_gone(path, story[1], content)
            return []
        if response.status_code != 200:
            if response.status_code not in (404, 410):
                self.counts["failed"] += 1
                self.failed.append(f"{path}: {response.status_code}")
            return []
        if self.keep:
            self.keep(self.own + path, response, content)
        self._keep(path, content)
        kind = response.get("Content-Type", "")
        found = self._links(content) if any(each in kind for each in READ) else []
        story = HISTORY.match(path)
        return found + (
            [f"/articles/{story[1]}/history/", f"/articles/{story[1]}/history.json"] if story else []
        )

    def _links(self, content):
        found = []
        for single, several, listed, styled in LINK.findall(content):
            texts = [each.split()[0] for each in several.split(b",") if each.split()] or [
                single or listed or styled
            ]
            found += [unescape(text.decode("utf-8", "replace")) for text in texts]
        return self._paths(found)

    def _paths(self, links):
        """Return those of some links that are files of this paper: what a query chooses is none."""
        paths = []
        for link in links:
            link = link.removeprefix(self.own) if link.startswith(f"{self.own}/") else link
            with suppress(ValueError):
                parts = urlsplit(link)
                if (
                    link.startswith("/")
                    and not link.startswith("//")
                    and not parts.query
                    and not LEFT_OUT.search(parts.path)
                ):
                    paths.append(parts.path)
        return paths

    def _file(self, path):
        name = unquote(path).lstrip("/")
        file = (self.folder / (f"{name}index.html" if path.endswith("/") else name)).resolve()
        if not file.is_relative_to(self.folder.resolve()):
            raise ValueError(path)
        return file

    def _keep(self, path, content):
        digest = hashlib.sha256(content).hexdigest()
        self.files[path] = digest
        file = self._file(path)
        if self.known.get(path) == digest and file.exists():
            self.counts["unchanged"] += 1
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f"{file.name}.part")
        half.write_bytes(content)  # a stopped run leaves no half page
        half.replace(file)
        self.counts["written"] += 1

    def _keep_gone(self, path, slug, content):
        self.gone[path] = f"/gone/{slug}/"
        self._keep(self.gone[path], content)

    def _moved_and_gone(self):
        """Ask for the addresses that nothing links to: older ones, and those of withdrawn stories."""
        at = clock.now()
        current = dict(Edition.objects.in_force(at).exclude(slug="").values_list("article", "slug"))
        for slug, article in (
            Address.objects.filter(public_since__lte=at).values_list("slug", "article").iterator()
        ):
            path = f"/articles/{slug}/"
            if path in self.files or path in self.gone:
                continue
            if current.get(article) not in (slug, None):
                self.redirects[path] = f"/articles/{current[article]}/"
                continue
            response = self.client.get(path)
            if response.status_code == 410:
                self._keep_gone(path, slug, response.content)
        for path in OldAddress.objects.order_by("pk").values_list("path", flat=True).iterator():
            new = (
                addresses.target(path if path.startswith("/") else f"/{path}", at)
                if path.startswith("/")
                else ""
            )
            if new and path not in self.files:
                self.redirects[path] = new

    def _rules(self):
        """Write the redirects and the gone pages for nginx, and for hosts that read `_redirects`."""
        plain = {old: new for old, new in self.redirects.items() if not re.search(r"[\s;{}\"'\\]", old + new)}
        lines = [f"{old} {new} 301" for old, new in plain.items()]
        lines += [f"{old} {page}index.html 410!" for old, page in self.gone.items()]
        self._keep("/_redirects", ("\n".join(lines) + "\n").encode())
        rules = [f"location = {old} {{ return 301 {new}; }}" for old, new in plain.items()]
        rules += [
            f"location = {old} {{ error_page 410 {page}index.html; return 410; }}"
            for old, page in self.gone.items()
        ]
        self._keep("/nginx.conf", ("\n".join(rules) + "\n").encode())

    def _remove(self):
        """Take away what is no page any more: a withdrawn story must not stay as a file."""
        for path in self.known.keys() - self.files.keys():
            with suppress(OSError, ValueError):
                self._file(path).unlink()
                self.counts["removed"] += 1
