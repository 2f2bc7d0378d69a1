"""Writes to the index: in the transaction of the act, and a full rebuild."""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from articles.models import (
    Article,
    Edition,
    Person,
    Publication,
    Section,
    Source,
    Topic,
    site_state,
)

from . import document, state

log = logging.getLogger(__name__)
AT_ONCE = 1000  # copies that one act indexes: about a second
# How a copy names each, and what its words and marks are made of.
NAMED_BY = {
    Person: "bylines__person", Section: "section", Source: "citations__source", Topic: "topics",
}  # fmt: skip
SAID = {
    **dict.fromkeys((Person, Section, Topic), ("name", "slug")),
    Source: ("name", "public_description", "role", "slug", "represents_id"),
}
_waiting = ContextVar(
    "at the end: {key: edition or None}, {key: copy or None}, names to tidy up", default=None
)


@contextmanager
def at_the_end():
    """Write to each index once, behind the last of many rows, inside a transaction.

    A citation costs as much as its whole story, and an edition has most of the words of the one before.
    """
    if _waiting.get() is not None:  # an act in an act
        yield
        return
    token = _waiting.set(({}, {}, set()))
    try:
        yield
    finally:
        editions, copies, forgetful = _waiting.get()
        _waiting.reset(token)
    if editions or copies:
        language = Publication.objects.current().language
        both = ((_printed, editions), (_copies, copies))
        writes = [make(each, language) for make, each in both if each]
        _share_words([document for _name, documents, _gone in writes for document in documents])
        _write(writes)
    for name in sorted(forgetful):
        _forget(name)


def index(edition):
    """Index an edition as it stands, in the publishing transaction."""
    index_many([edition])


def index_many(editions):
    """Index editions: plans too, which stay hidden until their moment, but none without text.

    One whose time ran out by a plan stays until the story's next edition: time alone changes no index, so
    that one that is built anew, after a load or by `rebuild_search`, holds and counts the same words.
    """
    with at_the_end():
        _waiting.get()[0].update((edition.pk, edition) for edition in editions)


def remove(edition):
    """Take a dropped plan out of the index."""
    with at_the_end():
        _waiting.get()[0][edition.pk] = None


def index_copy(key, copy=None):
    """Index a working copy, for the desk alone; `copy` is it as it was stored just now, if it was."""
    with at_the_end():
        copies = _waiting.get()[1]
        copies[key] = copy or copies.get(key)


def copies_with(thing):
    """Return the keys of the newest working copies that name a person, a section, a source or a topic."""
    keys, found = set(), {thing.pk}
    while found:  # who speaks for a source names it too
        keys |= found
        voices = Source.objects.filter(represents__in=found) if isinstance(thing, Source) else ()
        found = {voice.pk for voice in voices} - keys
    rows = Article.objects.filter(**{f"{NAMED_BY[type(thing)]}__in": keys}).distinct()
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:AT_ONCE])


def index_copies(keys):
    """Index working copies that name something which is called otherwise, or is another, from now on."""
    with at_the_end():
        for key in keys:
            index_copy(key)


def remove_copy(article):
    """Take a deleted copy out of the index: it is looked for, and not there."""
    with at_the_end():
        _waiting.get()[1][article.pk] = None


def forget():
    """Leave nothing in the indexes of words that went, behind the last write: they keep them otherwise."""
    with at_the_end():
        _waiting.get()[2].update(state.NAMES)


def _forget(name):
    try:
        with transaction.atomic():
            for store in state.read(name).written:
                store.forget()
    except (DatabaseError, state.NotReady):
        log.exception("the search index could not be tidied up: run manage.py rebuild_search")
        _doubt(name)


def _share_words(documents):
    """Read the words of a copy once that says what its edition says."""
    known = {}
    for each in documents:
        first = known.setdefault(each.texts, each)
        if first is not each:
            each.share(first)


def _printed(editions, language):
    there = [edition for edition in editions.values() if edition]
    single = {edition.pk for edition in there if edition.number == 1 and edition.live_until is None}
    stories = {edition.article_id for edition in there if edition.pk not in single}
    rows = Edition.objects.filter(article__in=stories).values_list("pk", IS_SEARCHED) if stories else ()
    searched = single | {key for key, is_searched in rows if is_searched}
    gone = (editions.keys() | {key for key, _is_searched in rows}) - searched
    found = [edition for edition in there if edition.pk in searched]
    return "printed", printed_documents(found, language), sorted(gone)


