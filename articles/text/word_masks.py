"""Words that have to go: found in each form in which a text holds them, with a mark in their place."""

import re
import secrets
import unicodedata
from functools import cached_property

from . import romanising, slugs, spellings
from .coded_letters import as_read, readings, span, ways_to_read
from .commonmark import MARK as CITATION_MARK

MARK = "█████"  # of one length, whatever stood there
CODE = "redacted-"  # a key that held the words begins so in the log
MOST, LONGEST = 20, 200  # phrases, and characters of one
MOST_LETTERS = 600  # of all phrases: each is a large part of the pattern, which is to be compiled
# What may stand between two letters of a word, and between two words, where a reader sees them together:
# marks of Markdown, tags, the address of a link, a citation, a footnote's mark, a picture.
# The second is a comment, the third a moment within a caption.
TAG = r"(?:</?[a-z][^<>]{0,1000}>|<!--[^<>]{0,300}-->|<[0-9:.]{5,14}>)"
# The end of a caption, and the time of the next one, over which a name may go on.
CUE = r"[ \t\r]*+\n\r?\n(?:[^\n]{1,80}\n)?[0-9:.]{9,14}[ \t]*+-->[^\n]{0,200}\n"
NESTED = r"(?:[^()\s]++|\((?:[^()\s]++|\((?:[^()\s]++|\([^()\s]*+\))*+\))*+\))*+"  # parentheses in an address
TITLE = r"""\s++(?:"[^"]{0,300}"|'[^']{0,300}'|\([^()]{0,300}\))"""
TARGET = rf"\(\s*+(?:<[^<>\n]{{0,500}}>|{NESTED})(?:{TITLE})?\s*+\)|\[[^\]\n]{{0,150}}\]"
ASIDE = rf"\](?:{TARGET})|\[[\^@][^\]\n]{{1,150}}\]|!\[[^\]]{{0,300}}\](?:{TARGET})"
# A word that is divided at the end of a line, as pasted columns are.
DIVIDED = rf"[-‐¬](?:{CUE}|[ \t\r]*+\n[ \t>]*+)"
UNSEEN = rf"(?:[{romanising.INVISIBLE}{romanising.ARMENIAN}*_~`]|{TAG}|{ASIDE}|{DIVIDED}|\[(?![\^@]))*"
HIDDEN = re.compile(f"{TAG}|{ASIDE}|{DIVIDED}", re.IGNORECASE)
MAY_HIDE = re.compile(r"[\[<]|[-‐¬]\s*\n")
# The frame of a table between two cells.
FRAME = r"\|[\s:|-]*+"
# Where two words are written as one: a number between letters (Jane1Roe), or a capital (JaneRoe).
LETTER_ALONE = rf"[^\W\d_{spellings.RAISED}]"
CAPITAL = "(?-i:(?<=[a-zß-öø-ÿа-џա-և])(?=[A-ZÀ-ÖØ-ÞЀ-ЯԱ-Ֆ]))"
SEAM = rf"(?<={LETTER_ALONE})[0-9]{{1,4}}(?={LETTER_ALONE})|{CAPITAL}"
UNREAD = rf"[\s{romanising.INVISIBLE}]++|[^\w\s{spellings.SIGNS}]|[_{spellings.RAISED}]"
BETWEEN = rf"(?:{CUE}|{FRAME}|{SEAM}|{UNREAD}|{TAG}|{ASIDE}){{1,12}}"
LETTER = rf"[^\W_{spellings.RAISED}]"
# What stands between letters that are set apart, X a n t h e or X-a-n-t-h-e, and a row of such letters.
APART = rf"[\s.·•–_/|*{romanising.INVISIBLE}-]{{1,4}}"
SIGNS = rf"[{spellings.MARKS}{spellings.SIGNS}]*+"
WITH_SIGNS = rf"{SIGNS}(?:[{romanising.INVISIBLE}*_~`]++[{spellings.SIGNS}]{SIGNS})*+"
ONE = rf"(?:ss|{LETTER})(?![^\W\d_{spellings.RAISED}{romanising.INVISIBLE}]){WITH_SIGNS}"  # ß is read as ss
SET_APART = re.compile(rf"(?<!{LETTER_ALONE}){ONE}(?:{APART}{ONE}){{2,}}", re.IGNORECASE)
# Where a row of such letters goes on, it is another word: three before, two behind. “M r” may stand before.
STEP = r"[\s.·•–_/|*-]"
NO_ROW_BEFORE = rf"(?<!(?<!{LETTER}){LETTER}{STEP}{LETTER}{STEP}{LETTER}{STEP})"
NO_ROW_BEHIND = rf"(?!(?:{STEP}{LETTER}(?!{LETTER})){{2}})"
STRETCH, ARABIC = "\u0640", re.compile(r"[\u0620-\u06ff]")  # which stretches words of these letters
# Scripts that part no words by spaces, or set endings behind a name: there a name begins and ends anywhere.
RUNNING = re.compile(rf"{romanising.HAN}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\uac00-\ud7a3]")
WORD = re.compile(rf"(?:[^\W_]|[{spellings.SIGNS}])+")
# Signs and letters there that are of one syllable with what follows, or with what stands before.
JOINED_BEFORE = "เ-ไເ-ໄ\u1039\u17d2"
JOINED_BEHIND = rf"ะาๅະາ\u11a8-\u11ff{spellings.SIGNS}"
# Letters that an apostrophe parts from a word: Hugo’s, d’Hugo. An address drops the sign, and joins them.
APOSTROPHE = "['’‘ʼʻ`´]"
ELIDED = re.compile(rf"[^\W_]{{1,9}}{APOSTROPHE}\Z")
ENDING = re.compile(rf"{APOSTROPHE}[^\W_]{{1,12}}")
TITLES = {"ja": ("氏", "さん", "容疑者", "被告")}  # before which a name may be read in another way than alone
# What JSON of ours holds under these names is a key, a code or a hash, and no text; an address goes whole.
KEYS = {"mark", "source", "slug", "person", "topics", "into", "represents"}
CODES = {
    *("key", "sha256", "media_type", "digital_source_type", "captions_language", "renditions", "standing"),
    *("basis", "kind", "seen_on", "code", "level", "by", "to", "log", "act", "chain", "digest", "editions"),
    *("acts", "left", "rests", "live_from", "until", "embargo", "embargoes", "uid", "salt"),
    *("said_hash", "approval_hash", "addresses_hash", "moments", "versions", "versions_hash", "copy_hash"),
    "words_hash",
    *("desk", "desks", "accounts", "roles", "staff"),
}
ADDRESSES = {"address", "archived_copy", "licence", "acquire_licence_page"}


