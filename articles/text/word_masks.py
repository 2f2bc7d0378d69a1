"""Words that have to go: found in each form in which a text holds them, with a mark in their place."""

import re
import secrets
import unicodedata
from functools import cached_property

from . import romanising
from .commonmark import MARK as CITATION_MARK

MARK = "█████"  # of one length, whatever stood there
MOST, LONGEST = 20, 200  # phrases, and characters of one
# What may stand between two letters of a word, and between two words, where a reader sees them together.
UNSEEN = rf"(?:[{romanising.INVISIBLE}]|&shy;)*"
BETWEEN = r"(?:[\W_]|&[a-z]{2,8};|&#\d{1,7};){1,12}"
# Scripts that part no words by spaces, or set endings behind a name: there a name begins and ends anywhere.
RUNNING = re.compile(rf"{romanising.HAN}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\uac00-\ud7a3]")
WORD = re.compile(r"[^\W_]+")
MARKS = r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f"
# What JSON of ours holds under these names is a key, a code or a hash, and no text; an address goes whole.
KEYS = {"mark", "source", "slug", "person", "topics", "into"}
CODES = {
    *("key", "sha256", "media_type", "digital_source_type", "captions_language", "renditions", "standing"),
    *("basis", "kind", "seen_on", "code", "level", "by", "to", "log", "act", "chain", "digest", "editions"),
    *("acts", "left", "rests", "live_from", "until", "uid", "salt"),
}
ADDRESSES = {"address", "archived_copy", "licence", "acquire_licence_page"}


class WordMask:
    """Phrases that have to go, whatever the case of their letters and whatever stands between their words."""

    def __init__(self, phrases, language=""):
        phrases = [unicodedata.normalize("NFC", phrase).strip() for phrase in phrases]
        self.phrases = [phrase for phrase in dict.fromkeys(phrases) if phrase]
        self.slugs = {slug for phrase in self.phrases if (slug := romanising.slug(phrase, language))}
        self._codes = {}

    def is_empty(self):
        return not self.phrases

    def has_short(self):
        """Ask whether a phrase has less than two letters or digits: it would be found everywhere."""
        return any(len("".join(WORD.findall(phrase))) < 2 for phrase in self.phrases)

    @cached_property
    def _pattern(self):
        return re.compile("|".join(map(_pattern, sorted(self.phrases, key=len, reverse=True))), re.IGNORECASE)

    @cached_property
    def _slug_pattern(self):
        slugs = "|".join(map(re.escape, sorted(self.slugs, key=len, reverse=True))) or "(?!)"
        return re.compile(rf"(?<![a-z0-9])(?:{slugs})(?![a-z0-9])")

    def longest_words(self):
        """Return the longest word of each phrase, and of its form in an address: one stands in each find."""
        return {max(WORD.findall(text), key=len) for text in (*self.phrases, *self.slugs)}

    def stands_in(self, value):
        """Ask whether a text, or a text in lists and objects, holds one of the phrases."""
        return self.masked(value) != value

    def masked(self, value, name=""):
        """Return a value without the phrases; keys of rows get a code, addresses go whole."""
        if name in CODES:
            return value
        if isinstance(value, dict):
            return {key: self.masked(each, key) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.masked(each, name) for each in value]
        if not isinstance(value, str):
            return value
        if name in KEYS:
            return self.key(value)
        if name in ADDRESSES:
            return "" if self.key(value) != value or self._pattern.search(value) else value
        return self.text(value)

    def text(self, text):
        """Return a text with a mark for each phrase, and a code for each citation's key that holds one."""
        text = CITATION_MARK.sub(self._citation, text)
        return self._pattern.sub(MARK, text)

    def _citation(self, match):
        locator = f", {match['locator']}" if match["locator"] else ""
        code = self.key(match["key"])
        return match[0] if code == match["key"] else f"[@{code}{locator}]"

    def key(self, key):
        """Return a slug or a mark, or the code that stands for it everywhere from now on."""
        if not (self._slug_pattern.search(key) or self._pattern.search(key)):
            return key
        return self._codes.setdefault(key, f"redacted-{secrets.token_hex(4)}")

    def subject(self, subject):
        """Return what stands for a subject of the log, such as “source:slug”; an account keeps its name."""
        kind, colon, key = subject.partition(":")
        return subject if kind in ("user", "group", "article") else f"{kind}{colon}{self.key(key)}"


def _pattern(phrase):
    words = WORD.findall(phrase)
    inner = BETWEEN.join(UNSEEN.join(map(_letter, word)) for word in words)
    before = "" if RUNNING.match(words[0]) else r"(?<![^\W_])"
    behind = "" if RUNNING.match(words[-1][-1]) else rf"(?![^\W_]|[{MARKS}])"
    return f"{before}{inner}{behind}"


def _letter(letter):
    """Return a pattern of a letter, whole or with its accents behind it."""
    parts = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if parts == letter else f"(?:{re.escape(letter)}|{re.escape(parts)})"
