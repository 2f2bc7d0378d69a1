"""What readers look for in a newsroom under measurement, taken from what is published in it."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from functools import lru_cache
from urllib.parse import quote

PUBLISHED = """
SELECT headline, standfirst, body FROM articles_edition
WHERE live_until IS NULL AND live_from <= datetime('now') AND kind NOT IN ('withdrawal', 'expiry')
"""
EACH = 5  # different ones of each kind, in turn


def searches(database):
    """Return {kind of search: addresses}; the words are those of the stories that are live."""
    counts, headlines = Counter(), []
    with closing(sqlite3.connect(database)) as connection:
        for headline, standfirst, body in connection.execute(PUBLISHED):
            counts.update(words(headline) | words(standfirst) | words(body))
            headlines.append(headline)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    long = [[word for word in re.findall(r"[a-z]+", line.lower()) if len(word) > 5] for line in headlines]
    three = list(dict.fromkeys(tuple(line[:3]) for line in long if len(line) >= 3))[:EACH]
    return {
        "search: rare word": [asked(word) for word in ranked if len(word) > 3][-EACH:],
        "search: word in every story": [asked(word) for word in ranked[:EACH]],
        "search: suggestion": [f"/search/suggest?q={line[0][:4]}" for line in three],
        "search: three wrong-typed words": [asked(" ".join(map(mistyped, line))) for line in three],
    }


@lru_cache(maxsize=10_000)
def words(text):
    """Return the words of a text; texts repeat, so each is read once."""
    return frozenset(re.findall(r"[a-z0-9]+", text.lower()))


def mistyped(word):
    """Swap two letters in the middle."""
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def asked(text):
    return f"/search/?q={quote(text)}"
