"""Documents of Word and OpenDocument texts as stories."""

import re
import zipfile
from contextlib import suppress
from html import escape
from io import BytesIO

import mammoth
from lxml import etree
from mammoth.docx.files import InvalidFileReferenceError

from articles.text.pasting import formulas
from exchange.records import HTML, Picture

from . import word_parts
from .elements import local
from .fields import TAGS, BadDocument, story
from .opening import BROKEN_ZIP, XML

MAX_BYTES = 50_000_000
MOST_TAGS = 200_000  # of a text, and of all beside it; for each, mammoth takes a tenth of a millisecond
LOST = re.compile("(?i)could not (?:find|open)|without a relationship")  # as mammoth tells of a picture
MOST_OF_FORMULAS = 1_000_000  # letters in one text, with their tags
INSERTED, DELETED, COMMENT = (
    re.compile(rb"<w:ins[ >]"),
    re.compile(rb"<w:del[ >]"),
    re.compile(rb"<w:comment[ >]"),
)


# Word


def of_word(data, name):
    """Yield the records of a document of Word."""
    _check_zip(data)
    found, pictures = story(name, "", "", HTML), []

    def keep(image):
        try:
            with image.open() as opened:
                pictures.append((image.alt_text or "", opened.read(MAX_BYTES)))
        except KeyError as error:  # the text goes on without it
            raise InvalidFileReferenceError(f"could not find {error.args[0]}") from error
        return {"src": f"held:{name}#{len(pictures)}", "alt": image.alt_text or ""}

    try:
        document, said = _parts_of_word(data)
        prepared, convert = BytesIO(word_parts.prepared(data)), mammoth.images.img_element(keep)
        made = mammoth.convert_to_html(prepared, convert_image=convert)
        html = word_parts.numbered(made.value)
    except BadDocument:
        raise
    except Exception as error:  # a hostile file makes the library raise anything
        raise BadDocument(f"it is no document of Word that can be read: {error!r}"[:200]) from error
    found.left_out += [("pictures", each.message) for each in made.messages if LOST.search(each.message)]
    _note_changes(found, document, said)
    yield from _with_pictures(found, html, pictures)


def _parts_of_word(data):
    """Return the XML of the text, and of its comments."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        _check_tags(archive, [name for name in archive.namelist() if name.endswith(".rels")])
        paths = word_parts.places(archive)
        _check_tags(archive, [path for name, path in paths.items() if name in word_parts.TEXTS])
        _check_tags(archive, [path for name, path in paths.items() if name not in word_parts.TEXTS])
        document = archive.read(paths[word_parts.DOCUMENT])
        said = archive.read(paths[word_parts.COMMENTS]) if word_parts.COMMENTS in paths else b""
    if b"<!DOCTYPE" in document:
        raise BadDocument("its text defines a document type, which no program of Word writes")
    return document, said


def _check_tags(archive, names):
    if sum(archive.read(name).count(b"<") for name in names) > MOST_TAGS:
        raise BadDocument("it holds more than any story: divide it")


def _note_changes(found, document, said):
    comments, deleted, inserted = (
        len(pattern.findall(text))
        for pattern, text in ((COMMENT, said), (DELETED, document), (INSERTED, document))
    )
    if comments or deleted or inserted:
        counted = f"{comments} comments, {inserted} insertions, {deleted} deletions"
        found.left_out.append(("comments and tracked changes", counted))


def _with_pictures(found, html, pictures):
    """Take the first heading for the headline, and yield the pictures before the story."""
    heading = re.match(r"\s*<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    found.headline = TAGS.sub("", heading[1]).strip() if heading else ""
    found.body = html[heading.end() :] if heading else html
    for number, (alt, data) in enumerate(pictures, start=1):
        key = f"held:{found.place}#{number}"
        yield Picture(key, key, alt, data=data)
    yield found


def _check_zip(data):
    """Refuse a document that unpacks to more than any is."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadDocument(f"it is damaged: {error}") from error
    if size > 4 * MAX_BYTES:
        raise BadDocument("it unpacks to more than any document holds")


# OpenDocument

OFFICE = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
SILENT = (
    "annotation-end",
    "sequence-decls",
    "forms",
    "change",
    "change-start",
    "change-end",
    "soft-page-break",
    "covered-table-cell",
    "script",
)
FIXED = {"s": " ", "tab": " ", "line-break": "<br>"} | dict.fromkeys(SILENT, "")


def _name(prefix, local):
    return f"{{{OFFICE[prefix]}}}{local}"


def _part(element):
    """Return the name in the archive that an element refers to."""
    return element.get(_name("xlink", "href"), "").removeprefix("./")


def _formula_of(data):
    """Return the formula of a part of its own; "" where it is a chart, a table or broken."""
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(data, XML)
        return _maths(root) if local(root) == "math" else ""
    return ""


