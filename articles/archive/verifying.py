"""The checks of `manage.py verify`: whether the archive still holds what was printed."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from django.db.models import F, Q

from articles import search
from articles.models import Act, Edition, Proposal, Publication, Source, encryption
from articles.pictures import housekeeping

from . import (
    act_chain,
    derived_rows,
    deriving,
    digests,
    logged_accounts,
    logged_copies,
    logged_desk,
    logged_fronts,
    logged_origins,
    logged_rows,
    logged_rules,
    logged_versions,
    marks,
)

Kind = Edition.Kind
BATCH = 500
# Without a fixed length, a salt could swallow the start of the text behind it: docs/reference/chain.md.
SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def archive_faults(on_edition=lambda: None, reading=None):
    """Yield (what, sentence) for all that is wrong: story by story, then in what is derived
    of them, then in the log.

    `on_edition` is called once an edition. `reading` is a marks.Reading, where not all is read closely.
    """
    editions = partial(_edition_faults, on_edition, reading or marks.Reading())
    for name, faults in {"the editions": editions, **PARTS}.items():
        yield from _to_the_end(name, faults)


def _to_the_end(name, faults):
    """Yield the faults of a part; what can't be read there must not hide those of the other parts."""
    try:
        yield from faults()
    except (ConnectionError, PermissionError) as error:  # a storage that is away, or files of another user
        yield name, f"can't be read to the end: {error}"
    except derived_rows.UNREADABLE:
        yield name, "can't be read to the end: a value there is of no form that is known"


def _edition_faults(on_edition, reading):
    known = Known(act_chain.user_names(), _orders(), Publication.objects.current().language)
    for editions in _stories(Edition.objects.all()):
        yield from _named(story_faults(editions, known))
        if not reading.mark:
            yield from _named(close_faults(editions, known))
        for edition in editions:
            reading.add(edition)
            on_edition()
    if reading.seen != Edition.objects.count():
        yield "the archive", "has editions of an article that is missing"
    yield from reading.faults()
    anew = iter(sorted(reading.articles_anew() if reading.mark else ()))
    while batch := list(islice(anew, BATCH)):
        for editions in _stories(Edition.objects.filter(article__in=batch)):
            yield from _named(close_faults(editions, known))


def _named(faults):
    return ((f"article {edition.uid}, edition {edition.number}", fault) for edition, fault in faults)


def _stories(editions):
    """Yield a list of rows for each article."""
    for _article, rows in groupby(_rows(editions), key=lambda row: row.article_id):
        yield list(rows)


def _rows(editions):
    """Return all editions as plain rows: as objects, they take four times as long."""
    columns = [field.attname for field in Edition._meta.concrete_fields]
    others = {
        "uid": F("article__uid"),
        "uid_of_original": F("translation_of__uid"),
        "section_slug": F("section__slug"),
        "lead_key": F("lead_image__key"),
    }
    rows = editions.order_by("article_id", "number").annotate(**others)
    return rows.values_list(*columns, *others, named=True).iterator(chunk_size=BATCH)


class Known(NamedTuple):
    """What the checks of all stories ask, read once."""

    is_another: Callable  # see act_chain.user_names
    orders: dict  # {subject: acts that redact, or bring what was redacted}
    language: str  # the paper's


def _orders():
    # What was redacted before it came, the import says.
    verbs = Q(verb="redact") | Q(verb="import", data__has_key="editions")
    acts = Act.objects.filter(verbs, subject__startswith="article:").order_by("number")
    orders = defaultdict(list)
    for act in acts.iterator(chunk_size=BATCH):
        orders[act.subject].append(act)
    return orders


def close_faults(editions, known):
    """Yield (edition, sentence) where texts don't match: it takes a while, and rests on the rows alone."""
    for edition in editions:
        # Each check by itself: a row that can't be read must not hide the faults of its neighbours.
        yield from ((edition, fault) for fault in _faults_of(_text_faults, edition))
    for before, edition in zip([None, *editions], editions, strict=False):
        yield from (
            (edition, fault) for fault in _faults_of(_derived_faults, before, edition, known.language)
        )


def story_faults(editions, known):
    """Yield (edition, sentence) for one article's editions, a list of rows in order of their numbers."""
    for edition in editions:
        yield from ((edition, fault) for fault in _faults_of(_own_faults, edition, editions[0], known))
    for before, after in pairwise(editions):
        yield from ((after, fault) for fault in _faults_of(_joint_faults, before, after))
    first, last = editions[0], editions[-1]
    if first.number != 1:
        yield first, "is the first that is there: those before it are missing"
    if first.previous_digest:
        yield first, "names a predecessor, and there is none"
    if first.is_retracted != (first.kind == Kind.RETRACTION):
        yield first, "its mark as retracted does not follow from its kind"
    if last.live_until is not None:
        yield last, "ends, and no edition follows it"


