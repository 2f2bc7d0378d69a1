"""Coded letters as a reader sees them: entities, what addresses, mail and code write, framed letters."""

import base64
import html
import re
import string
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from html.entities import html5

SMALL = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"  # capitals, of which Unicode has no plain form
# Letters in circles, squares and parentheses, and those that flags are made of.
FRAMED = "".join(chr(first + at) for first in (0x249C, 0x1F150, 0x1F170, 0x1F1E6) for at in range(26))
PLAIN = str.maketrans(SMALL + FRAMED, "abcdefghijklmnoprstuvwyz" + string.ascii_lowercase * 4)
# Consonants of Malayalam without a vowel, which older programs write as two letters.
PLAIN |= {ord(chillu): f"{letter}\u0d4d" for chillu, letter in zip("ൺൻർൽൾൿ", "ണനരലളക", strict=True)}
# A letter in another writing: as an entity, as an address codes it, in a form that Unicode takes for equal.
FORMS = re.compile(
    r"[ßẞµĲĳĿŀŉſ\u01c4-\u01cc\u01f1-\u01f3\u0374\u03d0-\u03d6\u03f0\u03f1\u03f4\u03f5\u0587\u0675-\u0678"
    r"\u0958-\u095f\u09dc-\u09df\u0a33\u0a36\u0a59-\u0a5e\u0b5c\u0b5d\u0d7a-\u0d7f\u0e33\u0eb3\u0edc\u0edd"
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


def ways_to_read(text):
    """Return the patterns of coded letters by which a text is to be read."""
    loose, turned = MAY_BE_LOOSE.search(text), "\u202e" in text
    return [CODED, *([LOOSELY_CODED] if loose else ()), *([TURNED] if turned else ())]


def readings(text):
    return [as_read(text, coded)[0] for coded in ways_to_read(text)]


def as_read(text, coded=CODED):
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


def span(places, match):
    """Return where in a text stands what was found in it as it is read."""
    return _start(places, match.start()), _stop(places, match.end())


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
