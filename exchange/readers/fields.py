"""A story of one file, and the fields that front matter, columns and documents name of it."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import PurePosixPath

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from articles.models import Edition
from exchange.records import MARKDOWN, Person, Problem, Revision, Story, Term, key_of

from . import month_names, own_fields

HEADING = re.compile(r"\A\s*#[ \t]++([^\n]+)\n")
LONGEST_MOMENT = 100  # characters
SECONDS = re.compile(r"\d{9,10}|\d{13}")  # since 1970, or thousandths of them
MAIL = re.compile(r"(?:[a-z]{3}, +)?\d\d? [a-z]{3} \d{4} \d\d:", re.IGNORECASE)  # RFC 2822
ZONE = re.compile(r"\s+([A-Z]{2,3})$")
ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
         "PST": -8, "PDT": -7}  # fmt: skip
DATES = ("%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d", "%Y %b %d", "%d.%m.%Y")
HALVES = (" %I:%M %p", " %I:%M:%S %p")  # of a day
FORMS = [f"{date}{time}" for date in DATES for time in ("", " %H:%M", " %H:%M:%S", *HALVES)]
FORMS += [f"%Y-%m-%d{time}" for time in HALVES]
SLASHED = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(?=\s|\Z)")
CHANGED_AT = ("lastmod", "updated", "updated_at", "last_modified_at", "modified", "updateddate",
              "moddatetime", "updated_date", "date_modified", "last_updated", "last_modified")  # fmt: skip
TAGS = re.compile(r"</?[a-zA-Z!][^<>]*>")
# What parts a page, or a summary from its text: of WordPress, Ghost, and generators of sites.
PARTING = re.compile(
    r"<!--(?:more [^<>]{0,200}|\s{0,9}(?:nextpage|more|break|pagebreak|truncate|teaser_end"
    r"|pelican_end_summary|members-only)\s{0,9})-->",
    re.IGNORECASE,
)
# Where two of them differ, a paper was public from the moment that stands here first.
PUBLISHED_AT = ("publishdate", "pubdate", "pubdatetime", "published_at", "publish_date", "published_date",
                "publisheddate", "date_published", "published", "date")  # fmt: skip
PICTURES = ("image", "cover", "feature_image", "featured_image", "featuredimage", "thumbnail", "images",
            "heroimage", "hero_image", "coverimage", "cover_image", "ogimage", "header")  # fmt: skip
NO, YES = ("false", "no", "off", "0", "n", "f"), ("true", "yes", "on", "1", "y", "t")
DRAFTS = "_drafts"  # Jekyll's folder
TO_FILL_IN = re.compile(r"(?:^|/):\w|[{}]")  # in an address: /:year/:title/ of Jekyll, {{ slug }} of Eleventy

# What says how a page looks, or is read elsewhere than in Fields.first().
OF_LAYOUT = ("layout", "draft", "published", "type", "weight", "toc", "comments", "template", "permalink",
             "private", "password")  # fmt: skip
HIDES = ("draft", "headless", "private", "password")


class BadDocument(Exception):
    """A file that can't be read, with a sentence."""


def story(name, headline, body, form, state="draft"):
    """Return a story of a file; without a moment it is a draft."""
    found = Story(key_of("file", name), name, "post", state, headline, body, form)
    stem = PurePosixPath(name).stem
    found.slug = PurePosixPath(name).parent.name if stem in ("index", "_index") else stem
    return found


def apply(found, said, read=()):
    """Yield the records that a file's fields name, and last the story with them; `read` are others."""
    fields = Fields(said)
    fields.read.update(read)
    _set_headline(found, fields)
    _set_columns(found, fields)
    _set_state(found, fields)
    _set_editions(found, fields)
    yield from _people(found, fields)
    yield from _terms(found, fields)
    yield from _own(found, fields)
    yield from _unread_moments(found, fields)
    found.left_out += [("field", f"{key}: {value}"[:5000]) for key, value in fields.unread()]
    yield found


