"""Redaction by words: marked once, they go from wherever they stand, and what stands around them stays."""

from functools import partial, reduce
from operator import or_

from django.core.cache import caches
from django.db import models, transaction
from django.utils.translation import gettext as _

from articles import search
from articles.archive import act_chain, digests, logged_desk
from articles.archive.snapshot import snapshot
from articles.models import (
    Act,
    Address,
    Article,
    Citation,
    Edition,
    Image,
    Person,
    Proposal,
    Publication,
    Source,
    Topic,
    site_state,
)
from articles.models.edition import salt
from articles.models.publication import LOGOS
from articles.pictures import markup, social_cards
from articles.text import passages
from articles.text.word_masks import LONGEST, MOST, MOST_LETTERS, WordMask

from . import fingerprints, outbox, proposing, public_rows, redacting_files, words_found
from .redacting import derive_anew, drop_proposals, empty, free_addresses
from .rules import Refused, Stage, act, log, on_desk, open_timeline, refuse, store
from .states import changed_since_approval

History = Article.history.model
# Rows that an act of their own writes, or the story does; all others are rows of text and nothing else.
WRITTEN_BELOW = (Act, Address, Article, Edition, History, Proposal)
MOST_FORMS = 60  # words with another ending that are shown
# What is said of a story elsewhere: where that changes, an approval of the story has seen other words.
BESIDE = {
    Source: ["citations__source"],
    Person: ["bylines__person"],
    Topic: ["topics"],
    Image: ["lead_image", "lead_image__poster", "bylines__person__portrait"],
}


def mask_of(words):
    """Return the mask for phrases, in the paper's and its stories' languages. Raises Refused."""
    refuse(
        ""
        if len(words) <= MOST
        and all(len(phrase) <= LONGEST for phrase in words)
        and sum(map(len, words)) <= MOST_LETTERS
        else _(
            "That is too much at once: %(most)d lines of %(longest)d characters at most, %(all)d in all. "
            "Redact the rest afterwards."
        )
        % {"most": MOST, "longest": LONGEST, "all": MOST_LETTERS}
    )
    spoken = (model.objects.order_by().values_list("language", flat=True) for model in (Article, Edition))
    mask = WordMask(words, {Publication.objects.current().language, *next(spoken).union(next(spoken))})
    refuse(_("Write the words that have to go.") if mask.is_empty() else "")
    refuse(_("Each line needs two letters or digits at least.") if mask.has_short() else "")
    return mask


def places(article, words):
    """Return where words stand that are to go from a story and all others. Raises Refused."""
    with snapshot():
        return _found(mask_of(words), article)


def bent_forms(words):
    """Return the words that may be those with another ending, and stay, and how many more there are."""
    with snapshot():
        return words_found.bent_forms(mask_of(words), MOST_FORMS)


def _found(mask, article):
    found = words_found.places(mask, article)
    refuse("" if found else _("These words stand nowhere."))
    return found


def redact_words(article, *, by, words, order, reason="", seen=None):
    """Put a mark in the place of `words`, a list of phrases, by an `order`, such as a court's.

    They go from this story and from all others, with their records, plans, copies, histories, notes and
    pictures, and from names, the log and what waits. Records keep the hashes of what they said.
    """
    with act("redact", article, by, seen) as timeline:
        mask = mask_of(words)
        _check_order(mask, order, reason)
        found = _found(mask, timeline.article)
        timelines = [timeline, *_others(found, timeline, by)]
        before = {each.article.pk: _before(each.article) for each in timelines}
        beside = _beside(found, before)
        copies = [copy for copy, _is in beside]
        stale = _overtaken(copies)
        subjects = _subjects(found)  # while the slugs are those that the log knows
        moments = drop_proposals(_proposals(found, subjects, timelines))
        files = _mask_rows(mask, found)
        redactions = [_mask_story(mask, each, before[each.article.pk], by, files) for each in timelines]
        for copy, is_approved in beside:
            _approve_anew(copy, is_approved)
            search.index_copy(copy.pk)
        moments += _drop_overtaken(copies, stale)
        rests = logged_desk.forget([*(each.article for each in timelines), *copies], subjects)
        once = {"rests": rests | _mask_acts(mask, found), "moments": moments}
        for each, data in zip(timelines, redactions, strict=True):
            log("redact", each, by, reason, order=order, **data, **once)
            once = {}  # that is enough
        _forget_everywhere(files)
    return found


