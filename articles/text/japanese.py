"""Kanji as Japanese reads them: by the word that they stand in, which no letter alone tells."""

import re
from functools import cache
from threading import Lock

from django.utils.module_loading import import_string

KANJI = re.compile(r"[々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LETTER = re.compile(rf"[\u3041-\u30ff]|{KANJI.pattern}")
NUMBER = re.compile(r"[\d.,．，]+(?=\D)")
JOINT = re.compile(r"(?<=[\u3041-\u30ff])(?=\d)")
# Forms of letters that names keep, and the dictionary has not.
FORMS = str.maketrans("髙﨑𠮷德濵栁靑", "高崎吉徳浜柳青")
# What the dictionary reads otherwise than the news mostly does, and letters of names that it has not alone.
MOSTLY = {
    "日本": "ニホン", "大谷": "オオタニ", "文雄": "フミオ", "錦織": "ニシコリ",
    "璃": "リ", "琉": "リュウ", "瑠": "ル", "瑚": "ゴ", "伶": "レイ", "麟": "リン", "彗": "スイ",
    "莱": "ライ", "玖": "ク", "耀": "ヨウ", "祢": "ネ", "珂": "カ", "杷": "ハ", "琶": "ワ", "禰": "ネ",
}  # fmt: skip
SPOKEN = {"は": "わ", "へ": "え", "を": "お"}  # particles
MOST = 10_000  # characters: Sudachi takes 49,149 bytes
_reading = Lock()


@cache
def _tokenizer():
    """Return Sudachi, which a paper without Japanese never loads; processes share its dictionary's memory."""
    short = import_string("sudachipy.SplitMode").A
    return import_string("sudachipy.Dictionary")(dict="small").tokenizer(mode=short)


def in_kana(text):
    """Return text with its kanji in kana, and spaces between words; endings stay at their verbs."""
    if not KANJI.search(text):
        return text
    with _reading:
        read = "".join(map(_spoken, _words(text[:MOST].translate(FORMS))))
    return JOINT.sub(" ", read) + text[MOST:]


def _words(text):
    return _tokenizer().tokenize(text)


def _spoken(word):
    said, (kind, finer, *_rest) = word.surface(), word.part_of_speech()
    if not LETTER.search(said):
        return said
    if kind == "助詞" and finer != "接続助詞":
        return f" {SPOKEN.get(said, said)} "
    return ("" if kind in ("助動詞", "助詞") else " ") + _read(said, word)


def _read(said, word):
    if number := NUMBER.match(said):  # 2.5兆 is one word
        counted = said[number.end() :]
        return f"{number[0]} " + ("ニン" if counted == "人" else "".join(map(_reading_of, _words(counted))))
    return _reading_of(word) if KANJI.search(said) else said


def _reading_of(word):
    """Return the reading of a word; one that the dictionary has not is read letter by letter."""
    said = word.surface()
    if said in MOSTLY or not word.is_oov() or len(said) == 1:
        return MOSTLY.get(said) or word.reading_form()
    return "".join(_reading_of(each) for letter in said for each in _words(letter))