def _copies(copies, language):
    known = [copy for copy in copies.values() if copy]
    known += _read(tuple(key for key, copy in copies.items() if copy is None))
    gone = copies.keys() - {copy.pk for copy in known}
    return "copies", copies_documents(known, language), sorted(gone)


def _read(keys):
    return Article.objects.filter(pk__in=keys).select_related("section")


def printed_documents(editions, language):
    return [document.of_edition(edition, language) for edition in editions]


def copies_documents(articles, language):
    named = document.copies(article.pk for article in articles)
    return [document.of_copy(article, named[article.pk], language) for article in articles]


def _write(writes):
    """Write to the indexes; where one fails, the act goes on and that one is known to be incomplete."""
    try:
        with transaction.atomic():
            for name, documents, gone in writes:
                now = state.read(name)
                for store in now.written:
                    store.put(documents, gone)
                state.speak(now, [each.language for each in documents])
    # A fault of search must not stop a withdrawal: the act is worth more than its index.
    except (DatabaseError, state.NotReady):
        if len(writes) > 1:
            for write in writes:  # each by itself: one may be whole
                _write([write])
            return
        log.exception("the search index could not be written: run manage.py rebuild_search")
        _doubt(writes[0][0])


def _doubt(name):
    try:
        with transaction.atomic():
            state.change(name, is_complete=False)
    except DatabaseError:
        log.warning("the search index has no state: run manage.py migrate, then rebuild_search")


# A later edition of the story was recorded when this one was past, or took its place at once.
_IS_REPLACED = Exists(
    Edition.objects.filter(
        article=OuterRef("article"), number__gt=OuterRef("number"), recorded_at__gte=OuterRef("live_until")
    )
)
IS_SEARCHED = ~Q(kind__in=Edition.TEXTLESS) & (Q(live_until=None) | ~Q(_IS_REPLACED))
HEAVY = (
    *Edition.fields_with(is_text=True, is_searched=False),
    *("body_html", "derived", "salts", "redacted", "private", "previous_digest", "digest"),
)


def rebuild(name, progress=lambda done, total: None, size=1000):
    """Build an index again beside the one that is searched, then search the new one.

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
    # Locked, so that no act changes a story between its reading and the commit of its words. By key
    # and not by OFFSET, which would read all rows before it each time.
    batch = list(things.filter(pk__gt=last).order_by("pk").select_for_update(of=("self",))[:size])
    if not batch:
        return None, 0
    now = state.read(name)
    there = now.other.subjects([thing.pk for thing in batch])
    # What an act wrote to both sets since the build began is newer, and stays.
    new = [thing for thing in batch if thing.pk not in there]
    made = MAKERS[name](new, Publication.objects.current().language)
    now.other.add(made)
    state.speak(now, [each.language for each in made])
    return batch[-1].pk, len(batch)


def finish(name):
    """Let readers search the new index, and empty the old one once nobody starts there any more."""
    with transaction.atomic():  # of its own: it waits for acts, and holds nothing for which they wait
        state.read(name).other.flush()
    with transaction.atomic():
        # Before the state's row: who writes words may wait for that row, and is waited for here.
        state.read(name).other.lock()
        now = state.read(name, for_update=True)
        now.other.settle()
        letter = now.other.letter
        state.change(name, letter=letter, is_building=False, is_complete=True, format=state.FORMAT)
        site_state.replace_token()
    with transaction.atomic():
        state.read(name).other.clear()


def searched_editions():
    return Edition.objects.filter(IS_SEARCHED).defer(*HEAVY)


def copies():
    return Article.objects.select_related("section")


SUBJECTS = {"printed": searched_editions, "copies": copies}
MAKERS = {"printed": printed_documents, "copies": copies_documents}


def clear_if_empty():
    """Empty what is indexed of no story any more, unless migrations that run backwards took the tables."""
    tables = {state.NAME, Edition._meta.db_table, Article._meta.db_table}
    if not tables.issubset(connection.introspection.table_names()):
        return
    for name, model in (("printed", Edition), ("copies", Article)):
        if not model.objects.exists():
            with transaction.atomic():
                now = state.read(name)
                for store in (now.current, now.other):
                    if store.all("SELECT 1 FROM {row} UNION ALL SELECT 1 FROM {word} LIMIT 1"):
                        store.clear()
                state.change(name, is_complete=True, languages="")
