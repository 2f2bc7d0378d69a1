"""Titles, pictures and links that page builders of WordPress keep in the values of their shortcodes."""

import re
from html import escape
from urllib.parse import unquote

# WPBakery, Divi, Avada, Enfold; what they set within a line is none of their blocks.
BLOCK = re.compile(
    r"(?:vc|et_pb|fusion|av)_(?!dropcap|highlight|tooltip|popover|fontawesome|icon|lightbox|modal_text|onepage_text)"
)
BUTTON = re.compile(r"(?:.*_)?(?:button|btn)")
TITLED = re.compile(r"(?:.*_)?(?:accordion|accordion_item|box|panel|spoiler|tab|toggle)")
TITLES = ("title", "heading", "h2", "text")
LINES = ("subhead", "subheading", "subtitle", "h4", "author", "job_title", "artist_name")
BUTTONS = (
    ("button_text", "button_url"), ("button_text", "button_link"), ("button_one_text", "button_one_url"),
    ("button_two_text", "button_two_url"), ("btn_title", "btn_link"), ("linktext", "link"),
)  # fmt: skip
OF_BUTTON = ("button_url", "link", "url", "href")
CODED = {"%22": '"', "%91": "[", "%93": "]", "``": '"', "`{`": "[", "`}`": "]"}


def around(name, values):
    """Return the HTML before and behind what a shortcode encloses."""
    if BUTTON.fullmatch(name):
        return _button(name, values)
    if BLOCK.match(name):
        title = next((_said(values, each) for each in TITLES if values.get(each)), "")
        lines = [f"<p>{_said(values, each)}</p>" for each in LINES if values.get(each)]
        return _picture(values) + _heading(title) + "".join(lines), "".join(_links(values))
    return (_heading(_said(values, "title")), "") if TITLED.fullmatch(name) else ("", "")


def gap(name):
    """Return what stands at both ends of a shortcode: blocks begin paragraphs."""
    return "\n\n" if BLOCK.match(name) else ""


def _picture(values):
    source, alt = values.get("image", ""), _said(values, "alt")
    source = f"post:{source}" if source.isdecimal() else source
    is_address = source.startswith(("post:", "https:", "http:", "/"))
    return f'<p><img src="{escape(source)}" alt="{alt}"></p>' if is_address else ""


def _heading(title):
    return f"<h3>{title}</h3>" if title else ""


def _button(name, values):
    address = next((_address(values[each]) for each in OF_BUTTON if values.get(each)), "")
    words = _said(values, "button_text") or _said(values, "title")
    return (f'<a href="{escape(address)}">{words}', "</a>") if address else (words, "")


def _links(values):
    for words, address in BUTTONS:
        if values.get(words) and values.get(address):
            yield f'<p><a href="{escape(_address(values[address]))}">{_said(values, words)}</a></p>'


def _address(value):
    """Return an address, which WPBakery writes as url:https%3A%2F%2F…|title:…"""
    return unquote(value[4:].partition("|")[0]) if value.startswith("url:") else value


def _said(values, name):
    """Return a value as HTML: brackets and quotation marks are coded there."""
    text = values.get(name, "")
    for code, sign in CODED.items():
        text = text.replace(code, sign)
    return text.replace("<", "&lt;").replace('"', "&quot;")
