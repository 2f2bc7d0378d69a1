"""The fields of the read API's stories, corrections and names, each with its JSON Schema."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Source, Story
from articles.pictures import schema_objects
from articles.text.reading import without_marks

from .amendments import address_in_ledger

TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
NUMBER = {"type": "integer"}
MAYBE_NUMBER = {"type": ["integer", "null"]}
URI = {"type": "string", "format": "uri"}
MOMENT = {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Shape:
    """One kind of object: {field: (its JSON Schema, what reads it of a thing and the paper)}."""

    name: str
    fields: dict

    @property
    def ref(self):
        return {"$ref": f"#/components/schemas/{self.name}"}

    @property
    def schema(self):
        return described({name: schema for name, (schema, _read) in self.fields.items()})

    def read(self, thing, site):
        return {name: read(thing, site) for name, (_schema, read) in self.fields.items()}


def described(properties):
    """Return the JSON Schema of an object that has all of some properties and no other."""
    required = list(properties)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def several(shape):
    return {"type": "array", "items": shape.ref}


def local_iso(at):
    return timezone.localtime(at).isoformat(timespec="milliseconds")


def column(name):
    return lambda thing, site: getattr(thing, name)


def cell(name):
    """Read a column of a row of a list that an edition prints."""
    return lambda row, site: row.get(name) or ""


def moment_column(name):
    return MOMENT, lambda thing, site: local_iso(getattr(thing, name))


def one_of(choices, *more):
    return {"type": "string", "enum": [*more, *choices.values]}


def plain(name):
    """Read a Markdown text without its citation marks."""
    return TEXT, lambda thing, site: without_marks(getattr(thing, name))


def page_url(thing, site):
    return site.address(thing.get_absolute_url())


def api_url(noun):
    return URI, lambda thing, site: site.address(reverse(f"api_{noun}", args=[thing.slug]))


NAMED = Shape("Named", {name: (TEXT, cell(name)) for name in ("name", "slug")})
BYLINE = Shape("Byline", {name: (TEXT, cell(name)) for name in ("name", "role")})
SECTION = Shape(
    "Section",
    {"name": (TEXT, lambda thing, site: str(thing)), "slug": (TEXT, column("slug")), "url": (URI, page_url)},
)
CITED = ("mark", "source", "name", "kind", "role", "basis", "standing", "quote", "locator", "address")
CITATION = Shape(
    "Citation",
    {
        **{name: (TEXT, cell(name)) for name in CITED},
        "represents": (
            several(NAMED),
            lambda row, site: [NAMED.read(voice, site) for voice in row.get("represents", ())],
        ),
    },
)
PICTURE = Shape(
    "Picture",
    {
        "url": (URI, cell("url")),
        "type": (TEXT, cell("type")),
        "width": (MAYBE_NUMBER, lambda row, site: row.get("width")),
        "height": (MAYBE_NUMBER, lambda row, site: row.get("height")),
        **{name: (TEXT, cell(name)) for name in ("alt", "caption", "credit")},
        "is_lead": (FLAG, lambda row, site: bool(row.get("is_lead"))),
    },
)
CHANGE = Shape(
    "Change",
    {
        "kind": (one_of(Edition.Kind), column("kind")),
        "note": (TEXT, column("note")),
        "live_from": moment_column("live_from"),
        "is_unconfirmed": (FLAG, column("is_unconfirmed")),
    },
)


def pictures(edition, site):
    """Tell of the pictures and recordings whose files are made."""
    files = ((printed, schema_objects.media(printed, site.address)) for printed in edition.pictures)
    return [PICTURE.read({**printed, **file}, site) for printed, file in files if file]


BRIEF = Shape(
    "Brief",
    {
        "uid": (
            {"type": "string", "format": "uuid"},
            lambda edition, site: str(edition.article_uid),
        ),
        "url": (URI, page_url),
        "api_url": api_url("article"),
        "edition": (NUMBER, column("number")),
        "kind": (one_of(Edition.Kind), column("kind")),
        "digest": (TEXT, column("digest")),
        "headline": (TEXT, column("headline")),
        "standfirst": plain("standfirst"),
        "section": (
            {"oneOf": [SECTION.ref, {"type": "null"}]},
            lambda edition, site: SECTION.read(edition.section_today, site) if edition.section else None,
        ),
        "type_of_work": (one_of(Story.TypeOfWork), column("type_of_work")),
        "label": (one_of(Story.Label, ""), column("label")),
        "language": (TEXT, lambda edition, site: edition.language or site.publication.language),
        "byline": (
            several(BYLINE),
            lambda edition, site: [
                BYLINE.read(row, site) for row in site.heirs.rows("person", edition.byline)
            ],
        ),
        "topics": (
            several(NAMED),
            lambda edition, site: [NAMED.read(row, site) for row in site.heirs.rows("topic", edition.topics)],
        ),
        "pictures": (several(PICTURE), pictures),
        "corrections": (
            several(CHANGE),
            lambda edition, site: [CHANGE.read(row, site) for row in edition.corrections],
        ),
        "first_published_at": moment_column("first_published_at"),
        "live_from": moment_column("live_from"),
        "is_retracted": (FLAG, column("is_retracted")),
        "is_unconfirmed": (FLAG, column("is_unconfirmed")),
    },
)
ARTICLE = Shape(
    "Article",
    {
        **BRIEF.fields,
        "note": (TEXT, column("note")),
        "dateline": (TEXT, column("dateline")),
        "body": plain("body"),
        "body_html": (TEXT, column("body_html")),
        "backstory": plain("backstory"),
        "ai_disclosure": (TEXT, column("ai_disclosure")),
        "citations": (
            several(CITATION),
            lambda edition, site: [
                CITATION.read(row, site) for row in site.heirs.citations(edition.citations)
            ],
        ),
        "history_url": (
            URI,
            lambda edition, site: site.address(reverse("history", args=[edition.slug])),
        ),
    },
)
CORRECTION = Shape(
    "Correction",
    {
        **CHANGE.fields,
        "headline": (TEXT, column("headline_today")),
        "url": (URI, lambda row, site: site.address(address_in_ledger("article", row))),
        "history_url": (URI, lambda row, site: site.address(address_in_ledger("history", row))),
    },
)


def articles_url(noun):
    return URI, lambda thing, site: site.address(reverse("api_articles", query={noun: thing.slug}))


def of_open_source(name):
    """Read a column of a source that isn't confidential."""
    return TEXT, lambda source, site: "" if source.is_confidential else getattr(source, name)


def named_shape(noun, **fields):
    addresses = {"api_url": api_url(noun), "articles_url": articles_url(noun)}
    return Shape(noun.capitalize(), {**SECTION.fields, **addresses, **fields})


TOPIC = named_shape("topic", description=(TEXT, column("description")), is_series=(FLAG, column("is_series")))
PERSON = named_shape("person", **{name: (TEXT, column(name)) for name in ("role", "bio", "contact")})
SOURCE = named_shape(
    "source",
    kind=(one_of(Source.Kind), column("kind")),
    role=of_open_source("role"),
    address=of_open_source("address"),
    is_confidential=(FLAG, column("is_confidential")),
    is_withdrawn=(FLAG, lambda source, site: source.withdrawn_at is not None),
)
SHAPES = (
    *(NAMED, BYLINE, SECTION, CITATION, PICTURE, CHANGE, BRIEF, ARTICLE, CORRECTION),
    *(TOPIC, PERSON, SOURCE),
)
