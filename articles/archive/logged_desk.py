"""Whether notes, approvals, proposals and previews are as the log's acts left them: the desk relies on them.

The log holds salted hashes of their words, each with the salt of its act. A redaction gives it another one.
"""

from datetime import datetime
from itertools import islice

from django.db.models import Exists, F, OuterRef

from articles.models import Act, Article, Edition, Note, PreviewLink, Proposal
from articles.models.edition import salt

from . import act_chain, digests, old_rows, printing

BATCH = 500
NOTES = ("note", "hear", "wire_correction", "wire_kill")


def salted_hash(value):
    """Return (salt, hash) of a value that an act holds without a word of it."""
    key = salt()
    return key, digests.rest_hash(key, value)


def moments(rows):
    """Return the moments of notes or proposals, by which the log knows of them."""
    return [digests.iso_milliseconds(row.at) for row in rows]


def said_of_note(note):
    """Return what the log holds of a note; a reader's address goes after a year."""
    text = note.text if note.by_id or note.agency else old_rows.without_address(note.text)
    to = digests.iso_milliseconds(note.to.at) if note.to_id else ""
    return [text, note.passage, note.instead, note.agency, to]


def said_of_proposal(row):
    return [row.verb, row.arguments, row.seen]


def said_of_preview(link):
    """Return what the log holds of a preview: of a version, its texts too, but for the slug it gets later."""
    copy = link.version is not None and link.article.as_saved(link.version)
    texts = printing.story_fields(copy) if copy else {}
    kept = {name: text for name, text in texts.items() if isinstance(text, str) and name != "slug"}
    return [link.version, link.printed, kept]


def key_of_preview(link):
    """Return the hash by which the log knows a link: its secret is too long to be tried out."""
    return digests.sha256(link.secret)


def said_of_approval(copy):
    """Return what the log holds of a copy that may go out as it stands, None of another."""
    # Whatever its stage: `states.publishable` asks for none.
    return [copy.version, copy.approved_print] if copy.approved_version == copy.version else None


def forget(articles, subjects=()):
    """Give acts that hold hashes, of stories and other subjects, new salts: no words can be tried out.

    Return {number: hash of the rest} of them, by which the act that orders it holds what else they say: with
    their salts, their reasons would be held by nothing. Of those of which words went, others hold the rest.
    """
    known = act_chain.rests()
    subjects = [*(f"article:{article.uid}" for article in articles), *subjects]
    acts = Act.objects.filter(subject__in=subjects).exclude(salt="")
    hashes = (
        "data__said_hash",
        "data__approval_hash",
        "data__versions_hash",
        "data__copy_hash",
        "data__words_hash",
    )
    rows = acts.order_by("number").values_list("number", *hashes)
    numbers = [number for number, *kept in rows if any(kept) and number not in known]
    return act_chain.salt_anew(Act.objects.filter(number__in=numbers).order_by("number"))


def _is_same(act, said, kept, rests):
    """Ask whether a value matches an act's hash; an act that was emptied, or is older, matches any."""
    is_known = bool(kept and act.salt) and act.number not in rests
    return not is_known or digests.rest_hash(act.salt, said) == kept


# Notes


def note_faults():
    """Yield (what, sentence) of the stories whose notes are not those that acts left, answered or deleted."""
    rests, deleted = act_chain.rests(), act_chain.deleted_stories()
    acts = Act.objects.filter(verb__in=(*NOTES, "resolve", "delete_note")).order_by("subject", "number")
    logged, seen = (row for row in act_chain.by_story(acts.iterator()) if row[0] not in deleted), set()
    while batch := dict(islice(logged, BATCH)):
        notes = Note.objects.filter(article__uid__in=batch).select_related("to").order_by("at", "pk")
        of_story = {}
        for note in notes.annotate(uid=F("article__uid")):
            of_story.setdefault(str(note.uid), []).append(note)
            seen.add(note.pk)
        for uid, rows in batch.items():
            yield from ((f"article {uid}", fault) for fault in _of_story(rows, of_story.get(uid, ()), rests))
    for pk, uid in Note.objects.order_by("pk").values_list("pk", "article__uid").iterator():
        if pk not in seen:
            yield f"article {uid}", "a note is there, and no act says so"


