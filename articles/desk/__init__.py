"""The editorial acts: the only writer of Article.stage and of Edition rows.

Each act takes the article and a keyword `by`, checks permission, is one transaction, and raises Refused
with a sentence that says what to do. Where `seen` is given (the digest of the last edition that the
editor saw), an act on anything else is refused, so that of two who act at once the second is told.
"""

# ruff: noqa: F401  what is imported here is what the desk offers

from .approving import approve, flag, lift_embargo, lift_flag, send_back, submit
from .copying import StaleCopy, save, settle, spike, unspike
from .correcting import correct, emergency_correct, label, preview_merges, with_changes
from .covering import begin_story
from .describing import describe
from .fronts import clear, place
from .merging import merge_people, merge_sections, merge_sources, merge_topics
from .noting import assign, delete_note, hear, note, relay, resolve
from .pictures import replace_picture, reprint, shown_with, why_fixed
from .proposing import confirm, decline, propose, propose_anew
from .publishing import drop_plan, expire, move_plan, publish, refresh_plan, unanswered
from .redacting import redact
from .redacting_words import bent_forms, places, redact_words
from .relating import relate
from .rules import Refused, allowed_acts
from .sharing import revoke, share
from .sources import note_on_stories, show_names, withdraw_source
from .standing_texts import reword, stories_with
from .timeline import Timeline
from .withdrawing import restore, withdraw
