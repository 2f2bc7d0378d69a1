"""`docs/how-to/extend.md` is followed in a copy of this tree, whatever else was added to it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent


def blocks(heading, kind):
    """Return the diffs, or the commands, of a section of the how-to as one text."""
    text = (ROOT / "docs/how-to/extend.md").read_text()
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]
    return "".join(re.findall(rf"^```{kind}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))


def apply(diff, tree):
    """Add the lines of a diff, each hunk at the lines before it or at those behind it.

    Git and patch ask for both, so a field or an act that was added there would stop them.
    """
    for path, hunks in re.findall(r"^--- .*\n\+\+\+ b/(.*)\n((?:(?!--- ).*\n)+)", diff, re.MULTILINE):
        file = tree / path
        text = file.read_text() if file.exists() else ""
        for hunk in re.split(r"^@@ .*\n", hunks, flags=re.MULTILINE)[1:]:
            parts = re.fullmatch(r"((?: .*\n)*)((?:\+.*\n)+)((?: .*\n)*)", hunk).groups()
            text = inserted(text, *(re.sub(r"^.", "", part, flags=re.MULTILINE) for part in parts), path)
        file.write_text(text)


def inserted(text, before, added, after, path):
    """Return a text with lines added at the context that stands in it once."""
    if not text:
        return added
    if before and f"\n{text}".count(f"\n{before}") == 1:
        return text.replace(before, before + added)
    if after and f"\n{text}".count(f"\n{after}") == 1:
        return text.replace(after, added + after)
    return pytest.fail(
        f"Renew the diff of {path} in docs/how-to/extend.md: neither the lines before\n\n{added}\n"
        "nor those behind it stand once in the file."
    )


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("heading", "tests"), [("A field of a story", "added_field.py"), ("An act", "added_act.py")]
)
def test_what_the_how_to_adds_works(heading, tests, tmp_path):
    tree = copytree(ROOT, tmp_path / "tree", ignore=ignore_patterns(".*", "var", "node_modules"))
    script = blocks(heading, "sh") + f".venv/bin/pytest tests/extending/{tests}\n"
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings"}

    apply(blocks(heading, "diff"), tree)
    done = subprocess.run(
        ["sh", "-e", "-c", script.replace(".venv/bin", str(BIN))],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
