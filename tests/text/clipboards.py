"""Clipboards of many programs, made of one abstract document; and what Markdown says, in the same form.

A document is a list: ("p", runs), ("h", level, runs), ("list", kind, start, items), ("table", rows).
An item is its runs and its inner list or None; a run is its words, marks ("b", "i", "s", and "c" for code),
address, and the runs of the note that is called behind it, or None.
"""

from html import escape
from itertools import count

from articles.text.commonmark import parse


class Web:
    """A web page: plain HTML."""

    def wrapped(self, body, notes):
        return body + (f"<hr><ol>{notes}</ol>" if notes else "")

    def marked(self, words, marks):
        for mark, tag in (("c", "code"), ("b", "strong"), ("i", "em"), ("s", "s")):
            words = f"<{tag}>{words}</{tag}>" if mark in marks else words
        return words

    def call(self, number):
        return f'<sup id="ref{number}"><a href="#note{number}">{number}</a></sup>'

    def note(self, number, words):
        return f'<li id="note{number}">{words} <a href="#ref{number}">↩</a></li>'

    def paragraph(self, words):
        return f"<p>{words}</p>\n"

    def heading(self, level, words):
        return f"<h{level}>{words}</h{level}>\n"

    def listed(self, kind, start, items, level=1):
        begin = f' start="{start}"' if kind == "ol" and start != 1 else ""
        written = "".join(self.item(words, inner, level) for words, inner in items)
        return f"<{kind}{begin}>{written}</{kind}>\n"

    def item(self, words, inner, level):
        return f"<li>{words}{self.listed(*inner, level + 1) if inner else ''}</li>\n"

    def table(self, rows):
        return f"<table>{''.join('<tr>' + ''.join(map(self.cell, row)) + '</tr>' for row in rows)}</table>"

    def cell(self, words):
        return f"<td>{words}</td>"


class GoogleDocs(Web):
    def wrapped(self, body, notes):
        notes = f"<hr>{notes}" if notes else ""
        return (
            f'<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid">{body}{notes}</b>'
        )

    def marked(self, words, marks):
        words = f"<code>{words}</code>" if "c" in marks else words
        weight = 700 if "b" in marks else 400
        slant = "italic" if "i" in marks else "normal"
        line = "line-through" if "s" in marks else "none"
        style = f"font-weight:{weight};font-style:{slant};text-decoration:{line};vertical-align:baseline"
        return f'<span style="font-size:11pt;{style};white-space:pre-wrap;">{words}</span>'

    def call(self, number):
        return f'<sup><a href="#ftnt{number}" id="ftnt_ref{number}">[{number}]</a></sup>'

    def note(self, number, words):
        back = f'<a href="#ftnt_ref{number}" id="ftnt{number}">[{number}]</a>'
        return f'<div><p dir="ltr">{back} {words}</p></div>'

    def listed(self, kind, start, items, level=1):
        written = "".join(
            f'<li dir="ltr" aria-level="{level}"><p dir="ltr" role="presentation">{words}</p></li>'
            + (self.listed(*inner, level + 1) if inner else "")
            for words, inner in items
        )
        return f'<{kind} start="{start}">{written}</{kind}>'

    def cell(self, words):
        return f'<td style="border:solid 1pt"><p dir="ltr">{words}</p></td>'


