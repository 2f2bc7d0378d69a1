"""Autosaves of the story's form, stored every few seconds, and who else has the story open."""

from datetime import timedelta
from secrets import token_hex

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.db.models import Count, Q, Sum, TextField
from django.db.models.functions import Cast, Length
from django.http import JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.desk import rules
from articles.desk.registry import HISTORY, may
from articles.models import Article, Autosave, Source
from articles.text import rendering
from articles.text.diffs import abridged_diff, bounded_diff

from . import diffs
from .forms import parse_key
from .markdownx_views import staff_only

MOST_BYTES = rendering.MAX_LENGTH + 100_000
OFFERED = 5  # unsaved new stories above an empty form
MOST_FORMS, MOST_STORED = 100, 20_000_000  # autosaves of one person, and their characters as JSON
# A form beats every 15 seconds; a laptop that was shut is gone after a minute.
PRESENT = timedelta(minutes=1)
LATE = timedelta(seconds=30)  # how long what a form sent before its save may be under way
AGAIN = timedelta(days=1)  # how long the form of a new story, whose answer was lost, may be saved again

SAME = ("headline", "body")  # one of them at least, where a story is saved again


def unsaved(user, article=None):
    """Return the autosaves of a story, or of new ones, that hold unsaved text, the newest first."""
    return Autosave.objects.filter(user=user, article=article).exclude(fields={}).order_by("-saved_at")


def asked_for(request, article=None):
    """Return the autosave with which a form opens, asked for once; a new story's by its key alone."""
    if not hasattr(request, "opens_with"):
        rows = unsaved(request.user, article)
        key = parse_key(request.GET.get("kept", ""))
        request.opens_with = rows.first() if article else key and rows.filter(pk=key).first()
    return request.opens_with


def clear_autosaves(request, article=None):
    """Forget what a form kept, and what it opened with, unless another tab has gone on with that."""
    rows = Autosave.objects.filter(user=request.user, article=article)
    rows.filter(tab=tab_of(request)).delete()
    forget_autosave(rows, took=request.POST.get("took", ""))


def close_new_story(request, article):
    """Forget what the form of a new story kept, and remember for a while which story its tab has become."""
    clear_autosaves(request)
    if tab := tab_of(request):
        values = {"version": article.version, "fields": {}, "saved_at": timezone.now()}
        Autosave.objects.update_or_create(user=request.user, article=article, tab=tab, defaults=values)


def made_in_tab(request, within):
    """Return what remembers which story a tab's new one was saved as."""
    of_tab = Autosave.objects.filter(user=request.user, tab=tab_of(request)).exclude(tab="")
    return of_tab.filter(article__isnull=False, saved_at__gt=timezone.now() - within).first()


def made_before(request):
    """Return what remembers the story that this form made already, where its answer was lost on the way.

    The form says that it saves again. Without scripts it can't: who went back to it, and wrote another story
    there, has another headline and another text.
    """
    if not tab_of(request):
        return None
    # One of two that come at once waits until the other has made its story.
    get_user_model().objects.select_for_update(no_key=True).get(pk=request.user.pk)
    made = made_in_tab(request, AGAIN)
    if made is None or refusal(request, made.article):
        return None
    sent = {name: clean(request.POST.get(name, "")) for name in SAME}
    is_same = any(text and text == getattr(made.article, name) for name, text in sent.items())
    return made if is_same or "_again" in request.POST else None


def forget_autosave(rows, took):
    """Delete what a form opened with, and holds itself by now, unless another tab has gone on with that."""
    for row in rows:
        if autosave_id(row) == took:
            row.delete()


def tab_of(request):
    """Return the word by which an open form is known: of two tabs neither overwrites the other's."""
    return clean(request.POST.get("tab", ""))[:32]


def autosave_id(row):
    # The moment too: what another tab wrote since then is another autosave.
    return f"{row.pk}-{row.saved_at.timestamp()}" if row else ""


def last_saved_version(user, article):
    """Return a number that grows with each save of this form that came through."""
    if article:
        rows = article.history.filter(history_user=user).order_by("-version")
        return rows.values_list("version", flat=True).first() or 0
    return Article.objects.filter(created_by=user).order_by("-pk").values_list("pk", flat=True).first() or 0


def autosave_changes(row, article):
    """Return how an autosave differs from the version that it started from, in words."""
    base = article and article.history.filter(version=row.version).order_by("history_id").last()
    start = base.instance if base else article
    pairs = ((field, diffs.field_as_text(start, field, row.user), text) for field, text in row.texts.items())
    return [
        (diffs.label(field), abridged_diff(bounded_diff(old, new))) for field, old, new in pairs if old != new
    ]


def context(request, article):
    """Return the context that the form and its script need."""
    row = asked_for(request, article)
    return {
        "keep_address": reverse("keep_story", args=[article.pk]) if article else reverse("keep_new_story"),
        "kept_fields": " ".join(Article.AUTOSAVED),
        "save_mark": last_saved_version(request.user, article),
        "tab": tab_of(request) or token_hex(8),
        "took": request.POST.get("took", "") or autosave_id(row),
        "source_kinds": Source.Kind.choices,
        "kept": row,
        "unsaved": [] if article or row else unsaved(request.user)[:OFFERED],
        "kept_changes": autosave_changes(row, article) if row else [],
    }


@require_GET
@staff_only
def session(request):
    """Return the signed-in user, with a fresh CSRF token for open forms."""
    return JsonResponse({"user": request.user.pk, "name": str(request.user), "token": get_token(request)})


