"""Redaction: a court's order or a victim's name must be able to go, and the chain still verifies."""

from django.contrib.admin.models import LogEntry
from django.core.cache import caches
from django.db import transaction
from django.utils.translation import gettext as _

from articles import search
from articles.archive import act_chain, deriving, digests, logged_desk
from articles.models import Act, Article, Edition, Proposal, clock
from articles.pictures import housekeeping, markup, social_cards

from . import fingerprints, outbox
from .rules import Refused, act, log, refuse, store


def redact(article, *, by, fields, order, reason="", numbers=None, seen=None):
    """Empty `fields` of the records `numbers` (all of them where None) by an `order`, such as a court's.

    The fields' hashes stay, so that the chain verifies. The working copy loses what it says alike, its
    history and its autosaves lose the fields; what the copy says otherwise is left to the editor. An
    address goes with its slug; the live story's can't. Plans are refused: change or drop them.
    """
    with act("redact", article, by, seen) as timeline:
        refuse(_objection(fields, order, timeline))
        # All records, not only the chosen: what is derived of one depends on the one before.
        records = list(timeline.article.editions.printed(timeline.at).order_by("number"))
        rows = [row for row in records if numbers is None or row.number in numbers]
        gone = {field: [value for row in rows if (value := getattr(row, field))] for field in fields}
        refuse("" if any(gone.values()) else _("Those editions hold nothing of that."))
        # First, since it may refuse: nothing is emptied by then.
        free_addresses(timeline, rows, gone.get("slug", ()))
        done = {row.number: emptied for row in rows if (emptied := empty(row, fields, timeline.at))}
        cards = derive_anew(records, done)
        moments = drop_proposals(timeline.article.proposals.all())
        _clean_copy(timeline.article, gone, by)
        outbox.purge(cards | housekeeping.forget(gone.get("pictures", ())))
        search.forget()
        transaction.on_commit(caches["pages"].clear, robust=True)
        rests = _forget_headlines(timeline.article) if gone.get("headline") else {}
        rests |= logged_desk.forget([timeline.article])
        log("redact", timeline, by, reason, order=order, editions=done, rests=rests,
            moments=moments)  # fmt: skip
    return done


def drop_proposals(proposals):
    """Delete what waits for a second pair of eyes, and return the moments by which the log knows of it.

    What was done in an emergency still waits for its confirmation: that row holds no words.
    """
    gone = proposals.exclude(verb=Proposal.EMERGENCY)
    moments = logged_desk.moments(gone)
    gone.delete()
    return moments


def _objection(fields, order, timeline):
    """Return why fields can't be redacted, as a sentence, or an empty string."""
    if not order.strip():
        return _("Name the order: who asks for it, and when.")
    if not fields or not set(fields) <= set(Edition.REDACTABLE):
        return _("Choose what is to be redacted.")
    return _("A text is planned. Drop it, or change it, before you redact.") if timeline.planned_text else ""


def empty(edition, fields, at):
    """Empty what is there of `fields`, keep its hash, and return what was emptied."""
    gone = [field for field in fields if getattr(edition, field)]
    hashes = digests.field_hashes(edition)
    for field in gone:
        entry = {"hash": hashes[field], "at": digests.iso_milliseconds(at)}
        # Words of it may have gone before: social cards are named by how often.
        times = edition.redacted.get(field, {}).get("times", 0)
        edition.redacted[field] = entry | ({"times": times + 1} if times else {})
        # Without its salt, a short value such as a name can't be found by trying out names against
        # the hash.
        edition.salts.pop(field, None)
        # The empty value of its own type: a list stays a list, as the column needs.
        setattr(edition, field, type(getattr(edition, field))())
    if "pictures" in gone:
        edition.lead_image = None
    return gone


def derive_anew(records, done):
    """Store the redacted records, and what is derived of them and of the corrections that quote them.

    Return the names of their social cards of before, which are to be purged.
    """
    cards = set()
    for before, edition in zip([None, *records], records, strict=False):
        if edition.number in done:
            deriving.derive(edition, before)
            edition.save()
            cards |= social_cards.outdated(edition)
        # update() instead of save(): nothing that is indexed or shown in lists changes, and no signal
        # is wanted.
        elif edition.number - 1 in done and edition.kind in edition.AMENDING:
            deriving.derive(edition, before)
            Edition.objects.filter(pk=edition.pk).update(derived=edition.derived)
    return cards


