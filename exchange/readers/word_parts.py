"""What mammoth does not tell of a document of Word: hidden words, numbers of lists, fields, formulas.

Each is taken out of the document's XML, or written into it as mammoth knows it.
"""

import posixpath
import re
import zipfile
from collections import defaultdict
from io import BytesIO

from lxml import etree

from articles.text.pasting import symbols

from .elements import local
from .opening import XML

SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DOCUMENT, FOOTNOTES, ENDNOTES, COMMENTS, NUMBERING, STYLES = (
    f"word/{name}.xml" for name in ("document", "footnotes", "endnotes", "comments", "numbering", "styles")
)
TEXTS = (DOCUMENT, FOOTNOTES, ENDNOTES)
OFF = ("0", "false", "off", "none")
# Inside of the text, the style and the number of an item of a list stand between these.
OPEN, CLOSE = "\ue010", "\ue011"
NUMBER = rf"{OPEN}([1aAiI])(\d{{1,9}}){CLOSE}"
LETTERS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
LINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?(?:"[^"]*"|[^\\"\s]\S*)')
HEADINGS = {f"heading {level}": level for level in range(1, 7)}
# What stands around runs, and says nothing but where they come from, or in which direction they go.
AROUND = ("fldSimple", "dir", "bdo")


def prepared(data):
    """Return a document whose words are those that readers of Word see."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as read, zipfile.ZipFile(out, "w") as write:
        paths = {name: path for name, path in places(read).items() if name in (*TEXTS, *Lists.PARTS)}
        parts = {name: etree.fromstring(read.read(path), XML) for name, path in paths.items()}
        lists, texts = Lists(parts), {}
        for name in sorted(parts.keys() & {*TEXTS}):
            _show(parts[name], _hidden_styles(parts.get(STYLES)))
            lists.number(parts[name])
            _write_headings(parts[name], _levels(parts.get(STYLES)))
            texts[paths[name]] = etree.tostring(parts[name])
        if STYLES in parts:
            _complete(parts[STYLES])
            texts[paths[STYLES]] = etree.tostring(parts[STYLES])
        for path in read.namelist():
            write.writestr(path, texts.get(path) or read.read(path))
    return out.getvalue()


def places(archive):
    """Return {usual name of a part: its path} of what mammoth reads: Word 365 may write document2.xml."""
    main = _related(archive, "_rels/.rels").get("officeDocument", DOCUMENT)
    folder, file = posixpath.split(main)
    related = _related(archive, posixpath.join(folder, "_rels", f"{file}.rels"), folder)
    found = {
        name: related.get(posixpath.basename(name)[:-4], name) for name in (*TEXTS, *Lists.PARTS, COMMENTS)
    }
    there = archive.namelist()
    return {name: path for name, path in {**found, DOCUMENT: main}.items() if path in there}


def _related(archive, name, folder=""):
    """Return {kind: path} of the parts that one names, from its folder; mammoth reads the first of two."""
    found, there = {}, set(archive.namelist())
    rows = etree.fromstring(archive.read(name), XML).iter(RELATION) if name in there else ()
    for row in rows:
        path = posixpath.join(folder, row.get("Target", "")).lstrip("/")
        if path in there:
            found.setdefault(row.get("Type", "").removeprefix(KINDS), path)
    return found


def numbered(html):
    """Write the numbers of lists into the HTML that mammoth made."""
    html = re.sub(rf"<ol><li>{NUMBER}", r'<ol type="\1" start="\2"><li>', html)
    html = re.sub(rf"<li>{NUMBER}", r'<li value="\2">', html)
    return re.sub(NUMBER, "", html)


def _named(element, *path):
    """Return the value of a property, or None."""
    for name in path:
        element = element.find(f"{SPACE}{name}") if element is not None else None
    return None if element is None else element.get(f"{SPACE}val", "1")


# Words


def _complete(styles):
    """Give each style what mammoth asks for and a document may leave out: a kind and a name."""
    for style in styles.iter(f"{SPACE}style"):
        for name, usual in (("type", "paragraph"), ("styleId", "")):
            style.set(f"{SPACE}{name}", style.get(f"{SPACE}{name}", usual))


def _by_id(styles):
    """Return {id: style} of a document's styles; it may have none."""
    found = styles.iter(f"{SPACE}style") if styles is not None else ()
    return {style.get(f"{SPACE}styleId"): style for style in found}