def _maths(element):
    """Return MathML as pasting reads it: without what programs keep beside a formula."""
    name = local(element)
    if name.startswith("annotation"):
        return ""
    children = (child for child in element if isinstance(child.tag, str))
    inside = escape(element.text or "").strip() + "".join(_maths(child) for child in children)
    name = name if name in formulas.PARTS else "span"
    return f"<{name}>{inside}</{name}>"


def of_open_document(data, name):
    """Yield the records of an OpenDocument text."""
    _check_zip(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [etree.fromstring(archive.read(part), XML) for part in _parts_of_text(archive)]
            document = OpenDocument(parts, archive, f"held:{name}")
            html = document.html()
    except (KeyError, etree.XMLSyntaxError, *BROKEN_ZIP) as error:
        raise BadDocument(f"it is no OpenDocument text that can be read: {error!r}"[:200]) from error
    found = story(name, "", "", HTML)
    if document.left:
        found.left_out.append(("comments and tracked changes", f"{document.left} comments and changes"))
    yield from _with_pictures(found, html, document.pictures)


def _parts_of_text(archive):
    """Name the parts to read: the text's own styles come after those that have names, and stand for them."""
    return [*({"styles.xml"} & {*archive.namelist()}), "content.xml"]


class OpenDocument:
    """The content of one OpenDocument text, written as HTML."""

    BLOCKS = {"list-header": "li", "table": "table", "table-row": "tr"}

    def __init__(self, parts, archive, key):
        """Read the XML of its parts, the text last."""
        self.root, self.archive, self.key = parts[-1], archive, key
        self.pictures, self.notes, self.left, self.depth = [], [], 0, 0
        self.read = {}  # {name in the archive: its number}: one that is shown again is the same picture
        self.formulas, self.room, self.names = {}, MOST_OF_FORMULAS, {*archive.namelist()}
        self.styles = {
            (style.get(_name("style", "family")), style.get(_name("style", "name"))): style
            for part in parts
            for style in part.iter(_name("style", "style"))
        }
        self.lists = {
            (style.get(_name("style", "name")), level.get(_name("text", "level"))): level
            for part in parts
            for style in part.iter(_name("text", "list-style"))
            for level in style.iter(_name("text", "list-level-style-number"))
        }
        self.counts = {}  # {style: the number behind the last item of its last list}
        self.opened = []  # the styles of the lists around, the innermost last

    def _properties(self, family, name):
        """Return {property: value} of a style's words, with those that it inherits."""
        said, left = {}, 20
        while (style := self.styles.get((family, name))) is not None and left:
            found = style.find(_name("style", "text-properties"))
            said = {**(found.attrib if found is not None else {}), **said}
            name, left = style.get(_name("style", "parent-style-name")), left - 1
        return said

    def _is_hidden(self, family, element):
        properties = self._properties(family, element.get(_name("text", "style-name")))
        return properties.get(_name("text", "display")) == "none"

    def _marks(self, element):
        said = self._properties("text", element.get(_name("text", "style-name")))
        bold = said.get(_name("fo", "font-weight"), "") in ("bold", "600", "700", "800", "900")
        slanted = said.get(_name("fo", "font-style")) in ("italic", "oblique")
        struck = said.get(_name("style", "text-line-through-style"), "none") != "none"
        height = said.get(_name("style", "text-position"), "").partition(" ")[0]
        marks = {"strong": bold, "em": slanted, "s": struck}
        percent = re.fullmatch(r"(-?)[1-9]\d*%", height)
        script = {"super": "sup", "sub": "sub"}.get(height, percent and ("sub" if percent[1] else "sup"))
        return (*(mark for mark, is_set in marks.items() if is_set), *([script] if script else []))

    def html(self):
        body = next(self.root.iter(_name("office", "text")), None)
        text = self._inside(body) if body is not None else ""
        notes = "".join(
            f'<li id="fn-{n}">{note} <a href="#fnref-{n}">↩</a></li>' for n, note in enumerate(self.notes, 1)
        )
        return text + (f"<ol>{notes}</ol>" if notes else "")

    def _inside(self, element):
        self.depth += 1
        if self.depth > 200:
            raise BadDocument("it is nested too deep")
        parts = [escape(element.text or "")]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self._written(child))
            parts.append(escape(child.tail or ""))
        self.depth -= 1
        return "".join(parts)

    def _written(self, element):
        name = local(element)
        if name in FIXED or name.endswith("-source"):  # by which an index is made
            return FIXED.get(name, "")
        if writer := self.WRITERS.get(name):
            return writer(self, element)
        tag = self.BLOCKS.get(name)
        return f"<{tag}>{self._inside(element)}</{tag}>" if tag else self._inside(element)

    def _changes(self, element):
        self.left += max(1, len(element))
        return ""

    def _annotation(self, _element):
        self.left += 1
        return ""

    def _paragraph(self, element):
        if self._is_hidden("paragraph", element):
            return ""
        tag = "h1" if self._is_title(element) else "p"
        return f"<{tag}>{self._inside(element)}</{tag}>"

    def _is_title(self, element):
        """Ask whether a paragraph has the style of titles, or one that builds on it."""
        name, left = element.get(_name("text", "style-name")), 20
        while name != "Title" and (style := self.styles.get(("paragraph", name))) is not None and left:
            name, left = style.get(_name("style", "parent-style-name")), left - 1
        return name == "Title"

    def _section(self, element):
        is_hidden = element.get(_name("text", "display")) == "none"
        return "" if is_hidden else self._inside(element)

    def _heading(self, element):
        if self._is_hidden("paragraph", element):
            return ""
        level = element.get(_name("text", "outline-level"), "1")
        level = level if level in "123456" else "6"
        return f"<h{level}>{self._inside(element)}</h{level}>"

    def _list(self, element):
        """Write a list; one in another has its style, if it names none of its own."""
        style = element.get(_name("text", "style-name")) or (self.opened[-1] if self.opened else "")
        self.opened.append(style)
        level = self.lists.get((style, str(len(self.opened))))
        inside = self._inside(element)
        self.opened.pop()
        if level is None:
            return f"<ul>{inside}</ul>"
        form = level.get(_name("style", "num-format"), "1")
        start = self._start(element, style, level)
        return f'<ol type="{escape(form)}" start="{escape(start)}">{inside}</ol>'

    def _start(self, element, style, level):
        """Return the first number of a list: its own, or what follows the last one that it goes on from."""
        goes_on = element.get(_name("text", "continue-numbering")) == "true"
        goes_on = goes_on or element.get(_name("text", "continue-list")) is not None
        first = self.counts.get(style) if goes_on else None
        number = first = first or word_parts.count(level.get(_name("text", "start-value")), 1)
        for item in element.findall(_name("text", "list-item")):
            number = word_parts.count(item.get(_name("text", "start-value")), number) + 1
        self.counts[style] = number
        return str(first)

    def _item(self, element):
        value = element.get(_name("text", "start-value"))
        said = f' value="{escape(value)}"' if value else ""
        return f"<li{said}>{self._inside(element)}</li>"

    def _cell(self, element):
        across, down = (
            element.get(_name("table", f"number-{part}-spanned"), "1") for part in ("columns", "rows")
        )
        return f'<td colspan="{escape(across)}" rowspan="{escape(down)}">{self._inside(element)}</td>'

    def _hidden(self, element):
        return self._inside(element) if element.get(_name("text", "is-hidden")) == "false" else ""

    def _ruby(self, element):
        base, above = (element.find(_name("text", f"ruby-{part}")) for part in ("base", "text"))
        words, said = (self._inside(part) if part is not None else "" for part in (base, above))
        return f"<ruby>{words}<rt>{said}</rt></ruby>" if said else words

    def _link(self, element):
        return f'<a href="{escape(element.get(_name("xlink", "href"), ""))}">{self._inside(element)}</a>'

    def _span(self, element):
        if self._is_hidden("text", element):
            return ""
        text = self._inside(element)
        for mark in self._marks(element):
            text = f"<{mark}>{text}</{mark}>"
        return text

    def _note(self, element):
        body = element.find(_name("text", "note-body"))
        self.notes.append(self._inside(body) if body is not None else "")
        number = len(self.notes)
        return f'<sup><a href="#fn-{number}" id="fnref-{number}">{number}</a></sup>'

    def _frame(self, element):
        formula = self._formula(element.find(_name("draw", "object")))
        image = element.find(_name("draw", "image"))
        if formula or image is None:
            return formula or self._inside(element)
        alt = element.findtext(_name("svg", "desc")) or element.findtext(_name("svg", "title")) or ""
        name = _part(image)
        if name not in self.read and name in self.names:
            self.pictures.append((alt, self.archive.read(name)))
            self.read[name] = len(self.pictures)
        # One that is not there is asked for by its address, and listed.
        source = f"{self.key}#{self.read[name]}" if name in self.read else name
        return f'<img src="{escape(source)}" alt="{escape(alt)}">'

    def _formula(self, element):
        """Return an object's formula, which stands in a part of its own; "" where it is none."""
        name = f"{_part(element)}/content.xml" if element is not None else ""
        if name not in self.names:
            return ""
        if name not in self.formulas:
            self.formulas[name] = _formula_of(self.archive.read(name))
        self.room -= len(self.formulas[name])
        return self.formulas[name] if self.room > 0 else ""

    WRITERS = {
        "tracked-changes": _changes,
        "annotation": _annotation,
        "h": _heading,
        "p": _paragraph,
        "section": _section,
        "list": _list,
        "list-item": _item,
        "table-cell": _cell,
        "ruby": _ruby,
        "hidden-text": _hidden,
        "hidden-paragraph": _hidden,
        "a": _link,
        "span": _span,
        "note": _note,
        "frame": _frame,
    }
