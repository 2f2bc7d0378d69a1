"""What the storage should hold, and what it shouldn't: for `manage.py renditions`."""

from datetime import timedelta
from functools import reduce
from hashlib import sha256
from operator import or_

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import timezone

from articles.models import Article, Edition, EditionPicture, Image, Publication
from newsroom import disk

from . import file_store, markup, renditions, social_cards

YOUNG = timedelta(days=1)  # what is younger may belong to an upload that goes on


def repair(image):
    """Make what is missing of a picture's renditions; return whether something was."""
    if renditions.are_made(image) and not missing(image.renditions):
        return False
    image.renditions = {}
    renditions.ensure(image)
    return True


def missing(made):
    """List the files of an `Image.renditions` that are gone from the storage."""
    have = {path: _listed(file_store.folder(path)) for path in {s["path"] for s in made.values()}}
    return [
        name for name in renditions.names(made) if name.rpartition("/")[2] not in have[name.split("/")[1]]
    ]


def forget(printed):
    """Delete pictures that were taken out of print, each a row as printed, and return their files' names.

    With a recording goes its still picture. What another story, person or recording shows stays in the
    library, and so do files that another record prints.
    """
    rows = [row for pictures in printed for row in pictures]
    keys, made = {row["key"] for row in rows}, [row.get("renditions", {}) for row in rows]
    # What shares one of a picture's files shares this one.
    paths = {each["whole"]["path"] for each in made if "whole" in each}
    known = models.Q(key__in=keys) | models.Q(recordings__key__in=keys)
    # Recordings first: they protect their stills.
    images = Image.objects.filter(known).order_by("-media_type", "pk").distinct()
    gone = [image for image in images if _delete(image)]
    named = models.Q(pk__in=images.values("pk")) | models.Q(pk__in=_naming(paths, Image, "renditions"))
    kept = list(Image.objects.filter(named))
    names = {name for each in [*made, *_made(gone)] for name in renditions.names(each)}
    names |= {image.file.name for image in gone}
    return names - {
        name for each in [*_made(kept), *_printed(kept, paths)] for name in renditions.names(each)
    }


def _made(images):
    return [image.renditions for image in images]


def _printed(images, paths):
    """Yield the renditions that records print of pictures, or with files of the same paths."""
    links = EditionPicture.objects.filter(image__in=images).values("edition")
    named = models.Q(pk__in=links) | models.Q(pk__in=_naming(paths, Edition, "pictures"))
    for pictures in Edition.objects.filter(named).values_list("pictures", flat=True):
        yield from (row.get("renditions", {}) for row in pictures)


def _naming(paths, model, column):
    """Return the keys of rows that name one of the paths: a recording's record names those of its still."""
    rows = model.objects.annotate(text=Cast(column, models.TextField())).order_by()
    any_of = reduce(or_, (models.Q(text__contains=path) for path in paths), models.Q(pk__in=()))
    return rows.filter(any_of).values("pk")


def _delete(image):
    """Delete a picture that nothing shows; return whether it is gone."""
    if _is_shown(image):
        return False
    try:
        with transaction.atomic():
            Image.objects.filter(pk=image.pk).delete()
    except models.ProtectedError:  # a portrait, a logo, a recording's still picture
        return False
    return True


def _is_shown(image):
    """Ask whether a story shows a picture, in its copy or in print, or a standing page."""
    if image.edition_links.exists() or image.pages or Article.objects.filter(lead_image=image).exists():
        return True
    texts = Article.objects.filter(body__icontains=f"image:{image.key}").values_list("body", flat=True)
    return any(str(image.key) in markup.keys(text) for text in texts.iterator())


def faults():
    """Yield (what, sentence) where an original isn't the file that was taken, or renditions aren't of it."""
    seen = set()
    for image in Image.objects.exclude(file="", sha256="").order_by("pk").iterator(chunk_size=500):
        if _sha256(image.file) != image.sha256:
            yield f"picture {image.key}", "its original is gone, or is another file than was taken"
        elif _are_of_another(image):
            yield f"picture {image.key}", "shows files not made of its original and credit: run renditions"
        yield from _lost(f"picture {image.key}", image.renditions, seen)
    printed = (
        Edition.objects.exclude(pictures=[]).order_by("pk").values_list("pictures", "article_uid", "number")
    )
    for pictures, uid, number in printed.iterator(chunk_size=500):
        for picture in pictures if isinstance(pictures, list) else ():  # else no digest fits it
            made = picture.get("renditions", {}) if isinstance(picture, dict) else {}
            yield from _lost(f"article {uid}, edition {number}", made, seen)


def _are_of_another(image):
    try:
        return bool(image.renditions) and not renditions.were_made(image)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False  # in no form that is known


def _lost(what, made, seen):
    """Yield where a rendition is gone; those whose folders were `seen` are not looked for again."""
    try:
        new = {shape: each for shape, each in made.items() if each["path"] not in seen}
        seen.update(each["path"] for each in new.values())
        are_lost = missing(new)
    except (ConnectionError, PermissionError):
        raise
    except (AttributeError, LookupError, OSError, SuspiciousOperation, TypeError, ValueError):
        yield what, "names files of its pictures in no form that is known"
    else:
        if are_lost:
            yield what, "lacks files of its pictures: run renditions"


def _sha256(file):
    """Return the hash of a stored file; None where there is none.

    Raises ConnectionError or PermissionError where nobody can tell.
    """
    hashed = sha256()
    try:
        with file.open() as opened:
            for chunk in opened.chunks():
                hashed.update(chunk)
    except (ConnectionError, PermissionError):
        raise
    except (OSError, SuspiciousOperation, ValueError):  # gone, or not there at all; a row without a file
        return None
    return hashed.hexdigest()


def unneeded():
    """Yield the files that no picture, no edition and no card needs, and that are a day old.

    So are halves that a stopped program left.
    """
    paths = _needed_paths()
    for folder in _folders("renditions"):
        if folder not in paths:
            yield from _old(f"renditions/{folder}")
    originals = {name.split("/")[1] for name in Image.objects.values_list("file", flat=True)}
    for folder in _folders("originals"):
        if folder not in originals:
            yield from _old(f"originals/{folder}")
    yield from _old(disk.HALVES)


def remove_unneeded():
    """Delete those files, and return how many there were."""
    count = 0
    for name in unneeded():
        default_storage.delete(name)
        count += 1
    return count


def _needed_paths():
    """Return the folders of today's renditions, of those in records, and of the records' cards."""
    paths = set()
    for made in Image.objects.values_list("renditions", flat=True).iterator():
        paths.update(shape["path"] for shape in made.values())
    publication = Publication.objects.current()
    paths.update(social_cards.page_card_path(each, publication) for each in social_cards.pages(publication))
    withdrawn = _withdrawals()
    columns = ("article", "number", "pictures", "digest", "redacted")
    # Records count for ever: an old edition's page still shows its pictures.
    for edition in Edition.objects.only(*columns).iterator(chunk_size=1000):
        if edition.number > withdrawn.get(edition.article_id, 0):
            paths.add(social_cards.card_path(edition))
        for printed in edition.pictures:
            paths.update(shape["path"] for shape in printed.get("renditions", {}).values())
    return paths


def _withdrawals():
    """Return {story: number of its last withdrawal}: no edition before that has a card."""
    rows = Edition.objects.filter(kind=Edition.Kind.WITHDRAWAL).order_by("number")
    return dict(rows.values_list("article", "number"))


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
