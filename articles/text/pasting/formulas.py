"""Formulas (MathML, and Word's own) on one line: a stroke for fractions, raised letters for powers."""

import re
from collections import defaultdict

from .scripts import raised
from .tree import Node

# Word's names for the same, in which each part has one too.
WORD = {"m:ssup": "msup", "m:ssub": "msub", "m:ssubsup": "msubsup", "m:f": "mfrac", "m:rad": "mroot"}
PARTS = {"mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "m:d", "m:nary", *WORD}
PROPERTIES = re.compile(r"m:\w+pr")
# Who draws a formula keeps its MathML for those who can't see, beside the drawing.
COVERS = {"mwe-math-mathml-inline", "mwe-math-mathml-display", "mwe-math-mathml-a11y", "katex-mathml",
          "mjx_assistive_mathml"}  # fmt: skip
DRAWN = "mwe-math-fallback-image"
TEX = ("{\\displaystyle", "{\\textstyle", "\\displaystyle", "\\textstyle")
TEX_SCRIPT = re.compile(r"([\^_])(?:\{([^{}\\]*)\}|(\w))")
ATOM = re.compile(r"\s*[\w.,]*\s*")
SCRIPTS = {"msup": ("sup",), "msub": ("sub",), "msubsup": ("sub", "sup")}


def write(page, node, form):
    """Say a part of a formula, so that its words alone mean the same."""
    name, parts = _read(node)
    if name in SCRIPTS:
        page.walk(parts[:1], form)
        for part, script in zip(parts[1:], SCRIPTS[name], strict=False):
            page.walk([part], form._replace(script=script))
    elif name == "m:d":
        page.say(_sign(node, "m:begchr", "("), form)
        page.walk(parts, form)
        page.say(_sign(node, "m:endchr", ")"), form)
    elif name == "m:nary":
        page.say(_sign(node, "m:chr", "∫"), form)
        for part, script in zip(parts, ("sub", "sup", ""), strict=False):
            page.walk([part], form._replace(script=script) if script else form)
    elif name == "mfrac":
        _grouped(page, parts[:1], form)
        page.say("/", form)
        _grouped(page, parts[1:], form)
    else:
        degree = parts[1:] if name == "mroot" else []
        page.walk(degree, form._replace(script="sup"))
        page.say("√", form)
        _grouped(page, parts[:1] if degree else parts, form)


def _read(node):
    """Return what MathML calls a part of a formula, and what stands in it; a root's degree stands last."""
    nodes = (child for child in node.children if not isinstance(child, str))
    parts = [child for child in nodes if not PROPERTIES.fullmatch(child.name)]
    if node.name == "m:rad":
        parts = parts[-1:] + [part for part in parts[:-1] if part.text().strip()]
        return "mroot" if len(parts) > 1 else "msqrt", parts
    return WORD.get(node.name, node.name), parts


def _sign(node, name, default):
    """Return a sign that Word's properties of a formula name."""
    found = next((inner for inner in node if inner.name == name), None)
    return default if found is None else found.attributes.get("m:val", default)


def uncover(root):
    """Let MathML that stands hidden beside a drawing take the drawing's place."""
    covers = defaultdict(set)  # {what a drawing and its MathML stand in: what covers the MathML}
    for node in list(root):
        is_cover = node.name == "mjx-assistive-mml" or not COVERS.isdisjoint(node.classes())
        if is_cover and any(inner.name == "math" for inner in node):
            node.attributes = {}
            covers[node.parent].add(node)
        elif node.name == "img" and DRAWN in node.attributes.get("class", ""):
            _say_alt(node)
    for beside, kept in covers.items():
        beside.children = [child for child in beside.children if child in kept or not _is_drawn(child)]


def _is_drawn(child):
    return isinstance(child, Node) and (
        child.attributes.get("aria-hidden") == "true" or DRAWN in child.attributes.get("class", "")
    )


def _say_alt(image):
    """Write what a picture of a formula says in TeX as words, or as code where it says more than powers."""
    alt = image.attributes.get("alt", "").strip()
    style = next((style for style in TEX if alt.startswith(style)), "")
    alt = alt.removeprefix(style).removesuffix("}" if style.startswith("{") else "").strip()
    said = TEX_SCRIPT.sub(_raised, alt)
    image.name = "code" if re.search(r"[\\{}]", said) else "span"
    image.children = [said]


def _raised(match):
    return raised(match[2] or match[3], "sup" if match[1] == "^" else "sub")


def _grouped(page, parts, form):
    """Say parts, in brackets where they are more than one number or name."""
    is_atom = ATOM.fullmatch("".join(part.text() for part in parts))
    page.say("" if is_atom else "(", form)
    page.walk(parts, form)
    page.say("" if is_atom else ")", form)
