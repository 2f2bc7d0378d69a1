"""Words that have to go: found in each form in which a text holds them, with a mark in their place."""

import base64
import html
import re
import secrets
import string
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property
from html.entities import html5

from . import romanising, slugs, spellings
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
UNSEEN = rf"(?:[{romanising.INVISIBLE}*_~`]|{TAG}|{ASIDE}|{DIVIDED}|\[(?![\^@]))*"
HIDDEN = re.compile(f"{TAG}|{ASIDE}|{DIVIDED}", re.IGNORECASE)
MAY_HIDE = re.compile(r"[\[<]|[-‐¬]\s*\n")
# The frame of a table between two cells.
FRAME = r"\|[\s:|-]*+"
# Where two words are written as one: a number between letters (Jane1Roe), or a capital (JaneRoe).
LETTER_ALONE = rf"[^\W\d_{spellings.RAISED}]"
CAPITAL = "(?-i:(?<=[a-zß-öø-ÿа-џա-և])(?=[A-ZÀ-ÖØ-ÞЀ-ЯԱ-Ֆ]))"
SEAM = rf"(?<={LETTER_ALONE})[0-9]{{1,4}}(?={LETTER_ALONE})|{CAPITAL}"
UNREAD = rf"[\s{romanising.INVISIBLE}]++|[^\w\s]|[_{spellings.RAISED}]"
BETWEEN = rf"(?:{CUE}|{FRAME}|{SEAM}|{UNREAD}|{TAG}|{ASIDE}){{1,12}}"
LETTER = rf"[^\W_{spellings.RAISED}]"
# What stands between letters that are set apart, X a n t h e or X-a-n-t-h-e, and a row of such letters.
APART = rf"[\s.·•–_/|*{romanising.INVISIBLE}-]{{1,4}}"
ONE = rf"(?:ss|{LETTER})(?!{LETTER})"  # ß is read as ss
SET_APART = re.compile(rf"(?<!{LETTER}){ONE}(?:[{spellings.MARKS}]*{APART}{ONE}){{2,}}", re.IGNORECASE)
# Where a row of such letters goes on, it is another word: three before, two behind. “M r” may stand before.
STEP = r"[\s.·•–_/|*-]"
NO_ROW_BEFORE = rf"(?<!(?<!{LETTER}){LETTER}{STEP}{LETTER}{STEP}{LETTER}{STEP})"
NO_ROW_BEHIND = rf"(?!(?:{STEP}{LETTER}(?!{LETTER})){{2}})"
SMALL = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"  # capitals, of which Unicode has no plain form
# Letters in circles, squares and parentheses, and those that flags are made of.
FRAMED = "".join(chr(first + at) for first in (0x249C, 0x1F150, 0x1F170, 0x1F1E6) for at in range(26))
PLAIN = str.maketrans(SMALL + FRAMED, "abcdefghijklmnoprstuvwyz" + string.ascii_lowercase * 4)
# A letter in another writing: as an entity, as an address codes it, in a form that Unicode takes for equal.
FORMS = re.compile(
    r"[ßẞµĲĳĿŀŉſ\u01c4-\u01cc\u01f1-\u01f3\u0374\u03d0-\u03d6\u03f0\u03f1\u03f4\u03f5\u0587\u0675-\u0678"
    r"\u0958-\u095f\u09dc-\u09df\u0a33\u0a36\u0a59-\u0a5e\u0b5c\u0b5d\u0e33\u0eb3\u0edc\u0edd"
    r"\u0f43\u0f4d\u0f52\u0f57\u0f5c\u0f69\u1e9a\u1e9b\u1fbe\u2102-\u2115\u2119-\u211d\u2124-\u2149\u2160-\u217f"
    r"\u24b6-\u24e9\u3038-\u303a\u309f\u30ff\u3131-\u3163\u3165-\u318e\u3244-\u3247\u3260-\u327e\u3280-\u32b0"
    r"\u32d0-\u32fe\uf900-\ufad9\ufb00-\ufdfb\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f"
    rf"\uffa1-\uffdc{SMALL}\U0001d400-\U0001d7ff\U0001ee00-\U0001eebb\U0001f130-\U0001f149\U0002f800-\U0002fa1d]"
)
# What is coded again within an address or a feed begins with a coded % or &.
AGAIN = re.compile("(?<=%)(?:25)+(?=[0-9a-f]{2})|(?<=&)(?:amp;)+(?=.)", re.IGNORECASE)
P, NEXT = "%(?:25){0,4}", "%(?:25){0,4}[89ab][0-9a-f]"
# Of several bytes first: coded again, they begin as a % does. The last is that of code, and of old scripts.
CODED = re.compile(
    rf"&(?:amp;){{0,4}}#?\w{{2,31}};|{P}[cd][0-9a-f]{NEXT}|{P}e[0-9a-f](?:{NEXT}){{2}}|{P}f[0-4](?:{NEXT}){{3}}"
    rf"|{P}(?:[2-7][0-9a-f]|0[9ad])|[\\%]u[0-9a-f]{{4}}|\\u\{{[0-9a-f]{{1,6}}\}}|(?-i:{FORMS.pattern})",
    re.IGNORECASE,
)
# What is a letter in mail, in code, in old pages and addresses, and may be something else elsewhere, as
# “=de” in an address; so that a text is read both ways: quoted-printable, entities without a semicolon, bytes
# of Latin-1, a literal \n, a host's letters in Punycode, and text in Base64 within an address. So are letters
# by number or name in code, and framed letters.
LEGACY = "|".join(sorted((re.escape(name) for name in html5 if name[-1] != ";"), key=len, reverse=True))
LOOSELY_CODED = re.compile(
    rf"(?-i:\\U[0-9a-fA-F]{{8}})|[{FRAMED}]|{CODED.pattern}|=\r?\n|=[cd][0-9a-f]=[89ab][0-9a-f]"
    rf"|=e[0-9a-f](?:=[89ab][0-9a-f]){{2}}"
    rf"|=f[0-4](?:=[89ab][0-9a-f]){{3}}|[=%][0-9a-f]{{2}}|&#(?:\d{{1,7}}|x[0-9a-f]{{1,6}})|&(?:{LEGACY})"
    r"|\\n\{[a-z0-9 -]{3,80}\}|\\[nrt]|(?:\\x[0-9a-f]{2})+|\\x\{[0-9a-f]{1,6}\}|(?:\\[0-3][0-7]{2})+"
    r"|(?:\\'[0-9a-f]{2})+|\bxn--[a-z0-9-]{2,59}"
    r"|(?<=base64,)[a-z0-9+/_-]{4,}+={0,2}|(?<=\?b\?)[a-z0-9+/]{4,}+={0,2}",
    re.IGNORECASE,
)
MAY_BE_LOOSE = re.compile(rf"[=&\\%{FRAMED}]|xn--|base64,", re.IGNORECASE)
# What follows this sign is turned round: “eoR” is shown as “Roe”.
TURNED = re.compile("\u202e[^\u202c\n]{1,300}\u202c?")
# Scripts that part no words by spaces, or set endings behind a name: there a name begins and ends anywhere.
RUNNING = re.compile(rf"{romanising.HAN}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\uac00-\ud7a3]")
WORD = re.compile(r"[^\W_]+")
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
        found = (match for text in texts for read in _readings(text) for match in self._joined_in(read))
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
        return any(len("".join(_words(phrase))) < 2 for phrase in self.phrases)

    @cached_property
    def _pattern(self):
        patterns = [_in_address(_any_of(self.joined))] if self.joined else []
        patterns += map(_pattern, sorted(self.phrases, key=len, reverse=True))
        return re.compile("|".join(patterns), re.IGNORECASE)

    @cached_property
    def _slug_pattern(self):
        forms = self.slugs | self.joined
        return re.compile(rf"(?<![^\W_]){_any_of(forms)}(?![^\W_])" if forms else "(?!)")

    @cached_property
    def _rough_words(self):
        """Return the longest word of each phrase, and of its form in an address: one stands in each find."""
        found = [*map(_words, self.phrases), *map(WORD.findall, self.slugs)]
        words = {max(each, key=len) for each in found}
        return {spellings.roughly_within(word) for word in words}

    def may_stand_in(self, text):
        """Ask quickly whether a text may hold one of the phrases."""
        texts = []
        for read in _readings(text):
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
        for coded in _ways_to_read(text):
            read, places = _as_read(text, coded)
            parts, end = [], 0
            for match in self._pattern.finditer(read):
                start, stop = _start(places, match.start()), _stop(places, match.end())
                if start >= end:  # two within one code are gone together
                    parts += [text[end:start], instead(text[start:stop])]
                    end = stop
            text = "".join(parts) + text[end:]
        return text

    def _holds(self, text):
        return any(self._pattern.search(read) for read in _readings(text))

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


