"""Record every public answer of a newsroom, or compare two records; 1 where they differ.

`record DIR --demo 300` makes a newsroom in DIR and records it. With other code, `record DIR2 --from DIR`
copies, migrates and records the same newsroom; then `compare DIR DIR2`. With `--by load` the copy is made by
`dump` and `loaddata`, the rows of the file in any order, with `--by restore` by `backup` and `restore`, its
files too; into the empty database of DATABASE_URL where there is one. `--desk` records the desk's lists too.
Without `--demo` and `--from`, `record DIR` takes DIR's own newsroom or that of DATABASE_URL.
"""

import argparse
import json
import logging
import os
import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import django
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from . import records

# A fixed key, so that the archive's head is signed.
SIGNING_KEY = "b25seSBmb3IgdGhlIHRlc3RzLCBhbmQgMzIgYnl0ZXM="
DATABASE, MOMENT, MEDIA, ANSWERS = "newsroom.sqlite3", "moment", "media", "answers"
DUMP, BACKUP = "dump.json", "backup.tar"

# At the moment of the records: a later line in the log would be the copy's newest act.
FROZEN = """
import sys, django, time_machine
from datetime import datetime
from django.core.management import execute_from_command_line
from django.test import override_settings
at, media, *command = sys.argv[1:]
django.setup()
with override_settings(MEDIA_ROOT=media), time_machine.travel(datetime.fromisoformat(at), tick=False):
    execute_from_command_line(["manage.py", *command])
"""


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.crawl", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    record = commands.add_parser("record", help="write every public answer into DIR/answers")
    record.add_argument("folder", metavar="DIR", type=Path)
    record.add_argument("--demo", metavar="N", type=int, help="make a newsroom of N stories and more in DIR")
    record.add_argument("--from", metavar="DIR", type=Path, dest="origin",
                        help="copy that newsroom into DIR, and migrate the copy")  # fmt: skip
    record.add_argument("--run", metavar="COMMAND", action="append", default=[],
                        help="run a command of manage.py on the copy first")  # fmt: skip
    record.add_argument(
        "--by", choices=("load", "restore"), help="how the copy is made, where not from the file"
    )
    record.add_argument("--desk", action="store_true", help="record what the desk's lists show, too")
    compare = commands.add_parser("compare", help="print which answers differ")
    compare.add_argument("before", metavar="DIR_A", type=Path)
    compare.add_argument("after", metavar="DIR_B", type=Path)
    given = parser.parse_args()
    if given.command == "record" and given.run and not given.origin:
        parser.error("--run changes a database: it needs --from, which copies it.")
    if given.command == "record" and given.by and not given.origin:
        parser.error("--by needs --from.")
    return given


def copy(origin, folder, by=None):
    """Copy a newsroom: its database, or what it writes of itself, its pictures, and its moment."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(origin / MOMENT, folder / MOMENT)
    if by != "restore":
        shutil.copytree(origin / MEDIA, folder / MEDIA, dirs_exist_ok=True)
    forget(folder)
    read, write = (sqlite3.connect(each / DATABASE) for each in (origin, folder))
    with closing(read), closing(write):
        read.backup(write)
    if by:
        {"load": dump, "restore": back_up}[by](folder, origin / MEDIA)
        forget(folder)


def forget(folder):
    for end in ("", "-wal", "-shm"):
        (folder / f"{DATABASE}{end}").unlink(missing_ok=True)


def dump(folder, media):
    """Write a dump whose rows stand in another order, which is nothing to a load."""
    run_frozen(folder, media, "dump", "--output", folder / DUMP)
    rows = json.loads((folder / DUMP).read_text())
    random.Random(0).shuffle(rows)
    (folder / DUMP).write_text(json.dumps(rows))


def back_up(folder, media):
    with (folder / BACKUP).open("wb") as archive:
        run_frozen(folder, media, "backup", "-", stdout=archive)


def run_frozen(folder, media, *command, stdout=None):
    """Run a command of manage.py on a folder's own newsroom, at the moment of its records."""
    environment = os.environ | {"TEST_DATABASE_URL": own(folder), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", FROZEN, (folder / MOMENT).read_text(), media, *command]
    subprocess.run(command, env=environment, check=True, stdout=stdout, stderr=subprocess.DEVNULL)


def own(folder):
    """Return the address of a folder's own database."""
    return f"sqlite:///{(folder / DATABASE).resolve()}"


def start(folder, is_own, has_media=False):
    """Start Django on the folder's own newsroom, or on that of DATABASE_URL."""
    address = own(folder) if is_own else os.environ.get("DATABASE_URL")
    if not address:
        raise SystemExit(f"{folder} holds no newsroom: use --demo, --from or DATABASE_URL.")
    os.environ |= {"TEST_DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    django.setup()
    logging.disable(logging.WARNING)  # each 404 is one
    media = folder / MEDIA if is_own or has_media else settings.VAR / MEDIA
    override_settings(MEDIA_ROOT=media, SIGNING_KEY=SIGNING_KEY).enable()


def moment(folder):
    """Return the moment at which a folder's newsroom is looked at, the same in each of its records."""
    file = folder / MOMENT
    if not file.exists():
        file.write_text(datetime.now(UTC).isoformat(timespec="seconds"))
    return datetime.fromisoformat(file.read_text())


def record(given):
    folder = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    if given.origin:
        copy(given.origin, folder, given.by)
    is_own = not os.environ.get("DATABASE_URL") if given.by else given.demo or (folder / DATABASE).exists()
    start(folder, is_own, given.by)
    if given.demo:
        from . import newsroom  # the one part that imports the product's modules

        newsroom.make(given.demo)
        (folder / MOMENT).write_text(newsroom.MOMENT.isoformat())
    at = moment(folder)
    if given.origin:
        with time_machine.travel(at, tick=False):
            loads = {"load": f"loaddata {folder / DUMP}", "restore": f"restore {folder / BACKUP}", None: ""}[
                given.by
            ]
            for command in filter(None, ("migrate", loads, *given.run)):
                call_command(*shlex.split(command), verbosity=0)
    print("\n".join(records.record(folder / ANSWERS, at, given.desk)))  # noqa: T201  a report is for reading


def compare(given):
    found = list(records.compare(given.before / ANSWERS, given.after / ANSWERS))
    for address, lines in found:
        print("\n".join([f"== {address}", *lines, ""]))  # noqa: T201
    print(f"{len(found)} answers differ." if found else "All answers are equal.")  # noqa: T201
    sys.exit(bool(found))


if __name__ == "__main__":
    given = arguments()
    {"record": record, "compare": compare}[given.command](given)
