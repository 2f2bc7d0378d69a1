"""The two newsrooms to measure, built once and kept under var/bench."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "var" / "bench"
# What a kept newsroom is made of; a change makes it anew.
MADE_OF = ("articles/migrations/*.py", "articles/demo.py", "articles/indexing.py", "fixtures/sample.jsonl")
PLAIN = {"DEBUG": "off", "HTTPS": "off", "SECRET_KEY": "a measure holds no secret", "LOG_LEVEL": "WARNING"}


def environment(settings, **more):
    return {**os.environ, **PLAIN, "DJANGO_SETTINGS_MODULE": settings, **more}


def of(stories):
    """Return the environment of the newsroom with so many stories; build it where it isn't there."""
    database = STORE / f"{stories}.sqlite3"
    env = environment("bench.settings", DATABASE_URL=f"sqlite:///{database.relative_to(ROOT)}")
    stamp, made_of = database.with_suffix(".stamp"), fingerprint()
    if not stamp.exists() or stamp.read_text() != made_of:
        for old in STORE.glob(f"{stories}.*"):
            old.unlink()
        manage(env, "migrate", "--verbosity", "0")
        manage(env, "demo", "--stories", str(stories))
        stamp.write_text(made_of)
    return env


def yardstick():
    """Return the environment of the yardstick page, with its one row."""
    env = environment("bench.yardstick.settings")
    (STORE / "yardstick.sqlite3").unlink(missing_ok=True)
    manage(env, "migrate", "--run-syncdb", "--verbosity", "0")
    row = "Note.objects.create(headline='Y', body='One row.\\n\\n' * 20)"
    manage(env, "shell", "--command", f"from bench.yardstick.models import Note; {row}")
    return env


def fingerprint():
    files = sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def manage(env, *command):
    STORE.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)  # noqa: S603