class Word(Web):
    lists = count(1)

    def wrapped(self, body, notes):
        if notes:
            notes = f"<div style='mso-element:footnote-list'><br clear=all><hr size=1>{notes}</div>"
        return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Secret</title>
            <meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml>Secret</xml>
            <![endif]--><style><!-- span.Hid {{display:none;mso-hide:all}} --></style></head>
            <body lang=EN-GB><!--StartFragment-->{body}<p><o:p>&nbsp;</o:p></p><!--EndFragment-->
            {notes}<div style='mso-element:comment-list'><div style='mso-element:comment'>
            <p class=MsoCommentText>Secret</p></div></div></body></html>"""

    def marked(self, words, marks):
        words = f"<code>{words}</code>" if "c" in marks else words
        for mark in sorted(marks - {"c"}):
            words = f"<{mark} style='mso-bidi-font-weight:normal'>{words}</{mark}>"
        deleted = "<del cite='mailto:Secret' datetime=\"2026-01-01T10:00\">Secret</del>"
        return f"{words}<span class=Hid>Secret</span>{deleted}"

    def call(self, number):
        label = f"<![if !supportFootnotes]>[{number}]<![endif]>"
        return (
            f'<a style=\'mso-footnote-id:ftn{number}\' href="#_ftn{number}" name="_ftnref{number}" title="">'
            f"<span class=MsoFootnoteReference><span style='mso-special-character:footnote'>{label}</span>"
            "</span></a>"
        )

    def note(self, number, words):
        label = f"<span class=MsoFootnoteReference>[{number}]</span>"
        back = f'<a href="#_ftnref{number}" name="_ftn{number}">{label}</a>'
        text = f"<p class=MsoFootnoteText>{back} {words}</p>"
        return f"<div style='mso-element:footnote' id=ftn{number}>{text}</div>"

    def paragraph(self, words):
        return f"<p class=MsoNormal>{words}<o:p></o:p></p>\n"

    def listed(self, kind, start, items, level=1):
        name, written = next(self.lists), []
        for place, (words, inner) in enumerate(items):
            mark = f"{start + place}." if kind == "ol" else "·"
            marker = f"<span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp; </span></span>"
            written.append(
                f"<p class=MsoListParagraph style='mso-list:l{name} level{level} lfo{name}'>"
                f"<![if !supportLists]>{marker}<![endif]>{words}<o:p></o:p></p>\n"
            )
            written.append(self.listed(*inner, level + 1) if inner else "")
        return "".join(written)

    def cell(self, words):
        return f"<td valign=top><p class=MsoNormal>{words}</p></td>"


class Outlook(Word):
    """Outlook on the web: Word's names behind an x_, links behind a detour that names the recipient."""

    def wrapped(self, body, notes):
        detour = "https://eur01.safelinks.protection.outlook.com/?data=Secret%40e.org&amp;url=https%3A%2F%2F"
        written = Word.wrapped(self, body, notes).replace("class=Mso", "class=x_Mso")
        return written.replace('<a href="https://', f'<a href="{detour}')


class LibreOffice(Web):
    def marked(self, words, marks):
        words = Web.marked(self, words, marks - {"s"}).replace("strong>", "b>").replace("em>", "i>")
        return f"<font color=#000000>{f'<strike>{words}</strike>' if 's' in marks else words}</font>"

    def wrapped(self, body, notes):
        return f"<html><head><style>p {{ margin: 0 }}</style></head><body>{body}{notes}</body></html>"

    def call(self, number):
        name = f"sdfootnote{number}"
        return f'<a class="sdfootnoteanc" name="{name}anc" href="#{name}sym"><sup>{number}</sup></a>'

    def note(self, number, words):
        name = f"sdfootnote{number}"
        back = f'<a class="sdfootnotesym" name="{name}sym" href="#{name}anc">{number}</a>'
        return f'<div id="{name}"><p class="sdfootnote">{back}{words}</p></div>'

    def item(self, words, inner, level):
        return f"<li><p>{words}</p>\n{self.listed(*inner, level + 1) if inner else ''}</li>"


class Pages(Web):
    """What Apple's programs write: classes, and lists beside the items that hold them."""

    def wrapped(self, body, notes):
        style = "p.p1 {font: 12px Times} span.s1 {font-weight: bold} span.s2 {text-decoration: line-through}"
        body = Web.wrapped(self, body, notes)
        return f'<html><head><style type="text/css">{style}</style></head><body>{body}</body></html>'

    def marked(self, words, marks):
        words = f"<tt>{words}</tt>" if "c" in marks else words
        words = f"<i>{words}</i>" if "i" in marks else words
        words = f'<span class="s1">{words}</span>' if "b" in marks else words
        return f'<span class="s2">{words}</span>' if "s" in marks else words

    def item(self, words, inner, level):
        item = f'<li class="li1"><span class="s9"></span>{words}</li>'
        return item + (self.listed(*inner, level + 1) if inner else "")


