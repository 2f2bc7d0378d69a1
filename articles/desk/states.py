"""The states that acts on a story need: each returns why it can't be done now, or an empty string."""

from operator import attrgetter

from django.utils.translation import gettext as _

from articles.archive import digests
from articles.models import Article

from . import auditing, fingerprints

Stage = Article.Stage


def in_stage(*stages):
    def state(article, timeline, user):
        if article.stage in stages:
            return ""
        return _("The copy is %(stage)s.") % {"stage": article.get_stage_display()}

    return state


def needs(part, sentence):
    """Return the state in which a timeline has a part, such as "live" or "article.unmerged"."""
    return lambda article, timeline, user: "" if attrgetter(part)(timeline) else str(sentence)


def needs_unflagged(part, sentence):
    """Return the state in which a timeline has a part, and no legal flag stops the story."""
    present = needs(part, sentence)
    return lambda article, timeline, user: present(article, timeline, user) or _flagged(article)


def not_spiked(article, timeline, user):
    return _("The story is spiked. Unspike it first.") if article.stage == Stage.SPIKED else ""


def approvable(article, timeline, user):
    is_taken_back = article.stage == Stage.APPROVED and changed_since_approval(article)
    if objection := "" if is_taken_back else in_stage(Stage.DRAFT, Stage.SUBMITTED)(article, timeline, user):
        return objection
    # Anybody who saved this copy since its last publication counts as a writer, the editor who mended
    # a comma too.
    if not timeline.publication.four_eyes:
        return ""
    if article.writers().filter(pk=user.pk).exists():
        return _("Four eyes: you wrote a part of this copy, so somebody else approves it.")
    if auditing.has_changed_rows_of(article, user):
        return _("Four eyes: you changed a name or a caption that this prints, so somebody else approves it.")
    return ""


def publishable(article, timeline, user):
    if objection := not_spiked(article, timeline, user):
        return objection
    # One planned text at a time: a chain has one order, and two plans could be moved past each other.
    if timeline.planned_text:
        return _("A text is planned already. Move it or drop it, or correct the live story.")
    if article.legal_flag:
        return _flagged(article)
    # Without this check, a publication would silently take back a correction that readers have seen.
    if article.unmerged:
        return _("The live story was corrected, and this copy clashes with it. Settle that first.")
    return _unapproved(article) if timeline.publication.four_eyes else ""


def _unapproved(article):
    if article.approved_version != article.version:
        return _("Four eyes: this version is not approved. Submit it, so that somebody else approves it.")
    return approval_taken_back(article)


def changed_since_approval(article):
    """Return the names of what readers would see otherwise than when this version was approved."""
    seen = article.approved_print
    if article.approved_version != article.version or seen is None:
        return []
    return fingerprints.changed(article, seen)


def approval_taken_back(article):
    """Return a sentence where something that would be printed was changed since the approval."""
    changed = changed_since_approval(article)
    if not changed:
        return ""
    sentence = _(
        "Changed since the approval, which is taken back: %(parts)s. Look at it, and approve it again."
    )
    return sentence % {"parts": ", ".join(changed)}


def unseen(article, looked_at, since):
    """Return a sentence where a copy would print something else than somebody saw.

    `looked_at` is the fingerprints' word of what was on the page: a caption can change and the version stay.
    Of a list of stories, `since` is the number of the log's last act when it was shown.
    """
    is_another = looked_at is not None and looked_at != fingerprints.word(article)
    if is_another or (since is not None and auditing.were_rows_changed(article, since)):
        return _("The copy was changed since you opened it. Look at it again, then decide.")
    return ""


def hold(article):
    """Return a hash of a story's flag and embargo: a page sends it back, to name those that it showed."""
    return digests.hash_of([article.legal_flag, str(article.embargo_until or "")])


def another_hold(article, looked_at):
    """Return a sentence where another flag or embargo stops a story than somebody saw."""
    return _acted_on(looked_at, hold(article))


def assignment(article):
    """Return a hash of whose a story is, by when, and how urgent."""
    return digests.hash_of([article.assignee_id or 0, str(article.due_at or ""), article.priority])


def another_assignment(article, looked_at):
    """Return a sentence where a story was assigned otherwise than somebody saw."""
    return _acted_on(looked_at, assignment(article))


def _acted_on(looked_at, today):
    if looked_at in (None, today):
        return ""
    return _("This story was acted on since you opened the page. Look at it again.")


def in_emergency(article, timeline, user):
    if not timeline.live:
        return _("Nothing of this story is live, so nothing can be corrected.")
    if not timeline.publication.four_eyes:
        return _("There is no rule of four eyes here: correct the live story.")
    return _flagged(article)


def expirable(article, timeline, user):
    if not (timeline.live or timeline.planned_text):
        return _("Nothing is live or planned that could expire.")
    return _("An expiry is planned already. Move it or drop it.") if timeline.planned_expiry else ""


def withdrawn(article, timeline, user):
    if not timeline.record or timeline.live:
        return _("The story is not withdrawn.")
    # A restoration doesn't pass through publish(), which checks the embargo, so it is checked here.
    if article.embargo_until and article.embargo_until > timeline.at:
        return _("An embargo holds this story. Wait for its end, or have it lifted.")
    return _flagged(article)


def _flagged(article):
    if not article.legal_flag:
        return ""
    return _("A legal flag stops this story: %(reason)s") % {"reason": article.legal_flag}


def unpublished(article, timeline, user):
    if article.stage == Stage.SPIKED:
        return _("The story is spiked already.")
    # Readers have seen it: the address must answer for ever, and a withdrawal explains why.
    if timeline.record:
        return _("The story was published: it can't be spiked, only withdrawn.")
    return _("The story is planned. Drop the plan first.") if timeline.plans else ""


def unflagged(article, timeline, user):
    return _("It is flagged already.") if article.legal_flag else ""
