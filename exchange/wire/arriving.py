"""Items of a feed as wire copy: new ones, later versions, kills. Run twice at once, nothing comes twice."""

import hashlib
import logging
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation

from articles.models import Publication, clock
from articles.search import folding
from articles.text import languages, reading
from articles.text.rendering import MAX_LENGTH
from exchange.conversion import NAMELESS, Conversion, Converted, one_line, paragraphs, plain_text
from exchange.inventory import batches
from exchange.logged_wire import KEPT
from exchange.models import Feed, WireCopy
from exchange.readers.opening import BadFile
from exchange.records import MARKDOWN, TEXT
from exchange.wire import telling
from exchange.wire.reading import Reading

BATCH = 50
LONGEST_RAW = 1_000_000  # characters
KILLED = {"canceled", "cancelled", "withheld", "withdrawn", "kill", "killed"}
KEPT_BY_KILLS = ("headline", "body", "byline", "language", "rights", "address")  # where one says nothing
EARLIEST = datetime(2001, 1, 1, tzinfo=UTC)  # no feed means a moment before it: the year 0 is read as 2000
LATEST = datetime(9998, 1, 1, tzinfo=UTC)
Status = WireCopy.Status
logger = logging.getLogger(__name__)


class Overtaken(Exception):
    """Another run has read the same feed meanwhile, and knows better."""


def watch(feed):
    """Read a feed and store what is new; return (count of new, of changed, problems)."""
    arrival = Arriving(feed)
    try:
        arrival.take_in()
    except (OperationalError, InterfaceError):  # the database is away, for the other feeds too
        raise
    except Overtaken:
        pass
    except Exception as error:
        if not isinstance(error, BadFile):
            logger.exception("The feed %s can't be read.", feed)
        arrival.reading.problems.append(str(error) or type(error).__name__)
        arrival.note_failure()
    return arrival.new, arrival.changed, arrival.reading.problems


def newest(records):
    """Return {key: record} of the last of each item, but never of an older version than was there before."""
    items = {}
    for record in records:
        met = items.get(key := key_of(record))
        if met is None or not record.version or record.version >= met.version:
            items[key] = record
    return items


class Arriving:
    """One run over one feed."""

    def __init__(self, feed):
        self.feed, self.reading, self.at = feed, Reading(feed), clock.server_time()
        self.new = self.changed = 0

    def take_in(self):
        for records in batches(self.reading.stories(), BATCH):
            self._take_in(records)
        self._finish()

    # What the feed says of itself

    def _finish(self):
        """Keep what the next run begins with: only now, so that one that is killed before loses nothing.

        An address that answered wrongly is asked in full again: “unchanged” would be the same wrong answer.
        """
        is_wrong = self.feed.address and self.reading.problems
        self._note(
            state={} if is_wrong else self.reading.state,
            read_at=self.feed.read_at if self.reading.is_unchanged else self.at,
            error=self._problem(),
            failed_since=(self.feed.failed_since or self.at) if self.reading.problems else None,
        )

    def note_failure(self):
        self._note(error=self._problem(), failed_since=self.feed.failed_since or self.at)

    def _problem(self):
        return reading.printable(" ".join(self.reading.problems))[:500]

    def _note(self, **values):
        same = Feed.objects.filter(pk=self.feed.pk, read_at=self.feed.read_at)
        same.update(asked_at=self.at, **values)

    # Its items

    def _take_in(self, records):
        items = newest(records)
        known = self._known(items)
        wanted = {
            key: Item(record, self.feed, self.at)
            for key, record in items.items()
            if self._is_wanted(record, known.get(key))
        }
        for item in wanted.values():
            item.convert()  # before the lock: it takes the most time
        with transaction.atomic(), translation.override(Publication.objects.current().language):
            # In the order of acts, the site's row first: two orders could deadlock on PostgreSQL.
            clock.lock()
            if not Feed.objects.select_for_update().filter(pk=self.feed.pk, read_at=self.feed.read_at):
                raise Overtaken
            WireCopy.objects.filter(feed=self.feed, key__in=items).update(seen_at=self.at)
            self._store(wanted)

    def _known(self, keys):
        rows = WireCopy.objects.filter(feed=self.feed, key__in=keys)
        return dict(rows.values_list("key", "digest"))

    def _is_wanted(self, record, digest):
        """Ask whether an item is new and not too old, or says something else than it did."""
        if digest is None:
            return sent_at(record, self.at) + self.feed.stay() > self.at
        return digest not in ("", record.digest(of_the_wire=True))

    def _store(self, wanted):
        """Store items, under the lock: what another run stored meanwhile is seen here."""
        rows = WireCopy.objects.select_for_update().filter(feed=self.feed, key__in=wanted)
        there = {row.key: row for row in rows}
        new = [item.copy() for key, item in wanted.items() if key not in there]
        WireCopy.objects.bulk_create(new)
        self.new += len(new)
        for key, row in there.items():
            if self._is_wanted(wanted[key].record, row.digest):
                self.changed += wanted[key].renew(row)


