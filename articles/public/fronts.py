"""The paper's own front, and its sections'."""

from datetime import UTC, datetime

from django.db.models import JSONField, OuterRef, Q, Subquery
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.dateparse import parse_datetime

from articles.archive import voices
from articles.models import Placement, Publication, Section

from .compiled_queries import CompiledQuery
from .lists import key_sources, ledger
from .pagination import ListPage, first_page, newest_page, visible, with_card_fields
from .related import lines_below
from .site import public_page, render, site_of

SECOND_ROW = 4  # stories below the lead: the second lead, and three more
FORMS = Section.FrontForm
LENGTHS = {FORMS.LEAD: 3, FORMS.LINES: 4, FORMS.OPINION: 4, FORMS.WIDE: 1}  # stories of one section
BLOCK = max(LENGTHS.values())
CORRECTED = 4  # stories in the box of corrections
Box = Publication.FrontBox
NEWEST = 40  # enough for a lead, a second row and a river, whatever the blocks take


@public_page("before", "at")
def home(request):
    before, at = request.GET.get("before"), parse_moment(request)
    times = at or request.moment, at and request.moment
    if before is not None:
        context = {"river": newest_page(times[0], before, times[1]), "at": at, "is_paged": True}
        return past_front(render(request, "articles/older.html", context), at)
    front = Front(request, *times)
    context = {"front": front, "at": at, "is_front": True} | ({} if at else box_of(front, request))
    return past_front(render(request, "articles/home.html", context), at)


@public_page("before", "at")
def section(request, slug):
    site = site_of(request)
    section = site.section_by_slug(slug)
    # A permanent redirect, so that search engines replace the old address.
    if section.merged_into_id:
        return HttpResponsePermanentRedirect(section.merged_into.get_absolute_url())
    before, at = request.GET.get("before"), parse_moment(request)
    times, kin = (at or request.moment, at and request.moment), tuple(site.kin(section))
    if before is None:
        shown = section_front(section, kin, *times)
    else:
        shown = {"river": newest_page(times[0], before, times[1], kin)}
    context = {"section": section, "is_paged": before is not None, "at": at, **shown}
    return past_front(render(request, "articles/section.html", context), at)


def section_front(section, kin, at, now=None, hidden=()):
    """Return a section's lead, second row and river; a small one has only its river.

    `hidden` are the keys of stories that a preview leaves out.
    """
    newest = newest_page(at, None, now, kin)
    newest = ListPage(shown_of(newest.rows, hidden), newest.older)
    slots = dict(stories_placed(at, section.pk))
    river = lead_slots(newest, slots, kin, at, now, hidden)
    lead = standing_first(river.rows)[0] if len(river.rows) > 1 + SECOND_ROW else None
    below = shown_of(lines_below(lead, at, now), {*hidden, *slots})
    keys = {row.pk for row in (lead, *below) if row}
    rest = [row for row in river.rows if row.pk not in keys]
    if lead is None or len(rest) <= SECOND_ROW:
        return {"river": river}
    second_row = standing_first(rest)[:SECOND_ROW]
    keys = {row.pk for row in second_row}
    river = ListPage([row for row in rest if row.pk not in keys], river.older)
    return {"lead": lead, "second_row": second_row, "river": river, "below": below}


def parse_moment(request):
    """Return the past moment that a reader asks for, or None; the future isn't shown."""
    text = request.GET.get("at")
    if text is None:
        return None
    try:
        at = parse_datetime(text)
    except ValueError as error:
        raise Http404 from error
    if at is None:
        raise Http404
    return former_front(at, request)


def former_front(at: datetime, request):
    zone = site_of(request).zone
    try:
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        at.astimezone(UTC), at.astimezone(zone)  # the calendar ends within a day of some moments
        is_ahead = at > request.moment
    except OverflowError as error:
        raise Http404 from error
    if is_ahead:
        raise Http404
    return at


def past_front(response, at):
    """Keep a past view out of caches and search engines."""
    if at is not None:
        # There are endless past moments: each stored page would be read once.
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@CompiledQuery
def stories_placed(at, section):
    """Find (article key, slot) of what an editor put on a front; None is the paper's own."""
    return Placement.objects.in_force(at).filter(section=section).values_list("article_id", "slot")


def shown_of(rows, hidden):
    return [row for row in rows if row.article_id not in hidden] if hidden else rows


def standing(rows):
    """Return the stories that the paper stands by: a retracted one leads nothing, and is read in lists."""
    return [row for row in rows if not row.is_retracted]


def standing_first(rows):
    """Sort retracted stories to the end, for a front that has too few others to fill its slots."""
    return sorted(rows, key=lambda row: row.is_retracted)


def lead_slots(river, slots, kin, at, now, hidden):
    """Put a section's placed stories first, in the order of their slots."""
    if not slots:
        return river
    chosen = standing(shown_of(some.rows(at, now, kin, (), tuple(slots)), hidden))
    # A placed story is left out of the river, or it would stand there twice.
    keys = {row.pk for row in chosen}
    rest = [row for row in river.rows if row.pk not in keys]
    shown = laid(chosen, standing_first(rest), slots)
    keys = {row.pk for row in shown}
    return ListPage([*shown, *(row for row in rest if row.pk not in keys)], river.older)


