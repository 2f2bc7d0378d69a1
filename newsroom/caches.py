"""Redis as the store of pages and counters: one that is away or full costs time, and no page or sign-in."""

import logging
from functools import cache
from hashlib import sha256
from itertools import islice
from time import monotonic

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis import RedisError
from redis.exceptions import OutOfMemoryError

logger = logging.getLogger(__name__)
PAUSE = 10  # s; what is away isn't asked again at once, since each question may wait for its time-out


class Redis(RedisCache):
    def is_away(self):
        """Ask Redis itself; a question of it ends within a second."""
        try:
            RedisCache.get(self, "readyz")
        except RedisError:
            return True
        return False


class Counters(Redis):
    """What has to be counted, such as failed sign-ins: where Redis is full, pages make room for it."""

    def set(self, *args, **kwargs):
        return self._with_room(super().set, *args, **kwargs)

    def add(self, *args, **kwargs):
        return self._with_room(super().add, *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._with_room(super().incr, *args, **kwargs)

    def _with_room(self, write, *args, **kwargs):
        try:
            return write(*args, **kwargs)
        except OutOfMemoryError:
            caches["pages"].clear()
            return write(*args, **kwargs)


class Pages(Redis):
    """A store that holds nothing, and keeps nothing, for as long as Redis doesn't answer."""

    away_until = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = fingerprint()

    def get(self, key, default=None, version=None):
        return self._asked(super().get, default, key, default, version)

    def get_many(self, keys, version=None):
        return self._asked(super().get_many, {}, keys, version)

    def set(self, key, *args, **kwargs):
        self._asked(super().set, None, key, *args, **kwargs)

    def add(self, key, *args, **kwargs):
        return self._asked(super().add, True, key, *args, **kwargs)

    def delete(self, key, *args, **kwargs):
        return self._asked(super().delete, False, key, *args, **kwargs)

    def clear(self):
        """Delete the pages alone: the counts of letters and sign-ins lie in the same Redis."""
        self._asked(self._delete_all, None)

    def _delete_all(self):
        client = self._cache.get_client(write=True)
        keys = client.scan_iter(match=f"{self.key_prefix}:*", count=1000)
        while batch := list(islice(keys, 500)):
            client.delete(*batch)

    def _asked(self, ask, otherwise, *args, **kwargs):
        if monotonic() < Pages.away_until:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except OutOfMemoryError:  # what it holds can be read all the same
            return otherwise
        except RedisError as away:
            Pages.away_until = monotonic() + PAUSE
            logger.warning("Redis is away, so pages are made anew each time: %s", away)
            return otherwise


# What makes pages: files in these folders, by the ends of their names.
MAKE = ("articles", "exchange", "newsroom", "templates", "locale")
KINDS = {".py", ".html", ".txt", ".xml", ".svg", ".mo"}


@cache
def fingerprint():
    """Return a digest of what pages are made of beside the database; it takes 15 ms, once a process.

    Servers with the same share their pages. During an update old and new ones stand beside each other.
    """
    files = [file for name in MAKE for file in (settings.BASE_DIR / name).rglob("*") if file.suffix in KINDS]
    files = sorted([*files, settings.BASE_DIR / "requirements.txt"])
    names = getattr(staticfiles_storage, "manifest_hash", "")  # those of static files, by their contents
    said = settings.ROBOTS, settings.TDM_RESERVATION, settings.CDN, names
    digest = sha256(repr(said).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
