"""The paper's own settings, with its files in a scratch directory."""

import os
from pathlib import Path

from newsroom.settings import *  # noqa: F403  the paper's, whole

MEDIA_ROOT = Path(os.environ["SCRATCH"]) / "media"
ROOT_URLCONF = "acceptance.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
