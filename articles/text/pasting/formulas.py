"""Formulas (MathML, and Word's own) on one line: a stroke for fractions, raised letters for powers."""

import re
from collections import defaultdict

from .scripts import raised
from .styles import deeper
from .tree import Node

# Word's names for the same, in which each part has one too.
WORD = {"m:ssup": "msup", "m:ssub": "msub", "m:ssubsup": "msubsup", "m:f": "mfrac", "m:rad": "mroot",
        "m:limlow": "munder", "m:limupp": "mover", "m:m": "mtable", "m:eqarr": "mtable"}  # fmt: skip
SCRIPTS = {"msup": ("sup",), "msub": ("sub",), "msubsup": ("sub", "sup"),
           "mover": ("sup",), "munder": ("sub",), "munderover": ("sub", "sup")}  # fmt: skip
PARTS = {"mfrac", "msqrt", "mroot", "mtable", "m:d", "m:nary", *SCRIPTS, *WORD}
SCRIPTED = {name for name in PARTS if WORD.get(name, name) in SCRIPTS}
ROWS = {"mtr", "mlabeledtr", "m:mr"}
PROPERTIES = re.compile(r"m:\w+pr")
# Who draws a formula keeps its MathML for those who can't see, beside the drawing.
COVERS = {"mwe-math-mathml-inline", "mwe-math-mathml-display", "mwe-math-mathml-a11y", "katex-mathml",
          "mjx_assistive_mathml"}  # fmt: skip
DRAWN = "mwe-math-fallback-image"
TEX = ("{\\displaystyle", "{\\textstyle", "\\displaystyle", "\\textstyle")
TEX_SCRIPT = re.compile(r"([\^_])(?:\{([^{}\\]*)\}|(\w))")
ATOM = re.compile(r"\s*[\w.,]*\s*")
BRACKETED = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*")


def write(page, node, form):
    """Say a part of a formula, so that its words alone mean the same."""
    name, parts = _read(node)
    if name in SCRIPTS:
        _grouped(page, parts[:1], form, _is_base)
        for part, script in zip(parts[1:], SCRIPTS[name], strict=False):
            page.walk([part], form._replace(script=deeper(form.script, script)))
    elif name == "m:d":
        page.say(_sign(node, "m:begchr", "("), form)
        page.walk(parts, form)
        page.say(_sign(node, "m:endchr", ")"), form)
    elif name == "m:nary":
        page.say(_sign(node, "m:chr", "∫"), form)
        for part, script in zip(parts, ("sub", "sup", ""), strict=False):
            page.walk([part], form._replace(script=deeper(form.script, script)))
    elif name == "mfrac":
        _grouped(page, parts[:1], form, _is_term)
        page.say("/", form)
        _grouped(page, parts[1:], form, _is_term)
    elif name == "mtable":
        _write_rows(page, parts, form)
    else:
        degree = parts[1:] if name == "mroot" else []
        page.walk(degree, form._replace(script=deeper(form.script, "sup")))
        page.say("√", form)
        _grouped(page, parts[:1] if degree else parts, form, _is_number)


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


def _write_rows(page, rows, form):
    """Say a matrix: a space between its cells, a semicolon between its rows."""
    for place, row in enumerate(rows):
        page.say("; " if place else "", form)
        cells = [row] if row.name not in ROWS else [cell for cell in row.children if isinstance(cell, Node)]
        for number, cell in enumerate(cells):
            page.say(" " if number else "", form)
            page.walk([cell], form)


def _grouped(page, parts, form, is_one):
    """Say parts, in brackets where they would not be read as one."""
    text, inner = "".join(part.text() for part in parts), [node for part in parts for node in part]
    inner = [node.name for node in inner if node.name in PARTS]
    is_bare = is_one(text, inner) or BRACKETED.fullmatch(text) or _is_in_brackets(parts)
    page.say("" if is_bare else "(", form)
    page.walk(parts, form)
    page.say("" if is_bare else ")", form)


def _is_number(text, inner):
    return ATOM.fullmatch(text) and not inner


def _is_term(text, inner):
    """Ask whether a part can stand beside the stroke of a fraction: 2, x², aᵢ."""
    return ATOM.fullmatch(text) and SCRIPTED.issuperset(inner)


def _is_base(_text, inner):
    """Ask whether a script behind a part is read as the part's: its base may be a bracket or ∑ alone."""
    return not inner


def _is_in_brackets(parts):
    """Ask whether Word sets brackets around all of a part."""
    while len(parts) == 1 and parts[0].name != "m:d":
        _name, parts = _read(parts[0])
    return len(parts) == 1
