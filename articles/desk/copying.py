"""The working copy: saved by version, spiked, and settled with a correction that it clashed with."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import search
from articles.archive import filling, printing
from articles.models import Article, Byline, Person, clock
from articles.models.version import keep_printed_rows, keep_rows

from . import note_places, notifying
from .registry import HISTORY, may
from .rules import Refused, Stage, act, locked, log, objection, on_desk, refuse, store
from .timeline import Timeline


class StaleCopy(Refused):
    """The copy was saved by somebody else since this one was opened."""


def save(article, *, by, base=None, shown=None, has_other_rows=False):
    """Store what `article` says as the next version of the copy.

    Returns whether the story is handed over to another desk. `base` is the version that the editor began
    with; if another was saved since, raises StaleCopy. `shown` is the key of the history's row that the
    editor saw, 0 of a new story: what only an act changed since stays. A save takes an approval back. With
    `has_other_rows`, bylines, citations or topics change too; else only changed words make a writer.
    """
    _tidy_language(article)
    with transaction.atomic(), search.at_the_end():
        if article.pk is None:
            _add(article, by)
            return False
        if article.is_moved_or_held_anew():
            clock.lock()  # this save will log an act: as in every act, the site's row is locked first
        stored = _stored(article, by, base, shown)
        keep_rows(stored, stored.version)
        note_places.follow(article, stored.body, article.body)
        is_handed_over = _is_handed_over(stored, article, by)
        _follow(article, stored)
        is_written = has_other_rows or printing.story_fields(article) != printing.story_fields(stored)
        article._change_reason = None if is_written else HISTORY["save"]
        if is_handed_over:
            article.stage, article._change_reason = Stage.SUBMITTED, Article.HANDED_OVER
        article.updated_at, article._history_user = timezone.now(), by
        article.save()
        _log_embargo(article, stored.embargo_until, by)
        if is_handed_over:
            notifying.log("submit", article, by, clock.now(), version=article.version)
        return is_handed_over


def _tidy_language(article):
    """Write a copy's language in its usual form; refuse one that nobody registered."""
    try:
        article.language = filling.usual_language(article.language)
    except ValidationError as unknown:
        raise Refused(" ".join(unknown.messages)) from unknown


def _add(article, by):
    refuse(objection("add", article, by, None))
    article.created_by = article.created_by or by
    article._history_user = by
    article.save()
    _log_embargo(article, None, by)


def _log_embargo(article, before, by):
    """Log a changed embargo: it stops publication, and no edition records it."""
    until = article.embargo_until
    if until != before:
        notifying.log("set_embargo", article, by, clock.now(), until=until.isoformat() if until else "")


def person_of(user):
    """Return the person whose account it is, or the one that stands for a merged one."""
    person = Person.objects.filter(user=user).select_related("merged_into").first()
    return person and person.today


def sign(article, by):
    """Give a new story the byline of the account's person, where it names nobody else."""
    person = person_of(by)
    if person and not article.bylines.exists():
        Byline.objects.create(article=article, person=person)


def _stored(article, by, base, shown):
    """Return the stored copy, locked, where it may be replaced. Raises StaleCopy and Refused."""
    stored = locked(article)
    if base is not None and stored.version != base:
        raise StaleCopy(_("Somebody saved this story since you opened it. Your text is kept below."))
    if shown is not None:
        _keep_acted(article, stored, base, shown)
    _check_save(stored, article, by)
    return stored


def _keep_acted(article, stored, base, shown):
    """Leave what an act changed since a form was opened, which raises no version, and the editor didn't."""
    columns = [Article._meta.get_field(name).attname for name in Article.ACTED]
    others = [name for name in columns if getattr(article, name) != getattr(stored, name)]
    row = stored.as_shown(base, shown) if others else None
    for name in others:
        if row and getattr(article, name) == getattr(row, name):
            setattr(article, name, getattr(stored, name))


def _follow(article, stored):
    """Give a copy what no form may change: the next version, and where the stored one is on its way."""
    article.version = stored.version + 1
    article.stage = Stage.DRAFT if stored.stage == Stage.APPROVED else stored.stage
    article.approved_version, article.approved_by = None, None
    article.legal_flag, article.unmerged = stored.legal_flag, stored.unmerged


def _check_save(stored, article, by):
    at = clock.now()
    timeline = Timeline(stored, at)
    refuse(objection("save", stored, by, timeline))
    held = stored.embargo_until and stored.embargo_until > at
    shortened = held and (article.embargo_until is None or article.embargo_until < stored.embargo_until)
    if shortened and not by.has_perm("articles.lift_embargo"):
        raise Refused(_("An embargo holds this story. Only who may lift embargoes can shorten it."))
    plan, embargo = timeline.planned_text, article.embargo_until
    if plan and embargo and plan.live_from < embargo != stored.embargo_until:
        raise Refused(_("The planned text would go live before that embargo ends. Move the plan first."))


def _is_handed_over(stored, article, by):
    """Ask whether a save gives a story to a desk that isn't the user's; refuse to take one from another."""
    if stored.section_id == article.section_id:
        return False
    is_theirs = on_desk(by, stored.section)
    if not is_theirs and may(by, "publish"):
        raise Refused(_("This story belongs to another desk. Ask one of its editors to hand it over."))
    # Of no desk it would be everybody's: who has none would take it from there.
    if not is_theirs and article.section_id is None:
        raise Refused(_("This story belongs to a desk. Give it to another section, not to none."))
    # A reporter who gives a story its first section takes it from nobody, and goes on writing.
    if stored.section_id is None and not may(by, "publish"):
        return False
    # A closed section without editors is every editor's desk, and hides its stories from all of them.
    return not (is_theirs and on_desk(by, article.section) and article.is_visible_to(by))


def settle(article, *, by, version=None, values=()):
    """Say that the copy takes the corrections into account that it clashed with.

    `values` is {field: value} of what the copy says from now on, `version` the one that was looked at.
    """
    with act("settle", article, by, version=version) as timeline:
        numbers, copy = timeline.article.unmerged, timeline.article
        changed = {field: value for field, value in dict(values).items() if value != getattr(copy, field)}
        if changed:
            for field, value in changed.items():
                setattr(copy, field, value)
            save(copy, by=by)
        store(copy, by, "settle", unmerged=[])
        log("settle", timeline, by, editions=numbers)


def keep_plan(timeline, by):
    """Put a planned text that is to go into the copy's history, where it isn't there already."""
    copy, plan = timeline.article, timeline.planned_text
    if plan is None or timeline.holds(plan):
        return
    mine = printing.story_fields(copy)
    store(copy, by, "keep_plan", **printing.story_fields(plan))
    keep_printed_rows(copy, plan)
    store(copy, by, "keep_copy", **mine)


def spike(article, *, by, version=None, reason=""):
    """Drop a story before publication; its text is kept."""
    with act("spike", article, by, version=version) as timeline:
        store(timeline.article, by, "spike", stage=Stage.SPIKED, approved_version=None, approved_by=None)
        log("spike", timeline, by, reason)


def unspike(article, *, by, version=None):
    with act("unspike", article, by, version=version) as timeline:
        store(timeline.article, by, "unspike", stage=Stage.DRAFT)
        log("unspike", timeline, by)
