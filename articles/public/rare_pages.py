"""Which answers to free words are worth a place in the store: those that are asked for a second time."""

from contextlib import suppress

MARK = "free-"  # before the keys of such pages
REMEMBERED = 5000  # keys that this process remembers, of some 100 bytes each
TIMEOUT = 3600  # s

_once = {}  # keys that were asked for once, the newest last


def is_free(known):
    """Ask whether a page's key holds words that anyone may choose, so that there is no end of such pages."""
    return bool(known) and (isinstance(known, str) or "q" in dict(known))


def is_worth_keeping(key):
    """Ask whether this is the second time that somebody asks for it."""
    if _once.pop(key, False):
        return True
    _once[key] = True
    with suppress(StopIteration, RuntimeError):  # another thread's turn
        if len(_once) > REMEMBERED:
            _once.pop(next(iter(_once)), None)
    return False
