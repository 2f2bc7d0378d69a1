"""Redaction: a court's order or a victim's name must be able to go, and the chain still verifies."""

from django.utils.translation import gettext as _

from articles import history, printing
from articles.models import Edition

from .rules import Refused, act, log, refuse, store

REDACTABLE = ("headline", "standfirst", "body", "note", "dateline", "backstory", "search_title",
              "search_description", "byline", "citations", "topics", "pictures")  # fmt: skip


def redact(article, *, by, fields, order, reason="", numbers=None, seen=None):
    """Empty `fields` of the records `numbers` (all of them where None) by an `order`, such as a court's.

    The fields' hashes stay, so that the chain verifies. The working copy's history and autosaves lose
    the fields too, and the copy itself where it says the same. Plans are refused: change or drop them.
    """
    with act("redact", article, by, seen) as timeline:
        refuse("" if order.strip() else _("Name the order: who asks for it, and when."))
        refuse("" if fields and set(fields) <= set(REDACTABLE) else _("Choose what is to be redacted."))
        refuse(
            _("A text is planned. Drop it, or change it, before you redact.") if timeline.planned_text else ""
        )
        records = timeline.article.editions.printed(timeline.at).select_for_update()
        if numbers is not None:
            records = records.filter(number__in=numbers)
        rows = list(records)
        texts = {field: {getattr(row, field) for row in rows} for field in fields if _is_text(field)}
        done = {row.number: gone for row in rows if (gone := _empty(row, fields, timeline.at))}
        refuse("" if done else _("Those editions hold nothing of that."))
        _clean_copy(timeline.article, texts, by)
        log("redact", timeline, by, reason, order=order, editions=done)
    return done


def _is_text(field):
    return isinstance(Edition._meta.get_field(field).get_default(), str)


def _empty(edition, fields, at):
    """Empty what is there of `fields`, keep its hash, and return what was emptied."""
    gone = [field for field in fields if getattr(edition, field)]
    hashes = history.field_hashes(edition)
    for field in gone:
        edition.redacted[field] = {"hash": hashes[field], "at": history.moment(at)}
        edition.salts.pop(field, None)
        setattr(edition, field, type(getattr(edition, field))())
    if gone:
        edition.body_html = printing.body_html(edition)
        edition.save()
    return gone


def _clean_copy(copy, texts, by):
    same = {
        field: ""
        for field, printed in texts.items()
        if hasattr(copy, field) and getattr(copy, field) in printed
    }
    if same:
        if same.get("headline") == "":
            same["headline"] = _("[redacted]")
        store(copy, by, "redacted", version=copy.version + 1, **same)
    fields = {field: "" for field in texts if hasattr(copy, field)}
    if fields:
        newest = copy.history.first()
        kept = {field: getattr(newest, field) for field in fields}
        copy.history.exclude(pk=newest.pk).update(**fields)
        del kept
    copy.autosaves.all().delete()


__all__ = ["Refused", "redact"]
