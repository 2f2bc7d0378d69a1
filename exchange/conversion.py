"""HTML of another system to this house's Markdown, and the comparison of what came out with what went in."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape as escape_html
from html import unescape
from unicodedata import normalize
from urllib.parse import urljoin

from articles.text import commonmark, counting, embeds, pasting, reading
from articles.text.pasting.inline import as_text, escape
from articles.text.pasting.tree import BLOCKS, TOKEN, Node, decoded

from . import foreign
from .readers.fields import PARTING, TAGS
from .records import HTML, WORDPRESS

# Inside of the Markdown that is being written, a thing that pasting doesn't know is a number between these.
OPEN, CLOSE = "\ue000", "\ue001"
ISLAND = re.compile(f"{OPEN}(\\d+){CLOSE}")
NOWHERE = "https://old.invalid"
NAMELESS = "(no headline)"
OURS = "https://newsroom.invalid"  # stands for this paper's own address until the Markdown is written
SIGN = re.compile(
    r"""<span\s[^<>]{0,300}?\baria-hidden=["']true["'][^<>]{0,300}>[^<>]{0,9}</span>\s*(?=</button>)""",
    re.IGNORECASE,
)
BARE_ADDRESS = re.compile(r"https?://[^\s<>]+")
COVER = "wp-block-cover"
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic)(?:\?.*)?$", re.IGNORECASE)
BEHIND = re.compile(r"""background(?:-image)?\s*:[^;]{0,200}?\burl\(\s*["']?([^"')\s]+)""", re.IGNORECASE)
EMOJI = re.compile(r"\b(?:emoji|wp-smiley)\b")
DIGITS = re.compile(r"[\d.,]+")
LINK = re.compile(r"\]\(([^)\s]+)|<((?:https?|mailto):[^>\s]+)>")
NUMBERED = re.compile(r"(?<=[^\W\d])[.,'’-]?\d+$")  # a word with the number of its note
RULE = re.compile(r"^[> \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$", re.MULTILINE)
GAP = re.compile(r"[ \t\n\r\f\v]+")  # what is between words, but for spaces that keep two together
LONGEST_LEFT = 5000
# Numbers of a list that Markdown can't count in: below zero, and those of other scripts.
BELOW_ZERO = re.compile(r"\s*-\d")
COUNTED_IN = re.compile(
    r"\blist-style(?:-type)?\s*:\s*([\w-]{0,40}(?:greek|armenian|georgian|hebrew|ideographic|katakana|hiragana"
    r"|indic|devanagari|bengali|thai|khmer|persian|gurmukhi))\b",
    re.IGNORECASE,
)


@dataclass
class Converted:
    """A text of this house, and what of the old one is not in it."""

    body: str
    left_out: list = field(default_factory=list)  # [(what, text)]
    missing: list = field(default_factory=list)  # addresses of pictures
    pictures: list = field(default_factory=list)  # keys, those of earlier editions too
    leads: list = field(default_factory=list)  # of each edition: its lead picture's primary key, or None
    redacted: list = field(default_factory=list)  # of each edition: what was redacted of it before it came


