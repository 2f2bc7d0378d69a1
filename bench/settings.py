"""The paper's own settings; BENCH_PAGES=off keeps no page, so that each request renders one."""

import os

from newsroom.settings import *  # noqa: F403  the paper's, whole
from newsroom.settings import CACHES, LOG_LEVEL, LOGGING

LOGGING["loggers"]["django"]["level"] = LOG_LEVEL  # a flood of 404 is no news here
if os.environ.get("BENCH_PAGES") == "off":
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
