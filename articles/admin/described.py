"""Rows whose names and descriptions readers see: their forms act, and their history can be undone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import desk
from articles.desk import describing, proposing, public_rows
from articles.desk.registry import ACTS
from articles.models import Act, clock
from articles.text.diffs import bounded_diff

from . import screens
from .forms import parse_key


def was_typed(request, names):
    """Ask whether a form that is sent held some fields: what was typed there, the act or the row refuses."""
    return request.method == "POST" and not request.POST.keys().isdisjoint(names)


class FixedSlug:
    """An admin of rows that have an address: it stays as it is once readers, or the log, know it."""

    def get_readonly_fields(self, request, obj=None):
        is_fixed = obj and not was_typed(request, ["slug"]) and obj.why_slug_stays()
        fixed = ["slug"] if is_fixed else []
        return [*super().get_readonly_fields(request, obj), *fixed]


class Described:
    """An admin that stores what readers see by an act, or proposes it where four eyes are the rule."""

    def get_readonly_fields(self, request, obj=None):
        fixed, public = super().get_readonly_fields(request, obj), public_rows.PUBLIC[self.model]
        if obj is None or was_typed(request, public) or not public_rows.is_in_print(obj):
            return fixed
        if not describing.may_describe(obj, request.user):
            return fixed
        return [*fixed, *(name for name in public if name not in fixed)]

    def save_model(self, request, obj, form, change):
        values = describing.held_back(obj)
        super().save_model(request, obj, form, change)
        held = public_rows.values_of(obj, values)
        request.described = {name for name in values if values[name] != held[name]}
        request.has_other_changes = bool(set(form.changed_data) - set(public_rows.PUBLIC[self.model]))
        if values:
            describe(request, obj, values)

    def message_user(self, request, message, level=messages.INFO, *args, **options):
        """Leave out Django's message after an act: it would call a proposal a change."""
        if level == messages.SUCCESS and getattr(request, "described", None):
            if not request.has_other_changes:
                return
            message = _("The rest of the form is saved.")
        super().message_user(request, message, level, *args, **options)

    def history_view(self, request, object_id, extra_context=None):
        """Show the values before and after each act, and restore those that are asked for."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        acts = Act.objects.filter(subject=public_rows.subject(row), verb="describe").select_related("by")
        if request.method == "POST":
            undo(request, row, acts)
            return redirect(f"admin:articles_{self.opts.model_name}_history", row.pk)
        context = {
            "row": row,
            "acts": [(act, changes(row, act)) for act in acts[:100]],
            "may_undo": not describing.may_describe(row, request.user),
        }
        return screens.render_screen(
            request, "articles/described.html", _("History"), context, opts=self.opts
        )


@transaction.atomic
def undo(request, row, acts):
    """Put back what stood there before an act, unless the page lacked a newer one."""
    clock.lock()  # as an act does: none comes between
    act = get_object_or_404(acts, pk=parse_key(request.POST.get("undo", "")))
    if request.POST.get("seen") == str(acts[0].number):
        try:
            describe(request, row, act.data["before"])
        except desk.Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("A colleague changed this since you opened the page. Look at it again."))


def describe(request, row, values):
    """Change what readers see of a row, or propose it; say which. Raises Refused."""
    is_proposed = proposing.do_or_propose("describe", row, by=request.user, values=values)
    messages.success(request, ACTS["propose" if is_proposed else "describe"].done)


def changes(row, act):
    """Return [(label, [(op, text)])] of what an act changed."""
    return differences(row, act.data.get("before", {}), act.data.get("after", {}))


def differences(row, before, after):
    return [
        (capfirst(row._meta.get_field(name).verbose_name), bounded_diff(_text(before[name]), _text(value)))
        for name, value in after.items()
    ]


def _text(value):
    if isinstance(value, list):  # of roles
        return ", ".join(map(_, value))
    return "" if value is None else str(value)
