"""Whether copies still name what they named when the last act on them was done: byline, topics, section …

Such an act holds a salted hash of them. It counts until the next save, which needs no act. It also says whose
story it is and until when it is held, which no save changes without an act, and who approved it, which each
save takes back.
"""

from itertools import islice

from django.db.models import Max, Q

from articles.models import Act, Article, Byline, Citation, Person, Section, Source, Topic
from articles.models.version import CITED, PEOPLE

from . import act_chain, digests
from .logged_rows import MERGES

BATCH = 200  # stories whose rows are read at once
NAMED = ("section_id", "lead_image_id", "translation_of_id", "unmerged")
STAFF = ("created_by", "assignee")  # who may change it, and sees it in a closed section
APPROVER = "approved_by"
COLUMNS = ("uid", "version", *NAMED, *STAFF, APPROVER)


def seal(article, salt):
    """Return an act's data about a copy: its people, its version, and the hash of its rows."""
    said = digests.rest_hash(salt, said_of([article])[article.pk])
    people = {name: getattr(article, name) for name in (*STAFF, APPROVER)}
    staff = {name: user.username if user else "" for name, user in people.items()}
    held = article.embargo_until.isoformat() if article.embargo_until else ""
    return {"copy_version": article.version, "copy_hash": said, "staff": staff, "embargo": held}


def said_of(copies):
    """Return {key: what the log holds of a copy beside its texts}; primary keys outlive slugs."""
    said = {copy.pk: [[getattr(copy, name) for name in NAMED], [], [], []] for copy in copies}
    rows = (
        Byline.objects.order_by("order", "pk").values_list("article", "person", *PEOPLE),
        Citation.objects.order_by("pk").values_list("article", "source", *CITED),
        Article.topics.through.objects.order_by("topic").values_list("article", "topic"),
    )
    for place, of_kind in enumerate(rows, start=1):
        for key, *values in of_kind.filter(article__in=said):
            said[key][place].append([_plain(value) for value in values])
    return said


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


# Compared with the log


def faults():
    """Yield (what, sentence) of the copies that name others than when the last act on them was done."""
    rests, may_differ, is_another = act_chain.rests(), _changed_since(), act_chain.user_names()
    said_by = ("copy_version", "copy_hash", "staff")
    columns = ("subject", "number", "at", "salt", *(f"data__{name}" for name in said_by))
    acts = Act.objects.filter(data__has_key="copy_hash").order_by("subject", "number")
    acts = act_chain.by_story(acts.values_list(*columns, named=True).iterator())
    newest = ((uid, rows[-1]) for uid, rows in acts)
    while batch := dict(islice(newest, BATCH)):
        copies = Article.objects.filter(uid__in=batch).only(*COLUMNS).order_by("pk")
        said = said_of(copies)
        for copy in copies:
            act = batch[str(copy.uid)]
            others = _other_people(copy, act, is_another)
            if others - {APPROVER}:
                yield f"article {copy.uid}", "whose story it is, is not what the log says"
            if APPROVER in others:
                yield f"article {copy.uid}", "who approved it is not what the log says"
            is_known = act.salt and act.number not in rests and act.data__copy_version == copy.version
            if not is_known or digests.rest_hash(act.salt, said[copy.pk]) == act.data__copy_hash:
                continue
            if not may_differ(act.number, said[copy.pk]):
                yield f"article {copy.uid}", "its copy names others than when the last act on it was done"


def _other_people(copy, act, is_another):
    """Return for what a copy names others than an act; who approved it, a save takes back."""
    names = act.data__staff or {}
    if APPROVER in names and act.data__copy_version != copy.version:
        names = names | {APPROVER: ""}
    return {name for name in names if is_another(getattr(copy, f"{name}_id"), names[name], act.at)}


def _changed_since():
    """Return `may_differ(number, said)`: whether acts on rows that a copy names changed it since an act."""
    acts = Act.objects.filter(verb__in=MERGES).values_list("verb").annotate(Max("number"))
    merged = {MERGES[verb]: number for verb, number in acts.order_by("verb")}
    heirs = {
        model: set(model.objects.exclude(merged_into=None).values_list("merged_into", flat=True))
        for model in merged
    }
    gone = Q(verb="delete_row", subject__startswith="topic:") | Q(verb="take back")
    last_gone = Act.objects.filter(gone).aggregate(last=Max("number"))["last"] or 0

    def may_differ(number, said):
        (section, *_columns), byline, citations, topics = said
        slugs = {
            Person: {row[0] for row in byline},
            Source: {row[0] for row in citations},
            Topic: {row[0] for row in topics},
            Section: {section},
        }
        since = [model for model, last in merged.items() if last > number]
        return last_gone > number or any(slugs[model] & heirs[model] for model in since)

    return may_differ
