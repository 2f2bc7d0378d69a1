"""Whether what readers see of rows beside the stories, and what stops a story, is as the log's acts left it.

The log tells of a row from the act that first brought it into print, or changed it in print; of what it
names, a portrait or for whom a source speaks, by the slug or key of that.
"""

import re
from collections import defaultdict
from itertools import islice

from django.db.models import Q

from articles.models import Act, Article, Image, Page, Person, Publication, Section, Source, Topic, clock
from articles.text import word_masks

from . import act_chain, digests
from .act_chain import moment_of

BATCH = 500
KINDS = {model._meta.model_name: model for model in (Source, Person, Topic, Section, Page, Publication)}
MERGES = {"merge_sources": Source, "merge_people": Person, "merge_topics": Topic, "merge_sections": Section}
HEIR, WITHDRAWN = "merged_into", "withdrawn_reason"
NAMED = {"represents", "portrait", "logo", "logo_dark", "logo_square"}
# What is said of a picture: where it is a portrait or a logo, live pages say it at once.
WORDS = ("alt_text", "caption", "credit", "creator", "rights", "licence", "acquire_licence_page", "people",
         "digital_source_type", "captions", "transcript", "captions_language", "is_decorative")  # fmt: skip
FIRST_HELD = 11  # of these, by the acts of before the others were held too
EMBARGOES = ("set_embargo", "lift_embargo")
ROW_ACTS = ("describe", "add_row", "change_row", "delete_row", "withdraw_source", *MERGES)


def faults():
    """Yield (what, sentence) for each row that differs from the log."""
    told = logged()
    for kind, model in KINDS.items():
        rows = {str(getattr(row, "slug", row.pk)): row for row in model.objects.iterator(chunk_size=500)}
        gone = told[kind].keys() - rows.keys()
        if kind == "section":  # it keeps the address that a redaction masks in the log
            gone = {key for key in gone if not key.startswith(word_masks.CODE)}
        for key in sorted(gone):
            yield f"{kind} {key}", "is gone, and no act says so"
        heirs = {row.pk: key for key, row in rows.items()}
        for key, row in sorted(rows.items()):
            if wrong := _wrong(row, told[kind].get(key, {}), heirs):
                yield f"{kind} {key}", f"is not as the log says: {', '.join(wrong)}"


def _wrong(row, logged, heirs):
    """Return the names of a row's fields whose values differ from the log."""
    fields = {field.name: field for field in row._meta.concrete_fields if not field.is_relation}
    wrong = [
        name
        for name in logged
        if name in fields and not _is_same(getattr(row, name), logged[name], fields[name])
    ]
    wrong += [name for name in logged if name in NAMED and _key(row, name) != logged[name]]
    if heirs.get(getattr(row, "merged_into_id", None)) != logged.get(HEIR):
        wrong.append(HEIR)
    if isinstance(row, Source) and row.withdrawn_at and WITHDRAWN not in logged:
        wrong.append(WITHDRAWN)
    return sorted(wrong)


def _key(row, name):
    """Return the slug or key of what a row names; nothing is compared that a row has no such column for."""
    related = getattr(row, name)
    return str(getattr(related, "slug", "") or related.key) if related else ""


def _is_same(stored, logged, field):
    if field.model is Section and field.name == "name":  # it stays where a redaction marks it in the log
        return re.fullmatch(".*".join(map(re.escape, logged.split(word_masks.MARK))), stored) is not None
    # A mark of a redaction may be longer than the words, and a column ends.
    return stored == (logged[: field.max_length] if isinstance(logged, str) and field.max_length else logged)


def logged():
    """Return {kind: {slug: {field: value}}}: the rows by the log, read from its start."""
    told = defaultdict(dict)
    acts = Act.objects.filter(Q(verb__in=ROW_ACTS) | Q(data__has_key="first")).order_by("number")
    for verb, subject, reason, data in acts.values_list("verb", "subject", "reason", "data").iterator():
        kind, _colon, key = subject.partition(":")
        if kind in KINDS and verb in ROW_ACTS:
            _apply(told[kind], key, verb, data, reason)
        for kind, rows in data.get("first", {}).items():
            for row in rows:
                told[kind].setdefault(row["slug"], {}).update(row)
    return told


def _apply(rows, key, verb, data, reason):
    """Change what is known of the rows of one kind by one act."""
    if verb == "change_row" and "slug" in data.get("changes", data.get("fields", ())):
        for row in rows.values():
            row.pop("represents", None)  # which of them had that slug is not told
    if verb == "delete_row" or "slug" in data.get("changes", data.get("fields", ())):
        rows.pop(key, None)  # its slug is free, or another: it is not in print
    elif verb == "describe":
        after = data.get("after", {})
        known = rows.pop(key, {}) | after
        for name in NAMED & after.keys():
            known.pop(name)  # a primary key, and all that an older act says
        known |= data.get("named", {})
        rows[after.get("slug", key)] = known
    elif verb in MERGES:
        for heir in rows.values():  # one step from every old address
            for name in (HEIR, "represents") if verb == "merge_sources" else (HEIR,):
                if heir.get(name) == key:
                    heir[name] = data["into"]
        rows.setdefault(key, {})[HEIR] = data["into"]
    elif verb == "withdraw_source":
        rows.setdefault(key, {})[WITHDRAWN] = reason
    elif verb in ("add_row", "change_row") and key in rows:
        for name, pair in data.get("changes", {}).items():
            rows[key][name] = pair["after"]
        for name in data.get("fields", ()):
            rows[key].pop(name, None)


