import pytest

from articles.search.query import LONGEST, MOST, parse


@pytest.mark.parametrize(
    ("text", "words", "phrases", "never"),
    [
        ("two words", ["two", "words"], [], []),
        ('"an exact phrase" word', ["word"], [["an", "exact", "phrase"]], []),
        ("“curly quotes”", [], [["curly", "quotes"]], []),
        ('"left open', [], [["left", "open"]], []),
        (
            "«so it» ‟is not‟ 「so 2」 『so 3』 《so 4》",
            [],
            [["so", "it"], ["is", "not"], ["so", "2"], ["so", "3"], ["so", "4"]],
            [],
        ),
        ("word -not", ["word"], [], [["not"]]),
        ("word −not －nor ﹣«so not»", ["word"], [], [["not"], ["nor"], ["so", "not"]]),
        ("word — other", ["word", "other"], [], []),
        ('word -"not this"', ["word"], [], [["not", "this"]]),
        ("e-mail", ["e", "mail"], [], []),
        ("word - other", ["word", "other"], [], []),
        ("same same", ["same"], [], []),
        ("日本語", [], [["日", "本", "語"]], []),
        ("AND NEAR(a:b) *", ["and", "near", "a", "b"], [], []),
        ('" "" -" - *%', [], [], []),
    ],
)
def test_whatever_is_typed_has_a_meaning(text, words, phrases, never):
    query = parse(text)

    assert (query.words, query.phrases, query.never) == (words, phrases, never)


@pytest.mark.parametrize(
    "text",
    ["word " * 500, " ".join(f"w{n}" for n in range(500)), '"' + "many words here " * 200, "a" * 10_000],
)
def test_a_long_question_is_cut(text):
    query = parse(text)

    assert len(query.all_words) <= MOST
    assert len(query.text) <= LONGEST
    assert query.is_cut
