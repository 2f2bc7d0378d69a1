"""What the suite's own tests in Chromium measure: looks, accessibility, and the keys of a day's tasks."""

import os
import subprocess
import sys

from bench.newsrooms import ROOT

from ..figure import Figure
from ..tools import chromium

TESTS = {
    "looks, from 320 to 2560 pixels": "tests/browser/looks.py",
    "axe, tests of the desk's pages": "tests/browser/accessible_desk.py",
    "keys and pages of the day's tasks": "tests/browser/counted_keys.py",
}


def check(_paper):
    return [passed(name, tests) for name, tests in TESTS.items()]


def passed(name, tests):
    """Run a module of the suite's that `make test` leaves out."""
    env = {**os.environ, "CHROMIUM": chromium(), "TEST_DATABASE_URL": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", tests]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    said = (run.stdout or run.stderr).splitlines()
    complaints = [line for line in said if line.startswith(("E ", "FAILED", "ERROR"))] or said
    return Figure(name, said[-1], "all pass", run.returncode == 0, complaints)