class Conversion:
    """One text on its way.

    Of an address as it stands in the text, `find_picture(address)` returns (key, alt text, caption) or None,
    `find_link(address)` an address or "".
    """

    def __init__(self, base, find_picture, find_link):
        self.base, self.find_picture, self.find_link = base, find_picture, find_link
        self.islands, self.links, self.tables, self.spoken = [], set(), 0, []
        self.result = Converted("")

    def convert(self, html):
        """Return the Markdown of some HTML, with what it could not keep."""
        html = self._without_foreign(SIGN.sub("", html.replace(OPEN, "").replace(CLOSE, "")))
        html = PARTING.sub("<br><br>", html)
        try:
            written = pasting.to_markdown(html, adapt=self._adapt)
        except pasting.TooLarge:
            self._leave("text", "It is larger than 5 MB.")
            return self.result
        if isinstance(written, pasting.PlainWords):
            self._leave(
                "layout",
                "It has more tags, or deeper ones, than can be laid out: its words alone were kept.",
            )
        body = ISLAND.sub(lambda match: self.islands[int(match[1])], written).replace(f"({OURS}/", "(/")
        self.result.body = body.replace(f"<{OURS}/", "</")
        self._compare(html, written)
        return self.result

    def _leave(self, what, text):
        self.result.left_out.append((what, text[:LONGEST_LEFT]))

    # What no text may hold

    def _without_foreign(self, html):
        """Take out programs, forms and frames; a frame of a known host becomes its card, another a link."""
        html, parts, end = foreign.opened(html), [], 0
        for start, behind, tag in foreign.parts(html):
            parts += [html[end:start], self._instead(tag, html[start:behind])]
            end = behind
        return "".join([*parts, html[end:]])

    def _instead(self, tag, text):
        if what := foreign.lost_by(tag):
            self._leave(what, text)
        source = foreign.source_of(tag[0]) if tag[1].lower() == "iframe" else ""
        if not source:
            return " "
        address = escape_html(foreign.page_of(source))
        return f'<p><a href="{address}">{address}</a></p>' if what else f"<p>{address}</p>"

    # Pictures, links and cards

    def _adapt(self, root):
        for node in [each for each in root if COVER in each.attributes.get("class", "")]:
            _show_behind(node)
        for picture in [each for each in root if each.name == "img" and _is_of_bookmark(each)]:
            picture.name = "span"
        nodes = list(root)
        self.tables = sum(node.name == "table" for node in nodes)
        for node in nodes:
            if node.name == "figure":
                self._adapt_figure(node)
        for node in nodes:
            if node.name == "del":
                node.name = "s"  # a page shows it struck; in a clipboard it is what somebody deleted
            elif node.name in ("video", "audio"):
                self._adapt_recording(node)
            elif node.name == "img":
                self._put_picture(node)
            elif node.name == "math":
                self.spoken.append(node.text())  # a formula is written on one line, with other signs
            elif node.name == "a":
                self._adapt_link(node)
            elif node.name in ("ol", "li"):
                self._note_numbers(node.attributes)
            elif node.name in ("p", "div"):
                self._adapt_card(node)

    def _adapt_figure(self, figure):
        """Put a figure's pictures side by side; its words become the caption where it shows one picture."""
        for node in [node for node in figure if node.name in ("video", "audio")]:
            address = _address_of(node)
            node.name, node.attributes, node.children = "img" if address else "span", {"src": address}, []
        pictures = [node for node in figure if node.name == "img" and not node.attributes.get("done")]
        captions = [node for node in figure if node.name == "figcaption"]
        is_more = any(node.name in ("table", "pre", "blockquote") for node in figure)
        if not pictures or is_more or _letters(figure) > sum(map(_letters, captions)):
            return  # words that are no caption stay where they are
        islands = []
        for picture in pictures:
            own = next((node for node in picture.ancestors() if node.name == "figure"), figure)
            said = next((node for node in captions if node in list(own)), None)
            single = len(pictures) == 1 or own is not figure
            islands.append(self._picture(picture, _said(said) if said and single else ""))
            if said and single:
                self.spoken.append(said.text())
                said.is_gone = True
        rest = [node for node in captions if not node.is_gone]
        for node in rest:
            node.name = "p"
        paragraph = Node("p", {}, figure)
        paragraph.children = [" ".join(islands)]
        figure.children, figure.name = [paragraph, *rest], "div"

    def _adapt_recording(self, node):
        address = _address_of(node)
        node.name, node.children = "p", [self._island_of(address, "", "")] if address else []

    def _put_picture(self, node):
        if node.attributes.get("done") or (
            EMOJI.search(node.attributes.get("class", "")) and node.attributes.get("alt")
        ):
            return
        node.name, node.children = "span", [self._picture(node, "")]

    def _picture(self, node, caption):
        node.attributes["done"] = "1"
        said = node.attributes
        address = said.get("data-src") or said.get("data-lazy-src") or said.get("src", "")
        if said.get("width") == "1" or said.get("height") == "1" or address.startswith("data:image/gif"):
            return ""  # it counts readers
        return self._island_of(address, said.get("alt", ""), caption)

    def _island_of(self, address, alt, caption):
        found = self.find_picture(address)
        if not found:
            self.result.missing.append(address[:2000] if not address.startswith("data:") else "data:…")
            words = caption or alt
            if words:
                self.spoken.append("")
            return words if not address.startswith("data:") else ""
        key, library_alt, library_caption = found
        self.result.pictures.append(key)
        title = "" if caption == library_caption else caption
        text = f"![{_one_line(alt) if alt != library_alt else ''}](image:{key}"
        return self._island(text + (f' "{_one_line(title)}")' if title else ")"))

    def _island(self, markdown):
        self.islands.append(markdown)
        return f"{OPEN}{len(self.islands) - 1}{CLOSE}"

    def _adapt_link(self, node):
        address = node.attributes.get("href", "").strip()
        if not address or address.startswith("#"):
            return
        if PICTURE_FILE.search(address) and OPEN in node.text():
            node.attributes["href"] = ""  # it showed the same picture, only larger
            return
        absolute = joined(self.base, address)
        new = self.find_link(address)
        if not new and absolute.startswith(NOWHERE):
            new = absolute.removeprefix(NOWHERE)  # of an archive that names no site, it stays without a host
        node.attributes["href"] = OURS + new if new else absolute
        if node.text().strip() and absolute.startswith(("http:", "https:", "mailto:")):
            self.links.add(absolute)

    def _note_numbers(self, said):
        """List how the items of a list were counted where other numbers stand here."""
        start = said.get("start", said.get("value", ""))
        counted = COUNTED_IN.search(said.get("style", ""))
        if BELOW_ZERO.match(start):
            self._leave("list numbers", start)
        elif counted:
            self._leave("list numbers", counted[1])

    def _adapt_card(self, node):
        """Make a card of a paragraph that is an address alone, or a link where its host is not listed."""
        text = node.text().strip() if len(node.children) <= 3 else ""
        if not BARE_ADDRESS.fullmatch(text):
            return
        if embeds.embed(text):
            node.children = [self._island(f"<{text}>")]
            self.spoken.append(text)
        elif all(isinstance(child, str) for child in node.children):
            link = Node("a", {"href": text}, node)
            link.children, node.children = [text], [link]
            self._adapt_link(link)

    # The comparison

    def _compare(self, html, written):
        """List the words, links, pictures and tables that went in and did not come out."""
        came = " ".join(lines(html))
        tokens = commonmark.parse(self.result.body)
        there = f"{reading.words_of(reading.blocks_of(tokens))} {' '.join(self.spoken)}"
        commonmark.leave(self.result.body, tokens)  # the edition that is made of it is rendered next
        if lost := _lost(came, there):
            self._leave("words", " ".join(list(lost.elements())[:50]))
        links = len(self.links) - len(set(LINK.findall(written)))
        if links > 0:
            self._leave("links", str(links))
        shown = {int(number) for number in ISLAND.findall(written)}
        if len(shown) < len(self.islands):
            gone = [island for number, island in enumerate(self.islands) if number not in shown]
            self._leave("pictures", " ".join(gone))
        if self.tables and not RULE.search(written):
            self._leave("tables", str(self.tables))


