"""Run every check, and print what came out as a table; fail where an aim is missed or a tool isn't there."""

import sys
import tempfile
import time
import traceback
from importlib import import_module
from pathlib import Path

from . import paper
from .figure import Figure, NotRun

CHECKS = [
    "markup",
    "bad_input",
    "axe",
    "lighthouse",
    "weight",
    "figures",
    "extractors",
    "measured",
    "text_browsers",
    "links",
    "feeds",
    "api",
    "structured_data",
    "round_trip",
    "cdn",
]  # "debian" only where it is named: it takes a quarter of an hour, root and Debian's packages
SHOWN = 20  # complaints of one figure


def main(names):
    """Run the named checks, or all, and return the exit status."""
    found = []
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-acceptance-") as scratch,
        paper.opened(Path(scratch)) as under_test,
    ):
        for name in names or CHECKS:
            began = time.monotonic()
            found += figures(name, under_test)
            say(f"{name}: {time.monotonic() - began:.0f} s")
    report(found)
    return int(not all(figure.is_met for figure in found))


def figures(name, under_test):
    """Return what one check finds out; one that can't run is a failure with its reason."""
    try:
        return import_module(f"acceptance.checks.{name}").check(under_test)
    except (NotRun, ImportError) as error:
        return [Figure(name, "NOT RUN", "", False, [str(error)])]
    except Exception:
        return [Figure(name, "BROKEN", "", False, traceback.format_exc().splitlines()[-6:])]


def report(found):
    width = max(len(figure.name) for figure in found)
    for figure in found:
        verdict = "ok  " if figure.is_met else "FAIL"
        say(f"{verdict}  {figure.name:<{width}}  {figure.value:>15}  {figure.aim}")
        if not figure.is_met:
            for complaint in figure.complaints[:SHOWN]:
                say(f"          {complaint}")
    missed = sum(not figure.is_met for figure in found)
    say(f"{len(found) - missed} of {len(found)} figures are as they should be")


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
