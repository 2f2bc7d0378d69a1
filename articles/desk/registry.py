"""The acts of the desk, each declared once: permission, state, names, form fields, whom it notifies."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from articles.models import Article

from . import states
from .act_type import (
    CHIEFS,
    EDITORS,
    NOTE_AUTHORS,
    NOWHERE,
    OWN,
    REASON,
    SEEN,
    VERSION,
    WRITERS,
    ActType,
    merge,
    required,
)
from .states import needs, needs_unflagged

Stage = Article.Stage

# fmt: off
ACTS = {
    "add": ActType(permission="articles.add_article", boundary=OWN, functions=("save", "begin_story")),
    "save": ActType(
        permission="articles.change_article", boundary=OWN, state=states.not_spiked,
        history=gettext_noop("no text changed"),
        shortcuts={"id_embargo_until": _("Set an embargo")},
    ),
    "submit": ActType(
        permission="articles.submit_article", boundary=OWN, state=states.in_stage(Stage.DRAFT),
        name=_("Submit"), done=_("Submitted for approval."), said=_("Submitted"),
        history=gettext_noop("submitted"),
        asks=VERSION, in_bulk=(), tells=(WRITERS, EDITORS),
    ),
    "send_back": ActType(
        permission="articles.approve_article", state=states.in_stage(Stage.SUBMITTED, Stage.APPROVED),
        name=_("Send back"), done=_("Sent back to the writer."), said=_("Sent back"),
        history=gettext_noop("sent back"),
        asks=VERSION | {"reason": required(_("What the writer has to do."))},
        in_bulk=("reason",),
    ),
    "approve": ActType(
        permission="articles.approve_article", state=states.approvable,
        name=_("Approve"), done=_("Approved."), said=_("Approved"), history=gettext_noop("approved"),
        asks=VERSION, in_bulk=(),
    ),
    "publish": ActType(
        permission="articles.publish_article", state=states.publishable,
        name=_("Publish"), done=_("Published: it is live now."), said=_("Published"),
        history=Article.PUBLISHED,
        asks=SEEN | VERSION, in_bulk=("despite",), shortcuts={"id_at": _("Plan it for later")},
    ),
    # What a publication at a moment ahead is in the log.
    # It has no form of its own: the form of "publish" asks for the moment, and desk.publish chooses
    # the verb.
    "plan": ActType(
        permission="articles.publish_article", functions=("publish",),
        done=_("Planned: it goes live at the moment that you chose."), said=_("Planned"),
        history=Article.PLANNED,
    ),
    "move_plan": ActType(
        permission="articles.publish_article", state=needs_unflagged("plans", _("Nothing is planned.")),
        name=_("Move the plan"), done=_("The plan was moved."), said=_("Plan moved"),
        asks=SEEN | {"at": {"label": _("new moment"), "help_text": _("Empty: now.")}},
    ),
    "refresh_plan": ActType(
        permission="articles.publish_article",
        state=needs_unflagged("planned_text", _("Nothing is planned.")),
        done=_("The plan is printed anew."), said=_("Plan printed anew"), needs_second=True,
    ),
    "drop_plan": ActType(
        permission="articles.publish_article", state=needs("plans", _("Nothing is planned.")),
        name=_("Drop the plan"), done=_("The plan was dropped; the copy keeps its text."),
        said=_("Plan dropped"),
        explains=(_("The planned edition goes; what it says stays in the working copy and its history."),),
        asks=SEEN | REASON,
    ),
    "expire": ActType(
        permission="articles.publish_article", state=states.expirable,
        name=_("Let it expire"), done=_("The expiry is set."), said=_("Expiry set"),
        asks=SEEN | {"at": {"help_text": _("Empty: now. From then on its address answers “gone”.")}} | REASON,
    ),
    "correct": ActType(
        permission="articles.correct_article",
        state=needs_unflagged("live", _("Nothing of this story is live, so nothing can be corrected.")),
        functions=("correct", "note_on_stories", "replace_picture", "reprint", "reword"), needs_second=True,
        name=_("Correct the live story"), done=_("Corrected: the new text is live."), said=_("Corrected"),
        history=gettext_noop("correction merged"),
        explains=(
            _("A wrong byline, section, topic, kind of work, language, citation or lead picture is mended "
            "in the working copy first, a caption or an alt text in the library. Then this page offers "
            "to print it anew."),
        ),
        asks=SEEN | REASON,
    ),
    "emergency_correct": ActType(
        permission="articles.correct_article", state=states.in_emergency,
        name=_("Correct in an emergency"),
        done=_("Corrected. The chief editors are told, and readers see that nobody else has checked it."),
        said=_("Corrected in an emergency"), history=Article.EMERGENCY,
        explains=(
            _("For one person alone, at night. The new text is live at once. The story and the list of "
            "corrections say that nobody else has checked it, until somebody confirms it."),
        ),
        asks=SEEN | {"reason": required(_("Why it can't wait for a colleague. The chief editors read it."))},
        tells=(WRITERS, EDITORS, CHIEFS),
    ),
    "propose": ActType(
        functions=("propose", "propose_anew"), said=_("Proposed"), tells=(WRITERS, EDITORS),
        done=_("Proposed: it is done when a colleague confirms it on My desk."),
    ),
    "confirm": ActType(
        permission="articles.correct_article", name=_("Confirm"), done=_("Confirmed."), said=_("Confirmed"),
    ),
    "decline": ActType(
        permission="articles.correct_article", name=_("Decline"), done=_("Declined: nothing was changed."),
        said=_("Proposal declined"),
    ),
    "label": ActType(
        permission="articles.correct_article",
        state=needs_unflagged("live", _("Nothing of this story is live, so it can't be labelled.")),
        name=_("Label"), done=_("The label is changed: readers see it now."), said=_("Label changed"),
        asks=SEEN, in_bulk=("label",),
    ),
    "relate": ActType(
        permission="articles.add_placement",
        state=needs("live", _("Nothing of this story is live, so nothing can stand beside it.")),
        name=_("Choose related stories"), done=_("Chosen: readers find them now."),
        said=_("Related stories chosen"),
        explains=(
            _("They stand first under “Read on”, and below the headline where this story leads a front. "
            "Without any, the page finds stories of the same topics, sources and section."),
        ),
        asks=SEEN,
    ),
    # It asks for the version, not for the end of the chain: only the copy changes.
    "settle": ActType(
        permission="articles.change_article", boundary=OWN,
        state=needs("article.unmerged", _("Nothing clashes.")),
        name=_("Settle the clash"), done=_("Settled: the copy can be published again."),
        said=_("Clash settled"), history=gettext_noop("correction settled"),
        asks=VERSION,
    ),
    "withdraw": ActType(
        permission="articles.withdraw_article",
        state=needs("live", _("The story is not live: there is nothing to withdraw.")),
        name=_("Withdraw"), done=_("Withdrawn: readers find the note in its place."), said=_("Withdrawn"),
        explains=(
            _("Readers find the note in place of the story, at the same address. Plans are "
            "dropped. The text stays here, and can be restored."),
        ),
        asks=SEEN | {"note": required(_("Readers find it in the story's place."))} | REASON,
        in_bulk=("note", "reason"),
    ),
    "restore": ActType(
        permission="articles.withdraw_article", state=states.withdrawn,
        name=_("Restore"), done=_("Restored: it is live again."), said=_("Restored"), needs_second=True,
        asks=SEEN | {"note": {"help_text": _("Why it is back.")}} | REASON,
    ),
    "spike": ActType(
        permission="articles.spike_article", state=states.unpublished,
        name=_("Spike"), done=_("Spiked; the text is kept."), said=_("Spiked"),
        history=gettext_noop("spiked"),
        explains=(_("The story is dropped before publication. Its text is kept, and it can be unspiked."),),
        asks=VERSION | REASON, in_bulk=("reason",),
    ),
    "unspike": ActType(
        permission="articles.spike_article", state=states.in_stage(Stage.SPIKED),
        name=_("Unspike"), done=_("Unspiked: it is a draft again."), said=_("Unspiked"),
        history=gettext_noop("unspiked"),
        asks=VERSION, in_bulk=(),
    ),
    "flag": ActType(
        permission="articles.change_article", boundary=OWN, state=states.unflagged,
        name=_("Flag as legally doubtful"), done=_("Flagged: nothing goes out until it is lifted."),
        said=_("Legal flag"), history=gettext_noop("legal flag"), tells=(WRITERS, EDITORS, CHIEFS),
        asks={"reason": required(_("What is legally doubtful. Nothing goes out until it is lifted."))},
    ),
    "assign": ActType(
        permission="articles.change_any_article",
        name=_("Assign"), done=_("Assigned."), said=_("Assigned"), history=gettext_noop("assigned"),
        asks=REASON, in_bulk=("assignee",), shortcuts={"id_priority": _("Set its priority and due time")},
    ),
    "lift_flag": ActType(
        permission="articles.lift_legal_flag",
        state=needs("article.legal_flag", _("There is no legal flag.")),
        name=_("Lift the legal flag"), done=_("The legal flag is lifted."), said=_("Legal flag lifted"),
        history=gettext_noop("legal flag lifted"),
        asks=REASON,
    ),
    "lift_embargo": ActType(
        permission="articles.lift_embargo", state=needs("article.embargo_until", _("There is no embargo.")),
        name=_("Lift the embargo"), done=_("The embargo is lifted."), said=_("Embargo lifted"),
        history=gettext_noop("embargo lifted"),
        asks=REASON,
    ),
    # By a save: an embargo that begins, ends earlier or later, or is taken away.
    "set_embargo": ActType(functions=(), said=_("Embargo set")),
    "redact": ActType(
        permission="articles.redact_article",
        state=needs("record", _("Nothing was published, so nothing can be redacted.")),
        functions=("redact", "redact_words"),
        name=_("Redact"), done=_("Redacted; the chain keeps the hashes."), said=_("Redacted"),
        history=gettext_noop("redacted"),
        explains=(
            _("What goes, for ever: the words, wherever they stand in all stories; or the chosen parts of "
            "the chosen editions, the same text in the working copy, in all its old versions, and every "
            "autosave."),
            _("What stays: that there was an edition, its kind and moments, a hash of what is "
            "gone, and this order in the log. The chain still verifies."),
        ),
        asks=SEEN | REASON,
    ),
    "note": ActType(
        permission="articles.view_article", boundary=NOWHERE,
        done=_("The note is left; those concerned are told."), said=_("Note"),
        tells=(WRITERS, NOTE_AUTHORS),
    ),
    "resolve": ActType(
        permission="articles.view_article", boundary=NOWHERE,
        done=_("Resolved."), said=_("Note resolved"),
        tells=(WRITERS, NOTE_AUTHORS),
    ),
    # Its author's alone, while nobody answered it; of who may redact, always: noting.may_delete.
    "delete_note": ActType(
        permission="articles.view_article", boundary=NOWHERE,
        done=_("The note is deleted."), said=_("Note deleted"),
        tells=(),
    ),
    # A reader reports without an account, so there is no permission to check.
    "hear": ActType(said=_("Error reported"), tells=(WRITERS, NOTE_AUTHORS, EDITORS)),
    # Of wire copy that a story used: an agency has no account either.
    "wire_correction": ActType(
        functions=("relay",), said=_("Wire copy corrected"), tells=(WRITERS, NOTE_AUTHORS)
    ),
    "wire_kill": ActType(
        functions=("relay",), said=_("Wire copy killed"), tells=(WRITERS, NOTE_AUTHORS, EDITORS, CHIEFS)
    ),
    "use": ActType(
        permission="articles.add_article", boundary=NOWHERE, functions=(),
        name=_("Use"), done=_("This is a draft now: its words are quoted, and their source is cited."),
        said=_("Made of wire copy"), tells=(),
    ),
    "share": ActType(
        permission="articles.change_article", boundary=OWN, state=states.not_spiked,
        done=_("The link is made. Copy it from the list."), said=_("Preview shared"),
    ),
    "revoke": ActType(
        permission="articles.change_article", boundary=OWN,
        done=_("The link is ended: whoever opens it is told so."), said=_("Preview ended"),
    ),
    # It notifies nobody: an import of thousands of stories would send as many mails.
    "import": ActType(functions=(), said=_("Imported"), tells=()),
    "begin_import": ActType(subject="import", functions=(), said=_("Import begun"), tells=()),
    "take back": ActType(subject="import", functions=(), said=_("Import taken back"), tells=()),
    "add_row": ActType(subject="row", functions=(), said=_("Added"), tells=()),
    "change_row": ActType(subject="row", functions=(), said=_("Changed"), tells=()),
    "delete_row": ActType(subject="row", functions=(), said=_("Deleted"), tells=()),
    # Of all accounts, roles and rules, once: what the acts behind it changed of them is known from then on.
    "take_stock": ActType(subject="user", functions=(), said=_("Stock taken of accounts"), tells=()),
    "invite": ActType(subject="user", functions=(), said=_("Invited"), tells=()),
    "set_password": ActType(subject="user", functions=(), said=_("Password set"), tells=()),
    "sign_in": ActType(subject="user", functions=(), said=_("Signed in"), tells=()),
    "fail_sign_in": ActType(subject="user", functions=(), said=_("Sign-in failed"), tells=()),
    "sign_out": ActType(subject="user", functions=(), said=_("Signed out"), tells=()),
    "back_up": ActType(subject="newsroom", functions=(), said=_("Backed up"), tells=()),
    "export_list": ActType(subject="newsroom", functions=(), said=_("List exported"), tells=()),
    "export_story": ActType(functions=(), said=_("Story exported"), tells=()),
    "dump": ActType(subject="newsroom", functions=(), said=_("Exported"), tells=()),
    "merge_sources": merge("source", "articles.curate_source", _("Source merged")),
    "merge_people": merge("person", "articles.change_person", _("Person merged")),
    "merge_topics": merge("topic", "articles.change_topic", _("Topic merged")),
    "merge_sections": merge("section", "articles.change_section", _("Section merged")),
    "withdraw_source": ActType(
        subject="source", permission="articles.curate_source", boundary=NOWHERE,
        name=_("Withdraw"), done=_("Withdrawn. Now tell the readers of the stories that rest on it."),
        said=_("Source withdrawn"),
        tells=(),
    ),
    # A row's own permission: curate_source, or change_person and so on.
    "describe": ActType(
        subject="", boundary=NOWHERE, needs_second=True, tells=(),
        done=_("Changed: readers see it now. Its history can put back what stood there."),
        said=_("Changed in print"),
    ),
    "show_name": ActType(
        subject="source", permission="articles.see_confidential_name", boundary=NOWHERE,
        functions=("show_names",),
        name=_("Name"), said=_("Name shown"),
        tells=(),
    ),
    "place": ActType(
        subject="front", permission="articles.add_placement",
        done=_("“%(story)s” is in its slot."), said=_("Placed on a front"),
        shortcuts={"candidates": _("Put it on the front")}, tells=(),
    ),
    "clear": ActType(
        subject="front", permission="articles.add_placement",
        done=_("Out of its slot; the slot fills by time."), said=_("Taken off a front"),
        tells=(),
    ),
}
# Verbs are stored in the log for ever: one may be added, never renamed.
# fmt: on

# The reasons that the copy's history keeps: those of acts, and what becomes of a plan that has to go.
HISTORY = {verb: act.history for verb, act in ACTS.items() if act.history} | {
    "keep_plan": gettext_noop("plan kept"),
    "keep_copy": gettext_noop("copy beside the plan"),
}


def log_label(verb):
    """Return the words for a verb of the log, where there still is such an act."""
    return ACTS[verb].said if verb in ACTS else verb


def act_name(verb):
    """Return the name of an act for a screen: its button's, or that of the log."""
    return ACTS[verb].name or ACTS[verb].said


def may(user, verb):
    """Ask whether a user has the permission of an act, whatever it is done on."""
    return user.is_active and user.has_perm(ACTS[verb].permission)
