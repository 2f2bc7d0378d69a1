"""Words that may be a phrase with another ending, as many languages bend names: Иванову, Mikon, Kováccsal.

They are shown to a person, who says which are meant: “Marks” may be Mark’s, or coins.
"""

import re
import unicodedata
from functools import cached_property

from . import romanising, spellings, word_masks

ENDING, SHORTEST = 2, 3  # letters of a word that another ending may take the place of, and that stay
LONG = 7  # letters of a word of which one more may change: Lahtinen, Lahtisen
LONGER = 7  # letters by which a form may be longer
ANY = rf"(?:[^\W\d_]|[{spellings.SIGNS}])"
BETWEEN = rf"[\s{romanising.INVISIBLE}*_~-]{{1,4}}"


class BentForms:
    """The phrases of a mask, to be looked for with other endings in what it leaves of a text."""

    def __init__(self, mask):
        self.mask = mask
        phrases = map(word_masks.words_of, mask.phrases)
        self.phrases = [words for words in phrases if not any(map(word_masks.RUNNING.search, words))]

    @cached_property
    def _patterns(self):
        return [(words[0][0].isupper(), re.compile(_pattern(words), re.IGNORECASE)) for words in self.phrases]

    @cached_property
    def _rough_stems(self):
        return {spellings.roughly_within(_stem(max(words, key=len))) for words in self.phrases}

    def found_in(self, text):
        """Yield each form in a text; where a phrase begins with a capital letter, a form does too."""
        rough = spellings.roughly(text)
        if not any(stem in rough for stem in self._rough_stems):
            return
        left = unicodedata.normalize("NFC", self.mask.text(text))
        for is_name, pattern in self._patterns:
            for match in pattern.finditer(left):
                if not (is_name and match[0][0].islower()):
                    yield match[0]


def _stem(word):
    return word[: max(SHORTEST, len(word) - ENDING - (len(word) >= LONG))]


def _pattern(words):
    bent = (
        f"{''.join(spellings.patterns(stem))}{ANY}{{0,{len(word) - len(stem) + LONGER}}}"
        for word, stem in zip(words, map(_stem, words), strict=True)
    )
    return rf"(?<![^\W_]){BETWEEN.join(bent)}(?![^\W_]|[{spellings.SIGNS}])"
