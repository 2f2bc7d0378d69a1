"""The token that every public change replaces, and the last act's moment and digest."""

import secrets
from collections import namedtuple
from datetime import UTC

from django.db import DatabaseError, InterfaceError, OperationalError, connection, models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from . import prepared

State = namedtuple("State", "token last_act_at")

token_replaced = Signal()  # sent within the transaction of the change


class SiteState(models.Model):
    """One row: a random word that every change to what is public replaces, and the last act's moment."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    token = models.CharField(_("token"), max_length=32, default="")
    last_act_at = models.DateTimeField(_("last act at"), null=True)
    purged = models.CharField(max_length=32, default="", editable=False)  # the token that the CDN was told of
    log_digest = models.CharField(max_length=64, default="", editable=False)  # the newest act's

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site_state")]

    def __str__(self):
        return self.token


def state(connection=connection):
    """Return the stored (token, last act's moment), or a new newsroom's ("", None)."""
    if _is_unchecked(connection):
        # The first question of a request tells whether a kept connection still works: no other is needed.
        connection.health_check_done = True
        try:
            return _asked(connection)
        except (OperationalError, InterfaceError):
            connection.close()  # and once more, on a new one
    return _asked(connection)


def _is_unchecked(connection):
    is_kept = connection.vendor == "postgresql" and connection.connection and not connection.in_atomic_block
    return is_kept and connection.health_check_enabled and not connection.health_check_done


def _asked(connection):
    # Every reader's request asks this: through the ORM it takes four times as long.
    try:
        with prepared.cursor(connection) as cursor:
            cursor.execute("SELECT token, last_act_at FROM articles_sitestate")
            token, last_act_at = cursor.fetchone() or ("", None)
    except DatabaseError as error:
        if type(error) is DatabaseError:  # SQLite's, of a damaged file: to readers it is away
            raise OperationalError(*error.args) from error
        raise
    if last_act_at and last_act_at.tzinfo is None:  # SQLite keeps moments in UTC without saying so
        last_act_at = last_act_at.replace(tzinfo=UTC)
    return State(token, last_act_at)


def replace_token():
    """Replace the token, within the transaction of the change that readers will see."""
    change(token=secrets.token_hex(8))
    token_replaced.send(SiteState)


def change(**values):
    if not SiteState.objects.filter(pk=1).update(**values):
        SiteState.objects.create(**values)
