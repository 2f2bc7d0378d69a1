"""Checks of an address's user and host: they decide which site a link opens."""

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .reading import Link
from .rules import ERROR, WARNING, Finding, shortened

# Scripts that one word mixes in East Asia, with Latin letters too (Unicode TS 39, 5.2).
TOGETHER = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
# Letters of other scripts that look like a Latin one: a word of them alone reads as another host's.
LOOKALIKES = set("асԁеһіјӏԛорѕухԝьгпοανιρυτκχγօոսհցզյ")
# Latin letters of phonetics that look like those of every alphabet.
PHONETIC = set("ɑɡɩɪʟɴʀʏʙɢʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ")
WEB = re.compile("https?://", re.IGNORECASE)

# Ends of names that no public name server knows (RFC 6762, RFC 6761, ICANN 2024, and what houses use).
INSIDE = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "invalid",
    "test",
    "arpa",
)


def addresses_keep_no_secret(reading):
    for field, link in _addresses(reading):
        address = link.address_as_typed
        parts = _split(address)
        if parts and parts.username is not None:
            whole = address.replace(f"{parts.netloc.rpartition('@')[0]}@", "", 1)
            message = _("A user's name or password stands in an address: “%(address)s”.")
            remedy = _("Write “%(meant)s”.") % {"meant": whole}
            said = message % {"address": shortened(address)}
            yield _finding(reading, ERROR, "link-password", field, link, said, remedy)


def hosts_are_public(reading):
    for field, link in _addresses(reading):
        parts = _split(link.address_as_typed)
        if parts and parts.hostname and _is_inside(parts.hostname):
            message = _("Readers can't reach the host of an address: “%(address)s”.")
            said = message % {"address": shortened(link.address_as_typed)}
            remedy = _("Give an address of the public web.")
            yield _finding(reading, WARNING, "link-inside", field, link, said, remedy)


def _is_inside(host):
    """Ask whether a host is this machine, or stands in a house's own network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        *others, top = host.rstrip(".").split(".")
        # A second scheme in the place of the host is found as an address that is there twice.
        return (not others and top not in ("http", "https")) or top in INSIDE


def hosts_are_what_they_look_like(reading):
    for field, link in _addresses(reading):
        parts = _split(link.address_as_typed)
        foreign = _lookalikes(unicodedata.normalize("NFKC", parts.hostname or "")) if parts else ""
        if foreign:
            message = _("Letters of another script stand in the name of a host: “%(host)s” (%(letters)s).")
            said = message % {"host": parts.hostname, "letters": foreign}
            remedy = _("Look whether it is the right site, and type the address anew.")
            yield _finding(reading, WARNING, "link-lookalike", field, link, said, remedy)


def _addresses(reading):
    """Yield (field, link) of the text's links and of the addresses that are printed beside it."""
    yield from (("body", link) for link in reading.links)
    for field, words in reading.beside:
        if WEB.match(words):
            yield field, Link(words, words, None)


def _finding(reading, level, code, field, link, message, remedy):
    # Only a finding's place is sought: that takes longer than the look at an address.
    start = None if link.line is None else reading.place_of(link)
    return Finding(level, code, field, message, remedy, shortened(link.words or link.address), start)


def _split(address):
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def _lookalikes(host):
    """Return the letters of a host that pass for Latin ones, with their codes, or an empty string."""
    *labels, top = host.rstrip(".").split(".")
    is_latin = _scripts(top) <= {"LATIN"}
    found = [label for label in labels if _is_mixed(label) or (is_latin and _is_lookalike(label))]
    letters = dict.fromkeys(
        letter for label in found for letter in label if letter in PHONETIC or _scripts(letter) - {"LATIN"}
    )
    return ", ".join(f"{letter} U+{ord(letter):04X}" for letter in letters)


def _is_mixed(label):
    scripts = _scripts(label)
    return (len(scripts) > 1 and not scripts <= TOGETHER) or bool(PHONETIC & set(label))


def _is_lookalike(label):
    letters = set(filter(str.isalpha, label))
    return bool(letters) and letters <= LOOKALIKES


def _scripts(text):
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha()}


RULES = (addresses_keep_no_secret, hosts_are_public, hosts_are_what_they_look_like)