class Fields:
    """A file's fields, by names in small letters."""

    def __init__(self, said):
        self.said = {str(key).lower(): value for key, value in said.items()}
        self.read = set(OF_LAYOUT)

    def first(self, *names):
        """Return the first value of some names that is none of nothing; another one stays unread."""
        found = next((self.said[name] for name in names if _is_given(self.said.get(name))), "")
        self.read.update(name for name in names if self.said.get(name) == found)
        return found

    def every(self, *names):
        """Return the values of some names that are none of nothing; several may say one thing."""
        self.read.update(names)
        values = (self.said.get(name) for name in names)
        return [value for value in values if _is_given(value)]

    def unread(self):
        """Return (name, value) of what nobody asked for."""
        rows = ((key, value) for key, value in self.said.items() if key not in self.read)
        return [(key, value) for key, value in rows if value not in (None, "", [], {}, False)]


def _set_headline(found, fields):
    heading = HEADING.match(found.body) if found.form == MARKDOWN else None
    words = _words_of(heading[1]) if heading else ""
    found.headline = str(fields.first("title", "headline") or words).strip()
    if heading and found.headline == words:
        found.body = found.body[heading.end() :].strip("\n")


def _words_of(heading):
    """Return a heading's words without the signs that close it; a pattern would try each blank for both."""
    line = heading.strip()
    return line.rstrip("#").rstrip() or line


def _set_columns(found, fields):
    first = fields.first
    found.slug = str(first("slug") or found.slug)
    found.standfirst = str(first("standfirst", "description", "summary", "excerpt", "subtitle"))
    moments = (each for each in fields.every(*PUBLISHED_AT) if not _is_word(each, *NO, *YES))
    found.published_at = parse_moment(next(moments, ""))
    found.changed_at = parse_moment(next(iter(fields.every(*CHANGED_AT)), ""))
    found.language = str(first("lang", "language", "locale"))
    _set_picture(found, fields)
    found.address = next(_addresses(fields.every("url", "permalink", "address")), "")
    earlier = fields.every("aliases", "redirect_from")
    found.addresses = list(_addresses(each for value in earlier for each in _listed(value)))


def _addresses(values):
    """Yield those of some addresses that a story stood at: no word for none, and no pattern."""
    found = (str(each) for each in values if not _is_word(each, *NO))
    return (each for each in found if not TO_FILL_IN.search(each))


def _unread_moments(found, fields):
    """Tell of moments that are there and can't be read, and keep them beside the story."""
    for name in (*PUBLISHED_AT, *CHANGED_AT):
        value = fields.said.get(name)
        if not _is_given(value) or _is_word(value, *NO, *YES) or parse_moment(value):
            continue
        found.left_out.append(("field", f"{name}: {value}"[:5000]))
        sentence = _("its “%(name)s” is no moment that can be read: %(value)s")
        yield Problem(found.place, sentence % {"name": name, "value": str(value)[:100]})


def _set_state(found, fields):
    """A story without a moment is a draft, and so is one that its old system hid, as Astro does _a.md."""
    status = str(fields.first("status"))
    path = PurePosixPath(found.place)
    is_text = found.key.startswith("file:") and not own_fields.of(fields.said)
    is_left = is_text and path.name[:1] == "_" and path.name.split(".")[0] != "_index"
    is_hidden = is_left or DRAFTS in path.parts or _is_hidden(fields.said)
    is_draft = is_hidden or not (status or found.published_at)
    found.state = "draft" if is_draft else status or "publish"
    if fields.said.get("layout") == "page":
        found.type = "page"


def _is_hidden(said):
    """Ask whether a file marks its story, in the words of any system, as hidden from readers."""
    return (
        any(_is_given(said.get(name)) and not _is_word(said[name], *NO) for name in HIDES)
        or (_is_given(said.get("visibility")) and not _is_word(said["visibility"], "public", "listed", *YES))
        or any(_is_word(said.get(name), *NO) for name in ("published", "permalink"))
        or any(_is_unrendered(said.get(name)) for name in ("build", "_build"))
        or any(_is_over(said.get(name)) for name in ("expirydate", "unpublishdate"))
    )


def _is_unrendered(build):
    """Ask whether Hugo's options of building make no page."""
    return isinstance(build, dict) and _is_word(build.get("render"), *NO, "never", "link")


def _is_over(end):
    """Ask whether a story has expired; a date that can't be read counts as past."""
    return _is_given(end) and not ((moment := parse_moment(end)) and moment > datetime.now(UTC))


