"""Compare the readers' index with the editions that it is made of: for `manage.py verify`."""

from collections import Counter

from articles.models import Edition, Publication

from . import document, state, writing

BATCH = 500
INDEX = "the search index"


def faults():
    """Yield (what, sentence) where the readers' index does not hold the words of the editions."""
    try:
        now = state.ready("printed")
    except state.NotReady:
        yield INDEX, "is missing or incomplete: run rebuild_search"
        return
    words, tokens = Counter(), Counter()
    yield from _row_faults(now.current, words, tokens)
    if dict(now.current.counts()) != words:
        yield INDEX, "counts other words than its stories have"
    if (stored := now.current.tokens()) is not None and stored != tokens:
        yield INDEX, "finds other words than its stories have"


def _row_faults(store, words, tokens):
    """Compare each row with its edition, and count the words of the rows."""
    last, papers = 0, Publication.objects.current().language
    spoken_before = set()
    while rows := store.rows_after(last, BATCH):
        keys = [row[0] for row in rows]
        yield from _missing(last, keys)
        editions = Edition.objects.defer(*writing.HEAVY).in_bulk(keys)
        for key, live_from, live_until, text in rows:
            yield from _row_fault(editions.get(key), (live_from, live_until, text))
            if key in editions and not editions[key].language:
                spoken_before |= {document.language_of(text)} - {papers}
            found, spoken = document.words_of(text)
            words.update((word, spoken) for word in found)
            tokens.update(set(document.indexed(text).split()))
        last = keys[-1]
    yield from _missing(last, [])
    if spoken_before:
        yield INDEX, "files stories under a language that the paper had before: run rebuild_search"


def _row_fault(edition, row):
    if edition is None:
        yield INDEX, "has words of an edition that is missing"
        return
    # Where the edition names no language, the paper's may be another by now.
    made = document.of_edition(edition, document.language_of(row[-1]))
    if row != (made.live_from, made.live_until, made.text):
        what = f"article {edition.article_uid}, edition {edition.number}"
        yield what, "its words to search do not match it"


def _missing(last, keys):
    """Yield the editions behind a key, up to the last of `keys`, that readers should find and can't."""
    editions = writing.searched_editions().filter(pk__gt=last, **({"pk__lte": keys[-1]} if keys else {}))
    lost = editions.exclude(pk__in=keys).order_by("pk").values_list("article_uid", "number")
    for uid, number in lost:
        yield f"article {uid}, edition {number}", "its words are not in the search index"
