"""Who may do what, and when: one place for the conditions of every act."""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Exists, OuterRef, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from articles import search
from articles.archive import digests, logged_copies, logged_desk, logged_versions
from articles.models import Article, Section, clock
from articles.models.edition import salt
from articles.models.version import keep_rows

from . import note_places, notifying
from .act_type import DESK, OWN
from .registry import ACTS, HISTORY, may
from .timeline import Timeline

Stage = Article.Stage

# The acts that a story's own form and pages do.
FROM_A_STORY = ("save", *(verb for verb, act in ACTS.items() if act.asks is not None))


class Refused(Exception):
    """An act that can't be done, with a sentence that names the remedy."""


def allowed_acts(article, user, timeline=None):
    """Return the acts that a user may do on an article now, in the order of a story's life."""
    timeline = timeline or Timeline(article, clock.now())
    return [verb for verb in FROM_A_STORY if not objection(verb, article, user, timeline)]


def objection(verb, article, user, timeline):
    """Return why `user` may not do `verb`, as a sentence, or an empty string."""
    if sentence := no_permission(verb, user):
        return sentence
    if article.pk and not article.is_visible_to(user):
        return _("There is no such story.")
    act = ACTS[verb]
    if act.boundary == OWN and not may_change(article, user):
        return _("This is a colleague's story. Ask to be its assignee, or leave a note.")
    if act.boundary == DESK and not _on_their_desks(user, article, timeline.record):
        return _("This story belongs to another desk. Ask one of its editors.")
    return act.state(article, timeline, user) if act.state else ""


def no_permission(verb, user):
    """Return a sentence where a user hasn't the permission of an act, whatever it is done on."""
    if may(user, verb):
        return ""
    return _("You have no permission to do this. Ask an editor, or a chief editor.")


def may_change(article, user):
    """Ask whether the copy is a user's own, given to them, or everybody's to change."""
    if user.has_perm("articles.change_any_article"):
        return True
    return article.pk is None or user.pk in (article.created_by_id, article.assignee_id)


def _on_their_desks(user, *stories):
    if user.has_perm("articles.act_on_any_desk"):
        return True
    # Both the copy's section and the record's count: a move to another desk in the copy must not give
    # that desk power over the story that is live.
    sections = [story.section for story in stories if story and story.section_id]
    sections = [section.today for section in sections]
    prefetch_related_objects(sections, "editors")  # in one query, however many acts ask
    return all(on_desk(user, section) for section in sections)


def on_desk(user, section):
    """Ask whether a section, or its successor, is on a user's desk; without editors, on everyone's."""
    if section is None or user.has_perm("articles.act_on_any_desk"):
        return True
    editors = {editor.pk for editor in section.today.editors.all()}
    return not editors or user.pk in editors


def is_on_desk(user):
    """Ask of each row of a query, an article or an edition, whether its section is on a user's desk."""
    if user.has_perm("articles.act_on_any_desk"):
        return Value(value=True)
    today = Coalesce(OuterRef("section__merged_into"), OuterRef("section"))
    editors = Section.editors.through.objects.filter(section=today)
    return Exists(editors.filter(user=user)) | ~Exists(editors)


@contextmanager
def act(verb, article, by, seen=None, version=None, proposal=None):
    """Open one act: a transaction, the act's moment, the locked article and its timeline.

    Yields the timeline; its `article` is the locked row. Raises Refused. The caller's `article` is
    brought up to date at the end.
    """
    # The search index is written once, after the last row: an act stores the same story several
    # times.
    with transaction.atomic(), search.at_the_end():
        timeline = open_timeline(article)
        # Compared under the lock: before it, a colleague's act could commit between the check and the
        # write.
        if version is not None and version != timeline.article.version:
            raise Refused(_("The copy was changed since you opened it. Look at it again, then decide."))
        if seen is not None and seen != timeline.last_digest:
            raise Refused(_("This story was acted on since you opened the page. Look at it again."))
        refuse(objection(verb, timeline.article, by, timeline))
        refuse(second_person_missing(verb, by, timeline.publication, proposal))
        yield timeline
    # The caller's object is not the locked row; without this, a second act on it would use stale
    # values.
    for field in Article._meta.concrete_fields:
        setattr(article, field.attname, getattr(timeline.article, field.attname))
    # Prefetched bylines and citations may be those from before the act.
    article._prefetched_objects_cache = {}


