"""The oracle of timeline_machine: what should be true of one story, in plain Python."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

MS = timedelta(milliseconds=1)
START = datetime(2026, 3, 1, 12, tzinfo=UTC)

REPORTER = {"save", "settle"}
EDITOR = REPORTER | {"publish", "move_plan", "drop_plan", "expire", "correct", "withdraw", "restore", "spike",
                       "unspike"}  # fmt: skip
MAY = {
    "reporter": REPORTER,
    "editor": EDITOR,
    "stranger": REPORTER,  # an editor, but this section is not on this desk
    "chief": EDITOR | {"redact"},
}


@dataclass(frozen=True)
class Row:
    """What the oracle keeps of an edition: `text` is a standfirst and three paragraphs."""

    kind: str
    start: datetime
    text: tuple = ()
    note: str = ""
    retracted: bool = False


class Oracle:
    """What should be true, told by lists and comparisons alone."""

    def __init__(self):
        self.clock, self.last_act = START, None
        self.rows, self.copy = [], ("s", "a", "b", "c")
        self.clashes = self.spiked = False
        self.errors = []  # (moment, word): corrected then, so not to be printed after

    @property
    def now(self):
        return max(self.clock, self.last_act or self.clock)

    def begin(self):
        """Return the next act's moment, or None where the clock is too far behind."""
        if self.last_act and self.last_act - self.clock > timedelta(minutes=1):
            return None
        at = max(self.clock, self.last_act + MS) if self.last_act else self.clock
        while at in {row.start for row in self.rows}:
            at += MS
        return at

    def in_force(self, at):
        return next((row for row in reversed(self.rows) if row.start <= at), None)

    def live(self, at):
        row = self.in_force(at)
        return row if row and row.text else None

    def planned(self, at, part):
        is_text = part == "text"
        return next((row for row in self.rows if row.start > at and bool(row.text) == is_text), None)

    def put(self, at, *tail):
        """Replace the plans at `at` with `tail`."""
        self.rows = [row for row in self.rows if row.start <= at]
        for row in filter(None, tail):
            before = self.rows[-1] if self.rows else None
            inherited = before is not None and before.retracted and row.kind != "restoration"
            self.rows.append(replace(row, retracted=row.kind == "retraction" or inherited))


def merged(base, theirs, mine):
    """Return `mine` with a change merged in, and whether it clashes; standfirst and body merge apart."""
    (standfirst, one), (prose, other) = (
        merged_words(*(text[part] for text in (base, theirs, mine))) for part in (slice(1), slice(1, 4))
    )
    return (*standfirst, *prose), one or other


def merged_words(base, theirs, mine):
    words = []
    for old, new, own in zip(base, theirs, mine, strict=True):
        if new not in (old, own) and own != old:
            return mine, True
        words.append(own if new in (old, own) else new)
    return words, False


def body(text):
    # Headings that stay keep the paragraphs apart, so that a merge can tell them.
    return f"{text[1]}\n\n## One\n\n{text[2]}\n\n## Two\n\n{text[3]}"
