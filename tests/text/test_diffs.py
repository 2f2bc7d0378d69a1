"""A comparison counts its steps: whatever two people typed, it ends, and loses no word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import diffs, three_way

TEXTS = st.lists(st.sampled_from(["a ", "b ", "c\n\n", "long ", "\n", "d e. "]), max_size=60).map("".join)


def each_second(side, count):
    return " ".join(f"w{at} {side}{at}" for at in range(count))


@pytest.fixture
def counted(monkeypatch):
    """Count the steps of difflib's search that are really done."""
    done, search = [], diffs.SequenceMatcher.find_longest_match

    def count(self, alo=0, ahi=None, blo=0, bhi=None):
        ahi = len(self.a) if ahi is None else ahi
        done.append(sum(1 + len(self.b2j.get(each, ())) for each in self.a[alo:ahi]))
        return search(self, alo, ahi, blo, bhi)

    monkeypatch.setattr(diffs.SequenceMatcher, "find_longest_match", count)
    monkeypatch.setattr(diffs, "MOST_STEPS", 20_000)
    monkeypatch.setattr(three_way, "MOST_STEPS", 20_000)
    return done


@pytest.mark.parametrize("space", [" ", "\n\n"])
def test_a_diff_and_a_merge_take_so_many_steps_and_no_more(counted, space):
    old, new, other = (each_second(side, 1000).replace(" ", space) for side in "abc")

    for compare in (
        lambda: diffs.word_diff(old, new),
        lambda: three_way.merged_passages("body", old, new, other),
        lambda: pytest.raises(three_way.Clash, three_way.merged, "body", old, new, other),
    ):
        counted.clear()
        compare()

        assert 0 < sum(counted) <= 20_000


@given(TEXTS, TEXTS, st.integers(0, 500))
def test_a_diff_that_ends_early_holds_every_word_of_both(old, new, steps):
    parts = []
    for tag, before, after in diffs._opcodes(diffs.split_words(old), diffs.split_words(new), [steps]):
        parts += [("=", before)] if tag == "equal" else [("-", before), ("+", after)]

    assert "".join("".join(words) for op, words in parts if op != "+") == old
    assert "".join("".join(words) for op, words in parts if op != "-") == new


@given(TEXTS, TEXTS)
def test_both_sides_of_a_diff_hold_every_word(old, new):
    sides = diffs.side_by_side(diffs.word_diff(old, new))

    assert "".join(text for before, _after in sides for _op, text in before) == old
    assert "".join(text for _before, after in sides for _op, text in after) == new


def test_a_long_diff_is_cut_in_one_pass(monkeypatch):
    """Each piece asked for all that stood before it in its passage: n² of them."""
    parts = diffs.word_diff(each_second("a", 300), each_second("b", 300))
    asked = []
    monkeypatch.setattr(diffs, "_sides", lambda passage: asked.append(len(passage)) or ([], []))

    diffs.side_by_side(parts)

    assert sum(asked) <= len(parts) * 2


def test_a_text_of_blank_lines_alone_is_cut_in_seconds(limit):
    """Each line break was tried as the end of a paragraph, up to the text's end: 200,000 took minutes."""
    text = "\n" * 200_000 + "x"
    start = time.process_time()

    diffs.side_by_side(diffs.bounded_diff(text, f"{text[:-1]}y"))

    assert time.process_time() - start < limit
