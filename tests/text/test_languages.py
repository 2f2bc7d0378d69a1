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
        ("zh-yue", "yue"),
        ("zh-cmn-Hans", "zh-Hans"),
        ("i-klingon", "tlh"),
        ("zh-min-nan", "nan"),
        ("de-u-co-phonebk", "de-u-co-phonebk"),
        ("en-x-abc", "en-x-abc"),
        ("de-1996", "de-1996"),
        ("es-419", "es-419"),
    ],
)
def test_a_tag_has_its_usual_form(typed, stored):
    assert standard_tag(typed) == stored


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("english", "en"), ("Klingon; drop", "tlh"), ("<b>", ""), ("русский", "ru"), ("Deutsch", "de"),
        ("en-english", "en"), ("xx", ""), ("", ""), ("en--US", "en"), ("\x00", ""),
        ("en" * 99, ""), ("cz", "cs"), ("UA", "uk"), ("jp", "ja"), ("gr-GR", "el"), ("cn", "zh"),
        ("en-USA", "en"), ("de-xyz", "de"), ("zh-abc", "zh"), ("en-a-foo", "en"), ("en-x", "en"),
        ("Brazilian Portuguese", "pt-BR"), ("Old English", "ang"), ("Farsi", "fa"), ("中文", "zh"),
        ("العربية", "ar"), ("francais", "fr"), ("தமிழ்", "ta"), ("ภาษาไทย", "th"),
        ("Simplified Chinese", "zh-Hans"), ("Mandarin", "zh"), ("Serbian Latin", "sr-Latn"),
    ],
)  # fmt: skip
def test_a_tag_of_no_language_is_refused_and_the_right_one_offered(typed, meant):
    with pytest.raises(UnknownLanguage) as refusal:
        standard_tag(typed)

    assert refusal.value.meant == meant


@pytest.mark.parametrize(
    "tag", ["ar", "AR", "he", "ps", "yi", "sd", "dv", "ur-PK", "az-Arab", "ckb", "ug", "nqo", "iw", "IW-il"]
)
def test_the_direction_is_that_of_the_script(tag):
    assert is_right_to_left(tag)


@pytest.mark.parametrize(
    "tag", ["acm", "apc", "arz", "aii", "syc", "bcc", "pbt", "ydd", "jrb", "hbo", "mid", "azb"]
)
def test_a_language_that_has_no_script_of_its_own_in_cldr_goes_as_the_larger_one_does(tag):
    assert is_right_to_left(tag)
    assert not is_right_to_left(f"{tag}-Latn")


@pytest.mark.parametrize("tag", ["kmr", "cmn", "swh", "zlm"])
def test_a_larger_language_of_latin_letters_turns_no_other_round(tag):
    assert not is_right_to_left(tag)


@pytest.mark.parametrize("tag", ["", "en", "az", "ku", "pa", "ru", "zh-Hant", "english", "he-Latn"])
def test_all_others_go_left_to_right(tag):
    assert not is_right_to_left(tag)
