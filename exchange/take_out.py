"""Everything in open forms, in one folder: what other programs, and people without any, can read."""

import json
import shutil
from datetime import date
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef

from articles.archive import export
from articles.archive.digests import iso_milliseconds
from articles.archive.snapshot import snapshot
from articles.models import (
    Address,
    Article,
    Citation,
    Coverage,
    Edition,
    Image,
    Page,
    Person,
    Placement,
    Publication,
    Relation,
    Section,
    Snippet,
    Source,
    Topic,
    clock,
)
from articles.models.publication import LOGOS
from articles.models.version import CITED

from . import schemas, story_files
from .image_import import UNPRINTED
from .models import OldAddress
from .readers import own_fields
from .readers.taken_out import UNFINISHED
from .story_files import StoryFiles
from .streamed import Streamed
from .writers.ghost import GhostWriter
from .writers.leaving import Leavings
from .writers.wxr import WxrWriter

FOLDERS = (
    "stories",
    "gone",
    "editions",
    "drafts",
    "copies",
    "pictures",
    "chain",
    "schemas",
    "wordpress",
    "ghost",
)
# {file: (model, columns)}
TABLES = {
    "people": (Person, ["name", "slug", "role", "bio", "contact", "portrait__key", "merged_into__slug"]),
    "sections": (
        Section,
        ["name", "slug", "description", "position", "front_form", "is_closed", "merged_into__slug"],
    ),
    "topics": (Topic, ["name", "slug", "description", "is_series", "parts_order", "merged_into__slug"]),
    "pages": (Page, ["headline", "slug", "body", "position", "is_published"]),
    "fronts": (
        Placement,
        [*(field.attname for field in Placement._meta.concrete_fields), "section__slug", "article__uid"],
    ),
    "related": (Relation, ["article__uid", "other__uid", "place", "related_from", "related_until"]),
    "citations": (Citation, ["article__uid", "source__slug", *CITED]),
    "standing_texts": (
        Snippet,
        ["name", "begins_story", "section__slug", "headline", "standfirst", "body"],
    ),
    "coverages": (Coverage, ["slugline", "section__slug", "due_at", "note", "article__uid"]),
}
CORRECTIONS = ["article_uid", "number", "kind", "note", "live_from", "slug"]
ADDRESS = ["slug", "article__uid", "public_since"]
SETTINGS = [*own_fields.SETTINGS, *own_fields.RULES]
HAS_EDITIONS = Exists(Edition.objects.filter(article=OuterRef("pk")))
OLD_ADDRESS = ["path", "article__slug", "person__slug", "section__slug", "topic__slug", "page__slug"]
README = """# {name}, taken out

Made on {at}. Everything is in open forms, in UTF-8.

- stories/: one file a public story, as Markdown with front matter: its live text. Under `newsroom` stands
  what site generators have no names for; people, section and topics stand there with their slugs.
- gone/: the last texts of stories that were withdrawn or have expired. They are not public.
- editions/: one file a story, with every edition of it, as JSON.
- drafts/: copies that were never published, as Markdown. They are not public: keep them as such.
- copies/: copies of published stories that say something else than their newest edition. Not public, too.
- pictures/: the originals of pictures and recordings, by key. pictures.json has their words and licences.
- people, sections, topics, sources, citations, pages, fronts, addresses: one JSON file each.
  The names of confidential sources are not among them.
- publication.json: the paper's own name, logos, colours, policies and files for the root.
- standing_texts.json, coverages.json: what the desk puts into stories, and what it has to cover. Not public.
- corrections.json: every correction, clarification, retraction and withdrawal, with its note.
- wordpress/: the live texts for WordPress, as WXR. Upload the files one after the other under Tools →
  Import → WordPress, and tick “Download and import file attachments” while this paper is online: pictures
  are fetched from it. Under Settings → Permalinks choose /articles/%postname%/ with the bases sections and
  topics, and the addresses of stories, sections and topics stay.
- ghost/: the same for Ghost: ghost.json, routes.yaml, redirects.yaml. Pictures come along in a zip, made in
  that folder: mkdir -p content/images content/media; cp -r ../pictures content/images/newsroom; cp -r
  ../pictures content/media/newsroom; zip -r ghost.zip ghost.json content. Import the zip, then upload the
  two others under Labs. Neither system has a place for corrections, sources and the history: notes to
  readers stand above a text there, its sources below it. Withdrawn stories are not among them. WordPress
  knows no language of a story, and shows several authors with the plug-in Co-Authors Plus alone. Ghost has
  no sections: a story's is its first tag.
- chain/: one file a story, by which anybody can check that no edition was changed; verify.py does:
  `python3 verify.py chain/a-story.json`.

schemas/ has a JSON Schema for each of these files: story.json for those of editions/, chain.json for those of
chain/, and for each list the one of its name.

Wire copy is not here: it is the words of others, under their licences.

`manage.py bring` of another Newsroom reads this folder: stories/, gone/, drafts/, pictures/ with
pictures.json, the lists of people, sections, topics, sources, pages, addresses, fronts and related
stories, and, where no story is yet, publication.json.
"""


