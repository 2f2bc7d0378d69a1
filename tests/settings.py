"""The suite's settings: the paper's own in a fixed environment, with plain static files and a fast hasher."""

import os
import tempfile
from pathlib import Path

# Set before the paper's settings look, so that nobody's `.env` changes what a test sees.
os.environ |= {
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or "sqlite:///newsroom.sqlite3",
    "DEBUG": "off",
    "EMAIL_URL": "memorymail://",
    "HTTPS": "off",
    "LANGUAGE_CODE": "en",
    "METRICS_TOKEN": "",
    "PORT": "8000",
    "REDIS_URL": "",
    "S3_BUCKET": "",
    "SECRET_KEY": "only for the tests, and long enough for every check of Django's",
    "SIGNING_KEY": "",
    "SOURCES_KEY": "b25seSBmb3IgdGhlIHRlc3RzLCBhbmQgMzIgYnl0ZXM=",
    "TRUSTED_PROXIES": "0",
}

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import CACHES, DATABASES, STORAGES  # noqa: E402

SCRATCH = tempfile.TemporaryDirectory(prefix="newsroom-tests-")

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server's threads would share one connection and its transactions.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(SCRATCH.name) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;"
    )

MEDIA_ROOT = Path(SCRATCH.name) / "media"
IMPORTS_ROOT = Path(SCRATCH.name) / "imports"
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # s; a browser asks once for each file
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
