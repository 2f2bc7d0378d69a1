"""A look at a working copy for somebody outside: a secret address that ends, and that can be ended."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from articles.archive import printing
from articles.models import Edition, PreviewLink

from . import notifying
from .rules import Refused, begin, objection, refuse

LONGEST = timedelta(days=30)


@transaction.atomic
def share(article, *, by, until, version=None):
    """Make a link to one version of a copy, or to its newest (None), that ends at `until`."""
    now = begin()
    refuse(objection("share", article, by, None))
    refuse("" if now < until <= now + LONGEST else _("A link ends within 30 days, and not before it begins."))
    link = PreviewLink(article=article, version=version, created_by=by, expires_at=until)
    if version is not None:
        link.printed = _frozen(article, version)
    link.save()
    # Never the secret: the log is read by everyone at the desk.
    notifying.log("share", article, by, now, link=link.pk, until=until.isoformat(), version=version)
    return link


def of_version(article, version):
    """Return a copy as it was saved, or None where there is no such version."""
    row = article.history.filter(version=version).order_by("history_id").last()
    return row and row.instance


def _frozen(article, version):
    """Return what stands beside the texts of a version, as it would be printed now: {column: rows}."""
    copy = of_version(article, version)
    if copy is None:
        raise Refused(_("There is no such version."))
    edition = Edition(article=copy, **printing.story_fields(copy))
    printing.complete(edition)
    return {column: getattr(edition, column) for column in (*Edition.ROWS, "section_as_printed")}


def is_open(link, at):
    """Ask whether a link still shows something: it ends with its maker's account, or right to the story."""
    return link.is_open(at) and not objection("share", link.article, link.created_by, None)


@transaction.atomic
def revoke(link, *, by):
    """End a link at once; the second who does so changes nothing."""
    now = begin()
    refuse(objection("revoke", link.article, by, None))
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        notifying.log("revoke", link.article, by, now, link=link.pk)
    link.refresh_from_db()
