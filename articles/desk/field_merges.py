"""Merge of two changes of one story, field by field, with the clashes that somebody has to decide."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition
from articles.text import three_way
from articles.text.diffs import ends_paragraph
from articles.text.three_way import Clash

THEIRS, MINE, EDITED = "theirs", "mine", "edited"
UNDECIDED = _("Decide each passage that clashes: theirs, yours, or a text of your own.")


@dataclass
class Strand:
    """One field: the values and passages that stand, and a Clash where two can't both stand."""

    name: str
    parts: list
    chosen: dict = field(default_factory=dict)
    theirs: object = None

    @property
    def label(self):
        return Article._meta.get_field(self.name).verbose_name

    @property
    def is_text(self):
        """Ask whether a text of one's own can be written: elsewhere a field offers what it takes."""
        return self.name in Article.TEXTS

    @property
    def is_edited(self):
        return any(clash["chosen"] == EDITED for clash in self.clashes)

    @property
    def clashes(self):
        """Return each clash with its control's name and what was chosen so far."""
        return [
            {
                "control": self._control(place),
                "clash": part,
                "chosen": self.chosen.get(self._control(place), ""),
                "edited": self.chosen.get(f"{self._control(place)}-text", part.mine),
                "is_text": self.is_text,
            }
            for place, part in enumerate(self.parts)
            if isinstance(part, Clash)
        ]

    @property
    def is_theirs(self):
        """Ask whether nothing else stands than what was saved meanwhile: then there is nothing to look at."""
        return self.parts == [self.theirs]

    @property
    def is_decided(self):
        offered = (THEIRS, MINE, EDITED) if self.is_text else (THEIRS, MINE)
        return all(clash["chosen"] in offered for clash in self.clashes)

    @property
    def value(self):
        picked = [self._pick(place, part) for place, part in enumerate(self.parts)]
        return picked[0] if len(picked) == 1 else "".join(picked)

    def _control(self, place):
        return f"merge-{self.name}-{place}"

    def _pick(self, place, part):
        if not isinstance(part, Clash):
            return part
        control = self._control(place)
        choice = self.chosen.get(control)
        if choice != EDITED:
            return part.theirs if choice == THEIRS else part.mine
        said = self.chosen.get(f"{control}-text", part.mine).replace("\r\n", "\n").rstrip()
        return said + _end(part) if said else ""


def _end(clash):
    """Return the blank line to the next paragraph: where one removed a passage, the other's text has it."""
    ended = [text for text in (clash.mine, clash.theirs, clash.base) if ends_paragraph(text)]
    last = (ended or [clash.mine])[0]
    return last[len(last.rstrip()) :]


def strand(name, base, theirs, mine, chosen):
    return Strand(name, _parts(name, base, theirs, mine), chosen, theirs)


def _parts(name, base, theirs, mine):
    # Sets of topics or people never clash: what one added and what the other removed both apply.
    if isinstance(mine, frozenset):
        return [(theirs | (mine - base)) - (base - mine)]
    if theirs in (base, mine):
        return [mine]
    if mine == base:
        return [theirs]
    # A headline is one decision: half of each would be a sentence that nobody wrote.
    if name not in Edition.PROSE or not isinstance(base, str):
        return [Clash(name, base, theirs, mine)]
    return three_way.merged_passages(name, base, theirs, mine)


def with_corrections(article, chosen):
    """Return the strands of a copy and the corrections that it clashed with."""
    editions = {row.number: row for row in article.editions.order_by("number")}
    # Several corrections that clashed are settled as one: from the text before the first to that of
    # the last.
    first, last = min(article.unmerged), max(article.unmerged)
    triples = ((name, *(getattr(one, name) for one in (editions[first - 1], editions[last], article)))
               for name in Article.CORRECTABLE)  # fmt: skip
    return [strand(*triple, chosen) for triple in triples]


def merge(field, base, theirs, mine):
    """Return `mine` with the change from `base` to `theirs` merged in, or raise Clash."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if field in KEYS:
        return _merge_rows(field, base, theirs, mine)
    if field == "topics":
        return _merge_topics(base, theirs, mine)
    if field not in Edition.PROSE:
        raise Clash(field, base, theirs, mine)
    return three_way.merged(field, base, theirs, mine)


KEYS = {"pictures": "key", "citations": "mark"}  # what a printed row is known by


def _merge_topics(base, theirs, mine):
    """Return `mine` with what `theirs` added to `base`, and without what it removed."""
    gone = [topic for topic in base if topic not in theirs]
    kept = [topic for topic in mine if topic not in gone]
    return [*kept, *(topic for topic in theirs if topic not in base and topic not in kept)]


def _merge_rows(field, base, theirs, mine):
    """Return `mine` with the pictures or citations that were printed again in `theirs`, by their keys."""
    key = KEYS[field]
    before, after = ({printed[key]: printed for printed in rows} for rows in (base, theirs))
    merged = []
    for printed in mine:
        old, new = before.get(printed[key]), after.get(printed[key])
        is_changed = new not in (None, old)
        if is_changed and printed not in (old, new):
            raise Clash(field, base, theirs, mine)
        merged.append(new if is_changed else printed)
    return merged


def pictures_anew(base, theirs, mine):
    """Return the pictures of a plan, `mine`, those that were printed again in `theirs` as they are there.

    What a plan prints of a picture is the library's, at another moment; its own is which of them leads.
    """
    new = {printed["key"]: printed for printed in theirs if printed not in base}
    return [
        _leading_as(printed, new[printed["key"]]) if printed["key"] in new else printed for printed in mine
    ]


def _leading_as(printed, new):
    """Return the new print of a picture, in the lead where the old one is."""
    said = {name: value for name, value in new.items() if name != "is_lead"}
    return said | ({"is_lead": True} if printed.get("is_lead") else {})
