"""Who may do what, and when: one place for the conditions of every act."""

from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from articles import search
from articles.models import Act, Article, clock

from .notifying import tell
from .timeline import Timeline

Stage = Article.Stage

# Each act's permission. Those on a section's desk besides need that desk, or every desk.
PERMISSIONS = {
    "add": "articles.add_article",
    "save": "articles.change_article",
    "submit": "articles.submit_article",
    "send_back": "articles.approve_article",
    "approve": "articles.approve_article",
    "publish": "articles.publish_article",
    "move_plan": "articles.publish_article",
    "drop_plan": "articles.publish_article",
    "expire": "articles.publish_article",
    "correct": "articles.correct_article",
    "label": "articles.correct_article",
    "settle": "articles.change_article",
    "withdraw": "articles.withdraw_article",
    "restore": "articles.withdraw_article",
    "spike": "articles.spike_article",
    "unspike": "articles.spike_article",
    "flag": "articles.change_article",
    "assign": "articles.change_any_article",
    "lift_flag": "articles.lift_legal_flag",
    "lift_embargo": "articles.lift_embargo",
    "redact": "articles.redact_article",
}
OPEN_TO_ALL_DESKS = {"add", "save", "submit", "settle", "flag"}


class Refused(Exception):
    """An act that can't be done, with a sentence that says what to do."""


def allowed_acts(article, user, at=None):
    """Return the acts that a user may do on an article now, in the order of a story's life."""
    timeline = Timeline(article, at or clock.now())
    return [verb for verb in PERMISSIONS if verb != "add" and not objection(verb, article, user, timeline)]


def objection(verb, article, user, timeline):
    """Return why `user` may not do `verb`, as a sentence, or an empty string."""
    if not (user.is_active and user.has_perm(PERMISSIONS[verb])):
        return _("You have no permission to do this. Ask an editor, or a chief editor.")
    if verb in OPEN_TO_ALL_DESKS:
        if not may_change(article, user):
            return _("This is a colleague's story. Ask to be its assignee, or leave a note.")
    elif not all(on_desk(user, story.section) for story in (article, timeline.record) if story):
        return _("This story belongs to another desk. Ask one of its editors.")
    return STATES[verb](article, timeline, user) if verb in STATES else ""


def may_change(article, user):
    """Ask whether the copy is a user's own, given to them, or everybody's to change."""
    if user.has_perm("articles.change_any_article"):
        return True
    return article.pk is None or user.pk in (article.created_by_id, article.assignee_id)


def on_desk(user, section):
    """Ask whether a section is on a user's desk; one without editors is on every editor's."""
    if section is None or user.has_perm("articles.act_on_any_desk"):
        return True
    editors = {editor.pk for editor in section.editors.all()}
    return not editors or user.pk in editors


def _in_stage(*stages):
    def state(article, timeline, user):
        if article.stage in stages:
            return ""
        return _("The copy is %(stage)s.") % {"stage": article.get_stage_display()}

    return state


def _approve(article, timeline, user):
    if article.stage not in (Stage.DRAFT, Stage.SUBMITTED):
        return _("The copy is %(stage)s.") % {"stage": article.get_stage_display()}
    if timeline.publication.four_eyes and article.writers().filter(pk=user.pk).exists():
        return _("Four eyes: you wrote a part of this copy, so somebody else approves it.")
    return ""


def _publish(article, timeline, user):
    if article.stage == Stage.SPIKED:
        return _("The story is spiked. Unspike it first.")
    if timeline.planned_text:
        return _("A text is planned already. Move it or drop it, or correct the live story.")
    if article.legal_flag:
        return _flagged(article)
    if article.unmerged:
        return _("The live story was corrected, and this copy clashes with it. Settle that first.")
    if article.approved_version != article.version and timeline.publication.four_eyes:
        return _("Four eyes: this version is not approved. Submit it, so that somebody else approves it.")
    return ""


def _needs(part, sentence):
    return lambda article, timeline, user: "" if getattr(timeline, part) else sentence()


def _expire(article, timeline, user):
    if not (timeline.live or timeline.planned_text):
        return _("Nothing is live or planned that could expire.")
    return _("An expiry is planned already. Move it or drop it.") if timeline.planned_expiry else ""


def _restore(article, timeline, user):
    if not timeline.record or timeline.live:
        return _("The story is not withdrawn.")
    if article.embargo_until and article.embargo_until > timeline.at:
        return _("An embargo holds this story. Wait for its end, or have it lifted.")
    return _flagged(article)