class TakeOut:
    """One run into an empty folder; `each()` is called behind each story."""

    def __init__(self, folder, each=lambda: None):
        self.folder, self.each, self.at = Path(folder), each, clock.now()
        self.counts = {"stories": 0, "editions": 0, "drafts": 0, "pictures": 0}

    @snapshot()
    def write(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self._text(UNFINISHED, "take_out was stopped, or is at work: this is not all. Run it again.\n")
        for name in FOLDERS:
            shutil.rmtree(self.folder / name, ignore_errors=True)  # of a run that was stopped
            (self.folder / name).mkdir()
        self._pictures()
        self.texts = StoryFiles(self.files)
        self.leavings = Leavings()
        self.writers = (
            WxrWriter(self.folder / "wordpress", self.leavings.paper, self.files),
            GhostWriter(self.folder / "ghost", self.leavings.paper, self.files, self.at),
        )
        self._stories()
        self._pages()
        for writer in self.writers:
            writer.close()
        self._drafts()
        self._copies()
        self._paper()
        self._lists()
        for name, schema in _schemas():
            self._json(f"schemas/{name}.json", schema)
        name = Publication.objects.current().name
        self._text("README.md", README.format(name=name, at=iso_milliseconds(self.at)))
        shutil.copy(settings.BASE_DIR / "docs/verify.py", self.folder / "verify.py")
        (self.folder / UNFINISHED).unlink()
        return self.counts

    def _text(self, name, text):
        (self.folder / name).write_text(text, "utf-8")

    def _json(self, name, value):
        with (self.folder / name).open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1, default=_text_of)

    # Stories

    def _stories(self):
        rows = (
            Edition.objects.select_related("section")
            .order_by("article_id", "number")
            .iterator(chunk_size=200)
        )
        for _article, editions in groupby(rows, key=lambda row: row.article_id):
            editions = list(editions)
            self._story(editions)
            self.each()

    def _story(self, editions):
        uid = str(editions[0].article_uid)
        live = next((edition for edition in editions if edition.is_live(self.at)), None)
        name = next((edition.slug for edition in reversed(editions) if edition.slug), "") or uid
        told = [story_files.as_json(edition) for edition in editions]
        self._json(f"editions/{name}.json", {"format": schemas.FORMAT, "uid": uid, "editions": told})
        printed = [edition for edition in editions if edition.live_from <= self.at]
        plans = [edition for edition in editions if edition.is_plan(self.at)]
        if printed:
            self._json(f"chain/{name}.json", export.as_json(printed, self.at))
        if live:
            self._text(f"stories/{name}.md", self.texts.of_edition(live, "publish", [*printed, *plans]))
            self._leave(self.leavings.of_story(editions, live, self.at))
            self.counts["stories"] += 1
        elif plans and not printed:
            self._text(f"drafts/{name}.md", self.texts.of_edition(plans[0], "planned", plans))
        elif texts := [edition for edition in printed if edition.has_text]:
            self._text(f"gone/{name}.md", self.texts.of_edition(texts[-1], own_fields.GONE, printed))
        self.counts["editions"] += len(editions)

    def _pages(self):
        for page in Page.objects.filter(is_published=True).order_by("pk").iterator():
            self._leave(self.leavings.of_page(page, self.at))

    def _leave(self, story):
        for writer in self.writers:
            writer.add(story)

    def _drafts(self):
        for copy in _copies().filter(editions=None).iterator(chunk_size=200):
            self._copy("drafts", copy)
            self.counts["drafts"] += 1

    def _copies(self):
        """Write the copies in which somebody went on behind the newest edition."""
        for copy in _copies().filter(HAS_EDITIONS).iterator(chunk_size=200):
            texts = copy.editions.exclude(kind__in=Edition.TEXTLESS).order_by("number")
            if (newest := texts.last()) and any(
                getattr(copy, name) != getattr(newest, name) for name in Article.CORRECTABLE
            ):
                self._copy("copies", copy)

    def _copy(self, folder, copy):
        self._text(f"{folder}/{copy.uid}.md", self.texts.of_copy(copy))

    # What stories name

    def _pictures(self):
        """Copy the originals; what a text names by its key, it names by this file out there."""
        self.files, told = {}, []
        for image in Image.objects.select_related("poster").order_by("pk").iterator():
            end = image.file.name.rpartition(".")[2]
            name = f"pictures/{image.key}.{end}"
            if not default_storage.exists(image.file.name):
                continue
            with default_storage.open(image.file.name) as source, (self.folder / name).open("wb") as copy:
                shutil.copyfileobj(source, copy)
            self.files[str(image.key)] = f"/{name}"
            told.append({**image.as_printed(), **_unprinted(image), "file": name, "renditions": None})
            self.counts["pictures"] += 1
        self._json("pictures.json", told)

    def _paper(self):
        paper = self.leavings.paper
        logos = {name: getattr(paper, name) for name in LOGOS}
        files = {name: self.files.get(str(logo.key), "") if logo else "" for name, logo in logos.items()}
        self._json("publication.json", {name: getattr(paper, name) for name in SETTINGS} | files)

    def _lists(self):
        """Write each table as a list; what a table's foreign keys lead to stands by its slug or uid."""
        for name, (model, columns) in TABLES.items():
            rows = self._rows(model, *columns)
            for row in rows if model is Page else ():
                row["body"] = self.texts.with_files(row["body"])
            for row in rows if model is Person else ():
                row["portrait"] = self.files.get(str(row.pop("portrait__key")), "")
            self._json(f"{name}.json", rows)
        self._json(
            "sources.json",
            [
                _source(row)
                for row in Source.objects.order_by("pk").select_related("represents", "merged_into")
            ],
        )
        slugs = Address.objects.order_by("pk").values(*ADDRESS)
        old = OldAddress.objects.order_by("pk").values(*OLD_ADDRESS)
        self._json("addresses.json", {"slugs": Streamed(slugs), "old": Streamed(old)})
        told = (
            Edition.objects.printed(self.at)
            .filter(kind__in=Edition.ON_CORRECTIONS_PAGE)
            .order_by("live_from", "pk")
        )
        self._json(
            "corrections.json",
            list(told.values(*CORRECTIONS)),
        )

    def _rows(self, model, *names):
        return list(model.objects.order_by("pk").values(*names))


