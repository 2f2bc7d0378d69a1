"""`docs/how-to/extend.md` is followed to the letter, in a copy of this tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COPIED = (
    "articles",
    "demo",
    "docs",
    "locale",
    "manage.py",
    "newsroom",
    "pyproject.toml",
    "templates",
    "tests",
)


def section(heading):
    """Return a section of the how-to: its diffs and its commands."""
    text = (ROOT / "docs/how-to/extend.md").read_text()
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]
    return (
        "".join(re.findall(r"^```diff\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)),
        "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)).splitlines(),
    )


@pytest.fixture
def run(tmp_path):
    """Run a command in a copy of the tree, and expect that it succeeds."""
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GIT_CEILING_DIRECTORIES": str(tmp_path.parent),  # in a repository git would apply nothing
    }

    def run(*command, **options):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, **options
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.mark.only_on("sqlite")
def test_a_field_is_added_by_following_the_how_to(run):
    diff, commands = section("A field of a story")

    run("git", "apply", input=diff)
    for command in commands:
        program, *arguments = command.split()
        assert program in (".venv/bin/python", ".venv/bin/pytest")
        module = ["-m", "pytest"] if program.endswith("pytest") else []
        run(sys.executable, *module, *arguments)
    run(sys.executable, "-m", "pytest", "tests/models/added_field.py")
