"""What waits for a second pair of eyes: shown before and after, confirmed, declined, or proposed anew."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import desk
from articles.desk import proposing, public_rows
from articles.desk.registry import ACTS, act_name, may
from articles.models import Proposal, clock

from . import diffs, screens
from .described import differences

# What each answer does, and the act that its sentence is of.
ANSWERS = {
    "confirm": (desk.confirm, "confirm"),
    "decline": (desk.decline, "decline"),
    "anew": (desk.propose_anew, "propose"),
}


def proposal(request, pk):
    """Show what one proposes, and do what another answers."""
    row = Proposal.objects.select_related("article__section", "by", "declined_by").filter(pk=pk).first()
    is_mine = row is not None and row.by_id == request.user.pk
    if not (is_mine or may(request.user, "confirm")):
        raise PermissionDenied
    # Of a closed story the answer is that of one that isn't there: another would tell that there is one.
    is_hidden = row is not None and row.article and not row.article.is_visible_to(request.user)
    if row is None or is_hidden or (row.declined_at and not is_mine):
        messages.warning(
            request, _("This no longer waits: somebody confirmed it, declined it or took it back.")
        )
        return redirect("admin:index")
    answer = next((name for name in ANSWERS if f"_{name}" in request.POST), None)
    if request.method == "POST" and answer and _is_answered(request, row, answer):
        return redirect("admin:index")
    context = {
        "proposal": row,
        "article": row.article,
        "is_mine": is_mine,
        "is_overtaken": is_mine and not row.is_live and proposing.is_overtaken(row),
        "why_not": "" if row.declined_at else proposing.why_unconfirmed(row, request.user),
        "why": request.POST.get("why", ""),
        **name_of(row),
        **changes_of(row, request.user),
    }
    title = _("A second pair of eyes")
    return screens.render_screen(request, "articles/article/proposal.html", title, context)


def _is_answered(request, row, answer):
    act, verb = ANSWERS[answer]
    said = {"reason": request.POST.get("why", "")[:10_000]} if answer == "decline" else {}
    try:
        act(row, by=request.user, **said)
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
    rows = list(article.proposals.filter(declined_at=None).select_related("by").defer("arguments"))
    for row in rows:
        row.name = act_name(row.verb)
    return rows


def changes_of(row, user):
    """Return what a proposal changes: [(label, [(op, text)])], and its note to readers and its reason."""
    words = {key: row.arguments.get(key, "") for key in ("note", "reason")}
    if row.article is None:
        return {"changes": _described(row), **words}
    if row.is_live:
        after = row.article.editions.filter(**row.arguments).first()
        before = row.article.editions.filter(number=row.arguments["number"] - 1).first()
        words = {"note": after.note, "reason": after.private.get("reason", "")}
        return {"changes": diffs.changes(before, after, user), **words}
    timeline = desk.Timeline(row.article, clock.now())
    try:
        changes = diffs.changes(*proposing.would_print(row.verb, timeline, row.arguments), user)
    except desk.Refused:  # overtaken: the words that were typed are shown all the same
        changes = [
            (diffs.label(field), [("+", str(value))])
            for field, value in dict(row.arguments.get("changes", ())).items()
            if field != "pictures"
        ]
    return {"changes": changes, **words}


def _described(row):
    if (on := proposing.target(row)) is None:
        return []
    if row.verb in proposing.MERGES:
        into = type(on).objects.filter(pk=row.arguments["into"]).first()
        return differences(on, {"merged_into": ""}, {"merged_into": into})
    values = row.arguments["values"]
    return differences(on, public_rows.values_of(on, values), values)