def _of_story(acts, notes, rests):
    """Yield what is wrong with one story's notes; an act of before this rule names no moment of its note."""
    made = {act.at: act for act in acts if act.verb in NOTES and "said_hash" in act.data}
    older = [act.by_id for act in acts if act.verb in NOTES and "said_hash" not in act.data]
    ends = [act for act in acts if act.verb == "resolve"]
    resolved = {(moment, act.at, act.by_id) for act in ends for moment in act.data.get("moments", ())}
    resolved |= {act.by_id for act in ends if "moments" not in act.data}  # of before this rule
    for note in notes:
        act = made.pop(note.at, None)
        if act is None and note.by_id in older:
            older.remove(note.by_id)
        elif act is None or act.by_id != note.by_id:
            yield "a note is there, and no act says so"
        elif not _is_same(act, said_of_note(note), act.data["said_hash"], rests):
            yield "a note does not say what the log knows of it"
        end = (digests.iso_milliseconds(note.at), note.resolved_at, note.resolved_by_id)
        if note.resolved_at and resolved.isdisjoint({end, note.resolved_by_id}):
            yield "a note is marked as resolved, and no act says so"
    yield from _lost(acts, made, notes)


def _lost(acts, made, notes):
    """Yield what acts left and is not there."""
    ended = [act for act in acts if "moments" in act.data]
    open_now = {digests.iso_milliseconds(note.at) for note in notes if not note.resolved_at}
    if any(open_now.intersection(act.data["moments"]) for act in ended if act.verb == "resolve"):
        yield "a note is open, and an act resolved it"
    deleted = {moment for act in ended if act.verb == "delete_note" for moment in act.data["moments"]}
    if any(digests.iso_milliseconds(at) not in deleted for at in made):
        yield "a note is gone, and no act says so"


# Approvals


def approval_faults():
    """Yield (what, sentence) of the copies that could go out as they stand, and that no act left so."""
    rests = act_chain.rests()
    columns = ("uid", "version", "approved_version", "approved_print", "approved_by")
    copies = Article.objects.filter(approved_version=F("version")).order_by("pk").only(*columns)
    is_printed = Exists(Edition.objects.filter(article=OuterRef("pk")))
    rows = copies.annotate(is_printed=is_printed).iterator(chunk_size=BATCH)
    while batch := {f"article:{copy.uid}": copy for copy in islice(rows, BATCH)}:
        newest = _newest_acts(batch)
        for subject, copy in batch.items():
            # A fixture brings a printed story without an act.
            act = newest.get(subject)
            if not (_is_approved(copy, act, rests) if act else copy.is_printed):
                yield f"article {copy.uid}", "it is approved otherwise than the log says"


def _newest_acts(subjects):
    """Return {subject: the newest act that knew what may go out}."""
    acts = Act.objects.filter(subject__in=subjects, data__has_key="chain").order_by("number")
    columns = ("subject", "number", "salt", "verb", "by", "data__approval_hash")
    return {act.subject: act for act in acts.values_list(*columns, named=True).iterator()}


def _is_approved(copy, act, rests):
    if act.verb == "approve" and act.by != copy.approved_by_id:
        return False
    kept = act.data__approval_hash
    return kept is None or (kept != "" and _is_same(act, said_of_approval(copy), kept, rests))


# Proposals


def proposal_faults():
    """Yield (what, sentence) of what waits for a second pair of eyes otherwise than it was proposed."""
    rests = act_chain.rests()
    rows = Proposal.objects.exclude(verb=Proposal.EMERGENCY).select_related("article").order_by("pk")
    rows, waiting, seen = rows.iterator(chunk_size=BATCH), set(), set()
    while batch := list(islice(rows, BATCH)):
        waiting.update(moments(batch))
        yield from _twice(batch, seen)
        yield from _of_proposals(batch, rests)
    yield from _ended_proposals(waiting)


def _twice(rows, seen):
    """Yield the proposals that are there beside another one of the same act; remember the others."""
    for row in rows:
        key = (row.subject, row.verb, row.by_id, row.at)
        if key in seen:
            yield row.subject.replace(":", " ", 1), "a proposal is there twice, and one act says so"
        seen.add(key)


