"""Words whose letters are set apart, and words that an apostrophe joins to others: many of them at once."""

import time

import pytest

from articles.text.word_masks import MARK, WordMask

ANN = WordMask(["Ann"])


@pytest.mark.parametrize("text", ["H A N N O V E R", "C-H-A-N-N-E-L", "J.O.H.A.N.N", "A N N U A L"])
def test_a_row_of_letters_that_goes_on_is_another_word(text):
    assert ANN.text(f"In {text} it rains.") == f"In {text} it rains."


@pytest.mark.parametrize(
    "text", ["A N N", "a-n-n", "A N N.", "A n n   R o e", "M R  A N N", "D r A n n", "a  A n n", "A n n, I s"]
)
def test_a_name_set_apart_goes_where_the_row_ends_with_it(text):
    assert MARK in ANN.text(f"They saw {text} today.")


def forms(count):
    letters = "abcdefghij"
    return "".join(
        f"{letters[n % 10]}{letters[n // 10 % 10]}{letters[n // 100 % 10]}’hugo " for n in range(count)
    )


def test_a_thousand_words_that_are_joined_to_a_name_are_read_at_once():
    mask, text = WordMask(["Hugo"]), forms(1000) * 5
    mask.learn([text])
    start = time.process_time()

    assert MARK in mask.text(text)
    assert mask.key("a-story-of-cbahugo") != "a-story-of-cbahugo"
    assert time.process_time() - start < 2


def test_joined_words_in_addresses_go_whole_beside_a_stroke_or_a_hyphen_alone():
    mask = WordMask(["Hugo"])
    mask.learn(["Hugo’s, d’Hugo, Hugo’s"])

    assert mask.text("/a/hugos-end/ dhugo-b dhugos hugosx") == f"/a/{MARK}-end/ {MARK}-b dhugos hugosx"
