"""Words of scripts without spaces, and words with characters that no reader sees."""

import re
import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import document, finding, folding, passages, query, southeast, state

pytestmark = pytest.mark.django_db


UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640"


BLOCKS = {
    "th": (0x0E01, 0x0E4E), "lo": (0x0E81, 0x0ECD), "km": (0x1780, 0x17D1), "my": (0x1000, 0x103F),
    "bo": (0x0F40, 0x0FBC), "zh": (0x4E00, 0x4FFF), "ja": (0x3041, 0x30F6),
    "fa": (0x0621, 0x064A), "he": (0x05D0, 0x05EA), "hi": (0x0904, 0x0939), "de": (0x61, 0xFF),
}  # fmt: skip


SPACED = {"fa", "he", "hi", "de"}


LETTERS = {
    language: [chr(code) for code in range(first, last + 1) if unicodedata.category(chr(code))[0] in "LM"]
    for language, (first, last) in BLOCKS.items()
}


# What stands in a syllable of Thai, Lao, Burmese or Khmer, so that no word begins with it.
SIGNS = (
    r"[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebd\u0ec8-\u0ece\u102b-\u103e\u1056-\u1060"
    r"\u17b4-\u17d3\u17dd]"
)


OPEN = "เແ\u0ec0"  # vowels before their consonant, with which no word ends


def is_word(text):
    return folding.words(text) and not re.match(SIGNS, text) and text[-1] not in OPEN


@st.composite
def stories(draw):
    """Draw (language, text, one of its words), each with other characters strewn in that no reader sees."""
    language = draw(st.sampled_from(sorted(BLOCKS)))
    word = st.text(st.sampled_from(LETTERS[language]), min_size=1, max_size=9).filter(is_word)
    words = draw(st.lists(word, min_size=1, max_size=12))
    text = (" " if language in SPACED else "").join(words)
    return language, strewn(draw, text), strewn(draw, draw(st.sampled_from(words)))


def strewn(draw, text):
    for at, sign in draw(st.lists(st.tuples(st.integers(0, len(text)), st.sampled_from(UNSEEN)), max_size=4)):
        text = text[:at] + sign + text[at:]
    return text


@pytest.fixture(scope="module")
def index(django_db_setup, django_db_blocker):
    """An index of no stories on the database of the run."""
    with django_db_blocker.unblock():
        store = state.store("trial", "a")
        store.clear()
        yield SimpleNamespace(current=store, languages=sorted(BLOCKS))
        store.drop()


def hits(index, typed):
    return finding.find(index, query.parse(typed), finding.Scope(at=1)).hits


@given(stories())
def test_any_word_finds_its_text_whatever_unseen_characters_either_has(index, story):
    language, text, word = story

    index.current.put([document.Document(1, 0, 0, None, language, ("", "", "", text))])

    assert len(hits(index, word)) == 1


def put(index, text, language="th"):
    index.current.put([document.Document(1, 0, 0, None, language, ("", "", "", document.plain(text)))])


def test_a_letter_is_found_within_a_run_beside_other_words(index):
    put(index, "harbour มกา")

    assert hits(index, "ก harbour")
    assert not hits(index, "ข harbour")


def test_a_part_of_a_run_is_found_in_its_order_alone(index):
    put(index, "รัฐบาลไทยลาออก")

    assert hits(index, "ไทยลา")
    assert hits(index, '"รัฐบาลไทย" ลาออก')
    assert not hits(index, "ลาไทย")
    assert not hits(index, "ไทย -ลาออก")


@pytest.mark.parametrize("text", ["Regie&shy;rung", "Regie&#173;rung", "Regie&#xAD;rung", "R&eacute;gierung"])
def test_characters_written_by_their_names_are_read(index, text):
    put(index, text, "de")

    assert hits(index, "regierung")


@pytest.mark.parametrize(("printed", "typed"), [("۲۰۲۷", "2027"), ("๒๕๗๐", "2570"), ("مـــحمد", "محمد"),
                                                ("می‌خواهم", "میخواهم"), ("ދިވެހި", "ދިވެހި")])  # fmt: skip
def test_digits_and_joiners_make_no_difference(printed, typed):
    assert folding.words(printed) == folding.words(typed)
    assert len(folding.words(printed)) == 1