class Item:
    """An item of a feed on its way to a row."""

    def __init__(self, record, feed, at):
        self.record, self.feed, self.at = record, feed, at

    @property
    def is_killed(self):
        return self.record.state.lower() in KILLED

    def convert(self):
        record, converted = self.record, convert(self.record)
        body = converted.body[:MAX_LENGTH]
        first_words = " ".join(reading.plain_text(body).split()[:12])
        self.values = {
            "agency_id": reading.printable(record.key.partition(":")[2] or record.key),
            "headline": fitted(one_line(record.headline) or first_words or NAMELESS, 300),
            "standfirst": paragraphs(record.standfirst)[:5000],
            "body": body,
            "note": one_line(record.note)[:2000],
            "byline": fitted(", ".join(one_line(key.partition(":")[2]) for key in record.people), 300),
            "language": language_of(record.language),
            "rights": fitted(one_line(record.rights), 500),
            "address": record.link if is_address(record.link) else "",
            "embargo_until": held_until(record.embargo_until),
            "raw": reading.printable(record.body)[:LONGEST_RAW],
            "left_out": [[*map(reading.printable, said)] for said in (*record.left_out, *converted.left_out)],
            "digest": record.digest(of_the_wire=True),
        }
        self.values["folded"] = folded(self.values)

    def copy(self):
        """Return a new row."""
        moment = sent_at(self.record, self.at)
        return WireCopy(
            feed=self.feed,
            key=key_of(self.record),
            version=self.record.version or 1,
            status=Status.KILLED if self.is_killed else Status.USABLE,
            sent_at=moment,
            seen_at=self.at,
            expires_at=moment + self.feed.stay(),
            **self.values,
        )

    def renew(self, row):
        """Give a row its next version; ask whether it was one, and no older one that came late."""
        if self.record.version and self.record.version < row.version:
            return False
        before, was_killed = row.texts(), row.is_killed
        embargo = row.embargo_until
        if self.is_killed and not self.values["body"]:
            self._keep_words(row)
        for name, value in self.values.items():
            setattr(row, name, value)
        is_changed = before != row.texts()
        row.version = self.record.version or row.version + is_changed
        if is_changed:
            row.earlier = [*row.earlier, {"until": row.version, **before}][-KEPT:]
        row.expires_at = max(row.expires_at, self.at + self.feed.stay())
        if self.is_killed:
            row.status = Status.KILLED
        elif is_changed or was_killed:
            row.status = Status.CORRECTED
        row.save()
        if row.is_killed != was_killed or (
            not row.is_killed and (is_changed or embargo != row.embargo_until)
        ):
            telling.tell(row)
        return True

    def _keep_words(self, row):
        """Let what a kill without a text does not say stay as it was."""
        said = {**self.values, "headline": one_line(self.record.headline)}
        for name in KEPT_BY_KILLS:
            self.values[name] = said[name] or getattr(row, name)
        for name in ("standfirst", "raw", "left_out"):  # a kill's own would stand beside another's text
            self.values[name] = getattr(row, name)
        self.values["folded"] = folded(self.values)


def key_of(record):
    return hashlib.sha256(record.key.encode("utf-8", "surrogatepass")).hexdigest()


def held_until(moment):
    """Return until when an item is held; no clock of the desk shows the last hours of all years."""
    return min(moment, LATEST) if moment and moment > EARLIEST else None


def sent_at(record, at):
    """Return the moment of an item; of one that tells none, or none that can be, that of its arrival."""
    moment = record.changed_at or record.published_at
    return min(moment, at) if moment and moment > EARLIEST else at


def convert(record):
    """Return an item's text as clean Markdown; its pictures stay where they are."""
    if record.form == TEXT:
        return Converted(plain_text(record.body))
    if record.form == MARKDOWN:
        return Converted(reading.printable(record.body).strip())
    base = record.link if is_address(record.link) else "https://wire.invalid"
    return Conversion(base, lambda _address: None, lambda _address: "").convert(record.body)


def is_address(text):
    return text.startswith(("https://", "http://")) and len(text) <= 2000 and not set(text) & set(" <>\"'\n")


def language_of(tag):
    try:
        return languages.standard_tag(tag)[:35] if tag else ""
    except languages.UnknownLanguage:
        return ""


def fitted(text, most):
    return text if len(text) <= most else text[: most - 1] + "…"


def folded(values):
    """Return the words of a copy as search compares them, between spaces."""
    text = "\n".join((values["headline"], values["standfirst"], reading.plain_text(values["body"])))
    return f" {' '.join(folding.words(text))} "