def _words(phrase):
    """Return the words of a phrase, each letter composed, in whatever form it is given."""
    return WORD.findall(unicodedata.normalize("NFC", _as_read(phrase)[0]))


def _pattern(phrase):
    words = _words(phrase)
    letters = [UNSEEN.join(spellings.patterns(word, UNSEEN)) for word in words]
    before = "" if RUNNING.match(words[0]) else f"(?<!{_more_of(words[0][0])})"
    behind = "" if RUNNING.match(words[-1][-1]) else f"(?!{_more_of(words[-1][-1])}|[{spellings.MARKS}])"
    first, *others = letters
    row = f"|{_set_apart(words)}{behind}" if len("".join(words)) > 2 else ""
    if not others:
        return f"{before}(?:{first}{behind}{row})"
    # As one word: #AnnaRoe, @annaroe, /annaroe/, annaroe.jpg.
    apart, one = BETWEEN.join(["", *others]), "".join(others)
    return rf"{before}(?:{first}(?:{apart}{behind}|{one}(?=[.@]\w))|(?<=[#@/]){first}{one}{behind}{row})"


def _more_of(letter):
    """Return what goes on with a word beside one of its letters: a number is none of a name, as in Roe1."""
    return LETTER if letter.isdecimal() else LETTER_ALONE