ALIKE = {
    "Thai: sara am as one sign, and as two around a tone": ["น้ำ", "น\u0e4d\u0e49า", "น\u0e49\u0e4dา", "นำ"],
    "Thai: a tone before its vowel": ["ที่", "ท\u0e48\u0e35", "กรุงที่".removeprefix("กรุง")],
    "Thai: two e for one ae": ["และ", "เเละ", "เ\u200bเละ"],
    "Thai: a long sign for aa": ["ฤๅษี", "ฤาษี"],
    "Thai: nikhahit above i": ["ลึก", "ล\u0e34\u0e4dก"],
    "Lao: sara am": ["ນ້ຳ", "ນ\u0ecd\u0ec9າ", "ນ\u0ec9\u0ecdາ", "ນຳ"],
    "Lao: two letters in one": ["ໜັງສື", "ຫນັງສື"],
    "Lao: l below": ["ຫຼວງພະບາງ", "ຫລວງພະບາງ"],
    "Lao: l below, with aa": ["ຫຼາຍ", "ຫລາຍ"],
    "Lao: two e for one ae": ["ແລະ", "ເເລະ"],
    "Khmer: r below, before and behind": ["ស្ត្រី", "ស\u17d2រ\u17d2តី"],
    "Khmer: a vowel before what is below": ["ក្រាម", "ក\u17b6\u17d2រម"],
    "Khmer: d below for t": ["ក្ដី", "ក្តី"],
    "Khmer: a shifter as u": ["ស៊ី", "សុី", "ស\u17b8\u17ca"],
    "Khmer: parts of one vowel": ["កោះ", "ក\u17c1\u17b6\u17c7"],
    "Khmer: nikahit before aa": ["ចាំ", "ច\u17c6\u17b6"],
    "Khmer: old letters": ["ឱ្យ", "ឲ្យ"],
    "Burmese: medials in any order": ["မြွှာ", "မ\u103e\u103d\u103cာ"],
    "Burmese: vowels in any order": ["ကို", "က\u102f\u102d"],
    "Burmese: e before medials": ["ကြောင့်", "က\u1031\u103cာင့်", "ကြောင့\u103a"],
    "Burmese: asat and dot in any order": ["ခဲ့", "ခ\u1037\u1032"],
    "Burmese: the tall aa": ["ပါ", "ပာ"],
    "Burmese: a figure for a letter": ["ဝါ", "၀ါ"],
    "Burmese: one vowel of two signs": ["ဦး", "ဥ\u102eး"],
    "Burmese: o and a lookalike": ["သြဂုတ်", "ဩဂုတ်"],
    "Burmese: great sa": ["ပြဿနာ", "ပြသ္သနာ"],
}


@pytest.mark.parametrize("kind", ALIKE)
def test_a_syllable_is_found_in_each_spelling_that_looks_the_same(index, kind):
    for printed in ALIKE[kind]:
        put(index, f"กข{printed}", kind[:2].lower())

        assert [typed for typed in ALIKE[kind] if not hits(index, typed)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("มา", "ม้ี"), ("ກາ", "ກິ"), ("ស្ត្រី", "ស្តី"), ("ကို", "ကိ"), ("ကျ", "ကြ"), ("၂၀ရာ", "၂ဝရ")],
)
def test_other_syllables_stay_others(one, other):
    assert folding.words(one) != folding.words(other)


ANY = "".join(map("".join, LETTERS.values())) + UNSEEN + "\u17d2\u103a"


@given(st.text(st.sampled_from(ANY), max_size=30))
def test_each_place_of_a_folded_text_is_a_place_of_the_text(text):
    parts = list(southeast.placed(text))

    places = [at for at, _part in parts]
    assert places == sorted(set(places))
    assert all(text[at] for at in places)
    assert "".join(part for _at, part in parts) == southeast.one_spelling(text)


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("รัฐบาลไทยลาออก", "ไทย", "รัฐบาล<mark>ไทย</mark>ลาออก"),
        ("ข้าวและน้ำใส", "นำ", "ข้าวและ<mark>น้ำ</mark>ใส"),
        ("កខស\u17d2រ\u17d2តីគ", "ស្ត្រី", "កខ<mark>ស\u17d2រ\u17d2តី</mark>គ"),
        ("日本の首相、本日", "本日", "日本の首相、<mark>本日</mark>"),
        ("ปี2567", "ปี2567", "<mark>ปี</mark><mark>2567</mark>"),
        ("Die Regie\u00adrung tagt", "regierung", "Die <mark>Regie\u00adrung</mark> tagt"),
        ("او می‌خواهم گفت", "میخواهم", "او <mark>می‌خواهم</mark> گفت"),
    ],
)
def test_what_was_meant_is_marked_as_it_is_printed(index, text, typed, marked):
    search = finding.Search(SimpleNamespace(current=index.current, languages=[]), query.parse(typed), None)

    marker = passages.Marker(search.forms())

    assert marker.marked(text) == marked
    story = SimpleNamespace(body="ก" * 900 + f" \n\n{text}", standfirst="")
    assert marked in marker.passage(story)


