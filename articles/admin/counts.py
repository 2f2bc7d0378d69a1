"""What the desks did, week by week: published, corrected, withdrawn; as a table and as CSV."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk.registry import may
from articles.models import Article, Edition, Section, clock

from . import screens
from .exporting import as_table
from .my_desk import beginning_of_day

Kind = Edition.Kind
WEEKS = 8
COUNTED = {
    "published": (gettext_lazy("published"), [Kind.FIRST]),
    "updated": (gettext_lazy("updated"), [Kind.UPDATE]),
    "corrected": (gettext_lazy("corrected"), Edition.AMENDING),
    "withdrawn": (gettext_lazy("withdrawn"), [Kind.WITHDRAWAL]),
}


class Span(forms.Form):
    weeks = forms.IntegerField(min_value=1, max_value=52, required=False)


def counts(request):
    """Show the counts of the last weeks, the newest first."""
    if not may(request.user, "withdraw"):
        raise PermissionDenied
    span = Span(request.GET)
    weeks = (span.cleaned_data.get("weeks") if span.is_valid() else None) or WEEKS
    found = by_week(request.user, clock.now(), weeks)
    if request.GET.get("format") == "csv":
        return as_table(request, "counts", _lines(found))
    context = {"found": found, "weeks": weeks, "names": [name for name, _kinds in COUNTED.values()],
               "choices": (4, 8, 26, 52)}  # fmt: skip
    return screens.render_screen(request, "desk/counts.html", _("Counts"), context)


def by_week(user, at, weeks):
    """Return [(Monday, its total, [(desk, its numbers)])] of the last weeks, in one query for what was done.

    The query enters the editions at their moments, so it costs what these weeks hold, however old the paper.
    """
    today = beginning_of_day(at)
    monday = today - timedelta(days=today.weekday())
    rows = Edition.objects.filter(live_from__gte=monday - timedelta(weeks=weeks - 1), live_from__lte=at)
    rows = rows.exclude(article__in=Article.objects.hidden_from(user)).order_by()
    rows = rows.annotate(week=TruncWeek("live_from"), desk=Coalesce("section", "article__section"))
    numbers = {name: Count("pk", filter=Q(kind__in=kinds)) for name, (_said, kinds) in COUNTED.items()}
    names = dict(Section.objects.values_list("pk", "name"))
    found = {}
    for row in rows.values("week", "desk").annotate(**numbers):
        said = [row[name] for name in COUNTED]
        if any(said):
            desk = names.get(row["desk"], _("No section"))
            found.setdefault(timezone.localtime(row["week"]).date(), []).append((desk, said))
    return [
        (week, [sum(column) for column in zip(*(said for _desk, said in desks), strict=True)], sorted(desks))
        for week, desks in sorted(found.items(), reverse=True)
    ]


def _lines(found):
    yield [_("Week from"), _("section"), *(name for name, _kinds in COUNTED.values())]
    for week, _total, desks in found:
        yield from ([week.isoformat(), desk, *said] for desk, said in desks)