def _forget_everywhere(files):
    """Remove redacted words from the search index, cached pages and parts, the storage and the CDN."""
    search.forget()
    site_state.replace_token()
    outbox.purge(files.old)
    for name in ("pages", "fragments"):
        transaction.on_commit(caches[name].clear, robust=True)


def _check_order(mask, order, reason):
    refuse("" if order.strip() else _("Name the order: who asks for it, and when."))
    refuse(
        _("The order and the reason stay in the log: write them without the words that go.")
        if mask.stands_in([order, reason])
        else ""
    )


def _others(found, timeline, by):
    """Open the other stories that hold the words, in the order of their keys."""
    keys = {place.article for place in found if place.article} - {timeline.article.pk}
    others = [open_timeline(Article(pk=key)) for key in sorted(keys)]
    for each in others:
        copy, record = each.article, each.record
        is_theirs = on_desk(by, copy.section) and (record is None or on_desk(by, record.section))
        if not (copy.is_visible_to(by) and is_theirs):
            raise Refused(_("These words stand in a story of another desk too. Ask a chief editor."))
    return others


def _before(copy):
    """Return (is approved as it would be printed, marks whose passage is as it was when it was cited)."""
    digests_now = passages.passage_digests(copy.text_with_marks)
    fresh = {row.pk for row in copy.citations.all() if row.passage_digest == digests_now.get(row.mark, "")}
    return copy.approved_version == copy.version and not changed_since_approval(copy), fresh


def _beside(found, stories):
    """Return (copy, is approved) of other stories that name a row which changes."""
    wanted = models.Q(pk__in=())
    for model, relations in BESIDE.items():
        keys = {place.pk for place in found if place.model is model}
        for relation in relations if keys else ():
            wanted |= models.Q(**{f"{relation}__in": keys})
        if keys and model is Image:
            wanted |= models.Q(pk__in=_showing(keys))
    copies = Article.objects.filter(wanted).exclude(pk__in=stories).distinct()
    return [(copy, _before(copy)[0]) for copy in copies.select_related("section")]


def _showing(pictures):
    """Return the keys of approved copies whose text shows pictures, or recordings with them as stills."""
    shown = Image.objects.filter(models.Q(pk__in=pictures) | models.Q(poster__in=pictures))
    keys = {str(key) for key in shown.values_list("key", flat=True)}
    approved = Article.objects.filter(approved_print__isnull=False, body__contains="image:")
    texts = approved.order_by().values_list("pk", "body").iterator()
    return [pk for pk, body in texts if keys.intersection(markup.keys(body))]


def _subjects(found):
    """Return what the log calls the rows and pictures that hold the words, or show them."""
    rows = {(place.model, place.pk) for place in found if place.model in public_rows.PUBLIC}
    pictures = Image.objects.filter(pk__in={place.pk for place in found if place.model is Image})
    named = dict(pictures.values_list("pk", "key"))
    subjects = {public_rows.subject(model.objects.get(pk=pk)) for model, pk in rows}
    return subjects | {f"image:{key}" for key in named.values()} | _subjects_with(named.keys())


def _subjects_with(pictures):
    """Return what the log calls the rows with some pictures as portrait or logo, or for which they wait."""
    if not pictures:
        return set()
    as_logo = reduce(or_, (models.Q(**{f"{name}__in": pictures}) for name in LOGOS))
    rows = [*Person.objects.filter(portrait__in=pictures), *Publication.objects.filter(as_logo)]
    waiting = Proposal.objects.filter(verb="describe").values_list("subject", "arguments__values")
    named = ("portrait", *LOGOS)
    coming = {subject for subject, values in waiting if pictures & {values.get(name) for name in named}}
    return {public_rows.subject(row) for row in rows} | coming


