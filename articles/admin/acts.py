"""A page for each act: what it would do, what it asks, and one button that does it."""

from contextlib import suppress
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import copydesk, desk
from articles.desk import fingerprints, rules, states
from articles.desk.registry import ACTS, may
from articles.models import Article, Edition, Source, clock

from . import diffs, my_desk, proposals, screens
from .act_forms import ACT_FORMS as FORMS
from .preview import as_read, draft


def act_buttons(allowed):
    """Return [(verb, name)] of those of the allowed acts that have a page."""
    return [(verb, ACTS[verb].name) for verb in allowed if verb in FORMS]


def view_of(verb):
    return partial(act, verb=verb)


def act(request, pk, *, verb, model_admin):
    """Show an act's page, and do the act when its form is sent."""
    if not may(request.user, verb):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    timeline = desk.Timeline(article, clock.now())
    objection = rules.objection(verb, article, request.user, timeline)
    if objection and request.method != "POST":
        messages.error(request, objection)
        return to_story(article)
    form = FORMS[verb](request.POST if request.method == "POST" else None, article=article, timeline=timeline)
    foreseen = (
        consequences(form, request.user) if form.is_valid() and form.needs_look and not objection else {}
    )
    if form.is_valid() and "_do" in request.POST and not _needs_another_look(form):
        try:
            done = form.act(request.user)
        except desk.Refused as refusal:
            form.add_error(None, str(refusal))
            timeline = _today(article)
        else:
            sentence = ACTS["propose"].done if form.is_proposal else done_sentence(verb, done, timeline)
            messages.success(request, sentence)
            is_moving_on = request.POST["_do"] == "next"
            return in_place(request, to_next(request) if is_moving_on else to_story(article))
    return act_page(request, verb, timeline, form, model_admin, foreseen | {"objection": objection})


def _today(article):
    """Return a refused act's story as it is: somebody may have acted on it, so the next try starts there."""
    with suppress(Article.DoesNotExist):
        article.refresh_from_db()
    return desk.Timeline(article, clock.now())


def in_place(request, answer):
    """Tell a page that sent its form by a script where it leads, instead of leading there."""
    if "_here" in request.POST and answer.status_code == HTTPStatus.FOUND:
        return JsonResponse({"address": answer.url, **getattr(request, "saved", {})})
    return answer


def to_story(article):
    return redirect("admin:articles_article_change", article.pk)


def to_next(request):
    """Go on to the next story that waits for this editor's approval, or to My desk where none does."""
    story = next(_waiting(request.user), None)
    if story is None:
        messages.success(request, _("Nothing else waits for your approval."))
        return redirect("admin:index")
    return redirect("admin:articles_article_approve", story.pk)


def _waiting(user, apart_from=None):
    """Yield those stories at the head of the queue that a user may approve."""
    at = clock.now()
    for story in my_desk.waiting_for_approval(user)[:QUEUE]:
        if story.pk != apart_from and not rules.objection("approve", story, user, desk.Timeline(story, at)):
            yield story


def done_sentence(verb, done, timeline):
    if verb == "publish" and done.is_plan(timeline.at) and done.live_from > clock.now():
        return ACTS["plan"].done
    if verb == "move_plan" and done.has_text and done.live_from <= clock.now():
        return ACTS["publish"].done
    return ACTS[verb].done


def _needs_another_look(form):
    return form.needs_look and not form.was_looked_at()


def consequences(form, user):
    """Return what a correction would change, in the live story, the copy and the plan; or a redaction."""
    foreseen = {"looked_at": form.fingerprint()}
    if form.verb == "redact":
        forms, more = form.bent_forms
        return foreseen | {"places": diffs.places(form.places), "bent_forms": forms, "more_forms": more}
    foreseen["corrected"] = diffs.changes(form.timeline.live, form.edition, user)
    foreseen["merges"] = [
        _merge(merge, user) for merge in desk.preview_merges(form.timeline, form.changes(), form.reprint())
    ]
    return foreseen


def _merge(merge, user):
    mine = screens.name_for(user, merge.clash.mine) if merge.clash else ""
    return {"target": merge.target, "label": diffs.label(merge.field), "clash": merge.clash, "mine": mine}


def act_page(request, verb, timeline, form, model_admin, extra):
    context = {
        "article": timeline.article,
        "verb": verb,
        "form": form,
        "timeline": timeline,
        "explains": ACTS[verb].explains,
        "proposals": proposals.waiting_on(timeline.article),
        "dropped": timeline.plans if verb == "withdraw" else [],
        "source_kinds": Source.Kind.choices,
        "media": model_admin.media + form.media,
        **(EXTRAS[verb](timeline, request) if verb in EXTRAS else {}),
        **extra,
    }
    context["why_not"] = extra["objection"] or (
        BLOCKED if verb == "publish" and context["is_blocked"] else ""
    )
    status = 409 if form.non_field_errors() else 200
    return screens.render_screen(
        request, "articles/article/act.html", ACTS[verb].name, context, status=status
    )


def _approval(timeline, request):
    """Return what an approval is about, and whether others wait behind it."""
    other = next(_waiting(request.user, apart_from=timeline.article.pk), None)
    return _publication(timeline, request) | {"others_wait": other is not None}


def _publication(timeline, request):
    """Return what readers will see, what would change of the live edition, and the copy desk's findings."""
    edition = draft(timeline, request.user)
    base = timeline.live or timeline.record
    printed = {part: getattr(edition, part) for part in Edition.ROWS}
    said = {"at": timeline.at, "printed": printed, "publication": timeline.publication}
    findings = copydesk.check(timeline.article, **said)
    return {
        "looked_at": fingerprints.word_of(edition),
        "edition": edition,
        "reading": as_read(edition, timeline),
        "changes": diffs.changes(timeline.live, edition, request.user),
        "is_first": base is None,
        "taken_back": states.approval_taken_back(timeline.article),
        "findings": [finding for finding in findings if finding.code != copydesk.BARE],
        "bare": [finding for finding in findings if finding.code == copydesk.BARE],
        "is_blocked": any(finding.level == copydesk.ERROR for finding in findings),
        "has_warnings": any(
            finding.level == copydesk.WARNING for finding in desk.unanswered(findings, timeline)
        ),
    }


def _looked_at(state):
    return lambda timeline, request: {"looked_at": state(timeline.article)}


BLOCKED = gettext_lazy("It can't be published yet: mend what is marked red above, in the story.")
QUEUE = 10  # stories that are looked at for the next one to approve
EXTRAS = {
    "assign": _looked_at(states.assignment),
    "lift_flag": _looked_at(states.hold),
    "lift_embargo": _looked_at(states.hold),
    "approve": _approval,
    "publish": _publication,
    "restore": lambda timeline, request: {"last_text": timeline.last_text},
}
