"""A working copy as the checks read it: parsed once, whatever the number of checks."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from urllib.parse import unquote
from uuid import UUID

from markdown_it.common.normalize_url import normalizeLinkText

from articles.archive import printing
from articles.models import Citation, Publication, clock
from articles.text import commonmark, figures, reading
from articles.text.passages import passages

# What was meant as a link, as far as its address's first bracket.
MEANT = re.compile(r"(?<!\\)\]\(\s*<?((?:[a-z][a-z\d+.-]*:|/|www\.)[^()\n]*)", re.IGNORECASE)
MARKS = ("", "*", "**", "***", "_", "__", "~~", "`")  # around all words of a link
# An address as it stands in the text: of a link, between < and >, or in a definition.
RAW = re.compile(r"(?:\]\(|<|\]:)\s*<?((?:[a-z][a-z\d+.-]*:|/|www\.)[^()<>\"\n]*)", re.IGNORECASE)
ESCAPES = re.compile(r"(?:%[\da-f]{2})+", re.IGNORECASE)
PLACED = 1_000  # links that are sought in the text; for each one more, its paragraph is the place
NEAR = 20_000  # characters below a line in which words are looked for: no text is read whole for each finding


@dataclass(frozen=True)
class Link:
    """A link: where it leads, its words, and the line where its paragraph starts, or None beside a text."""

    address: str
    words: str
    line: int | None

    @cached_property
    def address_as_typed(self):
        """Return the address without punycode and escapes."""
        return unquote(normalizeLinkText(self.address))


class Reading:
    """One copy, saved or not, that would go live at a moment."""

    def __init__(self, article, at=None, marks=None, printed=None, publication=None):
        self.article = article
        # `_marks` are {mark: source or None} of a form that isn't saved, or the marks alone.
        self._at, self._marks, self._publication = at, marks, publication
        self._printed = printed or {}
        self._places = {}

    @cached_property
    def at(self):
        return self._at or clock.now()

    @cached_property
    def publication(self):
        return self._publication or Publication.objects.current()

    @cached_property
    def language(self):
        return (self.article.language or self.publication.language).partition("-")[0]

    @cached_property
    def known_marks(self):
        """The marks that the story's citations have."""
        if self._marks is not None:
            return set(self._marks)
        return {citation.mark for citation in self.citations}

    @cached_property
    def citations(self):
        """The story's citations as they are stored."""
        if self.article.pk is None:
            return []
        return Citation.objects.of([self.article.pk])

    @cached_property
    def agency_notes(self):
        """The open notes on wire copy that the story used."""
        if self.article.pk is None:
            return []
        return list(self.article.notes.filter(resolved_at=None).exclude(agency=""))

    @cached_property
    def byline(self):
        """The rows that name its authors, as they would be printed."""
        return self._given("byline", lambda: printing.byline(self.article) if self.article.pk else [])

    def _given(self, part, read):
        """Return the rows of a part that were given as printed, or else read those of the database."""
        return self._printed[part] if part in self._printed else read()

    @cached_property
    def beside(self):
        """The (field, words) of all that is printed beside the texts, each once."""
        cited = self._given("citations", self._citations_to_print)
        topics = self._given("topics", self._topics_to_print)
        rows = [("bylines", self.byline), ("citations", cited), ("topics", topics)]
        pictures = self._given("pictures", self._pictures_to_print)
        for row in map(printing.said_of_picture, pictures):
            rows.append(("lead_image" if row.get("is_lead") else "body", row))
        if section := self.article.section:
            rows.append(("section", section.name))
        return list(dict.fromkeys((field, words) for field, printed in rows for words in _words(printed)))

    def _citations_to_print(self):
        if self._marks is None:
            return [citation.as_printed() for citation in self.citations]
        # The form tells the sources alone: whether their own address is printed, it doesn't.
        return [{**Citation(source=source).as_printed(), "address": ""} for source in self.sources]

    def _topics_to_print(self):
        return printing.topics(self.article) if self._marks is None and self.article.pk else []

    def _pictures_to_print(self):
        return printing.lead_first(self.article.lead_image, self.images.values())

    @cached_property
    def sources(self):
        """Those on whom the story rests, each once."""
        if isinstance(self._marks, dict):
            return list(dict.fromkeys(source for source in self._marks.values() if source))
        if self._marks is not None:
            return []
        return list(dict.fromkeys(citation.source for citation in self.citations))

    @cached_property
    def tokens(self):
        return commonmark.tokens(self.article.body)

    @cached_property
    def passages(self):
        """The passages from which readers' coverage figure is counted: the standfirst's and the text's."""
        return passages(self.article.body, self.known_marks, self.article.standfirst)

    @property
    def first_line(self):
        """The line of `text_with_marks` with which the text begins."""
        standfirst = self.article.standfirst
        return standfirst.count("\n") + 2 if standfirst else 0

    @cached_property
    def blocks(self):
        return reading.blocks(self.article.body)

    @cached_property
    def links(self):
        """The links of the text, and the cards of posts and videos elsewhere, which are links too."""
        return [
            link
            for holder, token in pairwise(self.tokens)
            if token.type == "inline"
            for link in _card(token, holder) or _links(token)
        ]

    @cached_property
    def unread_links(self):
        """What was meant as a link, and Markdown takes for text: readers would see its brackets."""
        return [
            Link(found, "", _line(token))
            for token in self.tokens
            if token.type == "inline" and "](" in token.content
            for written in [set(MEANT.findall(token.content))]
            for child in token.children
            if child.type == "text"
            for found in MEANT.findall(child.content)
            if found in written
        ]

    @cached_property
    def escaped(self):
        """The signs that the text holds as escapes, such as %0A, and no address of it as they are.

        In the parsed text all of an address's signs are escaped.
        """
        body = self.article.body
        escaped = {sign for found in ESCAPES.findall(body) for sign in unquote(found)}
        return escaped.difference(*RAW.findall(body)) if escaped else escaped

    @cached_property
    def pictures(self):
        """Return (key, alt text, line) of the paper's own pictures in the text."""
        return [
            (child.attrs["src"].removeprefix("image:"), child.content, _line(token))
            for token in self.tokens
            for child in token.children or ()
            if child.type == "image" and child.attrs["src"].startswith("image:")
        ]

    @cached_property
    def images(self):
        """The pictures of the library that the text shows, by their keys."""
        keys = {key for key, _alt, _line in self.pictures if _is_uuid(key)}
        return printing.by_key(keys)

    def whereabouts(self, passage, words):
        """Return the field in which a passage stands, and where in it the words do."""
        if passage.start < self.first_line:
            return "standfirst", max(self.article.standfirst.find(words), 0)
        return "body", self.place(words, passage.start - self.first_line)

    def place_of(self, link):
        """Return where a link's words stand: before its address, not where a text has the same words."""
        if link not in self._places:
            is_sought = len(self._places) < PLACED
            self._places[link] = self._sought(link) if is_sought else self.place("", link.line)
        return self._places[link]

    def _sought(self, link):
        body, words, address = self.article.body, link.words, link.address
        for behind, mark in product((address, ""), MARKS if words else ()):
            written = f"[{mark}{words}{mark}]({behind}"
            found = self.place(written, link.line)
            if body.startswith(written, found):
                return found + 1 + len(mark)
        end = self.place(f"]({address}" if words else address, link.line)
        if body.startswith("](", end):
            return body.rfind("[", max(0, end - len(words) - NEAR), end) + 1
        return self.place(words, link.line) if words else end

    def place(self, words, line):
        """Return where words stand in the Markdown, at a line or below it, or else the line's start."""
        body = self.article.body
        start = self.line_starts[line] if line < len(self.line_starts) else 0
        found = body.find(words, start, start + len(words) + NEAR)
        return start if found < 0 else found

    @cached_property
    def line_starts(self):
        return [0, *(match.end() for match in re.finditer("\n", self.article.body))]


def _words(printed):
    """Yield the texts in what is printed: a text, or rows of them."""
    if isinstance(printed, str):
        yield printed
    elif isinstance(printed, dict | list):
        for value in printed.values() if isinstance(printed, dict) else printed:
            yield from _words(value)


def _is_uuid(text):
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _line(token):
    return token.map[0] if token.map else 0


def _card(token, holder):
    found = figures.shown_elsewhere(token, holder)
    return [Link(found.address, token.content.strip("<> "), _line(token))] if found else []


def _links(token):
    address, words = None, ""
    for child in token.children or ():
        if child.type == "image" and not figures.is_picture(child) and address is None:
            yield Link(
                child.attrs.get("src", ""), child.content.strip() or child.attrs.get("src", ""), _line(token)
            )
        elif child.type == "link_open":
            address, words = child.attrs.get("href", ""), ""
        elif child.type == "link_close" and address is not None:
            yield Link(address, words.strip(), _line(token))
            address = None
        elif address is not None:
            words += child.content or (" " if child.type.endswith("break") else "")
