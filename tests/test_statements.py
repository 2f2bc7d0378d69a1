"""The few that ask a database what all ask: none is left out that asks something of its own."""

from tests.statements import cover, shape


def test_statements_of_other_values_and_other_numbers_of_them_are_alike():
    assert shape("SELECT a FROM b WHERE c IN (%s, %s) LIMIT 21") == shape(
        "SELECT a FROM b WHERE c IN (%s) LIMIT 1"
    )
    assert shape("INSERT INTO a VALUES (%s, %s), (%s, %s)") == shape("INSERT INTO a VALUES (%s, %s)")
    assert shape("SELECT a FROM b") != shape("SELECT a FROM c")


def test_a_test_that_asks_nothing_new_is_left_out():
    asked = {"one": {1, 2}, "two": {2, 3, 4}, "three": {3}, "four": {1, 5}}

    assert cover(asked, known=set()) == {"two", "four"}


def test_what_is_asked_anyway_needs_no_other():
    assert cover({"one": {1, 2}, "two": {2, 3}}, known={2, 3}) == {"one"}
