"""Which of some spans of time have a story: each a seek of its own within one statement."""

from datetime import UTC, datetime

from django.db import connection

OF_SPAN = """
    FROM "articles_edition" WHERE first_published_at >= start AND first_published_at < past
    AND "articles_edition"."live_from" <= %s AND (live_until IS NULL OR live_until > %s)
"""
WITH_TEXT = "AND kind NOT IN ('withdrawal', 'expiry')"
SPANS = f"""
WITH span (place, start, past) AS (VALUES {{values}})
SELECT place {{columns}} FROM span
WHERE EXISTS (SELECT 1 {OF_SPAN} {WITH_TEXT})
"""  # noqa: S608
# The last change and the number of stories: they read the whole archive's index. A change is also that a
# story was taken back, so both count those without text.
CHANGED = f""", (SELECT MAX("articles_edition"."live_from") {OF_SPAN}), (SELECT COUNT(*) {OF_SPAN})"""
STORIES = f", (SELECT COUNT(*) {OF_SPAN} {WITH_TEXT})"  # noqa: S608


def with_stories(spans, at, columns):
    """Return [(first moment, *columns)] of each span with a story, the last first; `columns` is SQL."""
    sql = SPANS.format(values=", ".join(["(%s, %s, %s)"] * len(spans)), columns=columns)
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(spans, at, sql))
        rows = cursor.fetchall()
    return [(spans[place][0], *map(_aware, told)) for place, *told in sorted(rows, reverse=True)]


def _parameters(spans, at, sql):
    moments = [(place, *span) for place, span in enumerate(spans)]
    moments.append((at,) * (sql.count("%s") - 3 * len(spans)))
    flat = [value for row in moments for value in row]
    return [
        value if isinstance(value, int) else connection.ops.adapt_datetimefield_value(value) for value in flat
    ]


def _aware(value):
    """Return a moment as SQLite's MAX() gives it, text in UTC, or as PostgreSQL does; a number as it is."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
