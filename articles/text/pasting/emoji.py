"""The letter for which a picture stands."""

import re
from unicodedata import category

NAME = re.compile(r":[\w+-]{1,100}(?:::[\w-]{1,40})?:")  # as Slack and Discord call one
KEYCAP = re.compile("[0-9]\ufe0f?\u20e3")
# Most sets of pictures name a file by its code points.
FILE = re.compile(
    r"(?:^|[/_])(?:u|emoji_u)?([0-9a-f]{4,6}(?:[_-][0-9a-f]{2,6})*)(?:@\dx)?\.(?:png|svg|gif|webp)\b", re.I
)
# What joins, ends, frames or colours a sign.
PARTS = {0x200D, 0xFE0F, 0x20E3, *range(0xE0020, 0xE0080)}


def letters(node):
    """Return the signs in a picture's place; of an emoji that is not known, its name."""
    alt = node.attributes.get("alt", "")
    said = " ".join((*node.attributes, *node.attributes.values())).lower()
    is_name = bool(NAME.fullmatch(alt))
    found = FILE.search(node.attributes.get("src", "")) if is_name or not alt else None
    if found and "emoji" in said and (known := _letters(found[1])):
        return known
    return alt if is_name or KEYCAP.fullmatch(alt) or not re.search(r"\w|\s", alt) else ""


def _letters(codes):
    """Return the signs with some code points, or an empty string where one is no sign."""
    numbers = [int(code, 16) for code in re.split("[_-]", codes)]
    is_sign = all(map(_is_part, numbers)) or (0x20E3 in numbers and chr(numbers[0]) in "0123456789#*")
    return "".join(map(chr, numbers)) if is_sign else ""


def _is_part(number):
    return number in PARTS or (number < 0x110000 and category(chr(number)) in ("So", "Sk"))
