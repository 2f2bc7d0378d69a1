"""Turn what people paste from Word, Google Docs or a web page into clean Markdown."""

import re
from urllib.parse import parse_qs, urlsplit

import nh3
from bs4 import BeautifulSoup
from markdownify import BACKSLASH, MarkdownConverter

MAX_BYTES = 5_000_000
# Deeper than any text; a converter that calls itself for each level would not come back.
MAX_DEPTH = 60
# What stands beside many others is found and moved ever more slowly: 4,000 footnotes took 18 s.
MAX_TAGS = 20_000

TAGS = {"p", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li",
        "a", "b", "strong", "i", "em", "s", "del", "sup", "sub", "span", "pre", "code",
        "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
# Word marks its lists, and Google Docs its bold type, by style alone.
STYLES = {"font-weight", "font-style", "mso-list"}
GONE = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "head"}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=GONE,
    attributes={"*": {"style", "id"}, "a": {"href", "name"}, "ol": {"start"}},
    filter_style_properties=STYLES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
LIST = re.compile(r"level(\d{1,9})")
START = re.compile(r"\d{1,9}", re.ASCII)
NUMBERED = re.compile(r"^\W*(\d+|[a-z]{1,3})[.)]", re.IGNORECASE)
CALL = re.compile(r"^\W*\w{1,4}\W*$")
OPEN, CLOSE = "\ue000", "\ue001"  # private characters hold a note's place: no escape touches them


class TooLarge(Exception):
    """A paste beyond the limit."""


class _Converter(MarkdownConverter):
    class Options(MarkdownConverter.DefaultOptions):
        heading_style = "atx"
        bullets = "-"
        newline_style = BACKSLASH
        table_infer_header = True
        sup_symbol = sub_symbol = ""


def to_markdown(html, first_note=1):
    """Return the Markdown of some pasted HTML; its footnotes are numbered from `first_note`."""
    if len(html) > MAX_BYTES:
        raise TooLarge
    clean = CLEANER.clean(html)
    if _depth(clean) > MAX_DEPTH or clean.count("<") > 2 * MAX_TAGS:
        return plain(clean)
    soup = BeautifulSoup(clean, "html.parser")
    for step in (_links, _emphasis, _numbers, _lists, _layout_tables):
        step(soup)
    notes = [_text(note) for note in _notes(soup)]
    _unlink(soup)
    body = _text(soup)
    for number in range(len(notes), 0, -1):
        body = body.replace(f"{OPEN}{number}{CLOSE}", f"[^{first_note + number - 1}]")
    lines = [f"[^{first_note + place}]: {' '.join(note.split())}" for place, note in enumerate(notes)]
    return "\n\n".join(filter(None, [body, *lines]))


def plain(html):
    """Return the words alone."""
    spaced = re.sub(r"</(p|div|tr|li|h\d)>|<br>", "\n\n", html)
    words = BeautifulSoup(nh3.clean(spaced, tags=set()), "html.parser").get_text()
    return _tidy(words)


def _depth(html):
    depth = deepest = 0
    for slash, tag in re.findall(r"<(/?)(\w+)", html):
        if tag not in ("br", "hr"):
            depth += -1 if slash else 1
            deepest = max(deepest, depth)
    return deepest


def _text(soup):
    return _tidy(_Converter().convert_soup(soup))


def _tidy(text):
    lines = (line.replace("\xa0", " ").rstrip() for line in text.splitlines())
    ended = re.sub(r"\\\n(?=\s*(?:\n|$))", "\n", "\n".join(lines))  # a break that ends its paragraph
    return re.sub(r"\n{3,}", "\n\n", ended).strip()


def _links(soup):
    """Undo Google's detour."""
    for link in soup.find_all("a", href=True):
        parts = _split(link["href"])
        if parts and parts.hostname == "www.google.com" and parts.path == "/url":
            link["href"] = parse_qs(parts.query).get("q", [link["href"]])[0]


def _unlink(soup):
    """Leave the words of a link that leads nowhere outside the page it came from."""
    for link in soup.find_all("a"):
        if not link.get("href", "").startswith(("http:", "https:", "mailto:")):
            link.unwrap()


