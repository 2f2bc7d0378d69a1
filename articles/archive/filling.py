"""What a new row derives from others: signals call it before each row is stored, by `loaddata` too."""

from articles.models import clock
from articles.text import passages

from . import deriving, digests, printing


def fill_edition(edition):
    """Give a new edition what it needs of itself; without `live_from` it goes live now.

    A digest that is there is never computed again: that would hide tampering.
    """
    edition.live_from = edition.live_from or clock.now()
    edition.first_published_at = edition.first_published_at or edition.live_from
    edition.recorded_at = edition.recorded_at or clock.now()
    edition.sealed_at = edition.sealed_at or max(edition.recorded_at, edition.live_from)
    if not edition.digest:
        printing.complete(edition)
        digests.seal(edition)
    if edition.derived is None:
        deriving.derive(edition, deriving.predecessor(edition))


def fill_citation(citation):
    citation.mark = citation.mark or citation.source.slug
    citation.passage_digest = citation.passage_digest or passage_digest(citation)


def passage_digest(citation):
    """Return the digest of what rests on a citation in the copy as it stands; empty where nothing does."""
    return passages.digests(citation.article.text_with_marks).get(citation.mark, "")
