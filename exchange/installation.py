"""What this installation makes its pages of, beside the database: its code, templates, files and settings."""

import json
from hashlib import sha256
from importlib.metadata import distributions

from django.conf import settings

from newsroom import caches


def fingerprint():
    """Return a digest that is another once the code, a template, a package or a setting is another."""
    facts = [
        caches.fingerprint(),
        sorted(f"{package.name} {package.version}" for package in distributions()),
        {name: getattr(settings, name) for name in dir(settings) if name.isupper()},
    ]
    return sha256(json.dumps(facts, default=_said, skipkeys=True, sort_keys=True).encode()).hexdigest()


def _said(value):
    """Say a setting in the same words in each process."""
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return getattr(value, "__qualname__", None) or str(value)
