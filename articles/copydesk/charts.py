"""Checks of charts: what can't be drawn, and why, and which figures may be other ones."""

import re

from django.utils.translation import gettext as _

from articles.text import charts

from .rules import WARNING, Finding, shortened


def charts_can_be_drawn(reading):
    fences = [token for token in reading.tokens if charts.is_chart(token)]
    for number, token in enumerate(fences, 1):
        if why := _objection(token, number):
            message = _("A chart can’t be drawn. %(why)s") % {"why": why}
            remedy = _("Mend it: until then readers see the text as it was typed.")
            yield _finding(reading, token, "chart-unreadable", message, remedy)
        elif found := charts.doubtful(token):
            row, figure = found
            message = _(
                "A chart draws “%(figure)s” in row %(row)d as a little number: it may mean thousands."
            )
            remedy = _("Write %(whole)s, or %(decimal)s if it is decimal.") % _ways_to_write(figure)
            yield _finding(reading, token, "chart-doubtful", message % {"figure": figure, "row": row}, remedy)


def _ways_to_write(figure):
    return {"whole": re.sub("[.,]", "", figure), "decimal": re.sub(r"\d(?!\d)(?=%?\Z)", r"\g<0>0", figure)}


def _finding(reading, token, code, message, remedy):
    title = token.info.strip()
    return Finding(
        WARNING, code, "body", message, remedy, shortened(title), reading.place(title, token.map[0])
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
