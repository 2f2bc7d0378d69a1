"""The spellings that a reader takes for the same word, and what is put aside unread."""

import sys
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.word_masks import MARK, WordMask

READ_ALIKE = {
    "Müller": ("Muller", "Mueller", "MÜLLER", "Mu\u0308ller", "M[ül](https://x.org)ler", "𝐌𝐮𝐥𝐥𝐞𝐫"),
    "Muller": ("Müller", "Mu\u0308ller", "MU\u0308LLER"),
    "Mueller": ("Müller", "Mu\u0308ller", "Mu*e*ller"),
    "Weiß": ("Weiss", "WEISS", "WEIẞ"),
    "Weiss": ("Weiß", "WEI&szlig;"),
    "Королёв": ("Королев", "КОРОЛЁВ", "Корол*е\u0308*в"),
    "Королев": ("Королёв", "Короле\u0308в"),
    "Işık": ("Isik", "ISIK", "IŞIK", "Is\u0327ık"),
    "Isik": ("Işık", "İSİK", "isik"),
    "İnce": ("Ince", "ince", "i\u0307nce", "I\u0307NCE"),
    "Søren": ("Soren", "Soeren", "SØREN"),
    "Aarhus": ("Århus", "A\u030arhus"),
    "Þór": ("Thor", "Þor"),
    "Łódź": ("Lodz", "ŁÓDŹ"),
    "Γιώργος": ("Γιωργος", "ΓΙΏΡΓΟΣ"),
    "أحمد": ("احمد", "أَحْمَد"),
    "Roe": ("Rое", "R\u200boe", "R\u00adoe", "Ro\u2060e"),
    "한글": (unicodedata.normalize("NFD", "한글"),),
    "Schmidt": ("𝑆𝑐ℎ𝑚𝑖𝑑𝑡", "Sℭhmidt", "Ⓢchmidt", "ſchmidt"),
    "Dijkstra": ("Dĳkstra", "DĲKSTRA"),
    "Ljubić": ("Ǉubić", "ǈubic"),
    "محمد": ("ﻣﺤﻤﺪ",),
    "ガンマ": ("ｶﾞﾝﾏ",),
    "ｶﾞﾝﾏ": ("ガンマ",),
    "令和": ("\uf9a8和",),
}


@pytest.mark.parametrize("word", READ_ALIKE)
def test_what_a_reader_takes_for_the_same_word_goes(word):
    mask = WordMask([word])
    for written in READ_ALIKE[word]:
        text = f"They saw {written}, and left."
        assert mask.may_stand_in(text), written
        assert mask.text(text) == f"They saw {MARK}, and left.", written


FILLER = "\u1160"  # nobody sees it


def test_each_letter_is_found_whose_plain_form_unicode_takes_for_equal():
    letters = map(chr, range(0x80, sys.maxunicode + 1))
    plain = {each: unicodedata.normalize("NFKC", each) for each in letters if each.isalpha()}
    equal = {each: form for each, form in plain.items() if form != each and form.isalpha() and form != FILLER}
    raised = ("<super>", "<sub>")

    masks = {form: WordMask([f"A{form}a"]) for form in set(equal.values())}

    for letter, form in equal.items():
        mask = masks[form]
        is_found = mask.may_stand_in(f"A{letter}a") and mask.text(f"A{letter}a") == MARK
        assert is_found != unicodedata.decomposition(letter).startswith(raised), hex(ord(letter))


def test_letters_that_a_reader_tells_apart_stay_apart():
    assert WordMask(["мои"]).text("Это мой дом, мои\u0306.") == "Это мой дом, мои\u0306."
    assert WordMask(["Йод"]).text("Йод, и\u0306од, иод") == f"{MARK}, {MARK}, иод"


# How each letter may be written, by what a writer or a program does to it; the first is the letter itself.
WRITTEN = [
    lambda letter: letter,
    str.upper,
    str.lower,
    lambda letter: unicodedata.normalize("NFD", letter),
    lambda letter: unicodedata.normalize("NFD", letter)[0] if letter not in "йЙ" else letter,
    lambda letter: f"&#{ord(letter)};",
    lambda letter: f"&#x{ord(letter):X};",
    quote,
    lambda letter: {"ß": "ss", "ü": "ue", "ö": "oe", "ä": "ae", "ё": "е", "ı": "i", "i": "ı"}.get(
        letter, letter
    ),
]
INSIDE = [
    "",
    "",
    "",
    "\u00ad",
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "&shy;",
    "&#8203;",
    "*",
    "**",
    "_",
    "~~",
    "`",
]
NAMES = [
    "Müller",
    "Королёв",
    "Weiß",
    "Yılmaz",
    "Čapek",
    "Ξένια",
    "Ahmad Şahin",
    "Łukasz Żak",
    "Jane Roe",
    "Йорданов",
]


@given(st.data())
def test_each_spelling_of_a_name_is_found_and_none_is_put_aside_unread(data):
    name = data.draw(st.sampled_from(NAMES))
    mask = WordMask([name])
    written = "".join(
        "\u00a0"
        if letter == " "
        else data.draw(st.sampled_from(WRITTEN))(letter) + data.draw(st.sampled_from(INSIDE))
        for letter in name
    )
    text = f"They saw {written}, and left."

    assert mask.may_stand_in(text)
    assert mask.text(text).startswith(f"They saw {MARK}")
    assert not mask.stands_in(mask.text(text))


@pytest.mark.parametrize("name", ["Ahmad Roe", "Aaron Roe", "Ede", "Hans Roe", "Äan"])
@pytest.mark.parametrize("before", ["photo_", "du\u00ad", "st_", "ta**", "`"])
def test_a_word_behind_a_sign_that_is_dropped_is_not_put_aside_unread(before, name):
    mask = WordMask([name])

    assert mask.stands_in(f"{before}{name}")
    assert mask.may_stand_in(f"{before}{name}")


@given(st.text(max_size=40), st.sampled_from(NAMES), st.text(max_size=40))
def test_what_is_put_aside_unread_holds_no_phrase(before, name, behind):
    mask = WordMask([name])
    text = f"{before}{name}{behind}"

    assert mask.may_stand_in(text) or not mask.stands_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "So. [@jane-roe]",
        "![Jane Roe](image:6f9619ff)",
        "[a clerk](https://x.org/jane-roe)",
        "So.[^jane-roe]",
        '<a title="Jane Roe">',
        "Ja[^1]ne Roe",
        "Ja<b>n</b>e Roe",
    ],
)
def test_what_stands_in_a_mark_an_address_or_a_tag_is_not_put_aside_unread(text):
    mask = WordMask(["Jane Roe"])

    assert mask.may_stand_in(text)
    assert mask.stands_in(text)


@pytest.mark.parametrize("slug", ["a-911-story", "a-9-11-story"])
def test_an_address_is_masked_whichever_way_its_figures_are_parted(slug):
    assert WordMask(["9/11"]).key(slug) != slug