def _faults_of(check, *asked):
    """Return what a check finds; a column that holds what nothing can read is a finding too."""
    try:
        return list(check(*asked))
    except derived_rows.UNREADABLE:
        return ["holds a value that can't be read"]


def _text_faults(edition):
    values = digests.printed_values(edition)
    if digests.digest(edition, values) != edition.digest:
        yield "its text or its columns do not match its digest"
    if edition.format not in digests.FORMATS:
        yield "its format is none that is known"
    yield from _form_faults(edition, values)


def _own_faults(edition, first, known):
    if edition.article_uid != edition.uid:
        yield "its article is not the one that it names"
    if edition.translation_of_uid != edition.uid_of_original:
        yield "what it translates is not what it names"
    if edition.first_published_at != first.live_from:
        yield "its first publication is not the first edition's moment"
    # The archive's head is computed in the order of sealed_at, and no digest of an edition covers the
    # column.
    if edition.sealed_at != max(edition.recorded_at, edition.live_from):
        yield "its place in the archive is not the later of its record and its moment"
    if edition.section_slug != edition.section_as_printed.get("slug"):
        yield "its section is not the printed one"
    leads = [picture["key"] for picture in edition.pictures if picture.get("is_lead")]
    if leads != ([str(edition.lead_key)] if edition.lead_key else []):
        yield "its lead picture is not the printed one"
    by, name = edition.published_by_id, edition.private.get("by", "")
    if "private" not in edition.redacted and known.is_another(by, name, edition.recorded_at):
        yield "who published it is not who its record names"
    if edition.redacted:
        yield from _redaction_faults(edition, known.orders[f"article:{edition.uid}"])


def _form_faults(edition, values):
    """Check the form of what is hashed beside the text: a salt of another form can hold a part of it."""
    if edition.salts.keys() != values.keys() - edition.redacted.keys():
        yield "its salts are not those of what it prints"
    # fullmatch, since `$` also matches before a newline at the end.
    rests = [kept["salt"] for kept in edition.redacted.values() if "salt" in kept]
    if not all(SALT.fullmatch(salt) for salt in (*edition.salts.values(), *rests)):
        yield "one of its salts is not 32 hexadecimal digits, and may hold a part of a text"
    if not all(HASH.fullmatch(gone["hash"]) for gone in edition.redacted.values()):
        yield "one of its hashes is not 64 hexadecimal digits"


def _redaction_faults(edition, acts):
    """Compare what is redacted, and what was left of it, with the last acts that say so."""
    number, ordered, rests = str(edition.number), {}, {}
    for act in acts:
        fields = act.data["editions"].get(number, ())
        ordered |= dict.fromkeys(fields, digests.iso_milliseconds(act.at))
        left = act.data.get("left", {}).get(number, {})
        rests |= {field: left.get(field) for field in fields}
    if {field: kept["at"] for field, kept in edition.redacted.items()} != ordered:
        yield "what is redacted is not what the log says"
    values = digests.printed_values(edition)
    for field, kept in edition.redacted.items():
        if "salt" not in kept:
            if field in values:
                yield f"its {field} is marked as redacted, and is there"
        elif digests.rest_hash(kept["salt"], getattr(edition, field)) != rests.get(field):
            yield f"what was left of its {field} is not what the log says"


