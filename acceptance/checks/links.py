"""LinkChecker, fragments included: every link of a page of each template."""

import csv
import sys

from ..figure import Figure, NotRun, nothing
from ..paper import PAGES
from ..tools import run

CONFIG = """
[AnchorCheck]
[checking]
maxrequestspersecond=1000
threads=4
recursionlevel=1
[filtering]
checkextern=0
ignore=
  ^mailto:
"""


def check(paper):
    config = paper.scratch / "linkchecker.ini"
    config.write_text(CONFIG)
    starts = [paper.address(path) for path in PAGES.values()]
    command = [sys.executable, "-m", "linkcheck", "--config", str(config), "--no-status", "--verbose"]
    _status, out, said = run(*command, "--output", "csv", *starts)
    # What it says of itself stands before and behind, as comments.
    rows = [row for row in out.splitlines() if ";" in row and not row.startswith("#")]
    if not rows:
        raise NotRun(f"LinkChecker said nothing but: {said[-300:]}")
    found = list(csv.DictReader(rows, delimiter=";"))
    broken = [row for row in found if row["valid"] != "True" or row["warningstring"]]
    lines = {
        f"{row['urlname']} on {row['parentname']}: {row['result']} {row['warningstring']}" for row in broken
    }
    checked = Figure("LinkChecker, links looked at", f"{len(found):,}", "≥ 100", len(found) >= 100)
    return [checked, nothing("LinkChecker, broken links and fragments", sorted(lines))]
