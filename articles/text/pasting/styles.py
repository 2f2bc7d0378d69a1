"""What a style, a class or a tag says of words: how they look, and whether they belong to the text at all."""

import re
from functools import lru_cache
from typing import NamedTuple

STRONG, EMPHASIS, STRIKE, CODE = "**", "*", "~~", "`"
NONE = frozenset()
MARKS = {
    **dict.fromkeys(("b", "strong"), STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("s", "strike", "del"), STRIKE),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), CODE),
}
KNOWN = {"display", "font", "font-size", "font-style", "font-variant-position", "font-weight", "clip", "left",
         "max-height", "mso-element", "mso-hide", "mso-list", "mso-special-character", "opacity",
         "text-decoration", "text-decoration-line", "text-indent", "vertical-align", "visibility",
         "white-space"}  # fmt: skip
DECLARATION = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)")
AT_RULE = re.compile(r"@[^{};]*+(?:;|\{(?:[^{}]++|\{[^{}]*+\})*+\}?|\Z)")
# Begun behind a brace alone: begun at each letter, a long text without one would be read again and again.
RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
SELECTOR = re.compile(r"[a-z]*\d?\.[\w-]+", re.IGNORECASE)

# Drawn, spoken to a machine, or an editor's remark.
GONE = {"annotation", "annotation-xml", "audio", "canvas", "datalist", "head", "noscript", "object", "rp",
        "select", "svg", "template", "video"}  # fmt: skip
GONE_CLASSES = {"msocomanchor", "msocomoff", "msocomtxt", "msocommentreference", "msocommenttext", "msodel",
                "mw-editsection"}  # fmt: skip
HIDDEN = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "mso-hide": re.compile("all"),
    "mso-element": re.compile("comment"),
    "mso-special-character": re.compile("comment"),
    "opacity": re.compile(r"0(\.0+)?%?$"),
    "font-size": re.compile(r"0(\.0+)?\D{0,3}$"),
    "max-height": re.compile(r"0(\.0+)?\D{0,3}$"),
    "clip": re.compile(r"rect\(\s*(0|0px|1px)[\s,]+\1[\s,]+\1\b"),
    "text-indent": re.compile(r"-\d{4}"),
    "left": re.compile(r"-\d{4}"),
}
COMMENT = re.compile(r"cmnt\d+|(cmnt_ref\d+)")  # in what Google Docs publishes


class Format(NamedTuple):
    """How words look: Markdown's marks, where they lead, their height, whether their spaces count."""

    marks: frozenset = NONE
    href: str = ""
    script: str = ""  # sup, sub
    is_pre: bool = False
    call: int = 0  # no words, but a note's number


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
        if "class" in attributes and not GONE_CLASSES.isdisjoint(node.classes()):
            return True
        css = self.css(node)
        return any(name in css and HIDDEN[name].match(css[name]) for name in HIDDEN)

    def format(self, node, outer):
        """Return the format of what stands in a node."""
        css, marks = self.css(node), outer.marks
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
        script = outer.script or (node.name if node.name in ("sup", "sub") else _script(css))
        is_pre = css["white-space"] in PRE if "white-space" in css else outer.is_pre or node.name == "pre"
        return Format(marks, outer.href, script, is_pre)


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


def _script(css):
    height = css.get("vertical-align", "") + css.get("font-variant-position", "")
    return {"super": "sup", "sub": "sub"}.get(height, "")
