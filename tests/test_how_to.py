"""Each line of each how-to's shell is one that runs: its command, options, targets and files are there."""

import re
import shlex
import subprocess

import pytest
from django.core.management import get_commands, load_command_class

from tests.starting import ROOT
from tests.test_documents import environment

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/how-to").glob("*.md"))]
BLOCK = re.compile(r"^```(?:sh|crontab)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CRONTAB = re.compile(r"^[\d*/]+( +[\d*/]+){4} +")
# Programs of others; what they are given of ours is looked at.
OTHERS = {"apt-get", "cd", "cp", "git", "gpg", "mkdir", "nginx", "pg_basebackup", "printf", "redis-server",
          "sh", "systemctl", "touch", "umask", "varnishd"}  # fmt: skip
OURS = re.compile(r"^(?:/srv/newsroom/)?((?:deploy|docs|tests)/\S+)$")
UNITS = re.compile(r"^newsroom[\w-]*\.(?:socket|service|timer)$")


def steps(document):
    """Yield each command of a document's blocks as its words, pipes and chains taken apart."""
    for line in "".join(BLOCK.findall(document.read_text())).splitlines():
        words = shlex.split(CRONTAB.sub("", line.replace("<the repository's address>", "URL")), comments=True)
        step = []
        for word in [*words, "&&"]:
            if word in ("&&", "|"):
                yield step
                step = []
            else:
                step.append(word)


STEPS = [(page, step) for page in PAGES for step in steps(page) if step]


@pytest.mark.parametrize(
    ("document", "step"), STEPS, ids=[f"{page.stem}:{'-'.join(step)[:60]}" for page, step in STEPS]
)
def test_a_step_is_one_that_runs(document, step):
    words = bare(step)
    kind = next(name for name, is_it in KINDS.items() if is_it(words))

    assert CHECKS[kind](words)


def bare(step):
    """Return a step without its user, its container, and where its output goes and its input comes from."""
    before = {"runuser": "--", "docker": "web"}.get(step[0])
    words = step[step.index(before) + 1 :] if before else step
    ends = [place for place, word in enumerate(words) if word.startswith((">", "<"))]
    return words[: ends[0]] if ends else words


def is_parsed(words):
    command, *rest = words[2:]
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    parser.parse_args(rest)  # SystemExit where it takes none of it
    return True


def is_made(words):
    """Ask make what it would do, without doing it."""
    return subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, capture_output=True).returncode == 0


def has_files(words):
    files = [found[1] for word in words if (found := OURS.match(word.strip('"')))]
    units = [word for word in words if UNITS.match(word)]
    there = [
        *(any(ROOT.glob(file)) for file in files),
        *((ROOT / "deploy/systemd" / unit).exists() for unit in units),
    ]
    return all(there)


KINDS = {
    "manage": lambda words: words[:2] == [".venv/bin/python", "manage.py"],
    "make": lambda words: words[0] == "make",
    "setting": lambda words: all(re.match(r"[A-Z0-9_]+=", word) for word in words),
    "ours": lambda words: words[0].startswith(".venv/bin/"),
    "other": lambda words: words[0] in OTHERS,
}
CHECKS = {
    "manage": is_parsed,
    "make": is_made,
    "setting": lambda words: {word.partition("=")[0] for word in words} <= environment(),
    "ours": has_files,
    "other": has_files,
}
