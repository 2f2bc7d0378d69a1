"""The words of the index: which are kin to the one that was typed, and which are near it.

The vocabulary also knows words of plans; whatever is shown of it is first found in a published text.
"""

from collections import Counter, defaultdict, namedtuple

from rapidfuzz.distance import OSA

from . import folding
from .document import words_of

Form = namedtuple("Form", "word shown weight level")  # weight: 1.0 is the word as typed
KIN, COMPLETION, NEAR, FAR, OTHER = 0.4, 0.4, 0.8, 0.4, 0.2
FORMS = 12  # of one word in a question
COMPLETIONS = 24
ALL = 1000  # more than there are pairs that begin with a letter
LONG = 8  # letters from which two typing errors are looked for


def level(count):
    """Return how often a word is met, in powers of two."""
    return count.bit_length()


def keys_of(word, language):
    """Return (stem, sound) under which a word of a story in `language` is looked for, where they differ."""
    stem, sound = folding.stem(word, language), folding.skeleton(word)
    return folding.key(stem) if stem != word else None, folding.key(sound) if sound != word else None


def count(store, documents, taken=()):
    """Count the words of documents that were added, less those of texts that were taken out.

    A story that is indexed again has most of its words still: those are left alone.
    """
    for language, group, counts in _changes(documents, taken):
        known = store.known_words(sorted(counts), language)
        new = {word: count for word, count in counts.items() if word not in known and count > 0}
        bringing = [document for document in group if not new.keys().isdisjoint(document.vocabulary)]
        shown = {word: form for document in bringing for word, form in document.shown.items()}
        store.add_words(
            [
                (word, language, shown.get(word), new[word], level(new[word]), *keys_of(word, language))
                for word in sorted(new)
            ]
        )
        left = {word: known[word] + counts[word] for word in sorted(known)}
        store.recount([(count, word, language) for word, count in left.items() if count > 0])
        store.drop_words([(word, language) for word, count in left.items() if count <= 0])


def _changes(documents, taken):
    """Yield (language, its documents, {word: stories more or fewer that hold it})."""
    groups, changes = defaultdict(list), defaultdict(Counter)
    for document in documents:
        groups[document.language].append(document)
        changes[document.language].update(document.vocabulary)
    for words, language in map(words_of, taken):
        changes[language].subtract(words)
    for language, counts in changes.items():
        yield language, groups[language], {word: count for word, count in counts.items() if count}


def families(store, words, languages):
    """Return {word: [Form]}: each word as typed, its inflections, and itself in other alphabets."""
    kin = {word: Kin(word, languages) for word in words}
    rows = merged(
        store.kin(
            sorted({other for each in kin.values() for other in (*each.spellings, *each.stems, each.sound)}),
            sorted({folding.key(stem) for each in kin.values() for stem in each.stems}),
            sorted({folding.key(each.sound) for each in kin.values()}),
        )
    )
    return {word: each.chosen(rows) + _begun(store, word) for word, each in kin.items()}


def _begun(store, word):
    """Return all words that a single letter of a script without spaces begins: it stands in them."""
    return completions(store, word, ALL) if folding.is_open(word) else []


def merged(rows):
    """Return {word: (shown, level, languages)} of rows for each language."""
    words = {}
    for word, language, shown, count in sorted(rows):
        other, total, languages = words.get(word, (None, 0, ()))
        words[word] = shown or other, total + count, (*languages, language)
    return {word: (shown or word, level(count), spoken) for word, (shown, count, spoken) in words.items()}


class Kin:
    """What is kin to a word: as it would stand in Latin letters, with its stems, with its sound."""

    def __init__(self, word, languages):
        self.word, self.sound = word, folding.skeleton(word)
        stems = {folding.stem(word, one) for one in languages}
        self.spellings = {word, folding.romanised(word), *(folding.romanised(stem) for stem in stems)}
        back = [(folding.unromanised(word, one), one) for one in languages]
        self.stems = stems | {folding.stem(text, one) for text, one in back if text}

    def chosen(self, rows):
        """Choose a word's forms among rows as `merged` gives them; itself comes first."""
        forms = {self.word: Form(self.word, self.word, 1.0, 0)}
        for other, (shown, often, languages) in rows.items():
            if other == self.word:
                forms[other] = Form(other, shown, 1.0, often)
            elif other in self.spellings or self.has(other, languages):
                forms[other] = Form(other, shown, KIN, often)
        return sorted(forms.values(), key=lambda form: (-form.weight, -form.level, form.word))[:FORMS]

    def has(self, other, languages):
        """Ask whether a word is kin: a common stem makes it so, a common sound only across alphabets."""
        if any(folding.stem(other, language) in self.stems for language in languages):
            return True
        return other.isascii() != self.word.isascii() and folding.skeleton(other) == self.sound


def completions(store, prefix, limit=COMPLETIONS):
    """Return the frequent words that begin with what was typed, as forms."""
    rows = store.completions(prefix, limit) if len(prefix) > 1 or folding.is_open(prefix) else []
    return [Form(word, shown, COMPLETION, 0) for word, shown in rows if word != prefix]


def nearest(store, words):
    """Return {word: [Form]} of known words that a typing error or two part from each word."""
    looked = {
        word: [spelt for spelt in {word, folding.romanised(word)} if folding.may_be_mistyped(spelt)]
        for word in words
    }
    heads, tails, others = set(), set(), set()
    for spelt in {spelt for spellings in looked.values() for spelt in spellings}:
        for every, some in zip((heads, tails, others), places_of(spelt), strict=True):
            every |= some
    rows = merged(store.similar_words(sorted(heads), sorted(tails), sorted(others))) if others else {}
    return {word: _near(looked[word], rows) for word in words}


def errors_in(word):
    """Return how many typing errors a word may hold and still be understood."""
    return 2 if len(word) >= LONG else 1


def places_of(word):
    """Return where to look for what was meant: (heads, tails, words), as `Store.alike` takes them.

    A letter too many or two swapped are undone here. Otherwise one half of the word is as it should be.
    """
    length, most = len(word), errors_in(word)
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(length - 1)}
    lengths = range(length + 1 - most, length + 1 + most)
    heads = {
        (word[:half], max(2 * half, lengths[0]), min(2 * half + 1, lengths[-1]))
        for half in {meant // 2 for meant in lengths}
    }
    tails = {(word[meant // 2 - meant :], meant) for meant in lengths}
    return heads, tails, swapped | folding.deletions(word)


def _near(spellings, rows):
    found = []
    for other, (shown, often, _languages) in rows.items() if spellings else ():
        apart, most = min((OSA.distance(one, other), errors_in(one)) for one in spellings)
        if 0 < apart <= most:
            found.append((apart, -often, other, shown))
    closest = min(found, default=(0,))[0]
    return [
        Form(other, shown, NEAR if apart == 1 else FAR, -minus)
        for apart, minus, other, shown in sorted(found)[:FORMS]
        if apart == closest
    ]
