"""The copy desk's checks of charts."""

import pytest

from articles import copydesk
from articles.text import charts

CHART = "```chart bars T\na,b\nx,%s\n```\n"


def test_a_chart_that_can_be_drawn_is_left_alone(findings):
    assert findings(body="Words.\n\n" + CHART % 1) == {}


def test_a_chart_that_cannot_be_drawn_needs_a_reason(findings):
    found = findings(body="Words.\n\n" + CHART % "lots")["chart-unreadable"]

    assert found.level == copydesk.WARNING
    assert "Row 2: “lots” is not a number" in found.message
    assert found.start == 11


def test_one_chart_more_than_are_drawn_needs_a_reason(findings):
    body = "Words.\n\n" + CHART % 1 * (charts.CHARTS + 1)

    assert "more than 20" in findings(body=body)["chart-unreadable"].message


@pytest.mark.parametrize(
    ("rows", "figure"),
    [
        ("x\t950\ny\t1,234", "1,234"),
        ("x;950\ny;1.234\nz;12.500", "1.234"),
        ("x;1.234\ny;0,5", "1.234"),
        ("x;1.234\ny;1.234,5", "1.234"),
        ("x;-1,234%", "-1,234%"),
        ("x;1,234\ny;0,5", None),
        ("x;1,234\ny;0,123", None),
        ("x;1,234\ny;1234,567", None),
        ("x;1.234,5\ny;2,125", None),
        ("x;1.234.567\ny;1 234", None),
        ('x,950\ny,"1,234"', None),
        ("x,1.234", None),
    ],
)
def test_a_figure_that_may_be_thousands_needs_a_reason(findings, rows, figure):
    sign = next(sign for sign in "\t;," if sign in rows)
    found = findings(body=f"```chart bars T\na{sign}b\n{rows}\n```").get("chart-doubtful")

    assert (found is None) == (figure is None)
    assert not figure or f"“{figure}” in row" in found.message


def test_a_figure_that_may_be_thousands_is_told_both_ways(findings):
    found = findings(body="```chart bars T\na\tb\nx\t950\ny\t1,234\n```")["chart-doubtful"]

    assert "in row 3" in found.message
    assert found.remedy == "Write 1234, or 1,2340 if it is decimal."