def laid(chosen, newest, slots, length=0):
    """Put each placed story into its slot, and fill the slots between by time."""
    by_slot = {slots[row.article_id]: row for row in chosen}
    filling = iter(newest)
    places = range(max(length, *(slot + 1 for slot in by_slot), 0))
    return [row for slot in places if (row := by_slot.get(slot) or next(filling, None))]


@CompiledQuery
def some(at, now, sections, keys, articles):
    """Find the visible ones of editions and stories of some keys."""
    editions = visible(at, now).filter(Q(pk__in=keys) | Q(article_id__in=articles))
    return with_card_fields(
        editions if sections is None else editions.filter(section__in=sections), "citations"
    )


def box_of(front, request):
    """Return the context of the front's box, which the paper chooses."""
    site = site_of(request)
    match site.publication.front_box:
        case Box.SOURCES:
            return {"front_sources": key_sources(front.rows, site)}
        case Box.CORRECTIONS:
            return {"front_corrections": ledger(request.moment, None, None)[:CORRECTED]}
    return {}


@CompiledQuery
def newest_keys(at, now):
    """Find the keys of the paper's newest stories, from the newest on."""
    return visible(at, now).news().newest_first().values_list("pk", flat=True)[: NEWEST + 1]


class Front:
    """The lead, the second row, a block for each section, and a river of the rest; no story twice."""

    def __init__(self, request, at, now=None, hidden=()):
        self.slots = dict(stories_placed(at, None))
        found = dict(sections_newest(at, now))
        site = site_of(request)
        ids = [
            (section, [key for pk in site.kin(section) for key in found.get(pk) or ()])
            for section in site.menu()
        ]
        newest = newest_keys(at, now)
        # A story is mostly among the newest of the paper and of its section: its row is read once.
        keys = tuple(dict.fromkeys([*newest, *(key for _section, keys in ids for key in keys)]))
        found = shown_of(some.rows(at, now, None, keys, tuple(self.slots)), hidden)
        self.by_key = {row.pk: row for row in found}
        newest_rows = first_page([self.by_key[key] for key in newest if key in self.by_key], length=NEWEST)
        lead = next(iter(self._shown(newest_rows.rows)), None)
        # A story with a slot of its own stands there, and not below the lead besides.
        self.below = shown_of(lines_below(lead, at, now), {*hidden, *self.slots})
        self._lay(newest_rows, ids)
        cited = self.lead and site.heirs.citations(self.lead.citations)
        self.lead_voices = voices.summary(cited) if cited else ""

    def _shown(self, rows, apart_from=()):
        """Return the lead and the second row: what an editor placed, and the newest between."""
        rest = [row for row in rows if row.pk not in apart_from] if apart_from else rows
        rest = standing_first(rest)
        if not self.slots:
            return rest[: 1 + SECOND_ROW]
        chosen = standing(row for row in self.by_key.values() if row.article_id in self.slots)
        keys = {row.pk for row in chosen}
        rest = [row for row in rest if row.pk not in keys]
        return laid(chosen, rest, self.slots, 1 + SECOND_ROW)

    def _lay(self, newest, ids):
        keys = {row.pk for row in self.below}
        shown = self._shown(newest.rows, keys)
        self.lead, self.second_row = (shown[0] if shown else None), shown[1:]
        keys |= {row.pk for row in shown}
        self.blocks = list(self._blocks(ids, keys, len(newest.rows)))
        keys |= {row.pk for block in self.blocks for row in block["stories"]}
        river = first_page([row for row in newest.rows if row.pk not in keys])
        # All that is newer stands on the front: what the river has no room for begins the older stories.
        self.river, self.older = river.rows, river.older or newest.older
        blocks = [row for block in self.blocks for row in block["stories"]]
        self.rows = [*shown, *blocks, *self.river]
        last = max(self.rows, key=lambda row: row.stored("live_from"), default=None)
        self.changed_at = last and last.live_from

    def _blocks(self, ids, shown, stories):
        """Yield the sections that have something to add; a small paper has only its river."""
        if stories <= 1 + SECOND_ROW + BLOCK:
            return
        for section, keys in ids:
            rows = standing(self.by_key[pk] for pk in keys if pk in self.by_key and pk not in shown)
            if rows:
                # Those of merged sections lie among the others.
                rows.sort(key=lambda row: (row.stored("first_published_at"), row.pk), reverse=True)
                yield {"section": section, "stories": rows[: LENGTHS[section.front_form]]}


class Keys(Subquery):
    """The keys that a sliced queryset finds, as one list: each place of its own cost a query's planning."""

    template = "(SELECT json_group_array(id) FROM (%(subquery)s) AS found)"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection):
        return self.as_sql(
            compiler, connection, template=self.template.replace("json_group_array", "jsonb_agg")
        )


@CompiledQuery
def sections_newest(at, now):
    """Find for each section, merged or not, the keys of its newest stories, each by its own seek.

    A window function or a sliced prefetch over all sections took 869 to 1,191 ms at 400,000 editions.
    """
    newest = visible(at, now).news().filter(section=OuterRef("pk")).newest_first().values("id")[: BLOCK + 2]
    return Section.objects.annotate(keys=Keys(newest)).values_list("pk", "keys")