def _hidden_styles(styles):
    """Return the names of the styles that hide words, themselves or by the style that they are based on."""
    by_name = _by_id(styles)
    return {name for name, style in by_name.items() if name and _hides(style, by_name)}


def _hides(style, by_name):
    for _step in range(50):  # styles may be based on each other
        said = _named(style, "rPr", "vanish")
        if said is not None or style is None:
            return said is not None and said not in OFF
        style = by_name.get(_named(style, "basedOn"))
    return False


def _is_hidden(run, hidden):
    """Ask whether a run is hidden by itself; if it doesn't say, by its style or that of its paragraph."""
    said = _named(run, "rPr", "vanish")
    if said is not None:
        return said not in OFF
    paragraph = next(run.iterancestors(f"{SPACE}p"), None)
    return bool(hidden & {_named(run, "rPr", "rStyle"), _named(paragraph, "pPr", "pStyle")})


def _show(root, hidden):
    for run in list(root.iter(f"{SPACE}r")):
        if _is_hidden(run, hidden):
            run.getparent().remove(run)
        _write_signs(run)
    _write_links(root)
    for name in AROUND:
        for element in list(root.iter(f"{SPACE}{name}")):
            _replace(element, list(element))
    for line in list(root.iter(f"{SPACE}cr")):
        line.tag = f"{SPACE}br"
    for ruby in list(root.iter(f"{SPACE}ruby")):
        base, above = ("".join(_texts(ruby, part)) for part in ("rubyBase", "rt"))
        _replace(ruby, [_text(f"{base}({above})" if above else base)])
    for formula in list(root.iter(f"{MATHS}oMath")):
        _replace(formula, list(_formula(formula, "")))


def _write_signs(run):
    """Write the letters of a font of signs, such as Symbol, as the signs that they show."""
    fonts = run.find(f"{SPACE}rPr/{SPACE}rFonts")
    name = symbols.font(fonts.get(f"{SPACE}ascii") or "") if fonts is not None else ""
    for text in run.findall(f"{SPACE}t") if name else ():
        text.text = symbols.as_signs(text.text or "", name)


def _write_links(root):
    """Write links of fields as mammoth reads them: in three parts, and without a word behind the address."""
    for text in root.iter(f"{SPACE}instrText"):
        if link := LINK.match(text.text or ""):
            text.text = link[0]
    for field in list(root.iter(f"{SPACE}fldSimple")):
        if link := LINK.match(field.get(f"{SPACE}instr", "")):
            begin, separate, end = (_part_of_field(kind) for kind in ("begin", "separate", "end"))
            said = etree.Element(f"{SPACE}r")
            etree.SubElement(said, f"{SPACE}instrText").text = link[0]
            _replace(field, [begin, said, separate, *field, end])


def _part_of_field(kind):
    run = etree.Element(f"{SPACE}r")
    etree.SubElement(run, f"{SPACE}fldChar").set(f"{SPACE}fldCharType", kind)
    return run


def _replace(element, others):
    for other in others:
        element.addprevious(other)
    element.getparent().remove(element)


def _texts(ruby, part):
    return (text.text or "" for each in ruby.iter(f"{SPACE}{part}") for text in each.iter(f"{SPACE}t"))


def _text(words):
    text = etree.Element(f"{SPACE}t")
    text.text = words
    return text


def _run(words, script=""):
    run = etree.Element(f"{SPACE}r")
    if script:
        properties = etree.SubElement(run, f"{SPACE}rPr")
        etree.SubElement(properties, f"{SPACE}vertAlign").set(f"{SPACE}val", script)
    run.append(_text(words))
    return run


SCRIPTS = {"sup": "superscript", "sub": "subscript"}


def _formula(element, script):
    """Yield the runs that say a formula on one line."""
    for part in element:
        name = local(part)
        if name == "t":
            yield _run(part.text or "", script)
        elif name == "den":
            yield _run("/", script)
            yield from _grouped(part, script)
        elif name == "num":
            yield from _grouped(part, script)
        elif name == "rad":
            yield _run("√", script)
            yield from _grouped(part, script)
        elif not name.endswith("Pr"):
            yield from _formula(part, SCRIPTS.get(name, script))


def _grouped(part, script):
    is_single = len("".join(part.itertext()).split()) <= 1 and not re.search(
        r"[-+−=]", "".join(part.itertext())
    )
    yield from [] if is_single else [_run("(", script)]
    yield from _formula(part, script)
    yield from [] if is_single else [_run(")", script)]


# Headings


