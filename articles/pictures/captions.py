"""Check captions: WebVTT (https://www.w3.org/TR/webvtt1/) that holds words and nothing else."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 500_000  # characters
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
CLOCK = r"(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}"
TIMING = re.compile(rf"({CLOCK})[ \t]+-->[ \t]+({CLOCK})(?:[ \t]+\S.*)?")
# Who speaks, emphasis, and the moment within a cue.
TAG = re.compile(rf"</?(?:[biuv]|c|ruby|rt|lang)(?:\.[\w-]+)*(?:[ \t][^<>&]*)?>|<{CLOCK}>")


def clean(text):
    """Return captions as they are kept; raise ValidationError with a sentence."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").strip()
    if not text:
        return ""
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("The captions have more than %(limit)d characters. Shorten them.") % {"limit": MAX_LENGTH}
        )
    head, *blocks = re.split(r"\n{2,}", text)
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", head) or "-->" in head or CONTROLS.search(text):
        raise ValidationError(_("These are no captions. Send WebVTT: its first line is WEBVTT."))
    cues = [_cue(block) for block in blocks if not block.startswith("NOTE")]
    if not cues:
        raise ValidationError(
            _("There is no caption in it: each needs a line such as 00:01.000 --> 00:04.000.")
        )
    return text + "\n"


def _cue(block):
    lines = block.split("\n")
    timing = next((place for place, line in enumerate(lines[:2]) if "-->" in line), None)
    match = TIMING.fullmatch(lines[timing].strip()) if timing is not None else None
    if not match or _seconds(match[1]) >= _seconds(match[2]):
        raise ValidationError(_("A caption's times can't be read: “%(text)s”.") % {"text": block[:80]})
    words = "\n".join(lines[timing + 1 :])
    if "<" in TAG.sub("", words) or "-->" in words:
        raise ValidationError(
            _("A caption may hold words and emphasis, nothing else: “%(text)s”.") % {"text": words[:80]}
        )
    return words


def _seconds(clock):
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
