"""How well search finds known items, on SQLite and, where one answers, on PostgreSQL.

    python -m tests.search.quality [texts.jsonl.gz [number]]

Without a path, the sample in fixtures/ and queries made of it on the spot. With a number, so many texts
recombined of those in the file, and nothing but what their index takes.
"""

import json
import os
import sys
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from time import process_time

DATA = Path(__file__).parents[1] / "data"
QUERIES, HELD_BACK = DATA / "search_queries.json", DATA / "search_held_back.json"
SAMPLE = Path(__file__).parents[2] / "fixtures" / "sample.jsonl"
NONSENSE = ("qwxzv", "zzyzxq", "vbnkjhx qqwwx", "xkcdqzw lorptq", "ывфщшг", "ξψθζχ", "1z9q8x7w")
LEAST = {"all": 0.95, "common": 0}  # of a query of common words, the item is among ten
LEAST_OF_A_KIND = 0.85
AGREEMENT = 0.95


def ranks(answers, queries, items):
    """Return [(kind, rank of the known item among the first ten, or 0)]."""
    found = []
    for row, answer in zip(queries, answers, strict=True):
        ids = [items[number]["id"] for number in answer]
        found.append((row["kind"], ids.index(row["item"]) + 1 if row["item"] in ids else 0))
    return found


def mrr(ranks):
    """Return {kind: mean of 1/rank}, with "all" but those of common words."""
    by_kind = defaultdict(list)
    for kind, rank in ranks:
        for name in (kind, "all") if kind != "common" else (kind,):
            by_kind[name].append(1 / rank if rank else 0)
    return {kind: sum(values) / len(values) for kind, values in by_kind.items()}


def faults(ranks):
    """Return what falls short of the figures promised, as sentences."""
    found = mrr(ranks)
    short = [
        f"MRR@10 of {kind}: {value:.3f}"
        for kind, value in found.items()
        if value < LEAST.get(kind, LEAST_OF_A_KIND)
    ]
    missed = sum(1 for kind, rank in ranks if kind == "common" and not rank)
    return [*short, f"{missed} items of common words are not among ten"] if missed else short


def agreement(one, other):
    """Return the share of queries whose first ten answers are the same, in the same order."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


@contextmanager
def postgresql(made):
    """Yield an index of documents on PostgreSQL, whose tables are dropped again, or None."""
    from django.db import OperationalError, connection
    from django.db.backends.postgresql.base import DatabaseWrapper

    from articles.search import state

    url = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
    import environ

    settings = {**connection.settings_dict, **environ.Env.db_url_config(url), "CONN_HEALTH_CHECKS": False}
    server = DatabaseWrapper({**settings, "OPTIONS": {"connect_timeout": 3}}, alias="server")
    try:
        server.ensure_connection()
    except OperationalError:
        yield None
        return
    store = state.PostgreSQLStore(server, "trial", "a")
    try:
        store.drop()
        yield fill(store, made)
    finally:
        store.drop()
        server.close()


def size(store, made):
    """Return the bytes of a store's tables and indexes, over the UTF-8 bytes of the documents' texts."""
    if store.connection.vendor == "sqlite":
        statement = f"SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%%{store.prefix}%%'"  # noqa: S608
    else:
        statement = "SELECT pg_total_relation_size('{row}') + pg_total_relation_size('{word}')"
    return store.all(statement)[0][0] / sum(len(text.encode()) for each in made for text in each.texts)


def report(judged):
    """Print what was found: {name of a set: ranks}."""
    found = {name: mrr(each) for name, each in judged.items()}
    print(f"  MRR@10 by kind: {', '.join(found)}")  # noqa: T201
    for kind in next(iter(found.values())):
        print(f"  {kind:10} {'  '.join(f'{each[kind]:.3f}' for each in found.values())}")  # noqa: T201
    for name, each in judged.items():
        for fault in faults(each):
            print(f"  TOO LOW, {name}: {fault}")  # noqa: T201


def measure(name, opened, items, ask):
    """Index the texts on a database, say what that takes, and `ask` the index."""
    began, made = process_time(), documents(items)
    with opened(made) as index:
        if index is None:
            print("\nPostgreSQL: none answers at TEST_DATABASE_URL")  # noqa: T201
            return
        cost = 1000 * (process_time() - began) / len(items)
        print(f"\n{name}: {len(items):,} texts, {cost:.1f} ms of CPU each to index")  # noqa: T201
        print(f"  the index is {size(index.current, made):.2f} times as large as the texts")  # noqa: T201
        ask(index)


def main(path=None, number=None):
    items, answers = read(path or SAMPLE), []
    if path:
        sets = {"tuned on": json.loads(QUERIES.read_text()), "held back": json.loads(HELD_BACK.read_text())}
    else:
        sets = {"made on the spot": make(items, each=10)}
    texts = list(recombined(items, int(number))) if number else items

    def ask(index):
        nonsense = [text for text in NONSENSE if answer(index, text)]
        print(f"  nonsense found: {nonsense or 'none'}")  # noqa: T201
        found = {name: [answer(index, row["query"]) for row in rows] for name, rows in sets.items()}
        report({name: ranks(found[name], rows, items) for name, rows in sets.items()})
        answers.append([each for rows in found.values() for each in rows])

    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        measure(name, opened, texts, (lambda index: None) if number else ask)
    if len(answers) == 2:
        share = agreement(*answers)
        print(f"\nSame first ten, same order, on both: {share:.1%} of {len(answers[0])} queries")  # noqa: T201


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from .corpus import answer, documents, fill, read, recombined, sqlite
    from .make_queries import make

    main(*sys.argv[1:])
