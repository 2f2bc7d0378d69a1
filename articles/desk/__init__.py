"""The editorial acts: the only writer of Article.stage and of Edition rows.

Each act takes the article and a keyword `by`, checks permission, is one transaction, and raises Refused
with a sentence that says what to do. Where `seen` is given (the digest of the last edition that the
editor saw), an act on anything else is refused, so that of two who act at once the second is told.
"""

from .approving import approve, flag, lift_embargo, lift_flag, send_back, submit
from .copying import StaleCopy, save, settle, spike, unspike
from .correcting import correct, foresee, label
from .fronts import clear, place
from .noting import assign, hear, note, resolve
from .pictures import live_stories, replace_picture, reprint, shown_with
from .publishing import drop_plan, expire, move_plan, publish, refresh_plan
from .redacting import redact
from .rules import Refused, allowed_acts
from .sharing import revoke, share
from .sources import merge_sources, note_on_stories, show_name, withdraw_source
from .timeline import Timeline
from .withdrawing import restore, withdraw

__all__ = [
    "Refused",
    "StaleCopy",
    "Timeline",
    "allowed_acts",
    "approve",
    "assign",
    "clear",
    "correct",
    "drop_plan",
    "expire",
    "flag",
    "label",
    "foresee",
    "hear",
    "lift_embargo",
    "lift_flag",
    "merge_sources",
    "move_plan",
    "note",
    "note_on_stories",
    "place",
    "publish",
    "redact",
    "live_stories",
    "refresh_plan",
    "replace_picture",
    "reprint",
    "shown_with",
    "resolve",
    "restore",
    "revoke",
    "save",
    "send_back",
    "settle",
    "show_name",
    "share",
    "spike",
    "submit",
    "unspike",
    "withdraw",
    "withdraw_source",
]
