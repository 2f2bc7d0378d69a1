"""What a style, a class or a tag says of words: how they look, and whether they belong to the text at all."""

import re
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from . import symbols
from .hiding import HIDDEN, INHERITED, SIZES, is_hidden, leaves_a_gap
from .tree import BLOCKS, CELLS, HEADINGS, VOID

STRONG, EMPHASIS, STRIKE, CODE = "**", "*", "~~", "`"
NONE, NO_STYLE = frozenset(), {}
MARKS = {
    **dict.fromkeys(("b", "strong"), STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("s", "strike", "del"), STRIKE),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), CODE),
}
KNOWN = {"-webkit-background-clip", "-webkit-text-fill-color", "background", "background-clip",
         "background-color", "color", "font-family", "font-style", "font-variant-position", "font-weight",
         "height", "list-style", "list-style-type", "max-width", "mso-element", "mso-list",
         "mso-outline-level", "mso-text-raise", "overflow", "position", "text-decoration",
         "text-decoration-line", "vertical-align", "visibility", "white-space", "white-space-collapse",
         "width", *HIDDEN, *SIZES}  # fmt: skip
REMARK = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
DECLARATION = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)")
AT_RULE = re.compile(r"@[^@{};]*+(?:;|\{(?:[^{}]++|\{[^{}]*+\})*+\}?|\Z)")
# Begun behind a brace alone: begun at each letter, a long text without one would be read again and again.
RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
SELECTOR = re.compile(r"(?P<tag>[a-z]*\d?)(?:#(?P<id>[\w-]+)|(?P<classes>(?:\.[\w-]+){1,3}))", re.IGNORECASE)
BLOCK = {"block", "list-item", "table-cell", "table-row", "table", "flex", "grid"}
IN_LINE = {"div", "p", "section"}  # what is no block where its style says so
# What ARIA calls a part of a table or of a list, though it be a span.
PARTED = {"row", "cell", "gridcell", "columnheader", "rowheader", "listitem", "paragraph", "heading"}
ROOMS = {"tr", *CELLS}  # of a table, that stay where they are while nothing in them is seen
MOST_CLASSES = 8  # of one element, that name together what is meant

# Drawn, spoken to a machine, or an editor's remark.
GONE = {"annotation", "annotation-xml", "audio", "canvas", "datalist", "head", "noscript", "object", "rp",
        "select", "svg", "template", "video", "meter", "progress", "comment"}  # fmt: skip
GONE_CLASSES = {"msocomanchor", "msocomoff", "msocomtxt", "msocommentreference", "msocommenttext", "msodel",
                "msoplaceholdertext",  # "Click or tap here to enter text."
                "mw-editsection", "noprint", "headerlink", "header-anchor", "hash-link"}  # fmt: skip
# What is there to be spoken, or drawn by a font of its own.
GONE_CLASSES |= {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "katex-mathml",
                 "material-icons", "material-symbols-outlined", "material-symbols-rounded"}  # fmt: skip
SIGN = re.compile(r"\s*[#§¶🔗⚓∞]\ufe0f?\s*")
# What Word for the web keeps of a tracked deletion, and what Word lists with its pages.
GONE_NAME = re.compile(r"track(ed)?change\w*del|mso(toc|tof|index)(\d|heading|$)|msocomanch\d")
COMMENT = re.compile(r"cmnt\d+|(cmnt_ref\d+)")  # in what Google Docs publishes


class Format(NamedTuple):
    """How words look: Markdown's marks, where they lead, their height, whether their spaces count."""

    marks: frozenset = NONE
    href: str = ""
    script: str = ""  # sup, sub, or several, the outer one first
    is_pre: bool = False
    call: int = 0  # no words, but a note's number
    symbols: str = ""  # the font that shows signs for letters


@lru_cache(maxsize=1024)
def declarations(style):
    """Return what a style attribute declares of what counts here."""
    found = DECLARATION.findall(REMARK.sub("", style).lower())
    return {name: value.partition("!")[0].strip() for name, value in found if name in KNOWN}


