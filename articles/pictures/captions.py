"""Check captions: WebVTT (https://www.w3.org/TR/webvtt1/) that holds words, and how they look."""

import re
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 500_000  # characters
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# No \d, which takes the digits of every script: a player drops such a cue.
CLOCK = r"(?:[0-9]{1,4}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}"
TIMING = re.compile(rf"({CLOCK})[ \t]*-->[ \t]*({CLOCK})(?:[ \t]+\S.*)?")
# Who speaks, emphasis, the moment within a cue, and the fonts of SubRip, over which players read.
TAG = re.compile(
    rf"</?(?:[biuv]|c|ruby|rt|lang|font)(?:\.[\w-]+)*(?:[ \t\n][^<>]*)?>|<{CLOCK}>", re.IGNORECASE
)

NOTE = re.compile(r"NOTE(?![^ \t\n])")
# Comments, style sheets and regions: blocks without a time.
NO_CUE = re.compile(r"NOTE(?![^ \t\n])|(?:STYLE|REGION)[ \t]*(?![^\n])(?!.*-->)", re.DOTALL)
# What can call an address: imports, escapes that hide one, functions but these.
FORBIDDEN = re.compile(r"[@\\<]")
REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
FUNCTION = re.compile(r"(?<![\w-])([\w-]++)\s*+\(")
FUNCTIONS = {"cue", "cue-region", "lang", "not", "is", "where", "rgb", "rgba", "hsl", "hsla", "calc", "min",
             "max", "clamp", "linear-gradient", "radial-gradient"}  # fmt: skip


def clean(text):
    """Return captions as they are kept; raise ValidationError with a sentence that names the line.

    A style sheet that could call another address is left out.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").rstrip()
    if not text:
        return ""
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("The captions have more than %(limit)d characters. Shorten them.") % {"limit": MAX_LENGTH}
        )
    if found := CONTROLS.search(text):
        raise refused(_("A character that is no text."), text.count("\n", 0, found.start()) + 1)
    (number, head), *blocks = _parted(_blocks(text))
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", head.lstrip()) or "-->" in head:
        raise refused(_("These are no captions. Send WebVTT: its first line is WEBVTT."), number)
    kept = [block for number, block in blocks if _is_kept(number, block)]
    if all(map(NO_CUE.match, kept)):
        raise ValidationError(
            _("There is no caption in it: each needs a line such as 00:01.000 --> 00:04.000.")
        )
    return "\n\n".join([head.lstrip(), *kept]) + "\n"


def shown(text):
    """Return captions as readers get them: without the remarks that their writers leave each other."""
    blocks = list(_parted(_blocks(text.rstrip())))[1:]  # of the head its sign alone
    return "\n\n".join(["WEBVTT", *(block for _number, block in blocks if not NOTE.match(block))]) + "\n"


def refused(sentence, line):
    return ValidationError(_("Line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence})


def _blocks(text):
    """List (the number of its first line, its lines) of each block; blank lines end one."""
    lines = enumerate(text.split("\n"), 1)
    blocks = [list(block) for is_text, block in groupby(lines, lambda line: bool(line[1])) if is_text]
    return [(block[0][0], "\n".join(line for _number, line in block)) for block in blocks]


def _parted(blocks):
    """Part a cue from the head or remark before it, where the blank line was forgotten: players take it."""
    for place, (number, block) in enumerate(blocks):
        if place == 0 or NOTE.match(block):
            yield from _at_arrow(number, block)
        else:
            yield number, block


def _at_arrow(number, block):
    title, _end, rest = block.partition("\n")
    lines = rest.split("\n")
    first = next((place for place, line in enumerate(lines) if "-->" in line), len(lines))
    yield number, "\n".join([title, *lines[:first]]).rstrip()
    if first < len(lines):
        yield number + 1 + first, "\n".join(lines[first:])


def _is_kept(number, block):
    """Check a block; ask whether it stays."""
    if not NO_CUE.match(block):
        _check_cue(number, block)
    return not (block.startswith("STYLE") and NO_CUE.match(block)) or _is_harmless(block)


def _is_harmless(style):
    # What looks like a remark may be part of a string, and what is behind it live.
    has_strings = '"' in style or "'" in style
    said = style if has_strings else REMARK.sub(" ", style)
    return not FORBIDDEN.search(said) and set(FUNCTION.findall(said.lower())) <= FUNCTIONS


def _check_cue(number, block):
    lines = block.split("\n")
    timing = next((place for place, line in enumerate(lines[:2]) if "-->" in line), None)
    match = TIMING.fullmatch(lines[timing].strip()) if timing is not None else None
    if not match or _seconds(match[1]) >= _seconds(match[2]):
        times = lines[timing or 0][:80]
        raise refused(
            _("A caption's times can't be read: “%(text)s”.") % {"text": times}, number + (timing or 0)
        )
    words = TAG.sub(lambda tag: "\n" * tag[0].count("\n"), "\n".join(lines[timing + 1 :]))
    for place, line in enumerate(words.split("\n"), number + timing + 1):
        if "<" in line or "-->" in line:
            text = lines[place - number][:80]
            raise refused(
                _("A caption may hold words and emphasis, nothing else: “%(text)s”.") % {"text": text}, place
            )


def _seconds(clock):
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
