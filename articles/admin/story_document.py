"""A working copy as the parts of a document: text, pictures, sources; for Word and for print."""

from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin

from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import html as lxml_html

from articles.archive import deriving
from articles.models import Byline, Citation, Image, Publication
from articles.pictures import markup, renditions
from articles.text import chart_drawing, lettering, reading, rendering

WIDEST = 1600  # px of a picture: 300 to an inch on 13 cm
STYLES = {
    "strong": "bold", "th": "bold", "em": "italic", "s": "struck", "sup": "raised", "code": "code",
}  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(2, 7)}
WITHOUT_MARKS = ("figure", "ul", "ol", "table", "pre", "hr", *HEADINGS)
BULLET = "•"
# What an item holds beside its own words.
BLOCKS = ("p", "ul", "ol", "table", "pre", "div", "blockquote", "figure", "section", "hr", *HEADINGS)


class Run(NamedTuple):
    """Words of one look."""

    text: str
    styles: frozenset = frozenset()
    link: str = ""


@dataclass
class Part:
    """A paragraph, or what stands between two: of kind heading, text, item, code, table, picture or rule."""

    kind: str
    runs: list = field(default_factory=list)
    level: int = 0  # of a heading, or of an item's list
    mark: str = ""  # of an item
    indent: int = 0  # quotations around it
    rows: list = field(default_factory=list)  # of a table: lists of plain texts
    picture: bytes = b""  # JPEG
    alt: str = ""  # what it shows

    @property
    def text(self):
        return "".join(run.text for run in self.runs)

    @property
    def columns(self):
        return max(map(len, self.rows), default=0)


class StoryDocument:
    """One working copy, in its own language or the paper's."""

    def __init__(self, article):
        self.article, self.paper = article, Publication.objects.current()
        self.language = article.language or self.paper.language
        self.headline, self.standfirst = article.headline, reading.without_marks(article.standfirst)
        self.byline = ", ".join(str(row) for row in Byline.objects.of([article.pk]))
        self.citations = [row.as_printed() for row in Citation.objects.of([article.pk])]
        with translation.override(self.language):
            self.parts = [*self._lead(), *self._text(), *self._sources()]

    def _lead(self):
        lead = self.article.lead_image
        yield from _picture(lead.as_printed(), lead.caption) if lead else ()

    def _text(self):
        """Read the text as it is printed; what it shows comes from the library."""
        shown, said = [], []

        def show(key, alt, caption, _place):
            said.append((key.lower(), alt, caption))
            return markup.SLOT

        html = rendering.render(
            self.article.body, self.citations, behind=self.article.standfirst, picture=show,
            chart=chart_drawing.titled_table, language=self.language,
        )  # fmt: skip
        keys = [key for key, *_words in said if markup.KEY.fullmatch(key)]
        library = {str(row.key): row for row in Image.objects.filter(key__in=keys).select_related("poster")}
        for key, alt, caption in said:
            row = library.get(key)
            printed = row.as_printed() | ({"alt": alt} if alt else {}) if row else {}
            shown.append(list(_picture(printed, caption or row.caption or alt)) if row else [])
        return Reader(self.paper.address, shown).parts(html)

    def _sources(self):
        known = {row["mark"]: row for row in self.citations}
        cited = [*reading.marks(self.article.standfirst), *reading.marks(self.article.body), *known]
        if known:
            yield Part("heading", [Run(_("Sources"))], level=2)
        for mark, number in reading.numbered(cited, known).items():
            yield Part("item", [Run(deriving.row_as_text(known[mark]))], level=1, mark=f"{number}.")


def _picture(printed, caption):
    """Yield a picture and its caption; a recording is named by its caption alone."""
    if data := _jpeg(printed.get("renditions", {}).get("whole")):
        yield Part("picture", picture=data, alt=printed.get("alt", ""))
    said = " ".join(filter(None, (caption, printed.get("credit", ""))))
    if said:
        yield Part("text", [Run(said, frozenset({"italic"}))])


def _jpeg(made):
    """Return the largest of a picture's renditions that print needs; nothing where its file is away."""
    widths = [width for width in (made or {}).get("jpeg", ()) if width <= WIDEST]
    if not widths:
        return b""
    try:
        with default_storage.open(renditions.name(made["path"], max(widths), "jpeg")) as file:
            return file.read()
    except OSError:
        return b""


