"""The copy desk's checks of footnotes and boxes."""

import time

import pytest

from articles import copydesk


@pytest.mark.parametrize(
    "body",
    [
        "A[^1] b[^1].\n\n[^1]: A note.",
        "A[^a] b.\n\n> [^a]: In a quotation.",
        "A `[^1]` b.\n\n    [^2]: code\n\n```\n[^3]: code\n```",
        "A [^ b], c [@x].",
        "::: facts Ships\nTwo.\n:::\n\n::: quote\nThree.\n::::\n\nC.",
        "> ::: beside\n> A.\n> :::\n\nB ::: c.",
        "```\n::: Facts\n```",
        "Type \\[^1\\] to call a note.",
        "::: facts\r\nA\r\n:::\r\n\r\nB",
    ],
)
def test_whole_notes_and_boxes_are_left_alone(findings, body):
    assert not {"footnote-twice", "footnote-unused", "footnote-missing", "box-open", "box-unread"} & set(
        findings(body=body)
    )


@pytest.mark.parametrize(
    ("body", "code", "excerpt", "start"),
    [
        ("A b.\n\n[^1]: A note.", "footnote-unused", "[^1]", 6),
        ("A[^1].\n\n[^1]: One.\n\n[^1]: Two.", "footnote-twice", "[^1]", 20),
        ("A[^1].\n\nB[^2].\n\n[^1]: One.", "footnote-missing", "[^2]", 9),
        ("A.\n\n::: quote\nB.\n\nC.", "box-open", "::: quote", 4),
        ("A.\n\n> ::: facts B\n> C.\n\nD.", "box-open", "> ::: facts B", 4),
        ("A.\n\n::: Facts B\nC.\n:::", "box-unread", "::: Facts B", 4),
        ("::: facts A\n\n::: quote\nB.\n:::\n\nC.\n\n:::", "box-unread", ":::", 35),
    ],
)
def test_what_readers_would_lose_or_see_raw_needs_a_reason(findings, body, code, excerpt, start):
    found = findings(body=body)[code]

    assert (found.level, found.excerpt, found.start) == (copydesk.WARNING, excerpt, start)


@pytest.mark.parametrize(
    "unit",
    ["[^{}] ", "[^{}]: x\n\n", "[^{0}] [^{0}]\n\n[^{0}]: x\n\n", "::: quote\n\n", "::: Facts\n\n", ":::\n\n"],
)
def test_a_text_of_marks_alone_is_checked_at_once(findings, unit, limit):
    body = "".join(unit.format(number) for number in range(10_000))[:100_000]
    start = time.process_time()

    findings(body=body)

    assert time.process_time() - start < limit
