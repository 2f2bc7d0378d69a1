"""Redis as the store of pages: one that is away costs time, and no page."""

import logging
from itertools import islice
from time import monotonic

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)
PAUSE = 10  # s; what is away isn't asked again at once, since each question may wait for its time-out


class Pages(RedisCache):
    """A store that holds nothing, and keeps nothing, for as long as Redis doesn't answer."""

    away_until = 0

    def get(self, key, default=None, version=None):
        return self._asked(super().get, default, key, default, version)

    def set(self, key, *args, **kwargs):
        self._asked(super().set, None, key, *args, **kwargs)

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
        except RedisError as away:
            Pages.away_until = monotonic() + PAUSE
            logger.warning("Redis is away, so pages are made anew each time: %s", away)
            return otherwise
