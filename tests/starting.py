"""`manage.py` as an environment starts it: in a process of its own, or in this one for a tenth of the CPU."""

import io
import os
import runpy
import signal
import subprocess
import sys
import traceback
import warnings
from contextlib import contextmanager, redirect_stderr
from types import SimpleNamespace
from unittest import mock

import psycopg  # noqa: F401  forgotten with the settings' modules, it would be there twice
from asgiref.local import Local
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.core.management import get_commands
from django.db import connections
from django.utils.functional import empty

import newsroom

ROOT = settings.BASE_DIR
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "tests.production",
    "SECRET_KEY": "k9-Zr3vW_q7TnB5xL2mHs8dYf4cGj6pEa1uQoRiVtXwKzNbM0aSd3Fg",
    "ALLOWED_HOSTS": "news.example.org",
    "DEBUG": "off",
    "HTTPS": "on",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "desk@example.org",
}


@contextmanager
def session_of(command, **options):
    """Run a command, and all that it starts, in a session of its own; none outlives its test."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(60)  # s; gunicorn gives the requests under way 30
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise


def manage_alone(*arguments, **environment):
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def manage(*arguments, **environment):
    """Run a command in this process, by settings and connections of its own; return what the other would."""
    said = io.StringIO()
    argv = mock.patch.object(sys, "argv", ["manage.py", *arguments])
    with _started(environment), argv, redirect_stderr(said):
        status = _status_of(lambda: runpy.run_path(str(ROOT / "manage.py"), run_name="__main__"))
    return SimpleNamespace(returncode=status, stderr=said.getvalue())


def _status_of(run):
    """Return the exit status of a run, and write what Python itself would write of its end."""
    try:
        run()
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return 1 if isinstance(end.code, str) else end.code or 0
    except Exception:
        sys.stderr.write(traceback.format_exc())
        return 1
    return 0


@contextmanager
def _started(environment):
    """Read the paper's settings anew; the apps stay loaded, logging as pytest has it."""
    get_commands()  # Django remembers the first answer, and without settings it knows its own alone
    there = settings._wrapped
    environment = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true", **environment}  # a browser's test may have been here
    with (
        warnings.catch_warnings(),
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.dict(sys.modules),
        mock.patch.object(sys, "unraisablehook"),
        mock.patch.object(newsroom, "settings"),
        mock.patch("django.setup"),
        mock.patch.dict(vars(connections), _settings=None, _connections=Local()),
        mock.patch.dict(vars(storages), _backends=None, _storages={}),
        mock.patch.object(staticfiles_storage, "_wrapped", empty),
    ):
        warnings.simplefilter("ignore")
        del sys.modules["newsroom.settings"]
        vars(connections).pop("settings", None)
        vars(storages).pop("backends", None)
        settings._wrapped = empty
        try:
            yield
        finally:
            settings._wrapped = there
