"""Language tags (BCP 47): whether one exists, its usual form, and the direction of its script."""

import re
from functools import lru_cache

import langcodes
from django.conf.locale import LANG_INFO
from langcodes.registry_parser import parse_registry

# ISO 15924 codes of the scripts that Unicode writes from right to left.
RIGHT_TO_LEFT = {
    *("Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Hatr", "Hebr", "Hung", "Khar", "Lydi"),
    *("Mand", "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp"),
    *("Phnx", "Prti", "Rohg", "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Thaa", "Yezi"),
}
NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


class UnknownLanguage(ValueError):
    """A tag of no registered language; `meant` is the tag that it probably means, or empty."""

    def __init__(self, tag, meant):
        super().__init__(tag)
        self.meant = meant


def standard_tag(tag):
    """Return a tag in its usual form, such as pt-BR for pt_br; raise UnknownLanguage."""
    tag = tag.strip()
    if not langcodes.tag_is_valid(tag):
        raise UnknownLanguage(tag, _tag_named(tag))
    return langcodes.standardize_tag(tag)


def is_known(tag):
    try:
        standard_tag(tag)
    except UnknownLanguage:
        return False
    return True


@lru_cache(maxsize=500)
def is_right_to_left(tag):
    """Ask whether the script in which a language is usually written, or the tag's own, goes right to left."""
    if not tag or not langcodes.tag_is_valid(tag):
        return False
    return langcodes.Language.get(tag).maximize().script in RIGHT_TO_LEFT


def _tag_named(text):
    """Return the tag of a language by its name in English or in itself, or of what starts like a tag."""
    first = re.split(r"[^A-Za-z]", text.strip(), maxsplit=1)[0]
    if 2 <= len(first) <= 3 and langcodes.tag_is_valid(first):
        return langcodes.standardize_tag(first)
    name = NAME.match(text.strip())
    return _tags_by_name().get(name[0].casefold(), "") if name else ""


@lru_cache(maxsize=1)
def _tags_by_name():
    """Return {name in lower case: tag} of the registry's languages, read only where a tag is refused."""
    names = {}
    for row in parse_registry():
        if row["Type"] == "language" and "Deprecated" not in row:
            for name in row["Description"]:
                names.setdefault(name.casefold(), row["Subtag"])
    for tag, info in LANG_INFO.items():
        for name in (info.get("name"), info.get("name_local")):
            if name:
                names.setdefault(name.casefold(), tag)
    return names
