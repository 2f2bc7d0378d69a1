"""Which tests ask a database all that the suite asks, so that the second database is asked it in a few.

A run on SQLite keeps the shape of each test's statements: the statement without its values. From then on a
test is `covered` that asks nothing which others don't ask; `-m "not covered"` leaves it out.
"""

import heapq
import re
from zlib import crc32

import pytest
from django.db import connection

KEPT = "newsroom/statements"
WHOLE = 1000  # tests; a run of a few files keeps nothing
VALUES = re.compile(r"%s(?:, %s)*|\d+")
ROWS = re.compile(r"(\(v\))(?:, \(v\))+")

asked = {}  # {test: shapes}, of this process or of all


def shape(sql):
    """Return a number that statements share which differ in their values, or in how many there are."""
    return crc32(ROWS.sub(r"\1", VALUES.sub("v", sql)).encode())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    said = set()

    def listen(execute, sql, *rest):
        said.add(str(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        result = yield
    asked[item.nodeid] = sorted({shape(sql) for sql in said})
    return result


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["asked"] = asked
    elif connection.vendor == "sqlite" and len(asked) >= WHOLE:
        session.config.cache.set(KEPT, asked)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    asked.update(getattr(node, "workeroutput", {}).get("asked", {}))


def mark_covered(config, items):
    """Mark the tests of which others ask everything.

    Never one with transactions of its own: how those wait for each other is a question to each database. Nor
    one that the kept run did not know.
    """
    kept = config.cache.get(KEPT, {})
    optional = {
        item.nodeid: set(kept[item.nodeid]) for item in items if item.nodeid in kept and not alone(item)
    }
    always = (item.nodeid for item in items if item.nodeid in kept and item.nodeid not in optional)
    needed = cover(optional, known=set().union(*(kept[test] for test in always)))
    for item in items:
        if item.nodeid in optional and item.nodeid not in needed:
            item.add_marker("covered")


def alone(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def cover(asked, known):
    """Return tests that between them ask everything that is not known, those that add the most first."""
    needed, left = set(), set().union(*asked.values()) - known
    queue = [(-len(shapes), test) for test, shapes in asked.items()]
    heapq.heapify(queue)
    while left:
        _adds, test = heapq.heappop(queue)
        adds = len(asked[test] & left)
        if queue and adds < -queue[0][0]:
            heapq.heappush(queue, (-adds, test))  # another may add more by now
            continue
        needed.add(test)
        left -= asked[test]
    return needed