class Excel(Web):
    def wrapped(self, body, notes):
        style = "td {mso-ignore:padding} .xl65 {font-weight:700}"
        body = Web.wrapped(self, body, notes)
        return f"<html><head><style><!-- {style} --></style></head><body>{body}</body></html>"

    def table(self, rows):
        return Web.table(self, rows).replace("<table>", "<table width=64><!--StartFragment--><col width=64>")

    def cell(self, words):
        return f"<td height=20 class=xl66>{words}</td>"


PROGRAMS = [Web(), GoogleDocs(), Word(), Outlook(), LibreOffice(), Pages(), Excel()]


def clipboard(program, document):
    """Write a document as a program puts it on the clipboard."""
    notes = []

    def runs(parts):
        return "".join(run(*part) for part in parts)

    def run(words, marks, address, note):
        written = program.marked(escape(words), marks)
        written = f'<a href="{escape(address)}">{written}</a>' if address else written
        if note is None:
            return written
        number = len(notes) + 1
        notes.append(None)
        notes[number - 1] = program.note(number, runs(note))
        return written + program.call(number)

    def listed(kind, start, items):
        return kind, start, [(runs(words), inner and listed(*inner)) for words, inner in items]

    written = []
    for kind, *rest in document:
        if kind == "p":
            written.append(program.paragraph(runs(*rest)))
        elif kind == "h":
            written.append(program.heading(rest[0], runs(rest[1])))
        elif kind == "list":
            written.append(program.listed(*listed(*rest)))
        else:
            written.append(program.table([[runs(cell) for cell in row] for row in rest[0]]))
    return program.wrapped("".join(written), "".join(notes))


def said(document):
    """Return what a document says: each paragraph's kind and lists, its letters with marks and addresses."""
    found, notes = [], []

    def paragraph(kind, parts):
        words = []
        for text, marks, address, note in parts:
            words += [(letter, marks if letter.isalnum() else None, address) for letter in text]
            if note is not None:
                notes.append(note)
                words.append((f"[{len(notes)}]", None, ""))
        found.append((kind, tight(words)))

    def listed(kind, start, items, above):
        for place, (words, inner) in enumerate(items):
            here = (*above, (kind, start + place if kind == "ol" else 0))
            paragraph(("item", here), words)
            if inner:
                listed(*inner, here)

    for kind, *rest in document:
        if kind == "p":
            paragraph("p", *rest)
        elif kind == "h":
            paragraph(f"h{rest[0]}", rest[1])
        elif kind == "list":
            listed(*rest, ())
        else:
            for place, row in enumerate(rest[0]):
                for cell in row:
                    paragraph("td" if place else "th", cell)
    for number, note in enumerate(notes, 1):
        paragraph(("note", number), note)
    return found


def tight(words):
    """Leave spaces, and the marks of what is no letter: punctuation may stand outside of them."""
    return [word for word in words if not word[0].isspace()]


def read(markdown):
    """Return what a Markdown text says, in the form of `said`."""
    found, kind, lists, note = [], "", [], None
    for token in parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type.startswith("o")
            lists.append(["ol", token.attrs.get("start", 1) - 1] if ordered else ["ul", 0])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            lists[-1][1] += lists[-1][0] == "ol"
        elif token.type == "footnote_open":
            note = token.meta["id"] + 1
        elif token.type == "inline":
            name = ("note", note) if note else ("item", tuple(map(tuple, lists))) if lists else kind
            found.append((name, tight(letters(token.children))))
        elif token.type == "hr":
            found.append(("hr", []))
        kind = token.tag or kind
    return found


def letters(children):
    marks, address, found = frozenset(), "", []
    names = {"strong": "b", "em": "i", "s": "s"}
    for child in children:
        name, _, side = child.type.rpartition("_")
        if name in names:
            marks = marks | {names[name]} if side == "open" else marks - {names[name]}
        elif name == "link":
            address = child.attrs["href"] if side == "open" else ""
        elif child.type == "footnote_ref":
            found.append((f"[{child.meta['id'] + 1}]", None, ""))
        elif child.type != "footnote_anchor":
            here = marks | {"c"} if child.type == "code_inline" else marks
            found += [(letter, here if letter.isalnum() else None, address) for letter in child.content]
    return found
