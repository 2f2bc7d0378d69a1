"""Open files of any encoding as clean text, and say what was mended."""

import codecs
import json
import lzma
import re
import tomllib
import zipfile
import zlib
from html import escape
from html.entities import html5

import yaml
from django.utils.translation import gettext as _
from lxml import etree

from articles.text.reading import UNPRINTABLE, printable
from exchange.records import Problem

DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
OF_PAGE = re.compile(
    rb"""<(?:meta\s[^<>]*?charset|\?xml\s[^<>]*?encoding)\s*=\s*["']?\s*([\w.-]+)""", re.IGNORECASE
)
# Names that pages carry whatever their letters are: those decide.
SAID_OF_ANY = ("utf-8", "iso8859-1", "ascii", "cp1252")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))  # starts of XML in UTF-16 without its mark
LATIN = "windows-1252"
MARK = "\ufeff"  # of the order of bytes; programs that add to each other’s files write several
ASCII = b"<?xml version='1.0'?> AZaz09+-~"
PART = 1 << 20
# What a damaged or locked file of a zip raises, by the way it is packed: of bzip2 an OSError without errno.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, EOFError)
# For each parser of XML. Without huge_tree it refuses a text of more than 10 MB, and what is nested too deep.
CLOSED = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
XML = etree.XMLParser(**CLOSED)
# An ampersand that XML would stumble over, and the name behind it.
LOOSE = re.compile(r"&(?!#[0-9]++;|#x[0-9a-fA-F]++;|(?:amp|lt|gt|quot|apos);)(\w{1,32};)?")
CDATA, CDATA_END = "<![CDATA[", "]]>"
UNFINISHED = re.compile(r"(?:<[!\[CDAT]{0,8}|\]{1,2}|&#?\w{0,32})\Z")  # at the end of a part
ENTITIES = "it defines entities, which can grow without end: take them out"


# A key of many parts is read in steps that grow with their square: 40 kB took 6 s.
DEEP_KEY = re.compile(r"""(?:(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*\.[ \t]*){20}""")
MOST_ALIASES = 10  # in one text of YAML: of aliases within aliases, few lines make gigabytes


class BadFile(Exception):
    """A file that can't be read at all, with a sentence that gives the reason."""


def _of_windows(error):
    """Read bytes that are no UTF-8 as what old programs wrote there."""
    bad = error.object[error.start : error.end]
    return bad.decode(LATIN, "replace"), error.end


codecs.register_error("of-windows", _of_windows)


def encoding_of(start):
    """Return the encoding of a file by its first bytes: its byte order mark, then its XML declaration."""
    for mark, encoding in (*MARKS, *UNMARKED):
        if start.startswith(mark):
            return encoding
    declared = DECLARED.search(start[:300])
    name = declared[1].decode("ascii") if declared else "utf-8"
    return name if _is_like_ascii(name) else "utf-8"


def _is_like_ascii(name):
    """Ask whether what declares an encoding can be read in it as it was: not in UTF-16, nor in zlib."""
    try:
        return ASCII.decode(name) == ASCII.decode() == _decoder(name).decode(ASCII)
    except (LookupError, ValueError):
        return False


def _decoder(name):
    return codecs.getincrementaldecoder(name)("of-windows")


