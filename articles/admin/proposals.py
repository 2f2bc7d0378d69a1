"""What waits for a second pair of eyes: shown before and after, confirmed or declined."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import desk
from articles.desk import describing, proposing
from articles.desk.registry import ACTS, act_name, may
from articles.models import Edition, Proposal, clock
from articles.text.diffs import abridged_diff, bounded_diff

from . import diffs, screens
from .described import differences

ANSWERS = {"confirm": desk.confirm, "decline": desk.decline}


def proposal(request, pk):
    """Show what one proposes, and do what another answers."""
    if not may(request.user, "confirm"):
        raise PermissionDenied
    row = Proposal.objects.select_related("article__section", "by").filter(pk=pk).first()
    if row is None:
        messages.warning(
            request, _("This no longer waits: somebody confirmed it, declined it or took it back.")
        )
        return HttpResponseRedirect(reverse("admin:index"))
    if row.article and not row.article.is_visible_to(request.user):
        raise Http404
    verb = next((name for name in ANSWERS if f"_{name}" in request.POST), None)
    if request.method == "POST" and verb and _answered(request, row, verb):
        return HttpResponseRedirect(reverse("admin:index"))
    context = {
        "proposal": row,
        "article": row.article,
        "is_emergency": row.verb == "emergency_correct",
        "is_own": row.by_id == request.user.pk,
        "why_not": proposing.why_unconfirmed(row, request.user),
        **name_of(row),
        **shown(row),
    }
    title = _("A second pair of eyes")
    return screens.render_screen(request, "articles/article/proposal.html", title, context)


def _answered(request, row, verb):
    try:
        ANSWERS[verb](row, by=request.user)
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    taken_back = verb == "decline" and row.by_id == request.user.pk
    messages.success(request, _("Taken back: nothing was changed.") if taken_back else ACTS[verb].done)
    return True


def name_of(row):
    """Return the name of what a proposal does, and of what it does it on."""
    return {"name": act_name(row.verb), "on": proposing.target(row) or row.subject}


def waiting_on(article):
    """Return what waits for a second pair of eyes on a story."""
    rows = list(article.proposals.select_related("by").defer("arguments"))
    for row in rows:
        row.name = act_name(row.verb)
    return rows


def shown(row):
    """Return what a proposal changes: [(label, [(op, text)])], and what readers and the log are told."""
    if row.article is None:
        return {"changes": _described(row), "reason": row.arguments.get("reason", "")}
    timeline = desk.Timeline(row.article, clock.now())
    told = {key: row.arguments.get(key, "") for key in ("note", "reason")}
    if row.verb == "emergency_correct":
        after = row.article.editions.filter(**row.arguments).first()
        before = row.article.editions.filter(number=row.arguments["number"] - 1).first()
        return {"changes": diffs.changed_fields(before, after) + diffs.changed_rows(before, after),
                "note": after.note, "reason": after.private.get("reason", "")}  # fmt: skip
    changes = dict(row.arguments.get("changes", ()))
    if "pictures" in row.arguments:
        changes["pictures"] = row.arguments["pictures"]
    base = timeline.planned_text if row.verb == "refresh_plan" else timeline.live
    return {"changes": _changes(base, changes), **told}


def _described(row):
    if (on := proposing.target(row)) is None:
        return []
    if row.verb in proposing.MERGES:
        into = type(on).objects.filter(pk=row.arguments["into"]).first()
        return differences(on, {"merged_into": ""}, {"merged_into": into})
    values = row.arguments["values"]
    return differences(on, describing.said(on, values), values)


def _changes(base, changes):
    texts = [
        (diffs.label(field), abridged_diff(bounded_diff(diffs.field_as_text(base, field), value)))
        for field, value in changes.items()
        if field not in Edition.ROWS
    ]
    if base is None or "pictures" not in changes:
        return texts
    after = desk.with_changes(base, {"pictures": changes["pictures"]})
    return texts + diffs.changed_rows(base, after)
