"""The paper's own settings, with its files in a scratch directory."""

import os
from pathlib import Path

from newsroom.settings import *  # noqa: F403  the paper's, whole
from newsroom.settings import LOGGING

MEDIA_ROOT = Path(os.environ["SCRATCH"]) / "media"
ROOT_URLCONF = "acceptance.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Pages that fail are asked for.
LOGGING["loggers"]["django"]["level"] = "CRITICAL"
