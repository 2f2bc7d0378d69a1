"""Now, and the token that every public change replaces; pagecache keys its pages by them."""

import secrets
from collections import namedtuple
from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from .models.site_state import SiteState

TOLERANCE = timedelta(minutes=1)
MILLISECOND = timedelta(milliseconds=1)
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)

State = namedtuple("State", "token last_act_at")


class ClockBehind(Exception):
    """This server's clock is more than a minute behind the last act's moment."""


def clock():
    """Return this server's clock in whole milliseconds, UTC."""
    at = timezone.now()
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def state():
    """Return the stored (token, last act's moment), or a new newsroom's ("", None)."""
    # Every reader's request asks this: through the ORM it takes four times as long.
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, last_act_at FROM articles_sitestate")
        token, last_act_at = cursor.fetchone() or ("", None)
    if last_act_at and last_act_at.tzinfo is None:  # SQLite keeps moments in UTC without saying so
        last_act_at = last_act_at.replace(tzinfo=UTC)
    return State(token, last_act_at)


def now():
    """Return the later of the clock and the last act's moment."""
    return max(clock(), state().last_act_at or BEGINNING)


def is_behind(last_act_at, at=None):
    """Ask whether a clock is too far behind the last act to act by."""
    return last_act_at is not None and last_act_at - (at or clock()) > TOLERANCE


def begin_act():
    """Lock the state, in a transaction, and return this act's moment: later than every act's before."""
    rows = SiteState.objects.select_for_update().filter(pk=1)
    row = rows.first()
    if row is None:  # the first act of all; another may begin at the same moment
        SiteState.objects.get_or_create(pk=1)
        row = rows.get()
    at = clock()
    if is_behind(row.last_act_at, at):
        raise ClockBehind(
            _("This server's clock is behind: the last act was at %(at)s. Set the clock, then try again.")
            % {"at": row.last_act_at.isoformat()}
        )
    if row.last_act_at:
        at = max(at, row.last_act_at + MILLISECOND)
    rows.update(last_act_at=at)
    return at


def touch():
    """Replace the token, within the transaction of the change that readers will see."""
    if not SiteState.objects.filter(pk=1).update(token=new_token()):
        SiteState.objects.create(token=new_token())


def new_token():
    return secrets.token_hex(8)


def boundaries(at):
    """Return the last boundary passed at `at` and the next one ahead (None where there is none)."""
    from .models import Edition, Placement

    edges = [
        (Edition, "live_from"),
        (Placement, "placed_from"),
        (Placement, "placed_until"),
    ]
    past = [_edge(model, column, models.Max, {f"{column}__lte": at}) for model, column in edges]
    ahead = [_edge(model, column, models.Min, {f"{column}__gt": at}) for model, column in edges]
    return max(filter(None, past), default=None), min(filter(None, ahead), default=None)


def _edge(model, column, extreme, bounds):
    return model.objects.filter(**bounds).aggregate(edge=extreme(column))["edge"]
