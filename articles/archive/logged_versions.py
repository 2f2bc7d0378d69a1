"""Whether the versions of copies are as they stood when an act sealed them: by them four eyes know who wrote.

An act on a story holds who saved each version since the act before, and a salted hash of what they say. A
redaction changes versions: it gives the older acts other salts, and its own act seals all of them anew.
"""

from itertools import groupby, islice

from django.db import models
from django.db.models import OuterRef, Subquery

from articles.models import Act, Article

from . import act_chain, digests

BATCH = 50  # stories whose versions are read at once
History = Article.history.model
TEXTS = [
    name
    for name in Article.FIELDS
    if isinstance(Article._meta.get_field(name), models.CharField | models.TextField)
]
HASHED = ("version", "history_type", "history_change_reason", "stage", *TEXTS)
# Not held by the acts of before: those know a version by the others.
NAMED = ("section_id", "lead_image_id", "translation_of_id", "embargo_until")
# What a copy and its newest version both say: its stage and what stops it have checks of their own.
SHARED = ("version", *TEXTS)


# Written by an act


def seal(article, anew):
    """Return (an act's data about the versions since the last seal, what it hashes); Nones without versions.

    `anew` seals all of them: a redaction changed them.
    """
    start, since = (0, 0) if anew else _last_seal(article)
    rows = list(_versions(article.history.all())[start:])
    if not rows:
        return None, None
    newest = rows[-1].version
    older = article.history.filter(version__gte=since, version__lt=newest)
    names = [row.history_user__username or "" for row in rows]
    said = {"from": start, "since": since, "newest": newest, "by": names}
    return said, _hashed(rows, _versions(older))


def _last_seal(article):
    """Return (how many versions the acts hold, the newest of them); those before a redaction hold none."""
    acts = Act.objects.filter(subject=f"article:{article.uid}", data__has_key="versions").order_by("-number")
    act = acts.first()
    # A redaction gives an act another salt, or none.
    if act is None or not act.salt or act_chain.reason_hash(act) != act.reason_hash:
        return 0, 0
    said = act.data["versions"]
    return said["from"] + len(said["by"]), said["newest"]


def _versions(history):
    columns = (*HASHED, *NAMED, "rows", "history_date", "id", "history_user")
    rows = history.order_by("id", "history_id")
    return rows.values_list(*columns, "history_user__username", named=True)


def _hashed(rows, older, names=(*HASHED, *NAMED)):
    """Return what is hashed: a version's byline, citations and topics are kept once the next one is there."""
    said = [[_plain(getattr(row, name)) for name in names] for row in rows]
    moments = [digests.iso_milliseconds(row.history_date) for row in rows]
    return [said, moments, [[row.version, row.rows] for row in older]]


def _plain(value):
    return digests.iso_milliseconds(value) if hasattr(value, "isoformat") else value or ""


# Compared with the log


def faults():
    """Yield (what, sentence) of stories whose versions aren't those that acts sealed."""
    rests, deleted, is_another = act_chain.rests(), act_chain.deleted_stories(), act_chain.user_names()
    acts = Act.objects.filter(data__has_key="versions").order_by("subject", "number")
    acts = act_chain.by_story(acts.iterator(chunk_size=500))
    sealed = ((uid, [act for act in rows if act.number not in rests]) for uid, rows in acts)
    while batch := dict(islice(sealed, BATCH)):
        keys = dict(Article.objects.filter(uid__in=batch).values_list("pk", "uid"))
        history = _versions(History.objects.filter(id__in=keys)).iterator(chunk_size=200)
        versions = {str(keys[key]): list(rows) for key, rows in groupby(history, key=lambda row: row.id)}
        known = set(map(str, keys.values()))
        for uid, rows in batch.items():
            if uid not in known and uid not in deleted:
                yield f"article {uid}", "it is gone, and no act says so"
            for fault in sorted(_faults_of(rows, versions.get(uid, []), is_another) if uid in known else ()):
                yield f"article {uid}", fault


def _faults_of(acts, versions, is_another):
    """Return what is wrong with one story's versions, each once."""
    found = set()
    for act in acts:
        if not act.salt:  # emptied with its reason: the chain says whether an act ordered that
            continue
        said = act.data["versions"]
        rows = versions[said["from"] : said["from"] + len(said["by"])]
        if len(rows) < len(said["by"]):
            found.add("versions of it are gone, and no act says so")
            continue
        older = [row for row in versions if said["since"] <= row.version < said["newest"]]
        hashes = (digests.rest_hash(act.salt, _hashed(rows, older, *names)) for names in ((), (HASHED,)))
        if act.data["versions_hash"] not in hashes:
            found.add("its versions do not say what the log knows of them")
        pairs = zip(rows, said["by"], strict=True)
        if any(is_another(row.history_user, name, row.history_date) for row, name in pairs):
            found.add("who saved a version is not who the log names")
    return found


def copy_faults():
    """Yield (what, sentence) for each copy whose texts differ from its newest version."""
    newest = History.objects.filter(id=OuterRef("pk")).order_by("-history_id").values("history_id")[:1]
    copies = Article.objects.annotate(newest=Subquery(newest)).filter(newest__isnull=False).order_by("pk")
    rows = copies.values_list("uid", "newest", *SHARED).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        history = History.objects.filter(history_id__in=[row[1] for row in batch])
        saved = {key: values for key, *values in history.values_list("history_id", *SHARED)}
        for uid, key, *values in batch:
            if saved.get(key) != values:
                yield f"article {uid}", "its copy does not say what its newest version says"
