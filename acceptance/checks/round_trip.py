"""The round trip of 300 texts through every door and exit, on both databases."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import psycopg

from ..figure import Figure, NotRun
from ..suite import passing
from ..tools import chromium, program

SERVER = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/newsroom"


def check(paper):
    chromium(), program("pdftotext"), program("fc-list")
    try:
        psycopg.connect(SERVER.rpartition("/")[0] + "/postgres", connect_timeout=3).close()
    except psycopg.Error as error:
        raise NotRun("No PostgreSQL answers at TEST_DATABASE_URL.") from error
    databases = {"SQLite": "", "PostgreSQL": f"{SERVER}_round_trip"}
    with ThreadPoolExecutor(len(databases)) as beside:
        return sum(beside.map(lambda database: figures(paper, *database), databases.items()), [])


def figures(paper, name, database):
    counts = paper.scratch / f"{name}.json"
    trip = passing(
        f"round trip on {name}", "tests/round_trip.py", COUNTS=str(counts), TEST_DATABASE_URL=database
    )
    compared = json.loads(counts.read_text()) if counts.exists() else {}
    exits = [
        Figure(f"{name}, {exit_}", f"{count:,}", "compared", count > 0) for exit_, count in compared.items()
    ]
    return [trip, *exits]
