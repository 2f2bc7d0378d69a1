"""A look at a working copy for somebody outside: a secret address that ends, and that can be ended."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Act, PreviewLink, clock

from .rules import Refused, Stage, may_change, refuse

LONGEST = timedelta(days=30)


def may_share(article, user):
    """Return why a user may not let others look at a story, as a sentence, or an empty string."""
    if not (user.is_active and user.has_perm("articles.change_article") and may_change(article, user)):
        return _("This is a colleague's story. Ask to be its assignee, or leave a note.")
    if article.stage == Stage.SPIKED:
        return _("The story is spiked. Unspike it first.")
    return ""


@transaction.atomic
def share(article, *, by, until, version=None):
    """Make a link to one version of a copy, or to its newest (None), that ends at `until`."""
    now = clock.now()
    refuse(may_share(article, by))
    refuse("" if now < until <= now + LONGEST else _("A link ends within 30 days, and not before it begins."))
    if version is not None and not article.history.filter(version=version).exists():
        raise Refused(_("There is no such version."))
    link = PreviewLink.objects.create(article=article, version=version, created_by=by, expires_at=until)
    _log("share", link, by, now, until=until.isoformat(), version=version)
    return link


@transaction.atomic
def revoke(link, *, by):
    """End a link at once; the second who does so changes nothing."""
    refuse(may_share(link.article, by) if link.article.stage != Stage.SPIKED else "")
    now = clock.now()
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        _log("revoke", link, by, now)
    link.refresh_from_db()


def _log(verb, link, by, at, **data):
    # Never the secret: the log is read by everyone at the desk.
    subject = f"article:{link.article.uid}"
    Act.objects.create(at=at, by=by, verb=verb, subject=subject, data={"link": link.pk, **data})
