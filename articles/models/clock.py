"""The server's clock, and the moment of each act: later than every act's before."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .site_state import SiteState, state

TOLERANCE = timedelta(minutes=1)
MILLISECOND = timedelta(milliseconds=1)
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class ClockBehind(Exception):
    """This server's clock is more than a minute behind the last act's moment."""


def server_time():
    """Return this server's clock in whole milliseconds, UTC."""
    return whole_milliseconds(timezone.now())


def whole_milliseconds(at):
    """Return a moment as digests print it: a finer one would read back otherwise than it was sealed."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def now():
    """Return the later of the clock and the last act's moment."""
    return max(server_time(), state().last_act_at or BEGINNING)


def is_behind(last_act_at, at=None):
    """Ask whether a clock is too far behind the last act to act by."""
    return last_act_at is not None and last_act_at - (at or server_time()) > TOLERANCE


def lock():
    """Let acts wait for each other, in a transaction; return the state's row."""
    rows = SiteState.objects.select_for_update().filter(pk=1)
    row = rows.first()
    if row is None:  # the first act of all; another may begin at the same moment
        SiteState.objects.get_or_create(pk=1)
        row = rows.get()
    return row


def begin_act():
    """Lock the state, in a transaction, and return this act's moment: later than every act's before."""
    row = lock()
    at = server_time()
    if is_behind(row.last_act_at, at):
        raise ClockBehind(
            _("This server's clock is behind: the last act was at %(at)s. Set the clock, then try again.")
            % {"at": row.last_act_at.isoformat()}
        )
    if row.last_act_at:
        at = max(at, row.last_act_at + MILLISECOND)
    SiteState.objects.filter(pk=1).update(last_act_at=at)
    return at