class Sheet:
    """The style sheets of a clipboard, as far as they speak of classes and ids."""

    def __init__(self, text):
        self.rules = {}  # {(a tag or "", an id or some classes): what it declares}
        self.joined = set()  # the classes that only count together with others
        self.around = {}  # {a question: the nodes around those that answer yes}
        text = REMARK.sub("", text.replace("<!--", "").replace("-->", ""))
        for selectors, style in RULE.findall(AT_RULE.sub("", text)):
            declared = declarations(style)
            for selector in selectors.split(",") if declared else ():
                if found := SELECTOR.fullmatch(selector.strip()):
                    self._add(found["tag"].lower(), found["id"], found["classes"], declared)

    def _add(self, tag, name, classes, declared):
        classes = frozenset(classes.lower()[1:].split(".")) if classes else frozenset()
        if len(classes) > 1:
            self.joined |= classes
        self.rules.setdefault((tag, name or classes), {}).update(declared)

    def css(self, node):
        own = declarations(node.attributes["style"]) if "style" in node.attributes else NO_STYLE
        if not self.rules:
            return own
        found = {}
        for part in self._parts(node):
            found |= self.rules.get(("", part), {}) | self.rules.get((node.name, part), {})
        return found | own

    def _parts(self, node):
        """Yield what a rule may name of an element: each class, some of them together, its id."""
        classes = node.attributes.get("class", "").lower().split()
        yield from (frozenset([name]) for name in classes)
        if self.joined and len(classes) > 1:
            joined = sorted(self.joined.intersection(classes))[:MOST_CLASSES]
            yield from (frozenset(few) for count in (2, 3) for few in combinations(joined, count))
        if "id" in node.attributes:
            yield node.attributes["id"]

    def is_block(self, node):
        """Say whether what stands in a node begins and ends lines."""
        display = "" if node.name in VOID else self.css(node).get("display", "")
        if node.name in IN_LINE and display == "inline":
            return False
        if node.name in BLOCKS or (node.name == "span" and node.attributes.get("role") in PARTED):
            return True
        return display in BLOCK

    def prune(self, root):
        """Mark what does not belong to the text."""
        self._name_headings(root)
        inherited = [(hides, shows, set()) for hides, shows in INHERITED]  # and the nodes that are hidden
        for node in root:
            comment = node.name == "a" and COMMENT.fullmatch(node.attributes.get("id", ""))
            node.is_gone = bool(comment) or self.is_gone(node)
            if comment and not comment[1]:
                holder = node.parent.parent or node.parent
                first = next(
                    child for child in holder.children if not isinstance(child, str) or child.strip()
                )
                (holder if holder.name == "div" and first is node.parent else node.parent).is_gone = True
            css = self.css(node)
            if css and node.name in ROOMS and "hidden" not in node.attributes and leaves_a_gap(css):
                node.is_gone, node.children = False, []
            for hides, shows, hidden in inherited:
                if (css and hides(css)) or (node.parent in hidden and not shows(css)):
                    hidden.add(node)
                    self._prune_hidden(node, root, shows)

    def _name_headings(self, root):
        """Name the paragraphs that a page or Word calls headings as what they are."""
        for node in root:
            if node.name not in ("p", "div", "span"):
                continue
            level = self.css(node).get("mso-outline-level")  # of a style of one's own
            if node.attributes.get("role") == "heading":
                level = node.attributes.get("aria-level", "2")
            node.name = f"h{level}" if f"h{level}" in HEADINGS else node.name

    def _prune_hidden(self, node, root, shows):
        """Leave of what is hidden what is shown within it: pages and mails part their boxes so."""
        if shows not in self.around:
            self.around[shows] = self._around(root, shows)
        if node in self.around[shows] or node.name in ROOMS:
            node.children = [
                child for child in node.children if not isinstance(child, str) or child.isspace()
            ]
        elif node.name != "br":  # it ends a line all the same
            node.is_gone = True

    def _around(self, root, shows):
        """Return the nodes around what is shown."""
        found = set()
        for node in root:
            if shows(self.css(node)):
                for holder in node.ancestors():
                    if holder in found:
                        break
                    found.add(holder)
        return found

    def hides(self, node):
        return any(hides(self.css(node)) for hides, _shows in INHERITED)

    def is_gone(self, node):
        """Say whether something belongs to the document and not to its text, or is not to be seen."""
        attributes = node.attributes
        if node.name in GONE or "hidden" in attributes or attributes.get("role") == "comment":
            return True
        if node.name == "dialog" and "open" not in attributes:
            return True
        if node.name == "del" and ("cite" in attributes or "datetime" in attributes):
            return True
        if "class" in attributes and any(
            name in GONE_CLASSES or GONE_NAME.match(name) for name in node.classes()
        ):
            return True
        return _is_way_to_heading(node) or is_hidden(self.css(node), node.name in CELLS)

    def format(self, node, outer):
        """Return the format of what stands in a node."""
        css, marks = self.css(node), outer.marks
        if node.name == "font" and "face" in node.attributes:
            css = {"font-family": node.attributes["face"], **css}
        if node.name in MARKS and not _is_unmarked(node, css):
            marks |= {MARKS[node.name]}
        if not css and node.name not in ("sup", "sub", "pre"):
            return outer if marks is outer.marks else Format(marks, *outer[1:])
        for mark, is_set in (
            (STRONG, _is_bold(css)),
            (EMPHASIS, _is_slanted(css)),
            (STRIKE, _is_struck(css)),
        ):
            if is_set is not None:
                marks = marks | {mark} if is_set else marks - {mark}
        script = deeper(outer.script, node.name if node.name in ("sup", "sub") else _script(node, css))
        space = css.get("white-space-collapse") or css.get("white-space")
        is_pre = space in PRE if space else outer.is_pre or node.name == "pre"
        family = symbols.font(css["font-family"]) if "font-family" in css else outer.symbols
        return Format(marks, outer.href, script, is_pre, symbols=family)


