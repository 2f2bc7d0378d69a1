"""Lists with their filters, kept under a name: for oneself, or for everybody."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.desk.registry import may
from articles.models import SavedView

from .forms import parse_key

MOST = 20  # of one person, and of everybody


def views_of(user):
    """Return a user's saved views, and those for everybody, in one query."""
    rows = list(SavedView.objects.filter(Q(user=user) | Q(user=None)).order_by("name")[: 2 * MOST])
    is_curator = may_share(user)
    for row in rows:
        row.may_forget = row.user_id is not None or is_curator
    return rows


def may_share(user):
    return may(user, "approve")


NAME = gettext_lazy("Give the filter a name of 60 characters at most.")


class ViewForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("name"),
        max_length=60,
        error_messages=dict.fromkeys(("required", "max_length"), NAME),
    )
    listed = forms.CharField(max_length=40, required=False)
    query = forms.CharField(max_length=1000, required=False)
    for_all = forms.BooleanField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def owner(self):
        return None if self.cleaned_data["for_all"] and may_share(self.user) else self.user

    def list_behind(self):
        """Return the address of the list that was to be kept, or of My desk where there is no such list."""
        said = {field: self.cleaned_data.get(field, "") for field in ("listed", "query")}
        return SavedView(**said).address if said["listed"] else reverse("admin:index")

    def clean_listed(self):
        listed = self.cleaned_data["listed"] or "article"
        if listed not in {SavedView.list_of(model._meta) for model in admin.site._registry}:
            raise forms.ValidationError(_("There is no such list."))
        return listed

    def clean_query(self):
        query = QueryDict(self.cleaned_data["query"], mutable=True)
        for known in ("p", "_changelist_filters"):
            query.pop(known, None)
        coded = query.urlencode()
        self.fields["query"].run_validators(coded)  # a comma that was sent as it is takes three characters
        return coded

    def clean(self):
        """Let a view take the place of one of its name, but of no other list's: that would be gone unseen."""
        cleaned = super().clean()
        mine = SavedView.objects.filter(user=self.owner, name=cleaned.get("name", ""))
        if "listed" in cleaned and mine.exclude(listed=cleaned["listed"]).exists():
            raise forms.ValidationError(_("A view of another list has this name. Choose another one."))
        return cleaned


@require_POST
def keep(request):
    """Keep a list under a name, or forget one that is kept."""
    if "forget" in request.POST:
        mine = [row.pk for row in views_of(request.user) if row.may_forget]
        rows = SavedView.objects.filter(pk__in=mine)
        get_object_or_404(rows, pk=parse_key(request.POST["forget"])).delete()
        return redirect("admin:index")
    form = ViewForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(said for errors in form.errors.values() for said in errors))
        return redirect(form.list_behind())
    return redirect(_kept(form.owner, form.cleaned_data).address)


def _kept(owner, said):
    """Store a view, in the place of one of this name; the oldest one goes where there are too many."""
    mine = SavedView.objects.filter(user=owner)
    shown = {"user": owner, "listed": said["listed"], "query": said["query"]}
    view = mine.update_or_create(name=said["name"], defaults=shown)[0]
    too_old = mine.order_by("-pk").values_list("pk", flat=True)[MOST:]
    SavedView.objects.filter(pk__in=list(too_old)).delete()
    return view
