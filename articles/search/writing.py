"""Writing the index: in the transaction of what it tells of, and again from the start."""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, transaction
from django.db.models import Q

from articles import freshness
from articles.kept import Kept
from articles.models import Article, Edition, Publication

from . import document, state

log = logging.getLogger(__name__)
_waiting = ContextVar("at the end: {edition's key: edition or None}, {copies' keys}", default=None)


@contextmanager
def at_the_end():
    """Write to each index once, behind the last of many rows, inside a transaction.

    A citation costs as much as its whole story, and an edition has most of the words of the one before.
    """
    if _waiting.get() is not None:  # an act in an act
        yield
        return
    editions, copies = {}, set()
    token = _waiting.set((editions, copies))
    try:
        yield
    finally:
        _waiting.reset(token)
    if editions:
        gone = [key for key, edition in editions.items() if edition is None]
        index_many([edition for edition in editions.values() if edition], gone)
    if copies:
        index_copies(copies)


def index(edition):
    """Index an edition as it stands, in the publishing transaction."""
    if waiting := _waiting.get():
        waiting[0][edition.pk] = edition
    else:
        index_many([edition])


def index_many(editions, gone=()):
    """Index editions: plans too, which stay hidden until their moment; not what is past, nor without text."""
    at = freshness.now()
    kept = [edition for edition in editions if is_searched(edition, at)]
    past = [edition.pk for edition in editions if not is_searched(edition, at)]
    _write("printed", printed_documents(kept), [*gone, *past])


def is_searched(edition, at):
    """Ask whether readers can find an edition at `at` or later."""
    return edition.has_text and (edition.live_until is None or edition.live_until > at)


def remove(edition):
    """Take a dropped plan out of the index."""
    if waiting := _waiting.get():
        waiting[0][edition.pk] = None
    else:
        _write("printed", [], [edition.pk])


def index_copy(key):
    """Index a working copy, for the desk alone."""
    if waiting := _waiting.get():
        waiting[1].add(key)
    else:
        index_copies([key])


def index_copies(keys):
    # Read anew: the caller's object may be older than what is stored.
    _write("copies", copies_documents(_copies(tuple(keys))), [])


@Kept
def _copies(keys):
    return Article.objects.filter(pk__in=keys).select_related("section").order_by("pk")


def remove_copy(article):
    _write("copies", [], [article.pk])


def printed_documents(editions):
    language = Publication.objects.current().language
    return [document.of_edition(edition, language) for edition in editions]


def copies_documents(articles):
    language = Publication.objects.current().language
    named = document.copies(article.pk for article in articles)
    return [document.of_copy(article, named[article.pk], language) for article in articles]


def _write(name, documents, gone):
    """Write to the index; where that fails, the act goes on and the index is known to be incomplete."""
    try:
        with transaction.atomic():
            now = state.read(name)
            for store in now.written:
                store.put(documents, gone)
            state.speak(now, [each.language for each in documents])
    except (DatabaseError, state.NotReady):
        log.exception("the search index could not be written: run manage.py rebuild_search")
        _doubt(name)


def _doubt(name):
    try:
        with transaction.atomic():
            state.change(name, is_complete=False)
    except DatabaseError:
        log.warning("the search index has no state: run manage.py migrate, then rebuild_search")


HEAVY = ("body_html", "salts", "redacted", "private", "previous_digest", "digest", "ai_disclosure")


def rebuild(name, progress=lambda done, total: None, size=1000):
    """Build an index anew beside the one that is searched, then search the new one.

    What is published, withdrawn or redacted meanwhile is written to both. Memory: `size` stories.
    """
    begin(name)
    things, total, last, done = SUBJECTS[name](), SUBJECTS[name]().count(), 0, 0
    while last is not None:
        with transaction.atomic():
            last, count = _build(name, things, last, size)
        done += count
        progress(done, max(done, total))
    finish(name)


def begin(name):
    with transaction.atomic():
        state.ensure()
        now = state.read(name, for_update=True)
        now.other.clear()
        state.change(name, is_building=True)


def _build(name, things, last, size):
    """Index the next stories by key; return the last one's, or None at the end, and how many there were."""
    batch = list(things.filter(pk__gt=last).order_by("pk").select_for_update(of=("self",))[:size])
    if not batch:
        return None, 0
    now = state.read(name)
    there = now.other.subjects([thing.pk for thing in batch])
    new = [thing for thing in batch if thing.pk not in there]
    made = MAKERS[name](new)
    now.other.add(made)
    state.speak(now, [each.language for each in made])
    return batch[-1].pk, len(batch)


def finish(name):
    """Let readers search the new index, and empty the old one once nobody starts there any more."""
    with transaction.atomic():
        now = state.read(name, for_update=True)
        now.other.settle()
        letter = now.other.letter
        state.change(name, letter=letter, is_building=False, is_complete=True, format=state.FORMAT)
        freshness.touch()
    with transaction.atomic():
        state.read(name).other.clear()


def searched_editions():
    at = freshness.now()
    current = Edition.objects.filter(Q(live_until=None) | Q(live_until__gt=at))
    return current.exclude(kind__in=Edition.TEXTLESS).defer(*HEAVY)


def copies():
    return Article.objects.select_related("section")


SUBJECTS = {"printed": searched_editions, "copies": copies}
MAKERS = {"printed": printed_documents, "copies": copies_documents}


def clear_if_empty():
    """Empty what is indexed of no story any more."""
    for name, model in (("printed", Edition), ("copies", Article)):
        if not model.objects.exists():
            with transaction.atomic():
                now = state.read(name)
                for store in (now.current, now.other):
                    if store.all("SELECT 1 FROM {row} UNION ALL SELECT 1 FROM {word} LIMIT 1"):
                        store.clear()
                state.change(name, is_complete=True, languages="")
