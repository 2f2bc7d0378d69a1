"""Whether the archive still says what was printed: what `manage.py verify` finds."""

from itertools import groupby, islice, pairwise

from articles import history, printing

from .models import Act, Edition

Kind = Edition.Kind
BATCH = 500
RELATED = ("article__uid", "section__slug", "published_by__username", "translation_of__uid")
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


def archive(html=False, on_edition=lambda: None):
    """Yield (what, sentence) for all that is wrong, story by story, then what the log misses.

    `html` compares each edition's HTML with its Markdown; `on_edition` is called once an edition.
    """
    columns = [field.name for field in Edition._meta.concrete_fields if html or field.name != "body_html"]
    rows = Edition.objects.order_by("article_id", "number").only(*columns, *RELATED)
    rows = rows.select_related("article", "section", "published_by", "translation_of")
    seen = 0
    for _article, editions in groupby(rows.iterator(chunk_size=BATCH), key=lambda row: row.article_id):
        editions = list(editions)
        seen += len(editions)
        for edition, fault in story(editions, html):
            yield f"article {edition.article.uid}, edition {edition.number}", fault
        for _edition in editions:
            on_edition()
    if seen != Edition.objects.count():
        yield "the archive", "has editions of an article that is missing"
    yield from log()


def faults(editions):
    """Yield (edition, sentence) for all that is wrong with one article's editions."""
    return story(list(editions))


def story(editions, html=False):
    """Yield (edition, sentence) for one article's editions, a list in order of their numbers."""
    for edition in editions:
        yield from ((edition, fault) for fault in _read(_own_faults, edition, editions[0]))
        if html and edition.body_html != printing.body_html(edition):
            yield edition, "its HTML is not what its Markdown gives: see rebuild_html"
    for before, after in pairwise(editions):
        yield from ((after, fault) for fault in _read(_joint_faults, before, after))
    first, last = editions[0], editions[-1]
    if first.number != 1:
        yield first, "is the first that is there: those before it are missing"
    if first.previous_digest:
        yield first, "names a predecessor, and there is none"
    if first.is_retracted != (first.kind == Kind.RETRACTION):
        yield first, "its mark as retracted does not follow from its kind"
    if last.live_until is not None:
        yield last, "ends, and no edition follows it"


def _read(check, *editions):
    """Return what a check finds; a column that holds what nothing can read is a finding too."""
    try:
        return list(check(*editions))
    except UNREADABLE:
        return ["holds a value that can't be read"]


def _own_faults(edition, first):
    if history.digest(edition) != edition.digest:
        yield "its text or its columns do not match its digest"
    if edition.article_uid != edition.article.uid:
        yield "its article is not the one that it names"
    if (edition.translation_of.uid if edition.translation_of_id else None) != edition.translation_of_uid:
        yield "what it translates is not what it names"
    if edition.first_published_at != first.live_from:
        yield "its first publication is not the first edition's moment"
    if edition.sealed_at != max(edition.recorded_at, edition.live_from):
        yield "its place in the archive is not the later of its record and its moment"
    if (edition.section.slug if edition.section else None) != edition.section_as_printed.get("slug"):
        yield "its section is not the printed one"
    if bool(edition.lead_image_id) != any(picture.get("is_lead") for picture in edition.pictures):
        yield "its lead picture is not the printed one"
    filled = {field for field in edition.PRINTED if history.printed_value(edition, field)}
    if set(edition.salts) != filled:
        yield "its salts are not those of what it prints"
    if "private" not in edition.redacted and _publisher(edition) != edition.private.get("by"):
        yield "who published it is not who its record names"
    for field in edition.redacted:
        if field in filled:
            yield f"its {field} is marked as redacted, and is there"
    if edition.redacted:
        yield from _redaction_faults(edition)


def _publisher(edition):
    return edition.published_by.username if edition.published_by_id else None


def _redaction_faults(edition):
    """Compare what is redacted with the acts that say so."""
    acts = Act.objects.filter(subject=f"article:{edition.article.uid}", verb="redact")
    number = str(edition.number)
    ordered = {
        field: history.moment(act.at) for act in acts for field in act.data["editions"].get(number, ())
    }
    if {field: gone["at"] for field, gone in edition.redacted.items()} != ordered:
        yield "what is redacted is not what the log says"


def _joint_faults(before, after):
    if after.number != before.number + 1:
        yield f"edition {before.number + 1} is missing before it"
    if after.previous_digest != before.digest:
        yield f"does not follow edition {before.number}: the chain is broken"
    if before.live_until is None or before.live_until > after.live_from:
        yield f"overlaps edition {before.number}"
    elif before.live_until < after.live_from:
        yield f"leaves a gap after edition {before.number}"
    retracted = after.kind == Kind.RETRACTION or (before.is_retracted and after.kind != Kind.RESTORATION)
    if after.is_retracted != retracted:
        yield "its mark as retracted does not follow from its kind"


def log():
    """Yield (what, sentence) where a story's end is not what the latest act on it left."""
    acts = Act.objects.filter(subject__startswith="article:", data__has_key="chain")
    rows = acts.order_by("subject", "at", "pk").values_list("subject", "data__chain").iterator()
    latest = (
        (subject.removeprefix("article:"), list(chains)[-1][1])
        for subject, chains in groupby(rows, key=lambda row: row[0])
    )
    while batch := dict(islice(latest, BATCH)):
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
    if logged["length"] != found["length"]:
        return f"the log knows of {logged['length']} editions, and {found['length']} are there"
    return f"edition {found['length']} is not the one that the log knows"
