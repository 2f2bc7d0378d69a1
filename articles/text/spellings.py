"""The spellings that a reader takes for the same word: with and without accents, ß and ss, ё and е, ı and i.

A letter stands for a class of letters. Those that only look alike in another alphabet are in it too.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain

from . import romanising

# Accents, vowel points and signs behind letters that many leave out: Latin, Greek, Cyrillic, Hebrew, Arabic,
# Syriac, N’Ko, Devanagari, Ethiopic.
MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07eb-\u07f3\u08ca-\u08e1\u08e3-\u08ff\u093c"
    r"\u0951-\u0954\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ua66f-\ua672\ua674-\ua67d\ufb1e"
    r"\ufe20-\ufe2f"
)
LEFT_OUT = f"(?-i:[{MARKS}]*)"  # in any case of letters, iota is one of these marks
UNHEARD = re.compile(f"[{romanising.INVISIBLE}{romanising.ARMENIAN}{MARKS}]")


def _signs():
    """Return the ranges of marks that are as good as letters, such as vowels and tones in India's scripts."""
    found = {
        code: None
        for code in chain(range(0x300, 0x3100), range(0xA600, 0xAC00), range(0x10A00, 0x12000))
        if unicodedata.category(chr(code))[0] == "M" and not UNHEARD.match(chr(code))
    }
    firsts = (code for code in found if code - 1 not in found)
    lasts = (code for code in found if code + 1 not in found)
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))


SIGNS = _signs()
SIGN = re.compile(f"[{SIGNS}]")
# Letters and figures of notes, which may stand at a word without being of it.
RAISED = "ªº¹²³ʰ-ʸˠ-ˤᴬ-ᵪᵸᶛ-ᶿ⁰-ₜⱼⱽ①-⒛⓪-⓿❶-➓"
# Letters that a reader takes for each other, and that no mark makes of each other.
SAME = (
    *(
        "aəɑаα",
        "cсϲ",
        "dđðɖ",
        "eəеє",
        "hħһ",
        "iıіι",
        "jј",
        "kκ",
        "lł",
        "oøоο",
        "pрρ",
        "sѕ",
        "tŧ",
        "xхχ",
        "yу",
    ),
    *("гґ", "σςϲ", "يیىې", "كکڪ", "هةہھۂ", "ंँ"),
)
# As capitals alone.
ALIKE = {
    **{"a": "АΑ", "b": "ВΒ", "e": "ЕΕ", "h": "НΗ", "i": "ІΙ", "k": "КΚ", "m": "МΜ", "n": "Ν", "o": "ОΟ"},
    **{"p": "РΡ", "t": "ТΤ", "x": "ХΧ", "y": "УΥ", "z": "Ζ"},
    **{"а": "A", "в": "B", "е": "E", "к": "K", "м": "M", "н": "H", "о": "O", "р": "P", "с": "C", "т": "T"},
}
GAP = rf"[{romanising.INVISIBLE}*_~`]*"  # within two that may be one
# Two letters that are one elsewhere; and one that is two.
PAIRS = {"ae": "äæ", "oe": "öøœ", "ue": "ü", "aa": "å", "th": "þ", "եւ": "և"}
OTHER_SECOND = {"եւ": "|վ"}  # as capitals write և
SECOND = {"ä": "e", "æ": "e", "ö": "e", "ø": "e", "œ": "e", "ü": "e", "å": "a", "þ": "h"}
FIRST = {"æ": "aä", "œ": "oöø", "þ": "t", "ä": "æ", "ö": "œ"}
WITH_SHORT = {"й": "и\u0306"}  # another letter than и, whatever its mark
RANGES = ((0xC0, 0x24F), (0x386, 0x3CE), (0x400, 0x4FF), (0x622, 0x6D3), (0x1E00, 0x1FFF))
COMPOSED = [chr(code) for first, last in RANGES for code in range(first, last + 1) if chr(code).isalpha()]


def parted(word):
    """Return the letters of a word in lower case and composed, those pairs whole that may be one letter."""
    plain = unicodedata.normalize("NFC", word.lower()).replace("ß", "ss").replace("i\u0307", "i")
    plain = re.sub("և|եվ", "եւ", plain)
    return re.findall(rf"{'|'.join(PAIRS)}|.", re.sub(rf"(?<!^)[{MARKS}]", "", plain), re.DOTALL)


