"""Follow the diffs of docs/how-to/extend.md in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PARTS = ("articles", "demo", "docs", "locale", "newsroom", "templates", "tests", "pyproject.toml")


def section(heading):
    """Return the text of a section of the how-to."""
    text = (ROOT / "docs/how-to/extend.md").read_text()
    return re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]


def extended(heading, tree):
    """Copy the tree, and apply the diffs of a section to the copy."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tree / part)
    diffs = re.findall(r"^```diff\n(.*?)^```$", section(heading), re.MULTILINE | re.DOTALL)
    assert diffs
    for diff in diffs:
        subprocess.run(["git", "apply", "-"], cwd=tree, input=diff, text=True, check=True)


def run_tests(tree, file):
    """Run the tests of a file in a copy of the tree, on SQLite; return their output where one fails."""
    mine = ("PYTEST_", "COV_", "TEST_DATABASE_URL")
    env = {key: value for key, value in os.environ.items() if not key.startswith(mine)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", file]
    ran = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr
