"""What large pictures cost in memory and in bytes, and how an AVIF looks, by this machine's libraries."""

from ..suite import passing


def check(paper):
    return [passing("large pictures, tests", "tests/pictures/figures.py")]
