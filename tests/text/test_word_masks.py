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


CODED = WordMask(["Jane Roe", "Jürgen Müller", "Weiß", "Ксения Перова"])


@pytest.mark.parametrize(
    "text",
    [
        "J&#97;ne Roe",
        "J&uuml;rgen M&#252;ller",
        "J&#xFC;RGEN M&Uuml;LLER",
        "J%C3%BCrgen+M%c3%bcller",
        "Jane%20Roe",
        "%D0%9A%D1%81%D0%B5%D0%BD%D0%B8%D1%8F_%D0%9F%D0%B5%D1%80%D0%BE%D0%B2%D0%B0",
        "WEISS",
        "weiß",
        "WEIẞ",
        "Wei&szlig;",
        "Wei&#223;",
        "Wei&#x1E9E;",
        "Wei%C3%9F",
        "WEI%E1%BA%9E",
        "&#65322;ane Roe",
        "Ｊａｎｅ Roe",
        "J**a**ne *Ro*e",
        "Jane[^1] Roe",
        "Jane [@ministry, p. 3] Roe",
        "Jane![A hand](image:6f9619ff) Roe",
        "Ja<b>ne</b><br/>Roe",
    ],
)
def test_words_are_found_in_other_writings_and_with_marks_inside(text):
    assert CODED.text(f"They saw {text}, and left.") == f"They saw {MARK}, and left."


def test_a_word_whose_half_is_a_link_is_found_and_all_that_is_coded_elsewhere_stays():
    assert CODED.text("K&ouml;ln: [Jane](https://x.org/a) Roe%20") == f"K&ouml;ln: [{MARK}%20"


@pytest.mark.parametrize("text", ["5&ordf;", "5%C2%AA", "Roe &frac12;", "x&sup2;"])
def test_a_coded_sign_is_not_read_as_letters_or_digits(text):
    assert WordMask(["5a", "Roe 1", "x2"]).text(text) == text


def test_an_address_that_codes_the_words_goes_whole():
    masked = CODED.masked({"address": "https://x.org/J%C3%BCrgen_M%C3%BCller"})

    assert masked == {"address": ""}


def test_a_blank_is_no_longer_than_the_words_were():
    text = "By J&uuml;rgen M&uuml;ller."

    assert CODED.blanked(text) == "By " + "-" * len(text[3:-1]) + "."


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
