"""Write the words of one paragraph as Markdown that reads back as the same words, equally emphasised.

CommonMark's rules: a mark opens and closes only beside what isn't punctuation, or where punctuation or a
space is on its other side. https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis
"""

import re
from itertools import groupby, repeat, takewhile
from unicodedata import category

from .scripts import lifted
from .styles import CODE, EMPHASIS, NONE, STRIKE, STRONG

BREAK = "\n"
NO_ENDS = {}
STARS = {STRONG, EMPHASIS}
SPACES = re.compile(r"[ \xa0]{2,}")  # programs write every second one as &nbsp;
MAX_EDGE = 50  # signs in a row that emphasis leaves out

ALWAYS = "\\`*[]"
SPECIAL = re.compile(r"[\\`*\[\]_~<&]")
CONDITIONAL = {
    "_": re.compile(r"_(?!(?<=[^\W_]_)[^\W_])"),
    "~": re.compile(r"~(?=~|\Z)|(?<=~)~|\A~"),
    "<": re.compile(r"<(?=[A-Za-z/!?]|\Z)"),
    "&": re.compile(r"&(?=#?\w{1,40}(?:;|\Z)|\Z)"),
}
# What begins a list, a definition, a heading, a quotation, an underline or a table's second row, as far
# as the backslash that makes words of it.
LINE_START = re.compile(
    r"\d{1,9}(?=[.)](?:\s|\Z))|\[\^\d+\](?=:)|(?=#{1,6}(?:\s|\Z)|[-+](?:\s|\Z)|>|:::|=+\s*\Z|[|:-][-|:\s]*\Z)"
)


class Atom:
    """Words, a space, code, a link or a call, with the marks around it.

    `raw` is the words, or the signs that begin and end what is written; `inner` then holds the words.
    """

    __slots__ = ("raw", "marks", "kind", "inner")

    def __init__(self, raw, marks, kind="text", inner=()):
        self.raw, self.marks, self.kind, self.inner = raw, marks, kind, inner


def inline(runs, first_note=1, in_line=False):
    """Return the Markdown of some runs; `in_line` where no line may end: in a heading, in a cell."""
    text = _emphasised(_atoms(_tidy(runs)), first_note)
    lines = [line for line in (line.strip() for line in text.split(BREAK)) if line]
    if in_line:
        return " ".join(lines)
    return "\\\n".join(map(as_text, lines))


def escape(text):
    if not SPECIAL.search(text):
        return text
    for sign in ALWAYS:
        text = text.replace(sign, f"\\{sign}")
    for sign, rule in CONDITIONAL.items():
        if sign in text:
            text = rule.sub(rf"\\{sign}", text)
    return text


def as_text(line):
    """Keep a line from being read as anything but words."""
    found = LINE_START.match(line)
    return f"{found[0]}\\{line[found.end() :]}" if found else line


def _tidy(runs):
    """Join what looks the same, and leave one space where several stand."""
    tidied, before = [], BREAK
    for form, group in groupby(runs, key=lambda run: run[1]):
        text = "".join(text for text, _form in group)
        if not form.is_pre:
            text = SPACES.sub(" ", text)
        if before[-1:] in (" ", "\xa0", BREAK):
            text = text.lstrip(" \xa0")
        if text or form.call:
            tidied.append((text, form))
            before = text or "]"
    return lifted(tidied) if any(form.script for _text, form in tidied) else tidied


def _atoms(runs):
    atoms = []
    for href, group in groupby(runs, key=lambda run: run[1].href):
        inner = _spaced([atom for run in group for atom in _parts(*run)])
        words = [atom.marks for atom in inner if not atom.raw.isspace()]
        if not href or not words:
            atoms += inner
            continue
        first, last = inner[0].raw.isspace(), len(inner) - inner[-1].raw.isspace()
        link = Atom("[)", frozenset.intersection(*words), href, inner[first:last])
        atoms += [*inner[:first], link, *inner[last:]]
    return _spaced(atoms)


