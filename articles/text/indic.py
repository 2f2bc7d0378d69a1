"""The vowel that India's scripts do not write: a consonant has it unless a sign replaces it.

In the north it is silent at a word's end, and between two syllables that can do without it.
"""

import re
from functools import partial

# Their blocks of Unicode, which are laid out alike: Devanagari, Bengali, Gurmukhi, Gujarati; Oriya, Tamil,
# Telugu, Kannada, Malayalam.
NORTH, SOUTH = (0x900, 0x980, 0xA00, 0xA80), (0xB00, 0xB80, 0xC00, 0xC80, 0xD00)
SCRIPTS = re.compile("[\u0900-\u0dff]")


def _signs(blocks, first, last=None):
    """Return those places of some blocks as a part of a class of `re`."""
    return "".join(f"{chr(block + first)}-{chr(block + (last or first))}" for block in blocks)


ALL = NORTH + SOUTH
ASSAMESE = "\u09f0\u09f1"
CONSONANT = f"[{_signs(ALL, 0x15, 0x39)}{ASSAMESE}\u0d9a-\u0dc6][{_signs(ALL, 0x3C)}]?+"  # and Sinhala's
OF_NORTH = f"[{_signs(NORTH, 0x15, 0x39)}{ASSAMESE}][{_signs(NORTH, 0x3C)}]?+"
SIGN = f"[{_signs(ALL, 0x3E, 0x4D)}\u0dca-\u0ddf]"  # of another vowel, or of none
VOWEL = f"[a{_signs(NORTH, 0x05, 0x14)}{_signs(NORTH, 0x3E, 0x4C)}]"
NASAL, NASAL_OF_NORTH = f"[{_signs(ALL, 0x01, 0x02)}\u0a70\u0d82]", f"[{_signs(NORTH, 0x01, 0x02)}\u0a70]"
ADDAK = "\u0a71"  # Punjabi's sign of a double consonant
BETWEEN = f"(?:{NASAL_OF_NORTH}|{ADDAK})?"
NASALS = (f"{NASAL}(?=[{_signs(ALL, 0x2A, 0x2E)}])", "m"), (f"{NASAL_OF_NORTH}|{NASAL}(?=\\w)", "n")
# Tamil has one letter for a hard and a soft sound: it is soft between vowels, and behind a nasal.
SOFT = tuple(
    (rf"(?:(?<=[ஙஞணநமன]்)|(?<=[\u0b80-\u0bcc])){hard}(?!்)", soft)
    for hard, soft in zip("கடதப", "గడదబ", strict=True)
)
RULES = (
    *SOFT, ("(?<=ஞ்)ச(?!்)", "జ"), (r"(?<=[\u0b80-\u0bcc])ச(?!்)", "స"),
    (f"(?<=[ਨਮਰਲਵੜ]੍)ਹ(?!{SIGN})", "h"),  # a tone, behind which no vowel is spoken: Chandigarh
    (f"({CONSONANT})(?!{SIGN})", r"\1a"),
    # Not behind two consonants, as in rashtra, nor in bharatiya.
    (f"({VOWEL}{BETWEEN}(?!(?<=[िीিী])[यয]){OF_NORTH})a(?![\\w{_signs(NORTH, 0x01, 0x4D)}])", r"\1"),
    (f"({VOWEL}{BETWEEN}{OF_NORTH})a(?={OF_NORTH}{VOWEL})", r"\1"),
    (f"{ADDAK}([ਕਗਜਟਡਤਦਪਬਸਲਨਮ])", r"\1\1"), (ADDAK, ""),
    (f"[{_signs(ALL, 0x0B)}{_signs(ALL, 0x43)}]", "ri"), ("[ඍෘ]", "ru"),  # Krishna
    ("(?<!উদ্)(?<=[শষসতথদধজক]্)ব|ৱ", "w"),  # Bengali's b behind a consonant: bishwa, dwitiya
    ("ং", "ng"),  # Bengali's, whatever follows it
    *NASALS,
    # Of the Hunterian system.
    ("ज्ञ", "gy"), ("ज़", "z"), ("फ़", "f"), ("ਸ਼", "sh"), ("ഴ", "zh"),
    (f"[{_signs(ALL, 0x1A)}]", "ch"), (f"[{_signs(ALL, 0x1B)}]", "chh"),
    (f"[{_signs(ALL, 0x36, 0x37)}]", "sh"),
)  # fmt: skip
# A nasal before a consonant of its own row is as often written by a dot; Tamil has none.
DOTTED = tuple(block for block in ALL if block != 0xB80)
ROWS = (
    (0x15, 0x19),
    (0x1A, 0x1E),
    (0x1F, 0x23),
    (0x24, 0x28),
    (0x2A, 0x2E),
)  # from k to its nasal, and so on
CONJUNCT = re.compile(
    "|".join(
        f"{chr(block + last)}{chr(block + 0x4D)}[\u200c\u200d]?(?=[{chr(block + first)}-{chr(block + last)}])"
        for block in DOTTED
        for first, last in ROWS
    )
)
MOON = {block + 1: chr(block + 2) for block in DOTTED} | {0xA70: "\u0a02"}  # the dot with a crescent; tippi
_RULES, _OF_FOLDED = (
    [partial(re.compile(pattern).sub, latin) for pattern, latin in rules] for rules in (RULES, NASALS)
)


def with_vowels(text, is_folded):
    """Return text with its unwritten vowels, and what depends on them, in Latin letters.

    A folded word has lost the signs that say where a consonant has no vowel: only its nasals are replaced.
    """
    for replaced in (_OF_FOLDED if is_folded else _RULES) if SCRIPTS.search(text) else ():
        text = replaced(text)
    return text


def with_dots(text):
    """Return text with a dot for each nasal that writers spell by a dot, a crescent or a conjunct."""
    if not SCRIPTS.search(text):
        return text
    return CONJUNCT.sub(lambda nasal: chr((ord(nasal[0][0]) & ~0x7F) + 2), text).translate(MOON)
