"""What a style, a class or a tag says of words: how they look, and whether they belong to the text at all."""

import re
from functools import lru_cache
from typing import NamedTuple

from . import symbols

STRONG, EMPHASIS, STRIKE, CODE = "**", "*", "~~", "`"
NONE = frozenset()
MARKS = {
    **dict.fromkeys(("b", "strong"), STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("s", "strike", "del"), STRIKE),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), CODE),
}
KNOWN = {"-webkit-background-clip", "background", "background-clip", "background-color", "clip",
         "clip-path", "color", "display", "font", "font-family", "font-size", "font-style",
         "font-variant-position", "font-weight", "height", "left", "list-style", "list-style-type",
         "max-height", "mso-element", "mso-hide", "mso-list", "mso-special-character", "mso-text-raise",
         "opacity", "overflow", "position", "text-decoration", "text-decoration-line", "text-indent", "top",
         "transform", "vertical-align", "visibility", "white-space", "width"}  # fmt: skip
DECLARATION = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)")
AT_RULE = re.compile(r"@[^@{};]*+(?:;|\{(?:[^{}]++|\{[^{}]*+\})*+\}?|\Z)")
# Begun behind a brace alone: begun at each letter, a long text without one would be read again and again.
RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
SELECTOR = re.compile(r"[a-z]*\d?\.[\w-]+", re.IGNORECASE)

# Drawn, spoken to a machine, or an editor's remark.
GONE = {"annotation", "annotation-xml", "audio", "canvas", "datalist", "head", "noscript", "object", "rp",
        "select", "svg", "template", "video", "meter", "progress", "comment"}  # fmt: skip
GONE_CLASSES = {"msocomanchor", "msocomoff", "msocomtxt", "msocommentreference", "msocommenttext", "msodel",
                "mw-editsection", "noprint", "headerlink", "header-anchor", "hash-link"}  # fmt: skip
# What is there to be spoken, or drawn by a font of its own.
GONE_CLASSES |= {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "katex-mathml",
                 "material-icons", "material-symbols-outlined", "material-symbols-rounded"}  # fmt: skip
# What Word for the web keeps of a tracked deletion.
DELETED = re.compile(r"track(ed)?change\w*del")
HIDDEN = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "mso-hide": re.compile("all"),
    "mso-element": re.compile("comment"),
    "mso-special-character": re.compile("comment"),
    "opacity": re.compile(r"0(\.0+)?%?$"),
    "font-size": re.compile(r"0(\.0+)?\D{0,3}$"),
    "max-height": re.compile(r"0(\.0+)?\D{0,3}$"),
    "clip-path": re.compile(r"inset\(\s*(50|100)%|circle\(\s*0"),
    "transform": re.compile(r"scale\(\s*0\s*[,)]"),
    "clip": re.compile(r"rect\(\s*(0|0px|1px)[\s,]+\1[\s,]+\1\b"),
    "text-indent": re.compile(r"-\d{4}"),
    "left": re.compile(r"-\d{4}"),
}
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
    found = ((name.lower(), value.strip().lower()) for name, value in DECLARATION.findall(style))
    return {name: value for name, value in found if name in KNOWN}


