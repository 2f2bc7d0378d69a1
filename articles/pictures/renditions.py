"""What readers get of a picture: the same pixels in several widths, formats and shapes.

`Image.renditions`, and from there the editions' `pictures`, hold {shape: {"path", "width", "height",
"colour" (its average), "bytes" (of the widest JPEG), "jpeg": [widths], "webp": […], "avif": […]}}.
The file of a width lies at `renditions/{path}/{width}.{format}`; the path is a hash of the original's random
name, of the crop, of the words in the file and of RECIPE: what has a name never changes, and whoever has
the file can't compute it.
"""

import hashlib
import json
from datetime import timedelta
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image as Pixels

from articles.models import Image

from . import decoding, file_store, metadata, recordings

RECIPE = 3  # raise it when a quality changes: files get new names, and the old stay while a record needs them
FORMATS = {
    "jpeg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    # Tuned for likeness (SSIM), it is as like as quality 60 without that, and a sixth smaller.
    "avif": {"format": "AVIF", "quality": 54, "speed": 6, "max_threads": 1, "advanced": {"tune": "ssim"}},
}
# Width by height (None: as it is), and the widths in px: 680 is a telephone of 412 px at 1.75 pixels each.
SHAPES = {
    "whole": (None, (480, 680, 1040, 1600, 2400)),
    "wide": (16 / 9, (640, 1280)),
    "card": (3 / 2, (320, 680, 960)),
    "square": (1, (160, 320, 1200)),
}
CLAIM = timedelta(minutes=10)  # a process that took a picture and hasn't come back by then is gone


def name(path, width, form):
    """Return the name in storage of one rendition."""
    return f"{file_store.folder(path)}/{width}.{form}"


def names(renditions):
    """List the files of an `Image.renditions`."""
    return [
        name(shape["path"], width, form)
        for shape in renditions.values()
        for form in FORMATS
        for width in shape.get(form, ())
    ] + [
        f"{file_store.folder(each['path'])}/{each['file']}" for each in renditions.values() if "file" in each
    ]


def box(image, shape):
    """Return a shape's crop as (left, top, right, bottom), each a fraction of the picture's side.

    By hand where there is one, else the largest, its middle as near to the focal point as the edges let it.
    """
    ratio = SHAPES[shape][0]
    if ratio is None:
        return (0, 0, 1, 1)
    sides = image.width / image.height
    if shape in image.crops:
        left, top, width = (part / 100 for part in image.crops[shape])
        return (left, top, left + width, min(1, top + width * sides / ratio))
    width, height = min(1, ratio / sides), min(1, sides / ratio)
    left = min(max(image.focal_x / 100 - width / 2, 0), 1 - width)
    top = min(max(image.focal_y / 100 - height / 2, 0), 1 - height)
    return (left, top, left + width, top + height)


def path(image, shape, recipe=None):
    recipe = [recipe or RECIPE, image.file.name, shape, [round(edge, 4) for edge in box(image, shape)]]
    if words := metadata.packet(image):
        recipe.append(words.decode())
    return hashlib.sha256(json.dumps(recipe).encode()).hexdigest()[:24]


def are_made(image, recipe=None):
    """Ask whether its renditions are those of today's file, focal point, crops, credit and captions.

    By today's recipe, or by one before.
    """
    if image.is_recording:
        return recordings.are_made(image, recipe)
    made = image.renditions
    return all(made.get(shape, {}).get("path") == path(image, shape, recipe) for shape in SHAPES)


def were_made(image):
    """Ask the same by whatever recipe: after an upgrade with a newer one, files are renewed one by one."""
    newest = recordings.RECIPE if image.is_recording else RECIPE
    return any(are_made(image, recipe) for recipe in range(1, newest + 1))


def ensure(image):
    """Make a picture's renditions where they aren't made; one process does, others get ValidationError."""
    if are_made(image):
        return
    if not _claim(image):
        raise ValidationError(_("The picture is being made ready. Try again in a minute."))
    try:
        with decoding.one_at_a_time() as folder, original(image) as file:
            image.renditions = made_of(image, file, folder)
        image.save(update_fields=["renditions"])
    finally:
        Image.objects.filter(pk=image.pk).update(claimed_at=None)


