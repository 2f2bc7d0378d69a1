"""Which editions a story of an archive had, has, and has planned: each with its moment."""

from datetime import timedelta

from articles.models import Edition, clock

Kind = Edition.Kind
LATER = timedelta(minutes=1)  # a change sooner than this is the publication itself
TOLD = (Kind.MINOR, Kind.UPDATE, *Edition.AMENDING)  # the gravest last
CHANGED = "Changed in the system that this story came from, which kept no earlier text."


def moments(story, kept, is_update_told, at):
    """Return (kind, moment, note, revision or None) of each edition, the oldest first.

    `kept` are the revisions that another system kept; another newsroom tells the editions themselves.
    """
    told = known(story, at)
    if told and can_be(told, at):
        return [(Kind(kind), moment, note, text) for kind, moment, note, text in told]
    published, changed = story.published_at, story.changed_at
    after = [row for row in kept if row.at >= published + LATER and row.at <= at]
    before = [row for row in kept if row.at < published + LATER]
    if not after:
        found = [(Kind.FIRST, published, "", None)]
        if is_update_told and changed and published + LATER <= changed <= at:
            found.append((Kind.UPDATE, changed, CHANGED, None))
        return found
    # Each revision is what the story said from its moment on; the newest is the text itself.
    texts = [before[-1] if before else after[0], *after[:-1], None]
    return [
        (Kind.UPDATE if place else Kind.FIRST, moment, CHANGED if place == 1 and not before else "", text)
        for place, (moment, text) in enumerate(
            zip([published, *(row.at for row in after)], texts, strict=True)
        )
    ]


def planned(story):
    """Return (kind, moment, note, revision) of the text that another newsroom planned behind the live one."""
    rows = story.editions
    live = next((place for place, row in enumerate(rows) if row[3] is None), len(rows))
    return next((row for row in rows[live + 1 :] if row[0] not in Edition.TEXTLESS), None)


def known(story, at):
    """Return the editions of another newsroom's file, but for a planned text whose moment has passed."""
    plan = planned(story)
    return [row for row in story.editions if row is not plan or row[1] > at]


def can_be(editions, at):
    """Ask whether these are the editions of a live story of another newsroom, the oldest first."""
    kinds = [kind for kind, _moment, _note, _text in editions]
    silent = [text for kind, _moment, _note, text in editions if kind in Edition.TEXTLESS]
    live = next(place for place, row in enumerate(editions) if row[3] is None)
    return (
        all(kind in Kind for kind in kinds)
        and kinds[0] == Kind.FIRST
        and all(text and not (text.headline or text.standfirst or text.body) for text in silent)
        and all(moment <= at or kind in Edition.TEXTLESS for kind, moment, *_rest in editions[1 : live + 1])
    )


def has_ended(story, at):
    """Ask whether a story's editions say that readers can't read it now."""
    if not story.editions or not can_be(story.editions, at):
        return False
    kind, moment, *_rest = story.editions[-1]
    return kind in Edition.TEXTLESS and moment <= at


def told_since(story, here, at):
    """Return (kind, note) of what another newsroom's editions tell and none of those `here` does.

    Several become one of the gravest kind, with all of their notes; of nothing it is ("", "").
    """
    rows = known(story, at)
    if not rows or not can_be(rows, at):
        return "", ""
    here = [(TOLD.index(row.kind), row.note, row.live_from) for row in here if row.kind in TOLD]
    new = [
        (TOLD.index(kind), note)
        for kind, moment, note, _text in rows
        if kind in TOLD and moment <= at and not _is_told(TOLD.index(kind), note, moment, here)
    ]
    kind = TOLD[max(new)[0]] if new else ""
    return kind, "\n\n".join(dict.fromkeys(note for _kind, note in new if note))


def _is_told(kind, note, moment, here):
    """Ask whether an edition here of that moment or later is as grave and has this note."""
    moment = clock.whole_milliseconds(moment)
    note = f"\n\n{note}\n\n" if note else ""
    return any(kind <= grave and note in f"\n\n{said}\n\n" and moment <= since for grave, said, since in here)
