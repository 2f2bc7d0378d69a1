"""One act on many stories: in batches that can be stopped, each story by itself, and an account of it all."""

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk
from articles.desk.registry import ACTS, may
from articles.models import Article

from . import screens
from .act_forms import assignee_field, label_field
from .forms import note_field, parse_key, prose_field, reason_field
from .lists import MOST

LISTED = 100  # headlines on the page; the list behind it shows all
BATCH = 100  # stories that a request does where no script divides them
ASKED = {verb: act.in_bulk for verb, act in ACTS.items() if act.in_bulk is not None}


class BulkForm(forms.Form):
    verb = forms.ChoiceField(label=gettext_lazy("act"))
    reason = reason_field()
    note = note_field(help_text=gettext_lazy("For a withdrawal: readers find it in each story's place."))
    despite = prose_field(gettext_lazy("reason to override the warnings"), 2)
    label = label_field()
    assignee = assignee_field()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [(verb, ACTS[verb].name) for verb in ASKED if may(user, verb)]

    def do(self, article, by):
        verb = self.cleaned_data["verb"]
        given = {field: self.cleaned_data[field] for field in ASKED[verb]}
        if verb == "assign":
            given |= {"due_at": article.due_at, "priority": article.priority}
        getattr(desk, verb)(article, by=by, **given)


def bulk(request, *, model_admin):
    """Ask for an act on the stories that a list shows, and do it on those that are sent."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    form = BulkForm(request.POST or None, user=request.user)
    if request.method != "POST":
        try:
            return _page(request, form, keys=listed(request, model_admin))
        except IncorrectLookupParameters:  # the list says so, as it does of its own
            return HttpResponseRedirect(reverse("admin:articles_article_changelist") + f"?{ERROR_FLAG}=1")
    keys = _keys(request.POST.get("keys", ""))
    if not form.is_valid():
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"errors": form.errors}, status=400)
        return _page(request, form, keys)
    now, later = keys[:BATCH], keys[BATCH:]
    account = do(form, now, request.user)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(account | {"left": later})
    return _page(request, form, later, account)


def listed(request, model_admin):
    """Return the keys of the stories that the list shows with these filters, in its order."""
    rows = model_admin.get_changelist_instance(request).get_queryset(request)
    # The list's own query, so that the act is done on what the editor saw, filters and all.
    return list(rows.values_list("pk", flat=True)[:MOST])


def _keys(text):
    return list(dict.fromkeys(filter(None, map(parse_key, text.split(",")))))[:MOST]


def do(form, keys, user):
    """Do one act on each story; one that is refused stops no other. Return what was done and what was not."""
    done, refused = 0, []
    for key in keys:
        article = Article.objects.visible_to(user).filter(pk=key).first()
        # Deleted between two batches.
        if article is None:
            continue
        try:
            form.do(article, user)
        except desk.Refused as refusal:
            refused.append({"key": key, "headline": article.headline, "why": str(refusal)})
        else:
            done += 1
    return {"done": done, "refused": refused}


def _page(request, form, keys, account=None):
    shown = Article.objects.visible_to(request.user).only("headline").in_bulk(keys[:LISTED])
    context = {
        "form": form,
        "keys": keys,
        "stories": [shown[key] for key in keys[:LISTED] if key in shown],
        "more": len(keys) - LISTED,
        "joined": ",".join(map(str, keys)),
        "account": account,
        "asked": ASKED,
    }
    return screens.render_screen(request, "articles/article/bulk.html", _("One act on many stories"), context)
