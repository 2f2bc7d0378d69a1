"""The title itself, and its standing pages."""

from dataclasses import replace
from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.models import Page, Publication, clock, colours, root_files
from articles.models.publication import LOGOS
from articles.public import fronts
from articles.public.site import load_site, localised, render

from .accounts import name_of_group
from .described import Described, FixedSlug
from .forms import Line
from .logged import Logged
from .offered import Offering
from .snippets import OnTheSurface
from .stale_check import StaleCheck
from .taxonomy import HTTPS_FIELDS
from .zones import ZoneField


class Colour(Line):
    """A colour as #8c1d18, however its letters are typed."""

    def to_python(self, value):
        value = super().to_python(value).lower()
        return f"#{value}" if value and not value.startswith("#") else value


def roles():
    return [(group.name, name_of_group(group)) for group in Group.objects.order_by("pk")]


ROLES = Publication._meta.get_field("second_factor_roles")


class PublicationForm(forms.ModelForm):
    time_zone = ZoneField(
        label=capfirst(_("time zone")), initial=Publication._meta.get_field("time_zone").default
    )
    second_factor_roles = forms.MultipleChoiceField(
        label=capfirst(ROLES.verbose_name),
        help_text=ROLES.help_text,
        choices=roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        field_classes = {"accent": Colour, "accent_dark": Colour}
        help_texts = {
            "name": _(
                "It stands on social cards. After a change, the pages of sections, people, topics and "
                "sources have none until manage.py housekeeping or renditions --cards runs."
            ),
            "language": _(
                "After a change, run manage.py rebuild_search: until then, search files stories that name no "
                "language under the one before."
            ),
        }
        widgets = {name: AdminTextareaWidget({"rows": 3}) for name in ("footer", "social_addresses")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, scheme in (("accent", "light"), ("accent_dark", "dark")):
            if name in self.fields:  # who may only read has no field
                self.fields[name].widget.attrs["placeholder"] = colours.ACCENTS[scheme]
        zone, stored = self.fields.get("time_zone"), self.instance.time_zone
        # A fixture may bring one that is none: a browser would choose the first of the list in its place.
        if zone and stored not in dict(zone.choices):
            zone.widget.choices = [(stored, stored), *zone.choices]

    @property
    def media(self):
        return super().media + FORM


FORM = forms.Media(js=[forms.Script("articles/admin/publication_form.js", type="module")])


@admin.register(Publication)
class PublicationAdmin(Described, Logged, StaleCheck, Offering, admin.ModelAdmin):
    form = PublicationForm
    formfield_overrides = HTTPS_FIELDS
    autocomplete_fields = LOGOS
    actions = None
    fieldsets = [
        (None, {"fields": ["name", "tagline", "address", "language", "time_zone", "contact"]}),
        (
            _("Face"),
            {"fields": [*LOGOS, ("accent", "accent_dark"), ("typeface", "density"), "front_box",
                        "footer", "social_addresses"]},
        ),
        (_("About the paper"), {"fields": ["owner", "publishing_principles", "corrections_policy"]}),
        (_("Rules of the house"), {"fields": ["house_words", "four_eyes", "second_factor_roles"]}),
        (
            _("Files at the root"),
            {"fields": [*root_files.LENGTHS], "classes": ["collapse"],
             "description": _("What other services look for at the paper's own address. Readers' browsers "
                              "get them as plain text.")},
        ),
    ]  # fmt: skip

    def get_urls(self):
        view = self.admin_site.admin_view(partial(preview, model_admin=self))
        return [path("preview/", view, name="publication_preview"), *super().get_urls()]

    def has_add_permission(self, request):
        """Ask the row that was read for its time zone: each page of the desk asks this twice."""
        may = request.user.has_perm("articles.change_publication")
        return may and request.publication._state.adding

    def has_delete_permission(self, request, obj=None):
        return False


@require_POST
def preview(request, *, model_admin):
    """Show the front with the values of a form, stored or not; refused values are left out."""
    row = Publication.objects.current()
    if not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    form = model_admin.get_form(request, row, change=True)(request.POST, instance=row)
    errors = {name: [str(each) for each in rows] for name, rows in form.errors.items()}
    stored = Publication.objects.current()
    for name in errors.keys() & form.fields.keys():
        setattr(form.instance, name, getattr(stored, name))
    page = _front_of(form.instance, request)
    if request.headers.get("Accept") != "application/json":
        return page
    return JsonResponse({"errors": errors, "page": page.text})


def _front_of(publication, request):
    request.paper = replace(load_site(), publication=publication)
    request.moment = clock.now()
    with localised(request.paper):
        front = fronts.Front(request, request.moment)
        context = {"front": front, "is_front": True, "canonical": "", **fronts.box_of(front, request)}
        return render(request, "articles/home.html", context)


@admin.register(Page)
class PageAdmin(OnTheSurface, FixedSlug, Described, Logged, StaleCheck, admin.ModelAdmin):
    list_display = ["headline", "slug", "position", "is_published"]
    search_fields = ["headline", "slug"]
    view_on_site = False
    actions = None

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_in_print())