def _proposals(found, subjects, timelines):
    """Return what waits for a second pair of eyes and holds the words, or is about what changes with them."""
    keys = [place.pk for place in found if place.model is Proposal]
    stories = [each.article for each in timelines]
    about = models.Q(article__in=stories) | models.Q(subject__in=subjects)
    return Proposal.objects.filter(about | models.Q(pk__in=keys))


def _overtaken(copies):
    """Return the keys of what waits on stories and can't be confirmed: what it rests on is another by now."""
    waiting = Proposal.objects.filter(article__in=copies).exclude(verb=Proposal.EMERGENCY)
    rows = waiting.select_related("article", "by")
    return {row.pk for row in rows if proposing.is_overtaken(row)}


def _drop_overtaken(copies, stale):
    """Drop what waits on stories and was overtaken just now; return its moments.

    What was `stale` before keeps its words for its maker; what it rested on may hold what went.
    """
    moments = drop_proposals(Proposal.objects.filter(pk__in=_overtaken(copies) - stale))
    Proposal.objects.filter(pk__in=stale).update(seen="")
    return moments


def _mask_rows(mask, found):
    """Write the rows that are text and nothing else; return what became of files that hold the words."""
    files, rows = redacting_files.Files(), {}
    for place in found:
        if place.model not in WRITTEN_BELOW:
            rows.setdefault((place.model, place.pk), {})[place.column] = place.after
    for (model, pk), values in rows.items():
        values |= getattr(model, "AFTER_REDACTION", {})
        if model in social_cards.WITH_CARD:
            files.old |= social_cards.names_with(model.objects.get(pk=pk), values)
        # By update(): save() would refuse a slug that is in print, and index each row by itself.
        model._base_manager.filter(pk=pk).update(**values)
        if model in social_cards.WITH_CARD:
            row = model.objects.get(pk=pk)
            files.old.discard(social_cards.page_card_name(row))  # its words are on no card
            transaction.on_commit(partial(social_cards.draw_page_card, row), robust=True)
        if model is Image:
            files.renew(Image.objects.get(pk=pk))
    return files


def _mask_story(mask, timeline, before, by, files):
    """Mask a story's records, plans, copy and history; return what the log keeps of it."""
    copy, (is_approved, fresh) = timeline.article, before
    records = list(copy.editions.printed(timeline.at).order_by("number"))
    done, left = _mask_records(mask, timeline, records, files)
    files.old |= derive_anew(records, done)
    _mask_plans(mask, timeline, files)
    _mask_copy(mask, copy, by, is_approved)
    _mask_history(mask, copy)
    _renew_passages(copy, fresh)
    _renew_previews(copy, files)
    search.index_copy(copy.pk, copy)
    return {"editions": done, "left": left}


def _mask_records(mask, timeline, records, files):
    """Return ({number: fields}, {number: {field: hash of the rest}}) of what was masked."""
    with_slug = [row for row in records if row.slug and mask.key(row.slug) != row.slug]
    # First, since it may refuse: nothing is masked by then.
    free_addresses(timeline, with_slug, {row.slug for row in with_slug})
    done, left = {}, {}
    for edition in records:
        values = _masked_parts(mask, edition, files)
        rests = _keep_rests(edition, values, timeline.at)
        gone = empty(edition, ["slug"], timeline.at) if edition in with_slug else []
        if values or gone:
            done[edition.number] = [*values, *gone]
            left[edition.number] = rests
    return done, left


def _masked_parts(mask, edition, files):
    """Return {field: what is left} of the parts of an edition that hold the words, but for its slug."""
    parts = {}
    for field in words_found.text_columns(Edition):
        value = getattr(edition, field)
        after = words_found.masked(mask, Edition, field, value) if field != "slug" else value
        if field == "pictures":
            after = _with_new_files(mask, after, files)
        if after != value:
            parts[field] = after
    return parts


def _with_new_files(mask, pictures, files):
    """Return printed pictures with the files of which the words went."""
    for row in pictures:
        for shape, made in row.get("renditions", {}).items():
            files.renew_printed(mask, shape, made)
    return [
        {**row, "renditions": files.swapped(row["renditions"])} if "renditions" in row else row
        for row in pictures
    ]


