"""Remarks among the desk, and who has a story to do by when."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.archive import digests, logged_desk
from articles.models import Article, Note
from articles.text import anchors

from . import notifying, states
from .registry import may
from .rules import act, begin, log, no_permission, refuse, store


def assign(article, *, by, assignee=None, due_at=None, priority=Article.Priority.NORMAL, reason="",
           looked_at=None):  # fmt: skip
    """Say whose a story is, by when, and how urgent; it changes no text and takes back no approval.

    `looked_at` is the hash of what of that was seen: see states.assignment().
    """
    with act("assign", article, by) as timeline:
        refuse(states.another_assignment(timeline.article, looked_at))
        may = assignee is None or (assignee.is_active and assignee.is_staff)
        refuse("" if may else _("%(who)s no longer works here. Choose somebody else.") % {"who": assignee})
        copy = timeline.article
        store(copy, by, "assign", assignee=assignee, due_at=due_at, priority=priority)
        log("assign", timeline, by, reason, to=assignee.username if assignee else "")


@transaction.atomic
def note(article, *, by, text="", passage="", near=None, instead="", to=None):
    """Leave a remark on a story or on a passage of it, or answer the note `to`.

    `near` says about where the passage stands, `instead` which words its writer could put there.
    """
    refuse(no_permission("note", by))
    refuse("" if article.is_visible_to(by) else _("There is no such story."))
    refuse("" if text.strip() or (passage and instead) else _("Write what is to be said."))
    at = begin()
    if to is not None:
        to = Note.objects.filter(pk=to.to_id or to.pk, article=article).first()
        refuse(_("That note is gone. Leave a new one.") if to is None else "")
        refuse(_("That note is resolved. Leave a new one.") if to.resolved_at else "")
    body = Article.objects.values_list("body", flat=True).get(pk=article.pk)
    start, end = (anchors.find(body, passage, near or 0) if to is None else None) or (None, None)
    said = {"text": text, "passage": passage, "instead": instead if passage else "", "to": to}
    made = Note.objects.create(at=at, article=article, by=by, start=start, end=end, **said)
    _log("note", made)
    return made


@transaction.atomic
def hear(article, *, text, passage="", email=""):
    """Store a reader's report of an error as a note for the story's desk."""
    said = "\n\n".join(filter(None, (text, email)))
    made = Note.objects.create(at=begin(), article=article, text=said, passage=passage)
    _log("hear", made)


@transaction.atomic
def relay(article, *, agency, text, is_killed=False):
    """Leave an agency's message about copy that a story used as a note, which waits for an answer."""
    made = Note.objects.create(at=begin(), article=article, agency=agency, text=text)
    verb = "wire_kill" if is_killed else "wire_correction"
    _log(verb, made, agency=agency)


def _log(verb, note, **data):
    """Log that a note is left; of its words, the log holds a salted hash."""
    salt, said = logged_desk.salted_hash(logged_desk.said_of_note(note))
    notifying.log(verb, note.article, note.by, note.at, salt=salt, note=note.pk, said_hash=said, **data)


@transaction.atomic
def resolve(note, *, by):
    """Mark a note and its answers as resolved; a second call changes nothing."""
    refuse(no_permission("resolve", by))
    refuse("" if note.article.is_visible_to(by) else _("There is no such story."))
    at = begin()
    open_notes = Note.objects.filter(pk=note.pk, resolved_at=None)
    moments = _moments(note, resolved_at=None)
    if open_notes.update(resolved_at=at, resolved_by=by):
        note.answers.filter(resolved_at=None).update(resolved_at=at, resolved_by=by)
        notifying.log("resolve", note.article, by, at, note=note.pk, moments=moments)
    note.refresh_from_db()


@transaction.atomic
def delete_note(note, *, by):
    """Delete a note; the log records that there was one, without its text."""
    refuse(no_permission("delete_note", by))
    refuse("" if note.article.is_visible_to(by) else _("There is no such story."))
    at = begin()
    refuse(_kept(note, by))
    key, moments = note.pk, _moments(note)
    if Note.objects.filter(pk=key).delete()[0]:
        notifying.log("delete_note", note.article, by, at, note=key, moments=moments)


def _moments(note, **which):
    """Return when a note and its answers were left: by it the log knows them, since a load gives new keys."""
    rows = Note.objects.filter(Q(pk=note.pk) | Q(to=note.pk), **which)
    return [digests.iso_milliseconds(at) for at in rows.order_by("at").values_list("at", flat=True)]


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
