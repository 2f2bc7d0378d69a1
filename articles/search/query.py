"""What a reader typed, understood: words, "exact phrases" and -words that must not occur."""

import re
from dataclasses import dataclass, field

from . import folding

LONGEST = 1000  # characters that are read
MOST = 16  # words that are looked for
# As keyboards of many languages type a quotation mark, and a minus.
SIGNS = str.maketrans("“”„‟«»″＂〝〞「」『』《》−－﹣", '"' * 16 + "-" * 3)
PARTS = re.compile(r'(?<!\S)(-?)"([^"]*)"?|(\S+)')


@dataclass
class Query:
    text: str
    words: list = field(default_factory=list)
    phrases: list = field(default_factory=list)  # lists of words; one word in quotes is taken as typed
    bare: list = field(default_factory=list)  # those of the phrases that were typed without quotes
    never: list = field(default_factory=list)  # lists of words
    is_cut: bool = False

    def __bool__(self):
        return bool(self.words or self.phrases)

    @property
    def all_words(self):
        """Return the words to look for, those of phrases too, each once."""
        return list(dict.fromkeys([*self.words, *(word for phrase in self.phrases for word in phrase)]))


def parse(text):
    """Return what was typed as a Query; whatever is typed has a meaning, so there is no error."""
    # PostgreSQL refuses NUL in a text with an error, so it is replaced before any query.
    query = Query(" ".join(text[:LONGEST].replace("\x00", " ").split()), is_cut=len(text) > LONGEST)
    for minus, quoted, bare in PARTS.findall(query.text.translate(SIGNS)):
        if bare:
            _take_bare(query, bare)
        else:
            _take_phrase(query, quoted, bool(minus))
    _cut(query)
    return query


def _take_bare(query, bare):
    found = folding.words(bare)
    if bare.startswith("-") and found:
        query.never.append(_ended(found))
    elif len(found) > 1 and any(map(folding.stands_alone, found)):
        query.phrases.append(_ended(found))
        query.bare.append(query.phrases[-1])
    else:
        query.words += [word for word in folding.words(folding.parted(bare)) if word not in query.words]


def _take_phrase(query, quoted, is_never):
    found = folding.words(quoted)
    if len(found) == 1 and folding.is_open(found[0]) and not is_never:
        query.words += found
    elif found:
        (query.never if is_never else query.phrases).append(_ended(found))


def _ended(phrase):
    """Leave out the last letter of a run without spaces: in a text, the run may go on."""
    return phrase[:-1] if len(phrase) > 1 and folding.is_open(phrase[-1]) else phrase


def _cut(query):
    """Keep as many words as are looked for."""
    room = MOST - len(query.words)
    query.is_cut = query.is_cut or sum(map(len, query.phrases)) > room
    query.words, query.never = query.words[:MOST], [phrase[:MOST] for phrase in query.never[:MOST]]
    phrases, bare = [], []
    for phrase in query.phrases:
        phrases.append(phrase[: max(0, room)])
        bare += [phrases[-1]] if any(phrase is one for one in query.bare) else []
        room -= len(phrase)
    query.phrases, query.bare = [phrase for phrase in phrases if phrase], bare
