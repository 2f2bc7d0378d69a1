"""The pictures of an archive: brought into the library when a story shows them, each once."""

import json
from contextlib import suppress
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from articles.admin.image_forms import SHAPES, CropField
from articles.models import Image
from articles.pictures import captions, library
from articles.text import languages
from articles.text.reading import printable

from . import addresses
from .conversion import words_of
from .models import Arrival
from .readers import own_fields
from .readers.opening import BadFile
from .records import key_of
from .taxonomy import stand


class ImageImport:
    """`find(address)` returns (key, alt text, caption) of a picture of the library, or None."""

    def __init__(self, inventory, importing, media, fetcher=None):
        self.inventory, self.importing, self.media, self.fetcher = inventory, importing, media, fetcher
        self.at_hand = {}  # {key: bytes} of pictures that documents of this batch hold
        rows = Arrival.objects.filter(origin=importing.origin, image__isnull=False).values_list(
            "key", "image__key", "image__alt_text", "image__caption", "image"
        )
        # {key: (key of the library, alt, caption, primary key), or None}
        self.found = {key: (str(image), alt, caption, pk) for key, image, alt, caption, pk in rows}
        said = words_taken_out(media)
        self.are_taken_out, self.said = said is not None, said or {}

    def find(self, address):
        known = self.row(address)
        return known and known[:3]

    def row(self, address, **words):
        """Return the same with its primary key, by the key of an attachment or by an address.

        `words` are for a picture that has none.
        """
        if not address or address.startswith("data:"):
            return None
        key = address if address in self.inventory.pictures else self._key(address)
        if key not in self.found:
            self.found[key] = self._bring(key, address)
        if self.found[key] and any(words.values()):
            self._describe(key, words)
        return self.found[key]

    def _describe(self, key, words):
        """Give a picture that an import made the words that it lacks."""
        arrivals = Arrival.objects.filter(origin=self.importing.origin, key=key, is_new=True)
        arrival = arrivals.select_related("image").first()
        image = arrival and arrival.image
        lacking = {name: text for name, text in words.items() if text and image and not getattr(image, name)}
        if lacking:
            for name, text in lacking.items():
                setattr(image, name, text)
            image.save(update_fields=[*lacking])
            self.found[key] = (str(image.key), image.alt_text, image.caption, image.pk)

    def can_find(self, address):
        """Ask whether a picture that was missing can be had now."""
        picture = self.inventory.pictures.get(address)
        return self.is_there(picture.address if picture else address) or bool(self.fetcher)

    def is_there(self, address):
        """Ask whether the media have a file, and read nothing of it."""
        try:
            file = self.media and self.media.open(address)
        except BadFile:
            return False
        if file:
            file.close()
        return bool(file)

    def _key(self, address):
        known, path = self.inventory.by_address, addresses.bare(address)
        whole = addresses.sizes_off(path)
        return known.get(path) or known.get(whole) or key_of("file", whole)

    def _file(self, address, picture):
        """Open a file of the media; of what the archive does not list, the picture before its sizes."""
        whole = None if picture else self.media.open(addresses.sizes_off(addresses.bare(address)))
        return whole or self.media.open(address) or (self.fetcher and self.fetcher.open(address))

    def _bring(self, key, address):
        picture = self.inventory.pictures.get(key)
        address = picture.address if picture else address
        report = self.inventory.report
        try:
            held = self.at_hand.get(key)
            file = ContentFile(held, "held") if held else self._file(address, picture)
            if not file:
                report.counts["pictures missing"] += 1
                return None
            with file:
                words = _words(picture) if picture else {}
                words |= self._said_of(addresses.bare(address).lstrip("/"))
                image = library.take(
                    file, self.importing.by, **{name: said for name, said in words.items() if said != ""}
                )
        except (BadFile, ValidationError, OSError) as error:
            sentence = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            report.problem(address[:200], sentence)
            report.counts["pictures missing"] += 1
            return None
        report.counts["pictures"] += 1
        self._keep(key, image, picture, address)
        return str(image.key), image.alt_text, image.caption, image.pk

    def _said_of(self, file):
        """Return what another newsroom says of a picture; a recording's still one is brought before it."""
        words = dict(self.said.get(file, {}))
        still = words.pop("poster", "")
        if still and not self.said[still].get("poster") and (row := self.row(f"/{still}")):
            words["poster"] = Image.objects.filter(pk=row[3], media_type="").first()
        return words

    def _keep(self, key, image, picture, address):
        """A file that two attachments share is one picture."""
        Arrival.objects.create(origin=self.importing.origin, key=key, brought_by=self.importing,
                               is_new=image.is_new, image=image)  # fmt: skip
        pages = [] if picture is None or picture.parent in self.inventory.slugs else picture.addresses
        old = urlsplit(address).path if "://" in address or address.startswith("/") else ""
        whole = addresses.sizes_off(old)
        names = [old] if picture else []
        names += [whole] if self._key(whole) == key else []  # else another picture has that name
        stand(self.importing, "image", [(image, each) for each in (*names, *pages)])


def _words(picture):
    return words_as_kept(picture.alt, picture.caption)


def words_as_kept(alt, caption):
    return {"alt_text": printable(alt)[:500], "caption": words_of(caption).replace("\n", " ")}


# What a newsroom that was taken out says of a picture beside what an edition prints of it.
UNPRINTED = ("is_decorative", "people", "taken_on", "focal_x", "focal_y", "crops", "captions")
WORDS = {
    "alt": "alt_text", **{name: name for name in ("caption", "credit", "creator", "rights", "licence",
    "acquire_licence_page", "digital_source_type", "transcript", "captions_language", *UNPRINTED)},
}  # fmt: skip


def words_taken_out(media):
    """Return {file: words} of a newsroom's pictures that was taken out; of another archive None."""
    file = media and media.open("pictures.json")
    if not file:
        return None
    try:
        with file:
            rows = json.load(file)
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list):
        return None
    rows = own_fields.objects_in(rows)
    files = {own_fields.text(row, "key"): str(row.get("file", "")) for row in rows}
    return {str(row.get("file", "")): _valid(row, files) for row in rows}


def _valid(row, files):
    """Return what columns take, and the file of a recording's still picture."""
    said = {column: row.get(name) for name, column in WORDS.items()}
    found = dict(own_fields.valid(Image, WORDS.values(), said))
    found.pop("crops", None)
    if crops := dict(_crops(said["crops"])):
        found["crops"] = crops
    for name, clean in (("captions", captions.clean), ("captions_language", languages.standard_tag)):
        if value := found.pop(name, ""):
            with suppress(ValidationError, languages.UnknownLanguage):
                found[name] = clean(value)
    if (still := own_fields.text(row, "poster")) and still in files:
        found["poster"] = files[still]
    return found


def _crops(told):
    for shape, crop in told.items() if isinstance(told, dict) else ():
        if shape in SHAPES and isinstance(crop, list):
            with suppress(ValidationError):
                yield shape, CropField(shape).clean(" ".join(map(str, crop)))


def printed(keys):
    """Return {key: row} of pictures of the library, in one query."""
    return {str(row.key): row for row in Image.objects.select_related("poster").filter(key__in=set(keys))}


def by_primary_key(keys, known):
    """Return {primary key: row}; `known` rows are not asked for again."""
    found = {row.pk: row for row in known.values()}
    found |= Image.objects.select_related("poster").in_bulk(set(keys) - found.keys())
    return found
