"""Measure what pages cost, in multiples of a bare Django page Y: `make bench` prints a table.

CPU of the whole server a request, uncached and cached, at 1,000 and at 100,000 stories.
"""

import re
from contextlib import ExitStack

from . import newsrooms
from .server import serving

SIZES = (1_000, 100_000)
ROUNDS = 3  # the least of them counts: a busy machine only ever adds
REQUESTS = {"yardstick": 400, "off": 120, "on": 600}
ARTICLES = 20  # different ones, in turn
AIMS = "Aims: at most 4 Y uncached, 0.5 Y cached, growth 1.25."


def pages(server):
    """Return the addresses to ask for, found as a reader finds them."""
    home, archive = server.get("/"), server.get("/archive/")
    articles = list(dict.fromkeys(re.findall(r"/articles/[\w-]+/(?=\")", home)))[:ARTICLES]
    return {
        "article": articles,
        "front": ["/"],
        "section": [re.search(r"/sections/[\w-]+/", home)[0]],
        "archive month": [re.search(r"/archive/\d+/\d+/", archive)[0]],
        "feed": ["/feeds/latest.atom"],
    }


def measure(servers, yardstick):
    """Return {(page, size, cache): multiple of Y} and Y in milliseconds."""
    least = {}
    for _ in range(ROUNDS):
        keep(least, "Y", yardstick.cost(["/1/"], REQUESTS["yardstick"]))
        for (size, cache), server in servers.items():
            for page, paths in pages(server).items():
                keep(least, (page, size, cache), server.cost(paths, REQUESTS[cache]))
    y = least.pop("Y")
    return {key: cost / y for key, cost in least.items()}, y


def keep(least, key, cost):
    least[key] = min(cost, least.get(key, cost))


def table(costs, y):
    small, large = SIZES
    columns = ["uncached, {:,}", "uncached, {:,}", "growth", "cached, {:,}", "cached, {:,}"]
    heads = " | ".join(columns).format(small, large, small, large)
    yield f"| page | {heads} |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for page in dict.fromkeys(page for page, _, _ in costs):
        cold = [costs[page, size, "off"] for size in SIZES]
        warm = [costs[page, size, "on"] for size in SIZES]
        cells = [f"{cold[0]:.2f} Y", f"{cold[1]:.2f} Y", f"{cold[1] / cold[0]:.2f}"]
        yield " | ".join([f"| {page}", *cells, *(f"{cost:.2f} Y" for cost in warm)]) + " |"
    yield f"\nY = {y:.2f} ms of CPU. {AIMS}"


def main():
    rooms = {size: newsrooms.of(size) for size in SIZES}
    with ExitStack() as stack:
        yardstick = stack.enter_context(serving(newsrooms.yardstick(), "bench.yardstick.wsgi"))
        servers = {
            (size, cache): stack.enter_context(serving({**env, "BENCH_PAGES": cache}, "newsroom.wsgi"))
            for size, env in rooms.items()
            for cache in ("off", "on")
        }
        costs, y = measure(servers, yardstick)
    print("\n".join(table(costs, y)))  # noqa: T201  a report is for reading


if __name__ == "__main__":
    main()
