"""Checks and decoding of an uploaded picture, which trust nothing that the file or its sender states."""

import hashlib
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import locks
from django.utils.translation import gettext as _
from PIL import Image, ImageChops, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from . import metadata
from .containers import Copied

register_heif_opener(thumbnails=False, decode_threads=1)

FORMATS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "GIF": "gif",
    "HEIF": "heic",
}
# What telephones write: JPEG with a second picture behind the first, HEIC with several. The first is meant.
FIRST_ONLY = ("MPO", "HEIF")
NAMES = "JPEG, PNG, WebP, AVIF, HEIC, GIF"
RECORDINGS = "MP4, WebM, MP3, M4A, AAC, FLAC, Ogg, WAV"
# Of an AVIF or a HEIC, as its decoder knows them, the plainest first.
CODINGS = (b"avif", b"heic", b"heix", b"heim", b"heis", b"avis", b"hevc", b"hevx", b"mif1", b"msf1")
FTYP = 256  # bytes of the box that names them
MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_RATIO = 500  # of the longer side to the shorter, of which readers get 5 px then
LONGEST = 2400  # px; the largest side that readers get
STRIP = 512  # rows converted at once: a whole picture of 24 megapixels twice in memory is too much
ORIENTATION = 0x0112
# By what Pillow calls the pixels of a PNG: the highest value of grey, and colours of 16 bits, by whose other
# name it reads their lower halves.
GREY_TOPS = {"L;2": 3, "L;4": 15, "L": 255}
DEEP, LOWER = "RGB;16B", "RGB;16L"
# What is neither grey nor in the colours of print is RGB without its transparency.
PLAIN = {"L": ("1", "L", "LA", "I", "I;16", "I;16B"), "CMYK": ("CMYK",)}
USUAL_GAMMA = 0.45455  # about that of sRGB
SRGB = ImageCms.createProfile("sRGB")


@dataclass
class Checked:
    """An uploaded file that proved to be a picture, or a recording."""

    extension: str
    sha256: str
    width: int
    height: int
    base: Image.Image | None = None  # upright, sRGB, LONGEST at most
    words: dict = field(default_factory=dict)
    unread: list = field(default_factory=list)  # fields whose words the file has in no known encoding
    recording: Copied | None = None


@contextmanager
def one_at_a_time():
    """Let one picture be in memory on this machine, whatever the number of processes and threads.

    Yields a folder for files that are needed meanwhile.
    """
    # A lock of a file and not of a thread: gunicorn has several processes, and two pictures of 50
    # megapixels do not fit into a small server's memory.
    folder = settings.VAR / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    # Not in the folder for temporary files, where another user's lock of that name would stop all uploads.
    with (folder / "pictures.lock").open("a") as lock:
        locks.lock(lock, locks.LOCK_EX)
        with tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
            yield folder


def check(file):
    """Decode an uploaded file to its end; raise ValidationError with a sentence that names the remedy."""
    if not file or not file.size:
        raise ValidationError(_("The file is empty. Choose a picture."))
    if file.size > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(limit)d MB. Save the picture smaller, then send it again.")
            % {"limit": MAX_BYTES >> 20}
        )
    # Over the file as it came: the same photograph sent twice is found whatever was read from it.
    digest = hashlib.file_digest(_rewound(file), "sha256").hexdigest()
    picture = _opened(_rewound(file))
    size = picture.size
    turned = _orientation(picture) in (5, 6, 7, 8)
    base = _decoded(picture)
    words, unread = metadata.read(picture)  # a PNG may hold them behind its pixels
    width, height = reversed(size) if turned else size
    return Checked(FORMATS[picture.format], digest, width, height, base, words, unread)


def base(file):
    """Return a stored original as renditions start from it."""
    return _decoded(_opened(_rewound(file)))


def _rewound(file):
    file.seek(0)
    return file