@cache
def base(letter):
    """Return a letter without its marks, in lower case."""
    lower = letter.lower()
    composed = unicodedata.normalize("NFC", lower)[0]
    if composed in WITH_SHORT:
        return composed
    parts = re.sub(f"[{MARKS}]", "", unicodedata.normalize("NFD", lower))
    return unicodedata.normalize("NFC", parts) or lower


@cache
def like(letter):
    """Return the letters that a reader takes for one, of both cases."""
    plain = base(letter)
    same = {plain, *(each for group in SAME if plain in group for each in group)}
    return "".join(
        sorted(same | {each for each in COMPOSED if base(each) in same} | set(FIRST.get(letter, "")))
    )


# In a text


def patterns(word, gap=GAP):
    """Return a pattern, which heeds no case, for each letter of a word, or for two that may be one."""
    return [pattern(letter, gap) for letter in parted(word)]


def pattern(letter, gap):
    if letter in PAIRS:
        first, second = (pattern(each, gap) for each in letter)
        second += OTHER_SECOND.get(letter, "")
        return f"(?:{first}{gap}(?:{second})|[{PAIRS[letter]}]{_umlaut(letter)})"
    plain = base(letter)
    if plain in WITH_SHORT:
        return f"(?:{plain}|{WITH_SHORT[plain]})"
    alike = f"|(?-i:[{ALIKE[plain]}])" if plain in ALIKE else ""
    whole = f"|{parts}" if len(parts := unicodedata.normalize("NFD", plain)) > 1 else ""  # of Hangul
    no_short = "(?!\u0306)" if plain == "и" else ""
    one = f"(?:[{re.escape(like(letter))}]{alike}{whole}){no_short}{LEFT_OUT}"
    return one + (f"(?:{gap}{SECOND[letter]}{LEFT_OUT})?" if letter in SECOND else "")


def _umlaut(pair):
    """Return the other way to write the one letter that a pair may be: with its mark behind it."""
    return f"|{pair[0]}{BEHIND[pair[1]]}" if pair[1] in BEHIND else ""


BEHIND = {"e": "\u0308", "a": "\u030a"}

# Read quickly: whether a text may hold a word at all


class _Roughly(dict):
    """One letter for all that a reader may take for each other, by code point; none for what nobody sees."""

    def __missing__(self, code):
        plain = base(unicodedata.normalize("NFKC", chr(code)))
        self[code] = rough = (
            "" if DROPPED.match(chr(code)) else "".join(GROUPS.get(each, each) for each in plain)
        )
        return rough


def _groups():
    """Return {letter: the first of its group}; ə is an a and an e, so these are one."""
    joined = [*SAME, *(first + like.lower() for first, like in ALIKE.items()), "aæ", "oœ", "tþ", "sß", "ий"]
    groups = []
    for letters in map(set, joined):
        groups = [
            *(group for group in groups if not group & letters),
            letters.union(*(group for group in groups if group & letters)),
        ]
    return {letter: min(group) for group in groups for letter in group}


GROUPS = _groups()
DROPPED = re.compile(rf"[{romanising.INVISIBLE}{romanising.ARMENIAN}{MARKS}{RAISED}*_~`\[]")
ROUGHLY = _Roughly()
ONE = [
    (ROUGHLY[ord(first)] + ROUGHLY[ord(second)], ROUGHLY[ord(first)])
    for first, second in (*PAIRS, "եվ", "ss")
]
# What of a word the letter before it takes in: “foto_Anna” is read as “fotoanna”, and then as “fotonna”.
TAKEN_IN = re.compile("|".join(sorted({f"{two[1]}+" for two, one in ONE if two[1] != one})))


@lru_cache(maxsize=2)  # a long text is asked for several words
def roughly(text):
    """Return what is alike of a text and of all texts that a reader takes for the same: to look for words."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = text.translate(ROUGHLY)
    for two, one in ONE:
        while two in text:
            text = text.replace(two, one)
    return text


def roughly_within(word):
    """Return what of a word is in `roughly(text)` of each text that holds it, whatever stands before it."""
    rough = roughly(word)
    return rough[first.end() :] if (first := TAKEN_IN.match(rough)) else rough
