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
from articles.desk import auditing, states
from articles.desk.registry import ACTS, may
from articles.models import Act, Article, clock

from . import screens
from .act_forms import assignee_field, label_field
from .forms import note_field, parse_key, prose_field, reason_field
from .lists import MOST

LISTED = 100  # headlines on the page; the list behind it shows all
BATCH = 100  # stories that a request does where no script divides them
ASKED = {verb: act.in_bulk for verb, act in ACTS.items() if act.in_bulk is not None}


class BulkForm(forms.Form):
    verb = forms.ChoiceField(label=gettext_lazy("act"))
    since = forms.IntegerField(min_value=0, max_value=10**18, widget=forms.HiddenInput)
    reason = reason_field()
    note = note_field(help_text=gettext_lazy("For a withdrawal: readers find it in each story's place."))
    despite = prose_field(gettext_lazy("reason to override the warnings"), 2)
    label = label_field()
    assignee = assignee_field()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [(verb, ACTS[verb].name) for verb in ASKED if may(user, verb)]

    def do(self, article, by, version):
        """Do the act on a story; if it asks for a version, on that which was listed and on no other."""
        verb = self.cleaned_data["verb"]
        given = {field: self.cleaned_data[field] for field in ASKED[verb]}
        if "version" in ACTS[verb].asks:
            given["version"] = version or 0  # one that was not said is none that anybody saw
        if verb in ("approve", "publish"):
            given["since"] = self.cleaned_data["since"]
        elif "seen" in ACTS[verb].asks:
            given["seen"] = self._seen(article)
        if verb == "assign":
            given |= {"due_at": article.due_at, "priority": article.priority}
            given["looked_at"] = self._assignment(article, version)
        getattr(desk, verb)(article, by=by, **given)

    def _assignment(self, article, version):
        """Return the assignment that was listed, or that of nobody if an act gave another since."""
        since = self.cleaned_data["since"]
        acts = Act.objects.filter(subject=f"article:{article.uid}", verb="assign", number__gt=since)
        listed = None if acts.exists() else article.as_saved(version)
        return states.assignment(listed) if listed else ""

    def _seen(self, article):
        """Return the state that was listed: today's, unless the log had another end of the chain then."""
        timeline = desk.Timeline(article, clock.now())
        acts = Act.objects.filter(subject=f"article:{article.uid}", number__lte=self.cleaned_data["since"])
        then = acts.filter(data__has_key="chain").order_by("-number").first()
        is_same = then is None or then.data["chain"]["digest"] in (row.digest for row in timeline.rows[-1:])
        return timeline.last_digest if is_same else ""


def bulk(request, *, model_admin):
    """Ask for an act on the stories that a list shows, and do it on those that are sent."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    back = _list_behind(request)
    # Read before the list: what is changed while that is made is behind it.
    shown = {"since": auditing.last_number()}
    form = BulkForm(request.POST or None, user=request.user, initial=shown)
    if request.method != "POST":
        try:
            return _page(request, form, listed(request, model_admin), back)
        except IncorrectLookupParameters:  # the list says so, as it does of its own
            return HttpResponseRedirect(reverse("admin:articles_article_changelist") + f"?{ERROR_FLAG}=1")
    keys = _keys(request.POST.get("keys", ""))
    if not form.is_valid():
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"errors": form.errors}, status=400)
        return _page(request, form, keys, back)
    now, later = dict(list(keys.items())[:BATCH]), dict(list(keys.items())[BATCH:])
    account = do(form, now, request.user)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(account | {"left": list(later)})
    return _page(request, form, later, back, account)


def listed(request, model_admin):
    """Return {key: version} of the stories that the list shows with these filters, in its order."""
    rows = model_admin.get_changelist_instance(request).get_queryset(request)
    # The list's own query, so that the act is done on what the editor saw, filters and all.
    return dict(rows.values_list("pk", "version")[:MOST])


def _list_behind(request):
    """Return the query of the list that one came from; a few ticked stories name it beside their own."""
    query = request.GET = request.GET.copy()
    asked = query.pop("_changelist_filters", [query.urlencode()])[-1]
    return request.POST.get("back", asked)


def _keys(text):
    """Return {key: version or None} of what a page sent, such as “12.3,15.7”."""
    pairs = (each.partition(".") for each in text.split(","))
    keys = {parse_key(key): parse_key(version) or None for key, _point, version in pairs}
    return {key: keys[key] for key in list(filter(None, keys))[:MOST]}


def do(form, keys, user):
    """Do one act on each story; a refused one stops no other. Return both as JSON."""
    done, refused = 0, []
    for key, version in keys.items():
        article = Article.objects.visible_to(user).filter(pk=key).first()
        # Deleted between two batches.
        if article is None:
            continue
        try:
            form.do(article, user, version)
        except desk.Refused as refusal:
            refused.append({"key": key, "headline": article.headline, "why": str(refusal)})
        else:
            done += 1
    return {"done": done, "refused": refused}


def _page(request, form, keys, back, account=None):
    listed = list(keys)[:LISTED]
    shown = Article.objects.visible_to(request.user).only("headline").in_bulk(listed)
    context = {
        "form": form,
        "keys": list(keys),
        "stories": [shown[key] for key in listed if key in shown],
        "more": len(keys) - LISTED,
        "joined": ",".join(f"{key}.{version or ''}".rstrip(".") for key, version in keys.items()),
        "back": back,
        "account": account,
        "asked": ASKED,
    }
    return screens.render_screen(request, "articles/article/bulk.html", _("One act on many stories"), context)