def _is_way_to_heading(node):
    """Ask whether a link is a sign in a heading that leads to the heading itself."""
    if node.name != "a" or node.parent is None:  # of a paste that comes as plain words, no node has a parent
        return False
    is_here = "#" in node.attributes.get("href", "")  # a browser copies it whole
    return is_here and node.parent.name in HEADINGS and bool(SIGN.fullmatch(node.text()))


RAISED = re.compile(r"(-?)\d*[1-9]")
LENGTH = re.compile(r"([+-]?)(\d{0,3}(?:\.\d{1,3}|(?<=\d)))\d*(px|pt|r?em|ex|%)")
LEAST = {"px": 2, "pt": 1.5, "em": 0.2, "rem": 0.2, "ex": 0.3, "%": 15}  # by which words are set higher
SCRIPTS = {"super": "sup", "sub": "sub"}
MOST_LEVELS = 6  # of a script in a script
EXPONENT = re.compile(
    r"(?=.*\d)[^\s:]{1,6}|\W*\w\W*"
)  # a length sets words beside an icon or in a badge, too
SMALLER = re.compile(
    r"smaller|(?:xx?-)?small|0?\.\d+r?em|\d\d(?:\.\d+)?%|(?:\d|1[01])(?:\.\d+)?px|[1-8](?:\.\d+)?pt"
)
PRE = {"pre", "pre-wrap", "pre-line", "break-spaces", "preserve", "preserve-breaks"}


BOLD, SLANTED = re.compile(r"bold(er)?|[6-9]\d\d|1000"), re.compile(r"italic|oblique")


def _is_bold(css):
    weight = css.get("font-weight")
    if weight is None:
        return _in_shorthand(css, BOLD)
    return bool(BOLD.fullmatch(weight))


def _is_slanted(css):
    slant = css.get("font-style")
    if slant is None:
        return _in_shorthand(css, SLANTED)
    return slant.startswith(("italic", "oblique"))


def _in_shorthand(css, mark):
    """Return whether a whole `font`, which sets back what it does not say, has a mark."""
    words = css.get("font", "").split()
    return any(map(mark.fullmatch, words)) if len(words) > 1 else None


def _is_struck(css):
    """A line through words can't be taken back inside of them."""
    lines = css.get("text-decoration", "") + css.get("text-decoration-line", "")
    return True if "line-through" in lines else None


def deeper(outer, script):
    """Return the script of what is set higher or lower within another script."""
    levels = outer.split()
    return " ".join([*levels, script][:MOST_LEVELS]) if script else outer


def _is_unmarked(node, css):
    """Ask whether a tag means nothing here: a line that is taken away, a whole reference of Wikipedia."""
    return (MARKS[node.name] == STRIKE and _has_no_line(css)) or "citation" in node.classes()


def _has_no_line(css):
    """Ask whether a style says which lines a text has, and none goes through it."""
    said = " ".join(css[name] for name in ("text-decoration", "text-decoration-line") if name in css)
    return bool(said) and "line-through" not in said and "var(" not in said


def _script(node, css):
    height = css.get("vertical-align", "")
    if raise_ := RAISED.match(css.get("mso-text-raise", "")):
        return "sub" if raise_[1] else "sup"
    if "font-variant-position" in css:
        return SCRIPTS.get(css["font-variant-position"], "")
    if node.name in BLOCKS:
        return ""  # there a height says nothing
    if height in SCRIPTS:
        return SCRIPTS[height]
    size = css.get("font-size") or next(filter(SMALLER.fullmatch, css.get("font", "").split()), "")
    if not SMALLER.fullmatch(size):
        return ""  # nor does a length where words of the same size stand
    # The way down from its place is the other one.
    top = css.get("top", "") if css.get("position") == "relative" else ""
    moved = _moved(height, "sup", "sub") or _moved(top, "sub", "sup")
    return moved if moved and EXPONENT.fullmatch(node.text().strip()) else ""


def _moved(length, forward, back):
    found = LENGTH.fullmatch(length)
    if not found or float(found[2]) < LEAST[found[3]]:
        return ""
    return back if found[1] == "-" else forward
