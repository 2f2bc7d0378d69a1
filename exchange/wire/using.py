"""The act by which wire copy becomes a draft: its words quoted, its source cited, its licence kept."""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import desk, search
from articles.desk import copying, notifying, rules
from articles.models import Article, Citation
from exchange import logged_wire
from exchange.models import WireCopy, WireUse
from exchange.taxonomy import BASES

LONGEST = 100_000  # characters that are quoted
# A heading, code, a rule, a picture: no mark stands behind these.
FENCE = re.compile("`{3,}|~{3,}")
UNMARKED = re.compile(r"#{1,6} |```|~~~| {4}|!\[| {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")  # below a heading
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)]) ")
GONE = gettext_lazy("There is no such copy any more.")


@transaction.atomic
def use(copy, *, by, uses=None, passage=""):
    """Make a draft that quotes some copy, or a passage of it, and return it. Raises desk.Refused.

    `uses` is how often the copy was used when the user looked at it: who comes second is told.
    """
    rules.refuse(rules.no_permission("use", by))
    rules.refuse("" if WireCopy.objects.visible_to(by).filter(pk=copy.pk) else GONE)
    at = rules.begin()
    rows = WireCopy.objects.select_for_update(of=("self",)).select_related("feed")
    copy = rows.filter(pk=copy.pk).first()
    rules.refuse(refusal(copy, uses))
    source = copy.feed.standing("source")
    with search.at_the_end():
        story = Article(
            headline=copy.headline,
            body=quoted(passage.strip() or copy.body or copy.standfirst, source.slug),
            section=copy.feed.standing("section"),
            language=copy.language,
            embargo_until=copy.embargo_until if copy.embargo_until and copy.embargo_until > at else None,
        )
        desk.save(story, by=by)
        copying.sign(story, by)
        cite(story, copy, source)
    WireUse.objects.create(copy=copy, article=story, version=copy.version, by=by, at=at)
    salt, said = logged_wire.salted_hash(copy)
    notifying.log("use", story, by, at, salt=salt, source=source.slug, version=copy.version, said_hash=said)
    return story


def refusal(copy, uses):
    if copy is None:
        return GONE
    if copy.is_killed:
        return _("The agency killed this copy: nothing can be made of it.")
    count = copy.uses.count()
    if uses is not None and count != uses:
        return ngettext(
            "It was used since you opened it: %(count)d story is made of it. Look, then decide.",
            "It was used since you opened it: %(count)d stories are made of it. Look, then decide.",
            count,
        ) % {"count": count}
    return ""


def cite(story, copy, source):
    """Cite the source of some copy: its address, the day, and under which licence it came."""
    Citation.objects.create(
        article=story,
        source=source,
        mark=source.slug,
        basis=BASES.get(source.kind, Citation.Basis.STATEMENT),
        address=copy.address,
        locator=copy.licence[:200],
        seen_on=timezone.localdate(copy.seen_at),
    )


def quoted(text, mark):
    """Return Markdown as a quotation, each paragraph, item and row closed by its source's mark."""
    parts = _parts(text.replace("\r\n", "\n").strip("\n")[:LONGEST])
    lines = "\n\n".join(marked(part.rstrip(), f"[@{mark}]") for part in parts if part.strip()).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _parts(text):
    """Yield the paragraphs of Markdown; a fence of code with all that it holds is one."""
    lines, fence = [], ""
    for line in text.split("\n"):
        sign = FENCE.match(line)
        if fence:
            fence = "" if sign and sign[0].startswith(fence) and not line.strip(fence[0]) else fence
        elif sign:
            fence = sign[0]
        if line.strip() or fence:
            lines.append(line)
        else:
            yield "\n".join(lines)
            lines = []
    yield "\n".join(lines)


def marked(part, mark):
    """Put a mark behind each statement of one block of Markdown."""
    lines = part.split("\n")
    if lines[0].startswith("|"):  # a table: its head, the rule, its rows
        rows = (f"{line.rstrip().removesuffix('|').rstrip()} {mark} |" for line in lines[2:])
        return "\n".join([*lines[:2], *rows])
    is_heading = len(lines) > 1 and UNDERLINE.match(lines[-1]) and not ITEM.match(part)
    if is_heading or UNMARKED.match(part):
        return part
    ends = [number for number, line in enumerate(lines) if number and ITEM.match(line)] + [len(lines)]
    for end in ends:
        lines[end - 1] += f" {mark}"
    return "\n".join(lines)
