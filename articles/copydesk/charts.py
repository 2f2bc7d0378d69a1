"""Checks of charts: what can't be drawn, and why."""

from django.utils.translation import gettext as _

from articles.text import charts

from .rules import WARNING, Finding, shortened


def charts_can_be_drawn(reading):
    fences = [token for token in reading.tokens if charts.is_chart(token)]
    for number, token in enumerate(fences, 1):
        if why := _objection(token, number):
            yield Finding(
                WARNING,
                "chart-unreadable",
                "body",
                _("A chart can’t be drawn. %(why)s") % {"why": why},
                _("Mend it: until then readers see the text as it was typed."),
                shortened(token.info.strip()),
                reading.place(token.info.strip(), token.map[0]),
            )


def _objection(token, number):
    if number > charts.CHARTS:
        return _("The text has more than %(most)d.") % {"most": charts.CHARTS}
    try:
        charts.read(token)
    except charts.Unreadable as why:
        return str(why)
    return ""


RULES = (charts_can_be_drawn,)
