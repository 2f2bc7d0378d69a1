"""What is ahead, by day: what is due, plans, expiries and embargoes; these three are moved here."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Window
from django.db.models.functions import RowNumber, TruncDate
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk
from articles.desk import rules, states
from articles.desk.registry import may
from articles.models import Article, Coverage, Edition, clock

from . import my_desk, screens
from .forms import Moment

DAYS = 14  # shown even where they are empty, so that a plan can be put there
LENGTH = 500
LENGTH_OF_DAY = 10  # beside other days; a day alone is shown whole
UNSAID = gettext_lazy("Give the new moment as a date and a time.")


@dataclass(frozen=True)
class Entry:
    """One moment ahead of one story."""

    moment: datetime
    kind: str
    article: Article
    headline: str
    part: str  # text, expiry or embargo
    seen: str  # the end of the chain, or the hash of the embargo, that the editor saw
    typed: str = ""  # for its new moment, and not taken yet
    answer: str = ""  # what that was answered with
    coverage: Coverage | None = None

    @property
    def day(self):
        # localdate, since a plan after midnight in the paper's zone may be of the day before in UTC.
        return timezone.localdate(self.moment)

    @property
    def value(self):
        return self.typed or f"{timezone.localtime(self.moment):%Y-%m-%d %H:%M}"

    # The names of a row's field and button, for ears: written here, since a template takes longer for each.

    @property
    def of_field(self):
        return _("New moment: %(kind)s, %(headline)s") % {"kind": self.kind, "headline": self.headline}

    @property
    def of_button(self):
        return _("Move: %(kind)s, %(headline)s") % {"kind": self.kind, "headline": self.headline}


@dataclass(frozen=True)
class Day:
    date: date
    entries: list
    count: int  # of all that is ahead on this day; more than its entries where only the first are shown


class DayForm(forms.Form):
    day = forms.DateField()


class MoveForm(forms.Form):
    article = forms.IntegerField()
    part = forms.ChoiceField(choices=[(part, part) for part in ("text", "expiry", "embargo")])
    seen = forms.CharField()
    at = Moment(required=True, error_messages={"required": UNSAID})


def plans(request, *, model_admin):
    """Show what is ahead, the next first, and move what is asked to be moved."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    form = MoveForm(request.POST or None)
    if form.is_valid() and _move(request, form.cleaned_data):
        return HttpResponseRedirect(request.get_full_path())
    if form.errors:
        messages.error(request, " ".join(map(str, form.errors.get("at", [UNSAID]))))
    at = clock.now()
    asked = DayForm(request.GET)
    day = asked.cleaned_data["day"] if asked.is_valid() else None
    days = days_ahead(at, request.user, day)
    for each in days:
        each.entries[:] = [_as_typed(entry, form) for entry in each.entries]
    context = {
        "days": days,
        "day": day,
        "may_move": may(request.user, "move_plan"),
        "may_begin": request.user.has_perm("articles.add_article"),
        "now": at,
    }
    status = 409 if form.is_bound else 200
    return screens.render_screen(
        request, "articles/article/plans.html", _("Calendar"), context, status=status
    )


def _as_typed(entry, form):
    """Give an entry back what was typed for it, where its form was refused."""
    key = str(entry.article.pk) if entry.article else ""
    if (form["article"].data, form["part"].data) != (key, entry.part):
        return entry
    return replace(entry, typed=form["at"].data or "", answer=form.fields["at"].widget.answer)


def days_ahead(at, user, day=None):
    """Return the days of two weeks, and those further ahead of which something is known, or one day whole.

    Of a day among others the first entries are read: a large newsroom plans some dozens for each. Of days
    far ahead, behind many others, only the number is known.
    """
    today = timezone.localdate(at)
    shown = [day] if day else [today + timedelta(days=ahead) for ahead in range(DAYS)]
    most = LENGTH if day else LENGTH_OF_DAY
    plans, numbers = _plans(at, user, day, most)
    others = []
    for kind in (_held(at, user), _to_cover(user), _due(at, user)):
        entries, of_kind = _first(*kind, day, most)
        others += entries
        numbers.update(of_kind)
    found = {each: [] for each in (*shown, *numbers)}
    for entry in sorted([*plans, *others], key=lambda entry: entry.moment):
        found.setdefault(entry.day, []).append(entry)
    return [Day(each, rows[:most], numbers[each]) for each, rows in sorted(found.items())]


