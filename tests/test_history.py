"""Word diffs, three-way merges, and the archive's head over months."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import freshness, history

# --- diffs and merges ---


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("One two.", "One two.", [("=", "One two.")]),
        ("One two.", "One three.", [("=", "One "), ("-", "two."), ("+", "three.")]),
        ("", "New", [("+", "New")]),
        ("Old", "", [("-", "Old")]),
        ("A.\n\nB.", "A.\n\nX.\n\nB.", [("=", "A.\n\n"), ("+", "X.\n\n"), ("=", "B.")]),
    ],
)
def test_a_diff_tells_what_became_of_each_word(old, new, parts):
    assert history.word_diff(old, new) == parts


TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\n", "\n\n", "\t", "é"]), max_size=12).map("".join)


@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts_whole(old, new):
    parts = history.word_diff(old, new)

    assert "".join(text for op, text in parts if op in "=-") == old
    assert "".join(text for op, text in parts if op in "=+") == new


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("A.\n\nB.", "X.\n\nB.", "A.\n\nB.", "X.\n\nB."),
        ("A.\n\nM.\n\nB.", "X.\n\nM.\n\nB.", "A.\n\nM.\n\nY.", "X.\n\nM.\n\nY."),
        ("One two three.", "1 two three.", "One two 3.", "1 two 3."),
        ("A.", "A.", "Mine.", "Mine."),
        ("A.", "X.", "X.", "X."),
    ],
)
def test_changes_of_different_places_merge(base, theirs, mine, merged):
    assert history.merge("body", base, theirs, mine) == merged


def test_changes_of_one_place_clash():
    with pytest.raises(history.Clash) as clash:
        history.merge("body", "A b c.", "A X c.", "A Y c.")

    assert (clash.value.theirs.strip(), clash.value.mine.strip()) == ("X", "Y")


def test_a_line_clashes_as_a_whole():
    with pytest.raises(history.Clash):
        history.merge("headline", "One two three", "1 two three", "One two 3")


# --- the archive's head ---


@pytest.mark.django_db
def test_months_that_are_over_hash_one_after_the_other(publish, time_machine):
    digests = []
    for month in (1, 1, 3):
        time_machine.move_to(datetime(2026, month, 10 + len(digests), tzinfo=UTC), tick=False)
        digests.append(publish().editions.get().digest)
    january = history.sha256("\n" + digests[0] + "\n" + digests[1])
    march = history.sha256(january + "\n" + digests[2])

    # Twice, since the second answer comes from what was kept.
    assert [history.head(datetime(2026, 2, 1, tzinfo=UTC)) for _ in range(2)] == [january] * 2
    assert [history.head(freshness.now()) for _ in range(2)] == [march] * 2
    assert history.head(datetime(2025, 1, 1, tzinfo=UTC)) == ""
