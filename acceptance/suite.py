"""Tests of the suite's own that cost too much for `make test`, or state an absolute figure."""

import os
import subprocess
import sys

from bench.newsrooms import ROOT

from .figure import Figure


def passing(name, file, *options, **environment):
    """Run a file of tests on SQLite, or on TEST_DATABASE_URL of `environment`; return whether all pass."""
    env = {**os.environ, "TEST_DATABASE_URL": "", **environment}
    tests = [sys.executable, "-m", "pytest", "-q", *options, file]
    run = subprocess.run(tests, cwd=ROOT, env=env, capture_output=True, text=True)
    said = (run.stdout or run.stderr).splitlines()
    complaints = [line for line in said if line.startswith(("E ", "FAILED", "ERROR"))] or said
    return Figure(name, said[-1], "all pass", run.returncode == 0, complaints)
