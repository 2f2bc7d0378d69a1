"""A story as files that other programs read: Markdown with front matter, and JSON."""

from articles.admin.exporting import front_matter_of, with_front_matter
from articles.archive import printing
from articles.archive.digests import iso_milliseconds
from articles.models import Edition
from articles.models.parts import Shape

from .markdown_addresses import KEY_OF_PICTURE
from .readers import own_fields

PRINTED = (
    *Edition.fields_with(is_text=True),
    *Edition.fields_with(is_printed=True, shape=Shape.CODE),
    *Edition.fields_with(is_printed=True, shape=Shape.CHOICE),
    *Edition.ROWS,
)


def as_json(edition):
    """Return all fields of an edition, for JSON."""
    said = {field: value for field in PRINTED if (value := getattr(edition, field)) not in ("", [], {})}
    return {
        "number": edition.number,
        "kind": str(edition.kind),
        "note": edition.note,
        "live_from": iso_milliseconds(edition.live_from),
        "live_until": iso_milliseconds(edition.live_until) if edition.live_until else None,
        "first_published_at": iso_milliseconds(edition.first_published_at),
        "recorded_at": iso_milliseconds(edition.recorded_at),
        "section": edition.section_as_printed,
        **said,
        **({"translation_of": str(original)} if (original := edition.translation_of_uid) else {}),
        "redacted": edition.redacted,
        "digest": edition.digest,
        "previous_digest": edition.previous_digest,
    }


class StoryFiles:
    """Writes stories as Markdown; `files` is {key of a picture: its file out there}."""

    def __init__(self, files):
        self.files = files

    def of_edition(self, edition, state, others):
        """Return the text with front matter as static site generators read it, pictures by their files."""
        said = {
            "title": edition.headline,
            "slug": edition.slug,
            "date": iso_milliseconds(edition.first_published_at),
            "updated": iso_milliseconds(edition.live_from) if edition.number > 1 else "",
            "description": edition.standfirst,
            "authors": [row["name"] for row in edition.byline],
            "categories": [edition.section_as_printed["name"]] if edition.section_as_printed else [],
            "tags": [row["name"] for row in edition.topics],
            "language": edition.language,
            "image": self._lead(edition),
            "url": f"/articles/{edition.slug}/",
            "sources": edition.citations,
            "status": state,
            "editions": [self._told(row, edition) for row in others] if len(others) > 1 else [],
            own_fields.KEY: _own(edition, edition.section_as_printed, edition.byline, edition.topics)
            | _ties(edition.article_uid, edition.translation_of_uid),
        }
        return with_front_matter(said, self.with_files(edition.body))

    def _told(self, row, live):
        """Return an edition for the front matter; the live one's text stands behind it."""
        said = {"kind": str(row.kind), "date": iso_milliseconds(row.live_from), "note": row.note}
        if row == live:
            return said
        return said | {
            "title": row.headline,
            **({"slug": row.slug} if row.slug and row.slug != live.slug else {}),
            "description": row.standfirst,
            "authors": [each["name"] for each in row.byline],
            "image": self._lead(row),
            "body": self.with_files(row.body),
            "sources": row.citations,
            own_fields.KEY: _own(row, row.section_as_printed, row.byline, row.topics),
        }

    def _lead(self, edition):
        return next((self.files.get(row["key"], "") for row in edition.pictures if row.get("is_lead")), "")

    def with_files(self, body):
        return KEY_OF_PICTURE.sub(lambda match: f"]({self.files.get(match[1].lower(), match[1])}", body)

    def of_copy(self, copy):
        """Return a working copy with front matter."""
        lead = str(copy.lead_image.key) if copy.lead_image else ""
        section = {"slug": copy.section.slug, "name": copy.section.name} if copy.section else {}
        rows = printing.byline(copy), printing.topics(copy)
        said = {
            **front_matter_of(copy, "draft"),
            "image": self.files.get(lead, ""),
            "sources": printing.citations(copy),
            own_fields.KEY: _own(copy, section, *rows) | _ties(copy.uid, copy.translation_of),
        }
        return with_front_matter(said, self.with_files(copy.body))


def _own(story, section, byline, topics):
    """Return a story's fields that site generators do not know, and the slugs of the rows that it names."""
    columns = {name: value for name in own_fields.COLUMNS if (value := getattr(story, name))}
    gone = {"redacted": story.redacted} if getattr(story, "redacted", None) else {}
    return {"section": section, "byline": byline, "topics": topics, **columns, **gone}


def _ties(uid, original):
    """Return by which uid other lists name a story, and which story it translates."""
    original = getattr(original, "uid", original)
    return {"uid": str(uid), **({"translation_of": str(original)} if original else {})}
