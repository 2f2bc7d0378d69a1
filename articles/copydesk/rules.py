"""The finding of a check: level, place and remedy."""

from dataclasses import asdict, dataclass

ERROR, WARNING, NOTE = LEVELS = ("error", "warning", "note")
BARE = "passage-bare"  # the code of a passage that rests on nobody: screens fold them into a line
EXCERPT = 120  # characters


@dataclass(frozen=True)
class Finding:
    """What the copy desk sees: how grave it is, where it stands, and what to do about it."""

    level: str
    code: str
    field: str
    message: str
    remedy: str = ""
    excerpt: str = ""  # the words that it is about
    start: int | None = None  # where they stand in the field, in characters
    fix: str = ""  # what may stand in their place

    def as_dict(self):
        """Return the finding as a dict, for an edition's record and for the form's script."""
        given = {key: value for key, value in asdict(self).items() if value not in ("", None)}
        return {key: value if key == "start" else str(value) for key, value in given.items()}


def shortened(text):
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…"
