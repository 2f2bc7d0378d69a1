"""The words of the index: which are kin to the one that was typed, and which are near it.

The vocabulary also knows words of plans; whatever is shown of it is first found in a published text.
"""

from collections import Counter, defaultdict, namedtuple

from . import folding

Form = namedtuple("Form", "word shown weight level")  # weight: 1.0 is the word as typed
KIN, COMPLETION, NEAR, FAR, OTHER = 0.4, 0.4, 0.6, 0.4, 0.2
FORMS = 12  # of one word in a question
COMPLETIONS = 24
LONG = 8  # letters from which two typing errors are looked for


def level(count):
    """Return how often a word is met, in powers of two."""
    return count.bit_length()


def keys_of(word, language):
    """Return the keys under which a word of a story in `language` is looked for, besides itself."""
    keys = {folding.key("s", folding.stem(word, language)), folding.key("r", folding.skeleton(word))}
    if folding.may_be_mistyped(word):
        keys |= {folding.key("d", part) for part in folding.deletions(word)}
    return sorted(keys)


def learn(store, documents):
    """Count the words of documents that were added."""
    groups = defaultdict(list)
    for document in documents:
        groups[document.language].append(document)
    for language, group in groups.items():
        counts = Counter(word for document in group for word in document.vocabulary)
        shown = {word: form for document in group for word, form in document.shown.items()}
        _count(store, counts, shown, language)


def _count(store, counts, shown, language):
    known = store.known(sorted(counts))
    new = [
        (word, shown.get(word, word), count, level(count), f" {language} ", keys_of(word, language))
        for word, count in sorted(counts.items())
        if word not in known
    ]
    store.add_words(new)
    store.recount([(known[word][0] + count, word) for word, count in sorted(counts.items()) if word in known])
    for word, (_count, tongues) in known.items():
        if f" {language} " not in tongues:
            store.add_tongue(word, language, keys_of(word, language))


def forget(store, words):
    """Count a story's words down, and drop those that no story holds any more."""
    known = store.known(sorted(words))
    store.recount([(count - 1, word) for word, (count, _tongues) in known.items() if count > 1])
    store.drop_words([word for word, (count, _tongues) in known.items() if count <= 1])


def families(store, words, languages):
    """Return {word: [Form]}: each word as typed, its inflections, and itself in other alphabets."""
    spellings = {word: _spellings(word, languages) for word in words}
    stems = {word: _stems(word, languages) for word in words}
    keys = {key for word in words for key in _kin_keys(word, stems[word])}
    exact = {spelling for word in words for spelling in spellings[word]}
    rows = store.kin(sorted(keys), sorted(exact))
    return {word: _family(word, spellings[word], set(_kin_keys(word, stems[word])), rows) for word in words}


def _spellings(word, languages):
    """Return a word as typed, and how it would stand in Latin letters, whole or as a stem."""
    return {word, folding.romanised(word), *(folding.romanised(folding.stem(word, one)) for one in languages)}


def _stems(word, languages):
    """Return a word's stems in the languages of the index, typed in their letters or in Latin ones."""
    stems = {folding.stem(word, language) for language in languages}
    for language in languages:
        if back := folding.unromanised(word, language):
            stems.add(folding.stem(back, language))
    return stems


def _kin_keys(word, stems):
    return [*(folding.key("s", stem) for stem in stems), folding.key("r", folding.skeleton(word))]


def _family(word, spellings, keys, rows):
    """Choose a word's forms among the rows (word, shown, count, keys); itself comes first."""
    forms = {word: Form(word, word, 1.0, 0)}
    for other, shown, count, other_keys in rows:
        if other == word:
            forms[word] = Form(word, shown, 1.0, level(count))
        elif other in spellings or _is_kin(word, other, keys & set(other_keys)):
            forms[other] = Form(other, shown, KIN, level(count))
    return sorted(forms.values(), key=lambda form: (-form.weight, -form.level, form.word))[:FORMS]


def _is_kin(word, other, shared):
    """Ask whether shared keys make words kin: a common stem does, a common sound only across alphabets."""
    sound = folding.key("r", folding.skeleton(word))
    return bool(shared - {sound}) or (sound in shared and word.isascii() != other.isascii())


def completions(store, prefix, limit=COMPLETIONS):
    """Return the frequent words that begin with what was typed, as forms."""
    rows = store.completions(prefix, limit) if len(prefix) > 1 else []
    return [Form(word, shown, COMPLETION, 0) for word, shown in rows if word != prefix]


def nearest(store, words, languages=()):
    """Return {word: [Form]} of known words that a typing error or two part from each word."""
    typed = {word: folding.romanised(word) for word in words}
    looked = {word: spelt for word, spelt in typed.items() if folding.may_be_mistyped(spelt)}
    keys = {folding.key("d", part) for spelt in looked.values() for part in folding.deletions(spelt)}
    native = {word for word in looked if not word.isascii()}
    keys |= {folding.key("d", part) for word in native for part in folding.deletions(word)}
    rows = store.kin(sorted(keys), []) if keys else []
    return {word: _near(word, looked.get(word, ""), rows) for word in words}


def _near(word, spelt, rows):
    if not spelt:
        return []
    found = []
    for other, shown, count, _keys in rows:
        apart = min(folding.distance(word, other), folding.distance(spelt, other))
        if 0 < apart <= (2 if len(spelt) >= LONG else 1):
            found.append((apart, -level(count), other, shown))
    closest = min(found, default=(0,))[0]
    return [
        Form(other, shown, NEAR if apart == 1 else FAR, -minus)
        for apart, minus, other, shown in sorted(found)[:FORMS]
        if apart == closest
    ]
