"""Fixtures of the archive's tests."""

import importlib.util
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="module")
def stranger():
    """Return docs/verify.py, which knows nothing of Newsroom's own code."""
    path = Path(settings.BASE_DIR) / "docs" / "verify.py"
    spec = importlib.util.spec_from_file_location("stranger", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
