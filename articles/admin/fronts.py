"""The fronts at the desk: their slots, what they will show, and each as it will stand at a moment."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk
from articles.desk import auditing, fronts
from articles.desk.registry import ACTS
from articles.models import Article, Edition, Placement, Section, clock
from articles.public import fronts as paper_fronts
from articles.public.pagination import with_card_fields
from articles.public.site import localised, render, site_of
from articles.text import moments

from . import screens
from .forms import Moment, aware, in_reach, parse_key

CANDIDATES = 30
AHEAD = timedelta(days=7)  # of the time line


class MomentsForm(forms.Form):
    at = Moment(label=gettext_lazy("from"), help_text=gettext_lazy("Empty: now."))
    until = Moment(
        label=gettext_lazy("until"),
        help_text=gettext_lazy(
            "Empty: until another one takes the slot. A story that is moved keeps its end."
        ),
    )


def front(request, slug=None):
    """Show a front's slots and time line; put a story into a slot, or take it out."""
    if not request.user.has_perm("articles.view_placement"):
        raise PermissionDenied
    section = get_object_or_404(Section, slug=slug, merged_into=None) if slug else None
    form = MomentsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slot = _act(request, section, form.cleaned_data)
        if slot is not None:
            return HttpResponseRedirect(f"{address(section)}#slot-{slot}")
    since, at = auditing.last_number(), clock.now()  # read before the slots: what is done behind it is news
    editions = Edition.objects.published(at)
    editions = editions.filter(section=section) if section else editions
    context = {
        "since": since,
        "section": section,
        "sections": Section.objects.filter(merged_into=None),
        "form": form,
        "slots": slots(section, editions, at),
        "candidates": candidates(section, editions, at, request),
        "time_line": time_line(section, at, request.user),
        "objection": fronts.may_place(request.user, section),
        "now": timezone.localtime(at),
        "preview": reverse("front_preview", args=[slug]) if slug else reverse("home_preview"),
    }
    status = 409 if request.method == "POST" else 200
    title = _("Front: %(name)s") % {"name": section or _("the paper's own")}
    return screens.render_screen(
        request, "fronts/front.html", title, context, opts=Placement._meta, status=status
    )


def address(section):
    return reverse("front_desk", args=[section.slug]) if section else reverse("home_desk")


def _act(request, section, moments):
    """Do a button's act; return the slot to go back to, or None where it was refused."""
    try:
        if "clear" in request.POST:
            placement = get_object_or_404(Placement, section=section, pk=_key(request.POST["clear"]))
            desk.clear(placement, by=request.user)
            messages.success(request, ACTS["clear"].done)
            return placement.slot
        pk, _colon, slot = request.POST.get("put", "").partition(":")
        article = get_object_or_404(Article.objects.visible_to(request.user), pk=_key(pk))
        if not any(moments.values()):
            moments["until"] = _end_of_move(article, section, _key(slot))
        moments["since"] = parse_key(request.POST.get("since", "")) or None
        made = desk.place(article, by=request.user, slot=_key(slot), section=section, **moments)
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, ACTS["place"].done % {"story": article})
    return made.slot


def _end_of_move(article, section, slot):
    """Return until when a story that goes into another slot of this front now is placed here.

    An end by which only the next story of the old slot begins stays there; the next of the new one counts.
    """
    now, rows = clock.now(), Placement.objects.filter(section=section)
    old = rows.in_force(now).filter(article=article).exclude(slot=slot).first()
    if old is None or rows.filter(slot=old.slot, placed_from=old.placed_until).exists():
        return None
    ahead = rows.filter(slot=slot, placed_from__gt=now).aggregate(first=Min("placed_from"))["first"]
    return min(filter(None, (old.placed_until, ahead)), default=None)


def _key(text):
    if not (text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)


@dataclass(frozen=True)
class Slot:
    number: int
    edition: Edition | None
    placement: Placement | None
    above: int | None
    below: int | None

    @property
    def name(self):
        return _("Lead") if self.number == 0 else _("Slot %(number)d") % {"number": self.number + 1}


def slots(section, editions, at):
    """Return each slot with its story now: an editor's choice, or the newest one."""
    rows = Placement.objects.in_force(at).filter(section=section).select_related("article")
    placements = {row.slot: row for row in rows.defer("article__body")}
    keys = {row.article_id: row.slot for row in placements.values()}
    light = with_card_fields(Edition.objects.published(at))
    chosen = list(light.filter(article_id__in=keys, is_retracted=False))
    rest = with_card_fields(editions).exclude(pk__in=[row.pk for row in chosen]).newest_first()
    rest = paper_fronts.standing_first(rest[: paper_fronts.NEWEST])
    shown = dict(enumerate(paper_fronts.laid(chosen, rest, keys, fronts.SLOTS)))
    live = {row.article_id for row in chosen}
    return [
        Slot(
            number,
            shown.get(number),
            placement if (placement := placements.get(number)) and placement.article_id in live else None,
            number - 1 if number else None,
            number + 1 if number + 1 < fronts.SLOTS else None,
        )
        for number in range(fronts.SLOTS)
    ]


