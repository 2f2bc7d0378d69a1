"""What the views and the desk ask: stories and words."""

from contextlib import nullcontext
from datetime import timedelta
from functools import wraps

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction

from articles.models import Edition

from . import finding, folding, vocabulary
from .document import mark, ms, place_of
from .query import parse
from .state import NotReady, TooSlow, ready
from .store import Formula

SUGGESTIONS = 8
# What a page of results shows; its section is one of the paper's.
READ = (*Edition.fields_with(in_results=True), "section_as_printed", "first_published_at", "is_retracted")
LONGEST = 3000  # ms of one statement
# Without seqscan: where a word stands in nearly every story, PostgreSQL would cut each text into words anew,
# 120 ms for 1,000 of them, though the index holds them cut: 2 ms.
BOUNDS = (
    "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true),"
    " set_config('enable_seqscan', 'off', true)"
)
QUERY_CANCELED = "57014"
PROBED = 14  # words that are looked up for them


def answers(ask):
    """Turn what a damaged or missing index raises into NotReady; a database that is away stays one."""

    @wraps(ask)
    def wrapped(*args, **kwargs):
        try:
            # PostgreSQL gives up a whole transaction for one failed statement: only a savepoint keeps it.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                return ask(*args, **kwargs)
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") == QUERY_CANCELED:
                raise TooSlow(str(error)) from error
            # A database that is away is no fault of the index: the page cache answers for it.
            if not connection.in_atomic_block and not connection.is_usable():
                raise
            raise NotReady(str(error)) from error

    return wrapped


def bounded(ask):
    """Let PostgreSQL give a reader's search up after a while, compile nothing for it, and enter by indexes.

    In the search's own transaction: PgBouncer gives its connection to others right behind it.
    """

    @wraps(ask)
    def wrapped(*args, **kwargs):
        # The snapshot of a replica is a transaction of a reader's page alone.
        is_others = connection.in_atomic_block and connection.alias == DEFAULT_DB_ALIAS
        if connection.vendor != "postgresql" or is_others:
            return ask(*args, **kwargs)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(BOUNDS, [f"{LONGEST}"])
            return ask(*args, **kwargs)

    return wrapped


@answers
@bounded
def find(text, at, *, marks=(), since=None, until=None, by_time=False, after="", size=10, read=None):
    """Return what readers find at the moment `at`: (Query, Found), with `found.editions` in order.

    `marks` is [(kind, slugs)], kind being s(ection), t(opic), p(erson), q (source), k(ind of work),
    n (kind of edition) or g (language);
    `since` and `until` bound the first publication; `read(at, keys)` reads published editions, in place of
    what a page of results shows. Raises NotReady.
    """
    query = parse(text)
    found = finding.Found()
    if query:
        scope = finding.Scope(ms(at), groups(marks), number(until), number(since))
        found = finding.find(ready("printed"), query, scope, by_time=by_time, after=after, size=size)
    found.editions = published(found.hits, at, read or readable)
    return query, found


def published(hits, at, read):
    """Return the editions of hits, in their order: those alone that readers can read at `at`."""
    keys = tuple(hit.subject for hit in hits)
    # Asked again of the editions themselves: the index is never trusted to decide what is public.
    editions = {row.pk: row for row in (read(at, keys) if keys else ())}
    return [editions[hit.subject] for hit in hits if hit.subject in editions]


def readable(at, keys):
    """Find of published editions what a page of results shows."""
    return Edition.objects.published(at).filter(pk__in=keys).only(*READ)


def groups(marks):
    return [[mark(kind, slug) for slug in slugs] for kind, slugs in marks if slugs]


def number(moment):
    """Return the index's number of a moment, or of the next whole millisecond; or None."""
    if moment is None:
        return None
    part = moment.microsecond % 1000
    return place_of(ms(moment - timedelta(microseconds=part)) + bool(part))


@answers
@bounded
def suggest(text, at):
    """Return questions that begin as `text` does and find something at `at`, likeliest first."""
    before, _, typed = text[:200].replace("\x00", " ").rpartition(" ")
    last = (folding.words(typed) or [""])[-1]
    if not last or folding.stands_alone(last):
        return []
    store = ready("printed").current
    forms = [vocabulary.Form(last, last, 1.0, 0), *vocabulary.completions(store, last, PROBED)]
    earlier = [[word] for word in parse(before).all_words]
    formulas = [Formula(every=[*earlier, [form.word]]) for form in forms]
    # A word of a plan must not be suggested: that would publish it before its moment.
    hits = store.probe(formulas, ms(at))
    shown = [form.shown for form, has_hit in zip(forms, hits, strict=True) if has_hit]
    return [f"{before} {word}".strip() for word in shown[:SUGGESTIONS]]


@answers
def copies(text, user, *, stage=None, assignee=None, source=None, limit=200):
    """Return the keys of the working copies that a user may see and `text` finds, best first."""
    query = parse(text)
    if not (query and any(user.has_perm(f"articles.{act}_article") for act in ("view", "change"))):
        return []
    marks = [
        ("e", [stage] if stage else []),
        ("a", [assignee] if assignee else []),
        ("q", [source] if source else []),
    ]
    scope = finding.Scope(0, groups(marks))
    found = finding.find(ready("copies"), query, scope, size=limit)
    return [hit.subject for hit in found.hits]
