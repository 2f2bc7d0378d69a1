"""Words as search compares them: without case, marks and alphabet, the same on every database.

No full-text engine folds ə, Cyrillic or Armenian, so index and question are folded here.
"""

import re
import unicodedata
import zlib
from functools import lru_cache

import snowballstemmer

LONGEST = 64  # letters of a word that are kept
# Letters that NFKD leaves alone, as readers type them without their keyboard.
LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ı": "i", "ə": "a", "æ": "ae", "ø": "o", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n",
     "ħ": "h", "ŧ": "t", "ĸ": "k", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ʼ": "'",
     "ʻ": "'", "’": "'", "‘": "'"}
)  # fmt: skip


def _table(text):
    """Return {letters: Latin letters} of pairs; a dash stands for nothing."""
    parts = text.split()
    return {letter: roman.strip("-") for letter, roman in zip(parts[::2], parts[1::2], strict=True)}


# BGN/PCGN romanisation of Russian (1947), Ukrainian (2019) and Serbian (2005), without the signs for ь
# and ъ; the letters as they stand after folding, when й is и and ё is е.
CYRILLIC = _table(
    """
    а a  б b  в v  г g  д d  е e  ж zh  з z  и i  к k  л l  м m  н n  о o  п p  р r  с s  т t  у u
    ф f  х kh  ц ts  ч ch  ш sh  щ shch  ъ -  ы y  ь -  э e  ю yu  я ya  і i  є ye  ґ g  ђ dj  ј j
    љ lj  њ nj  ћ c  џ dz  ѕ dz  ә a  ғ gh  қ q  ң ng  ө o  ұ u  ү u  һ h
    """
)
# ELOT 743 (1982), which ISO 843 and BGN/PCGN 1996 agree with; pairs before single letters.
GREEK = _table(
    """
    ου ou  αυ av  ευ ev  ηυ iv  γγ ng  γξ nx  γχ nch  μπ b  α a  β v  γ g  δ d  ε e  ζ z  η i  θ th
    ι i  κ k  λ l  μ m  ν n  ξ x  ο o  π p  ρ r  σ s  τ t  υ y  φ f  χ ch  ψ ps  ω o
    """
)
# BGN/PCGN 1981 of Eastern Armenian, without its apostrophes.
ARMENIAN = _table(
    """
    ու u  եւ ev  ա a  բ b  գ g  դ d  ե e  զ z  է e  ը y  թ t  ժ zh  ի i  լ l  խ kh  ծ ts  կ k  հ h
    ձ dz  ղ gh  ճ ch  մ m  յ y  ն n  շ sh  ո o  չ ch  պ p  ջ j  ռ r  ս s  վ v  տ t  ր r  ց ts  ւ v
    փ p  ք k  օ o  ֆ f
    """
)
ROMAN = {**CYRILLIC, **GREEK, **ARMENIAN}
# What writers of Latin letters spell in several ways, made one: only to compare across alphabets.
SPELLINGS = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("shch|sch|sh", "š"), ("tch|ch", "č"), ("ph", "f"), ("kh", "h"), ("th", "t"), ("gh", "g"),
        ("ck", "k"), ("c(?=[eiy])", "s"), ("c", "k"), ("w", "v"), ("x", "ks"), ("q", "k"), ("ts|tz", "s"),
        ("dzh|dj|dg", "j"), ("zh", "j"), ("h(?![aeiouy])", ""), ("ye", "e"), ("ou", "u"), ("y", "i"),
        ("ie", "e"), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip

# Letters, digits, and the vowel signs of scripts that write them as marks; Han and kana stand alone.
LETTER = r"[^\W_\u3040-\u30ff\u3400-\u9fff]|[\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff]"
IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u9fff]"
CONTRACTED = r"(?:s|t|d|m|re|ve|ll)(?![^\W_])"
WORD = re.compile(rf"(?:{LETTER})+|{IDEOGRAPH}")
# English letters first, by the run: most words have no others.
PRINTED_WORD = re.compile(
    rf"(?:[a-zA-Z0-9]+|{LETTER}|[\u0300-\u036f])+(?:['’](?i:{CONTRACTED}))?|{IDEOGRAPH}"
)
ASCII_WORD = re.compile(r"[a-z0-9]+")
CLITIC = re.compile(rf"['’](?<=[^\W_]['’]){CONTRACTED}")  # its sign comes first: read faster