def _set_apart(words):
    row = APART.join(letter for word in words for letter in spellings.patterns(word, APART))
    (s,) = spellings.patterns("s")
    return NO_ROW_BEFORE + row.replace(s + APART + s, f"{s}(?:{APART})?{s}") + NO_ROW_BEHIND


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


def _ways_to_read(text):
    """Return the patterns of coded letters by which a text is to be read."""
    loose, turned = MAY_BE_LOOSE.search(text), "\u202e" in text
    return [CODED, *([LOOSELY_CODED] if loose else ()), *([TURNED] if turned else ())]


def _readings(text):
    return [_as_read(text, coded)[0] for coded in _ways_to_read(text)]


def _as_read(text, coded=CODED):
    """Return a text with each coded letter as a reader sees it, and [(place there, place in the text)].

    Behind the first, these are the beginnings and the ends of the codes.
    """
    parts, places, end, length = [], [(0, 0)], 0, 0
    for match in coded.finditer(text):
        letters = _decoded(match[0])
        if letters == match[0]:
            continue
        between = text[end : match.start()]
        parts += [between, letters]
        length += len(between)
        places += [(length, match.start()), (length + len(letters), match.end())]
        length, end = length + len(letters), match.end()
    return "".join([*parts, text[end:]]), places


def _decoded(coded):
    """Return what is coded in its plain form, which a phrase has too; “½” behind a code stays as it is."""
    if coded[0] == "\u202e":
        return coded[:0:-1].lstrip("\u202c")
    letter = _uncoded(coded if len(coded) > MOST_OF_A_LETTER else AGAIN.sub("", coded))
    if letter in ("ß", "ẞ"):
        return "ss"
    return unicodedata.normalize("NFKC", letter.translate(PLAIN)) if IN_FORM.fullmatch(letter) else letter


IN_FORM = re.compile(f"{FORMS.pattern}|[{FRAMED}]")
MOST_OF_A_LETTER = 70


def _uncoded(coded):
    try:
        return _of_bytes(coded) if coded[0] in "=%\\" else _of_words(coded)
    except (ValueError, OverflowError, KeyError):  # binascii's and Punycode's errors are such
        return coded


def _of_bytes(coded):
    """Return the letters of codes that give numbers: of a sign, or of bytes in UTF-8 or Latin-1."""
    if coded[1] in "uU" or (coded[1] in "xX" and coded[2] == "{"):
        return chr(int(coded[2:].strip("{}"), 16))
    if coded[2:3] == "{":
        return unicodedata.lookup(coded[3:-1])
    if coded[1] in "\r\n":  # a line that quoted-printable broke
        return ""
    if coded[0] == "\\" and coded[1] in "nrtNRT":
        return " "
    said = _numbers(coded)
    try:
        return said.decode()
    except UnicodeDecodeError:
        return said.decode("latin-1")


def _numbers(coded):
    if coded[0] == "\\" and coded[1].isdigit():
        return bytes(int(octal, 8) for octal in coded[1:].split("\\"))
    return bytes.fromhex("".join(re.findall(r"[0-9a-fA-F]{2}", coded)))


def _of_words(coded):
    """Return the letters of an entity, of a host's label, or of text in Base64."""
    if coded[0] == "&":
        return html.unescape(coded)
    if coded[:4].lower() == "xn--":
        return coded[4:].encode().decode("punycode")
    if len(coded) < 4:
        return coded
    return base64.b64decode(coded.rstrip("=") + "=" * (-len(coded.rstrip("=")) % 4), altchars=None).decode()


def _start(places, at):
    """Return where in a text begins what is read from a place on: a code goes whole."""
    number = bisect_right(places, (at, sys.maxsize)) - 1
    read, place = places[number]
    return place if number % 2 else place + at - read


def _stop(places, at):
    """Return where in a text ends what is read up to a place: a code goes whole."""
    number = bisect_left(places, (at,)) - 1
    read, place = places[max(number, 0)]
    return places[number + 1][1] if number % 2 and number > 0 else place + at - read
