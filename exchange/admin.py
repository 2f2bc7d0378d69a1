"""The desk's screens of imports: hand an archive over, look, bring, read the report, take it back."""

import json
from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin import screens
from articles.admin.exporting import as_file
from articles.admin.lists import LongListAdmin

from . import handing_over, uploads
from .mapping import BadMapping
from .models import Import
from .readers.opening import BadFile
from .report_words import left_words, words_of
from .running import Refused
from .wire import screens as wire_screens  # noqa: F401  it registers those of the wire

MOST_MAPPING = 2_000_000  # bytes of a mapping file
SENTENCES = (BadFile, BadMapping, Refused)  # what says itself why it can't go on


class HandOver(forms.Form):
    archive = forms.FileField(
        label=gettext_lazy("archive"),
        help_text=gettext_lazy(
            "An export of WordPress or Ghost, a document, a table, a feed, or a zip of many of them. "
            "With its pictures up to 200 MB, of which texts up to 100 MB."
        ),
    )
    pictures = forms.FileField(
        label=gettext_lazy("pictures"),
        required=False,
        help_text=gettext_lazy("A zip of the old site’s picture files, such as wp-content/uploads."),
    )


class MappingForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("as a file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or here"),
        required=False,
        widget=forms.Textarea({"rows": 24, "class": "mapping", "spellcheck": "false"}),
    )

    def clean(self):
        """Take the file where there is one, or the text."""
        file = self.cleaned_data.get("file")
        if file is None:
            return self.cleaned_data
        if file.size > MOST_MAPPING:
            raise forms.ValidationError(gettext("This is too large for a mapping."))
        try:
            self.cleaned_data["text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(gettext("The mapping is no text in UTF-8.")) from error
        return self.cleaned_data


def of_an_import(view):
    """Find the import of a page, for those alone who may bring archives in."""

    @wraps(view)
    def found(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return view(self, request, get_object_or_404(Import, pk=pk))

    return found


@admin.register(Import)
class ImportAdmin(LongListAdmin):
    list_display = ["origin", "form", "state_in_words", "by", "uploaded_at", "started_at", "ended_at"]
    list_select_related = ["by"]
    search_fields = ["origin"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("exchange.bring_import")

    has_add_permission = has_view_permission

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("state"))
    def state_in_words(self, row):
        return row.state.label

    def get_urls(self):
        def page(address, view, name, *, posts=True):
            view = require_POST(view) if posts else view
            view = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{address}", view, name=f"exchange_import_{name}")

        return [
            page("mapping/", self.mapping_view, "mapping"),
            page("mapping.toml", self.mapping_file, "mapping_file", posts=False),
            page("report.json", self.report_file, "report", posts=False),
            page("bring/", self.bring_view, "bring"),
            page("drop/", self.drop_view, "drop"),
            page("take-back/", self.take_back_view, "take_back", posts=False),
            *super().get_urls(),
        ]

    # The pages

    def add_view(self, request, form_url="", extra_context=None):
        """Take an archive, look at it, and show what would happen."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = HandOver(request.POST, request.FILES) if request.method == "POST" else HandOver()
        if form.is_valid():
            try:
                row = handing_over.hand_over(**form.cleaned_data, by=request.user)
                return HttpResponseRedirect(address_of(row))
            except SENTENCES as error:
                form.add_error("archive", str(error))
        title, status = gettext("Bring an archive in"), 400 if form.errors else 200
        return self._screen(request, "hand_over", title, {"form": form}, status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show what an import would do, is doing, or did."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, row)

    def _page(self, request, row, form=None):
        told = row.report
        context = {
            "row": row,
            "is_here": is_here(row),
            "seen": handing_over.as_seen(row) if is_here(row) else "",
            "runs": "running" in request.GET,
            "form": form or MappingForm(initial={"text": mapping_text(row)}),
            "objection": handing_over.objection(row, request.user),
            "counts": words_of(told.get("counts", {})),
            "left": [
                (left_words(what), number)
                for what, number in sorted(told.get("left", {}).items(), key=lambda pair: -pair[1])
            ],
            "problems": told.get("problems", []),
            "more": told.get("count_of_problems", 0) - len(told.get("problems", [])),
            "done": told.get("done", 0),
            "of": told.get("of", 0),
        }
        status = 400 if form else 200
        return self._screen(request, "import", row.origin or gettext("Import"), context, status)

    def _screen(self, request, name, title, context, status=200):
        return screens.render_screen(
            request, f"exchange/import/{name}.html", title, context, opts=self.opts, status=status
        )

    @of_an_import
    def mapping_file(self, request, row):
        answer = HttpResponse(mapping_text(row), content_type="application/toml; charset=utf-8")
        return as_file(answer, "mapping.toml")

    @of_an_import
    def report_file(self, request, row):
        answer = JsonResponse(row.report, json_dumps_params={"ensure_ascii": False, "indent": 1})
        return as_file(answer, f"import-{row.pk}.json")

    # What is done

    @of_an_import
    def mapping_view(self, request, row):
        form = MappingForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                handing_over.change_mapping(row, form.cleaned_data["text"], request.user)
                messages.success(request, gettext("Looked at again, with this mapping."))
                return HttpResponseRedirect(address_of(row))
            except SENTENCES as error:
                form.add_error(None, str(error))
        return self._page(request, row, form)

    @of_an_import
    def bring_view(self, request, row):
        """Bring one part, and lead to the page that asks for the next."""
        if (
            self._did(
                request, lambda: handing_over.bring_part(row, request.user, request.POST.get("seen", ""))
            )
            and not row.ended_at
        ):
            return HttpResponseRedirect(address_of(row, running=1))
        return HttpResponseRedirect(address_of(row))

    @of_an_import
    def drop_view(self, request, row):
        done = self._did(request, lambda: handing_over.drop(row, request.user))
        return HttpResponseRedirect(reverse("admin:exchange_import_changelist") if done else address_of(row))

    @of_an_import
    def take_back_view(self, request, row):
        if request.method != "POST":
            return self._screen(
                request,
                "take_back",
                gettext("Take the import back"),
                {"row": row, "left": still_renewed(row)},
            )
        try:
            left = handing_over.take_back(row, request.user).get("left")
        except SENTENCES as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(address_of(row))
        if left:
            said = gettext("Stories that are still here: %(count)s. Take it back again to go on.")
            messages.warning(request, said % {"count": left})
            return redirect("admin:exchange_import_take_back", row.pk)
        messages.success(request, gettext("Taken back: what it brought is gone."))
        if row.renewed:
            messages.warning(request, still_renewed(row))
        return HttpResponseRedirect(address_of(row))

    def _did(self, request, do):
        """Do something; a refusal becomes a message."""
        try:
            do()
        except SENTENCES as error:
            messages.error(request, str(error))
            return False
        return True


def address_of(row, **query):
    return reverse("admin:exchange_import_change", args=[row.pk], query=query or None)


def still_renewed(row):
    """Return what an import leaves when it is taken back."""
    said = gettext(
        "Stories and pages of earlier imports that it renewed, and that keep the new texts: %(count)s."
    )
    return said % {"count": row.renewed}


def is_here(row):
    try:
        return bool(uploads.Upload(row))
    except BadFile:
        return False


def mapping_text(row):
    """Return the mapping as a file; an import that has ended keeps its rules alone."""
    try:
        return uploads.Upload(row).mapping_file.read_text("utf-8")
    except (BadFile, OSError):
        return json.dumps(row.mapping, ensure_ascii=False, indent=1)
