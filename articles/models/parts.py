"""What is true of each part of a story; forms, comparisons, pages, search and the digest follow from it."""

from dataclasses import dataclass
from enum import Enum, auto


class Shape(Enum):
    LINE = auto()  # one line of text
    PROSE = auto()  # text of several lines
    CODE = auto()  # a slug, a language
    CHOICE = auto()
    LINK = auto()  # a foreign key
    ROWS = auto()  # in a copy rows of its own, in an edition a list of what they say
    DATA = auto()


@dataclass(frozen=True)
class Part:
    """One field of a story: every list of fields is read from these rows."""

    name: str
    shape: Shape
    fieldset: str = ""  # of the desk's form, a key of FIELDSETS in admin/article.py
    is_beside: bool = False  # on the form's line with the part before
    is_printed: bool = False  # the digest covers it
    printed_as: str = ""  # the edition's column for it, where it is another
    is_correctable: bool = False  # a correction may change it, and is merged into copy and plan
    is_reprintable: bool = False  # a correction may print it anew, as the copy or the library has it
    is_redactable: bool = False
    is_autosaved: bool = False
    in_house_style: bool = False  # checked for the house's words, as the body is
    is_searched: bool = False
    in_results: bool = False  # read for a page of search results
    on_card: bool = False  # read for a list of stories
    place: int = 0  # from the top of the page, where readers compare it; 0: they don't
    in_feed: bool = False
    in_api: bool = False

    @property
    def is_text(self):
        return self.shape in (Shape.LINE, Shape.PROSE)


# What is true of every text that a writer types.
TEXT = {"is_printed": True, "is_correctable": True, "is_redactable": True, "is_autosaved": True}


def names(parts, **true):
    """Return the names of the parts of which all that is given is true, in their order."""
    return tuple(
        part.name for part in parts if all(getattr(part, key) == value for key, value in true.items())
    )
