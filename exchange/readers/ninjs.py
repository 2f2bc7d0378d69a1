"""ninjs 2 and 3: an agency's item as JSON (IPTC)."""

import json
from html import escape

from exchange.records import HTML, Person, Picture, Problem, Story, Term

from . import fields

NAME = "ninjs"
MAX_BYTES = 50_000_000


def is_mine(start, path):
    return (
        path.suffix.lower() in (".json", ".ninjs")
        and b'"uri"' in start
        and (b'"versioncreated"' in start.lower() or b'"pubstatus"' in start)
    )


def records(opened, name):
    """Yield the items of one file: one, or a list of them."""
    try:
        said = json.loads(opened.read(MAX_BYTES))
    except (ValueError, RecursionError) as error:
        yield Problem(name, f"it is no JSON that can be read: {error}"[:300])
        return
    for number, item in enumerate(said if isinstance(said, list) else [said], start=1):
        if not (isinstance(item, dict) and item.get("uri")):
            yield Problem(f"{name}, item {number}", "it is no item of ninjs")
            continue
        yield from _item(item, f"{name}, item {number}")


def _item(item, place):
    state = "wire" if item.get("pubstatus", "usable") == "usable" else str(item["pubstatus"])
    found = Story(
        f"wire:{item['uri']}"[:300],
        place,
        "post",
        state,
        _first(item, "headline", "headlines"),
        _body(item),
        HTML,
    )
    found.standfirst = _first(item, "description_text", "descriptions")
    found.published_at = fields.moment(item.get("firstcreated") or item.get("versioncreated") or "")
    found.language = str(item.get("language") or "")
    bylines = (
        [item["byline"]]
        if item.get("byline")
        else [row.get("name") or row.get("text") for row in _rows(item, "bylines")]
    )
    for who in filter(None, map(str, filter(None, bylines))):
        yield Person(f"author:{who}"[:300], who)
        found.people.append(f"author:{who}"[:300])
    for row in _rows(item, "subject") + _rows(item, "subjects"):
        if row.get("name"):
            yield Term(f"tag:{row['name']}"[:300], str(row["name"]))
            found.terms.append(f"tag:{row['name']}"[:300])
    yield from _pictures(item, found)
    yield found


def _rows(item, name):
    rows = item.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _first(item, single, several):
    """Return a text of ninjs 2, or the first of ninjs 3."""
    return str(
        item.get(single) or next((row["value"] for row in _rows(item, several) if row.get("value")), "")
    )


def _body(item):
    if item.get("body_html") or item.get("body_xhtml"):
        return str(item.get("body_html") or item["body_xhtml"])
    rows = _rows(item, "bodies")
    html = next((row for row in rows if "html" in str(row.get("contenttype", ""))), None)
    if html:
        return str(html.get("value", ""))
    text = str(item.get("body_text") or next((row.get("value", "") for row in rows), ""))
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def _pictures(item, found):
    associated = item.get("associations")
    rows = list(associated.values()) if isinstance(associated, dict) else _rows(item, "associations")
    for row in (row for row in rows if isinstance(row, dict) and row.get("type") == "picture"):
        renditions = row.get("renditions")
        made = list(renditions.values()) if isinstance(renditions, dict) else _rows(row, "renditions")
        href = next((each["href"] for each in made if isinstance(each, dict) and each.get("href")), "")
        if href:
            key = f"picture:{href}"[:300]
            yield Picture(
                key,
                href,
                _first(row, "headline", "headlines"),
                _first(row, "description_text", "descriptions"),
            )
            found.lead_picture = found.lead_picture or key