def _keep_rests(edition, values, at):
    """Put what is left into an edition's fields, and keep the hashes; return {field: hash of the rest}."""
    hashes, rests = digests.field_hashes(edition), {}
    for field, rest in values.items():
        times = edition.redacted.get(field, {"times": 0}).get("times", 1) + 1
        edition.salts.pop(field, None)  # without it nobody can try out words against the hash
        kept = {"hash": hashes[field], "at": digests.iso_milliseconds(at), "salt": salt(), "times": times}
        edition.redacted[field] = kept
        rests[field] = digests.rest_hash(kept["salt"], rest)
        setattr(edition, field, rest)
    return rests


def _mask_plans(mask, timeline, files):
    """Print plans anew without the words: they are no records yet."""
    parts = [(plan, _masked_parts(mask, plan, files)) for plan in timeline.plans]
    if any(plan.slug and mask.key(plan.slug) != plan.slug for plan in timeline.plans):
        raise Refused(_("The words stand in a planned address. Drop that plan first, and choose another."))
    for plan, values in parts:
        for field, value in values.items():
            plan.salts.pop(field, None)
            setattr(plan, field, value)
    # Drawn when it was planned; the new one has another digest, and so another card.
    files.old |= {social_cards.card_name(plan) for plan, values in parts if values}
    if any(values for _plan, values in parts):
        timeline.rewrite(timeline.plans)


def _mask_copy(mask, copy, by, is_approved):
    """Store the copy without the words, always as a new version: forms that began with an older are stale."""
    columns = words_found.text_columns(Article)
    values = {name: words_found.masked(mask, Article, name, getattr(copy, name)) for name in columns}
    if values["slug"] != copy.slug:
        values["slug"] = ""  # made anew at its next publication
    if is_approved:
        values["approved_version"] = copy.version + 1
    elif copy.approved_version == copy.version:  # what was approved is not what would be printed
        values |= {"approved_version": None, "approved_by": None, "stage": Stage.DRAFT}
    store(copy, by, "redact", version=copy.version + 1, **values)
    _approve_anew(copy, is_approved)


def _approve_anew(copy, is_approved):
    """Keep an approval with a fingerprint of what is left: by the old one, words could be tried out."""
    if copy.approved_print is not None:
        # Read anew: this one may still hold the picture as it was before.
        copy.approved_print = fingerprints.fingerprint(Article.objects.get(pk=copy.pk)) if is_approved else {}
        # No act of anybody's: neither a version nor a row of the history.
        Article.objects.filter(pk=copy.pk).update(approved_print=copy.approved_print)


def _mask_history(mask, copy):
    """Mask the older versions by update(): save() would add one, and leave those as they are."""
    columns = words_found.text_columns(History)
    for pk, *values in copy.history.values_list("pk", *columns):
        pairs = zip(columns, values, strict=True)
        masked = {name: (value, words_found.masked(mask, History, name, value)) for name, value in pairs}
        changed = {name: after for name, (value, after) in masked.items() if after != value}
        if "slug" in changed:
            changed["slug"] = ""
        if changed:
            copy.history.filter(pk=pk).update(**changed)


def _renew_passages(copy, fresh):
    """Give citations the digest of their passage as it stands; one that was stale before stays so."""
    now = passages.passage_digests(copy.text_with_marks)
    for row in copy.citations.all():
        renewed = now.get(row.mark, "") if row.pk in fresh else salt()
        Citation.objects.filter(pk=row.pk).update(passage_digest=renewed)


def _renew_previews(copy, files):
    for link in copy.preview_links.exclude(printed=None):
        for row in link.printed.get("pictures", ()):
            row["renditions"] = files.swapped(row.get("renditions", {}))
        link.save(update_fields=["printed"])


def _mask_acts(mask, found):
    """Mask acts of the log; return {number: hash of the rest} for the act that orders it."""
    rests = {}
    keys = {place.pk for place in found if place.model is Act}
    for row in Act.objects.filter(pk__in=keys).order_by("number"):
        values = {
            name: words_found.masked(mask, Act, name, getattr(row, name))
            for name in words_found.text_columns(Act)
        }
        for name, value in values.items():
            setattr(row, name, value)
        Act.objects.filter(pk=row.pk).update(**values)
        rests |= act_chain.salt_anew([row])
    return rests
