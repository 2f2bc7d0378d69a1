"""What a feed holds now, read from its address or its folder: records, and what to begin with next time."""

import logging
import os
import time
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from exchange import fetching
from exchange.models import watched
from exchange.readers import feeds, finding, ninjs, texts
from exchange.readers.opening import BadFile
from exchange.records import Problem, Story

MOST = 20_000_000  # bytes of one answer, or one file
SECONDS = 60  # for one answer
REDIRECTS = 3
MOST_FILES = 5000  # of a folder, in one run
SETTLED = 5  # s; a file that was written to since may not be whole yet
MARGIN = 60  # s; a file that changed while the last run was at work is read again
BESIDE = ("image/", "video/", "audio/")  # types of files that agencies put beside their texts
UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".swp", "~")
MOVED = (301, 302, 303, 307, 308)
ACCEPTED = "application/rss+xml, application/atom+xml, application/json, application/xml;q=0.9, */*;q=0.5"

logger = logging.getLogger(__name__)


class Reading:
    """One reading of a feed; `state` and `problems` are whole when its records are read to the end."""

    def __init__(self, feed):
        self.feed, self.problems, self.state = feed, [], {}
        self.is_unchanged = False  # as the server says
        self.is_unlisted = False  # a part of the folder can not be read

    def stories(self):
        """Yield the stories, each id once and in later versions; raise BadFile for what can't be read."""
        met = {}
        for record in self._records():
            if type(record) is Problem and record.sentence not in map(str, feeds.HARMLESS):
                self.problems.append(f"{record.place}: {record.sentence}")
            if type(record) is not Story or record.version <= met.get(record.key, -1):
                continue
            if self.feed.address:  # in a folder each file counts: a later one may correct an earlier one
                met[record.key] = record.version
            yield record

    def _records(self):
        return self._of_address() if self.feed.address else self._of_folder()

    # An address

    def _of_address(self):
        answer = answered(self.feed.address, self.feed.state)
        if answer is None:
            self.state, self.is_unchanged = self.feed.state, True
            return
        self.state, file = answer
        with file:
            start = file.read(finding.START)
            file.seek(0)
            reader = finding.reader_by(start, Path("feed.json"), (feeds, ninjs))
            if reader is None:
                raise BadFile("what it answers is no feed")
            yield from reader.records(file, self.feed.name)

    # A folder

    def _of_folder(self):
        if why := watched.refusal_of_folder(self.feed.folder):
            raise BadFile(why)
        root, began = watched.folder(self.feed.folder), time.time()
        if not root.is_dir():
            raise BadFile(f"the folder {self.feed.folder} is not there")
        found = sorted(self._changed(root, began))  # what was bad before comes last
        new = [changed_at for was_bad, changed_at, _path in found if not was_bad]
        since = began - MARGIN if len(new) <= MOST_FILES else new[MOST_FILES - 1]
        found = [(was_bad, Path(path), _as_text(os.path.relpath(path, root))) for was_bad, _at, path in found]
        self.state = {"since": since, "bad": [name for was_bad, _path, name in found[MOST_FILES:] if was_bad]}
        for _was_bad, path, name in found[:MOST_FILES]:
            yield from self._of_file(path, name)
        if self.is_unlisted:  # what lies there is as old as it was
            self.state["since"] = self.feed.state.get("since", 0)

    def _changed(self, root, began):
        """Yield (was bad, moment, path) of the files that were put there since the last run, or bad then.

        By the moment of change in the file system, which no copying program can set.
        """
        since, bad = self.feed.state.get("since", 0), set(self.feed.state.get("bad", ()))
        for folder, folders, names in os.walk(root, onerror=self._note_unlisted):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = os.path.join(folder, name)
                if name.startswith(".") or name.lower().endswith(UNFINISHED):
                    continue
                try:
                    stat = os.stat(path)
                except FileNotFoundError:
                    continue  # gone since
                except OSError as error:
                    self._note_unlisted(error)
                    continue
                was_bad = _as_text(os.path.relpath(path, root)) in bad
                is_wanted = stat.st_ctime >= since or was_bad
                if is_wanted and began - _written(stat) >= SETTLED and watched.is_inside(Path(path)):
                    yield was_bad and stat.st_ctime < since, stat.st_ctime, path

    def _note_unlisted(self, error):
        self.is_unlisted = True
        self.problems.append(f"{_as_text(str(error.filename))}: {error.strerror}")

    def _of_file(self, path, name):
        """Yield the records of one file; a bad one is read again until it is mended or gone."""
        count = len(self.problems)
        try:
            for record in _file_records(path, name):
                if type(record) is Story:
                    written_at = datetime.fromtimestamp(_written(path.stat()), UTC)
                    record.published_at = record.published_at or record.changed_at or written_at
                yield record
        except Exception as error:
            # One file must not keep back all behind it.
            if not isinstance(error, BadFile | OSError):
                logger.exception("The file %s can't be read.", name)
            self.problems.append(f"{name}: {error or type(error).__name__}")
        if len(self.problems) > count:
            self.state["bad"].append(name)


def _as_text(name):
    """Return a file's name as a text can hold it: one that is no UTF-8 with codes for its bytes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _written(stat):
    """Return when a file was written: rsync keeps the moment of another clock, which may be ahead."""
    return min(stat.st_mtime, stat.st_ctime)


def _file_records(path, name):
    if not path.is_file():
        return
    if path.stat().st_size > MOST:
        raise BadFile(f"it is larger than {MOST // 1_000_000} MB")
    with path.open("rb") as file:
        start = file.read(finding.START)
        file.seek(0)
        reader = finding.reader_by(start, path, (feeds, ninjs, texts))
        if reader is None and (guess_type(name)[0] or "").startswith(BESIDE):
            return
        if reader is None:
            raise BadFile("it is of no form that is known")
        yield from reader.records(file, name)


def answered(address, state):
    """Return (what the next request begins with, the file) of an address; None where nothing changed."""
    headers = {"Accept": ACCEPTED, "Accept-Encoding": "gzip"}
    headers |= {"If-None-Match": state["etag"]} if state.get("etag") else {}
    headers |= {"If-Modified-Since": state["modified"]} if state.get("modified") else {}
    for _step in range(REDIRECTS + 1):
        if why := watched.refusal_of_address(address):
            raise BadFile(why)
        status, said, file = fetching.ask(address, headers, MOST, SECONDS)
        if status == 304:
            return None
        if status == 200:
            return {"etag": said.get("ETag", "")[:500], "modified": said.get("Last-Modified", "")[:100]}, file
        if status not in MOVED:
            raise BadFile(f"{urlsplit(address).hostname} answered {status}")
        address = urljoin(address, said.get("Location", ""))
    raise BadFile("it leads on and on")
