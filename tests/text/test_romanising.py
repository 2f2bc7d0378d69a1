"""Addresses in Latin letters: as readers of each language write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import romanising

SLUGS = """
de    Ärger über Öl: Straße              aerger-ueber-oel-strasse
de-AT Müller                             mueller
pl    Straße in Łódź                     strasse-in-lodz
da    Ærø, Århus                         aeroe-aarhus
sv    Malmö, Åre                         malmo-are
fr    L’été à Œuilly                     lete-a-oeuilly
tr    İstanbul, Iğdır                    istanbul-igdir
vi    Đà Nẵng                            da-nang
az    Azərbaycan xəbərləri               azerbaycan-xeberleri
ru    Хрущёв: щука и объезд              khrushchev-shchuka-i-obezd
uk    Київ, Згурський, Юрій              kyiv-zghurskyi-yurii
en    Київ                               kyiv
be    Гомель                             homel
bg    София, Търново                     sofia-tarnovo
sr    Новак Ђоковић, Чачак               novak-djokovic-cacak
sr    Novak Đoković                      novak-djokovic
mk    Ќосев                              kjosev
kk    Қазақстан                          qazaqstan
el    Αθήνα: ουρανός, αυτό, Ευρώπη       athina-ouranos-afto-evropi
el    Άγγελος, μπάλα, Ολυμπιακός         angelos-bala-olympiakos
hy    Երևան, որդի, ով, Ուկրաինա          yerevan-vordi-ov-ukraina
hy    Երեւան, Փաշինյան                   yerevan-pashinyan
ka    თბილისი, წყალი                     tbilisi-tsqali
he    תורה, בית, פוליטיקה, שלום          tora-bit-politika-shlom
ar    القاهرة، السيسي، سوريا             alqahra-alsisi-surya
fa    ایران، وزیر، می‌خواهم              iran-vzir-mikhvahm
hi    दिल्ली                             dilli
zh    北京大学第3届                      bei-jing-da-xue-di-3-jie
ja    ひらがな, きょうと, シャツ, サッカー hiragana-kyouto-shatsu-sakka
ko    한국, 한국어, 라디오, 닭           hanguk-hangugeo-radio-dak
th    ประเทศไทย                          prathesthai
lo    ແລະ                                lae
th    และ                                lae
km    ភ្នំពេញ                            phnampenh
my    မြန်မာ                             mrnma
en    🙂 → “A” — b…c €                   a-b-c
en    Regie­rung, Rock’n’Roll            regierung-rocknroll
"""
ROWS = [
    (language, *rest.rsplit(None, 1)) for language, rest in (r.split(None, 1) for r in SLUGS.split("\n") if r)
]


@pytest.mark.parametrize(("language", "text", "slug"), ROWS)
def test_an_address_is_written_as_readers_of_its_language_do(language, text, slug):
    assert romanising.slug(text, language) == slug


@given(st.text(), st.sampled_from(["", *romanising.LANGUAGES]))
def test_any_text_becomes_plain_ascii(text, language):
    assert romanising.romanised(text, language).isascii()


@given(st.text(st.sampled_from("бдкאבشمกขកခ한中あაաαक"), min_size=1))
def test_a_text_of_letters_has_an_address(text):
    assert romanising.slug(text)


def test_an_address_is_cut_to_a_length_and_ends_in_a_letter():
    assert romanising.slug("Ő ÷ ab cd", longest=5) == "o-ab"
