"""The how-to of a new act, followed literally."""

from tests.extending import extended, run_tests


def test_an_act_is_added_by_following_the_how_to(tmp_path):
    extended("An act", tmp_path)

    assert run_tests(tmp_path, "tests/extended_acts.py") == ""
