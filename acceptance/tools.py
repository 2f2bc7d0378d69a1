"""Other people's programs."""

import os
import shutil
import subprocess
from pathlib import Path

from .figure import NotRun

MODULES = Path(__file__).with_name("node_modules")
PATIENCE = 900  # s


def program(name, *more):
    """Return the path of a program that the machine has, under one of its names; raise NotRun."""
    for each in (name, *more):
        if found := shutil.which(each, path=f"{os.environ['PATH']}:/usr/sbin"):
            return found
    raise NotRun(f"{name} is not installed.")


def module(path):
    """Return the path of what npm brings; raise NotRun."""
    if not (MODULES / path).exists():
        raise NotRun(f"{path} is not there: `npm ci` in acceptance/ brings it.")
    return str(MODULES / path)


def chromium():
    return os.environ.get("CHROMIUM") or program("chromium", "google-chrome")


def run(*command, env_more=None):
    """Run a program and return (exit status, output, errors); raise NotRun where it takes too long."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, **(env_more or {})},
        )
    except subprocess.TimeoutExpired as error:
        raise NotRun(f"{Path(command[0]).name} took longer than {PATIENCE} s.") from error
    return done.returncode, done.stdout, done.stderr
