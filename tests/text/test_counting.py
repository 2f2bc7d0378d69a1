"""Words and minutes of texts in all scripts."""

import re
import sys

import pytest

from articles.text import commonmark, counting, passages, spellings


def test_words_are_counted_as_a_reader_counts_them():
    assert counting.word_count("The so-called “ministry’s” 1,500 men — no more.") == 7
    assert counting.word_count("Նա ասաց՝ այո։ Привет, мир") == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हम यह फैसला नहीं मानेंगे", 5),
        ("আমরা এই সিদ্ধান্ত মানব না", 5),
        ("இந்த முடிவை ஏற்க மாட்டோம்", 4),
        ("قَالَ الوَزِيرُ نَعَمْ", 3),
        ("הָאִישׁ אָמַר שָׁלוֹם", 3),
        ("Ива\u0301нов сказа\u0301л", 2),
        ("Donau\xaddampf\xadschiff fährt", 2),
        ("احمدی\u200cنژاد گفت", 2),
        ("Ասա՛ց նա", 2),
    ],
)
def test_signs_above_and_below_letters_part_no_word(text, words):
    assert counting.word_count(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们不会接受这个决定。", 10),
        ("2026年3月，COVID疫情", 7),
        ("大臣はノーと言った", 9),
        ("𠮷野家", 3),
        ("장관은 아니라고 말했다", 3),
        ("รัฐมนตรีกล่าวว่าไม่ยอมรับ", 5),
        ("ရန်ကုန်မြို့", 3),
    ],
)
def test_a_script_without_spaces_is_counted_by_its_letters(text, words):
    assert counting.word_count(text) == words


def test_reading_takes_a_minute_at_least():
    assert counting.reading_minutes("") == 1
    assert counting.reading_minutes("word " * 1150) == 5


def test_a_sign_that_html_escapes_is_no_word():
    assert counting.reading_minutes(commonmark.PARSER.render('"Yes" ' * 460)) == 2


def test_reading_takes_as_long_in_every_script():
    assert counting.reading_minutes("<p>" + "我们不会接受这个决定。" * 500 + "</p>") == 10
    assert counting.reading_minutes("<p>" + "我们不会接受这个决定。" * 100 + "word " * 460 + "</p>") == 4
    assert counting.reading_minutes("<p>" + "รัฐมนตรีกล่าวว่าไม่ยอมรับ " * 460 + "</p>") == 10
    assert counting.reading_minutes("<p>" + "हम यह फैसला नहीं मानेंगे " * 92 + "</p>") == 2


def test_a_text_of_plain_letters_is_not_read_again():
    plain = "“Naïve”—it’s 5\u202f% of €1,500… Привет, мир № 5. Ελλάδα, Việt Nam, 서울 → Նա ասաց՝ այո։"

    assert not counting.OTHER.search(plain)


def test_whatever_parts_words_in_another_way_is_looked_for():
    signs = re.compile(f"[{spellings.SIGNS}]|{spellings.UNHEARD.pattern}|{counting.UNPARTED.pattern}")
    every = "".join(map(chr, range(sys.maxunicode + 1)))

    assert [hex(ord(sign)) for sign in signs.findall(every) if not counting.OTHER.search(sign)] == []


def test_a_chinese_clause_weighs_by_its_length_in_the_coverage():
    found = passages.passages(f"{'很' * 155}。 [@a] 好的。", {"a"})

    assert passages.coverage(found) == (157, 155)
