"""The whole public paper as files: each byte as the server sends it, and rules for what is no file."""

import hashlib
import json
import re
from collections import deque
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.utils.crypto import salted_hmac
from django.utils.encoding import escape_uri_path

from articles.archive import whole_files
from articles.models import Address, Edition, Publication, clock, site_state
from articles.models.named import address
from articles.public import boundaries, feeds

from . import addresses, past, query_rules
from .in_process_client import InProcessClient
from .installation import fingerprint
from .models import OldAddress

STATE = ".newsroom-static.json"  # {"stamp": of the last whole run, or "", "files": {path: SHA-256}}
NEW = ".newsroom-static.new"  # of the run at work, each path that it wrote first, a line of JSON each
HALF = ".newsroom-static.part"  # the file that is being written
STARTS = (
    "/",
    "/about/",
    "/archive/",
    "/corrections/",
    "/sources/",
    "/robots.txt",
    "/sitemap.xml",
    "/favicon.ico",
    "/apple-touch-icon.png",
    "/ads.txt",
    "/trust.txt",
    "/security.txt",
    "/.well-known/trust.txt",
    "/.well-known/security.txt",
    "/manifest.webmanifest",
    "/.well-known/newsroom.json",
    *(f"/feeds/latest.{form}" for form in feeds.FORMS),
)
# What asks the server anew at each visit, and the forms that need it.
LEFT_OUT = re.compile(r"^/(?:admin|accounts|preview|search|api|healthz)(?:/|$)|/report/$")
OF_TODAY = re.compile(r"^/\.well-known/")  # what speaks of today alone
# What changes with the clock; all else follows from the token and the last boundary, as in the page cache.
OF_THE_CLOCK = re.compile(r"^/\.well-known/|^/security\.txt$|^/sitemaps/news\.xml$")
# Where their links lead, without a server: to the archive, and to whom one writes.
IN_THEIR_PLACE = (("/search/", "/archive/"), ("/articles/:slug/report/", "/about/"))
LINK = re.compile(
    rb"""(?:href|src|poster|content)=["']([^"'#\s]+)|srcset=["']([^"']+)["']|<loc>([^<]+)</loc>|url\(["']?([^"')]+)"""
)
STORY = re.compile(r"^/articles/([^/]+)/$")
ASKS = re.compile(r"\?[^/]*=")
KEPT_FOR_READERS = ("pages", "fragments")
STYLES = "text/css"
READ = ("text/html", "xml", STYLES, "manifest+json")


