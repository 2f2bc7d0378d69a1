"""What to read after a story."""

import json

from django.db import connection
from django.db.models.expressions import RawSQL

from .compiled_queries import CompiledQuery
from .pagination import visible, with_card_fields

LENGTH = 4
TOPICS = 3  # of a story's topics; each costs a seek


def related_stories(edition, at):
    """Return other stories: those that share most of its topics, then its section's; the newest first.

    One query that enters an index for each topic and the section; `topic IN (…)` would sort all of theirs.
    """
    topics = tuple(row["slug"] for row in edition.topics)
    rows = _related.rows(at, edition.article_id, edition.section_id, topics[:TOPICS] or None)
    return sorted(rows, key=lambda row: _rank(row, topics), reverse=True)[:LENGTH]


def _rank(row, topics):
    told = json.loads(row.stored("topics"))
    return (
        len({topic["slug"] for topic in told} & set(topics)),
        row.stored("first_published_at"),
        row.stored("id"),
    )


@CompiledQuery
def _related(at, article, section, topics):
    rows = visible(at, None).filter(pk__in=_newest_keys(topics or (), section, at))
    return with_card_fields(rows.exclude(article_id=article).order_by(), "topics")


def _newest_keys(topics, section, at):
    """Return the keys of the newest editions of some topics, by their slugs, and of a section."""
    at = connection.ops.adapt_datetimefield_value(at)
    sql = " UNION ALL ".join([*[OF_TOPIC] * len(topics), OF_SECTION])
    return RawSQL(sql, [value for key in (*topics, section) for value in (key, at, at)])  # noqa: S611


# One more than is shown, since the story itself is among them.
NEWEST = (
    "live_from <= %s AND (live_until IS NULL OR live_until > %s) "
    f"ORDER BY first_published_at DESC, {{key}} DESC LIMIT {LENGTH + 1}"
)
OF_TOPIC = f"""
SELECT edition_id FROM (
    SELECT edition_id FROM articles_editiontopic
    WHERE topic_id = (SELECT id FROM articles_topic WHERE slug = %s) AND {NEWEST.format(key="edition_id")}
) AS of_topic
"""  # noqa: S608
OF_SECTION = f"""
SELECT id FROM (
    SELECT id FROM articles_edition
    WHERE section_id = %s AND kind NOT IN ('withdrawal', 'expiry') AND {NEWEST.format(key="id")}
) AS of_section
"""  # noqa: S608