class CleanStream:
    """The bytes of a file as UTF-8 that XML can hold; `mended` counts the characters that were not."""

    def __init__(self, file):
        self.file, self.mended, self.is_first = file, 0, True
        self.held, self.is_in_cdata = "", False
        start = file.read(4096)
        self.start, encoding = start, encoding_of(start)
        self.decoder = _decoder(encoding)

    def defines_entities(self):
        """Ask of a file that nobody has read from yet."""
        return b"<!ENTITY" in self.start.upper()

    def read(self, size=PART):
        # An XML parser takes an empty answer for the end.
        while True:
            part, self.start = self.start or self.file.read(PART), b""
            text = self.decoder.decode(part, final=not part)
            if self.is_first:
                text, self.is_first = text.lstrip(f"{MARK} \t\r\n"), False
            clean, count = UNPRINTABLE.subn("", text)
            self.mended += count
            clean = self._with_known_names(clean, is_last=not part)
            if clean or not part:
                return clean.encode()

    def _with_known_names(self, text, is_last):
        """Write what XML has no name for as a sign, or as it stands (“&mdash;”, “R&D”); CDATA is HTML."""
        text = self.held + text
        cut = None if is_last else UNFINISHED.search(text, max(0, len(text) - 40))
        self.held, text = (text[cut.start() :], text[: cut.start()]) if cut else ("", text)
        parts, place = [], 0
        while place < len(text):
            mark = CDATA_END if self.is_in_cdata else CDATA
            found = text.find(mark, place)
            end = len(text) if found < 0 else found + len(mark)
            part = text[place:end]
            parts.append(part if self.is_in_cdata else LOOSE.sub(_known, part).replace(CDATA_END, "]]&gt;"))
            self.is_in_cdata ^= found >= 0
            place = end
        return "".join(parts)


def _known(match):
    return escape(html5.get(match[1], "")) or f"&amp;{match[1] or ''}"


def encoding_of_page(start):
    """Return the encoding that a page of HTML names; "" where that is none, or says nothing."""
    said = OF_PAGE.search(start[:1024])
    name = said[1].decode("ascii", "replace") if said else ""
    is_told = name and _is_like_ascii(name) and codecs.lookup(name).name not in SAID_OF_ANY
    return name if is_told else ""


def text_of(data, said=""):
    """Return a file's text: UTF-8 or UTF-16, else as declared, else Windows-1251 or -1252."""
    if data.startswith(codecs.BOM_UTF8):
        return printable(data.decode(errors="replace").lstrip(MARK))
    if encoding := utf_16_of(data):
        return printable(data.decode(encoding, "replace").lstrip(MARK))
    try:
        return printable(data.decode())
    except UnicodeDecodeError:
        return printable(data.decode(said or _windows(data), "replace"))


def utf_16_of(data):
    """Return which UTF-16 a text is in, or "": of blanks and Latin letters there, one byte is zero."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = (data[place:200:2].count(0) for place in (0, 1))
    if max(even, odd) < 3 or min(even, odd):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _windows(data):
    """Choose by what stands beside each other: Russian words are made of high bytes alone."""
    words = re.findall(rb"[\xc0-\xff]{3,}", data)
    return "windows-1251" if sum(map(len, words)) * 2 > len(re.findall(rb"[\x80-\xff]", data)) else LATIN


def toml_of(text):
    """Return the value of a text in TOML; raise ValueError."""
    if DEEP_KEY.search(text):
        raise ValueError("it has a key of too many parts")
    return tomllib.loads(text)


class FewAliases(yaml.SafeLoader):
    """YAML as plain values, in which parts are repeated a few times at most."""

    def __init__(self, stream):
        super().__init__(stream)
        self.aliases = 0

    def compose_node(self, parent, index):
        self.aliases += self.check_event(yaml.AliasEvent)
        if self.aliases > MOST_ALIASES:
            raise yaml.YAMLError("it repeats parts of itself too often")
        return super().compose_node(parent, index)


def yaml_of(text):
    """Return the value of a text in YAML; raise yaml.YAMLError, ValueError or RecursionError."""
    return cleaned(yaml.load(text, FewAliases))  # noqa: S506  it is a safe one


def json_of(text):
    """Return the value of a text in JSON; raise ValueError or RecursionError."""
    return cleaned(json.loads(text))


def cleaned(value):
    """Return a value without what no database takes, such as the half of an emoji that was cut."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {cleaned(name): cleaned(each) for name, each in value.items()}
    return [cleaned(each) for each in value] if isinstance(value, list) else value


def broken_at(name, line, why):
    """Return the problem of a file that was read up to a line where it is broken."""
    sentence = _("it is broken here, and nothing behind was read: %(why)s")
    return Problem(f"{name}, line {line}", sentence % {"why": why})
