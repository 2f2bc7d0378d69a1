"""Remarks among the desk, and who has a story to do by when."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Act, Article, Note, clock

from .notifying import tell
from .rules import Refused, act, log, refuse, store


def assign(article, *, by, assignee=None, due_at=None, priority=Article.Priority.NORMAL, reason=""):
    """Say whose a story is, by when, and how urgent; it changes no text and takes back no approval."""
    with act("assign", article, by) as timeline:
        may = assignee is None or (assignee.is_active and assignee.is_staff)
        refuse("" if may else _("%(who)s no longer works here. Choose somebody else.") % {"who": assignee})
        copy = timeline.article
        store(copy, by, "assigned", assignee=assignee, due_at=due_at, priority=priority)
        log("assign", timeline, by, reason, to=assignee.username if assignee else "")


@transaction.atomic
def note(article, *, by, text, passage=""):
    """Leave a remark on a story, or on a passage of it."""
    _check(by)
    refuse("" if text.strip() else _("Write what is to be said."))
    made = Note.objects.create(article=article, by=by, at=clock.now(), text=text, passage=passage)
    _log("note", made, by)
    return made


@transaction.atomic
def hear(article, *, text, passage="", email=""):
    """Leave what a reader says is wrong in a story as a note for its desk."""
    said = "\n\n".join(filter(None, (text, email)))
    made = Note.objects.create(article=article, at=clock.now(), text=said, passage=passage)
    _log("hear", made, None)


@transaction.atomic
def resolve(note, *, by):
    """Say that a note is done with; the second who says so changes nothing."""
    _check(by)
    open_notes = Note.objects.filter(pk=note.pk, resolved_at=None)
    if open_notes.update(resolved_at=clock.now(), resolved_by=by):
        _log("resolve", note, by)
    note.refresh_from_db()


def _check(by):
    if not (by.is_active and by.has_perm("articles.view_article")):
        raise Refused(_("You have no permission to do this. Ask an editor, or a chief editor."))


def _log(verb, note, by):
    # The log keeps no words: a passage may have to be redacted.
    row = Act.objects.create(
        at=clock.now(),
        by=by,
        verb=verb,
        subject=f"article:{note.article.uid}",
        data={"note": note.pk},
    )
    tell(row, note.article)


__all__ = ["assign", "hear", "note", "resolve"]
