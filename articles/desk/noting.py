"""Remarks among the desk, and who has a story to do by when."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Note

from . import notifying
from .registry import may
from .rules import act, begin, log, no_permission, refuse, store


def assign(article, *, by, assignee=None, due_at=None, priority=Article.Priority.NORMAL, reason=""):
    """Say whose a story is, by when, and how urgent; it changes no text and takes back no approval."""
    with act("assign", article, by) as timeline:
        may = assignee is None or (assignee.is_active and assignee.is_staff)
        refuse("" if may else _("%(who)s no longer works here. Choose somebody else.") % {"who": assignee})
        copy = timeline.article
        store(copy, by, "assign", assignee=assignee, due_at=due_at, priority=priority)
        log("assign", timeline, by, reason, to=assignee.username if assignee else "")


@transaction.atomic
def note(article, *, by, text, passage=""):
    """Leave a remark on a story, or on a passage of it."""
    refuse(no_permission("note", by))
    refuse("" if article.is_visible_to(by) else _("There is no such story."))
    refuse("" if text.strip() else _("Write what is to be said."))
    made = Note.objects.create(at=begin(), article=article, by=by, text=text, passage=passage)
    notifying.log("note", article, by, made.at, note=made.pk)
    return made


@transaction.atomic
def hear(article, *, text, passage="", email=""):
    """Store a reader's report of an error as a note for the story's desk."""
    said = "\n\n".join(filter(None, (text, email)))
    made = Note.objects.create(at=begin(), article=article, text=said, passage=passage)
    notifying.log("hear", article, None, made.at, note=made.pk)


@transaction.atomic
def resolve(note, *, by):
    """Mark a note as resolved; a second call changes nothing."""
    refuse(no_permission("resolve", by))
    refuse("" if note.article.is_visible_to(by) else _("There is no such story."))
    at = begin()
    open_notes = Note.objects.filter(pk=note.pk, resolved_at=None)
    if open_notes.update(resolved_at=at, resolved_by=by):
        notifying.log("resolve", note.article, by, at, note=note.pk)
    note.refresh_from_db()


@transaction.atomic
def delete_note(note, *, by):
    """Delete a note; the log says that there was one, and no word of it."""
    refuse(no_permission("delete_note", by))
    refuse("" if note.article.is_visible_to(by) else _("There is no such story."))
    at = begin()
    refuse(_kept(note, by))
    key = note.pk
    if Note.objects.filter(pk=key).delete()[0]:
        notifying.log("delete_note", note.article, by, at, note=key)


def may_delete(note, user, notes):
    """Ask of one of a story's `notes` whether a user may delete it: nobody is left with half a talk."""
    if may(user, "redact"):
        return True
    is_answered = note.resolved_at or any(each.at > note.at and each.by_id != note.by_id for each in notes)
    return note.by_id == user.pk and not is_answered


def _kept(note, user):
    if may_delete(note, user, note.article.notes.all()):
        return ""
    return _("A note is deleted by who left it, while nobody has answered it. Ask a chief editor.")