def second_person_missing(verb, by, publication, proposal):
    """Return why one person can't do an act that reaches readers, where four eyes are the rule."""
    if not (ACTS[verb].needs_second and publication.four_eyes):
        return ""
    if proposal is None:
        return _("Four eyes: propose it, so that somebody else confirms it.")
    return _("Four eyes: you proposed this, so somebody else confirms it.") if proposal.by == by else ""


def begin():
    """Let acts wait for each other, in a transaction, and return this one's moment. Raises Refused."""
    try:
        return clock.begin_act()
    except clock.ClockBehind as behind:
        raise Refused(str(behind)) from behind


def open_timeline(article):
    """Lock the article and return its timeline at this act's moment, which no edition of it has."""
    at = begin()
    # The site's row is locked before the article's, in every act: two orders could deadlock on
    # PostgreSQL.
    article = locked(article)
    timeline = Timeline(article, at)
    while timeline.record and timeline.record.live_from == at:  # a plan's moment is this very one
        at = begin()
        timeline = Timeline(article, at)
    return timeline


def locked(article):
    """Return an article's row as it is stored, for this transaction alone."""
    # of=("self",), since PostgreSQL refuses FOR UPDATE on the nullable side of an outer join, here
    # the section and the people. SQLite ignores the lock: there, every transaction is IMMEDIATE and
    # already alone.
    rows = Article.objects.select_related("section", "created_by", "assignee", "approved_by")
    return rows.select_for_update(of=("self",)).get(pk=article.pk)


def refuse(sentence):
    if sentence:
        raise Refused(sentence)


def log(verb, timeline, by, reason="", **data):
    """Write an act into the log, with the length and the end of the article's chain after it.

    It keeps no words of the story and no note, since those may have to be redacted; but what is said of the
    rows that readers first see with it, which no edition holds.
    """
    article = timeline.article
    last = timeline.rows[-1] if timeline.rows else None
    # `verify` compares these with the chain: they show when the latest edition was deleted, which no
    # digest in the rest of the chain can.
    data["chain"] = {"length": last.number, "digest": last.digest} if last else {"length": 0, "digest": ""}
    if timeline.first_seen:
        data["first"] = timeline.first_seen
    key = salt()
    # What may go out as it stands; "" where nothing may. `verify` compares it with the copy.
    approval = logged_desk.said_of_approval(article)
    data["approval_hash"] = digests.rest_hash(key, approval) if approval else ""
    data |= logged_copies.seal(article, key)
    versions, hashed = logged_versions.seal(article, anew=verb == "redact")
    if versions:
        data |= {"versions": versions, "versions_hash": digests.rest_hash(key, hashed)}
    return notifying.log(verb, article, by, timeline.at, reason, key, **data)


def store(article, by, verb, **values):
    """Write values of the locked working copy, with the act's reason in its history."""
    if "version" in values:
        keep_rows(article, article.version)
    changed = {field for field, value in values.items() if getattr(article, field) != value}
    if "body" in changed and verb not in ("keep_plan", "keep_copy"):  # of these two, the text is back at once
        note_places.follow(article, article.body, values["body"])
    for field, value in values.items():
        setattr(article, field, value)
    article._history_user, article._change_reason = by, HISTORY[verb]
    # The slug too: publication gives one where there is none. What isn't stored isn't indexed again.
    article.save(update_fields={*changed, "slug"})
