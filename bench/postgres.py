"""Measure SQLite and PostgreSQL side by side: `make bench POSTGRES=postgres://…` prints a table.

Two newsrooms of the same stories, one on each. What a page costs is the CPU of the whole server and of the
backends of its database, a request, uncached, in multiples of Y.
"""

import sys
from contextlib import ExitStack
from functools import partial

import psycopg

from . import newsrooms, queries
from .__main__ import GROWTH, PAGE, REQUESTS, SIZES, pages
from .measuring import measured, print_table
from .server import cpu, serving

RATIO = 1.5  # of PostgreSQL to SQLite, for an article and a front
NAMED = ("article", "front")
WARM = 8  # times each address, since PostgreSQL plans what a connection asks often once


def newsroom(server, stories):
    """Return the address of the database with so many stories; fill it where it isn't there."""
    name, stamp = f"newsroom_bench_{stories}", newsrooms.STORE / f"postgres-{stories}.stamp"
    address, made_of = f"{server}/{name}", newsrooms.fingerprint(newsrooms.MADE_OF + newsrooms.INDEXED_BY)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as asked:
        is_there = asked.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if is_there and stamp.exists() and stamp.read_text() == made_of:
            return address
        asked.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        asked.execute(f"CREATE DATABASE {name}")
    env = newsrooms.environment("bench.settings", DATABASE_URL=address)
    newsrooms.manage(env, "migrate", "--verbosity", "0")
    newsrooms.manage(env, "demo", "--stories", str(stories), "--pictures", "0")
    with psycopg.connect(address, autocommit=True) as asked:
        asked.execute("ANALYZE")  # by itself it would come a minute later
    stamp.write_text(made_of)
    return address


def backends_cpu(address):
    """Return the seconds of CPU of the processes that serve a database on this machine."""
    with psycopg.connect(address) as asked:
        rows = asked.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"  # and no process that tidies up by itself
        )
        return sum(cpu(pid) for (pid,) in rows)


def measure(servers, yardstick):
    """Return {(page, database, size): multiple of Y} and Y in milliseconds."""
    asked = {}
    for key, server in servers.items():
        found = {**pages(server), **queries.searches(newsrooms.database(key[1]))}
        asked |= {(page, *key): (server, paths * WARM, REQUESTS["off"]) for page, paths in found.items()}
    return measured(asked, yardstick)


def rows(costs, sizes):
    """Yield the row of each page; the ratio and the growths beside their aims."""
    for page in dict.fromkeys(page for page, _, _ in costs):
        lite, post = ([costs[page, name, size] for size in sizes] for name in ("SQLite", "PostgreSQL"))
        yield [
            page,
            *(f"{cost:.2f} Y" for cost in (*lite, *post)),
            f"{post[-1] / lite[-1]:.2f}",
            str(RATIO) if page in NAMED else "",
            f"{lite[-1] / lite[0]:.2f}",
            f"{post[-1] / post[0]:.2f}",
            "" if page.startswith("search") else f"{GROWTH}",
        ]


def main():
    server, *numbers = sys.argv[1:]
    sizes = [int(size) for size in numbers] or SIZES
    with ExitStack() as stack:
        serve = lambda env, **more: stack.enter_context(serving(env, **more))  # noqa: E731
        servers = {
            ("SQLite", size): serve({**newsrooms.of(size), "BENCH_PAGES": "off"}, wsgi="newsroom.wsgi")
            for size in sizes
        }
        for size in sizes:
            address = newsroom(server, size)
            # A connection that ends takes its count with it.
            more = {"DATABASE_URL": address, "BENCH_PAGES": "off", "CONN_MAX_AGE": "86400"}
            env = newsrooms.environment("bench.settings", **more)
            servers["PostgreSQL", size] = serve(
                env, wsgi="newsroom.wsgi", beside=partial(backends_cpu, address)
            )
        yardstick = serve(newsrooms.yardstick(), wsgi="bench.yardstick.wsgi")
        costs, y = measure(servers, yardstick)
    heads = [f"{database}, {size:,}" for database in ("SQLite", "PostgreSQL") for size in sizes]
    heads = ["page", *heads, "ratio", "aim", "growth, SQLite", "growth, PostgreSQL", "aim"]
    print_table(heads, rows(costs, sizes))
    print(f"\nY = {y:.2f} ms of CPU. The aim of a page is {PAGE} Y on each.")  # noqa: T201  a report is for reading


if __name__ == "__main__":
    main()
