"""A look at a working copy for somebody outside: a secret address that ends, and that can be ended."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from articles.archive import logged_desk, printing
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
    salt, said = logged_desk.salted_hash(logged_desk.said_of_preview(link))
    notifying.log("share", article, by, now, "", salt, link=link.pk, until=until.isoformat(), version=version,
                  key=logged_desk.key_of_preview(link), said_hash=said)  # fmt: skip
    return link


def _frozen(article, version):
    """Return what stands beside the texts of a version, as it would be printed now: {column: rows}."""
    copy = article.as_saved(version)
    if copy is None:
        raise Refused(_("There is no such version."))
    edition = Edition(article=copy, **printing.story_fields(copy))
    printing.complete(edition)
    rows = article.history.filter(version=version).order_by("-history_id").values_list("rows", flat=True)[0]
    if rows is not None:  # it is no longer the newest
        printing.print_version(edition, rows)
    elif article.history.filter(version__gt=version).exists():  # today's are not those that stood there
        raise Refused(_("Its byline, citations and topics are not kept any more. Share another version."))
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
        key = logged_desk.key_of_preview(link)
        notifying.log("revoke", link.article, by, now, link=link.pk, key=key)
    link.refresh_from_db()