def _spaced(atoms):
    """Join neighbouring spaces, and let each have the marks that both its neighbours have."""
    joined = []
    for atom in atoms:
        if joined and atom.raw.isspace() and joined[-1].raw.isspace():
            joined[-1].raw += atom.raw
        else:
            joined.append(atom)
    edge, is_struck = Atom("", NONE), any(STRIKE in atom.marks for atom in joined)
    for before, atom, after in zip([edge, *joined], joined, [*joined[1:], edge], strict=False):
        if atom.raw.isspace():
            atom.marks = before.marks & after.marks
            # Of three stars that open at once and don't close at once, markdown-it pairs the last ones with
            # nothing where a strike with stars in it stands between.
            if is_struck and before.marks >= STARS and len(atom.marks & STARS) == 1:
                atom.marks -= STARS
    return joined


def _parts(text, form):
    if form.call:
        return [Atom("[]", NONE, "call", form.call)]
    if CODE in form.marks and text.strip():
        # Marks close behind code only if they stand beside no space of it.
        parts = [part for line in re.split(f"({BREAK})", text) for part in _with_blanks_apart(line)]
        return [_code_atom(part, form.marks - {CODE}) for part in parts if part]
    return [Atom(part, form.marks - {CODE}) for part in _with_blanks_apart(text) if part]


def _with_blanks_apart(text):
    """Return (blanks before, words, blanks behind); a pattern would try each blank between words."""
    words = text.strip()
    start = len(text) - len(text.lstrip())
    return text[:start], words, text[start + len(words) :]


def _code_atom(text, marks):
    return Atom("``", marks, "code", text) if text.strip() else Atom(text, marks)


def _emphasised(atoms, first_note, around=NONE):
    """Write atoms with their marks, but for those that stand around all of them."""
    for atom in atoms:
        atom.marks -= around
    is_nested = any(len(atom.marks) > 1 for atom in atoms)
    for _pass in range(1 + is_nested):  # what is cut off may stand between other marks
        if is_nested:
            _nest(atoms)
        atoms = _edged(_edged(atoms)[::-1], first=-1)[::-1]
    written, opened, before, code = [], [], " ", []  # a list holds code that stands in one
    all_ends = _ends(atoms) if is_nested else repeat({})
    for place, (atom, ends) in enumerate(zip(atoms, all_ends, strict=False)):
        closing, staying, opening = _turn(opened, atom, ends)
        if opening:
            opening = _clear(opening, atoms, place, ends, (before, closing, staying))
        if before == "!" and atom.raw[0] == "[" and atom.kind != "text":
            written[-1] = f"{written[-1][:-1]}\\!"
        opened, before = staying + opening, atom.raw[-1]
        if code and atom.kind == "code" and not closing and not opening:
            code.append(atom.inner)
            continue
        code = [atom.inner] if atom.kind == "code" else []
        written += [*closing, *opening, code or _written(atom, first_note, opened)]
    written = [_code("".join(part)) if isinstance(part, list) else part for part in written]
    return "".join([*written, *reversed(opened)])


def _turn(opened, atom, ends):
    """Return the marks that close before an atom, those that go on, and those that open."""
    if len(opened) == len(atom.marks) and atom.marks.issuperset(opened):
        return [], opened, []
    staying = next((opened[:place] for place, mark in enumerate(opened) if mark not in atom.marks), opened)
    opening = sorted(atom.marks.difference(staying), key=lambda mark: (-ends.get(mark, 0), mark))
    return opened[len(staying) :][::-1], staying, opening


def _nest(atoms):
    """Let marks end before a mark around them ends; on the next words they are others."""
    _keep_strikes_whole(atoms)
    opened = []
    for atom, ends in zip(atoms, _ends(atoms), strict=True):
        closing, staying, opening = _turn(opened, atom, ends)
        if closing and opening:
            atom.marks -= set(closing)
            opening = [mark for mark in opening if mark not in closing]
        opened = staying + opening


