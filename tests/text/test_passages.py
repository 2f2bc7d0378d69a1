import pytest
from django.utils import translation

from articles.archive.voices import roots, summary
from articles.text.passages import coverage, passages
from articles.text.reading import without_marks

# From the supplied article, whose second paragraph and whose condolences these are.
STORY = """\
On behalf of the Russian Foreign Ministry, Maria Zakharova confirmed that the Russian peacekeepers
who died in Karabakh received a blow in order to establish peace in the region. [@zakharova]

## International Support

The international community stands in solidarity with Russia and the families of the fallen
peacekeepers. Leaders from around the world have expressed their condolences.

## A Noble Mission

She emphasized that these brave individuals were targeted [@zakharova]. The mission of peacekeepers
is a noble one.
"""
MINISTRY = {"slug": "ministry", "name": "Russian Foreign Ministry"}


def cut(body, known=None):
    return [(passage.text, passage.marks) for passage in passages(body, known)]


def source(key, *chain, kind="person", name=None):
    return {"source": key, "name": name or key.title(), "kind": kind, "represents": list(chain)}


# Passages


def test_the_supplied_article_shows_its_bare_passages():
    found = passages(STORY)
    words, covered = coverage(found)

    assert [passage.text[:31] for passage in found if not passage.marks] == [
        "The international community sta",
        "The mission of peacekeepers is ",
    ]
    assert covered == 29 + 8
    assert words == covered + 15 + 9 + 8


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A b. C d. [@x]", [("A b. C d.", ("x",))]),
        ("A b. [@x] C d. [@y]", [("A b.", ("x",)), ("C d.", ("y",))]),
        ("A b. [@x] C d.", [("A b.", ("x",)), ("C d.", ())]),
        ("A b [@x]. C d.", [("A b.", ("x",)), ("C d.", ())]),
        ("A [@x] b 1.5 c. D.", [("A b 1.5 c.", ("x",)), ("D.", ())]),
        ("[@x] A b. C d.", [("A b.", ("x",)), ("C d.", ())]),
        ("A b. [@x][@y, p. 3] [@x]", [("A b.", ("x", "y"))]),
        ("A [@x] and b [@y]. C.", [("A and b.", ("x", "y")), ("C.", ())]),
        ("“A b.” [@x] C", [("“A b.”", ("x",)), ("C", ())]),
        ("A b [@x] c", [("A b c", ("x",))]),
        ("Ա բ։ [@x] Գ դ։", [("Ա բ։", ("x",)), ("Գ դ։", ())]),
        ("አ በ። [@x] ገ ደ።", [("አ በ።", ("x",)), ("ገ ደ።", ())]),
        ("ပထမ စာ[@x]။ ဒုတိယ စာ။", [("ပထမ စာ။", ("x",)), ("ဒုတိယ စာ။", ())]),
        ("ក ខ។ [@x] គ ឃ៕", [("ក ខ។", ("x",)), ("គ ឃ៕", ())]),
        ("他说。[@x]她说。", [("他说。", ("x",)), ("她说。", ())]),
        ("A b.", [("A b.", ())]),
        ("[@x]", []),
        ("— … —", []),
        ("", []),
    ],
)
def test_a_mark_covers_what_stands_before_it_and_the_rest_of_its_sentence(body, expected):
    assert cut(body) == expected


def test_paragraphs_items_quotes_cells_and_notes_are_passages():
    body = (
        "# Head\n\n- a [@x]\n- b[^1]\n\n> *c*  d [@y]\n\n|h|\n|-|\n|e [@z]|\n\n```\ncode\n```\n\n    code"
        "\n\n`f` [g](/h) ![i](image:j)\n\n[^1]: k [@x]"
    )

    assert cut(body) == [
        ("a", ("x",)),
        ("b", ()),
        ("c d", ("y",)),
        ("e", ("z",)),
        ("f g", ()),
        ("k", ("x",)),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["2014|1. 5", "2015|"], [("2014, 1. 5; 2015", ())]),
        (["2014|1", "2015|2 [@x]"], [("2014, 1; 2015, 2", ("x",))]),
        (["2014 [@x]|1", "2015|2", "2016|3"], [("2014, 1", ("x",)), ("2015, 2; 2016, 3", ())]),
        (["[@x]|2014", "2015|2 [@y] [@x]"], [("2014", ("x",)), ("2015, 2", ("y", "x"))]),
        (["|", "2015|[@nobody]"], [("2015", ())]),
    ],
)
def test_a_table_is_one_passage_and_a_mark_covers_up_to_the_end_of_its_row(rows, expected):
    body = "\n".join(["|year|lorries|", "|-|-|", *(f"|{row}|" for row in rows)])

    assert cut(body, known={"x", "y"}) == expected


