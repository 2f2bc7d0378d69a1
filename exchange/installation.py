"""What this installation makes its pages of, beside the database: its code, templates, files and settings."""

import json
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.conf import settings

OWN = ("newsroom", "templates", "locale")
KINDS = {".py", ".html", ".txt", ".xml", ".svg", ".mo", ".json"}


def fingerprint():
    """Return a digest that is another once the code, a template, a package or a setting is another."""
    folders = {Path(app.path) for app in apps.get_app_configs()} | {settings.BASE_DIR / name for name in OWN}
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in KINDS]
    # The list of static files, by which pages name them.
    files += settings.STATIC_ROOT.glob("*.json")
    facts = [
        sorted((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in set(files)),
        sorted(f"{package.name} {package.version}" for package in distributions()),
        {name: getattr(settings, name) for name in dir(settings) if name.isupper()},
    ]
    return sha256(json.dumps(facts, default=_said, skipkeys=True, sort_keys=True).encode()).hexdigest()


def _said(value):
    """Say a setting in the same words in each process."""
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return getattr(value, "__qualname__", None) or str(value)
