"""A reader's page from a replica of the database: it and its token from one snapshot, on one connection.

Where the replica is away, the primary answers. The desk, and who is signed in, always read the primary.
"""

from contextlib import contextmanager, nullcontext
from time import monotonic

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction

from articles.models import site_state

ALIAS = "replica"
DATABASE_AWAY = (OperationalError, InterfaceError)
PAUSE = 10  # s; what is away isn't asked again at once, since each question may wait for its time-out

_away_until = 0


def answered(request, answer):
    """Return `answer()`, by the replica's rows where there is one and it answers."""
    global _away_until
    if not _is_wanted(request):
        return answer()
    with _read():
        response = answer()
    if not getattr(request, "missed_database", False):
        return response
    _away_until = monotonic() + PAUSE
    for name in ("era", "moment", "token", "missed", "missed_database"):
        vars(request).pop(name, None)
    return answer()


def _is_wanted(request):
    # An editor sees a publication at once, though it takes a moment to reach the replica.
    return (
        ALIAS in connections.settings
        and monotonic() >= _away_until
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


@contextmanager
def _read():
    """Let this thread ask the replica wherever it asks the database."""
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[ALIAS]
    replica.primary = primary
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def is_read():
    """Ask whether this thread reads the replica now."""
    return connections[DEFAULT_DB_ALIAS].alias == ALIAS


def snapshot():
    """Read all that follows as of one moment, by the isolation level of the replica's connection."""
    return transaction.atomic() if is_read() else nullcontext()


def is_current(token):
    """Ask whether a token is the primary's too: what lags is not to be kept by others."""
    if not is_read():
        return True
    try:
        return site_state.state(connections[ALIAS].primary).token == token
    except DATABASE_AWAY:
        return False


def is_behind():
    """Ask whether the replica lacks the primary's last change. Raises what an absent replica raises."""
    if ALIAS not in connections.settings:
        return False
    return site_state.state(connections[ALIAS]).token != site_state.state().token
