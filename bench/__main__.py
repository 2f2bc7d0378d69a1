"""Measure what pages cost, in multiples of a bare Django page Y: `make bench` prints a table.

CPU of the whole server a request, uncached and cached, at 1,000 and at 100,000 stories; other numbers of
stories can be named: `python -m bench 1000`.
"""

import re
import sys
from contextlib import ExitStack

from . import newsrooms, queries
from .measuring import measured, print_table
from .server import serving

SIZES = (1_000, 100_000)
REQUESTS = {"off": 120, "on": 1000}
ARTICLES = 20  # different ones, in turn
PAGE, CACHED, GROWTH = 4, 0.5, 1.25  # aims; a source's page and the ledger have only that of their growth
AIMS = {
    **dict.fromkeys(("article", "front", "section", "archive month", "feed"), PAGE),
    "search: rare word": 6,
    "search: word in every story": 20,
    "search: suggestion": 3,
    "search: three wrong-typed words": 25,
}


def pages(server):
    """Return the addresses to ask for, found as a reader finds them."""
    home, archive = server.get("/"), server.get("/archive/")
    months = re.findall(r"/archive/\d+/\d+/", archive)
    articles = list(dict.fromkeys(re.findall(r"/articles/[\w-]+/(?=\")", home)))[:ARTICLES]
    return {
        "article": articles,
        "front": ["/"],
        "section": [re.search(r"/sections/[\w-]+/", home)[0]],
        # The fullest: in a small newsroom the newest may hold a story or two.
        "archive month": [max(months, key=lambda month: server.get(month).count("<article"))],
        "feed": ["/feeds/latest.atom"],
        "source": [re.search(r"/sources/[\w-]+/", server.get(articles[0]))[0]],
        "corrections": ["/corrections/"],
    }


def measure(servers, yardstick):
    """Return {(page, size, cache): multiple of Y} and Y in milliseconds."""
    asked = {
        (size, cache): {**pages(server), **queries.searches(newsrooms.database(size))}
        for (size, cache), server in servers.items()
    }
    return measured(
        {
            (page, *key): (servers[key], paths, REQUESTS[key[1]])
            for key, found in asked.items()
            for page, paths in found.items()
        },
        yardstick,
    )


def rows(costs, sizes):
    """Yield the row of each page, its costs beside their aims."""
    for page in dict.fromkeys(page for page, _, _ in costs):
        cold, warm = ([costs[page, size, cache] for size in sizes] for cache in ("off", "on"))
        aim, is_search = AIMS.get(page), page.startswith("search")
        yield [
            page,
            *(f"{cost:.2f} Y" for cost in cold),
            f"{aim} Y" if aim else "",
            f"{cold[-1] / cold[0]:.2f}",
            # A search at 1,000 stories has the aim that it has at 100,000.
            "" if is_search else f"{GROWTH}",
            *(f"{cost:.2f} Y" for cost in warm),
            f"{CACHED} Y",
        ]


def main():
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    rooms = {size: newsrooms.of(size) for size in sizes}
    with ExitStack() as stack:
        yardstick = stack.enter_context(serving(newsrooms.yardstick(), "bench.yardstick.wsgi"))
        servers = {
            (size, cache): stack.enter_context(serving({**env, "BENCH_PAGES": cache}, "newsroom.wsgi"))
            for size, env in rooms.items()
            for cache in ("off", "on")
        }
        costs, y = measure(servers, yardstick)
    uncached, cached = ([f"{cache}, {size:,}" for size in sizes] for cache in ("uncached", "cached"))
    print_table(["page", *uncached, "aim", "growth", "aim", *cached, "aim"], rows(costs, sizes))
    print(f"\nY = {y:.2f} ms of CPU.")  # noqa: T201  a report is for reading


if __name__ == "__main__":
    main()
