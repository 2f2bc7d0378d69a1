"""Pictures that people send: decoded, turned upright, written anew, and named by the server."""

import hashlib
import uuid
import warnings
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000


class BadPicture(Exception):
    """A file that can't be taken, with a sentence that says why."""


def decoded(upload):
    """Return an uploaded picture as a new file of the same format, without what else was in it."""
    if upload is None:
        raise BadPicture(_("No file came with this upload."))
    if upload.size > MAX_BYTES:
        raise BadPicture(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES >> 20})
    picture = _opened(upload)
    if picture.width * picture.height > MAX_PIXELS:
        raise BadPicture(
            _("The picture has more than %(limit)d megapixels.") % {"limit": MAX_PIXELS // 10**6}
        )
    return _written(picture)


def _opened(upload):
    try:
        # Pillow warns of large pictures by its own measure; ours is asked next, before a pixel is loaded.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(upload, formats=list(FORMATS))
    except Image.DecompressionBombError as bomb:
        raise BadPicture(_("The picture has too many pixels.")) from bomb
    except (OSError, ValueError, SyntaxError) as error:
        sentence = _("This is no picture that can be shown: send JPEG, PNG, WebP, GIF or AVIF.")
        raise BadPicture(sentence) from error


def _written(picture):
    form, out = picture.format, BytesIO()
    try:
        if getattr(picture, "is_animated", False):
            picture.save(out, form, save_all=True)
        else:
            upright = ImageOps.exif_transpose(picture)
            upright.info.pop("exif", None)
            upright.save(out, form, quality=92, icc_profile=picture.info.get("icc_profile"))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadPicture(_("The picture is damaged: it can't be read to its end.")) from error
    file = ContentFile(out.getvalue(), name=f"{uuid.uuid4()}.{FORMATS[form]}")
    file.sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    return file
