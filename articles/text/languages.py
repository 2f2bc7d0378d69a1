"""Language tags (BCP 47): whether one exists, its usual form, and the direction of its script."""

import re
import unicodedata
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
# Languages of these scripts whose script neither CLDR nor the registry tells.
SCRIPTS = {
    **dict.fromkeys(("hbo", "jpa", "jpr", "jrb", "tmr", "trg"), "Hebr"), "smp": "Samr", "sam": "Samr",
    "syc": "Syrc", "syr": "Syrc", "tru": "Syrc", "mid": "Mand", "plk": "Arab", "phv": "Arab", "mnj": "Arab",
    "azb": "Arab",
}  # fmt: skip
NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
SHORT = 3  # letters: what may be a tag is no name, although there are languages called En and Old
EXTENSIONS = {"u", "t"}  # all that are registered
OTHER_NAMES = {"farsi": "fa", "中文": "zh", "mandarin": "zh"}


class UnknownLanguage(ValueError):
    """A tag of no registered language; `meant` is the tag that it probably means, or empty."""

    def __init__(self, tag, meant):
        super().__init__(tag)
        self.meant = meant


def standard_tag(tag):
    """Return a tag in its usual form, such as pt-BR for pt_br; raise UnknownLanguage."""
    tag = tag.strip()
    if not _is_registered(tag):
        raise UnknownLanguage(tag, _tag_named(tag))
    return langcodes.standardize_tag(tag)


def _is_registered(tag):
    """Ask whether all parts of a tag exist: langcodes takes any three letters, and any extension."""
    if not langcodes.tag_is_valid(tag):
        return False
    language, *others = tag.lower().replace("_", "-").split("-")
    known = others[: others.index("x")] if "x" in others else others
    is_extended = known[:1] and len(known[0]) == SHORT and known[0].isalpha()
    unsure = is_extended and (language, known[0]) not in _extended_languages()
    unsure = unsure or any(len(part) == 1 and part not in EXTENSIONS for part in known)
    return not unsure or "-".join([language, *others]) in _whole_tags()


@lru_cache(maxsize=1)
def _whole_tags():
    """Return the tags that are registered as a whole, such as i-klingon."""
    return {row["Tag"].lower() for row in parse_registry() if row["Type"] in ("grandfathered", "redundant")}


@lru_cache(maxsize=1)
def _extended_languages():
    """Return {(language, the three letters that may follow it)}, such as zh and yue."""
    rows = (row for row in parse_registry() if row["Type"] == "extlang")
    return {(prefix, row["Subtag"]) for row in rows for prefix in row["Prefix"]}


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
    tag = langcodes.Language.get(langcodes.standardize_tag(tag))
    # For a language that CLDR has no script of, langcodes gives that of English.
    if not tag.script and (kin := _macrolanguages().get(tag.language)):
        tag = max(tag.maximize(), kin, key=lambda each: each.script in RIGHT_TO_LEFT)
    return tag.maximize().script in RIGHT_TO_LEFT


@lru_cache(maxsize=500)
def locale(tag):
    """Return a tag as OpenGraph has it, such as pt_BR; empty where no country is known."""
    given = langcodes.Language.get(tag)
    likely = given.maximize()
    # Of a language that CLDR doesn't know, langcodes says that it is of the United States.
    is_unknown = likely.language != "en" and likely.territory == "US" != given.territory
    is_country = (
        tag != "und" and (likely.territory or "").isalpha() and likely.territory != "ZZ" and not is_unknown
    )
    return f"{likely.language}_{likely.territory}" if is_country else ""


@lru_cache(maxsize=500)
def news_language(tag):
    """Return a tag as Google's news sitemap has it: the language alone, and of Chinese its letters."""
    language = langcodes.Language.get(tag)
    if language.language not in ("zh", "cmn"):
        return language.language or tag
    return "zh-tw" if language.maximize().script == "Hant" else "zh-cn"


@lru_cache(maxsize=1)
def _macrolanguages():
    """Return {language: the larger one that it belongs to, with its script}, such as acm and ar."""
    rows = (row for row in parse_registry() if row["Type"] == "language" and "Macrolanguage" in row)
    macros = {row["Subtag"]: langcodes.Language.get(row["Macrolanguage"]).maximize() for row in rows}
    return macros | {
        subtag: langcodes.Language.get(f"{subtag}-{script}") for subtag, script in SCRIPTS.items()
    }


def _tag_named(text):
    """Return the tag of a language by its name in English or in itself, or of what starts like a tag.

    A country's code means its language: `cz` Czech, `jp` Japanese.
    """
    name = NAME.match(_folded(text.strip()))
    if name and len(name[0]) > SHORT and name[0] in _tags_by_name():
        return _tags_by_name()[name[0]]
    first = re.split(r"[^A-Za-z]", text.strip(), maxsplit=1)[0]
    if 2 <= len(first) <= 3 and langcodes.tag_is_valid(first):
        return langcodes.standardize_tag(first)
    if len(first) == 2 and langcodes.tag_is_valid(f"und-{first}"):
        spoken = langcodes.Language.get(f"und-{first}").maximize().language
        return spoken if spoken != "en" else ""  # which stands for what is unknown, too
    return _tags_by_name().get(name[0], "") if name else ""


def _folded(name):
    """Return a name in small letters without marks: as one types it."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] != "M")


@lru_cache(maxsize=1)
def _tags_by_name():
    """Return {name in lower case: tag} of the registry's languages, read only where a tag is refused."""
    names = {}
    for row in parse_registry():
        if row["Type"] == "language" and "Deprecated" not in row:
            for name in row["Description"]:
                names.setdefault(_folded(name), row["Subtag"])
                names.setdefault(_folded(name.partition(" (")[0]), row["Subtag"])
    for tag, info in LANG_INFO.items():
        for name in (info.get("name"), info.get("name_local")):
            if name:
                names.setdefault(_folded(name), langcodes.standardize_tag(tag))
    return names | OTHER_NAMES
