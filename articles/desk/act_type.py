"""The row that declares an act, and the words that such rows share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

# Whom an act tells: each relation is asked for in notifying.py, of one story and of one person.
# Strings and not functions: they are also the names of the columns that with_relations adds to a
# query, so that a list of stories needs one query and not one for each story.
WRITERS, EDITORS, NOTE_AUTHORS = "is_mine", "is_on_my_desk", "has_my_note"
CHIEFS = "is_for_chiefs"  # they get the mail whether they chose mail or not

# Where a permission ends: at the stories of one's own desk, at those that one may change, or nowhere.
DESK, OWN, NOWHERE = "desk", "own", "nowhere"

SEEN, VERSION, REASON = {"seen": {}}, {"version": {}}, {"reason": {}}


# Frozen, since permissions, forms, mail and documents are all built from these rows at import.
@dataclass(frozen=True, kw_only=True)
class ActType:
    """One act. The functions of its verb, and the forms that ask more than `asks`, stand elsewhere."""

    subject: str = "article"  # what stands before the colon of a log row's subject
    permission: str = ""  # none where no account is needed, or a command does it
    boundary: str = DESK
    state: Callable | None = None  # (article, timeline, user) -> why not, or ""
    name: str = ""  # its button, and the title of its page
    done: str = ""  # the sentence after it
    said: str = ""  # in the log, the mail and on My desk; none where the log keeps no row
    history: str = ""  # the reason that is stored in the copy's history: never change it
    explains: tuple = ()  # the sentences of its page
    asks: dict | None = None  # {field: its options}; None: it has no page of its own
    in_bulk: tuple | None = None  # the fields that it asks once for many stories; None: one at a time
    shortcuts: dict = field(default_factory=dict)  # {field of its page: its name in the palette}
    tells: tuple = (WRITERS,)
    needs_second: bool = False  # with four eyes, one proposes it and another confirms it
    functions: tuple | None = None  # those of articles.desk that do it; None: the one of its verb


def required(help_text):
    return {"required": True, "help_text": help_text}


def merge(subject, permission, said):
    return ActType(
        subject=subject,
        permission=permission,
        boundary=NOWHERE,
        name=_("Merge"),
        done=_("Merged."),
        said=said,
        tells=(),
        needs_second=True,
    )