class WordMask:
    """Phrases that have to go, whatever the case of their letters and whatever stands between their words."""

    def __init__(self, phrases, languages=()):
        # What this sign parts, as in Persian, others write as one word, or as two.
        phrases = [phrase.replace("\u200c", instead) for phrase in phrases for instead in ("", " ")]
        phrases = [unicodedata.normalize("NFC", phrase).strip() for phrase in phrases]
        self.phrases = [phrase for phrase in dict.fromkeys(phrases) if phrase]
        forms = (slugs.latin_slug, slugs.unparted_slug, slugs.unicode_slug)
        spoken = {"", *languages}  # an address is written as its story's language, or the paper's, is
        self._slugs_of = lambda text: (
            {form(text + title, each) for each in spoken for title in _titles(each) for form in forms} - {""}
        )
        self.slugs = set().union(*map(self._slugs_of, self.phrases))
        self.joined = set()  # slugs in which a phrase is joined to other letters: hugos, dhugo
        self._codes = {}

    def learn(self, texts):
        """Learn from texts what addresses, which drop apostrophes, join to a phrase; return if they do."""
        found = (match for text in texts for read in readings(text) for match in self._joined_in(read))
        self.joined = set().union(*map(self._slugs_of, set(found))) - self.slugs
        for name in ("_pattern", "_slug_pattern"):
            self.__dict__.pop(name, None)
        return bool(self.joined)

    def _joined_in(self, text):
        for match in self._pattern.finditer(text):
            before = ELIDED.search(text[max(0, match.start() - 10) : match.start()])
            behind = ENDING.match(text, match.end())
            if before or behind:
                yield (before[0] if before else "") + match[0] + (behind[0] if behind else "")

    def is_empty(self):
        return not self.phrases

    def has_short(self):
        """Ask whether a phrase has less than two letters or digits: it would be found everywhere."""
        return any(len("".join(words_of(phrase))) < 2 for phrase in self.phrases)

    @cached_property
    def _pattern(self):
        patterns = [_in_address(_any_of(self.joined))] if self.joined else []
        patterns += _patterns(map(words_of, sorted(self.phrases, key=len, reverse=True)))
        return re.compile("|".join(patterns), re.IGNORECASE)

    @cached_property
    def _slug_pattern(self):
        forms = self.slugs | self.joined
        return re.compile(rf"(?<![^\W_]){_any_of(forms)}(?![^\W_]|[{spellings.SIGNS}])" if forms else "(?!)")

    @cached_property
    def _rough_words(self):
        """Return the longest word of each phrase, and of its form in an address: one stands in each find."""
        found = [*map(words_of, self.phrases), *map(WORD.findall, self.slugs)]
        words = {max(each, key=len) for each in found}
        return {spellings.roughly_within(word) for word in words}

    def may_stand_in(self, text):
        """Ask quickly whether a text may hold one of the phrases."""
        texts = []
        for read in readings(text):
            # With what a reader does not see between letters, and without it.
            texts += [read, HIDDEN.sub("", read)] if MAY_HIDE.search(read) else [read]
            texts += ["".join(WORD.findall(row)) for row in SET_APART.findall(read)]
        return any(word in rough for rough in map(spellings.roughly, texts) for word in self._rough_words)

    def stands_in(self, value):
        """Ask whether a text, or a text in lists and objects, holds one of the phrases."""
        return self.masked(value) != value

    def masked(self, value, name=""):
        """Return a value without the phrases; keys of rows get a code, addresses go whole."""
        if name in CODES:
            return value
        if name == "rights" and isinstance(value, dict):  # of an account, which keeps its name; else a text
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
            return "" if self.key(value) != value or self._holds(value) else value
        return self.text(value)

    def everywhere(self, value):
        """Return a value of no known form without the phrases; what names a value there may be a word too."""
        if isinstance(value, dict):
            masked = {}
            for name, each in value.items():
                masked[_other_than(masked, self.text(name))] = self.everywhere(each)
            return masked
        if isinstance(value, list):
            return [self.everywhere(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def blanked(self, text):
        """Return a text with hyphens in the place of each phrase, no longer than it was."""
        return self._replaced(text, lambda found: "-" * len(found))

    def text(self, text):
        """Return a text with a mark for each phrase, and a code for each citation's key that holds one."""
        return self._replaced(CITATION_MARK.sub(self._citation, text), lambda _found: MARK)

    def _replaced(self, text, instead):
        for coded in ways_to_read(text):
            read, places = as_read(text, coded)
            parts, end = [], 0
            for match in self._pattern.finditer(read):
                start, stop = span(places, match)
                if start >= end:  # two within one code are gone together
                    parts += [text[end:start], instead(text[start:stop])]
                    end = stop
            text = "".join(parts) + text[end:]
        return text

    def _holds(self, text):
        return any(self._pattern.search(read) for read in readings(text))

    def _citation(self, match):
        locator = f", {match['locator']}" if match["locator"] else ""
        code = self.key(match["key"])
        return match[0] if code == match["key"] else f"[@{code}{locator}]"

    def key(self, key):
        """Return a slug or a mark, or the code that stands for it everywhere from now on."""
        if not (self._slug_pattern.search(key) or self._holds(key)):
            return key
        return self._codes.setdefault(key, f"{CODE}{secrets.token_hex(4)}")

    def subject(self, subject):
        """Return the masked form of a subject of the log, such as “source:slug”; some keys stay."""
        kind, colon, key = subject.partition(":")
        return subject if kind in ("user", "group", "article", "front") else f"{kind}{colon}{self.key(key)}"


def _titles(language):
    return ("", *TITLES.get(language.partition("-")[0], ()))


def _other_than(names, name):
    """Return a name, with more of the mark where others are called so without their words."""
    while name in names:
        name += MARK
    return name


def words_of(phrase):
    """Return the words of a phrase, each letter composed, without what many leave out and nobody sees."""
    read = unicodedata.normalize("NFC", as_read(phrase)[0])
    return WORD.findall(spellings.UNHEARD.sub("", read))


def _patterns(phrases):
    """Return the patterns of phrases: what stands before them is looked at once for all of them."""
    ways = {}
    for words in phrases:
        ways.setdefault(_before(words[0][0]), []).append(_pattern(words))
    return [f"{before}(?:{'|'.join(patterns)})" for before, patterns in ways.items()]


def _pattern(words):
    letters = [UNSEEN.join(spellings.patterns(word, UNSEEN)) for word in words]
    behind = _behind(words[-1][-1])
    first, *others = letters
    row = f"|{_set_apart(words)}{behind}" if len(spellings.SIGN.sub("", "".join(words))) > 2 else ""
    if not others:
        return f"{first}{behind}{row}"
    # As one word: #AnnaRoe, @annaroe, /annaroe/, annaroe.jpg.
    apart, one = BETWEEN.join(["", *others]), "".join(others)
    return rf"{first}(?:{apart}{behind}|{one}(?=[.@]\w))|(?<=[#@/]){first}{one}{behind}{row}"


def _before(letter):
    """Return the pattern of what does not stand before a phrase: a letter, with a mark perhaps."""
    if RUNNING.match(letter):
        return f"(?<![{JOINED_BEFORE}])"
    more = _more_of(letter)
    stretched = f"{STRETCH}*+" if ARABIC.match(letter) else ""
    return f"(?<!{more})(?<![{spellings.SIGNS}])(?<!{more}[{spellings.MARKS}]){stretched}"


def _behind(letter):
    """Return the pattern of what does not stand behind a phrase: more of its last word, or a sign at it."""
    if RUNNING.match(letter):
        return f"(?![{JOINED_BEHIND}])"
    stretched = f"{STRETCH}*+" if ARABIC.match(letter) else ""
    return f"{stretched}(?!{_more_of(letter)}|[{spellings.MARKS}{spellings.SIGNS}])"


def _more_of(letter):
    """Return what goes on with a word beside one of its letters: a number is none of a name, as in Roe1."""
    return LETTER if letter.isdecimal() else LETTER_ALONE


def _set_apart(words):
    letters = spellings.parted("".join(words))
    row = "".join(map(_with_gap, letters)).removeprefix(APART)
    (s,) = spellings.patterns("s")
    return NO_ROW_BEFORE + row.replace(s + APART + s, f"{s}(?:{APART})?{s}") + NO_ROW_BEHIND


def _with_gap(letter):
    """Return the pattern of a letter with what parts it from the one before; a sign stands beside its own."""
    gap = spellings.GAP if spellings.SIGN.match(letter) else APART
    return gap + spellings.pattern(letter, APART)


def _in_address(slugs):
    """Return the pattern of slugs within an address: beside a stroke or a hyphen."""
    return f"(?<=[-/]){slugs}(?!{LETTER})|(?<!{LETTER}){slugs}(?=-)"


def _any_of(words):
    """Return a pattern of words, the longest first, that reads a text once however many they are."""
    by_first = {}
    for word in words:
        by_first.setdefault(word[:1], []).append(word[1:])
    ways = [re.escape(first) + _any_of(rests) for first, rests in sorted(by_first.items()) if first]
    if "" in by_first:
        ways.append("")
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