def test_nothing_is_suggested_for_a_part_of_a_run(suggested, publish):
    publish(headline="รัฐบาลไทย")

    assert suggested("รัฐ") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"), ("كتاب", "کتاب"), ("مصطفى", "مصطفی"), ("مدرسة", "مدرسه"), ("أحمد", "احمد"),
        ("إيران", "ایران"), ("ٱلله", "الله"), ("مؤتمر", "موتمر"), ("رئيس", "رييس"), ("خانهٔ", "خانه"),
        ("خانۀ", "خانه"), ("ہندوستان", "هندوستان"), ("پاکستان", "پاكستان"), ("٢٠٢٧", "۲۰۲۷"),
        ("2027", "٢٠٢٧"),
        ("آب", "اب"), ("ڪتاب", "کتاب"), ("مُحَمَّد", "محمد"),
    ],
)  # fmt: skip
def test_letters_of_arabic_and_persian_that_are_taken_for_each_other_are_one(index, one, other):
    for printed, typed in ((one, other), (other, one)):
        put(index, f"{printed} 1", "fa")

        assert hits(index, typed)


SPELLINGS = """
he צה״ל צה"ל צהל צה”ל
he תשפ״ז תשפ"ז תשפז
he ג׳ירפה ג'ירפה גירפה
yi ייִדיש ײִדיש יידיש
uk п’ять п'ять пʼять пять
uk об’єкт об'єкт обєкт
ca col·laboració collaboracio
bn উৎসব উত্সব
ml വാർത്ത വാര്\u200dത്ത
ml അവൻ അവന്\u200d
ta ஸ்ரீ ஶ்ரீ
ka თბილისი ᲗᲑᲘᲚᲘᲡᲘ
hy երեւան երևան
"""


@pytest.mark.parametrize("line", SPELLINGS.strip().split("\n"))
def test_a_word_that_is_spelt_in_several_ways_is_found_in_each(index, line):
    language, *spellings = line.split()
    for printed in spellings:
        put(index, f"{printed} 1", language)
        for typed in spellings:
            assert len(finding.find(index, query.parse(typed), finding.Scope(at=1)).hits) == 1, (
                printed,
                typed,
            )
            assert folding.words(printed) == folding.words(typed)


@pytest.mark.parametrize(("text", "word"), [("על צה״ל היום", "צהל"), ("тут п’ять слів", "пять")])
def test_a_word_with_a_sign_inside_is_marked_whole(text, word):
    printed = text.split()[1]

    assert passages.Marker({word}).marked(text) == text.replace(printed, f"<mark>{printed}</mark>")


PERSIAN = ["می\u200cخواهم", "می خواهم", "میخواهم"]


@pytest.mark.parametrize("printed", PERSIAN)
@pytest.mark.parametrize("typed", PERSIAN[:2])
def test_a_space_in_the_place_of_a_joiner_makes_no_difference(index, printed, typed):
    put(index, f"من {printed} بروم", "fa")

    assert hits(index, typed)
    assert hits(index, f"بروم {typed}")
    assert not hits(index, f"{typed} کتاب")