class StaticSite:
    """One run into a folder. `at` is a past moment, or none."""

    def __init__(self, folder, keep=None, at=None):
        self.folder, self.keep, self.at, self.era = Path(folder).resolve(), keep, at, None
        self.client = InProcessClient()
        self.own = Publication.objects.current().address.rstrip("/")
        self.stamp, self.known = self._state()
        self.files, self.redirects, self.gone, self.failed = {}, {}, {}, {}
        self.met, self.behind = set(), []  # paths; of the second, what pages of gone stories lead to
        self.folders, self.made = {}, set()  # {path of a folder: where it is}, and those that are there
        self.counts = {"written": 0, "unchanged": 0, "removed": 0, "failed": 0}

    def _state(self):
        stamp, files = "", {}
        with suppress(OSError, ValueError):
            state = json.loads((self.folder / STATE).read_text("utf-8"))
            stamp, files = state.get("stamp", ""), state.get("files", {})
        return stamp, files | dict.fromkeys(self._left_behind(), "")

    def _left_behind(self):
        """Yield the paths that a run wrote first which was killed."""
        with suppress(OSError):
            for line in (self.folder / NEW).read_text("utf-8").splitlines():
                with suppress(ValueError):  # of the last line a part may be there
                    yield json.loads(line)

    def _save(self, stamp, files):
        self._write(self.folder / STATE, json.dumps({"stamp": stamp, "files": files}).encode())

    def _write(self, file, content):
        whole_files.write(file, content, half=self.folder / HALF)

    def write(self):
        """Ask for every page that can be reached, and write what is new or changed; return the counts.

        Where nothing can have changed since the last whole run, only what changes with the clock is asked.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(20, "it is a file", str(self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = self._stamp()
        # Of a run that is stopped, the next one knows which files it may have to remove, and trusts none.
        self._save("", dict.fromkeys(self.known, ""))
        with (self.folder / NEW).open("w", encoding="utf-8", buffering=1) as self.new, no_page_kept():
            if self._is_the_same(stamp):
                self._write_of_the_clock()
            else:
                self._write_all()
        self._remove()
        self._save("" if self.failed else stamp, self.files)
        (self.folder / NEW).unlink()
        return self.counts

    def _is_the_same(self, stamp):
        """Ask whether what the last whole run wrote is there and still holds."""
        is_right = stamp == self.stamp and not self.keep
        return is_right and all(self._file(path).exists() for path in self.known)

    def _stamp(self):
        """Return what all files follow from but those of the clock: with the same stamp they are the same."""
        # Read before the first page: a change meanwhile makes the next run whole.
        state, (since, _until) = site_state.state(), boundaries.boundaries(clock.now())
        parts = (*state, since, self.at, fingerprint())
        # The folder is public, and a fingerprint is made of secrets too.
        return salted_hmac(__name__, repr(parts), algorithm="sha256").hexdigest()

    def _write_of_the_clock(self):
        self.files = {path: digest for path, digest in self.known.items() if not OF_THE_CLOCK.search(path)}
        self.counts["unchanged"] = len(self.files)
        for path in self.known.keys() - self.files.keys():
            self._take(path)
        self._keep_failed()

    def _write_all(self):
        if self.at:
            self._keep_silence()
        with past.the_past(self.at) if self.at else nullcontext():
            self.era = past.era(self.at) if self.at else None
            self._crawl(STARTS)
            if self.failed:  # what stands behind a page that failed is still there
                self._crawl(self.known)
            self._moved_and_gone()
            self._crawl(self.behind)
        self._keep_failed()
        self._rules()

    def _keep_silence(self):
        """Let the stories that readers can't read today answer as they do today."""
        for slug in past.silent_slugs(self.at):
            response = self.client.get(address("article", slug))
            if response.status_code == 410:
                self._keep_gone(slug, response)

    def _crawl(self, starts):
        """Ask for all that can be reached."""
        waiting = deque(self._new(starts))
        while waiting:
            waiting.extend(self._new(self._take(waiting.popleft())))

    def _new(self, paths):
        """Return those of some paths that are asked for the first time."""
        found = [path for path in dict.fromkeys(paths) if path not in self.met]
        found = [path for path in found if not (self.at and OF_TODAY.match(path))]
        self.met.update(found)
        return found

    def _take(self, path):
        """Keep the answer at a path; return the paths that it links to."""
        if unquote(path) in self.gone:
            return []
        response = self.client.get(path, self.era)
        content = response.whole
        if response.status_code in (301, 302):
            self._record(path, response)
            self.redirects[unquote(path)] = response["Location"]
            return self._paths([response["Location"]])
        if response.status_code == 410 and (story := STORY.match(path)):
            self._keep_gone(unquote(story[1]), response)
            return []
        if response.status_code != 200:
            self._note_failure(path, response)
            return []
        self._record(path, response)
        self._keep(path, content)
        kind = response.get("Content-Type", "")
        found = (
            self._links(content, path if STYLES in kind else "") if any(each in kind for each in READ) else []
        )
        return found + (_histories(path) if STORY.match(path) else [])

    def _record(self, path, response):
        if self.keep:
            self.keep(self.own + path, response, response.whole)

    def _note_failure(self, path, response):
        if response.status_code not in (200, 301, 302, 404, 410):
            self.failed[path] = response.status_code
            self.counts["failed"] = len(self.failed)

    def _keep_failed(self):
        """Let the file of a page that failed stay as it is, if that is no story that readers must not see."""
        now, lost = clock.now(), self.failed.keys() & self.known.keys()
        slugs = {path: unquote(path.split("/")[2]) for path in lost if path.startswith("/articles/")}
        shown = Edition.objects.as_of(self.at or now, now).values_list("slug", flat=True) if slugs else ()
        live = {None, *shown}
        self.files |= {path: self.known[path] for path in lost if slugs.get(path) in live}

    def _links(self, content, base=""):
        """Return what some content links to; `base` is the address of styles, whose links are relative."""
        found = []
        for single, several, listed, styled in LINK.findall(content):
            found += [each.split()[0] for each in several.split(b",") if each.split()] or [
                single or listed or styled
            ]
        # Most links of a page stand on every page, and some of them twice.
        links = map(_said, dict.fromkeys(found))
        return self._paths(urljoin(base, link) for link in links) if base else self._paths(links)

    def _paths(self, links):
        """Return those of some links that are files of this paper."""
        return [path for link in links if (path := _path(link, self.own))]

    def _file(self, path):
        """Return a path's file; raise ValueError where that would be outside the folder."""
        folder, _slash, name = unquote(path).lstrip("/").rpartition("/")
        if folder not in self.folders:
            place = (self.folder / folder).resolve()
            if not place.is_relative_to(self.folder):
                raise ValueError(path)
            self.folders[folder] = place
        if name in (".", ".."):
            raise ValueError(path)
        return self.folders[folder] / (name or "index.html")

    def _keep(self, path, content):
        digest = hashlib.sha256(content).hexdigest()
        self.files[path] = digest
        file = self._file(path)
        if self.known.get(path) == digest and file.exists():
            self.counts["unchanged"] += 1
            return
        if file.parent not in self.made:
            file.parent.mkdir(parents=True, exist_ok=True)
            self.made.add(file.parent)
        if path not in self.known:
            self.new.write(f"{json.dumps(path)}\n")  # first: a run that is killed says nothing more
        self._write(file, content)
        self.counts["written"] += 1

    def _keep_gone(self, slug, response):
        self.gone[f"/articles/{slug}/"] = page = f"/gone/{slug}/"
        self._record(address("article", slug), response)
        self.behind += self._links(response.whole) + _histories(address("article", slug))
        self._keep(page, response.whole)

    def _moved_and_gone(self):
        """Ask for the addresses that nothing links to: older ones, and those of withdrawn stories."""
        at = self.at or clock.now()
        current = dict(Edition.objects.in_force(at).exclude(slug="").values_list("article", "slug"))
        for slug, article in (
            Address.objects.filter(public_since__lte=at).values_list("slug", "article").iterator()
        ):
            path, decoded = address("article", slug), f"/articles/{slug}/"
            if path in self.files or decoded in self.gone:
                continue
            if current.get(article) not in (slug, None):
                self.redirects[decoded] = address("article", current[article])
                continue
            response = self.client.get(path, self.era)
            if response.status_code == 410:
                self._keep_gone(slug, response)
            self._note_failure(path, response)
        old = OldAddress.objects.order_by("pk")
        for path, article in old.values_list("path", "article").iterator():
            # A live story is asked for once above; target() asks twice, and says the same.
            is_live = article in current and addresses.normal(path) == path
            new = address("article", current[article]) if is_live else addresses.target(path, at)
            if new:
                self.redirects[path] = new

    def _rules(self):
        """Write the redirects and the gone pages for nginx, and for hosts that read `_redirects`.

        nginx compares decoded addresses, the others compare them as they are sent. A page stays what it is.
        Only nginx gets those with a query: the others compare none, or each in its own way.
        """
        unsafe = re.compile(r"[\s\x00-\x1f;{}\"'\\]")
        redirects = {old: new for old, new in self.redirects.items() if not unsafe.search(old + new)}
        asked = {old: new for old, new in redirects.items() if ASKS.search(old)}
        moved = {old: new for old, new in redirects.items() if old not in asked}
        taken = {unquote(path) for path in self.files} | self.gone.keys()
        # An old address is kept without the slash at its end, which hosts leave out of the comparison.
        forms = [(form, new) for old, new in moved.items() for form in (old, f"{old.rstrip('/')}/")]
        forms = {form: new for form, new in forms if form not in taken}
        lines = [
            f"{escape_uri_path(old)} {new} 301"
            for old, new in moved.items()
            if f"{old.rstrip('/')}/" not in taken
        ]
        rules = [f"location = {form} {{ return 301 {new}; }}" for form, new in forms.items()]
        for old, page in self.gone.items():
            lines.append(f"{escape_uri_path(old)} {escape_uri_path(page)}index.html 410!")
            rules.append(f"location = {old} {{ error_page 410 {page}index.html; return 410; }}")
        lines += [f"{old} {new} 302" for old, new in IN_THEIR_PLACE]
        places = [(old.replace(":slug", "[^/]+"), new) for old, new in IN_THEIR_PLACE]
        rules += [f"location ~ ^{old}$ {{ return 302 {new}; }}" for old, new in places]
        rules += query_rules.rules(asked, taken)
        self._keep("/_redirects", ("\n".join(lines) + "\n").encode())
        self._keep("/nginx.conf", ("\n".join(rules) + "\n").encode())

    def _remove(self):
        """Take away what is no page any more: a withdrawn story must not stay as a file."""
        for path in self.known.keys() - self.files.keys():
            with suppress(OSError, ValueError):
                self._file(path).unlink()
                self.counts["removed"] += 1


def _histories(story):
    return [f"{story}history/", f"{story}history.json"]


@contextmanager
def no_page_kept():
    """Keep no page: each is asked for once, and would push out of a shared cache what readers ask for."""
    kept = {name: caches[name] for name in KEPT_FOR_READERS}
    for name in kept:
        caches[name] = DummyCache("", {})
    try:
        yield
    finally:
        for name, cache in kept.items():
            caches[name] = cache


@lru_cache(maxsize=10_000)
def _said(link):
    return unescape(link.decode("utf-8", "replace"))


@lru_cache(maxsize=10_000)
def _path(link, own):
    """Return the path of a link to a file of this paper, whose address is given: a query chooses no file."""
    link = link.removeprefix(own) if link.startswith(f"{own}/") else link
    if not link.startswith("/") or link.startswith("//"):
        return ""
    with suppress(ValueError):
        parts = urlsplit(link)
        if not parts.query and not LEFT_OUT.search(parts.path):
            return parts.path
    return ""
