"""Count how many independent voices a story rests on, and say so in a sentence."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

DOCUMENTS = {"document", "dataset"}


def _root(source, represents):
    """Follow whom a source speaks for to the end; in a ring, to its alphabetically first member."""
    path = {source: None}
    while (above := represents.get(source)) is not None:
        if above in path:
            ring = list(path)
            return min(ring[ring.index(above) :])
        path[above] = None
        source = above
    return source


def folded_name(name):
    """Return a name as its twin under another spelling has it: no case, accents or marks, words in order."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(sorted(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))))


def as_today(sources, found):
    """Return sources, as an edition prints them, with the slugs and names of today: {slug: (slug, name)}."""
    if not found:
        return sources

    def voice(row, key):
        slug, name = found.get(row[key], (row[key], row.get("name", "")))
        return {**row, key: slug, "name": name}

    return [
        {**voice(row, "source"), "represents": [voice(one, "slug") for one in row.get("represents", ())]}
        for row in sources
    ]


def summary(sources):
    """Say in one plain sentence whose word a story rests on.

    Each source is a dict with `source` (its key), `name`, `kind`, and `represents`: the chain of those it
    speaks for, each with `slug` and `name`, the root last. A document is the voice of whom it represents, or
    else one of its own.
    """
    return in_words(count_voices(sources))


def count_voices(sources):
    """Return {"sources", "voices", "documents"}, each a number, and "only": the name of a single voice."""
    names = {one["slug"]: one["name"] for source in sources for one in source.get("represents", ())}
    names |= {source["source"]: source["name"] for source in sources}
    cited = {source["source"]: source.get("kind") for source in sources}
    voices = roots(sources)
    return {
        "sources": len(cited),
        "voices": len(voices),
        "documents": sum(kind in DOCUMENTS for kind in cited.values()),
        "only": names[min(voices)] if len(voices) == 1 else "",
    }


def in_words(counted):
    """Say in one plain sentence what `count_voices` returned."""
    if not counted["sources"]:
        return _("Names no source")
    if counted["voices"] == 1:
        return _("Rests on one voice: %(name)s") % {"name": counted["only"]}
    return _counted(counted["sources"], counted["voices"], counted["documents"])


def roots(sources):
    """Return the keys of those who speak in the end through some sources as an edition prints them."""
    represents = {}
    for source in sources:
        chain = [source["source"], *(one["slug"] for one in source.get("represents", ()))]
        represents.update(zip(chain, chain[1:], strict=False))
    return {_root(source["source"], represents) for source in sources}


def _counted(sources, voices, documents):
    parts = [
        ngettext("%(count)s source", "%(count)s sources", sources) % {"count": _in_words(sources)},
        ngettext("%(count)s independent voice", "%(count)s independent voices", voices)
        % {"count": _in_words(voices)},
    ]
    if documents:
        parts.append(
            ngettext("%(count)s document", "%(count)s documents", documents) % {"count": _in_words(documents)}
        )
    sentence = ", ".join(parts)
    return sentence[0].upper() + sentence[1:]


def _in_words(number):
    """Write a number out up to twelve, as papers do."""
    words = [
        pgettext("number", "one"),
        pgettext("number", "two"),
        pgettext("number", "three"),
        pgettext("number", "four"),
        pgettext("number", "five"),
        pgettext("number", "six"),
        pgettext("number", "seven"),
        pgettext("number", "eight"),
        pgettext("number", "nine"),
        pgettext("number", "ten"),
        pgettext("number", "eleven"),
        pgettext("number", "twelve"),
    ]
    return words[number - 1] if number <= len(words) else str(number)
