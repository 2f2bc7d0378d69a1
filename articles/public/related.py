"""What to read after a story, and beside one that leads a front."""

import json

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from articles.models import Edition, EditionSource, Relation

from .compiled_queries import CompiledQuery
from .pagination import visible, with_card_fields

LENGTH = 4
TOPICS = SOURCES = 3  # of a story's topics and sources
MERGED = 16  # names under which these, or its section, were printed; each costs a seek


def related_stories(edition, at, site, called=None):
    """Return other stories, each with the `reason` why: those that an editor chose, then those found.

    These share most of its topics, or a source, or its section, and stand; the newest first. One query that
    enters an index for each topic, source and section that they were printed with; `topic IN (…)` would sort
    all of theirs. What was merged is one. `called` names its topics as they are called today.
    """
    heirs, section = site.heirs, site.section_of(edition.section_id)
    topics = {row["slug"]: row["name"] for row in heirs.rows("topic", edition.topics)}
    sources = dict.fromkeys(row["source"] for row in heirs.citations(edition.citations))
    rows = _related.rows(
        at,
        edition.article_id,
        tuple(sorted(site.kin(section))[:MERGED]) if section else None,
        heirs.kin("topic", [*topics][:TOPICS])[:MERGED] or None,
        heirs.kin("source", [*sources][:SOURCES])[:MERGED] or None,
    )
    rows = [row for row in rows if row.stored("place") is not None or not row.is_retracted]
    for row in rows:
        topics_today = heirs.rows("topic", json.loads(row.stored("topics")))
        row.shared = [topic["slug"] for topic in topics_today if topic["slug"] in topics]
    ranked = sorted(rows, key=_rank, reverse=True)[:LENGTH]
    before = _story_before(rows, edition)
    for row in ranked:
        row.reason = _("The story before") if row is before else _reason(row, topics | (called or {}))
    return ranked


def _rank(row):
    chosen = row.stored("place")
    return (
        chosen is not None,
        -(chosen or 0),
        len(row.shared),
        row.stored("shares_source"),
        row.stored("first_published_at"),
        row.stored("id"),
    )


def _story_before(rows, edition):
    """Return the newest story of its topics that is older than it; none where those found are all newer."""
    first = edition.first_published_at
    older = [row for row in rows if first and row.first_published_at < first and row.shared]
    return max(older, key=lambda row: row.stored("first_published_at"), default=None)


def _reason(row, topics):
    if row.stored("place") is not None:
        return _("Chosen by the desk")
    if row.shared:
        return _("Same topic: %(name)s") % {"name": topics[row.shared[0]]}
    if row.stored("shares_source"):
        return _("Same source")
    return row.section_today.name if row.section_today else ""


@CompiledQuery
def _related(at, article, sections, topics, sources):
    keys = _newest_keys(article, topics or (), sources or (), sections or (None,), at)
    rows = visible(at, None).news().filter(pk__in=keys)
    place = Relation.objects.in_force(at).filter(article=article, other=OuterRef("article_id"))
    cited = EditionSource.objects.printed(at).filter(edition=OuterRef("pk"), source__slug__in=sources or ())
    rows = rows.annotate(place=Subquery(place.order_by().values("place")[:1]), shares_source=Exists(cited))
    return with_card_fields(rows.exclude(article_id=article).order_by(), "topics")


def _newest_keys(article, topics, sources, sections, at):
    """Return the keys of what was chosen, and of the newest of topics and sources, by slug, and sections."""
    at = connection.ops.adapt_datetimefield_value(at)
    queries = [*[OF_TOPIC] * len(topics), *[OF_SOURCE] * len(sources), *[OF_SECTION] * len(sections)]
    sql = " UNION ALL ".join([CHOSEN, *queries])
    values = [value for key in (*topics, *sources, *sections) for value in (key, at, at)]
    return RawSQL(sql, [article, *[at] * 4, *values])  # noqa: S611


CHOSEN = """
SELECT chosen.id
FROM articles_relation AS relation JOIN articles_edition AS chosen ON chosen.article_id = other_id
WHERE relation.article_id = %s AND related_from <= %s AND (related_until IS NULL OR related_until > %s)
AND chosen.live_from <= %s AND (chosen.live_until IS NULL OR chosen.live_until > %s)
"""
# One more than is shown, since the story itself is among them.
NEWEST = (
    "live_from <= %s AND (live_until IS NULL OR live_until > %s) "
    f"ORDER BY first_published_at DESC, {{key}} DESC LIMIT {LENGTH + 1}"
)
OF_NAMED = f"""
SELECT edition_id FROM (
    SELECT edition_id FROM articles_edition{{noun}}
    WHERE {{noun}}_id = (SELECT id FROM articles_{{noun}} WHERE slug = %s)
    AND {NEWEST.format(key="edition_id")}
) AS of_{{noun}}
"""  # noqa: S608
OF_TOPIC, OF_SOURCE = OF_NAMED.format(noun="topic"), OF_NAMED.format(noun="source")
OF_SECTION = f"""
SELECT id FROM (
    SELECT id FROM articles_edition
    WHERE section_id = %s AND kind NOT IN ('withdrawal', 'expiry') AND {NEWEST.format(key="id")}
) AS of_section
"""  # noqa: S608


def lines_below(lead, at, now=None):
    """Return the stories that an editor chose to stand beside a front's lead, in their order."""
    return _chosen(at, now, lead.article_id) if lead else []


@CompiledQuery
def _chosen(at, now, article):
    relations = Relation.objects.in_force(at).filter(article=article)
    place = relations.filter(other=OuterRef("article_id")).order_by().values("place")[:1]
    corrected = Edition.objects.printed(at).filter(article=OuterRef("article_id"), kind__in=Edition.AMENDING)
    rows = visible(at, now).news().filter(article_id__in=relations.values("other"))
    rows = rows.annotate(place=Subquery(place), is_corrected=Exists(corrected)).order_by("place")
    return rows.only("article_id", "headline", "slug", "language", "is_retracted")
