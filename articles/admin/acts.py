"""A page for each act: what it would do, what it asks, and one button that does it."""

from contextlib import suppress
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import copydesk, desk
from articles.desk import rules
from articles.models import Article, Edition, Source, clock
from articles.text.diffs import abridged, difference

from . import diffs
from .act_forms import ACT_FORMS as FORMS
from .preview import draft

# What its button says, what its page is called where that is more, and what is said when it is done.
NAMES = {
    "submit": (gettext_lazy("Submit"), gettext_lazy("Submitted for approval.")),
    "send_back": (gettext_lazy("Send back"), gettext_lazy("Sent back to the writer.")),
    "approve": (gettext_lazy("Approve"), gettext_lazy("Approved.")),
    "publish": (gettext_lazy("Publish"), gettext_lazy("Published: it is live now.")),
    "move_plan": (gettext_lazy("Move the plan"), gettext_lazy("The plan was moved.")),
    "drop_plan": (
        gettext_lazy("Drop the plan"),
        gettext_lazy("The plan was dropped; the copy keeps its text."),
    ),
    "expire": (gettext_lazy("Let it expire"), gettext_lazy("The expiry is set.")),
    "correct": (gettext_lazy("Correct the live story"), gettext_lazy("Corrected: the new text is live.")),
    "label": (gettext_lazy("Label"), gettext_lazy("The label is changed: readers see it now.")),
    "assign": (gettext_lazy("Assign"), gettext_lazy("Assigned.")),
    "settle": (gettext_lazy("Settle the clash"), gettext_lazy("Settled: the copy can be published again.")),
    "withdraw": (gettext_lazy("Withdraw"), gettext_lazy("Withdrawn: readers find the note in its place.")),
    "restore": (gettext_lazy("Restore"), gettext_lazy("Restored: it is live again.")),
    "spike": (gettext_lazy("Spike"), gettext_lazy("Spiked; the text is kept.")),
    "unspike": (gettext_lazy("Unspike"), gettext_lazy("Unspiked: it is a draft again.")),
    "flag": (
        gettext_lazy("Flag as legally doubtful"),
        gettext_lazy("Flagged: nothing goes out until it is lifted."),
    ),
    "lift_flag": (gettext_lazy("Lift the legal flag"), gettext_lazy("The legal flag is lifted.")),
    "lift_embargo": (gettext_lazy("Lift the embargo"), gettext_lazy("The embargo is lifted.")),
    "redact": (gettext_lazy("Redact"), gettext_lazy("Redacted; the chain keeps the hashes.")),
}


def buttons(article, user, at):
    """Return [(verb, name)] of the acts that a user may do now."""
    allowed = desk.allowed_acts(article, user, at)
    return [(verb, NAMES[verb][0]) for verb in allowed if verb in FORMS]


def view_of(verb):
    return partial(act, verb=verb)


def act(request, pk, *, verb, model_admin):
    """Show an act's page, and do the act when its form is sent."""
    if not request.user.has_perm(rules.PERMISSIONS[verb]):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk)
    timeline = desk.Timeline(article, clock.now())
    objection = rules.objection(verb, article, request.user, timeline)
    if objection and request.method != "POST":
        messages.error(request, objection)
        return to_story(article)
    form = FORMS[verb](request.POST if request.method == "POST" else None, article=article, timeline=timeline)
    foreseen = look(form) if form.is_valid() and form.needs_look and not objection else {}
    if form.is_valid() and "_do" in request.POST and not _needs_another_look(form, request):
        try:
            done = form.act(request.user)
        except desk.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, sentence(verb, done, timeline))
            return to_story(article)
    return page(request, verb, article, form, model_admin, foreseen | {"objection": objection})


def to_story(article):
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def sentence(verb, done, timeline):
    if verb == "publish" and done.is_plan(timeline.at) and done.live_from > clock.now():
        return _("Planned: it goes live at the moment that you chose.")
    if verb == "move_plan" and done.has_text and done.live_from <= clock.now():
        return NAMES["publish"][1]
    return NAMES[verb][1]


def _needs_another_look(form, request):
    """Ask whether what is sent is not what was last shown."""
    return form.needs_look and request.POST.get("looked_at") != form.fingerprint()


def look(form):
    """Return what a correction would change, in the live story, the copy and the plan."""
    foreseen = {"looked_at": form.fingerprint()}
    changes = form.changes()
    live = form.timeline.live
    foreseen["corrected"] = [
        (diffs.label(field), abridged(difference(diffs.said(live, field), value)))
        for field, value in changes.items()
    ]
    foreseen["merges"] = [_merge(merge) for merge in desk.foresee(form.article, changes, form.timeline.at)]
    return foreseen


def _merge(merge):
    return {"target": merge.target, "label": diffs.label(merge.field), "clash": merge.clash}


def page(request, verb, article, form, model_admin, extra):
    # The row may have been acted on meanwhile: show what is, and let the next try start from there.
    with suppress(Article.DoesNotExist):
        article.refresh_from_db()
    timeline = desk.Timeline(article, clock.now())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": NAMES[verb][0],
        "opts": Article._meta,
        "article": article,
        "verb": verb,
        "form": form,
        "timeline": timeline,
        "source_kinds": Source.Kind.choices,
        "media": model_admin.media + form.media,
        **(EXTRAS[verb](article, timeline, request) if verb in EXTRAS else {}),
        **extra,
    }
    status = 409 if form.non_field_errors() else 200
    return TemplateResponse(request, "admin/articles/article/act.html", context, status=status)


def _publication(article, timeline, request):
    """Return what the live edition says, what would change, and what the copy desk sees."""
    edition = draft(article, request.user)
    base = timeline.live or timeline.record
    findings = copydesk.check(article)
    return {
        "changes": diffs.changes(timeline.live, edition) + diffs.lists(timeline.live, edition),
        "is_first": base is None,
        "findings": findings,
        "is_blocked": any(finding.level == copydesk.ERROR for finding in findings),
        "has_warnings": any(finding.level == copydesk.WARNING for finding in findings),
    }


def _restoring(article, timeline, request):
    """Return the last text that readers saw: the one that comes back."""
    texts = article.editions.printed(timeline.at).exclude(kind__in=Edition.TEXTLESS)
    return {"last_text": texts.order_by("number").last()}


EXTRAS = {"publish": _publication, "restore": _restoring}
