"""Checks of pictures: description and credit."""

from django.utils.translation import gettext as _

from .rules import ERROR, WARNING, Finding, shortened


def pictures_are_described(reading):
    for image, alt, name, field, start in named_images(reading):
        if image.needs_words and not alt:
            video = _("A video has no alt text: “%(picture)s”.")
            picture = _("A picture has no alt text: “%(picture)s”.")
            yield Finding(
                WARNING,
                "picture-alt",
                field,
                (video if image.is_recording else picture) % {"picture": shortened(name)},
                _("Say what it shows, or mark it as decorative."),
                start=start,
            )


def pictures_are_credited(reading):
    for image, _alt, name, field, start in named_images(reading):
        if not image.credit:
            recording = _("A recording has no credit: “%(picture)s”.")
            picture = _("A picture has no credit: “%(picture)s”.")
            yield Finding(
                WARNING,
                "picture-credit",
                field,
                (recording if image.is_recording else picture) % {"picture": shortened(name)},
                _("Say whose it is."),
                start=start,
            )


def recordings_can_be_read(reading):
    """Find videos without captions and sounds without a transcript: WCAG 2.2, 1.2.1 and 1.2.2."""
    for image, _alt, name, field, start in named_images(reading):
        if image.media_type.startswith("video/") and not image.captions:
            yield Finding(
                WARNING,
                "video-captions",
                field,
                _("A video has no captions: “%(picture)s”.") % {"picture": shortened(name)},
                _("Add them on its page, as WebVTT."),
                start=start,
            )
        elif image.is_recording and not (image.captions or image.transcript):
            yield Finding(
                WARNING,
                "sound-transcript",
                field,
                _("A sound has no transcript: “%(picture)s”.") % {"picture": shortened(name)},
                _("Add it on its page."),
                start=start,
            )


def pictures_exist(reading):
    known = reading.images
    for key, _alt, line in reading.pictures:
        if key not in known:
            yield Finding(
                ERROR,
                "picture-unknown",
                "body",
                _("There is no picture “%(key)s”.") % {"key": key},
                _("Put it in again, or take it out."),
                key,
                reading.place(key, line),
            )


def named_images(reading):
    """Yield (image, its alt text here, its name, field, place): the lead picture, then those of the text."""
    lead = reading.article.lead_image
    if lead:
        nameless = _("the lead recording") if lead.is_recording else _("the lead picture")
        yield lead, "", _name(lead) or nameless, "lead_image", None
    images = reading.images
    for number, (key, alt, line) in enumerate(reading.pictures, start=1):
        if key in images:
            name = _name(images[key]) or alt or _("number %(number)d in the text") % {"number": number}
            yield images[key], alt, name, "body", reading.place(key, line)


def _name(image):
    return image.caption or image.alt_text


RULES = (pictures_exist, pictures_are_described, pictures_are_credited, recordings_can_be_read)
