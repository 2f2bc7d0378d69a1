import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.word_masks import MARK, WordMask

NAME = WordMask(["Jane Roe", "O'Neill", "Иванов", "José", "張三"])


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe",
        "JANE ROE",
        "jane\nroe",
        "Jane\u00a0Roe",
        "Jane&nbsp;Roe",
        "Ja\u00adne Roe",
        "Ja&shy;ne Roe",
        "jane-roe",
        "jane_roe",
        "O’Neill",
        "иванов",
        "Jose\u0301",
        "JOSÉ",
        "張三",
    ],
)
def test_words_are_found_in_each_form_in_which_a_reader_sees_them(text):
    assert NAME.text(f"They saw {text}, and left.") == f"They saw {MARK}, and left."


def test_emphasis_hides_no_word():
    assert "Roe" not in NAME.text("They saw *Jane* **Roe**.")


@pytest.mark.parametrize("text", ["Jane Roebuck", "Mary Jane", "Jane met Roe", "Ивановой", "Josefa"])
def test_other_words_stay(text):
    assert NAME.text(text) == text


def test_words_are_found_beside_letters_where_a_script_parts_no_words():
    assert NAME.text("我看見張三了") == f"我看見{MARK}了"


def test_a_key_that_holds_them_gets_one_code_wherever_it_stands():
    printed = {"body": "So. [@jane-roe, p. 3]", "citations": [{"mark": "jane-roe", "source": "jane-roe"}]}

    masked = NAME.masked(printed)

    code = masked["citations"][0]["mark"]
    assert code.startswith("redacted-")
    assert masked == {"body": f"So. [@{code}, p. 3]", "citations": [{"mark": code, "source": code}]}


def test_a_name_in_another_script_is_found_in_keys_as_addresses_write_it():
    assert NAME.key("delo-ivanov").startswith("redacted-")
    assert NAME.key("ivanovo") == "ivanovo"


def test_an_address_that_holds_them_goes_whole():
    assert NAME.masked({"address": "https://example.org/jane-roe"}) == {"address": ""}


def test_a_subject_of_the_log_loses_them_and_an_account_keeps_its_name():
    assert NAME.subject("source:jane-roe").startswith("source:redacted-")
    assert NAME.subject("user:jane.roe") == "user:jane.roe"


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_was_masked_is_found_again(before, behind):
    masked = NAME.text(f"{before} Jane Roe {behind}")

    assert not NAME.stands_in(masked)


def test_what_holds_none_stays_as_it_is():
    value = {"a": ["text", 1, None, True, {"slug": "a-slug"}]}

    assert NAME.masked(value) == value
