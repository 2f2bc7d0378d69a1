"""Text that a program decoded wrongly: UTF-8 read as Windows-1252, as Mac Roman or as Windows-1251."""

import re


def _read_as(encoding):
    """Return {letter: byte} of an encoding's upper half.

    What it leaves out stands for itself, as in browsers.
    """
    letters = (
        bytes([byte]).decode(encoding, "replace").replace("\ufffd", chr(byte)) for byte in range(128, 256)
    )
    return dict(zip(letters, range(128, 256), strict=True))


WINDOWS, MAC, CYRILLIC = map(_read_as, ("cp1252", "mac-roman", "cp1251"))


def _behind(letters):
    """Return the class of letters as which the second and later bytes of a UTF-8 sequence are read."""
    return "[" + re.escape("".join(letter for letter, byte in letters.items() if byte < 0xC0)) + "]"


TAIL, TAIL_CYRILLIC = _behind(WINDOWS), _behind(CYRILLIC)
SEQUENCE = rf"(?:[Â-ß]{TAIL}|[à-ï]{TAIL}{{2}}|[ð-ô]{TAIL}{{3}})"
# Each alternative is one that no language writes. German writes “Spaß“ and Portuguese “MANHû: a letter of the
# upper half and a quotation mark are not enough.
WRONG = re.compile(
    r"(?=[À-ÿ‚√¬РСв])(?:"  # what one can begin with: other letters are passed by at once
    rf"(?P<cp1252>{SEQUENCE}{{2,}}|â€{TAIL}?|â[‚„†ˆ]{TAIL}|ðŸ{TAIL}{{2}}|ï»¿|ï¿½"
    rf"|(?<=[a-zß-ÿ])[Â-ÖØ-Þ]{TAIL}|Ã{TAIL}(?=[a-z])|[ÄÅ][\x80-\xba\xbc-\xbfŸžŽšœ‚„™›ƒˆ‡‰](?=[a-z])"
    r"|[ÂÃ][¡-º¼-¿ŸœŒŠšŽž‰‡†€ƒˆ]|(?<![A-ZÀ-Þ])Â\xa0)"
    r"|(?P<mac>‚Ä[ôòúùìîö¶¢]|√[§∂º©®´üßñâÑÉ]|¬[£∞©®ß])"
    rf"|(?P<cp1251>(?:[РС]{TAIL_CYRILLIC}){{3,}}|вЂ{TAIL_CYRILLIC}?)"
    # Windows-1251 read as Windows-1252: letters of the upper half alone.
    r"|(?P<none>(?<![^\W\d_])(?!(.)\5+(?![^\W\d_]))[À-ÖØ-öø-ÿ]{6,}))"
)
TABLES = {"cp1252": WINDOWS, "mac": MAC, "cp1251": CYRILLIC}


def find_all(text):
    """Yield (where, the wrong letters, the right ones or an empty string)."""
    for found in WRONG.finditer(text):
        yield found.start(), found[0], _meant(found)


def _meant(found):
    table = TABLES.get(found.lastgroup, {})
    try:
        return bytes(table[letter] for letter in found[0]).decode()
    except (KeyError, UnicodeDecodeError):
        return ""