def _flagged(article):
    if not article.legal_flag:
        return ""
    return _("A legal flag stops this story: %(reason)s") % {"reason": article.legal_flag}


def _spike(article, timeline, user):
    if article.stage == Stage.SPIKED:
        return _("The story is spiked already.")
    if timeline.record:
        return _("The story was published: it can't be spiked, only withdrawn.")
    return _("The story is planned. Drop the plan first.") if timeline.plans else ""


STATES = {
    "save": lambda article, timeline, user: (
        _("The story is spiked. Unspike it first.") if article.stage == Stage.SPIKED else ""
    ),
    "submit": _in_stage(Stage.DRAFT),
    "send_back": _in_stage(Stage.SUBMITTED, Stage.APPROVED),
    "approve": _approve,
    "publish": _publish,
    "move_plan": _needs("plans", lambda: _("Nothing is planned.")),
    "drop_plan": _needs("plans", lambda: _("Nothing is planned.")),
    "expire": _expire,
    "correct": _needs("live", lambda: _("Nothing of this story is live, so nothing can be corrected.")),
    "label": _needs("live", lambda: _("Nothing of this story is live, so it can't be labelled.")),
    "settle": lambda article, timeline, user: "" if article.unmerged else _("Nothing clashes."),
    "withdraw": _needs("live", lambda: _("The story is not live: there is nothing to withdraw.")),
    "restore": _restore,
    "spike": _spike,
    "unspike": _in_stage(Stage.SPIKED),
    "flag": lambda article, timeline, user: _("It is flagged already.") if article.legal_flag else "",
    "lift_flag": lambda article, timeline, user: "" if article.legal_flag else _("There is no legal flag."),
    "lift_embargo": lambda article, timeline, user: (
        "" if article.embargo_until else _("There is no embargo.")
    ),
    "redact": _needs("record", lambda: _("Nothing was published, so nothing can be redacted.")),
}


@contextmanager
def act(verb, article, by, seen=None, version=None):
    """Open one act: a transaction, the act's moment, the locked article and its timeline.

    Yields the timeline; its `article` is the locked row. Raises Refused. The caller's `article` is
    brought up to date at the end.
    """
    with transaction.atomic(), search.at_the_end():
        timeline = _begin(article)
        if version is not None and version != timeline.article.version:
            raise Refused(_("The copy was changed since you opened it. Look at it again, then decide."))
        if seen is not None and seen != timeline.last_digest:
            raise Refused(_("This story was acted on since you opened the page. Look at it again."))
        refuse(objection(verb, timeline.article, by, timeline))
        yield timeline
    for field in Article._meta.concrete_fields:
        setattr(article, field.attname, getattr(timeline.article, field.attname))
    article._prefetched_objects_cache = {}


def _begin(article):
    """Lock the article and return its timeline at this act's moment, which no edition of it has."""
    try:
        at = clock.begin_act()
        article = locked(article)
        timeline = Timeline(article, at)
        while timeline.record and timeline.record.live_from == at:  # a plan's moment is this very one
            at = clock.begin_act()
            timeline = Timeline(article, at)
    except clock.ClockBehind as behind:
        raise Refused(str(behind)) from behind
    return timeline


def locked(article):
    """Return an article's row as it is stored, for this transaction alone."""
    return Article.objects.select_related("section").select_for_update(of=("self",)).get(pk=article.pk)


def refuse(sentence):
    if sentence:
        raise Refused(sentence)


def log(verb, timeline, by, reason="", **data):
    """Write an act into the log, with the length and the end of the article's chain after it.

    It keeps no words of the story and no note, since those may have to be redacted.
    """
    article = timeline.article
    last = timeline.rows[-1] if timeline.rows else None
    data["chain"] = {"length": last.number, "digest": last.digest} if last else {"length": 0, "digest": ""}
    row = Act.objects.create(
        at=timeline.at, by=by, verb=verb, subject=f"article:{article.uid}", reason=reason, data=data
    )
    tell(row, article)
    return row


def store(article, by, reason="", **values):
    """Write values of the locked working copy, with a line in its history."""
    changed = {field for field, value in values.items() if getattr(article, field) != value}
    for field, value in values.items():
        setattr(article, field, value)
    article._history_user, article._change_reason = by, reason[:100]
    # The slug too: publication gives one where there is none. What isn't stored isn't indexed again.
    article.save(update_fields={*changed, "slug"})