def _claim(image):
    now = timezone.now()
    free = Image.objects.filter(pk=image.pk).filter(
        models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM)
    )
    # One UPDATE decides, on every database: of two processes only one changes the row.
    return free.update(claimed_at=now) == 1


def original(image):
    """Open the stored file; raise ValidationError where it is gone."""
    try:
        return image.file.open()
    except (OSError, ValueError) as gone:
        raise ValidationError(
            _("The file of “%(picture)s” is gone from the storage. Replace it, or restore a backup.")
            % {"picture": image}
        ) from gone


def made_of(image, file, folder):
    """Make what readers get of a picture or a recording from its original."""
    if image.is_recording:
        return recordings.make(image, recordings.copy(file, folder))
    return make(image, decoding.base(BytesIO(file.read())))


def make(image, base):
    """Write all files of a picture from its decoded `base`, and return what `Image.renditions` holds.

    Where one can't be written, those written before it are removed.
    """
    written = []
    try:
        return {shape: _shape(image, shape, base, written) for shape in SHAPES}
    except BaseException:
        file_store.remove(written)
        raise


def _shape(image, shape, base, written):
    crop = base.crop(_pixels(box(image, shape), base.size))
    # Never enlarged: that would cost bytes and show nothing more.
    widths = [width for width in SHAPES[shape][1] if width < crop.width]
    if len(widths) < len(SHAPES[shape][1]):
        widths.append(crop.width)
    made = {"path": path(image, shape), "width": crop.width, "height": crop.height}
    made["colour"] = "#" + bytes(crop.resize((1, 1), Pixels.Resampling.BOX).getpixel((0, 0))).hex()
    made.update({form: [] for form in FORMATS})
    words = metadata.packet(image)
    for width in widths:
        height = max(1, round(crop.height * width / crop.width))
        for form, content in _encoded(crop.resize((width, height), Pixels.Resampling.LANCZOS), words):
            file_store.store(name(made["path"], width, form), ContentFile(content), written)
            made[form].append(width)
            if form == "jpeg":
                made["bytes"] = len(content)
    return made


def _pixels(box, size):
    """Return a crop in pixels, one of each side at least: that of a thin picture may be less."""
    starts = [min(round(edge * side), side - 1) for edge, side in zip(box[:2], size, strict=True)]
    ends = [round(edge * side) for edge, side in zip(box[2:], size, strict=True)]
    return (*starts, *(max(pair) for pair in zip(ends, (start + 1 for start in starts), strict=True)))


def _encoded(pixels, words):
    """Yield (format, bytes) with XMP `words`, JPEG first, and of the others those that are smaller."""
    # A browser takes the first format that it can read, so one that is larger than JPEG would only
    # cost.
    limit = None
    for form, options in FORMATS.items():
        out = BytesIO()
        pixels.save(out, **options, **({"xmp": words} if words else {}))
        if limit is None or out.tell() < limit:
            yield form, out.getvalue()
        limit = limit or out.tell()


def rewritten(made, write):
    """Write the files of one shape anew with `write` of each text in them; return what is held of them then.

    For files whose picture was replaced, so that their original is gone. Those that say nothing else stay.
    """
    path = hashlib.sha256(f"{made['path']} rewritten".encode()).hexdigest()[:24]
    contents = {}
    for width, form in ((width, each) for each in FORMATS for width in made.get(each, ())):
        before = _stored(name(made["path"], width, form))
        contents[name(path, width, form)] = metadata.rewritten(before, write)
        if contents[name(path, width, form)] == before:
            return made  # all files of a shape hold the same words
    for target, content in contents.items():
        file_store.store(target, ContentFile(content), [])
    return {**made, "path": path} if contents else made


def _stored(name):
    """Return what a file holds; nothing where it is gone."""
    if not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        return file.read()
