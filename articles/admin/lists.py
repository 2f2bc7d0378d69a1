"""Lists of what there is much of."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models.constants import LOOKUP_SEP
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.models import SavedView

from . import saved_views
from .offered import Offering

MOST = 5000  # rows that a list leafs through; what lies behind them is filtered or searched for


class UpToMost(Paginator):
    """Count no further than that: with 100,000 stories a filter's matches took 1.6 s to count."""

    most = MOST

    @cached_property
    def count(self):
        return self.object_list.order_by().values("pk")[: self.most].count()


class TitledList(ChangeList):
    """A list that is called what it holds, not what one might do with it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = capfirst(self.opts.verbose_name_plural)


class IsSetFilter(admin.EmptyFieldListFilter):
    """Yes or no: whether a field holds something."""

    def choices(self, changelist):
        words = [_("All"), _("No"), _("Yes")]
        for choice, word in zip(super().choices(changelist), words, strict=True):
            yield choice | {"display": word}


class SectionFilter(admin.RelatedFieldListFilter):
    """The sections that stand: nothing of the desk's is in a merged one."""

    def field_choices(self, field, request, model_admin):
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to={"merged_into": None}
        )


class ReadOnly:
    """An admin of rows that no form writes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AskedAsShown:
    """A list is filtered by what it or its rows' pages show: filters tell a hidden column sign by sign."""

    def lookup_allowed(self, lookup, value, request):
        try:
            is_shown = self.opts.get_field(lookup.partition(LOOKUP_SEP)[0]).name in self._shown(request)
        except FieldDoesNotExist:  # a filter of its own
            is_shown = True
        return is_shown and super().lookup_allowed(lookup, value, request)

    def _shown(self, request):
        filters = self.get_list_filter(request)
        names = [
            each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each) for each in filters
        ]
        fields = flatten_fieldsets(self.get_fieldsets(request))
        return {self.opts.pk.name, *names, *self.get_list_display(request), *fields}


class LongListAdmin(AskedAsShown, Offering, admin.ModelAdmin):
    empty_value_display = ""
    paginator = UpToMost
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_changelist(self, request, **kwargs):
        return TitledList

    def changelist_view(self, request, extra_context=None):
        listed = SavedView.list_of(self.opts)
        views = [view for view in saved_views.views_of(request.user) if view.listed == listed]
        may_share = saved_views.may_share(request.user)
        shown = {"listed": listed, "saved_views": views, "may_share_views": may_share}
        return super().changelist_view(request, {**shown, **(extra_context or {})})
