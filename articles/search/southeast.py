"""One spelling for the syllables of Thai, Lao, Burmese and Khmer, whose signs look alike in several orders.

In which order they are to be typed: https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-16/
"""

import re
import unicodedata
from functools import lru_cache

from articles.text.romanising import INVISIBLE

SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
UNSEEN = f"[{INVISIBLE}]*+"
COENG = "\u17d2"  # Khmer's sign that sets the next letter below
# A letter and its signs, a few letters among them that stand where signs do; figures typed for letters.
SYLLABLES = re.compile(
    rf"[\u0e01-\u0e2e](?:{UNSEEN}[\u0e31-\u0e3a\u0e45\u0e47-\u0e4e])+|\u0e40{UNSEEN}\u0e40"
    rf"|[\u0e81-\u0eae\u0edc-\u0edf](?:{UNSEEN}[\u0eb1-\u0ebc\u0ec8-\u0ece])+|\u0ec0{UNSEEN}\u0ec0"
    rf"|[\u1000-\u102a\u103f\u1040\u1047](?:{UNSEEN}[\u102b-\u103e])+|[\u1009\u1026\u1029\u102a\u103f]"
    rf"|[\u1780-\u17b3](?:{UNSEEN}(?:{COENG}{UNSEEN}[\u1780-\u17b3]|[\u17b6-\u17d1\u17dd]))+"
    "|[\u17a3\u17a4\u17a8\u17b2]"
)
UNSEEN_SIGN = re.compile(f"[{INVISIBLE}]")
# Tones, and signs of no vowel: many leave them out.
TONES = re.compile("[\u0e3a\u0e48-\u0e4b\u0eba\u0ec8-\u0ecb\u1037\u1039\u103a\u17c9\u17ca]")
# What looks alike, or is one sign in two writings: of Thai and Lao, ae, am, aa and l; of Burmese, old
# letters, figures and the tall aa; of Khmer, old letters, and d below.
ALIKE = (
    *(("\u0e40\u0e40", "\u0e41"), ("\u0e33", "\u0e4d\u0e32"), ("\u0e45", "\u0e32")),
    *(("\u0ec0\u0ec0", "\u0ec1"), ("\u0eb3", "\u0ecd\u0eb2"), ("\u0ebc", "\u0ea5")),
    *(("\u0edc", "\u0eab\u0e99"), ("\u0edd", "\u0eab\u0ea1")),
    *(("\u1009", "\u1025"), ("\u1029", "\u101e\u103c"), ("\u102a", "\u101e\u103c\u1031\u102c")),
    *(("\u103f", "\u101e\u101e"), ("\u1040", "\u101d"), ("\u1047", "\u101b"), ("\u102b", "\u102c")),
    *(("\u17a3", "\u17a2"), ("\u17a4", "\u17a2\u17b6"), ("\u17a8", "\u17a7\u1780"), ("\u17b2", "\u17b1")),
    (f"{COENG}\u178a", f"{COENG}\u178f"),
)
JOINED = (
    *(("\u0e34\u0e4d", "\u0e36"), ("\u17b7\u17c6", "\u17b9"), ("\u17c1\u17b6", "\u17c4")),
    ("\u17c1\u17b8", "\u17be"),
)
U, ABOVE = "\u17bb", set("\u17b7\u17b8\u17b9\u17ba\u17be")  # beside these, Khmer's shifters look like a u
SIGNS = re.compile(f"{COENG}.|.", re.DOTALL)
# In which order signs are typed, behind letters; Khmer's r is the last of those below.
TYPED = (
    f"{COENG}\u179a",
    *"\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102c\u1036",
    *"\u0eb8\u0eb9\u0ebb\u0eb1\u0eb4\u0eb5\u0eb6\u0eb7\u0ecd\u0eb2",
    *"\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e4c\u0e4d\u0e4e\u0e32",
    "\u17c1",
)
ORDER = {sign: place for place, sign in enumerate(TYPED, 1)}
LATER = len(ORDER) + 1


def one_spelling(text):
    """Return a text with each syllable in one spelling."""
    return SYLLABLES.sub(lambda match: _spelling(match[0]), text) if SCRIPTS.search(text) else text


def placed(text):
    """Yield (place, spelling) of each syllable of a text, and of each character that stands in none."""
    end = 0
    for match in SYLLABLES.finditer(text):
        yield from enumerate(text[end : match.start()], end)
        yield match.start(), _spelling(match[0])
        end = match.end()
    yield from enumerate(text[end:], end)


@lru_cache(maxsize=20_000)
def _spelling(syllable):
    plain = TONES.sub("", UNSEEN_SIGN.sub("", unicodedata.normalize("NFD", syllable)))
    for sign, alike in ALIKE:
        plain = plain.replace(sign, alike)
    signs = dict.fromkeys(SIGNS.findall(plain[1:]))
    if not ABOVE.isdisjoint(signs):
        signs.pop(U, None)
    spelling = plain[:1] + "".join(sorted(signs, key=_place))
    for pair, joined in JOINED:
        spelling = spelling.replace(pair, joined)
    return spelling


def _place(sign):
    is_letter = sign[-1].isalpha() and sign not in ORDER
    return (0 if is_letter else ORDER.get(sign, LATER), sign)
