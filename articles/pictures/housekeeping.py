"""What the storage should hold, and what it shouldn't: for `manage.py renditions`."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from articles.models import Edition, Image

from . import file_store, renditions, social_cards

YOUNG = timedelta(days=1)  # what is younger may belong to an upload that goes on


def repair(image):
    """Make what is missing of a picture's renditions; return whether something was."""
    if renditions.are_made(image) and not missing(image):
        return False
    image.renditions = {}
    renditions.ensure(image)
    return True


def missing(image):
    """List the files of a picture that are gone from the storage."""
    have = {path: _listed(file_store.folder(path)) for path in {s["path"] for s in image.renditions.values()}}
    return [
        name
        for name in renditions.names(image.renditions)
        if name.rpartition("/")[2] not in have[name.split("/")[1]]
    ]


def unneeded():
    """Yield the files that no picture, no edition and no card needs, and that are a day old."""
    paths = _needed_paths()
    for folder in _folders("renditions"):
        if folder not in paths:
            yield from _old(f"renditions/{folder}")
    originals = {name.split("/")[1] for name in Image.objects.values_list("file", flat=True)}
    for folder in _folders("originals"):
        if folder not in originals:
            yield from _old(f"originals/{folder}")


def _needed_paths():
    """Return the folders of today's renditions, of those in records, and of the records' cards."""
    paths = set()
    for made in Image.objects.values_list("renditions", flat=True).iterator():
        paths.update(shape["path"] for shape in made.values())
    # Records count for ever: an old edition's page still shows its pictures.
    for edition in Edition.objects.only("pictures", "digest", "redacted", "kind").iterator(chunk_size=1000):
        paths.add(social_cards.card_path(edition))
        for printed in edition.pictures:
            paths.update(shape["path"] for shape in printed.get("renditions", {}).values())
    return paths


def _folders(parent):
    try:
        return default_storage.listdir(parent)[0]
    except FileNotFoundError:
        return []


def _listed(folder):
    try:
        return set(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return set()


def _old(folder):
    before = timezone.now() - YOUNG
    for file in sorted(_listed(folder)):
        name = f"{folder}/{file}"
        if default_storage.get_modified_time(name) < before:
            yield name
