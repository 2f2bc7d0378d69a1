"""In each script: the spellings that a reader takes for one word, and words that a reader tells apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.bent_forms import BentForms
from articles.text.word_masks import MARK, WordMask

# (spellings of one word, words that are others)
WORDS = {
    "Latin": (("Ọ̀ṣun", "Ọṣun", "Osun", "OSUN"), ("Osuna", "Asun")),
    "Latin, a letter that no code composes": (("Ng̃u", "Ngu", "NG̃U"), ("Ngo", "Nguon")),
    "Latin, parted by signs that nobody sees": (
        ("Müller\u00admann", "Mül\u200bler\u2060mann", "Müllermann", "MUELLERMANN"),
        ("Müller", "Müllermanns"),
    ),
    "Greek": (("Γιώργος", "ΓΙΩΡΓΟΣ", "Γιωργος"), ("Γιώργο", "Γιώργαος")),
    "Greek, whose iota is no mark": (("Μανος", "Μάνος"), ("Μαΐνος", "ΜΑΙΝΟΣ", "Μανοςι")),
    "Cyrillic": (("Ива́нов", "Иванов", "ИВАНОВ", "Ива\u00adнов"), ("Иванова", "Иванав", "Иван")),
    "Armenian": (
        ("Լևոն", "ԼԵՎՈՆ", "ԼԵՒՈՆ", "Լեւոն", "Լեվոն", "Լևո՛ն", "Լե\u00adվոն"),
        ("Լեոն", "Լևոնի", "Լեւ"),
    ),
    "Armenian, at the beginning": (("Եվա", "ԵՎԱ", "Եւա", "ևա"), ("Եա", "Եվան", "Վա")),
    "Georgian": (("ნინო", "ᲜᲘᲜᲝ"), ("ნანო", "ნინოს")),
    "Hebrew": (("שָׁלוֹם", "שלום", "שׁלום"), ("שלומי", "שלם")),
    "Arabic": (("مُحَمَّد", "محمد", "محـمد", "محمدـ", "ـمحمد", "ﻣﺤﻤﺪ"), ("محمود", "محمدی", "محمدـی", "حمد")),
    "Persian": (
        ("احمدی\u200cنژاد", "احمدینژاد", "احمدي‌نژاد"),
        ("احمدی", "نژاد", "احمدینژادی"),
    ),
    "Syriac": (("ܡܳܪܝܰܡ", "ܡܪܝܡ"), ("ܡܪܝ", "ܡܪܝܢ")),
    "Thaana": (("އަލީ",), ("އަލި", "އިލީ", "އަލީގެ")),
    "N’Ko": (("ߒߞߏ߫", "ߒߞߏ"), ("ߒߞߊ",)),
    "Ethiopic": (("ሀይ፟ሌ", "ሀይሌ"), ("ሀየሌ", "ሀይ")),
    "Devanagari": (("मोदी", "मो\u200dदी"), ("मादा", "मोदीजी", "म-दी", "मद", "मोद")),
    "Devanagari, of two consonants": (("राम",), ("रोम", "रामू", "र-म", "आराम", "कीराम", "रमा")),
    "Devanagari, that ends with a vowel": (("रमा",), ("रम", "रमी", "रमेश", "रमां")),
    "Devanagari, with dots that many leave out": (
        ("फ़ारूक़", "फारूक", "फ़ारूक़"),
        ("फारुक", "फारूकी"),
    ),
    "Devanagari, with a nasal vowel": (("चाँद", "चांद"), ("चाद", "चांदी")),
    "Devanagari, of a single syllable": (("मो",), ("मोदी", "म", "मे", "तमो")),
    "Bengali": (("তাহা", unicodedata.normalize("NFD", "তাহা")), ("তাহার", "তাহ", "তহা")),
    "Bengali, of vowels in two parts": (("কোন", unicodedata.normalize("NFD", "কোন")), ("কেন", "কান")),
    "Gurmukhi": (("ਸਿੰਘ",), ("ਸਿੰਘਾ", "ਸੰਘ")),
    "Gujarati": (("પટેલ",), ("પટલ", "પટેલને")),
    "Odia": (("ନବୀନ",), ("ନବିନ", "ନବୀନା")),
    "Tamil": (("ஸ்டாலின்", "ஸ்டா\u200cலின்"), ("ஸ்டாலின", "ஸ்டாலினை", "டாலின்")),
    "Telugu": (("రావు",), ("రాము", "రావ", "రావుల")),
    "Kannada": (("ರಾಜ್\u200cಕುಮಾರ್", "ರಾಜ್ಕುಮಾರ್"), ("ರಾಜಕುಮಾರ್", "ರಾಜ್ಕುಮಾರ")),
    "Malayalam": (("പിണറായി",), ("പിണറായ", "പിണറായിക്ക്")),
    "Malayalam, with letters that older programs write as two": (
        ("അൻവർ", "അന്\u200dവര്", "അന്വര്"),
        ("അൻവര", "അനവർ", "അൻവർക്ക്"),
    ),
    "Sinhala": (("මහින්ද", "මහින්\u200dද"), ("මහින්දා", "මහන්ද")),
    "Thai": (("สม", "ส\u200bม"), ("สิม", "สมิต", "เสม", "สมาคม", "สมะ")),
    "Lao": (("ສົມ",), ("ສມ", "ສົມິ", "ເສົມ", "ສົມາ")),
    "Burmese": (("ဦး",), ("ဥး", "ဦ")),
    "Burmese, of a syllable": (("မင်း",), ("မင်", "မောင်း", "မင်းိ")),
    "Khmer": (("សុខ",), ("សខ", "សុខា", "សុខ្យ", "ស្សុខ")),
    "Japanese": (("かな",), ("がな", "か\u3099な", "かな\u3099")),
    "Korean": (
        ("하나", unicodedata.normalize("NFD", "하나")),
        (unicodedata.normalize("NFD", "하난"), "한나"),
    ),
    "Chinese": (("張三", "張\u200b三"), ("張四",)),
}
CASES = [(script, typed, *words) for script, words in WORDS.items() for typed in words[0]]


@pytest.mark.parametrize(("script", "typed", "same", "others"), CASES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_phrase_typed_in_any_spelling_masks_all_the_others(script, typed, same, others, form):
    mask = WordMask([unicodedata.normalize(form, typed)])

    for written in (*same, *(unicodedata.normalize("NFD", each) for each in same)):
        text = f"1 {written}, 2."
        assert mask.text(text) == f"1 {MARK}, 2.", ascii(written)
        assert mask.may_stand_in(text), ascii(written)


@pytest.mark.parametrize(("script", "typed", "same", "others"), CASES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_it_leaves_words_that_a_reader_tells_from_it_whole(script, typed, same, others, form):
    mask = WordMask([typed])

    for other in others:
        text = f"1 {unicodedata.normalize(form, other)}, 2."
        assert mask.text(text) == text, ascii(other)


@given(st.data())
def test_a_text_that_holds_a_phrase_is_not_put_aside_unread(data):
    _script, typed, same, others = data.draw(st.sampled_from(CASES))
    letters = sorted(set("".join([*same, *others])) | set(" -_*.\u00ad\u200b\u0301\u0345ι՛1²"))
    text, mask = list(data.draw(st.sampled_from(same))), WordMask([typed])

    for letter in data.draw(st.lists(st.sampled_from(letters), max_size=4)):
        text.insert(data.draw(st.integers(0, len(text))), letter)
    text = "".join(text)

    assert mask.may_stand_in(text) or mask.text(text) == text


@pytest.mark.parametrize(
    ("typed", "as_two"), [("احمدی\u200cنژاد", "احمدی نژاد"), ("ರಾಜ್\u200cಕುಮಾರ್", "ರಾಜ್ ಕುಮಾರ್")]
)
def test_what_a_sign_parts_may_be_written_as_two_words(typed, as_two):
    assert WordMask([typed]).may_stand_in(as_two)
    assert WordMask([typed]).text(as_two) == MARK
    assert WordMask([as_two]).text(typed) == MARK


@pytest.mark.parametrize("script", WORDS)
def test_no_word_of_two_letters_or_of_a_letter_and_its_vowel_is_too_short(script):
    assert not any(WordMask([typed]).has_short() for typed in WORDS[script][0])


@pytest.mark.parametrize("typed", ["é", "e\u0301", "ג\u05bc", "n\u00ad", "a\u200c", "\u0301\u0301"])
def test_a_letter_with_marks_is_too_short(typed):
    assert WordMask([typed]).has_short()


@pytest.mark.parametrize(
    ("typed", "text", "form"),
    [
        ("Ива́нов", "Иванову", "Иванову"),
        ("தமிழன்", "தமிழனின்", "தமிழனின்"),
        ("राम", "रामू", "रामू"),
        ("রহিম", "রহিমের", "রহিমের"),
    ],
)
def test_other_endings_are_shown_in_each_script(typed, text, form):
    assert list(BentForms(WordMask([typed])).found_in(f"1 {text}, 2.")) == [form]


def test_letters_set_apart_keep_their_vowels():
    mask = WordMask(["रामदेवी"])

    assert mask.may_stand_in("1 रा-म-दे-वी, 2.")
    assert mask.text("1 रा-म-दे-वी, 2.") == f"1 {MARK}, 2."
    assert mask.text("1 र-म-द-व, 2.") == "1 र-म-द-व, 2."


def test_a_key_in_another_script_is_another_word_with_another_vowel():
    assert WordMask(["राम"]).key("रामू-आया") == "रामू-आया"
    assert WordMask(["राम"]).key("राम-आया") != "राम-आया"
