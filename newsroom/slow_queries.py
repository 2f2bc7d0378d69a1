"""Slow queries, told by the log without their values."""

import logging
import re
from time import perf_counter

from django.conf import settings
from django.db.backends.signals import connection_created
from django.dispatch import receiver

LITERAL = re.compile(r"'(?:[^']|'')*'")
LONGEST = 2000  # characters of one query in the log

logger = logging.getLogger(__name__)


@receiver(connection_created)
def watch(connection, **kwargs):
    if settings.SLOW_QUERY_SECONDS and timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute, sql, params, many, context):
    """Run a query, and log its SQL where it was slow: values stand in `params`, and literals are left out."""
    begun = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = perf_counter() - begun
        if seconds >= settings.SLOW_QUERY_SECONDS:
            logger.warning("A query took %.3f s: %s", seconds, LITERAL.sub("'…'", str(sql))[:LONGEST])
