"""CSV, JSON Lines and lists in JSON: each row a story, its columns by name or by the mapping."""

import csv
import io
import json
import re
from itertools import zip_longest

from django.utils.translation import gettext as _

from articles.text.reading import printable
from exchange.records import HTML, MARKDOWN, Problem, key_of

from .fields import apply, story
from .opening import broken_at, cleaned, text_of, utf_16_of

NAME = "table"
ENDS = (".csv", ".tsv", ".jsonl", ".ndjson")
MAX_BYTES = 1_000_000_000
BODIES = ("body", "content", "html", "text", "body_html", "body_markdown", "article")
LINE_END = re.compile(r"\r\n?")
csv.field_size_limit(10_000_000)


class Row(dict):
    """A row's values by its columns; of several with one name, the first that is not empty counts."""

    def __init__(self, pairs):
        super().__init__()
        self.others = []  # [(column, value)] of what the others say
        for column, value in pairs:
            value = LINE_END.sub("\n", value) if isinstance(value, str) else value
            if not self.get(column):
                self[column] = value
            elif value and value != self[column]:
                self.others.append((column, value))


def is_mine(_start, path):
    return path.suffix.lower() in ENDS


def _key(said, by_line):
    return str(said.get("id") or said.get("key") or said.get("slug") or by_line)


def records(opened, name, fields=(), is_first=True):
    """Yield a story for each row; `fields` is {our name: the column's}.

    A row without an id is known by its line, and in each table but the first by its file’s name too.
    """
    fields = dict(fields)
    rows = _json_rows(opened, name) if name.lower().endswith(("jsonl", "ndjson")) else csv_rows(opened, name)
    missing = dict.fromkeys(fields.values())
    for number, row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        columns = [(str(key).strip().lower(), value) for key, value in row.items() if key is not None]
        said = Row((printable(column), value) for column, value in columns)
        missing = [column for column in missing if column.lower() not in said]
        said |= {ours: said.get(theirs.lower(), "") for ours, theirs in fields.items()}
        place, by_line = f"{name}, line {number}", number if is_first else f"{number}, {name}"
        yield from _story(said, row, place, by_line, map(str.lower, fields.values()))
    for column in missing:
        yield Problem(name, _("it has no column “%(column)s”, which the mapping names") % {"column": column})


def _story(said, row, place, by_line, mapped):
    column = next((each for each in BODIES if said.get(each)), "body")
    body, key = str(said.get(column) or ""), _key(said, by_line)
    found = story(place, "", body, HTML if "</" in body else MARKDOWN)
    found.key, found.slug = key_of("row", key), str(said.get("slug") or "")
    found.left_out += [("field", f"{other}: {value}"[:5000]) for other, value in (*row.others, *said.others)]
    if rest := [cell for cell in row.get(None, ()) if cell]:
        found.left_out.append(("field", f"{rest}"[:5000]))
        yield Problem(place, _("this row has more cells than the head; they are kept beside the story"))
    read = {column, *(name for name in ("id", "key") if str(said.get(name)) == key)}
    yield from apply(found, said, {*read, *mapped})


def csv_rows(opened, name):
    data = opened.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        yield 0, Problem(name, _("it is larger than 1 GB: export it in parts"))
        return
    text = text_of(data)
    try:
        dialect = csv.Sniffer().sniff(text[:10_000], ",;\t|")
        dialect.doublequote = True  # the first "" may stand behind what it looked at
    except csv.Error:
        dialect = csv.excel
    rows, head = csv.reader(io.StringIO(text, newline=""), dialect=dialect), None
    try:
        for cells in rows:
            if head is None:
                head = cells or None
            elif cells:
                row = Row(zip_longest(head, cells[: len(head)], fillvalue=""))
                row[None] = cells[len(head) :]
                yield rows.line_num, row
    except csv.Error as error:
        yield 0, broken_at(name, rows.line_num, error)


def _lines(opened):
    encoding = utf_16_of(opened.read(200))
    opened.seek(0)
    return io.TextIOWrapper(opened, encoding, "replace") if encoding else map(text_of, opened)


def _json_rows(opened, name):
    for number, line in enumerate(_lines(opened), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, object_pairs_hook=Row)
            if not isinstance(row, dict):
                raise ValueError("it is no object")
            row.update({column: cleaned(value) for column, value in row.items()})
            row.others = [(column, cleaned(value)) for column, value in row.others]
            yield number, row
        except (ValueError, RecursionError) as error:
            yield (
                number,
                Problem(
                    f"{name}, line {number}", _("this row can’t be read: %(why)s") % {"why": str(error)[:250]}
                ),
            )