class Folds(dict):
    """The folded form of each character met, by its code point."""

    def __missing__(self, code):
        marked = unicodedata.normalize("NFKD", chr(code).casefold().translate(LETTERS))
        plain = "".join(c for c in marked if not unicodedata.combining(c)).casefold().translate(LETTERS)
        # Signs become spaces, so that a text in English letters is one in ASCII: that reads faster.
        self[code] = plain = plain if plain.isascii() or WORD.search(plain) else " "
        return plain


FOLDS = Folds()
NOT_ASCII = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*")  # faster to find than by a plus alone


def fold(text):
    """Return text in lower case, without marks, its special letters plain."""
    plain = text if text.isascii() else NOT_ASCII.sub(lambda match: match[0].translate(FOLDS), text)
    return plain.lower()


def words(text):
    """Return the words of a text, folded, in order; `don't` is one word, `l'homme` two."""
    folded = CLITIC.sub(lambda match: match[0][1:], fold(text)) if "'" in text or "’" in text else fold(text)
    found = ASCII_WORD.findall(folded) if folded.isascii() else WORD.findall(folded)
    return found if max(map(len, found), default=0) <= LONGEST else [word[:LONGEST] for word in found]


def spans(text, *bounds):
    """Yield (start, end, folded word) for each word of a printed text, or of its part between two places."""
    for match in PRINTED_WORD.finditer(text, *bounds):
        yield match.start(), match.end(), fold(match[0]).replace("'", "")[:LONGEST]


def shown_forms(text):
    """Return {folded: as printed, in lower case} for the words that folding changes."""
    if text.isascii():
        return {}
    printed = unicodedata.normalize("NFC", text).lower()
    others = " ".join({part for part in printed.split() if not part.isascii()})
    return {
        fold(form).replace("'", "")[:LONGEST]: form
        for form in set(PRINTED_WORD.findall(others))
        if not form.isascii()
    }


_PAIRS = re.compile("|".join(sorted(ROMAN, key=len, reverse=True)))


@lru_cache(maxsize=20_000)
def romanised(word):
    """Return a folded word in Latin letters, or as it is where it has them already."""
    return word if word.isascii() else _PAIRS.sub(lambda match: ROMAN[match[0]], word)


@lru_cache(maxsize=20_000)
def skeleton(word):
    """Return what a word keeps whichever way its sounds are spelt in Latin letters."""
    word = romanised(word)
    for pattern, plain in SPELLINGS:
        word = pattern.sub(plain, word)
    return word


_BACK = {
    script: sorted(((roman, letter) for letter, roman in table.items() if roman), key=lambda p: -len(p[0]))
    for script, table in (("ru", CYRILLIC), ("el", GREEK), ("hy", ARMENIAN))
}


def unromanised(word, language):
    """Return Latin letters in the script of a language, or an empty string where it has none of ours."""
    if language not in _BACK or not word.isascii():
        return ""
    for roman, letter in _BACK[language]:
        word = word.replace(roman, letter)
    return word


# Snowball's algorithms by language.
STEMMERS = _table(
    """
    ar arabic  ca catalan  cs czech  da danish  de german  el greek  en english  eo esperanto
    es spanish  et estonian  eu basque  fa persian  fi finnish  fr french  ga irish  hi hindi
    hu hungarian  hy armenian  id indonesian  it italian  lt lithuanian  nb norwegian  ne nepali
    nl dutch  no norwegian  pl polish  pt portuguese  ro romanian  ru russian  sr serbian  sv swedish
    ta tamil  tr turkish  yi yiddish
    """
)


@lru_cache
def stemmer(language):
    return snowballstemmer.stemmer(STEMMERS[language])


@lru_cache(maxsize=20_000)
def stem(word, language):
    """Return the stem of a folded word in a language, or the word where no library knows it."""
    language = language.split("-")[0].lower()
    if language not in STEMMERS or len(word) < 3 or word.isdigit():
        return word
    return fold(stemmer(language).stemWord(word))


def key(text):
    """Return 32 bits that stand for a form of a word: a plain SQL integer, the same everywhere."""
    return zlib.crc32(text.encode()) - 2**31


def deletions(word):
    """Return what is left of a word when one letter is gone."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def may_be_mistyped(word):
    return 4 <= len(word) <= 24 and word.isalpha()
