"""The outbox: what is sent after an act, best effort. Nothing's correctness hangs on it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, get_connection
from django.db import connections, transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.archive import logged_desk
from articles.models import Act, Article, Note, Publication, Push

from . import cdn, inviting
from .registry import log_label

TRIES = 5
STALE = timedelta(days=2)  # what nobody could send by then is old news
BATCH = 50
MOST_TRIES = 30_000  # what the column counts to; a purge goes on
IN_HAND = timedelta(minutes=10)  # whoever began a mail and didn't say how it went is gone by then

logger = logging.getLogger(__name__)
_mailer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mailer")


def waiting():
    """Return the rows that will be tried yet: mail for a while, purges until they are done."""
    mail = Q(kind="mail", tries__lt=TRIES, created_at__gt=timezone.now() - STALE)
    return Push.objects.filter(mail | Q(kind="purge"), sent_at=None)


def send_soon():
    """Send mail behind the commit, in a thread: no act waits for a mail server that is slow or away."""
    transaction.on_commit(lambda: start_sending(), robust=True)


def start_sending():
    _mailer.submit(_send_new)


def send_aside(send):
    """Send a mail that no row holds, once: an answer that waited for it would tell whether it was sent."""
    _mailer.submit(copy_context().run, _send_in_thread, send)


def _send_in_thread(send):
    try:
        send_once(send)
    finally:
        connections.close_all()  # this thread's


def send_once(send):
    try:
        send()
    except Exception as error:  # noqa: BLE001  whatever a mail back end raises
        logger.error("A mail about an account was not sent: %s", type(error).__name__)  # noqa: TRY400 - it may quote an address


def _send_new():
    """Send what was never tried: the timer alone tries again, so that five acts don't use up five tries."""
    try:
        send_waiting(tries=1)
    except Exception:
        logger.exception("Mail failed; manage.py push tries it again.")
    finally:
        connections.close_all()  # this thread's


def send_waiting(tries=TRIES):
    """Send what waits and was tried less, least tried first; return how many were sent, and how many not."""
    mails = waiting().filter(kind="mail", tries__lt=tries).exclude(begun_at__gt=timezone.now() - IN_HAND)
    rows = list(mails.order_by("tries", "created_at", "pk")[:BATCH])
    if not rows:
        return 0, 0
    left, outcomes, connection = iter(rows), [], get_connection()
    try:
        # Each is claimed just before it is sent; what somebody else took meanwhile is left to them.
        outcomes.extend(_send(row, connection) for row in left if _claim(row))
    except OSError as error:  # the mail server is away: one wait for all, not one each
        outcomes += [False] * (1 + _note_away([each.pk for each in left], error))
    finally:
        connection.close()
    return outcomes.count(True), outcomes.count(False)


def purge(names):
    """Remove files from the storage and the CDN behind the transaction; the outbox tries again what fails."""
    if names:
        Push.objects.create(kind="purge", data={"files": sorted(names)})
        transaction.on_commit(purge_waiting, robust=True)


def purge_waiting():
    """Remove the files that wait for it; return how many rows were done and how many failed."""
    rows = [row for row in waiting().filter(kind="purge") if _claim(row)]
    outcomes = [_purged(row) for row in rows]
    return outcomes.count(True), outcomes.count(False)


def _purged(row):
    """Remove a row's files; never give up: what is unlawful must not stay because a storage was away."""
    try:
        for name in row.data["files"]:
            default_storage.delete(name)
        cdn.purge_files(row.data["files"])
    except Exception as error:  # noqa: BLE001  whatever a storage raises
        return _note_failure(row, error)
    return _note_success(row)


def _claim(row):
    """Take a row, so that of two who send at once one does."""
    mine = Push.objects.filter(pk=row.pk, sent_at=None, tries=row.tries)
    return mine.update(tries=Least(F("tries") + 1, MOST_TRIES), begun_at=timezone.now()) == 1


def _send(row, connection):
    """Send a mail, and say whether it went; raise OSError where no server answers at all."""
    try:
        connection.open()  # anew, if the mail before closed it
    except OSError as error:
        Push.objects.filter(pk=row.pk).update(begun_at=None, tries=row.tries)
        _note_away([row.pk], error)
        raise
    try:
        if message := build_mail(row):
            connection.send_messages([message])
    except Exception as error:  # noqa: BLE001  whatever a mail back end raises: the row says it
        _note_failure(row, error)
        connection.close()  # many a server takes some mails, and hangs up
        return False
    return _note_success(row)


def _note_success(row):
    Push.objects.filter(pk=row.pk).update(sent_at=timezone.now(), error="")
    return True


def _note_failure(row, error):
    Push.objects.filter(pk=row.pk).update(begun_at=None, error=_worded(error))
    return False


def _note_away(keys, error):
    """Note that no server answered; that is no try: five of them would be over within half an hour."""
    return Push.objects.filter(pk__in=keys, sent_at=None, begun_at=None).update(error=_worded(error))


def _worded(error):
    return f"{type(error).__name__}: {error}"[:500]


def build_mail(row):
    """Return the message for an outbox row, in today's words, or None where its story is gone."""
    act = Act.objects.select_related("by").filter(pk=row.data["act"]).first()
    if act and act.verb == "invite":
        return _invitation(act, row.data["to"])
    article = act and Article.objects.filter(uid=act.subject.removeprefix("article:")).first()
    if article is None:
        return None
    publication = Publication.objects.current()
    with translation.override(publication.language):
        subject = f"{log_label(act.verb)}: {' '.join(article.headline.split())}"
        path = reverse("admin:articles_article_change", args=[article.pk])
        lines = [
            _("%(act)s by %(who)s.")
            % {"act": log_label(act.verb), "who": name_of(act.by) or act.data.get("agency") or _("a reader")},
            act_text(act),
            publication.address.rstrip("/") + path,
        ]
    text = "\n\n".join(line for line in lines if line)
    return EmailMessage(subject, text, to=[row.data["to"]])


def name_of(user):
    """Return how a mail names a colleague, or an empty string where nobody of the desk acted."""
    return user.get_full_name() or user.get_username() if user else ""


def _invitation(act, address):
    """Return the mail of an invitation, its link made as it is sent; None where the account is closed."""
    rows = get_user_model().objects.filter(is_active=True, email=address)
    user = rows.filter(username=act.subject.removeprefix("user:")).first()
    if user is None:
        return None
    publication = Publication.objects.current()
    with translation.override(publication.language):
        said = {
            "who": name_of(act.by),
            "paper": publication.name,
            "name": user.username,
        }
        lines = [
            _("%(who)s invites you to work at %(paper)s. You sign in as “%(name)s”.") % said,
            _("Choose your password here, within a week, and a second factor after it:"),
            publication.address.rstrip("/") + reverse("invited", args=[inviting.key_of(user)]),
        ]
        subject = _("An invitation to %(paper)s") % {"paper": " ".join(publication.name.split())}
    return EmailMessage(subject, "\n\n".join(lines), to=[address])


def act_text(act):
    """Return the text of an act: its reason, or the note's text."""
    if act.verb in logged_desk.NOTES:
        note = Note.objects.filter(pk=act.data.get("note")).first()
        return "\n\n".join(filter(None, (note.text, note.instead))) if note else ""
    return act.reason