def _split(address):
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _emphasis(soup):
    for tag in soup.find_all(["span", "b", "i", "em", "strong"]):
        style = dict(re.findall(r"([\w-]+):\s*([^;]+)", tag.get("style", "")))
        weight, slant = style.get("font-weight", ""), style.get("font-style", "")
        is_bold = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        if tag.name == "span" and not tag.find_parent(re.compile(r"h\d")):
            if slant == "italic":
                tag.wrap(soup.new_tag("em"))
            if is_bold:
                tag.wrap(soup.new_tag("strong"))
        if tag.name == "span" or weight in ("normal", "400") or not tag.get_text(strip=True):
            tag.unwrap()


def _numbers(soup):
    """Let a list begin with 1 where its `start` is no number."""
    for numbered in soup.find_all("ol", start=True):
        if not START.fullmatch(numbered["start"]):
            del numbered["start"]


def _lists(soup):
    """Make lists of the paragraphs that Word marks as items of one."""
    for item in soup.find_all("p", style=LIST):
        level = min(int(LIST.search(item["style"])[1]), 6)
        marker = item.get_text()
        _drop_marker(item)
        item.name, item["level"] = "li", level
        item["kind"] = "ol" if NUMBERED.match(marker) else "ul"
        before = item.find_previous_sibling(True)
        _place(soup, item, before if before is not None and before.get("level") else None, level)
    for item in soup.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()


def _drop_marker(item):
    """Take Word's own bullet or number out: what stands before the first long space."""
    text = item.find(string=re.compile(r"\S"))
    if text is None:
        return
    rest = re.sub(r"^\s*(?:[·•§o▪\-–]|(?:\d+|[a-zA-Z]{1,3})[.)])(?=[\s\xa0]|$)[\s\xa0]*", "", text)
    text.replace_with(rest)


def _place(soup, item, group, level):
    """Put an item at the end of the list before it, at its level, or begin a list."""
    if group is None:
        group = soup.new_tag(item["kind"])
        group["level"] = 1
        item.insert_before(group)
        group.append(item.extract())
        return
    item.extract()
    target = group
    for _step in range(level - 1):
        last = target.find_all("li", recursive=False)[-1:]
        inner = last[0].find(["ul", "ol"], recursive=False) if last else None
        if inner is None and last:
            inner = soup.new_tag(item["kind"])
            last[0].append(inner)
        target = inner if inner is not None else target
    target.append(item)


def _layout_tables(soup):
    """Unwrap a table that only holds another one, or a single cell: Markdown has no table in a table."""
    for table in soup.find_all("table"):
        if table.find("table") or len(table.find_all(["td", "th"])) < 2:
            for part in table.find_all(["thead", "tbody", "tr", "td", "th"]):
                if part.find_parent("table") is table:
                    part.name = "div"
            table.name = "div"
    for text in soup.find_all(string=re.compile(r"\|")):
        if text.find_parent("table"):
            text.replace_with(text.replace("|", r"\|"))


def _notes(soup):
    """Take the footnotes out of the text, in their order, and leave a mark where each is called."""
    targets = {key: tag for tag in soup.find_all(True) for key in (tag.get("id"), tag.get("name")) if key}
    found = []
    for call in soup.find_all("a", href=re.compile("^#.")):
        target = targets.get(call["href"][1:])
        if target is None or not CALL.match(call.get_text()) or not _answers(call, target, targets):
            continue
        block = target if target.name in ("li", "p", "div") else target.find_parent(["li", "p", "div"])
        if block is None or block in call.parents or any(block is one for one, _marks in found):
            continue
        found.append((block, call))
    return [_lifted(soup, block, call, number) for number, (block, call) in enumerate(found, 1)]


def _answers(call, target, targets):
    """Ask whether a note leads back to where it is called; the way back itself is no call."""
    block = target if target.name in ("li", "p", "div") else target.find_parent(["li", "p", "div"])
    backs = [target, *(block.find_all("a", href=True) if block else [])]
    names = {call.get("id"), call.get("name"), *(tag.get("id") for tag in call.parents)}
    leads_back = any(back.get("href", "")[1:] in names - {None} for back in backs)
    return leads_back and call.sourceline is not None and _stands_before(call, target)


def _stands_before(call, target):
    return (call.sourceline, call.sourcepos) < (target.sourceline, target.sourcepos)


def _lifted(soup, block, call, number):
    for back in block.find_all("a", href=re.compile("^#")):
        back.extract()
    mark = soup.new_string(f"{OPEN}{number}{CLOSE}")
    sup = call.find_parent("sup")
    (sup if sup is not None and sup.get_text() == call.get_text() else call).replace_with(mark)
    return block.extract()