def candidates(section, editions, at, request):
    """Return the stories that can be placed: planned ones, and the newest live ones or those of a search.

    The address may hold words of the headline as `q`, and the key of one `story` that somebody came with.
    What was retracted is not offered: it leads nothing.
    """
    asked = request.GET
    story = asked.get("story", "")
    only = {"is_retracted": False, **({"article": _key(story)} if story else {})}
    live = editions.filter(headline__icontains=asked.get("q", "")[:200], **only)
    live = with_card_fields(live).newest_first()[:CANDIDATES]
    plans = Edition.objects.filter(live_from__gt=at, live_from__lt=at + AHEAD, **only).exclude(
        kind__in=Edition.TEXTLESS
    )
    plans = plans.exclude(article__in=Article.objects.hidden_from(request.user))
    plans = plans.filter(section=section) if section else plans
    return [*with_card_fields(plans).order_by("live_from")[:CANDIDATES], *live]


def time_line(section, at, user):
    """Return [(moment, what changes on this front then)], the next first."""
    ahead = {"gt": at, "lt": at + AHEAD}
    hidden = Article.objects.hidden_from(user)
    rows = Placement.objects.filter(section=section).exclude(article__in=hidden)
    rows = rows.select_related("article").defer("article__body")
    changes = [
        *_changes(rows, "placed_from", ahead, _("“%(story)s” goes into slot %(slot)d")),
        *_changes(rows, "placed_until", ahead, _("“%(story)s” leaves slot %(slot)d")),
    ]
    plans = Edition.objects.exclude(article__in=hidden)
    plans = plans.filter(**{f"live_from__{key}": value for key, value in ahead.items()})
    plans = plans.filter(section=section) if section else plans
    for plan in plans.select_related("article").defer("body", "body_html", "derived", "article__body")[
        :CANDIDATES
    ]:
        said = {"kind": plan.get_kind_display(), "story": plan.headline or plan.article.headline}
        changes.append((plan.live_from, _("%(kind)s: “%(story)s”") % said))
    return sorted(changes, key=lambda change: change[0])[: 2 * CANDIDATES]


def _changes(rows, column, ahead, sentence):
    rows = rows.filter(**{f"{column}__{key}": value for key, value in ahead.items()}).order_by(column)
    for row in rows[:CANDIDATES]:
        yield getattr(row, column), sentence % {"story": row.article.headline, "slot": row.slot + 1}


def preview(request, slug=None):
    """Show a front as it will stand at a moment, in the public template; for the desk, and never cached.

    What is planned for a story of a closed section is shown to those who may see the story.
    """
    if not request.user.has_perm("articles.view_placement"):
        raise PermissionDenied
    section = get_object_or_404(Section, slug=slug) if slug else None
    try:
        at = _asked(request.GET.get("at", ""))
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(address(section))
    request.moment = at
    with localised(site_of(request)):
        now = clock.now()
        context = {"at": at, "is_ahead": at > now, "canonical": ""}
        hidden = _hidden_plans(request.user, now, at)
        show = partial(_section, section) if section else _home
        response = show(request, at, context, hidden)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked(text):
    """Return the moment asked for, in the desk's time where it names no zone; now where it is empty.

    Raise ValidationError of what names no moment, or an hour that the desk's clock skips or repeats.
    """
    if not text:
        return clock.now()
    try:
        at = parse_datetime(text) or moments.read(text, timezone.localtime())
    except (ValueError, OverflowError) as error:
        said = error if isinstance(error, moments.Unreadable) else _(moments.UNREADABLE)
        raise forms.ValidationError(str(said)) from error
    at = aware(at) if timezone.is_naive(at) else at
    in_reach(at)
    return at


def _hidden_plans(user, now, at):
    """Return the keys of the stories that a user may not see, and of which something changes until `at`."""
    changed = Edition.objects.filter(live_from__gt=now, live_from__lte=at)
    hidden = changed.filter(article__in=Article.objects.hidden_from(user))
    return set(hidden.order_by().values_list("article_id", flat=True))


def _home(request, at, context, hidden):
    front = paper_fronts.Front(request, at, hidden=hidden)
    return render(request, "articles/home.html", {**context, "front": front, "is_front": True})


def _section(section, request, at, context, hidden):
    kin = tuple(site_of(request).kin(section))
    shown = paper_fronts.section_front(section, kin, at, hidden=hidden)
    return render(request, "articles/section.html", {**context, "section": section, **shown})
