"""What no text may hold, in the HTML of another system: programs, forms, and frames of other sites."""

import re

from articles.text import embeds

FOREIGN = re.compile(
    r"<(script|form|object|svg|canvas|iframe|applet|noscript|style|template|dialog|select|button|textarea)"
    r"""(?=[\s>/])(?:[^<>"']|"[^"]*"|'[^']*'|["'])*+>""",
    re.IGNORECASE,
)
SILENT = {"style", "noscript"}  # nobody misses them
# A heading that opens what is below it: its words stand in a button, beside a sign.
OPENER = re.compile(r"(?P<heading><h[1-6](?:\s[^<>]*)?>\s*)<button(?:\s[^<>]*)?>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
FRAMES = (
    (
        re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"(?:https?:)?//t\.me/(\w+/\d+)\?embed=1"), "https://t.me/{}"),
)


def losses(html):
    """Yield what is lost of some HTML, since no text may hold it."""
    for _start, _behind, tag in parts(opened(html)):
        if what := lost_by(tag):
            yield what


def parts(html):
    """Yield (start, end, tag) of what no text may hold; what stands within is part of it."""
    end, closed = 0, {}
    for match in FOREIGN.finditer(html):
        if match.start() < end:
            continue
        name = match[1].lower()
        if closed.get(name, match):  # sought once where there is none
            closed[name] = re.compile(f"</{name}", re.IGNORECASE | re.ASCII).search(html, match.end())
        stop = closed[name]
        end = (html.find(">", stop.end()) + 1 if stop else match.end()) or len(html)
        yield match.start(), end, match


def lost_by(tag):
    """Return the word for what is lost with a tag; "" where nobody misses it, or a card shows the same."""
    name = tag[1].lower()
    if name == "iframe":
        return "" if embeds.embed(page_of(source_of(tag[0]))) else "frame"
    return "" if name in SILENT else name


def opened(html):
    return OPENER.sub(r"\g<heading>", html)


def source_of(tag):
    """Return the address of a frame, which a page that loads it late keeps in another attribute."""
    found = {}
    for name, *value in ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), "".join(value).split())
    given = found.get("data-src") or found.get("src") or [""]
    return given[0]


def page_of(address):
    """Return the page whose frame this is."""
    for pattern, page in FRAMES:
        if match := pattern.match(address):
            return page.format(match[1])
    return f"https:{address}" if address.startswith("//") else address
