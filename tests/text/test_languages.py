import pytest

from articles.text.languages import UnknownLanguage, is_right_to_left, standard_tag


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("ru_RU", "ru-RU"),
        ("az-arab", "az-Arab"),
        ("ZH-hant-tw", "zh-Hant-TW"),
    ],
)
def test_a_tag_has_its_usual_form(typed, stored):
    assert standard_tag(typed) == stored


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("english", "en"), ("Klingon; drop", "tlh"), ("<b>", ""), ("русский", "ru"), ("Deutsch", "de"),
        ("en-english", "en"), ("xx", ""), ("", ""), ("en--US", "en"), ("\x00", ""),
        ("en" * 99, ""),
    ],
)  # fmt: skip
def test_a_tag_of_no_language_is_refused_and_the_right_one_offered(typed, meant):
    with pytest.raises(UnknownLanguage) as refusal:
        standard_tag(typed)

    assert refusal.value.meant == meant


@pytest.mark.parametrize(
    "tag", ["ar", "AR", "he", "ps", "yi", "sd", "dv", "ur-PK", "az-Arab", "ckb", "ug", "nqo"]
)
def test_the_direction_is_that_of_the_script(tag):
    assert is_right_to_left(tag)


@pytest.mark.parametrize("tag", ["", "en", "az", "ku", "pa", "ru", "zh-Hant", "english", "he-Latn"])
def test_all_others_go_left_to_right(tag):
    assert not is_right_to_left(tag)
