"""Memory, bytes, likeness and seconds, as they are with this machine's libraries."""

from ..suite import passing


def check(paper):
    return [
        passing("large pictures, tests", "tests/pictures/figures.py"),
        passing("hostile texts, tests", "tests/hostile.py"),
    ]
