"""What waits for a second pair of eyes: shown before and after, confirmed or declined."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import desk
from articles.desk import describing, proposing
from articles.desk.registry import ACTS, may
from articles.models import Edition, Proposal, clock
from articles.text.diffs import abridged_diff, bounded_diff

from . import diffs, screens
from .described import differences

ANSWERS = {"confirm": desk.confirm, "decline": desk.decline}


def proposal(request, pk):
    """Show what one proposes, and do what another answers."""
    if not may(request.user, "confirm"):
        raise PermissionDenied
    row = get_object_or_404(Proposal.objects.select_related("article__section", "by"), pk=pk)
    if row.article and not row.article.is_visible_to(request.user):
        raise Http404
    verb = next((name for name in ANSWERS if f"_{name}" in request.POST), None)
    if request.method == "POST" and verb and _answered(request, row, verb):
        return HttpResponseRedirect(reverse("admin:index"))
    name = ACTS[row.verb].name or ACTS[row.verb].said
    context = {"proposal": row, "article": row.article, "name": name, **shown(row)}
    title = _("A second pair of eyes")
    return screens.render_screen(request, "articles/article/proposal.html", title, context)


def _answered(request, row, verb):
    try:
        ANSWERS[verb](row, by=request.user)
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, ACTS[verb].done)
    return True


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