def _of_proposals(rows, rests):
    acts = Act.objects.filter(verb__in=("propose", "decline"), subject__in={row.subject for row in rows})
    made, declined, ended = {}, {}, set()
    for act in acts.order_by("number"):
        if act.verb == "decline":
            declined[act.subject, act.data.get("act"), act.by_id] = act
            ended.update((act.subject, moment) for moment in act.data.get("moments", ()))
        else:
            # Acts of before this rule have another moment than their row, and no hash.
            at = act.at if "said_hash" in act.data else None
            made[act.subject, act.data.get("act"), act.by_id, at] = act
    for row in rows:
        key = (row.subject, row.verb, row.by_id)
        act = made.get((*key, row.at)) or made.get((*key, None))
        end = declined.get((row.subject, row.verb, row.declined_by_id))
        what = row.subject.replace(":", " ", 1)
        yield from ((what, fault) for fault in _of_proposal(row, act, end, rests))
        if not row.declined_at and (row.subject, digests.iso_milliseconds(row.at)) in ended:
            yield what, "a proposal waits, and an act declined it"


def _of_proposal(row, act, end, rests):
    is_as_said = act and _is_same(act, said_of_proposal(row), act.data.get("said_hash"), rests)
    story = f"article:{row.article.uid}" if row.article else ""
    if not is_as_said or (story or row.subject.startswith("article:")) and row.subject != story:
        yield "what is proposed is not what the log knows of"
    if not row.declined_at:
        return
    if end is None or end.number <= (act.number if act else 0):
        yield "a proposal is marked as declined, and no act says so"
    elif end.number not in rests and row.declined_because != end.reason:
        yield "why a proposal was declined is not what the log knows of"


def _ended_proposals(waiting):
    """Yield what was proposed, and is gone without an act, or was confirmed by who proposed it.

    Acts of before this rule name no moments.
    """
    acts = Act.objects.filter(verb__in=("propose", "confirm", "decline", "redact"), data__has_key="moments")
    made = {}
    for act in acts.order_by("number").iterator():
        gone = [made.get(moment) for moment in act.data["moments"]]
        if act.verb == "confirm" and any(each and each.by_id == act.by_id for each in gone):
            yield act.subject.replace(":", " ", 1), "who proposed something confirmed it"
        # Its maker keeps what another declines.
        is_kept = act.verb == "decline" and act.name != act.data.get("proposed_by")
        if not is_kept:
            for moment in act.data["moments"]:
                made.pop(moment, None)
        if act.verb == "propose":
            made[digests.iso_milliseconds(act.at)] = act
    deleted = act_chain.deleted_stories()
    lost = (moment for moment in sorted(made.keys() - waiting)
            if act_chain.story_of(made[moment].subject) not in deleted)  # fmt: skip
    for moment in lost:
        yield made[moment].subject.replace(":", " ", 1), "a proposal is gone, and no act says so"


# Previews


def preview_faults():
    """Yield (what, sentence) of what somebody outside can see otherwise than it was shared."""
    rests, shared, older, ended = act_chain.rests(), {}, set(), set()
    for act in Act.objects.filter(verb__in=("share", "revoke")).order_by("number").iterator():
        if "key" not in act.data:  # of before this rule
            older.add((act.subject, act.data.get("link")))
        elif act.verb == "share":
            shared[act.data["key"]] = act
        else:
            ended.add(act.data["key"])
    rows = PreviewLink.objects.select_related("article").order_by("pk").iterator(chunk_size=BATCH)
    for link in rows:
        subject, key = f"article:{link.article.uid}", key_of_preview(link)
        if key not in shared and (subject, link.pk) not in older:
            yield subject.replace(":", " ", 1), "a preview is shared, and no act says so"
        elif key in shared and not _is_as_shared(link, shared[key], subject, rests):
            yield subject.replace(":", " ", 1), "a preview is not what the log knows of"
        if key in ended and link.revoked_at is None:
            yield subject.replace(":", " ", 1), "a preview is open, and an act ended it"


def _is_as_shared(link, act, subject, rests):
    until = datetime.fromisoformat(act.data["until"])
    is_same = (act.subject, act.by_id, until) == (subject, link.created_by_id, link.expires_at)
    return is_same and _is_same(act, said_of_preview(link), act.data["said_hash"], rests)
