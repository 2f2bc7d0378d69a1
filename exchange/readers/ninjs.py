"""ninjs 1 to 3: an agency's item as JSON (IPTC), Superdesk's too."""

from html import escape

from django.utils.translation import gettext as _

from exchange.records import Picture, Problem, key_of

from . import agencies, fields
from .agencies import leave
from .opening import json_of
from .own_fields import objects_in

NAME = "ninjs"
MAX_BYTES = 50_000_000
ID = ("uri", "guid")  # Superdesk gives the second
# Of several descriptions, who wrote or made something is none of the text.
CREDITS = ("writer", "creditline", "credit", "photographer", "by")
# What an item says and no column of ours holds: kept beside the story.
BESIDE = ("slugline", "located", *(
    name for noun in ("organisation", "place", "event", "object", "genre", "infosource")
    for name in (noun, f"{noun}s")
), "person", "people")  # fmt: skip


def is_mine(start, path):
    lower = start.lower()
    return (
        path.suffix.lower() in (".json", ".ninjs")
        and any(f'"{name}"'.encode() in lower for name in ID)
        and any(name in lower for name in (b'"versioncreated"', b'"pubstatus"', b'"ninjs"'))
    )


def records(opened, name):
    """Yield the items of one file: one, or a list of them."""
    try:
        said = _in_small_letters(json_of(opened.read(MAX_BYTES)))
    except (ValueError, RecursionError) as error:
        yield Problem(name, _("it is no JSON that can be read: %(why)s") % {"why": str(error)[:250]})
        return
    if isinstance(said, dict) and isinstance(said.get("item"), list):
        said = said["item"]  # an answer of an agency's API
    for number, item in enumerate(said if isinstance(said, list) else [said], start=1):
        if not (isinstance(item, dict) and any(item.get(key) for key in ID)):
            yield Problem(f"{name}, item {number}", _("it is no item of ninjs"))
            continue
        yield from _item(item, f"{name}, item {number}")


def _in_small_letters(value):
    """Return JSON with the names of its members as ninjs 1 and 2 spell them: 3 writes versionCreated."""
    if isinstance(value, dict):
        return {name.lower(): _in_small_letters(each) for name, each in value.items()}
    return [_in_small_letters(each) for each in value] if isinstance(value, list) else value


def _item(item, place):
    key = str(next(filter(None, map(item.get, ID))))
    found = agencies.wire(key, place, _text(item, "headline") or str(item.get("title") or ""), _body(item))
    status = str(item.get("pubstatus") or "usable")
    found.state = "wire" if status == "usable" else status
    found.standfirst = _text(item, "description")
    moments = map(item.get, ("firstcreated", "contentcreated", "versioncreated"))
    found.published_at = next(filter(None, (fields.parse_moment(each or "") for each in moments)), None)
    _leave_others(item, found, headlines=found.headline, descriptions=escape(found.standfirst))
    found.language = str(item.get("language") or "")
    found.version = fields.number(item.get("version"))
    found.changed_at = fields.parse_moment(item.get("versioncreated") or "") if found.version > 1 else None
    found.link = key if key.startswith("https://") else ""
    found.note = str(item.get("ednote") or "")
    found.embargo_until = fields.parse_moment(item.get("embargoeduntil") or item.get("embargoed") or "")
    found.rights = "; ".join(filter(None, _rights(item)))
    rows = objects_in(item.get("subject")) + objects_in(item.get("subjects"))
    yield from agencies.names_of(found, _people(item), [str(row.get("name") or "") for row in rows])
    for name in BESIDE:
        leave(found, name, *_named(item.get(name)))
    yield from _pictures(item, found)
    yield found


def _leave_others(item, found, **taken):
    """Keep beside a story the headlines and descriptions for other places than its page."""
    for name, words in taken.items():
        values = [str(row.get("value") or "") for row in objects_in(item.get(name))]
        leave(found, name, *(each for each in values if escape(each) != words))


def _rights(item):
    terms, linked = item.get("usageterms") or item.get("copyrightholder"), item.get("rightsinfo")
    linked = linked.get("linkedrights") if isinstance(linked, dict) else ""
    return [str(each or "") for each in (item.get("copyrightnotice"), terms, linked)]


def _people(item):
    by = item.get("byline") or item.get("by")
    rows = objects_in(item.get("bylines")) or objects_in(item.get("authors"))
    return [str(by)] if by else [str(row.get("name") or row.get("text") or "") for row in rows]


def _named(value):
    """Return the names in a member: of a text, of an object, of a list of these."""
    if isinstance(value, dict):
        return [str(value.get("name") or "")]
    return (
        [name for each in value for name in _named(each)] if isinstance(value, list) else [str(value or "")]
    )


def _text(item, name):
    """Return the headline, or the description: of ninjs 1 under its own name, else the one for readers."""
    own = (item.get(key) for key in (name, f"{name}_text", f"{name}_caption"))
    rows = [row for row in objects_in(item.get(f"{name}s")) if row.get("value")]
    rows.sort(key=lambda row: str(row.get("role", "")) in CREDITS)
    return str(next(filter(None, own), "") or next((row["value"] for row in rows), ""))


def _body(item):
    html = item.get("body_html") or item.get("body_xhtml")
    if html:
        return str(html)
    rows = objects_in(item.get("bodies"))
    html = next((row for row in rows if "html" in str(row.get("contenttype", ""))), None)
    if html:
        return str(html.get("value", ""))
    text = str(item.get("body_text") or next((row.get("value", "") for row in rows), "") or "")
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part.strip())


def _pictures(item, found):
    """Yield the pictures of an item, and itself where it is one; recordings and texts are kept beside it."""
    rows = _members(item.get("associations"))
    for row in rows:
        if row.get("type") in ("text", "composite"):
            said = (
                _text(row, "headline"),
                _body(row) or _text(row, "description"),
                next(filter(None, map(row.get, ID)), ""),
            )
            leave(found, "associated text", "\n".join(str(each) for each in said if each))
    for row in (item, *rows):
        href = _widest(row) if row.get("type") in ("picture", "graphic", "video", "audio") else ""
        if href and row["type"] in ("video", "audio"):
            leave(found, "recording", href)
        elif href and found.lead_picture:
            leave(found, "picture", " ".join(filter(None, (_text(row, "description"), href))))
        elif href:
            key = key_of("picture", href)
            yield Picture(key, href, _text(row, "headline"), _text(row, "description"))
            found.lead_picture = key


def _widest(item):
    """Return the address of the widest file that is made of something; of several of one width the first."""
    files = [each for each in _members(item.get("renditions")) if each.get("href")]
    return str(fields.widest(files)["href"]) if files else ""


def _members(value):
    """Return the objects that a list holds, or that an object holds by their names."""
    return objects_in(list(value.values()) if isinstance(value, dict) else value)