def _unprinted(image):
    """Return what the library knows of a picture beside what an edition prints."""
    found = {name: getattr(image, name) for name in UNPRINTED} | {"poster": image.poster and image.poster.key}
    return {name: value for name, value in found.items() if value or name.startswith("focal")}


def _text_of(value):
    return value.isoformat() if isinstance(value, date) else str(value)


def _copies():
    """Return the working copies, with what is written of them."""
    return Article.objects.select_related("section", "lead_image", "translation_of").order_by("pk")


def _schemas():
    """Yield (name, schema) for each kind of JSON file."""
    yield from schemas.OTHERS.items()
    for name, (model, columns) in TABLES.items():
        yield name, schemas.rows(model, ["portrait" if each == "portrait__key" else each for each in columns])
    yield "corrections", schemas.rows(Edition, CORRECTIONS)
    yield "publication", schemas.row(Publication, [*SETTINGS, *LOGOS])
    slugs, old = schemas.rows(Address, ADDRESS), schemas.rows(OldAddress, OLD_ADDRESS)
    yield "addresses", schemas.shape({"slugs": slugs, "old": old})


def _source(source):
    """Return what readers may know of a source."""
    said = source.as_voice() | {
        "is_confidential": source.is_confidential,
        "merged_into": source.merged_into.slug if source.merged_into else "",
        "withdrawn_at": iso_milliseconds(source.withdrawn_at) if source.withdrawn_at else "",
        "withdrawn_reason": source.withdrawn_reason,
    }
    return said if source.is_confidential else said | {"role": source.role, "address": source.address}