def _levels(styles):
    """Return {style: level} of the styles of paragraphs that are headings; a title is of the first."""
    by_name = _by_id(styles)
    levels = {name: _level(style, by_name) for name, style in by_name.items()}
    return {name: level for name, level in levels.items() if level}


def _level(style, by_name):
    """Return the level of a style by its name, its outline, or the style that it is based on; 0 for words."""
    for _step in range(50):  # styles may be based on each other
        if style is None:
            return 0
        name = (_named(style, "name") or "").lower()
        outline = _named(style, "pPr", "outlineLvl")
        if name == "title" or name in HEADINGS:
            return HEADINGS.get(name, 1)
        if outline is not None:
            place = count(outline, 9)  # 9 is the text's own
            return min(6, place + 1) if place < 9 else 0
        style = by_name.get(_named(style, "basedOn"))
    return 0


def _write_headings(root, levels):
    """Give headings the styles that mammoth knows."""
    for style in root.iter(f"{SPACE}pStyle"):
        if level := levels.get(style.get(f"{SPACE}val")):
            style.set(f"{SPACE}val", f"Heading{level}")


# Lists


class Lists:
    """The lists of a document: how each level counts, and how far it came."""

    PARTS = (NUMBERING, STYLES)

    def __init__(self, parts):
        numbering, styles = (parts.get(name) for name in self.PARTS)
        self.levels, self.starts, self.abstract = {}, {}, {}  # by (list, level); list of each w:num
        for each in numbering.iter(f"{SPACE}abstractNum") if numbering is not None else ():
            for level in each.iter(f"{SPACE}lvl"):
                key = each.get(f"{SPACE}abstractNumId"), level.get(f"{SPACE}ilvl")
                self.levels[key] = _named(level, "numFmt") or "decimal", count(_named(level, "start"), 1)
        for each in numbering.iter(f"{SPACE}num") if numbering is not None else ():
            number = each.get(f"{SPACE}numId")
            self.abstract[number] = _named(each, "abstractNumId")
            for override in each.iter(f"{SPACE}lvlOverride"):
                start = _named(override, "startOverride")
                if start is not None:
                    self.starts[number, override.get(f"{SPACE}ilvl")] = count(start, 1)
        self.styles = _by_id(styles)
        self.counted = defaultdict(dict)  # {list: {level: number}}

    def number(self, root):
        """Write its number before the words of each paragraph that is an item."""
        for paragraph in root.iter(f"{SPACE}p"):
            place = self._place(paragraph)
            if place is None:
                continue
            form, number = self._next(*place)
            _write_place(paragraph, *place)
            if form != "bullet" and any(text.text for text in paragraph.iter(f"{SPACE}t")):
                paragraph.insert(1, _run(f"{OPEN}{LETTERS.get(form, '1')}{number}{CLOSE}"))

    def _place(self, paragraph):
        """Return (w:num, level) of an item by itself or by its style, or None."""
        place = _place_in(paragraph)
        style = self.styles.get(_named(paragraph, "pPr", "pStyle"))
        for _step in range(10):
            if place or style is None:
                break
            place, style = _place_in(style), self.styles.get(_named(style, "basedOn"))
        number, level = place or (None, "0")
        return (number, level) if (self.abstract.get(number), level) in self.levels else None

    def _next(self, number, level):
        form, start = self.levels[self.abstract[number], level]
        counted = self.counted[self.abstract[number]]
        if (number, level) in self.starts:  # once: what follows goes on
            counted[level] = self.starts.pop((number, level))
        else:
            counted[level] = counted.get(level, start - 1) + 1
        for deeper in [each for each in counted if each > level]:
            del counted[deeper]
        return form, counted[level]


def _write_place(paragraph, number, level):
    """Copy the list of a paragraph's style into the paragraph: mammoth reads no list from a style."""
    properties = paragraph.find(f"{SPACE}pPr")
    if properties.find(f"{SPACE}numPr/{SPACE}numId") is None:
        place = etree.SubElement(properties, f"{SPACE}numPr")
        for name, value in (("ilvl", level), ("numId", number)):
            etree.SubElement(place, f"{SPACE}{name}").set(f"{SPACE}val", value)


def _place_in(element):
    properties = element.find(f"{SPACE}pPr/{SPACE}numPr")
    number = _named(properties, "numId") if properties is not None else None
    return None if number is None else (number, _named(properties, "ilvl") or "0")


def count(said, default):
    """Return a text as a number, or the default where it is none."""
    return int(said) if said and re.fullmatch("[0-9]{1,9}", said) else default
