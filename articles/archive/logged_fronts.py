"""Whether the fronts, and the stories that stand beside others, are as the log's acts left them.

The acts are done again from the log's start, as articles/desk/fronts.py and relating.py do them.
"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from articles.models import Act, Placement, Relation

from .act_chain import moment_of

VERBS = ("place", "clear", "merge_sections", "change_row")


class Placed(NamedTuple):
    """A story in a slot, from a moment until a moment or for good."""

    slot: int
    uid: str
    since: datetime
    until: datetime | None

    def overlaps(self, since, until):
        return (self.until is None or self.until > since) and (until is None or self.since < until)


def faults():
    """Yield (what, sentence) where a front, or the stories beside a story, differ from the log."""
    yield from _compared(_placed(), _stored_placements(), "front", "what stands on it, or stood")
    beside = "which stories stand beside it, or stood"
    yield from _compared(_related(), _stored_relations(), "article", beside)


def _compared(told, stored, kind, what):
    wrong = {key for key in told.keys() | stored.keys() if Counter(told.get(key)) != Counter(stored.get(key))}
    for key in sorted(wrong):
        yield f"{kind} {key or 'of the paper'}", f"{what}, is not as the log says"


def _stored_placements():
    stored = defaultdict(list)
    columns = ("section__slug", "slot", "article__uid", "placed_from", "placed_until")
    for front, slot, uid, since, until in Placement.objects.order_by("pk").values_list(*columns).iterator():
        stored[front or ""].append(Placed(slot, str(uid), since, until))
    return stored


def _placed():
    """Return {front: what was placed there}, by the acts."""
    fronts, past = defaultdict(list), defaultdict(list)
    acts = Act.objects.filter(verb__in=VERBS).order_by("number")
    for verb, subject, at, data in acts.values_list("verb", "subject", "at", "data").iterator():
        kind, _colon, key = subject.partition(":")
        if verb in ("place", "clear"):
            _set_aside(fronts[key], past[key], at)
        if verb == "place":
            _place(fronts, key, data)
        elif verb == "clear":
            gone = (data["slot"], data["article"], moment_of(data["from"]))
            fronts[key] = _ended(
                fronts[key], moment_of(data["until"]), lambda row, gone=gone: row[:3] == gone
            )
        elif verb == "merge_sections":
            _hand_over(fronts, key, data["into"], at)
        elif kind == "section" and (slug := data.get("changes", {}).get("slug")):
            for rows in (fronts, past):
                rows[slug["after"]] = rows.pop(slug["before"], [])
    gone = _taken_back()
    kept = {front: past[front] + fronts[front] for front in past.keys() | fronts.keys()}
    return {front: [row for row in rows if row.uid not in gone] for front, rows in kept.items()}


def _taken_back():
    """Return the uids of stories that went with their import, and with them from fronts and other stories."""
    acts = Act.objects.filter(verb="take back", subject__startswith="article:")
    return {subject.removeprefix("article:") for subject in acts.values_list("subject", flat=True).iterator()}


def _set_aside(rows, past, at):
    """Move what had ended by an act's moment: no later act changes it, and none reads years of a front."""
    past += [row for row in rows if row.until is not None and row.until <= at]
    rows[:] = [row for row in rows if row.until is None or row.until > at]


def _place(fronts, front, data):
    made = Placed(data["slot"], data["article"], moment_of(data["from"]), moment_of(data["until"]))

    def makes_room(row):
        is_same = row.slot == made.slot or row.uid == made.uid
        return is_same and row.overlaps(made.since, made.until)

    fronts[front] = [*_ended(fronts[front], made.since, makes_room), made]


def _hand_over(fronts, front, into, at):
    for row in sorted(fronts[front], key=lambda row: (row.slot, row.since)):
        if row.until is not None and row.until <= at:
            continue
        moved = row._replace(since=max(row.since, at))
        taken = [each for each in fronts[into] if each.overlaps(moved.since, moved.until)]
        fronts[front] = _ended(fronts[front], moved.since, lambda each, row=row: each == row)
        if not any(each.slot == moved.slot or each.uid == moved.uid for each in taken):
            fronts[into].append(moved)


def _ended(rows, at, is_meant):
    """Return rows of which those meant end at a moment; what would not have begun by then is gone."""
    return [
        row._replace(until=at) if is_meant(row) else row
        for row in rows
        if not is_meant(row) or row.since < at
    ]


def _stored_relations():
    stored = defaultdict(list)
    columns = ("article__uid", "other__uid", "place", "related_from", "related_until")
    for uid, *row in Relation.objects.order_by("pk").values_list(*columns).iterator():
        stored[str(uid)].append((str(row[0]), *row[1:]))
    return stored


def _related():
    """Return {story: what was set beside it}, by the acts: each replaces what stood there."""
    told = defaultdict(list)
    acts = Act.objects.filter(verb="relate").order_by("number")
    for subject, at, data in acts.values_list("subject", "at", "data").iterator():
        rows = told[subject.removeprefix("article:")]
        rows[:] = [(*row[:3], row[3] or at) for row in rows]
        rows += [(uid, place, at, None) for place, uid in enumerate(dict.fromkeys(data["stories"]))]
    gone = _taken_back()
    return {uid: [row for row in rows if row[0] not in gone] for uid, rows in told.items() if uid not in gone}