def _keep_strikes_whole(atoms):
    """Let stars that begin before a strike, and end between two words in it, end where it begins."""
    before = NONE
    for is_struck, group in groupby(atoms, key=lambda atom: STRIKE in atom.marks):
        group = list(group)
        for mark in before & STARS if is_struck else ():
            within = list(takewhile(lambda atom, mark=mark: mark in atom.marks, group))
            if within != group and not group[len(within)].raw.isspace():
                for atom in within:
                    atom.marks -= {mark}
        before = group[-1].marks


def _clear(opening, atoms, place, ends, turn):
    """Return which marks can open before an atom; a strike does so without stars, if need be."""
    if not _is_unclear(atoms[place], *turn, opening):
        return opening
    if STRIKE not in opening or _is_unclear(atoms[place], *turn, [STRIKE]):
        return []
    outlasting = {mark for mark in opening if mark != STRIKE and ends[mark] > ends[STRIKE]}
    for at in range(place, ends[STRIKE] + 1) if outlasting else ():
        atoms[at].marks -= outlasting
    return [STRIKE]


def _is_unclear(atom, before, closing, staying, opening):
    """Say whether readers would take marks that open for others, or for stars."""
    if before.isspace() or atom.raw.isspace():
        return atom.raw.isspace()
    is_amid, is_sign = category(before)[0] not in "PS", category(atom.raw[0])[0] in "PSZ"
    if opening == [STRIKE]:
        return is_amid and is_sign
    if atom.kind == "code" and not is_amid:
        return bool(closing or staying)
    return is_sign or [is_amid, len(opening) > 1, not STARS.isdisjoint(staying)].count(True) > 1


def _edged(atoms, first=0):
    """Move punctuation out of marks that would not open, or not close, beside words."""
    edged = []
    for atom in atoms:
        marks = edged[-1].marks if edged else NONE
        turning = atom.marks - marks
        if turning and edged and not edged[-1].raw.isspace():
            if STRIKE in turning and category(edged[-1].raw[-1 - first])[0] != "P":
                atom.marks -= turning - {STRIKE}
                if atom.kind == "code" and edged[-1].kind != "code":  # no mark opens between a word and code
                    atom.kind, atom.raw = "text", atom.inner
            edged += _split(atom, edged[-1], first)
        else:
            edged.append(atom)
    return edged


def _split(atom, neighbour, first):
    """Return what of an atom has the marks of its neighbour alone, and the rest."""
    marks = neighbour.marks
    signs = atom.raw[:MAX_EDGE] if first == 0 else atom.raw[: -MAX_EDGE - 1 : -1]
    count = next((at for at, sign in enumerate(signs) if category(sign)[0] not in "PSZ"), None)
    if atom.kind != "text" or count is None:
        if atom.kind == "text" or category(neighbour.raw[-1 - first])[0] not in "PS":
            atom.marks &= marks
        return [atom]
    if count == 0:
        return [atom]
    cut = count if first == 0 else -count
    edge, rest = Atom(atom.raw[:cut], atom.marks & marks), Atom(atom.raw[cut:], atom.marks)
    if first:
        edge.raw, rest.raw = rest.raw, edge.raw
    return [edge, rest]


def _ends(atoms):
    """Return for each atom where each of its marks ends."""
    ends, later = [], {}
    for place in range(len(atoms) - 1, -1, -1):
        marks = atoms[place].marks
        later = {mark: later.get(mark, place) for mark in marks} if marks else NO_ENDS
        ends.append(later)
    return ends[::-1]


def _written(atom, first_note, around):
    if atom.kind == "text":
        return escape(atom.raw)
    if atom.kind == "call":
        return f"[^{first_note + atom.inner - 1}]"
    words = "".join(inner.raw for inner in atom.inner)
    if words == atom.kind and words.startswith("http"):
        return f"<{words}>"
    return f"[{_emphasised(atom.inner, first_note, frozenset(around))}]({atom.kind})"


def _code(text):
    text = re.sub(r"\s+", " ", text)
    fence = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    room = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{room}{text}{room}{fence}"