def words_of(image):
    """Return what the log holds a salted hash of when words of a picture are changed, or its still."""
    return [*(getattr(image, name) for name in WORDS), str(image.poster.key) if image.poster_id else ""]


def picture_faults():
    """Yield (what, sentence) for each picture whose texts differ from those after the last act on it."""
    rests = act_chain.rests()
    acts = Act.objects.filter(subject__startswith="image:", data__has_key="words_hash").order_by("number")
    rows = acts.values_list("subject", "number", "salt", "data__words_hash").iterator()
    left = {subject.removeprefix("image:"): act for subject, *act in rows}
    images = Image.objects.select_related("poster").order_by("pk")
    for image in images.iterator(chunk_size=BATCH) if left else ():
        number, key, logged_hash = left.get(str(image.key), (0, "", ""))
        said = words_of(image)
        hashes = {digests.rest_hash(key, each) for each in (said, said[:FIRST_HELD])}
        if key and number not in rests and logged_hash not in hashes:
            yield f"picture {image.key}", "its words are not those that the last act on it left"


def flag_faults():
    """Yield the stories whose legal flag is not as it was set or lifted last."""
    flags = {}
    acts = Act.objects.filter(verb__in=("flag", "lift_flag")).order_by("number")
    for verb, subject, reason in acts.values_list("verb", "subject", "reason").iterator():
        flags[subject.removeprefix("article:")] = reason if verb == "flag" else ""
    rows = Article.objects.exclude(legal_flag="").values_list("uid", "legal_flag")
    flagged = {str(uid): flag for uid, flag in rows}
    for uid in sorted((flags.keys() | flagged.keys()) - act_chain.deleted_stories()):
        if flags.get(uid, "") != flagged.get(uid, ""):
            yield f"article {uid}", "its legal flag is not as the log says"


def embargoes():
    """Return {UID: until when} of the stories that are held now, for the log's stock."""
    held = Article.objects.filter(embargo_until__gt=clock.now()).order_by("pk")
    return {str(uid): until.isoformat() for uid, until in held.values_list("uid", "embargo_until")}


def stop_faults():
    """Yield (what, sentence) where an embargo or a spike that acts set, or took away, is another."""
    spikes = (
        Act.objects.filter(verb__in=("spike", "unspike")).order_by("number").values_list("subject", "verb")
    )
    spiked = {act_chain.story_of(subject): verb == "spike" for subject, verb in spikes.iterator()}
    now_spiked = Article.objects.filter(stage=Article.Stage.SPIKED).values_list("uid", flat=True)
    spiked |= {uid: False for uid in map(str, now_spiked) if uid not in spiked}  # nothing but an act spikes
    known, moved, since = _logged_embargoes()
    held = Article.objects.filter(embargo_until__gt=since) if since else Article.objects.none()
    keys = iter(sorted({*known, *spiked, *map(str, held.values_list("uid", flat=True))} - {""}))
    while batch := list(islice(keys, BATCH)):
        rows = Article.objects.filter(uid__in=batch).values_list("uid", "embargo_until", "stage")
        for uid, until, stage in sorted((str(uid), *row) for uid, *row in rows):
            as_told = known.get(uid, None if _is_after(until, since) else until)
            if uid in moved or until != as_told:
                yield f"article {uid}", "its embargo is not as the log says"
            if (stage == Article.Stage.SPIKED) != spiked.get(uid, stage == Article.Stage.SPIKED):
                yield f"article {uid}", "whether it is spiked is not what the log says"


def _is_after(until, since):
    return bool(until and since and until > since)


def _logged_embargoes():
    """Return ({UID: until when}, UIDs that were moved past the acts, since when each embargo is an act's)."""
    known, moved, since = {}, set(), None
    acts = Act.objects.filter(Q(verb__in=EMBARGOES) | Q(data__has_any_keys=("embargo", "embargoes")))
    columns = ("verb", "subject", "at", "data__until", "data__embargo", "data__embargoes")
    for verb, subject, at, until, held, stock in acts.order_by("number").values_list(*columns).iterator():
        uid = act_chain.story_of(subject)
        if stock is not None:
            if since is None:  # what the first one finds is taken as it stands
                known, since = {uid: moment_of(text) for uid, text in stock.items()} | known, at
        elif verb in EMBARGOES:
            known[uid] = moment_of(until)
        # What another act found: nothing but those two changes it.
        elif (found := moment_of(held or "")) != known.get(uid, None if _is_after(found, since) else found):
            moved.add(uid)
        else:
            known[uid] = found
    return known, moved, since
