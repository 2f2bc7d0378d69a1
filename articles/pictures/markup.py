"""The HTML of a picture, from what an edition printed of it: no query, no script, no style attribute."""

import re
from itertools import chain, zip_longest

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Image, Story
from articles.text import chart_drawing, commonmark, figures, rendering

from . import file_store

Form = Story.LeadForm
# How wide a picture stands in the text and above it, for `sizes`: see .story in paper.css.
TEXT = "(min-width: 46rem) 41rem, calc(100vw - 2rem)"
# A phone with three dots a pixel gets a picture for two: nobody sees the third, and it is half of the bytes.
FINE_PHONE = "(max-width: 40rem) and (min-resolution: 2.5x) 62vw"
LEAD = f"{FINE_PHONE}, (min-width: 62rem) 48rem, calc(100vw - 2rem)"
WIDE = f"{FINE_PHONE}, (min-width: 62rem) 66rem, calc(100vw - 2rem)"
UPRIGHT = "(min-width: 62rem) 24rem, calc(100vw - 2rem)"
FORM_SIZES = {Form.WIDE: WIDE, Form.COLUMN: LEAD, Form.UPRIGHT: UPRIGHT}
HALF = "(min-width: 46rem) 20rem, calc(50vw - 1.5rem)"
BESIDE = "(min-width: 46rem) 18rem, calc(100vw - 2rem)"
PLACES = {
    figures.TEXT: ("whole", TEXT),
    figures.HALF: ("card", HALF),
    figures.ACROSS: ("card", TEXT),
    figures.BESIDE: ("whole", BESIDE),
}
MIDDLE = 800  # px: what a browser gets that reads no srcset
POSTER = 640  # px: a video's still has one size and one form for all screens
LEAD_POSTER = 480  # px: and a phone waits for that which leads
TYPES = {"avif": "image/avif", "webp": "image/webp"}
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINE_END = re.compile(r"\r\n?")
SLOT = '<figure class="picture"></figure>'  # no author can write it: a text holds no HTML
FIGURE = re.compile(r"<(figure|aside).*?</\1>", re.DOTALL)
STOPS = tuple(".!?…:։՜՞۔؟।。！？")  # what ends a sentence
CLOSING = "\"'”’»)]」』）"  # what may stand behind that
# Of Armenian, of India's scripts that have their own, of Chinese and Japanese; the others take ours.
OWN_STOPS = [
    (re.compile("[Ա-և]"), "։"),
    (re.compile("[\u0900-\u097f\u0980-\u09ff\u0a00-\u0a7f\u0b00-\u0b7f]"), "।"),
    (re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"), "。"),
]
TONES = 6  # levels of a colour while it loads; pictures.css has a class for each


def lead_form(printed, chosen=""):
    """Return (form, `sizes`, shape) of a lead picture: as an editor chose, or as its shape asks.

    What is higher than wide would fill a screen in the other forms, and is cut there.
    """
    made = printed.get("renditions", {}).get("whole") or {"width": 3, "height": 2}
    is_high = made["height"] > made["width"]
    asked = Form.UPRIGHT if is_high else Form.COLUMN
    asked = Form.WIDE if made["width"] >= 1.75 * made["height"] else asked
    form = chosen or asked
    return form, FORM_SIZES[form], "card" if is_high and form != Form.UPRIGHT else "whole"


def address(path, width, form):
    return reverse("picture", args=[path, f"{width}.{form}"])


def small_address(image, shape="card"):
    """Return where the smallest view of a picture of the library is, in one shape; empty without one."""
    made = image.renditions.get(shape)
    return address(made["path"], made["jpeg"][0], "jpeg") if made else ""


def view(printed, shape="whole", sizes=TEXT, is_lead=False):
    """Return what the templates say of a printed picture in one shape, or None where it has no renditions."""
    made = printed.get("renditions", {}).get(shape)
    if not made:
        return None
    return {
        **dict.fromkeys(("alt", "caption", "credit"), ""),
        **printed,
        "caption": ended(printed),
        "sources": [(mime, _srcset(made, form)) for form, mime in TYPES.items() if made[form]],
        "srcset": _srcset(made, "jpeg"),
        "src": jpeg_address(made, MIDDLE),
        **_large(printed["renditions"].get("whole", made)),
        "width": made["width"],
        "height": made["height"],
        "sizes": sizes,
        "is_lead": is_lead,
        "tone": tone(made["colour"]),
        "origin": origin(printed.get("digital_source_type", "")),
    }


def _large(whole):
    """Return the addresses of the larger view: for a link, and for a script."""
    avif = address(whole["path"], whole["avif"][-1], "avif") if whole["avif"] else ""
    return {"large": address(whole["path"], whole["jpeg"][-1], "jpeg"), "large_avif": avif}


def jpeg_address(made, width):
    """Return the address of the smallest JPEG of a width or more, or else of the largest."""
    return address(made["path"], _width(made, width), "jpeg")


def lead_poster(printed):
    """Return where the still of a video above a story is, or an empty string."""
    made = printed.get("renditions", {})
    is_video = "recording" in made and printed["media_type"].startswith("video/")
    return poster_address(made["whole"], is_lead=True) if is_video and "whole" in made else ""


def poster_address(made, is_lead):
    """Return where a video's still is. One that leads is WebP, where that is smaller than JPEG.

    What stands in a text is stored with its edition: another form there would be a fault to `verify`.
    """
    width = _width(made, LEAD_POSTER if is_lead else POSTER)
    return address(made["path"], width, "webp" if is_lead and width in made["webp"] else "jpeg")


def _width(made, least):
    return next((each for each in made["jpeg"] if each >= least), made["jpeg"][-1])


def _srcset(made, form):
    return ", ".join(f"{address(made['path'], width, form)} {width}w" for width in made[form])


def tone(colour):
    """Return the classes that stand for a colour such as #7f8c8d while the picture loads."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return " ".join(
        f"{letter}{round(part / 255 * (TONES - 1))}" for letter, part in zip("rgb", parts, strict=True)
    )


def origin(code):
    """Say what a reader must know of how a picture came about, or nothing."""
    return {
        Image.SourceType.AI: _("Made by AI"),
        Image.SourceType.AI_COMPOSITE: _("Changed with AI"),
        Image.SourceType.COMPOSITE_SYNTHETIC: _("Put together, with parts made by a program"),
        Image.SourceType.ALGORITHMIC: _("Drawn by a program"),
    }.get(code, "")


def ended(printed):
    """Return a caption with the full stop that parts it from the credit, where it lacks one."""
    caption = printed.get("caption", "").rstrip()
    words = caption.rstrip(CLOSING)
    is_followed = printed.get("credit") or origin(printed.get("digital_source_type", ""))
    if not (caption and is_followed) or words.endswith(STOPS):
        return caption
    return caption + next((stop for letters, stop in OWN_STOPS if letters.match(words[-1:])), ".")


def lead_html(printed, chosen=""):
    """Return the figure or the player above a story; an empty string where its files aren't made."""
    form, sizes, shape = lead_form(printed, chosen)
    return figure_html(printed, sizes, shape, form)


def picture_html(printed, sizes=TEXT, shape="whole", form=""):
    """Return a figure with its caption, credit and larger view; an empty string without renditions.

    A `form` has what stands above a story.
    """
    picture = view(printed, shape, sizes, is_lead=bool(form))
    if picture is None:
        return ""
    form = form or ("high" if picture["height"] > picture["width"] else "")
    context = {"picture": {**picture, "form": form}}
    return render_to_string("articles/includes/_figure.html", context).strip()


def recording_html(printed, sizes=TEXT, is_lead=False):
    """Return a player with captions and transcript, which loads no more than a still before it is played."""
    made = printed["renditions"]
    still = view({**printed, "alt": ""}, sizes=sizes)
    captions = made.get("captions")
    is_video = printed["media_type"].startswith("video/")
    name = printed.get("alt") or ("" if is_video else printed.get("caption") or _("Sound"))
    recording = {
        **dict.fromkeys(("caption", "credit", "transcript"), ""),
        **printed,
        "alt": name,
        "caption": ended(printed),
        "is_video": is_video,
        "src": file_address(made["recording"]),
        "poster": poster_address(made["whole"], is_lead) if still else "",
        "picture": still,
        "captions": file_address(captions) if captions else "",
        "language": printed.get("captions_language") or translation.get_language() or "en",
        "origin": origin(printed.get("digital_source_type", "")),
    }
    return render_to_string("articles/includes/_recording.html", {"recording": recording}).strip()


def file_address(made):
    return reverse("picture", args=[made["path"], made["file"]])


def largest_file(made):
    """Return the path of the largest public file by the renditions of a picture or recording, or ""."""
    if "recording" in made:
        return file_address(made["recording"])
    return address(made["whole"]["path"], made["whole"]["jpeg"][-1], "jpeg") if "whole" in made else ""


def figure_html(printed, sizes, shape, form=""):
    """Return what shows a printed picture or recording; an empty string where its files aren't made."""
    if "recording" in printed.get("renditions", {}):
        return recording_html(printed, sizes, is_lead=bool(form))
    return picture_html(printed, sizes, shape, form)


def keys(text):
    """List the keys of the pictures in a text, in its order, each once; what no key can be is left out."""
    found = []
    if "![" not in text:
        return found
    rendering.render(text, picture=lambda key, *_said: found.append(key.lower()) or "")
    return list(dict.fromkeys(key for key in found if KEY.fullmatch(key)))


def without(text, gone):
    """Take pictures out of a text by their keys, however their marks are typed, and what these refer to."""
    before = None
    while text != before:  # two halves of a mark may stand around another
        before, text = text, _once_without(text, gone)
    return text


def _once_without(text, gone):
    if not gone.intersection(keys(text)):
        return text
    text, env = LINE_END.sub("\n", text), {}
    found = commonmark.PARSER.parse(text, env)
    lines = text.split("\n")
    for definition in env.get("references", {}).values():
        if _key(definition["href"]) in gone:
            for at in range(*definition["map"]):
                lines[at] = ""
    text = "\n".join(lines)
    for image in (child for token in found for child in token.children or () if figures.is_picture(child)):
        if _key(image.attrs["src"]) in gone:
            text = _where_typed(image.meta["typed"]).sub("", text)
    return text


def _key(address):
    return address.removeprefix("image:").lower()


def _where_typed(mark):
    """Find a mark in its text, where each line may begin anew in a quotation, and a cell escapes bars."""
    lines = [re.escape(line.lstrip()).replace(r"\|", r"\\?\|") for line in mark.split("\n")]
    return re.compile(r"\n[ \t>]*".join(lines))


def body_html(text, citations, pictures, **options):
    """Render a story's text with its printed pictures and its cards.

    These are put in after the sanitiser: it would take attributes off them that only templates may write.
    What the text says of a picture goes before what the library says.
    """
    by_key, shown = {printed["key"]: printed for printed in pictures}, []

    def show(figure):
        shown.append(figure)
        return SLOT

    def show_picture(key, alt, caption, place):
        printed = by_key.get(key.lower())
        said = {name: text for name, text in (("alt", alt), ("caption", caption)) if text}
        shape, sizes = PLACES[place]
        return show(figure_html({**printed, **said}, sizes, shape) if printed else "")

    html = rendering.render(
        text,
        citations,
        picture=show_picture,
        embed=lambda found: show(embed_html(found)),
        chart=lambda found: show(chart_drawing.figure(found)),
        **options,
    )
    return "".join(chain.from_iterable(zip_longest(html.split(SLOT), shown, fillvalue="")))


def embed_html(embed):
    """Return the card of a post or a video elsewhere: a link, and a button that a script shows."""
    return render_to_string("articles/includes/_embed.html", {"embed": embed}).strip()


def without_figures(html):
    """Return a text's HTML without what stands between its paragraphs, or says them again."""
    return FIGURE.sub("", html)


def open_rendition(path, file):
    return default_storage.open(f"{file_store.folder(path)}/{file}")