@require_GET
@staff_only
def signed_in(request):
    """Close the window in which somebody signed in again."""
    return TemplateResponse(request, "admin/articles/signed_in.html")


@require_POST
@staff_only
def autosave(request, pk=None):
    """Store the typed fields of a story, or only that its form is open; return who else has it open."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk) if pk else None
    sentence = refusal(request, article)
    if sentence:
        return JsonResponse({"error": sentence}, status=403)
    if "drop" in request.POST:
        return drop(request, article)
    if article is None and (made := made_in_tab(request, LATE)):
        # Kept again, they would be offered anew. Other words than those that were saved are not kept here:
        # their form must not take them for kept.
        has_others = typed(request, made.article).get("fields")
        return JsonResponse(state(request.user, None), status=409 if has_others else 200)
    mine = Autosave.objects.filter(user=request.user, article=article)
    if "left" in request.POST:
        mine.filter(tab=tab_of(request), fields={}).delete()
        return JsonResponse({})
    values = typed(request, article) | {"saved_at": timezone.now()}
    forget_gone(request.user, values["saved_at"])
    sentence, status = objection(request, article, values)
    if sentence:
        return JsonResponse({"error": sentence}, status=status)
    row, _is_new = mine.update_or_create(
        user=request.user, article=article, tab=tab_of(request), defaults=values
    )
    if values.get("fields"):
        forget_autosave(mine.exclude(pk=row.pk), took=request.POST.get("took", ""))
    return JsonResponse(state(request.user, article))


def forget_gone(user, at):
    """Delete old rows without fields: they only record who has a form open, or which story a form made."""
    of_a_save = Q(version__gt=0, saved_at__gt=at - AGAIN)
    gone = Autosave.objects.filter(user=user, fields={}, saved_at__lt=at - PRESENT)
    gone.exclude(of_a_save).delete()


def objection(request, article, values):
    """Return why a text can't be kept, and the status of that answer; checked before it is stored."""
    texts = values.get("fields", {})
    if size_of(texts) > MOST_BYTES:
        return _("This text is too long to be kept."), 413
    # An open form would bring back what an order removed.
    if texts and article and was_redacted(article, since=values["version"]):
        return _(
            "Words of this story were redacted since you opened it. Save it now: it is kept no more."
        ), 410
    if too_many(request, article, values):
        return _("You have too many unsaved texts, so this one isn't kept. Save it, or drop others."), 413
    return "", 200


def too_many(request, article, values):
    """Ask whether a person's other autosaves leave no room for this one."""
    others = Autosave.objects.filter(user=request.user).exclude(article=article, tab=tab_of(request))
    others = others.exclude(fields={})  # those say who is there, and what was made
    stored = others.aggregate(rows=Count("pk"), size=Sum(Length(Cast("fields", TextField()))))
    size = (stored["size"] or 0) + size_of(values.get("fields", {}))
    return stored["rows"] >= MOST_FORMS or size > MOST_STORED


def size_of(fields):
    """Return the number of characters of an autosave's fields, with the names of those beside the texts."""
    others = [name + "".join(value) for name, value in fields.items() if isinstance(value, list)]
    return sum(map(len, [*others, *(value for value in fields.values() if isinstance(value, str))]))


def refusal(request, article):
    if article is None:
        return "" if may(request.user, "add") else _("You have no permission to write stories.")
    if not may(request.user, "save") or not rules.may_change(article, request.user):
        return _("This is a colleague's story. Ask to be its assignee, or leave a note.")
    return ""


def was_redacted(article, since):
    """Ask whether words were redacted after a version: what a form holds that began with it may be those."""
    saves = article.history.filter(version__gt=since, history_change_reason=HISTORY["redact"])
    return since < article.version and saves.exists()


def typed(request, article):
    """Return the columns that are to be kept; none where nothing was typed, so that older words stay.

    A form whose other fields or rows were changed sends them along, as one text.
    """
    if "base" not in request.POST:
        return {}
    base = request.POST["base"] or "0"
    if not (base.isdecimal() and len(base) < 9):
        raise BadRequest("base is no number")
    texts = {name: clean(request.POST[name]) for name in Article.AUTOSAVED if name in request.POST}
    # Spaces around a text are no words that could be lost.
    is_stored = all(
        text.strip() == diffs.field_as_text(article, name, request.user).strip()
        for name, text in texts.items()
    )
    sent = QueryDict(request.POST.get("beside", "")).lists()
    others = {clean(name): [*map(clean, values)] for name, values in sent if name not in Article.AUTOSAVED}
    return {"version": int(base), "fields": {} if is_stored and not others else others | texts}


def clean(text):
    # Browsers send CRLF (HTML, "form submission"); PostgreSQL refuses NUL.
    return text.replace("\r\n", "\n").replace("\x00", "\ufffd")


def drop(request, article):
    clear_autosaves(request, article)
    messages.success(request, _("What you had not saved is gone; this is what is stored."))
    if article:
        return redirect("admin:articles_article_change", article.pk)
    return redirect("admin:articles_article_add")


def state(user, article):
    """Return which version is stored, who saved it, and who else has the story open."""
    if article is None:
        return {"version": 0, "others": []}
    saver = article.saver()
    return {
        "version": article.version,
        "saver": str(saver or ""),
        "is_own": saver == user,
        "others": list(dict.fromkeys(str(row.user) for row in others_here(user, article))),
    }


def others_here(user, article):
    """Return the autosaves of colleagues who have the story open now."""
    rows = article.autosaves.filter(saved_at__gt=timezone.now() - PRESENT).exclude(user=user)
    return rows.select_related("user").order_by("user__username")