def _is_given(value):
    return value not in (None, "", [])


def _is_word(value, *words):
    return str(value).strip().lower() in words


def _set_editions(found, fields):
    """Take the editions that a newsroom took out along with the live text, if they are whole and in order."""
    rows = [_edition(found, row) for row in own_fields.objects_in(_listed(fields.first("editions")))]
    moments = [at for _kind, at, _note, _text in rows]
    # One has the file's own text; only a planned text and an end without words may stand behind it.
    live = next((place for place, row in enumerate(rows) if row[3] is None), None)
    behind = [kind in Edition.TEXTLESS for kind, *_rest in rows[live + 1 :]] if live is not None else []
    is_ended = behind in ([], [True], [False], [False, True])
    is_whole = live is not None and None not in moments and moments[0] == found.published_at and is_ended
    if is_whole and all(before < after for before, after in pairwise(moments)):
        found.editions = rows


def _edition(found, row):
    at, said = parse_moment(row.get("date", "")), {name: str(row.get(name) or "") for name in EDITION}
    if "title" not in row:
        return said["kind"], at, said["note"], None
    text = Revision(found.key, at, said["title"], said["description"], said["body"])
    if "authors" in row:
        text.people = [key_of("author", name) for name in _names(row["authors"])]
    if "image" in row:
        text.lead_picture = said["image"]
    return said["kind"], at, said["note"], text


def _people(found, fields):
    found.people = [key_of("author", name) for name in _names(fields.first("author", "authors", "byline"))]
    earlier = [key for row in found.editions if row[3] for key in row[3].people or ()]
    for key in dict.fromkeys([*found.people, *earlier]):
        yield Person(key, key.removeprefix("author:"))


def _own(found, fields):
    """Take a newsroom's own fields: they name rows by slugs, where other systems have names alone."""
    if own := own_fields.of(fields.said):
        fields.read.update((own_fields.KEY, "sources"))
        yield from _named(found, own, fields.said)
        found.uid, found.translation_of = own_fields.text(own, "uid"), own_fields.text(own, "translation_of")
        found.key = key_of("uid", found.uid) if found.uid else found.key  # acts and slugs move its file
    rows = own_fields.objects_in(_listed(fields.first("editions")))
    for row, (_kind, _at, _note, text) in zip(rows, found.editions, strict=False):
        if text and (own := own_fields.of(row)):
            yield from _named(text, own, row)
            text.slug = dict(own_fields.valid(Edition, ["slug"], row)).get("slug")


def _named(found, own, said):
    """Set a newsroom's own fields of a story, or of an edition; yield the people and terms that it names."""
    found.columns, found.citations = own_fields.columns(own), own_fields.citations(said.get("sources"))
    found.redacted = own_fields.redacted(own)
    people, terms = list(own_fields.people(own)), list(own_fields.terms(own))
    found.people, found.terms = [row.key for row, _role in people], [row.key for row in terms]
    found.roles = {row.key: role for row, role in people if role}
    yield from (row for row, _role in people)
    yield from terms


def _names(value):
    names = (str(each.get("name", "")) if isinstance(each, dict) else str(each) for each in _listed(value))
    return [name.strip() for name in names if name.strip()]


def _terms(found, fields):
    for kind, names in TERMS.items():
        listed = (str(each).strip() for value in fields.every(*names) for each in _listed(value))
        for name in dict.fromkeys(listed):
            if name:
                yield Term(key_of(kind, name), name)
                found.terms.append(key_of(kind, name))


EDITION = ("kind", "note", "title", "description", "body", "image")
TERMS = {"category": ("section", "category", "categories"), "tag": ("tag", "tags", "topics", "keywords")}


def _listed(value):
    if isinstance(value, str):
        return [part.strip() for part in re.split("[,;]", value) if part.strip()]
    return value if isinstance(value, list | tuple) else [value] if value else []


# What a picture is called in a field of several values; the last two are of a theme of Jekyll.
OF_PICTURE = ("src", "image", "url", "path", "overlay_image", "teaser")
LEADS = re.compile(r"\b(?:cover|featured?|hero|header|banner|thumb(?:nail)?)\b", re.IGNORECASE)
ALTS, CAPTIONS = ("alt", "alt_text", "image_alt", "image_description"), ("caption", "image_caption")


