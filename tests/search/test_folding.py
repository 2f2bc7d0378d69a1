import pytest

from articles.search import folding


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Łódź", "lodz"),
        ("Đoković", "dokovic"),
        ("ısı", "isi"),
        ("İstanbul", "istanbul"),
        ("Əliyev", "aliyev"),
        ("straße", "strasse"),
        ("Ærø", "aero"),
        ("Þór", "thor"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Ёлка", "елка"),
        ("Άθήνα", "αθηνα"),
        ("ﬁne", "fine"),
        ("don’t", "dont"),
        ("Ինչո՞ւ", "ինչու"),
        ("ґанок", "ганок"),
        ("міръ", "мир"),
        ("Вѣстникъ", "вестник"),
        ("ᾳδω", "αδω"),
        ("ሠላም", "ሰላም"),
        ("ፀሓይ", "ጸሀይ"),
        ("ዓመት", "አመት"),
    ],
)
def test_marks_and_special_letters_make_no_difference(printed, typed):
    assert folding.words(printed) == folding.words(typed) == [typed]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("リンゴ", "りんご"),
        ("ﾊﾞｽ", "ばす"),
        ("髙橋", "高橋"),
        ("渡邊", "渡辺"),
        ("齋藤", "斉藤"),
        ("國", "国"),
    ],
)
def test_kana_and_letters_of_names_make_no_difference(one, other):
    assert folding.words(one) == folding.words(other)


def test_words_of_today_keep_their_letters():
    assert folding.words("кіт объезд ъгъл") == ["кіт", "объезд", "ъгъл"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'homme a dit", ["l", "homme", "a", "dit"]),
        ("e-mail, a:b x_y", ["e", "mail", "a", "b", "x", "y"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ('NEAR( \x00 " * % 🙂', ["near"]),
        ("", []),
        ("x" * 5000, ["x" * folding.LONGEST]),
    ],
)
def test_a_text_is_cut_into_words(text, words):
    assert folding.words(text) == words


@pytest.mark.parametrize(
    ("word", "roman"),
    [
        ("щука", "shchuka"),
        ("юля", "yulya"),
        ("ουρανια", "ourania"),
        ("ψυχη", "psychi"),
        ("երեւան", "yerevan"),
    ],
)
def test_other_alphabets_are_romanised_by_their_standards(word, roman):
    assert folding.romanised(word) == roman


@pytest.mark.parametrize(
    ("one", "other"),
    [("твиттер", "twitter"), ("эрдоган", "erdogan"), ("ельцин", "yeltsin"), ("зеленскии", "zelenskyy"),
     ("джонсон", "johnson"), ("геибуллаиева", "geybullayeva"), ("ομπαμα", "obama"), ("սարգսյան", "sargsyan")],
)  # fmt: skip
def test_a_name_sounds_alike_in_both_alphabets(one, other):
    assert folding.skeleton(one) == folding.skeleton(other)


def test_latin_letters_are_read_in_the_storys_alphabet():
    assert folding.stem(folding.unromanised("moskva", "ru"), "ru") == folding.stem("москве", "ru")


def test_the_spans_of_a_printed_text_hold_its_words():
    text = "Erdoğan’s “Türkiye”: don't"

    spans = [(text[start:stop], word) for start, stop, word in folding.spans(text)]

    assert spans == [("Erdoğan’s", "erdogans"), ("Türkiye", "turkiye"), ("don't", "dont")]
