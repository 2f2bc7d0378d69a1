"""Checks of pictures: description and credit."""

from django.utils.translation import gettext as _

from .rules import ERROR, WARNING, Finding, shortened


def pictures_are_described(reading):
    for image, alt, *place in named_images(reading):
        if image.needs_words and not alt:
            video = _("A video has no alt text: “%(picture)s”.")
            picture = _("A picture has no alt text: “%(picture)s”.")
            said = video if image.is_recording else picture
            yield _lacks("picture-alt", place, said, _("Say what it shows, or mark it as decorative."))


def pictures_are_credited(reading):
    for image, _alt, *place in named_images(reading):
        if not image.credit:
            recording = _("A recording has no credit: “%(picture)s”.")
            picture = _("A picture has no credit: “%(picture)s”.")
            said = recording if image.is_recording else picture
            yield _lacks("picture-credit", place, said, _("Say whose it is."))


def recordings_can_be_read(reading):
    """Find videos without captions and sounds without a transcript: WCAG 2.2, 1.2.1 and 1.2.2."""
    for image, _alt, *place in named_images(reading):
        if image.media_type.startswith("video/") and not image.captions:
            said = _("A video has no captions: “%(picture)s”.")
            yield _lacks("video-captions", place, said, _("Add them on its page, as WebVTT."))
        elif image.is_recording and not (image.captions or image.transcript):
            said = _("A sound has no transcript: “%(picture)s”.")
            yield _lacks("sound-transcript", place, said, _("Add it on its page."))


def _lacks(check, place, said, hint):
    """Return the finding that a picture lacks something; `place` is its name, field and place there."""
    name, field, start = place
    return Finding(WARNING, check, field, said % {"picture": shortened(name)}, hint, start=start)


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