def _set_picture(found, fields):
    """Take the first picture that is named, with its words: in the same field, or beside it (`coverAlt`)."""
    fields.read.update(name for name in PICTURES if name != "header")  # which holds other things, too
    for name in PICTURES:
        said = _picture_of(fields.said.get(name))
        if address := _first_of(said, OF_PICTURE):
            fields.read.add(name)
            found.lead_picture = address
            found.lead_alt = _first_of(said, ALTS) or _beside(fields, name, "alt")
            found.lead_caption = _first_of(said, CAPTIONS) or _beside(fields, name, "caption")
            return
    said = _resource_of(fields.said.get("resources"))
    found.lead_picture, found.lead_alt = _first_of(said, ("src",)), _first_of(said, ALTS)
    found.lead_caption = _first_of(said, CAPTIONS)


def _resource_of(rows):
    """Return Hugo's fields of the file that its themes show above a page's text, found by its name."""
    leads = (
        row for row in own_fields.objects_in(rows) if LEADS.search(f"{row.get('name')} {row.get('src')}")
    )
    row = next((row for row in leads if "*" not in str(row.get("src"))), {})
    params = row.get("params")
    return {**_picture_of(params), "src": row.get("src")} if isinstance(params, dict) else row


def _picture_of(value):
    value = value[0] if isinstance(value, list) and value else value
    said = value if isinstance(value, dict) else {"src": value}
    return {str(name).lower(): each for name, each in said.items()}


def _first_of(said, names):
    return next((said[name] for name in names if said.get(name) and isinstance(said[name], str)), "")


def _beside(fields, name, what):
    names = dict.fromkeys((name, name.removesuffix("image").rstrip("_")))
    return str(fields.first(*(f"{each}{sign}{what}" for each in names if each for sign in ("_", ""))))


def path_of(address):
    """Return an address without its host."""
    return "/" + re.sub(r"^[a-z]+://[^/]*/?", "", address).lstrip("/") if address else ""


def parse_moment(value):
    """Return a moment from what fields hold: a date, a moment, text; None for what is none.

    One without a time zone is of the zone that is current: a job sets the paper's.
    """
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime.combine(value, time())
    else:
        found = _moment_of(str(value).strip())
    if found is None:
        return None
    try:
        zone = found.tzinfo or get_current_timezone()
        return found.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:  # in its own time zone it is still the year 1, in ours none
        return None


def _moment_of(text):
    """Return the moment of a text in ISO 8601, RFC 2822, seconds, or a form with one meaning; or None."""
    if not text or len(text) > LONGEST_MOMENT:
        return None
    if SECONDS.fullmatch(text):  # before ISO 8601, to which 1610122000000 is of the year 1610
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
    with suppress(ValueError):
        return datetime.fromisoformat(re.sub(r"\s+([+-]\d\d):?(\d\d)$", r"\1:\2", ZONE.sub(_offset, text)))
    if MAIL.match(text):
        with suppress(ValueError, TypeError, IndexError):
            return mail_date(text)
    text = SLASHED.sub(_with_year_first, text)
    return _by_forms(text) or _by_forms(month_names.as_numbers(text))


def _by_forms(text):
    for form in FORMS:
        with suppress(ValueError):
            return datetime.strptime(text, form)
    return None


def _with_year_first(found):
    """Return a date of America or Europe as both read it, where one number can be no month."""
    first, second, year = found.groups()
    if int(first) > 12:
        return f"{year}/{second}/{first}"
    return f"{year}/{first}/{second}" if int(second) > 12 or first == second else found[0]


def mail_date(text):
    """Return the moment of a mail or feed, where -0000 is UTC of an unknown place (RFC 5322, 3.3)."""
    return parsedate_to_datetime(text.replace("-0000", "+0000"))


def _offset(zone):
    """Return a zone's offset: of its name, if that means one alone in mails."""
    hours = ZONES.get(zone[1])
    return zone[0] if hours is None else f"{hours:+03}:00"


def widest(files):
    """Return the file whose `width` is the greatest number, the first of several."""
    return max(files, key=lambda each: number(each.get("width")))


def number(value):
    """Return a version's number; 0 where there is none that a column can hold."""
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
