"""The copy desk's checks of charts."""

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
