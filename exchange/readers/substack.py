"""Substack's export: a table of posts, and beside it the text of each as HTML."""

import json
import re
from contextlib import suppress
from html import escape, unescape
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.records import HTML, Problem

from . import tables
from .fields import apply, story
from .opening import text_of

NAME = "substack"
FILE, START = "posts.csv", b"post_id,post_date,is_published,"
ID = re.compile(r"(\d+)\.([\w-]+)")  # a number, and the name in the post's address
# “Subscribe now”, “Share”: what asks the reader for something.
BUTTON = re.compile(r"""<p class="button-wrapper[^>]*>(.*?)</p>""", re.DOTALL)
# A post of X, another letter: nothing stands in it, its address is an attribute.
EMBEDDED = re.compile(r"""<div\s(?=[^>]*?data-attrs="([^"]*)")[^>]*></div>""")
EVERYBODY = ("", "everyone")


def is_mine(start, path):
    return path.name == FILE and start.removeprefix(b"\xef\xbb\xbf").startswith(START)


def files_of(folder):
    """Return the table of such a folder, or nothing: its others are of subscribers, with their addresses."""
    table = folder / FILE
    if not table.is_file():
        return []
    with table.open("rb") as opened:
        return [table] if is_mine(opened.read(100), table) else []


def records(opened, name):
    """Yield a story for each row of the table."""
    folder = Path(opened.name).parent / "posts"
    for number, row in tables.csv_rows(opened, name):
        if isinstance(row, Problem):
            yield row
        elif match := ID.fullmatch(row.get("post_id") or ""):
            yield from _story(row, *match.groups(), folder / f"{match[0]}.html", f"{name}, line {number}")
        else:
            yield Problem(f"{name}, line {number}", _("this row names no post"))


def _story(row, number, slug, file, place):
    text = text_of(file.read_bytes()) if file.is_file() else ""
    found = story(place, "", EMBEDDED.sub(_embedded, BUTTON.sub("", text)), HTML)
    found.key, found.slug = f"substack:{number}", slug
    found.left_out += [("button", each) for each in BUTTON.findall(text)]
    # What is for subscribers only never was public.
    found.is_protected = row.get("audience") not in EVERYBODY
    said = {
        "title": row.get("title"), "description": row.get("subtitle"), "date": row.get("post_date"),
        "url": f"/p/{slug}", "podcast_url": row.get("podcast_url"),
        "status": "publish" if row["is_published"].lower() == "true" and text else "draft",
    }  # fmt: skip
    if row.get("type") == "page":
        found.type = "page"
    if not text:
        yield Problem(place, _("its text is not in the archive: it was brought as a draft"))
    yield from apply(found, said)


def _embedded(match):
    with suppress(ValueError, RecursionError, AttributeError):
        said = json.loads(unescape(match[1]))
        address, title = said.get("url"), said.get("title")
        if isinstance(address, str):
            link = f'<a href="{escape(address)}">{escape(title)}</a>' if isinstance(title, str) else ""
            return f"<p>{link or escape(address)}</p>"
    return match[0]