def _derived_faults(before, edition, language):
    anew = Edition(
        **{field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    )
    deriving.derive(anew, before, language)
    if edition.derived is None:  # a page derives it at reading, until rebuild_derived has run
        anew.derived = None
    if (anew.body_html, anew.derived) != (edition.body_html, edition.derived):
        yield "what is derived of it is not what its words give: see rebuild_derived"


def _joint_faults(before, after):
    if after.number != before.number + 1:
        yield f"edition {before.number + 1} is missing before it"
    if after.format < before.format:
        yield f"is of an older format than edition {before.number}"
    if after.previous_digest != before.digest:
        yield f"does not follow edition {before.number}: the chain is broken"
    if before.live_until is None or before.live_until > after.live_from:
        yield f"overlaps edition {before.number}"
    elif before.live_until < after.live_from:
        yield f"leaves a gap after edition {before.number}"
    retracted = after.kind == Kind.RETRACTION or (before.is_retracted and after.kind != Kind.RESTORATION)
    if after.is_retracted != retracted:
        yield "its mark as retracted does not follow from its kind"


def log_faults():
    """Yield (what, sentence) where a story's end is not what the latest act on it left."""
    # Acts without a chain, such as notes, change no edition.
    acts = Act.objects.filter(subject__startswith="article:", data__has_key="chain")
    rows = acts.order_by("subject", "at", "pk").values_list("subject", "data__chain").iterator()
    latest = (
        (uid, list(chains)[-1][1])
        for subject, chains in groupby(rows, key=lambda row: row[0])
        if (uid := act_chain.story_of(subject))
    )
    while batch := dict(islice(latest, BATCH)):
        # A story without editions has the end that a log row has when nothing was published.
        ends = dict.fromkeys(batch, {"length": 0, "digest": ""})
        for uid, number, digest in (
            Edition.objects.filter(article_uid__in=batch)
            .order_by("number")
            .values_list("article_uid", "number", "digest")
        ):
            ends[str(uid)] = {"length": number, "digest": digest}
        yield from (
            (f"article {uid}", _end(batch[uid], ends[uid])) for uid in batch if batch[uid] != ends[uid]
        )


def _end(logged, found):
    if not isinstance(logged, dict) or "length" not in logged:
        return "what the log knows of its end can't be read"
    if logged["length"] != found["length"]:
        return f"the log knows of {logged['length']} editions, and {found['length']} are there"
    return f"edition {found['length']} is not the one that the log knows"


def unconfirmed_faults():
    """Yield (what, sentence) where an emergency's mark, or its proposal, differs from the log."""
    marked = Edition.objects.filter(is_unconfirmed=True).values_list("article_uid", "number")
    rows = Proposal.objects.filter(verb=Proposal.EMERGENCY)
    of_rows = rows.values_list("article__uid", "arguments", "by")
    waiting = Counter((str(uid), at.get("number"), by) for uid, at, by in of_rows)
    said = {}
    acts = Act.objects.filter(verb__in=("emergency_correct", "confirm"), data__has_key="number")
    rows = acts.order_by("number").values_list("verb", "subject", "data__number", "by")
    for verb, subject, number, by in rows:
        edition = (subject.removeprefix("article:"), number)
        if verb == "emergency_correct":
            said[edition] = by
        elif said.pop(edition, None) == by:
            yield f"article {edition[0]}, edition {number}", "who corrected it in an emergency confirmed it"
    for uid, number in sorted({(str(uid), number) for uid, number in marked} ^ said.keys(), key=str):
        yield f"article {uid}, edition {number}", "whether somebody confirmed it is not what the log says"
    expected = Counter((*edition, by) for edition, by in said.items())
    for uid, number, _by in sorted((waiting - expected) | (expected - waiting), key=str):
        yield f"article {uid}, edition {number}", "what waits for its confirmation is not what the log says"


def swapped_names():
    """Yield (what, sentence) where a key opens a confidential name, and it was kept for another source."""
    kept = Source.objects.exclude(confidential_name=b"", former_names=[]).order_by("pk")
    rows = kept.values_list("slug", "confidential_name", "former_names")
    for slug, token, former in rows.iterator():
        yield from ((f"source {slug}", fault) for fault in _faults_of(_name_faults, slug, token, former))


def _name_faults(slug, token, former):
    if _is_swapped(token, slug):
        yield "its confidential name was kept for another source"
    if any(_is_swapped(each.encode(), slug) for each in former):
        yield "a former confidential name was kept for another source"


def _is_swapped(token, slug):
    try:
        encryption.decrypt(token, slug)
    except encryption.Swapped:
        return True
    except encryption.KeyMissing:
        pass  # the deployment check says so; an empty one is none
    return False


# Beside the editions: {name: function that yields faults}. Apps above this one add theirs in their ready().
PARTS = {
    "the links": derived_rows.links,
    "the addresses": derived_rows.addresses,
    "the search index": search.faults,
    "the pictures": housekeeping.faults,
    "the log": act_chain.faults,
    "the ends of the stories": log_faults,
    "what came by no act": logged_origins.faults,
    "the emergency corrections": unconfirmed_faults,
    "the confidential names": swapped_names,
    "the names in print": logged_rows.faults,
    "the words of the pictures": logged_rows.picture_faults,
    "the legal flags": logged_rows.flag_faults,
    "the embargoes": logged_rows.stop_faults,
    "the fronts": logged_fronts.faults,
    "the notes": logged_desk.note_faults,
    "the approvals": logged_desk.approval_faults,
    "the proposals": logged_desk.proposal_faults,
    "the previews": logged_desk.preview_faults,
    "the versions": logged_versions.faults,
    "the copies": logged_versions.copy_faults,
    "the rows of the copies": logged_copies.faults,
    "the accounts": logged_accounts.faults,
    "the rules": logged_rules.faults,
}
