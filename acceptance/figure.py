"""What a check finds out."""

from dataclasses import dataclass, field


@dataclass
class Figure:
    """One line of the table: what was looked at, what came out, what was aimed at."""

    name: str
    value: str
    aim: str
    is_met: bool
    complaints: list = field(default_factory=list)


class NotRun(Exception):
    """A tool isn't there, with a sentence that says which and how to get it."""


def nothing(name, complaints):
    """Return the figure of a check that should find nothing."""
    return Figure(name, str(len(complaints)), "0", not complaints, complaints)
