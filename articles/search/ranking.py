"""How good a hit is: the same arithmetic for both databases, on the words that the index keeps.

docs/explanation/search.md explains it in words.
"""

from .document import BREAK, SLOTS

BORDER, MISSING = BREAK.strip(), ("  ",) * 3  # of fields that stay between spaces
HEADLINE, STANDFIRST, NAMES, BODY = 12.0, 3.0, 4.0, 1.0
AT_ALL = 0.5  # what a word is worth wherever it stands
ENOUGH = 5.0  # from here, more of the same word adds less and less (BM25's k1)
USUAL = 4000  # characters of a usual body
YEAR = 365.25 * 24 * 3600 * 1000 * SLOTS  # in the index's numbers
FRESH = 0.01  # what a year is worth
# What words are worth that stand side by side as they were typed; PARTLY, where only some do.
WHOLE_HEADLINE, IN_HEADLINE, IN_TEXT, PARTLY = 2.0, 1.0, 0.5, 0.8


def score(number, text, families, phrase):
    """Return the score of a hit in millionths, by its number and its text, or head, between spaces.

    `families` is [[Form]]; `phrase` the words as typed, of which the last may be a beginning.
    """
    fields = (*text.split(BORDER, 4), *MISSING)[:4]
    total = sum(_rarity(forms) * _presence(forms, fields, text) for forms in families)
    if len(phrase) > 1:
        total += len(phrase) * _closeness(phrase, fields)
    elif phrase and fields[0] == f" {phrase[0]} ":
        total += WHOLE_HEADLINE
    return round(1e6 * (total + FRESH * number / YEAR))


def _rarity(forms):
    """Return what a word is worth: the rarer as it was typed, the more."""
    level = forms[0].level or max(form.level for form in forms)
    return max(1.0, 18.0 - level) / 9


def _presence(forms, fields, text):
    """Return how much of a word there is, by its best form: its occurrences, weighed by field."""
    here = ((form.weight, f" {form.word} ") for form in forms)
    return max((weight * _occurrence(word, *fields) for weight, word in here if word in text), default=0.0)


def _occurrence(word, headline, standfirst, names, body):
    length = 0.4 + 0.6 * len(body) / USUAL
    in_head = (
        HEADLINE * headline.count(word) + STANDFIRST * standfirst.count(word) + NAMES * names.count(word)
    )
    weight = in_head + BODY * body.count(word) / length
    return AT_ALL + weight / (weight + ENOUGH)


def _closeness(phrase, fields):
    """Return how much of the typed order is kept: all of it, or a share of its neighbours."""
    text = f" {' '.join(phrase)}"
    if fields[0] == f"{text} ":
        return WHOLE_HEADLINE
    if text in fields[0]:
        return IN_HEADLINE
    pairs = [f" {one} {other}" for one, other in zip(phrase, phrase[1:], strict=False)]
    close = sum(_nearness(pair, fields) for pair in pairs) / len(pairs)
    return close if any(text in words for words in fields) else PARTLY * close


def _nearness(pair, fields):
    if pair in fields[0]:
        return IN_HEADLINE
    return IN_TEXT if any(pair in words for words in fields) else 0
