"""The two newsrooms to measure, built once and kept under var/bench."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "var" / "bench"
# What a kept newsroom is made of; a change makes it anew.
MADE_OF = ("articles/migrations/*.py", "demo/newsroom.py", "articles/archive/*.py", "fixtures/sample.jsonl")
# What its search index is made of; a change makes that anew.
INDEXED_BY = ("articles/search/*.py",)
PLAIN = {"DEBUG": "off", "HTTPS": "off", "SECRET_KEY": "a measure holds no secret", "LOG_LEVEL": "WARNING"}


def environment(settings, **more):
    return {**os.environ, **PLAIN, "DJANGO_SETTINGS_MODULE": settings, **more}


def of(stories):
    """Return the environment of the newsroom with so many stories; build it where it isn't there."""
    env = environment("bench.settings", DATABASE_URL=f"sqlite:///{database(stories).relative_to(ROOT)}")
    stamp, now = STORE / f"{stories}.stamp", [fingerprint(MADE_OF), fingerprint(INDEXED_BY)]
    then = stamp.read_text().split() if stamp.exists() else []
    if then[:1] != now[:1]:
        for old in STORE.glob(f"{stories}.*"):
            old.unlink()
        manage(env, "migrate", "--verbosity", "0")
        manage(env, "demo", "--stories", str(stories), "--pictures", "0")
    elif then != now:
        manage(env, "rebuild_search")
    stamp.write_text("\n".join(now))
    return env


def database(stories):
    return STORE / f"{stories}.sqlite3"


def yardstick():
    """Return the environment of the yardstick page, with its one row."""
    env = environment("bench.yardstick.settings")
    (STORE / "yardstick.sqlite3").unlink(missing_ok=True)
    manage(env, "migrate", "--run-syncdb", "--verbosity", "0")
    row = "Note.objects.create(headline='Y', body='One row.\\n\\n' * 20)"
    manage(env, "shell", "--command", f"from bench.yardstick.models import Note; {row}")
    return env


def fingerprint(patterns):
    files = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def manage(env, *command, **more):
    STORE.mkdir(parents=True, exist_ok=True)
    return subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, **more)  # noqa: S603