def test_a_table_between_others_is_a_passage_of_its_own_on_its_own_lines():
    table = "|h|\n|-|\n|a|\n|b [@x]|\n|c|\n"

    found = passages(f"One.\n\n{table}\n{table}\nTwo.")

    assert [(each.text, each.start, each.end) for each in found] == [
        ("One.", 0, 1), ("a; b", 4, 6), ("c", 6, 7), ("a; b", 10, 12), ("c", 12, 13), ("Two.", 14, 15),
    ]  # fmt: skip


def test_a_passage_knows_its_lines():
    body = "# Head\n\nA\nb. [@x] C\nd.\n\nE."

    assert [(passage.start, passage.end) for passage in passages(body)] == [(2, 4), (3, 5), (6, 7)]


def test_a_mark_of_no_source_covers_nothing():
    assert cut("A. [@x] B. [@nobody]", known={"x"}) == [("A.", ("x",)), ("B.", ())]
    assert coverage(passages("A. [@nobody]", known=set())) == (1, 0)


def test_a_mark_in_code_covers_nothing():
    assert cut("A `[@x]` b.") == [("A [@x] b.", ())]


def test_a_digest_changes_with_the_words_alone():
    [before] = passages("He said  *this*\nthen. [@x]")

    for same in (
        "He said this then.",
        "> He **said** this then [@x, p. 3]. [@y]",
        "He said [this](/a)\nthen.",
    ):
        assert [passage.digest for passage in passages(same)] == [before.digest]
    for changed in ("He said that then.", "He said this then!", "he said this then."):
        assert [passage.digest for passage in passages(changed)] != [before.digest]
    assert len(before.digest) == 64


def test_stripping_the_marks_changes_no_word():
    words, _covered = coverage(passages(STORY))

    assert coverage(passages(without_marks(STORY))) == (words, 0)


# Voices


@pytest.mark.parametrize(
    ("represents", "voices"),
    [
        ({}, 0),
        ({"a": None}, 1),
        ({"a": None, "b": None}, 2),
        ({"zakharova": "ministry", "ministry": None}, 1),
        ({"zakharova": "ministry", "lavrov": "ministry"}, 1),
        ({"zakharova": "ministry", "ministry": "government", "witness": None}, 2),
        ({"a": "a"}, 1),
        ({"a": "b", "b": "c", "c": "a"}, 1),
        ({"a": "b", "b": "a", "into-the-ring": "a", "c": None}, 2),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, 2),
        ({f"s{n}": f"s{n + 1}" for n in range(500)}, 1),
    ],
)
def test_voices_are_the_roots_of_whom_sources_represent(represents, voices):
    sources = [
        {"source": source, "represents": [{"slug": above}] if above else []}
        for source, above in represents.items()
    ]

    assert len(roots(sources)) == voices


# The reader's line


def test_two_of_one_ministry_are_one_voice():
    sources = [source("zakharova", MINISTRY), source("ministry", kind="government", name=MINISTRY["name"])]

    assert summary(sources) == "Rests on one voice: Russian Foreign Ministry"
    assert summary(sources[:1]) == "Rests on one voice: Russian Foreign Ministry"


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([], "Names no source"),
        ([source("witness")], "Rests on one voice: Witness"),
        ([source("a"), source("b")], "Two sources, two independent voices"),
        (
            [
                source("a", MINISTRY),
                source("b", MINISTRY),
                source("c"),
                source("d", {"slug": "c", "name": "C"}, kind="document"),
                source("e", kind="dataset"),
            ],
            "Five sources, three independent voices, two documents",
        ),
        (
            [source("a"), source("a"), source("b", kind="document")],
            "Two sources, two independent voices, one document",
        ),
        ([source(f"s{n}") for n in range(12)], "Twelve sources, twelve independent voices"),
        ([source(f"s{n}") for n in range(13)], "13 sources, 13 independent voices"),
    ],
)
def test_a_reader_sees_in_one_line_whose_word_a_story_rests_on(sources, line):
    with translation.override("en"):
        assert summary(sources) == line


def test_a_ring_of_sources_is_one_voice_with_a_name():
    a, b = {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}

    assert summary([source("b", a, b), source("a", b)]) == "Rests on one voice: A"