class Reader:
    """Reads a story's HTML, as the sanitiser leaves it, into parts; `shown` stands where its slots are."""

    def __init__(self, base, shown):
        self.base, self.shown, self.found = base, iter(shown), []

    def parts(self, html):
        root = lxml_html.fragment_fromstring(html, create_parent="div")
        self._blocks(root, Part("text"))
        return self.found

    def _blocks(self, element, like):
        """Read an element's children; those that are no blocks join a paragraph with the indent of `like`."""
        for child in element:
            self._block(child, like)

    def _block(self, child, like):
        if child.tag in WITHOUT_MARKS:
            self._mark_alone(like)
        if child.tag == "figure":
            self.found += next(self.shown, [])
        elif child.tag in HEADINGS:
            self._keep(Part("heading", self._runs(child), level=HEADINGS[child.tag]))
        elif child.tag == "p":
            if self._keep(Part(like.kind, self._runs(child), like.level, like.mark, like.indent)):
                like.mark = ""  # a second paragraph of an item has no mark of its own
        elif child.tag in ("ul", "ol"):
            self._list(child, like)
        elif child.tag == "table":
            rows = [[self._words(cell) for cell in row.iter("td", "th")] for row in child.iter("tr")]
            self.found.append(Part("table", rows=rows))
        elif child.tag == "pre":
            self.found.append(Part("code", [Run(child.text_content().rstrip("\n"), frozenset({"code"}))]))
        elif child.tag == "hr":
            self.found.append(Part("rule"))
        else:
            deeper = child.tag in ("blockquote", "aside") or child.get("class") == "facts"
            inner = Part(like.kind, [], like.level, like.mark, like.indent + deeper)
            self._blocks(child, inner)
            like.mark = inner.mark

    def _mark_alone(self, like):
        """Keep the mark of an item that begins with what has none of its own, or says nothing."""
        if like.mark:
            self.found.append(Part("item", [], like.level, like.mark, like.indent))
            like.mark = ""

    def _list(self, element, like):
        start = int(element.get("start") or 1)
        for number, item in enumerate(element.iterchildren("li"), start):
            numeral = lettering.letters(number, element.get("type", "")) or number
            mark = f"{numeral}." if element.tag == "ol" else BULLET
            inside = Part("item", level=like.level + 1, mark=mark, indent=like.indent)
            own = [Run(item.text or "")] if (item.text or "").strip() else []
            inline = [child for child in item if child.tag not in BLOCKS]
            if own or inline:  # a tight list holds words, and lists
                runs = own
                for child in inline:
                    runs += [*self._run(child, frozenset(), ""), *_run_of(_tail(child))]
                    item.remove(child)
                if self._keep(Part("item", runs, inside.level, mark, like.indent)):
                    inside.mark = ""
            self._blocks(item, inside)
            self._mark_alone(inside)

    def _keep(self, part):
        """Keep a part that has words; return whether it has."""
        if not part.text.strip():
            return False
        part.runs = _trimmed(part.runs)
        self.found.append(part)
        return True

    # Words

    def _runs(self, element, styles=frozenset(), link=""):
        runs = _run_of(element.text, styles, link)
        for child in element:
            runs += [*self._run(child, styles, link), *_run_of(_tail(child), styles, link)]
        return runs

    def _run(self, child, styles, link):
        if child.tag == "br":
            return [Run("\n")]
        if child.get("role") == "doc-backlink":
            return []
        if child.tag == "a":
            address = child.get("href", "")
            link = "" if address.startswith("#") else urljoin(self.base, address)
        style = STYLES.get(child.tag)
        return self._runs(child, styles | {style} if style else styles, link)

    def _words(self, cell):
        """Return a cell's plain words; the number of a source stands in brackets, or 40[@source] says 401."""
        runs = self._runs(cell)
        words = [f" [{run.text.strip('[]')}]" if "raised" in run.styles else run.text for run in runs]
        return " ".join("".join(words).split())


def _tail(child):
    """Return the text behind an element; behind a break, HTML has one line end more."""
    return (child.tail or "").removeprefix("\n") if child.tag == "br" else child.tail


def _run_of(text, styles=frozenset(), link=""):
    return [Run(" ".join(text.split("\n")), styles, link)] if text else []


def _trimmed(runs):
    """Return runs without the blanks at both ends."""
    runs[0] = runs[0]._replace(text=runs[0].text.lstrip())
    runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip())
    return [run for run in runs if run.text]
