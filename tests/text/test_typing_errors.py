from itertools import product

import pytest

from articles.text import diffs
from articles.text.typing_errors import FEWEST, MOST, is_within

WORDS = ["".join(letters) for letters in product("abcdefghi", repeat=3)]
TEXT = " ".join(WORDS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Teh mayor spoke.", "The mayor spoke."),
        ("He went to Mosocw.", "He went to Moscow."),
        ("the the mayor", "the mayor"),
        ("He spoke , then left.", "He spoke, then left."),
        ("Ivanov and Petrov left.", "Ivanov, and Petrov left."),
        ("He went to moscow.", "He went to Moscow."),
        ("Vladimri Putni spoke.", "Vladimir Putin spoke."),
        ("It fell by 5 % to −3 € , and rose.", "It fell by 5 % to −3 €, and rose."),
        ("He read [teh repotr](/a 'A'), teh end.", "He read [the report](/a 'A'), the end."),
        (
            "He stole [@law, chapter two] it , [they](/a) say.",
            "He stole [@law, chapter two] it, [they](/a) say.",
        ),
        ("So the *mayro*. [@mayor]", "So the *mayor*. [@mayor]"),
        ("It fell by 1½ km, adn by 3 m².", "It fell by 1½ km, and by 3 m²."),
        (
            " ".join(WORDS[:600]),
            " ".join(word[::-1] if place % 50 == 1 else word for place, word in enumerate(WORDS[:600])),
        ),
    ],
)
def test_typing_errors_are(before, after):
    assert is_within([(before, after)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("5 people died.", "50 people died."),
        ("5 people died.", "Some people died."),
        ("Ivanov stole it.", "Petrov stole it."),
        ("It was stolen.", "It was stolen by Petrov."),
        ("See [it](https://a.example).", "See [it](https://b.example)."),
        ("It was so. [@ministry]", "It was so. [@mayor]"),
        ("It was so.", "It was so. [@mayor]"),
        (TEXT, " ".join(["x"] * (MOST + 1) + WORDS[MOST + 1 :])),
        ("a b c d e f g", " ".join("uvwxyz"[: FEWEST + 1])),
        ("我" * 100, "你" * 100),
        # Names that change places, short ones, and those that differ in their first letter.
        ("Ivanov accused Petrov.", "Petrov accused Ivanov."),
        ("Ivanov stole it, and Petrov saw it.", "Petrov stole it, and Ivanov saw it."),
        ("Li paid Wu.", "Wu paid Li."),
        ("Ivanov Petrov left.", "Petrov Ivanov left."),
        ("Li paid.", "Wu paid."),
        ("Ann paid.", "Ben paid."),
        ("Amy paid.", "May paid."),
        ("Kohl paid.", "Pohl paid."),
        # Links, wherever they lead.
        ("See [it](/articles/a/).", "See [it](/articles/b/)."),
        ("See [it](mailto:a@b.example).", "See [it](mailto:c@b.example)."),
        ("See [it][1].\n\n[1]: /a/", "See [it][1].\n\n[1]: /b/"),
        ("[a](https://a.example) [b](https://b.example)", "[a](https://b.example) [b](https://a.example)"),
        ("See www.paper.example.", "See www.papers.example."),
        ("See [it][a].\n\n[a]: /a/\n[b]: /b/", "See [it][b].\n\n[a]: /a/\n[b]: /b/"),
        ("Tell <tips@paper.example>.", "Tell <tips@papper.example>."),
        ("See [it]( /story-one).", "See [it]( /story-two)."),
        ("See [it](<my page>).", "See [it](<my other>)."),
        ("See [it](/wiki/A_(b)_one).", "See [it](/wiki/A_(b)_two)."),
        ("See [it](/a).", "See \\[it](/a)."),
        ("See [it](/a 'Yes').", "See [it](/a 'No')."),
        ("[He](/a) stole it.", "He [stole](/a) it."),
        ("[He](/a) stole it.", "[He stole](/a) it."),
        ("See [it](/a) and [it](/b).", "See [it](/a) and it."),
        # Citations: where in the source, and behind which words.
        ("It was so. [@law, chapter two]", "It was so. [@law, chapter six]"),
        ("It was so. [@law] It is.", "It was so. It is. [@law]"),
        ("The minister lied [@a]. The mayor lied.", "The minister lied. The mayor lied [@a]."),
        ("[Read](https://a.example) on. Read.", "Read on. [Read](https://a.example)."),
        ("So[^b] is it.\n\n[^b]: One.\n[^c]: Two.", "So[^c] is it.\n\n[^b]: One.\n[^c]: Two."),
        # Figures that are no decimal digits.
        ("It grew by ½.", "It grew by ¼."),
        ("It is ①.", "It is ③."),
        ("It has 3 m².", "It has 3 m³."),
        ("Henry Ⅷ left.", "Henry Ⅶ left."),
        ("It costs 1½ million.", "It costs 1½ billion."),
        # Signs, currencies, scales and units.
        ("It fell to −5.", "It fell to 5."),
        ("It fell to -5.", "It fell to 5."),
        ("It costs 5 €.", "It costs 5 $."),
        ("It rose by 5 %.", "It rose by 5 ‰."),
        ("It rose by 5 %.", "It rose by 5."),
        ("It costs 5 million.", "It costs 5 billion."),
        ("Это стоит 5 млн.", "Это стоит 5 млрд."),
        ("It costs 1,500.", "It costs 1.500."),
        ("It is > 5.", "It is < 5."),
    ],
)
def test_other_words_figures_names_and_links_are_not(before, after):
    assert not is_within([(before, after)])


def test_the_bound_is_that_of_the_edition_and_not_of_each_field():
    pair = ("one two three", "uno due tre")

    assert is_within([pair])
    assert not is_within([pair, pair])


LONG = 200_000  # words: more than a story may have


@pytest.mark.parametrize(
    "pair",
    [
        (TEXT * 300, " ".join(reversed(WORDS)) * 300),
        ("ha " * LONG, "ha " * (LONG - 1) + "he"),
        ("Ab " * LONG, "Ba " * LONG),
        ("[@" * LONG, "[@" * (LONG - 1) + "(@"),
        ("](" * LONG, "](" * (LONG - 1) + "](a"),
        ("1," * LONG, "1." * LONG),
        ("\n\n".join(["word"] * LONG), "\n\n".join(["word"] * (LONG - 1) + ["words"])),
    ],
    ids=lambda pair: pair[0][:9].strip(),
)
def test_no_two_texts_cost_more_than_the_steps_of_a_comparison(pair, monkeypatch):
    steps = []
    find = diffs.Matcher.find_longest_match

    def count(matcher, *args):
        before = matcher.steps[0]
        found = find(matcher, *args)
        steps.append(before - matcher.steps[0])
        return found

    monkeypatch.setattr(diffs.Matcher, "find_longest_match", count)

    is_within([pair])

    assert sum(steps) <= diffs.MOST_STEPS


def test_a_typing_error_of_a_long_text_is_one():
    paragraphs = [f"the word and the other {a} of the day." for a in WORDS * 30]
    wrong = [*paragraphs[:-1], paragraphs[-1].replace("other", "ohter")]

    assert is_within([("\n\n".join(wrong), "\n\n".join(paragraphs))])
