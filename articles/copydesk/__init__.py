"""The checks before publication: findings with a level, a place and a remedy.

No check guesses: each names what is there. An error blocks, a warning needs a reason to override, a note
is shown and asks for nothing.
"""

from . import bylines, charts, claims, hosts, letters, links, markup, pictures, sources, texts, words
from .reading import Reading
from .rules import BARE, ERROR, LEVELS, NOTE, WARNING, Finding

RULES = (
    *texts.RULES,
    *letters.RULES,
    *bylines.RULES,
    *links.RULES,
    *hosts.RULES,
    *pictures.RULES,
    *charts.RULES,
    *markup.RULES,
    *claims.RULES,
    *sources.RULES,
    *words.RULES,
)


def check(article, *, at=None, marks=None, printed=None, publication=None):
    """Return the findings on a working copy that would go live at `at`, errors first.

    `marks` are the citations' keys, and `printed` the rows of byline, citations, topics and pictures as they
    are printed, by part, where they are not those of the database, as in a form that isn't saved.
    """
    reading = Reading(article, at=at, marks=marks, printed=printed, publication=publication)
    found = (finding for rule in RULES for finding in rule(reading))
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def blocking(findings, despite=""):
    """Return the findings that stop publication: errors, and warnings without a reason to override them."""
    levels = {ERROR} if despite.strip() else {ERROR, WARNING}
    return [finding for finding in findings if finding.level in levels]


__all__ = ["BARE", "ERROR", "NOTE", "RULES", "WARNING", "Finding", "Reading", "check", "blocking"]
