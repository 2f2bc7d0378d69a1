"""The checks of `manage.py verify`: whether the archive still holds what was printed."""

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from django.db.models import F

from articles import search
from articles.models import Act, Edition, Publication, Source, encryption
from articles.pictures import housekeeping

from . import act_chain, derived_rows, deriving, digests

Kind = Edition.Kind
BATCH = 500
# Without a fixed length, a salt could swallow the start of the text behind it: docs/reference/chain.md.
SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def archive_faults(on_edition=lambda: None):
    """Yield (what, sentence) for all that is wrong: story by story, then in what is derived
    of them, then in the log.

    `on_edition` is called once an edition.
    """
    known = Known(act_chain.user_names(), _orders(), Publication.objects.current().language)
    parts = {
        "the editions": _edition_faults(known, on_edition),
        "the links": derived_rows.links(),
        "the addresses": derived_rows.addresses(),
        "the search index": search.faults(),
        "the pictures": housekeeping.faults(),
        "the log": act_chain.faults(known.is_another),
        "the ends of the stories": log_faults(),
        "the emergency corrections": unconfirmed_faults(),
        "the confidential names": swapped_names(),
    }
    for name, faults in parts.items():
        yield from _to_the_end(name, faults)


def _to_the_end(name, faults):
    """Yield the faults of a part; what can't be read there must not hide those of the other parts."""
    try:
        yield from faults
    except derived_rows.UNREADABLE:
        yield name, "can't be read to the end: a value there is of no form that is known"


def _edition_faults(known, on_edition):
    seen = 0
    for _article, editions in groupby(_rows(), key=lambda row: row.article_id):
        editions = list(editions)
        seen += len(editions)
        for edition, fault in story_faults(editions, known):
            yield f"article {edition.uid}, edition {edition.number}", fault
        for _edition in editions:
            on_edition()
    if seen != Edition.objects.count():
        yield "the archive", "has editions of an article that is missing"


def _rows():
    """Return all editions as plain rows: as objects, they take four times as long."""
    columns = [field.attname for field in Edition._meta.concrete_fields]
    others = {
        "uid": F("article__uid"),
        "uid_of_original": F("translation_of__uid"),
        "section_slug": F("section__slug"),
        "lead_key": F("lead_image__key"),
    }
    rows = Edition.objects.order_by("article_id", "number").annotate(**others)
    return rows.values_list(*columns, *others, named=True).iterator(chunk_size=BATCH)


class Known(NamedTuple):
    """What the checks of all stories ask, read once."""

    is_another: Callable  # see act_chain.user_names
    orders: dict  # {subject: acts that redact}
    language: str  # the paper's


def _orders():
    acts = Act.objects.filter(subject__startswith="article:", verb="redact").order_by("number")
    orders = defaultdict(list)
    for act in acts.iterator(chunk_size=BATCH):
        orders[act.subject].append(act)
    return orders


def story_faults(editions, known):
    """Yield (edition, sentence) for one article's editions, a list of rows in order of their numbers."""
    for edition in editions:
        # Each check by itself: a row that can't be read must not hide the faults of its neighbours.
        yield from ((edition, fault) for fault in _faults_of(_own_faults, edition, editions[0], known))
    for before, after in pairwise(editions):
        yield from ((after, fault) for fault in _faults_of(_joint_faults, before, after))
    for before, edition in zip([None, *editions], editions, strict=False):
        yield from (
            (edition, fault) for fault in _faults_of(_derived_faults, before, edition, known.language)
        )
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


def _own_faults(edition, first, known):
    values = digests.printed_values(edition)
    if digests.digest(edition, values) != edition.digest:
        yield "its text or its columns do not match its digest"
    if edition.format not in digests.FORMATS:
        yield "its format is none that is known"
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
    yield from _form_faults(edition, values)
    by, name = edition.published_by_id, edition.private.get("by", "")
    if "private" not in edition.redacted and known.is_another(by, name, edition.recorded_at):
        yield "who published it is not who its record names"
    if edition.redacted:
        yield from _redaction_faults(edition, values, known.orders[f"article:{edition.uid}"])


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


def _redaction_faults(edition, values, acts):
    """Compare what is redacted, and what was left of it, with the last acts that say so."""
    number, ordered, rests = str(edition.number), {}, {}
    for act in acts:
        fields = act.data["editions"].get(number, ())
        ordered |= dict.fromkeys(fields, digests.iso_milliseconds(act.at))
        left = act.data.get("left", {}).get(number, {})
        rests |= {field: left.get(field) for field in fields}
    if {field: kept["at"] for field, kept in edition.redacted.items()} != ordered:
        yield "what is redacted is not what the log says"
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
        if UID.fullmatch(uid := subject.removeprefix("article:"))  # another is found by the log's chain
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
    """Yield (what, sentence) where an emergency is marked otherwise than the log says: two queries."""
    marked = Edition.objects.filter(is_unconfirmed=True).values_list("article_uid", "number")
    said = set()
    acts = Act.objects.filter(verb__in=("emergency_correct", "confirm"), data__has_key="number")
    for verb, subject, number in acts.order_by("number").values_list("verb", "subject", "data__number"):
        edition = (subject.removeprefix("article:"), number)
        said.add(edition) if verb == "emergency_correct" else said.discard(edition)
    for uid, number in sorted({(str(uid), number) for uid, number in marked} ^ said, key=str):
        yield f"article {uid}, edition {number}", "whether somebody confirmed it is not what the log says"


def swapped_names():
    """Yield (what, sentence) where a key opens a confidential name, and it was kept for another source."""
    kept = Source.objects.exclude(confidential_name=b"", former_names=[]).order_by("pk")
    rows = kept.values_list("slug", "confidential_name", "former_names")
    for slug, token, former in rows.iterator():
        if _is_swapped(token, slug):
            yield f"source {slug}", "its confidential name was kept for another source"
        if any(_is_swapped(each.encode(), slug) for each in former):
            yield f"source {slug}", "a former confidential name was kept for another source"


def _is_swapped(token, slug):
    try:
        encryption.decrypt(token, slug)
    except encryption.Swapped:
        return True
    except encryption.KeyMissing:
        pass  # the deployment check says so; an empty one is none
    return False