def free_addresses(timeline, rows, slugs):
    """Give up the addresses that the redacted slugs made; each then answers 404."""
    if timeline.live and timeline.live.slug in slugs:
        raise Refused(_("This is the live story's address. Publish an update with another one first."))
    # A slug that another edition still has keeps its address.
    elsewhere = timeline.article.editions.exclude(pk__in=[row.pk for row in rows]).values("slug")
    timeline.article.addresses.filter(slug__in=slugs).exclude(slug__in=elsewhere).delete()


def _clean_copy(copy, gone, by):
    """Remove from the copy, its history and its autosaves what was redacted from the records."""
    texts = {field: values for field, values in gone.items() if hasattr(copy, field) and _is_text(field)}
    same = _cleaned(copy, gone, texts)
    _clean_rows(copy, gone)
    # In any case a new version: what a form holds that began with an older one is kept no more.
    if not same and copy.approved_version == copy.version:
        same["approved_version"] = copy.version + 1
    store(copy, by, "redact", version=copy.version + 1, **same)
    if copy.approved_print is not None:  # by the old one, what went could be tried out
        copy.approved_print = fingerprints.fingerprint(Article.objects.get(pk=copy.pk))
        Article.objects.filter(pk=copy.pk).update(approved_print=copy.approved_print)
    _clean_versions(copy, gone, texts)
    if gone.get("headline"):
        # django.contrib.admin stores str(object) with each save, that is the headline.
        _journal(copy).update(object_repr=_("[redacted]"))
    if gone.get("body"):
        # A note quotes the passage of the text that it is about.
        copy.notes.update(passage="")
    # What was typed and not saved may hold the same words in any form.
    copy.autosaves.all().delete()
    copy.preview_links.exclude(version=None).update(printed=None, revoked_at=clock.now())


def _cleaned(copy, gone, texts):
    """Return {field: what is left} of the copy's fields that say the same as the records."""
    same = {field: "" for field, values in texts.items() if getattr(copy, field) in values}
    if "headline" in same:
        same["headline"] = _("[redacted]")
    if gone.get("pictures") and copy.lead_image_id:
        same["lead_image"] = None
    if pictures := {row["key"] for printed in gone.get("pictures", ()) for row in printed}:
        body = same.get("body", copy.body)
        left = markup.without(body, pictures)
        same |= {"body": left} if left != body else {}
    return same


def _clean_versions(copy, gone, texts):
    """Remove it from the older versions by update(): save() would add one, and leave those as they are."""
    for field in texts:
        copy.history.exclude(**{field: getattr(copy, field)}).update(**{field: ""})
    if gone.get("pictures"):
        copy.history.update(lead_image=None)
    if any(gone.get(field) for field in ("byline", "citations", "topics")):
        copy.history.update(rows=None)


def _journal(copy):
    """Return the rows of the admin's own log on a story: they hold its headline at each save."""
    kind = {"content_type__app_label": "articles", "content_type__model": "article"}
    return LogEntry.objects.filter(object_id=str(copy.pk), **kind)


def _forget_headlines(copy):
    """Take a story's headlines out of older acts, which kept them; return {number: hash of the rest}."""
    rows = Act.objects.filter(subject=f"article:{copy.uid}", data__has_key="headline")
    acts = list(rows.order_by("number"))
    for each in acts:
        del each.data["headline"]
    Act.objects.bulk_update(acts, ["data"])
    return act_chain.salt_anew(acts)


def _clean_rows(copy, gone):
    """Delete the copy's bylines, citations and topics that hold what was redacted from the records."""
    marks = [citation["mark"] for printed in gone.get("citations", ()) for citation in printed]
    copy.citations.filter(mark__in=marks).delete()
    names = [(line["name"], line["role"]) for printed in gone.get("byline", ()) for line in printed]
    lines = [row.pk for row in copy.bylines.select_related("person") if (str(row), row.role) in names]
    copy.bylines.filter(pk__in=lines).delete()
    slugs = [topic["slug"] for printed in gone.get("topics", ()) for topic in printed]
    copy.topics.remove(*copy.topics.filter(slug__in=slugs))


def _is_text(field):
    return isinstance(Edition._meta.get_field(field).get_default(), str)