@pytest.mark.parametrize(
    "typed", ["دانش آموز", "دانش\u200cآموز", "کتاب خانه ها", "کتاب\u200cخانه\u200cها", "عبد الله"]
)
def test_words_that_are_printed_joined_are_found_as_they_are_typed(index, typed):
    put(index, f"در {typed.replace(' ', '').replace(chr(0x200C), '')} بود", "fa")

    search = finding.Search(index, query.parse(typed), finding.Scope(at=1))
    assert len(search.settle()) == 1
    assert not search.corrections
    assert "<mark>" in passages.Marker(search.forms()).marked(f"در {typed.replace(' ', chr(0x200C))} بود")


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("hi", "हिन्दी हिंदी हिन्\u200dदी"), ("hi", "सम्बन्ध संबंध सम्बंध संबन्ध"), ("hi", "चाँद चांद"),
        ("mr", "पञ्जाब पंजाब"), ("bn", "সঙ্গীত সংগীত"), ("pa", "ਪੰਜਾਬ ਪਂਜਾਬ"), ("gu", "ગુજરાન્ત ગુજરાંત"),
        ("or", "ହିନ୍ଦୀ ହିଂଦୀ"), ("te", "హిన్దీ హిందీ"), ("kn", "ಹಿನ್ದಿ ಹಿಂದಿ"),
    ],
)  # fmt: skip
def test_a_nasal_of_india_is_found_however_it_is_spelt(index, language, spellings):
    for printed in spellings.split():
        put(index, f"{printed} 1", language)
        for typed in spellings.split():
            assert hits(index, typed), (printed, typed)
    assert folding.words("जन्म") != folding.words("जंम")


def test_a_word_of_hindi_is_found_by_its_sound_and_shown_where_it_stands(index):
    put(index, "हिन्दी", "hi")

    assert hits(index, "hindi")
    story = SimpleNamespace(body="क्या " * 500 + "हिन्दी " + "क्या " * 500, standfirst="")
    assert "<mark>हिन्दी</mark>" in passages.Marker({"हिंदी"}).passage(story)


UNSEEN_NAMES = [
    "&shy;",
    "&ZeroWidthSpace;",
    "&zwnj;",
    "&zwj;",
    "&NoBreak;",
    "&#x200B;",
    "&#8203;",
    "&#xE0001;",
]


UNSEEN_CODES = [0xAD, 0x34F, 0x61C, 0x115F, 0x17B4, 0x180E, 0x200B, 0x2060, 0x2064, 0x206F, 0x3164, 0xFE0F,
                0xFEFF, 0xFFA0, 0xFFF9, 0x1D173, 0xE0041, 0xE0101]  # fmt: skip


@pytest.mark.parametrize("sign", [*UNSEEN_NAMES, *map(chr, UNSEEN_CODES)])
def test_a_sign_that_nobody_sees_parts_no_word(index, sign):
    put(index, f"Die Regie{sign}rung tagt", "de")

    assert hits(index, '"die regierung tagt"')


@pytest.mark.parametrize(
    ("text", "found", "missing"),
    [
        ("un**believ**able news", "unbelievable", "believ"),
        ("*one*two ~~three~~four", "onetwo threefour", "four"),
        ("2 * 3 and x*y", '"2 3 and x y"', "xy"),
        ("a word[^1] next", '"word next"', ""),
        ("a word [@key, p. 33] next", '"word next"', "33"),
        ("[words](https://e.org/a_(Secret)_Hidden) next", '"words next"', "hidden"),
        ('![alt](image:5a0c1111-2222-3333-4444-555566667777 "The quay")', '"alt the quay"', "5a0c1111"),
        ("&frac12; and &foo;", "foo", ""),
    ],
)
def test_the_index_holds_what_readers_see(index, text, found, missing):
    put(index, text, "en")

    assert hits(index, found)
    assert not (missing and hits(index, f'"{missing}"'))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("รัฐบาลไทยประกาศลาออก", "รัฐบาลลาออก"),
        ("ລັດຖະບານລາວປະກາດລາອອກ", "ລັດຖະບານລາອອກ"),
        ("រដ្ឋាភិបាលកម្ពុជាប្រកាសលាលែង", "រដ្ឋាភិបាលលាលែង"),
        ("အစိုးရသည်နုတ်ထွက်ကြောင်း", "အစိုးရနုတ်ထွက်"),
    ],
)
def test_words_typed_without_a_space_are_found_apart(index, text, typed):
    put(index, text)

    assert hits(index, typed)
    assert not hits(index, f'"{typed}"')
    assert not hits(index, f"{typed}{'ฮฮฮฮ'}")


def test_stories_of_one_moment_have_one_order_however_they_are_written(index):
    stories = [
        document.Document(key, key % 2, 0, None, "en", ("", "", "", "same words")) for key in range(1, 30)
    ]
    orders = []
    for written in (stories, stories[::-1], stories[::2] + stories[1::2]):
        index.current.clear()
        for story in written:
            index.current.put([story])
        index.current.put(written[:5])
        orders.append([hit.subject for hit in hits(index, "same words")])

    newest = sorted(range(1, 30), key=lambda key: (-(key % 2), -key))
    assert orders == [newest[:10]] * 3
