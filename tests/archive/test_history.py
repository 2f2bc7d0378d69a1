"""Word diffs, three-way merges, and the archive's head over months."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.archive import head
from articles.archive.digests import sha256
from articles.desk import field_merges
from articles.models import Edition, clock
from articles.text import diffs, three_way

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
    assert diffs.word_diff(old, new) == parts


TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\n", "\n\n", "\t", "é"]), max_size=12).map("".join)


@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts_whole(old, new):
    parts = diffs.word_diff(old, new)

    assert "".join(text for op, text in parts if op in "=-") == old
    assert "".join(text for op, text in parts if op in "=+") == new


@given(TEXTS, TEXTS)
def test_two_sides_hold_both_texts_whole(old, new):
    passages = diffs.side_by_side(diffs.word_diff(old, new))

    for side, text in zip((0, 1), (old, new), strict=True):
        assert "".join(part for passage in passages for _op, part in passage[side]) == text
    assert all(older == newer or any(op != "=" for op, _text in older + newer) for older, newer in passages)


@pytest.mark.parametrize(
    ("old", "new", "sides"),
    [
        ("A.\n\nB.", "A.\n\nB.", [("A.", "A."), ("B.", "B.")]),
        ("A.\n\nB.\n\nC.", "A.\n\nX.\n\nC.", [("A.", "A."), ("B.", "X."), ("C.", "C.")]),
        ("A.\n\nB.\n\nC.", "A.\n\nC.", [("A.", "A."), ("B.", ""), ("C.", "C.")]),
        ("A.\n\nC.", "A.\n\nB.\n\nC.", [("A.", "A."), ("", "B."), ("C.", "C.")]),
        ("A b.\n\nC.", "A x.\n\nC.", [("A b.", "A x."), ("C.", "C.")]),
    ],
)
def test_two_texts_stand_side_by_side_by_paragraphs(old, new, sides):
    passages = diffs.side_by_side(diffs.word_diff(old, new))

    assert [tuple("".join(text for _op, text in side).strip() for side in each) for each in passages] == sides


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
    assert field_merges.merge("body", base, theirs, mine) == merged


def test_changes_of_one_place_clash():
    with pytest.raises(three_way.Clash) as clash:
        field_merges.merge("body", "A b c.", "A X c.", "A Y c.")

    assert (clash.value.theirs.strip(), clash.value.mine.strip()) == ("X", "Y")


def test_a_line_clashes_as_a_whole():
    with pytest.raises(three_way.Clash):
        field_merges.merge("headline", "One two three", "1 two three", "One two 3")


# --- the archive's head ---


@pytest.mark.django_db
def test_months_that_are_over_hash_one_after_the_other(publish, time_machine):
    digests = []
    for month in (1, 1, 3):
        time_machine.move_to(datetime(2026, month, 10 + len(digests), tzinfo=UTC), tick=False)
        digests.append(publish().editions.get().digest)
    january = sha256("\n" + digests[0] + "\n" + digests[1])
    march = sha256(january + "\n" + digests[2])

    assert head.head(datetime(2026, 2, 1, tzinfo=UTC)) == january
    assert head.head(clock.now()) == march
    assert head.head(datetime(2025, 1, 1, tzinfo=UTC)) == ""


@pytest.mark.django_db
def test_a_closed_month_written_anew_has_another_head(publish, time_machine):
    for day in (10, 11):
        time_machine.move_to(datetime(2026, 1, day, tzinfo=UTC), tick=False)
        publish()
    time_machine.move_to(datetime(2026, 3, 1, tzinfo=UTC), tick=False)
    moments = [datetime(2026, 2, 1, tzinfo=UTC), clock.now()]
    before = [head.head(at) for at in moments]

    Edition.objects.filter(pk=Edition.objects.earliest("sealed_at").pk).update(digest="0" * 64)

    assert not {head.head(at) for at in moments} & {*before}
