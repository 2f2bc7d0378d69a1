"""Words as search compares them: without case, marks and alphabet, the same on every database.

No full-text engine folds ə, Cyrillic or Armenian, so index and question are folded here.
"""

import re
import unicodedata
import zlib
from functools import lru_cache

import snowballstemmer
from anyascii import anyascii

from articles.text import indic, japanese, romanising
from articles.text.romanising import ARMENIAN, IDEOGRAPHS, INVISIBLE, SPACELESS

from . import southeast

LONGEST = 64  # letters of a word that are kept
# Letters of Amharic that are spoken alike, by their seven vowels; of h and a, the fourth sounds as the first.
ETHIOPIC = {
    chr(ord(letter) + vowel): chr(ord(plain) + (0 if plain in "ሀአ" and vowel == 3 else vowel))
    for letter, plain in ("ሀሀ", "ሐሀ", "ኀሀ", "ኸሀ", "ሠሰ", "አአ", "ዐአ", "ፀጸ")
    for vowel in range(7)
    if not (letter == "ኸ" and vowel == 0)
}
KATAKANA = {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
# Letters that names and old texts keep, beside those that Japanese writes otherwise.
OLD_KANJI = dict(
    zip(
        "澤邊邉齋齊斎嶋嶌廣國眞櫻瀧惠會學藏縣禮龍圓澁萬壽實榮豐鹽〇",
        "沢辺辺斉斉斉島島広国真桜滝恵会学蔵県礼竜円渋万寿実栄豊塩零",
        strict=True,
    )
)
# What is folded in another way than anyascii writes it: Aliyev is more often typed than Eliyev.
LETTERS = {
    "ə": "a", **dict.fromkeys("ʼʻ’‘", "'"),
    # Letters that writers of Arabic, Persian, Urdu and Kurdish take for each other, or that keyboards mix up.
    **dict.fromkeys("یىےېۍێ", "ي"), **dict.fromkeys("کڪ", "ك"), **dict.fromkeys("ةۃەہھۂ", "ه"), "ٱ": "ا",
    # Letters of India and of Yiddish that are encoded in two ways.
    "ৎ": "ত", "ൺ": "ണ", "ൻ": "ന", "ർ": "ര", "ൽ": "ല", "ൾ": "ള", "ൿ": "ക", "ஶ": "ஸ",
    "ײ": "יי", "ױ": "וי", "װ": "וו",
    # Of Ukrainian, which many type as г, and of Russian before 1918.
    "ґ": "г", "ѣ": "е", "ѳ": "ф", "ѵ": "и",
    **{chr(old): chr(new) for old, new in japanese.FORMS.items()},
    **ETHIOPIC, **KATAKANA, **OLD_KANJI,
}  # fmt: skip
PERSIAN = str.maketrans("يك", "یک")  # as its stemmer has them
VOWELS = (103, 118)  # classes of Thai and Lao marks that are vowels; other marks may be left out

# What writers of Latin letters spell in several ways, made one: only to compare across alphabets.
SPELLINGS = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("shch|sch|sh", "š"), ("tch|ch", "č"), ("ph", "f"), ("kh", "h"), ("th", "t"), ("gh", "g"),
        ("ck", "k"), ("c(?=[eiy])", "s"), ("c", "k"), ("w", "v"), ("x", "ks"), ("q", "k"), ("ts|tz", "s"),
        ("dzh|dj|dg", "j"), ("zh", "j"), ("h(?![aeiouy])", ""), ("ye", "e"), ("ou", "u"), ("y", "i"),
        ("ie", "e"), ("mp", "b"), ("nt", "d"), ("gk", "g"), (r"\bvo", "o"), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip

# Letters, digits, and the vowel signs of scripts that write them as marks.
LETTER = rf"[^\W_{IDEOGRAPHS}{SPACELESS}]|[\u0780-\u07bf\u0900-\u0dff]"
MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
# Signs within one word, which many leave out: of Hebrew abbreviations, of Ukrainian, of Catalan.
INNER = (  # the sign first: a look behind is tried at every place of a text
    r"[\"'”’״׳](?<=[\u05b0-\u05ea].)(?=[\u05d0-\u05ea])|['’ʼ](?<=[\u0400-\u04ff].)(?=[\u0400-\u04ff])"
    r"|[·\u2027](?<=[lL].)(?=[lL])"
)
CONTRACTED = r"(?:s|t|d|m|re|ve|ll)(?![^\W_])"
WORD = re.compile(rf"(?:{LETTER})+|[{IDEOGRAPHS}]|[{SPACELESS}]+")
# English letters first, by the run: most words have no others.
PRINTED_WORD = re.compile(
    rf"(?:[a-zA-Z0-9]+|{LETTER}|[{MARKS}{INVISIBLE}{ARMENIAN}]|{INNER})+(?:['’](?i:{CONTRACTED}))?"
    rf"|[{IDEOGRAPHS}{SPACELESS}{MARKS}{INVISIBLE}]+"
)
ASCII_WORD = re.compile(r"[a-z0-9]+")
CLITIC = re.compile(rf"['’](?<=[^\W_]['’]){CONTRACTED}")  # its sign comes first: read faster
ALONE = re.compile(rf"[{IDEOGRAPHS}{SPACELESS}]")
RUN = re.compile(f"[{SPACELESS}]")
UNSEEN = re.compile(f"[{INVISIBLE}]")
# What stands within words and is gone from them when they are folded.
WITHIN = re.compile(f"[{INVISIBLE}{MARKS}{ARMENIAN}\u0900-\u0dff]|{INNER}")
INNER_SIGN = re.compile(INNER)
# Words of Russian before 1918, by a letter or an ending that it has no more: their і is и.
OLD_RUSSIAN = re.compile(r"\b(?:(?=\w*[ѣѳѵѢѲѴ])\w+|(\w+)[ъЪ])\b")
OLD_SIGN = re.compile(r"[ѣѳѵѢѲѴ]|[ъЪ]\b")


class Folds(dict):
    """The folded form of each character met, by its code point."""

    def __missing__(self, code):
        is_dropped = UNSEEN.match(chr(code)) or chr(code) in ARMENIAN
        self[code] = plain = "" if is_dropped else _folded(chr(code))
        return plain


def _folded(letter):
    """Return a letter or digit in lower case, without marks; signs become spaces.

    So a text in English letters is one in ASCII, which reads faster.
    """
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    # Greek's iota below a letter, which case folding would set beside it.
    bare = unicodedata.normalize("NFD", letter).replace("\u0345", "")
    marked = unicodedata.normalize("NFKD", bare.casefold())
    plain = "".join(_plain(c) for c in marked if unicodedata.combining(c) in (0, *VOWELS)).casefold()
    return plain if plain.isascii() or any(unicodedata.category(c)[0] in "LMN" for c in plain) else " "


def _plain(letter):
    is_latin = not letter.isascii() and unicodedata.name(letter, "").startswith("LATIN")
    return LETTERS.get(letter) or (anyascii(letter) if is_latin else letter)


FOLDS = Folds()
NOT_ASCII = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*")  # faster to find than by a plus alone


def fold(text):
    """Return text in lower case, without marks, its special letters plain."""
    if text.isascii():
        return text.lower()
    text = INNER_SIGN.sub("", southeast.one_spelling(indic.with_dots(text)))
    if OLD_SIGN.search(text):
        text = OLD_RUSSIAN.sub(_as_today, text)
    return NOT_ASCII.sub(lambda match: match[0].translate(FOLDS), text).lower()


def _as_today(word):
    return re.sub("[іІ]", "и", word[0]).rstrip("ъЪ")


def words(text):
    """Return the words of a text, folded, in order; `don't` is one word, `l'homme` two.

    Han and kana are words one by one. Where a script has no spaces, two letters are a word, and the last of
    them begins the next, so that each part of a text is a phrase of its words.
    """
    folded = CLITIC.sub(lambda match: match[0][1:], fold(text)) if "'" in text or "’" in text else fold(text)
    found = ASCII_WORD.findall(folded) if folded.isascii() else WORD.findall(folded)
    if RUN.search(folded):
        found = [part for word in found for part in (_pairs(word) if RUN.match(word) else [word])]
    return found if max(map(len, found), default=0) <= LONGEST else [word[:LONGEST] for word in found]


def _pairs(run):
    return [run[at : at + 2] for at in range(len(run))]


def stands_alone(word):
    """Ask whether a word is a letter or two of a script that has no spaces."""
    return bool(ALONE.match(word))


def is_open(word):
    """Ask whether a word is the end of a run of letters without spaces: longer runs go on from there."""
    return len(word) == 1 and bool(RUN.match(word))


# Between Arabic letters, a space is often typed in the place of the joiner, or no joiner at all.
JOINED = re.compile("(?<=[\u0620-\u06ff])\u200c+(?=[\u0620-\u06ff])")
ARABIC = re.compile("[\u0620-\u06ff]+")


def parted(text):
    """Return text with a space for each joiner between Arabic letters."""
    return JOINED.sub(" ", text)


def joins(words):
    """Return {word joined of two or three Arabic ones that stand side by side: these}."""
    runs = (words[at : at + count] for count in (2, 3) for at in range(len(words) - count + 1))
    return {"".join(run)[:LONGEST]: run for run in runs if all(map(ARABIC.fullmatch, run))}


def is_run(phrase):
    """Ask whether a phrase is pairs of letters of a script without spaces, and nothing else."""
    return all(len(word) == 2 and RUN.match(word) for word in phrase)


def joined(phrase):
    """Return the words of a phrase, those of a run without spaces put together again."""
    parts, last = [], ""
    for word in phrase:
        if stands_alone(word) and stands_alone(last) and not is_open(last):
            parts[-1] += word[1:] if RUN.match(word) else word
        else:
            parts.append(word)
        last = word
    return parts


def spans(text, *bounds):
    """Yield (start, end, folded word) for each word of a printed text, or of its part between two places.

    What has no spaces is one such word.
    """
    for match in PRINTED_WORD.finditer(text, *bounds):
        yield match.start(), match.end(), fold(match[0]).replace("'", "")[:LONGEST]


def shown_forms(text):
    """Return {folded: as printed, in lower case} for the words that folding changes."""
    if text.isascii():
        return {}
    printed = UNSEEN.sub("", unicodedata.normalize("NFC", text)).lower()
    others = " ".join({part for part in printed.split() if not part.isascii()})
    return {
        fold(form).replace("'", "")[:LONGEST]: form
        for form in set(PRINTED_WORD.findall(others))
        if not (form.isascii() or ALONE.match(form))
    }


@lru_cache(maxsize=20_000)
def romanised(word):
    """Return a folded word in Latin letters, or as it is where it has them already or is a part of one."""
    return word if word.isascii() or stands_alone(word) else romanising.romanised(word, is_folded=True)


@lru_cache(maxsize=20_000)
def skeleton(word):
    """Return what a word keeps whichever way its sounds are spelt in Latin letters."""
    word = romanised(word)
    for pattern, plain in SPELLINGS:
        word = pattern.sub(plain, word)
    return word


# Letters that Latin ones are turned back into, likelier ones first.
ALPHABETS = {
    "ru": "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ ы э ю я",
    "el": "ου α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω",
    "hy": "ու ա բ գ դ ե զ է ը թ ժ ի լ խ կ հ ձ ղ ճ մ յ ն շ ո չ պ ջ ռ ս վ տ ր ց փ ք օ ֆ",
}


def _latin(letters):
    """Yield each letter as it is written at a word's beginning and within it, and itself."""
    for letter in letters.split():
        yield romanised(letter), letter
        yield romanised(f"ա{letter}")[1:], letter


_BACK = {
    language: sorted(_latin(letters), key=lambda pair: -len(pair[0]))
    for language, letters in ALPHABETS.items()
}


def unromanised(word, language):
    """Return Latin letters in the script of a language, or an empty string where it has none of ours."""
    if language not in _BACK or not word.isascii():
        return ""
    for roman, letter in _BACK[language]:
        word = word.replace(roman, letter)
    return word


# Snowball's algorithms by language.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@lru_cache
def stemmer(language):
    return snowballstemmer.stemmer(STEMMERS[language])


@lru_cache(maxsize=20_000)
def stem(word, language):
    """Return the stem of a folded word in a language, or the word where Snowball has no stemmer for it."""
    language = language.split("-")[0].lower()
    if language not in STEMMERS or len(word) < 3 or word.isdigit():
        return word
    return fold(stemmer(language).stemWord(word.translate(PERSIAN) if language == "fa" else word))


def key(text):
    """Return 32 bits that stand for a form of a word: a plain SQL integer, the same everywhere."""
    # PostgreSQL has no unsigned integers, so 32 bits are moved into the range of its `integer`.
    return zlib.crc32(text.encode()) - 2**31


def deletions(word):
    """Return what is left of a word when one letter is gone."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def may_be_mistyped(word):
    return 4 <= len(word) <= 24 and word.isalpha()
