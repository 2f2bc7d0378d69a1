"""Checks of links."""

import ipaddress
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from articles.models import Address, Edition, slugs
from articles.text.pasting import addresses
from articles.text.rendering import SCHEMES

from .rules import ERROR, NOTE, WARNING, Finding, shortened

# Soft hyphens, zero-width signs, marks of direction, and spaces of every width but one that is written %20;
# of the joiners none that stands behind a letter of another script, which may be spelled with it.
UNSEEN = re.compile(
    r"[^\S ]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|(?<![^\x00-\xad\u2000-\u206f])[\u200c\u200d]"
)
STRANGE = ("Ps", "Pe", "Pi", "Pf", "Cf")
MAIL = re.compile(r"[^\s@/:?#]{1,64}@[^\s@/:?#]{1,253}\.[^\s@/:?#]{2,63}")
WHOLE_HOST = re.compile(rf"{slugs.SIGN}+(?:\.{slugs.SIGN}+)*\.?|[\da-f.]*:[\da-f.:]+")  # or IPv6
# A browser takes such a host for a number; one with a colon is of IPv6.
NUMBERED = re.compile(r"\A(?:[^:]*\.)?(?:\d+|0x[\da-f]*)\Z", re.ASCII)
BEGINNING = re.compile(r"\A(?:[a-z]{2,6}:/*|h?t?tps?[;.,]?/+)", re.IGNORECASE)
DOUBLED = re.compile(r"[^/?#]*https?(?::?//|%3a)", re.IGNORECASE)
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:[:/?#]|$)")


def links_lead_somewhere(reading):
    for link in reading.links:
        if _is_empty(link.address):
            message = _("A link leads nowhere: “%(words)s”.") % {"words": link.words}
            yield _finding(
                reading, ERROR, "link-empty", link, message, _("Give its address, or take it out.")
            )
        elif _is_doubled(link.address):
            message = _("An address is there twice in one: “%(address)s”.") % {"address": link.address}
            yield _finding(reading, ERROR, "link-doubled", link, message, _("Leave one of the two."))
        elif not UNSEEN.sub("", link.words):
            message = _("A link has no words: “%(address)s”.") % {"address": link.address}
            yield _finding(
                reading, ERROR, "link-wordless", link, message, _("Write what readers are to click.")
            )


def addresses_are_whole(reading):
    """Find addresses that lead elsewhere than meant: a browser reads many as paths of this site."""
    for link in reading.links:
        address = link.address_as_typed
        remedy = _meant(address, reading.escaped)
        if remedy and not _is_empty(link.address) and not _is_doubled(link.address):
            message = _("An address can't be followed: “%(address)s”.") % {"address": address}
            yield _finding(reading, ERROR, "link-broken", link, message, remedy)


def addresses_have_their_end(reading):
    """Find an address that was copied from where it is shown cut."""
    for link in reading.links:
        if link.address.endswith(("…", "%E2%80%A6")):
            message = _("The end of an address is missing: “%(address)s”.") % {
                "address": unquote(link.address)
            }
            yield _finding(reading, WARNING, "link-cut", link, message, _("Copy the address whole."))


def links_are_read(reading):
    for link in reading.unread_links:
        message = _("An address can't be followed: “%(address)s”.") % {"address": link.address}
        whole = link.address.rstrip("> ").replace(" ", "%20")
        remedy = _meant(whole) or _("Write “%(meant)s”.") % {"meant": whole}
        yield _finding(reading, ERROR, "link-broken", link, message, remedy)


def _meant(address, escaped=()):
    """Return what to do about an address that can't be followed, or an empty string.

    A sign of those that are `escaped` in the text (%E3%80%80) was meant.
    """
    if not set(escaped).issuperset(UNSEEN.findall(address)):
        return _("An invisible sign stands in it: type the address anew.")
    if address.startswith(("/", "#", "?")):
        return ""
    if address.startswith("image:"):
        return _("Write “%(meant)s”.") % {"meant": f"![…]({address})"}
    if MAIL.fullmatch(address.partition("?")[0]):
        return _("Write “%(meant)s”.") % {"meant": f"mailto:{address}"}
    scheme, colon, rest = address.partition(":")
    if scheme.lower() == "mailto" and not all(map(MAIL.fullmatch, rest.partition("?")[0].split(","))):
        return _("Write to whom: mailto:name@example.org, and what else there is behind it.")
    if scheme.lower() in ("tel", "sms"):
        return _("Write the number as plain words.")
    if scheme.lower() == "mailto" or (scheme.lower() in SCHEMES and _has_host(address)):
        return ""
    meant = "https://" + BEGINNING.sub("", address)
    if HOST.match(meant, 8) and meant != address:
        return _("Write “%(meant)s”.") % {"meant": meant}
    return _("Write it whole, such as https://example.org/page.")


def _has_host(address):
    try:
        split = urlsplit(address)
        host = unicodedata.normalize("NFKC", split.hostname or "")  # as a browser reads it
        if NUMBERED.search(host):
            ipaddress.IPv4Address(host)
        # Brackets, quotation marks and invisible signs of other scripts: no name of a host has one.
        is_named = not any(unicodedata.category(sign) in STRANGE for sign in host if not sign.isascii())
        return bool(WHOLE_HOST.fullmatch(host) and is_named and split.port != 0)
    except ValueError:  # a port that is none, a bracket alone, or a number that is no host's
        return False


def links_are_safe(reading):
    for link in reading.links:
        if link.address.lower().startswith("http://") and not _is_empty(link.address):
            message = _("A link goes over plain http: “%(address)s”.") % {"address": link.address}
            yield _finding(reading, NOTE, "link-http", link, message, _("Try it with https."))


def links_name_no_reader(reading):
    """Note addresses with parameters that name who shared them: a paste loses these, typed ones stay."""
    for link in reading.links:
        meant = addresses.direct(link.address).replace("&amp;", "&")
        if meant and unquote(meant) != unquote(link.address).replace("?#", "#").rstrip("?"):
            message = _("An address tells who passed it on: “%(address)s”.")
            said, remedy = message % {"address": shortened(link.address)}, _("Write “%(meant)s”.")
            yield _finding(reading, NOTE, "link-tracked", link, said, remedy % {"meant": meant})


def links_stand_once(reading):
    seen = set()
    for link in reading.links:
        if link.address in seen:
            message = _("The text links to %(address)s more than once.") % {"address": link.address}
            yield _finding(reading, NOTE, "link-repeated", link, message, _("Leave the first."))
        seen.add(link.address)


def own_stories_are_published(reading):
    """Find links to own stories that readers could not read at the moment of publication."""
    wanted = {link: slug for link in reading.links if (slug := _own_slug(link.address, reading))}
    if not wanted:
        return
    owners = Address.objects.filter(slug__in=wanted.values(), public_since__lte=reading.at)
    article_of = dict(owners.values_list("slug", "article_id"))
    live = Edition.objects.published(reading.at).filter(article_id__in=article_of.values())
    live = set(live.values_list("article_id", flat=True))
    for link, slug in wanted.items():
        if article_of.get(slug) not in live:
            message = _("The story behind “%(words)s” is not published.") % {"words": link.words or slug}
            remedy = _("Publish it first, or take the link out.")
            yield _finding(reading, WARNING, "link-unpublished", link, message, remedy)


def _finding(reading, level, code, link, message, remedy):
    words = link.words or link.address
    return Finding(level, code, "body", message, remedy, shortened(words), reading.place_of(link))


def _is_empty(address):
    bare = address.strip().lower()
    return bare in ("", "#", "http:", "https:", "http://", "https://", "mailto:")


def _is_doubled(address):
    """Ask for `https://https://…` and the like; an archive's address holds another one in its path."""
    return bool(DOUBLED.match(address.partition("://")[2]))


def _own_slug(address, reading):
    own = reading.publication.address.rstrip("/")
    path = address.removeprefix(own) if address.startswith(f"{own}/") else address
    if not path.startswith("/") or path.startswith("//"):
        return ""
    try:
        match = resolve(unquote(urlsplit(path).path))
    except (Resolver404, ValueError):
        return ""
    return match.kwargs["slug"] if match.url_name == "article" else ""


RULES = (
    links_lead_somewhere,
    addresses_are_whole,
    addresses_have_their_end,
    links_are_read,
    own_stories_are_published,
    links_are_safe,
    links_name_no_reader,
    links_stand_once,
)