class Sheet:
    """The style sheets of a clipboard, as far as they speak of classes."""

    def __init__(self, text):
        self.rules = {}
        for selectors, style in RULE.findall(AT_RULE.sub("", text.replace("<!--", "").replace("-->", ""))):
            declared = declarations(style)
            for selector in selectors.split(",") if declared else ():
                if SELECTOR.fullmatch(selector.strip()):
                    self.rules.setdefault(selector.strip().lower(), {}).update(declared)

    def css(self, node):
        own = declarations(node.attributes["style"]) if "style" in node.attributes else {}
        if not self.rules or "class" not in node.attributes:
            return own
        found = {}
        for name in node.attributes["class"].lower().split():
            found |= self.rules.get(f".{name}", {}) | self.rules.get(f"{node.name}.{name}", {})
        return found | own

    def prune(self, root):
        """Mark what does not belong to the text."""
        for node in root:
            comment = node.name == "a" and COMMENT.fullmatch(node.attributes.get("id", ""))
            node.is_gone = bool(comment) or self.is_gone(node)
            if comment and not comment[1]:
                holder = node.parent.parent or node.parent
                first = next(
                    child for child in holder.children if not isinstance(child, str) or child.strip()
                )
                (holder if holder.name == "div" and first is node.parent else node.parent).is_gone = True

    def is_gone(self, node):
        """Say whether something belongs to the document and not to its text, or is not to be seen."""
        attributes = node.attributes
        if node.name in GONE or "hidden" in attributes or attributes.get("role") == "comment":
            return True
        if node.name == "del" and ("cite" in attributes or "datetime" in attributes):
            return True
        if "class" in attributes and any(
            name in GONE_CLASSES or DELETED.match(name) for name in node.classes()
        ):
            return True
        css = self.css(node)
        return any(name in css and HIDDEN[name].match(css[name]) for name in HIDDEN) or _is_unseen(css)

    def format(self, node, outer):
        """Return the format of what stands in a node."""
        css, marks = self.css(node), outer.marks
        if node.name == "font" and "face" in node.attributes:
            css = {"font-family": node.attributes["face"], **css}
        if node.name in MARKS:
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
        script = deeper(outer.script, node.name if node.name in ("sup", "sub") else _script(css))
        is_pre = css["white-space"] in PRE if "white-space" in css else outer.is_pre or node.name == "pre"
        family = symbols.font(css["font-family"]) if "font-family" in css else outer.symbols
        return Format(marks, outer.href, script, is_pre, symbols=family)


NOTHING = re.compile(r"[01](\.0+)?(px|pt)?")
CLEAR = re.compile(r"transparent|rgba\([^)]*,\s*0(\.0+)?%?\s*\)")
COLOUR = re.compile(r"#|rgb|white|black")


def _is_unseen(css):
    """Ask whether words lie in a box without room for them, or have the colour of what is behind them."""
    if css.get("overflow") in ("hidden", "clip"):
        return any(NOTHING.fullmatch(css.get(side, "")) for side in ("width", "height"))
    colour, behind = css.get("color", ""), css.get("background-color") or css.get("background")
    # Words that are cut out of their background have no colour of their own.
    is_cut = "text" in css.get("background-clip", "") + css.get("-webkit-background-clip", "")
    return bool((CLEAR.match(colour) and not is_cut) or (COLOUR.match(colour) and colour == behind))


RAISED = re.compile(r"(-?)\d*[1-9]")
LENGTH = re.compile(r"([+-]?)(\d{0,3}(?:\.\d{1,3}|(?<=\d)))\d*(px|pt|r?em|ex|%)")
LEAST = {"px": 2, "pt": 1.5, "em": 0.2, "rem": 0.2, "ex": 0.3, "%": 15}  # by which words are set higher
MOST_LEVELS = 6  # of a script in a script
PRE = {"pre", "pre-wrap", "pre-line", "break-spaces"}


def _is_bold(css):
    weight = css.get("font-weight")
    if weight is None:
        return True if "bold" in css.get("font", "").split() else None
    return weight in ("bold", "bolder") or (weight[:4].isdecimal() and int(weight[:4]) >= 600)


def _is_slanted(css):
    slant = css.get("font-style")
    if slant is None:
        return True if "italic" in css.get("font", "").split() else None
    return slant.startswith(("italic", "oblique"))


def _is_struck(css):
    """A line through words can't be taken back inside of them."""
    lines = css.get("text-decoration", "") + css.get("text-decoration-line", "")
    return True if "line-through" in lines else None


def deeper(outer, script):
    """Return the script of what is set higher or lower within another script."""
    levels = outer.split()
    return " ".join([*levels, script][:MOST_LEVELS]) if script else outer


def _script(css):
    height = css.get("vertical-align", "")
    if raise_ := RAISED.match(css.get("mso-text-raise", "")):
        return "sub" if raise_[1] else "sup"
    if height in ("super", "sub") or "font-variant-position" in css:
        return {"super": "sup", "sub": "sub"}.get(css.get("font-variant-position", height), "")
    # The way down from its place is the other one.
    moved = css.get("top", "") if css.get("position") == "relative" and "font-size" in css else ""
    return _moved(height, "sup", "sub") or _moved(moved, "sub", "sup")


def _moved(length, forward, back):
    found = LENGTH.fullmatch(length)
    if not found or float(found[2]) < LEAST[found[3]]:
        return ""
    return back if found[1] == "-" else forward
