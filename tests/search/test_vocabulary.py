"""The words of the index: which are found for one that was mistyped."""

import pytest

from articles import search
from articles.search import vocabulary

WORDS = ("form", "river", "harbour", "government", "правительство")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def printed(publish_kept):
    publish_kept(headline=" ".join(WORDS), language="ru")


@pytest.fixture
def near(printed):
    """Return the words that are near what was typed."""
    store = search.state.read("printed").current
    return lambda typed: [form.word for form in vocabulary.nearest(store, [typed])[typed]]


def errors(word):
    """Yield a word with each letter dropped, doubled, changed, or swapped with the next."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        yield word[:at] + ("x" if word.isascii() else "ъ") + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


@pytest.mark.parametrize("word", WORDS)
def test_a_typing_error_anywhere_is_understood(near, word):
    missed = [typed for typed in errors(word) if len(typed) > 3 and typed != word and near(typed) != [word]]

    assert missed == []


def test_two_errors_in_one_half_of_a_long_word_are_understood(near):
    assert near("gavarnment") == near("governmatn") == near("goverent") == ["government"]


def test_two_errors_in_a_short_word_are_not(near):
    assert near("ribar") == near("hurbuur") == []


def test_another_word_is_not_near(near):
    assert near("governor") == near("xylophone") == near("for") == near("2026") == []


def test_a_mistyped_word_in_other_letters_is_understood(near):
    assert near("pravitelstva") == []
    assert near("харбоур") == ["harbour"]


def test_a_word_of_two_languages_is_one_word(near, publish, suggested, found):
    publish(headline="Harbour news", language="en")

    assert near("harbuor") == ["harbour"]
    assert suggested("harb") == ["harbour"]
    assert len(found("harbour")) == 2