def _opened(file):
    """Read a picture's head, and refuse it before any of its pixels is loaded."""
    try:
        with warnings.catch_warnings():
            # Pillow warns by its own measure; ours comes next.
            warnings.simplefilter("ignore")
            # Named formats: Pillow has dozens of other decoders, and a crafted file could attack each
            # of them.
            picture = Image.open(_by_its_coding(file), formats=["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"])
        pixels = picture.width * picture.height
        still = picture.format in FIRST_ONLY or not getattr(picture, "is_animated", False)
    except Image.DecompressionBombError:
        pixels, still = MAX_PIXELS + 1, True
    except Exception as error:  # a hostile file makes a decoder raise anything
        raise ValidationError(_no_picture(file)) from error
    if pixels > MAX_PIXELS:
        raise ValidationError(
            _("The picture has more than %(limit)d megapixels. Save it smaller, then send it again.")
            % {"limit": MAX_PIXELS // 10**6}
        )
    if max(picture.size) > MAX_RATIO * min(picture.size):
        raise ValidationError(
            _("The picture is too thin: its longer side may be %(limit)d times the shorter one. Crop it.")
            % {"limit": MAX_RATIO}
        )
    if not still:
        raise ValidationError(_("The picture moves. Send one frame of it, or a video."))
    if picture.format == "PNG" and picture.tile and "transparency" in picture.info:
        picture.info |= _clear(picture.info.pop("transparency"), picture.tile[0].args, file)
    return picture


def _by_its_coding(file):
    """Return a file whose main brand names its coding: programs write that of a profile there, too."""
    head = file.read(FTYP)
    file.seek(0)
    main, others = head[8:12], head[16 : int.from_bytes(head[:4], "big")]
    brands = [others[at : at + 4] for at in range(0, len(others), 4)]
    coding = next((brand for brand in CODINGS if brand in brands), None)
    if head[4:8] != b"ftyp" or main in CODINGS or not coding:
        return file
    content = bytearray(file.read())
    content[8:12] = coding
    return BytesIO(content)


def _clear(colour, raw_mode, file):
    """Return the colour that a PNG calls transparent as Pillow gives its pixels, or, of 16 bits, as it is."""
    if raw_mode == DEEP:
        return {"deep": (colour, file)}
    if raw_mode == "RGB":
        colour = tuple(part & 255 for part in colour)
    elif raw_mode in GREY_TOPS:
        top = GREY_TOPS[raw_mode]
        colour = (colour & top) * 255 // top
    return {"transparency": colour}


def _no_picture(file):
    start = _rewound(file).read(1024).lstrip().lower()
    if b"<svg" in start or start.startswith(b"<?xml"):
        return _("SVG can hold scripts, so it isn't taken. Export the drawing as PNG, then send that.")
    names = f"{NAMES}, {RECORDINGS}"
    return _("This file is no picture, video or sound that can be read. Send one of: %(names)s.") % {
        "names": names
    }


def _orientation(picture):
    try:
        return picture.getexif().get(ORIENTATION, 1)
    except Exception:  # broken EXIF: the picture itself may be well
        return 1


def _decoded(picture):
    """Return the picture upright, in sRGB, on white, and no larger than readers get it."""
    orientation, profile = _orientation(picture), picture.info.get("icc_profile")
    try:
        shrunk = _shrunk(picture)
    except Exception as error:
        raise ValidationError(
            _("The picture is damaged: it can't be read to its end. Save it again, then send that.")
        ) from error
    shrunk.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    if not profile and "srgb" not in picture.info:
        shrunk = _by_gamma(shrunk, picture.info.get("gamma", USUAL_GAMMA))
    result = _in_srgb(shrunk, profile)
    result.getexif()[ORIENTATION] = orientation
    return _bare(ImageOps.exif_transpose(result))


def _bare(picture):
    """Return the pixels alone: no EXIF, no profile, no text goes into what is public."""
    # EXIF holds the place and the camera's number, which can give away a source.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _shrunk(picture):
    """Load the picture and reduce it by whole steps, strip by strip, so that it is in memory once."""
    scale = max(picture.size) / LONGEST
    if scale > 1:
        # JPEG alone can be decoded at a half, a quarter or an eighth of its size; the other formats
        # ignore this.
        picture.draft(None, [max(1, round(side / scale)) for side in picture.size])
    picture = _loaded(picture)
    factor = max(1, int(max(picture.size) / (1.2 * LONGEST)))
    mode = next((mode for mode, modes in PLAIN.items() if picture.mode in modes), "RGB")
    whole = Image.new(mode, [-(-side // factor) for side in picture.size])
    for top in range(0, picture.height, STRIP * factor):
        box = (0, top, picture.width, min(top + STRIP * factor, picture.height))
        whole.paste(_plain(picture.crop(box), mode).reduce(factor), (0, top // factor))
    return whole


def _loaded(picture):
    """Load a picture; of a GIF, what its frame leaves uncovered is as white as what is transparent."""
    frames = [tile.extents for tile in picture.tile if picture.format == "GIF"]
    picture.load()
    if "deep" in picture.info:
        return _deep(picture)
    if not frames or frames[0] == (0, 0, *picture.size):
        return picture
    whole = Image.new("RGB", picture.size, "white")
    whole.paste(_plain(picture.crop(frames[0]), "RGB"), frames[0])
    return whole


def _deep(picture):
    """Whiten what is clear in colours of 16 bits, of which Pillow reads the upper or the lower halves."""
    clear, file = picture.info.pop("deep")
    lower = Image.open(_rewound(file), formats=["PNG"])
    lower.tile = [lower.tile[0]._replace(args=LOWER)]
    mask = _where(lower, [part & 255 for part in clear])
    picture.paste("white", mask=ImageChops.darker(mask, _where(picture, [part >> 8 for part in clear])))
    return picture


def _where(picture, colour):
    """Return a mask of where a picture has a colour."""
    mask = Image.new("L", picture.size)
    for top in range(0, picture.height, STRIP):
        bands = picture.crop((0, top, picture.width, min(top + STRIP, picture.height))).split()
        pairs = zip(bands, colour, strict=True)
        same = [band.point([255 * (value == part) for value in range(256)]) for band, part in pairs]
        mask.paste(reduce(ImageChops.darker, same), (0, top))
    return mask


def _plain(strip, mode):
    """Return a strip in 8 bits a channel, what is transparent on white."""
    if strip.mode.startswith("I"):
        strip = _of_16_bits(strip)
    if strip.mode in ("LA", "PA", "RGBA", "P") or "transparency" in strip.info:
        strip = strip.convert("RGBA")
        white = Image.new("RGBA", strip.size, "white")
        strip = Image.alpha_composite(white, strip)
    return strip.convert(mode)


def _of_16_bits(strip):
    """Return grey of 16 bits in 8; what is transparent, of one value alone, is white."""
    wide = strip.convert("I")
    grey = wide.point(lambda value: value / 256).convert("L")
    clear = strip.info.get("transparency")
    if clear is not None:
        # Clipped to 0 in 8 bits: what is not above the value, and what is not below it.
        above = wide.point(lambda value: value - clear).convert("L")
        below = wide.point(lambda value: value * -1 + clear).convert("L")
        grey.paste(255, mask=ImageChops.lighter(above, below).point(lambda value: 0 if value else 255))
    grey.info.pop("transparency", None)
    return grey


def _by_gamma(picture, gamma):
    """Return a picture with the gamma of its PNG applied (gAMA: the exponent of each value)."""
    if not 0.1 < gamma < 3 or abs(gamma - USUAL_GAMMA) < 0.05:
        return picture
    lights = [(value / 255) ** (1 / gamma) for value in range(256)]
    curve = [round(255 * max(0, 1.055 * light ** (1 / 2.4) - 0.055)) for light in lights]
    return picture.point(curve * len(picture.getbands()))


def _in_srgb(picture, profile):
    """Convert by the picture's own profile, so that wide gamut and print colours look right."""
    # Before the pixels are stripped of their metadata: without its profile, a wide gamut looks dull.
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if picture.mode == "L" and source.profile.xcolor_space.strip() == "RGB":
                picture = picture.convert("RGB")
            return ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # broken, or of other colours than the picture's: as if there were none
    return picture.convert("RGB")
