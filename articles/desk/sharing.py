"""A look at a working copy for somebody outside: a secret address that ends, and that can be ended."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import PreviewLink

from . import notifying
from .rules import Refused, begin, objection, refuse

LONGEST = timedelta(days=30)


@transaction.atomic
def share(article, *, by, until, version=None):
    """Make a link to one version of a copy, or to its newest (None), that ends at `until`."""
    now = begin()
    refuse(objection("share", article, by, None))
    refuse("" if now < until <= now + LONGEST else _("A link ends within 30 days, and not before it begins."))
    if version is not None and not article.history.filter(version=version).exists():
        raise Refused(_("There is no such version."))
    link = PreviewLink.objects.create(article=article, version=version, created_by=by, expires_at=until)
    # Never the secret: the log is read by everyone at the desk.
    notifying.log("share", article, by, now, link=link.pk, until=until.isoformat(), version=version)
    return link


@transaction.atomic
def revoke(link, *, by):
    """End a link at once; the second who does so changes nothing."""
    now = begin()
    refuse(objection("revoke", link.article, by, None))
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        notifying.log("revoke", link.article, by, now, link=link.pk)
    link.refresh_from_db()
