"""Hashes of values, whether they are held at once or read as rows."""

from hypothesis import given
from hypothesis import strategies as st

from articles.archive import digests

VALUES = st.text(st.characters(), max_size=20) | st.integers() | st.none() | st.lists(st.text(max_size=5))


@given(st.text(max_size=32), st.lists(st.lists(VALUES, max_size=4), max_size=5))
def test_the_hash_of_rows_is_that_of_their_list(salt, rows):
    assert digests.rows_hash(salt, iter(rows)) == digests.rest_hash(salt, rows)