def _plans(at, user, day, most):
    """Return the first plans and expiries of each day, and how many each day has."""
    ahead = Edition.objects.filter(live_from__gt=at).exclude(article__in=Article.objects.hidden_from(user))
    if day:
        ahead = ahead.filter(live_from__date=day)
    numbers = ahead.values_list(TruncDate("live_from")).annotate(Count("pk")).order_by()
    order = ("live_from", "pk")
    place = Window(RowNumber(), partition_by=TruncDate("live_from"), order_by=order)
    first = ahead.annotate(place=place).filter(place__lte=most).order_by(*order).values_list("pk", flat=True)
    rows = Edition.objects.filter(pk__in=first[:LENGTH]).order_by(*order).select_related("article")
    rows = rows.defer(*my_desk.HEAVY)
    seen = _seen(rows, at)
    found = [
        Entry(
            row.live_from,
            row.get_kind_display(),
            row.article,
            row.headline or row.article.headline,
            "text" if row.has_text else "expiry",
            seen[row.article_id],
        )
        for row in rows
    ]
    return found, Counter(dict(numbers))


def _held(at, user):
    rows = Article.objects.visible_to(user).filter(embargo_until__gt=at).exclude(stage=Article.Stage.SPIKED)
    return my_desk.without_text(rows), "embargo_until", _as_held


def _as_held(story):
    seen = states.hold(story)
    return Entry(story.embargo_until, _("embargo ends"), story, story.headline, "embargo", seen)


def _to_cover(user):
    rows = Coverage.objects.visible_to(user).without_story().select_related("section", "assignee")
    return rows, "due_at", _as_coverage


def _as_coverage(row):
    return Entry(row.due_at, _("to be covered"), None, row.slugline, "coverage", "", coverage=row)


def _due(at, user):
    """Return the stories that somebody has to write by a moment."""
    rows = Article.objects.visible_to(user).filter(
        due_at__gt=at - timedelta(days=1), stage__in=[Article.Stage.DRAFT, Article.Stage.SUBMITTED]
    )
    return my_desk.without_text(rows), "due_at", _as_due


def _as_due(story):
    return Entry(story.due_at, _("due"), story, story.headline, "due", "")


def _first(rows, moment, as_entry, day, most):
    """Return the first entries of each day, and how many each day has."""
    if day:
        rows = rows.filter(**{f"{moment}__date": day})
    of_day, order = TruncDate(moment), (moment, "pk")
    first = rows.annotate(
        place=Window(RowNumber(), partition_by=of_day, order_by=order),
        of_day=Window(Count("pk"), partition_by=of_day),
    ).filter(place__lte=most)
    found = [(as_entry(row), row.of_day) for row in first.order_by(*order)[:LENGTH]]
    numbers = {entry.day: number for entry, number in found}
    if len(found) == LENGTH:  # there may be days behind these
        numbers = dict(rows.order_by().values_list(of_day).annotate(Count("pk")))
    return [entry for entry, _number in found], numbers


def _seen(rows, at):
    """Return each story's state as Timeline.last_digest has it, in one query for all.

    The chain's end may be of another day than the plan that is shown, or behind those that are.
    """
    chains = Edition.objects.filter(article__in={row.article_id for row in rows}).exclude(live_until__lte=at)
    records, ends = {}, {}
    for key, digest, live_from in chains.order_by("number").values_list("article", "digest", "live_from"):
        (records if live_from <= at else ends)[key] = digest
    return {key: "-".join(filter(None, (records.get(key), end))) for key, end in ends.items()}


def _move(request, asked):
    """Move what is asked to be moved, and return whether it was; say what became of it."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=asked["article"])
    try:
        if asked["part"] == "embargo":
            _move_embargo(article, request.user, asked)
        else:
            desk.move_plan(article, by=request.user, at=asked["at"], part=asked["part"], seen=asked["seen"])
    except desk.Refused as refusal:
        messages.error(request, f"{article}: {refusal}")
        return False
    said = {"story": article, "at": f"{timezone.localtime(asked['at']):%Y-%m-%d %H:%M}"}
    messages.success(request, _("%(story)s: moved to %(at)s.") % said)
    return True


@transaction.atomic
def _move_embargo(article, user, asked):
    clock.lock()  # as in every act: the site's row first
    article = rules.locked(article)
    rules.refuse(states.another_hold(article, asked["seen"]))
    article.embargo_until = asked["at"]
    desk.save(article, by=user)
