"""The chain of the log: each act's digest covers its columns and the digest of the act before.

    reason_hash = SHA-256( canonical([salt, reason]) )
    digest = SHA-256( canonical({"previous", "number", "at", "by", "verb", "subject", "reason", "data"}) )

A reason whose words have to go leaves its hash; the act that orders it names the number in `data["acts"]`.
Where words of an act went and the rest stays, that act keeps a salted hash of the rest in `data["rests"]`:
from then on the rest is held by it, and the digest, which can't be computed any more, by what follows.
"""

import re
from datetime import datetime
from itertools import groupby

from django.contrib.auth import get_user_model
from django.db.models import Max

from articles.models import Act, Edition, SiteState, clock, site_state
from articles.models.edition import salt

from .digests import hash_of, in_one_order, iso_milliseconds

LOG = "the log"
UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def story_of(subject):
    """Return the uid of the story that an act is on, or an empty string: what names none, the chain finds."""
    uid = subject.removeprefix("article:")
    return uid if UID.fullmatch(uid) else ""


def by_story(acts):
    """Yield (uid, [its acts]) of acts in the order of their subjects."""
    for subject, rows in groupby(acts, key=lambda act: act.subject):
        if uid := story_of(subject):
            yield uid, list(rows)


def moment_of(text):
    """Return a moment as the data of an act hold it, None where there is none."""
    return datetime.fromisoformat(text) if text else None


def deleted_stories():
    """Return the uids of the stories that acts deleted, or took back with their import."""
    acts = Act.objects.filter(verb__in=("delete_row", "take back"), subject__startswith="article:")
    return {story_of(subject) for subject in acts.order_by("number").values_list("subject", flat=True)}


def fill_acts(acts):
    """Give new acts their places in the chain; the caller holds the lock of acts."""
    last = Act.objects.order_by("-number").values_list("number", "digest").first()
    newest, previous = last or (0, "")
    for number, act in enumerate(acts, start=newest + 1):
        act.at = Act._meta.get_field("at").to_python(act.at)
        act.data = in_one_order(act.data)  # as it is read again: keys are texts, and sort as such
        act.number, act.name, act.salt = number, act.by.username if act.by_id else "", act.salt or salt()
        act.reason_hash = reason_hash(act)
        act.digest = previous = digest(act, previous)
    site_state.change(log_digest=previous)


def fill_act(act):
    """Give a new act its place in the chain; one that a fixture brings has it already."""
    if act.digest:
        site_state.change(log_digest=act.digest)
    else:
        clock.lock()  # two at once would take one place
        fill_acts([act])


def end():
    """Store which act is the newest, behind a load, and that no later one is before its moment."""
    digests = Act.objects.order_by("-number").values_list("digest", flat=True)
    moments = [Act.objects.aggregate(Max("at"))["at__max"], site_state.state().last_act_at]
    site_state.change(log_digest=digests.first() or "", last_act_at=max(filter(None, moments), default=None))


def reason_hash(act):
    return hash_of([act.salt, act.reason])


def digest(act, previous):
    """Return the SHA-256 of an act's columns and of the digest of the act before."""
    said = {"number": act.number, "at": iso_milliseconds(act.at), "by": act.name, "verb": act.verb}
    said |= {"subject": act.subject, "reason": act.reason_hash, "data": act.data}
    return hash_of({"previous": previous, **said})


def rest_hash(act, previous):
    """Return what an act that redacts another keeps of its rest, of its place and of its digest."""
    rest = [previous, act.number, act.digest, iso_milliseconds(act.at), act.name, act.verb, act.subject]
    return hash_of([act.salt, rest, act.reason, act.reason_hash, act.data])


def salt_anew(acts):
    """Give stored acts other salts; return {number: hash of the rest} for the act that orders it."""
    rests = {}
    for act in acts:
        before = Act.objects.filter(number=act.number - 1).values_list("digest", flat=True).first() or ""
        act.salt = salt()
        Act.objects.filter(pk=act.pk).update(salt=act.salt)
        rests[str(act.number)] = rest_hash(act, before)
    return rests


def newest_digest():
    """Return the digest of the newest act, "" of an empty log."""
    return SiteState.objects.values_list("log_digest", flat=True).first() or ""


def faults():
    """Yield (what, sentence) where an act was changed, deleted, added or moved."""
    is_another, previous, digests, emptied, ordered = user_names(), "", {""}, set(), set()
    redacted = rests()
    for number, act in enumerate(Act.objects.order_by("number").iterator(), start=1):
        what = f"act {act.number} of the log"
        if act.number != number:
            yield what, f"stands where act {number} should"
        if number in redacted:
            if rest_hash(act, previous) != redacted[number]:
                yield what, "is not what was left of it when words of it were redacted"
        elif digest(act, previous) != act.digest:
            yield what, "does not match its digest, or does not follow the act before it"
        if is_another(act.by_id, act.name, act.at):
            yield what, "who did it is not who it names"
        if number not in redacted and not act.salt:
            emptied.add(number)
        elif number not in redacted and reason_hash(act) != act.reason_hash:
            yield what, "its reason does not match its hash"
        ordered.update(_emptied_by(act))
        digests.add(previous := act.digest)
    for number in sorted(emptied - ordered):
        yield f"act {number} of the log", "its reason is gone, and no act says so"
    if previous != newest_digest():
        yield LOG, "does not end with the act that was the newest"
    if clock.is_behind(site_state.state().last_act_at):  # readers see the plans of until then
        yield LOG, "the moment of its last act is ahead of this server's clock"
    yield from _unknown_to_editions(digests)


def rests():
    """Return {number: hash of the rest} of the acts of which words were redacted."""
    found = {}
    for number, data in Act.objects.filter(verb="redact").order_by("number").values_list("number", "data"):
        kept = data.get("rests") if isinstance(data, dict) else None
        if isinstance(kept, dict):
            # Of acts before it alone: none redacts itself, or what comes later.
            found |= {int(key): each for key, each in kept.items() if key.isdecimal() and int(key) < number}
    return found


def _emptied_by(act):
    """Return the numbers of the acts whose reasons an act orders to go; none where that can't be read."""
    numbers = act.data.get("acts") if isinstance(act.data, dict) else None
    return [number for number in numbers if type(number) is int] if isinstance(numbers, list) else ()


def _unknown_to_editions(digests):
    """Yield the editions whose private part names an act, the newest of its time, that is not there."""
    rows = Edition.objects.filter(private__has_key="log").order_by("article_id", "number")
    for uid, number, known in rows.values_list("article_uid", "number", "private__log").iterator():
        if known not in digests:
            yield f"article {uid}, edition {number}", "the log's act that it names is not there"


def user_names():
    """Return `is_another(key, name, at)`: whether a user's key is not that of who bore a name at a moment.

    Who was renamed since is found under no name, or a later one's.
    """
    people = get_user_model().objects.values_list("username", "pk", "date_joined")
    users = {name: (pk, joined) for name, pk, joined in people}

    def is_another(key, name, at):
        if not (name and key):
            return bool(name or key)
        pk, joined = users.get(name, (key, None))
        return pk != key and joined <= at

    return is_another
