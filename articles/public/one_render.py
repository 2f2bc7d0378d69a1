"""One render of a page at a time: other requests wait for it, and read it from the store."""

from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

PATIENCE = 2  # s; a render that takes longer, or whose process ended, keeps nobody waiting
LOOK = 0.01  # s, between two looks at what another process does

_going = {}  # {key: what is set once the page is stored}, of this process


@contextmanager
def rendering_alone(key):
    """Wait while another thread renders the page of `key`; of another process too, where they share a store.

    Inside, the store is asked once more: what was waited for stands there, unless it can't be stored.
    """
    mine = Event()
    going = _going.setdefault(key, mine)
    if going is not mine:
        going.wait(PATIENCE)
        yield
        return
    mark = None
    try:
        mark = _mark_or_wait(f"{key}.going")
        yield
    finally:
        del _going[key]
        going.set()
        if mark:
            caches["pages"].delete(mark)


def _mark_or_wait(mark):
    """Return the mark that this process renders, or None once another has done so."""
    store = caches["pages"]
    if isinstance(store, LocMemCache):
        return None
    if store.add(mark, 1, PATIENCE):
        return mark
    end = monotonic() + PATIENCE
    while store.get(mark) and monotonic() < end:
        sleep(LOOK)
    return None