def lines(html):
    """Return the words of some HTML by paragraphs and lines, hidden ones too."""
    parts = []
    for token in TOKEN.finditer(html):
        text, _raw, _content, _end, name, _attributes = token.groups()
        if text:
            parts.append(decoded(text))
        elif name and (name.lower() in BLOCKS or name.lower() == "br"):
            parts.append("\n")
    return [line for line in (" ".join(line.split()) for line in "".join(parts).split("\n")) if line]


def words_of(html):
    """Return the words of some HTML for a column that holds no markup."""
    return reading.printable("\n".join(lines(html)))


def one_line(text, form=HTML):
    """Return the words beside a text of this form as one line."""
    text = unescape(TAGS.sub("", text)) if _is_html(text, form) else text
    return GAP.sub(" ", reading.printable(text)).strip()


def paragraphs(text, form=HTML):
    """Return the words beside a text of this form as paragraphs of Markdown."""
    text = reading.printable(text)
    if _is_html(text, form):
        found, gap = (lines(text), "\n\n") if "<" in text or "&" in text else (text.strip().split("\n"), "\n")
        return gap.join(as_text(escape(line)) for line in found)
    return text.strip()


def plain_text(text):
    return reading.printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_html(text, form):
    """Ask whether words are HTML: those beside Markdown or plain text are only if they close a tag."""
    return form in (HTML, WORDPRESS) or "</" in text


def _letters(node):
    return len("".join(node.text().split()))


def _address_of(recording):
    sources = [recording, *(child for child in recording if child.name == "source")]
    return next((each.attributes["src"] for each in sources if each.attributes.get("src")), "")


def _is_of_bookmark(picture):
    """Ask whether a picture is that of another site, on a card of Ghost."""
    return any("kg-bookmark-container" in node.attributes.get("class", "") for node in picture.ancestors())


def _said(node):
    return " ".join(node.text().split())


def _show_behind(cover):
    """Set the picture behind the words of a cover of WordPress above them."""
    if behind := BEHIND.search(cover.attributes.get("style", "")):
        paragraph = Node("p", {}, cover)
        alt = cover.attributes.get("aria-label", "")
        paragraph.children = [Node("img", {"src": behind[1], "alt": alt}, paragraph)]
        cover.children.insert(0, paragraph)


def _one_line(text):
    return " ".join(escape(text.replace('"', "”")).split())


@lru_cache(maxsize=256)  # of one link several ask
def joined(base, address):
    """Return an address as seen from a page; one that is none, such as “//[x”, as it stands."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _lost(came, there):
    """Count the words of a text that are not in another; of most texts every word is there, in its order."""
    if came.split() == there.split():
        return Counter()
    came, there = _words(came), _words(there)
    return came - there and _without_numbers(came) - _without_numbers(there)


def _words(text):
    return Counter(counting.WORD.findall(normalize("NFKC", text).casefold()))


def _without_numbers(words):
    """Count words without the numbers of their notes; a number alone may be a note's too, or a list's."""
    found = Counter({word: count for word, count in words.items() if not word[-1].isdecimal()})
    for word, count in words.items():
        if word[-1].isdecimal() and not DIGITS.fullmatch(word):
            found[NUMBERED.sub("", word)] += count
    return found
