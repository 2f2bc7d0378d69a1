"""Text that a program decoded wrongly: UTF-8 read as Windows-1252, as Mac Roman or as Windows-1251."""

import re
import unicodedata


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


# Encodings in which programs read UTF-8, and how many letters prove it: a few letters of the last two chance
# to be UTF-8.
MISREADINGS = {"cp437": 3, "cp850": 3, "koi8-r": 3, "mac-roman": 3, "cp1251": 3, "gbk": 6, "shift_jis": 6}
LATIN = 2  # letters that prove it, if all that was meant are Latin


def is_whole(text):
    """Ask whether a whole text is UTF-8 that was read in another encoding."""
    return not text.isascii() and any(
        _is_misread(text, encoding, least) for encoding, least in MISREADINGS.items()
    )


def _is_misread(text, encoding, least):
    try:
        meant = text.encode(encoding).decode()
    except UnicodeError:
        return False
    count = sum(not letter.isascii() for letter in meant)
    if _is_latin(meant):
        return count >= LATIN
    # What is no word: `l’é` in Mac Roman would have an Armenian letter.
    return count >= least and not any(
        re.search("[a-zA-Z]", word) for word in meant.split() if not _is_latin(word)
    )


def _is_latin(text):
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())
