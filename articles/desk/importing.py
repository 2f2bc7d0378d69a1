"""Many stories stored at once, with all that a publication makes of each; and stories taken back."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from articles import search
from articles.archive import act_chain, bulk_insert, digests, indexing, printing
from articles.models import (
    Act,
    Address,
    Article,
    Edition,
    Note,
    Placement,
    PreviewLink,
    Proposal,
    Relation,
    clock,
    site_state,
)
from articles.models.edition import salt
from articles.models.version import keep_rows

from . import fronts
from .timeline import Timeline, join_chain

IMPORT = "import"  # in the data of an act: the number of the import that did it
NO_EDITION = {"length": 0, "digest": ""}


class Rows(NamedTuple):
    """What one story puts into the database; nothing of it is stored yet."""

    article: Article
    bylines: list
    citations: list
    topics: set
    editions: list


def tile(editions):
    """Join the editions of one story, the oldest first, into its chain."""
    for before, edition, successor in zip([None, *editions], editions, [*editions[1:], None], strict=False):
        join_chain(edition, before, successor)


def mark_redacted(edition, told):
    """Mark, before it is sealed, what was redacted of an edition where it came from, as far as it is so here.

    `told` is {field: (hash of what it said, how often something went, is any of it left)}.
    """
    values = digests.printed_values(edition)
    for field, (hashed, times, is_left) in told.items():
        if is_left == (field in values):
            edition.redacted[field] = {
                "hash": hashed,
                "at": digests.iso_milliseconds(edition.recorded_at),
                **({"times": times} if times else {}),
                **({"salt": salt()} if is_left else {}),
            }


def _marks(editions):
    """Return the data of an import's act about redacted fields, as an act that redacts has them."""
    done = {str(row.number): sorted(row.redacted) for row in editions if row.redacted}
    left = {
        str(row.number): {
            field: digests.rest_hash(kept["salt"], getattr(row, field))
            for field, kept in row.redacted.items()
            if "salt" in kept
        }
        for row in editions
    }
    return {"editions": done, "left": left} if done else {}


def store(stories, at, by=None):
    """Write many stories, what indexing derives of them, and an act for each, in an open act.

    Articles and editions without primary keys get them here. The search index is the caller's.
    """
    _insert([story.article for story in stories])
    for story in stories:
        for row in (*story.bylines, *story.citations, *story.editions):
            row.article = story.article  # its key is known now
    bulk_insert.insert([row for story in stories for row in story.bylines])
    bulk_insert.insert([row for story in stories for row in story.citations])
    topics = ((story.article.pk, topic.pk) for story in stories for topic in story.topics)
    bulk_insert.insert_values(Article.topics.through, ("article_id", "topic_id"), topics)
    editions = [edition for story in stories for edition in story.editions]
    _insert(editions)
    indexing.index_many(editions)
    marks = {story.article.uid: _marks(story.editions) for story in stories}
    last = [(story.article, story.editions[-1] if story.editions else None) for story in stories]
    log("import", last, at, by, lambda article: marks[article.uid])


def _insert(rows):
    """Store articles or editions; those without a primary key learn it here."""
    bulk_insert.insert(rows)
    if not rows or rows[0].pk is not None:
        return
    names = ("uid",) if isinstance(rows[0], Article) else ("article_id", "number")
    those = {getattr(row, names[0]) for row in rows}
    there = type(rows[0]).objects.filter(**{f"{names[0]}__in": those}).values_list("pk", *names)
    keys = {tuple(name): pk for pk, *name in there}
    for row in rows:
        row.pk = keys[tuple(getattr(row, name) for name in names)]
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def log(verb, stories, at, by=None, more=lambda article: {}):
    """Log what was done to each of some stories, given with their last editions, as acts of the desk do."""
    acts = [
        Act(
            at=at,
            by=by,
            verb=verb,
            subject=f"article:{article.uid}",
            data={
                "chain": {"length": last.number, "digest": last.digest} if last else NO_EDITION,
                **more(article),
            },
        )
        for article, last in stories
    ]
    _insert_acts(acts)


def _insert_acts(acts):
    act_chain.fill_acts(acts)
    bulk_insert.insert(acts)


def place(placements, *, at, by, number):
    """Put stories where they stood on fronts of another newsroom, unless a story stands or stood there then.

    `placements` are unsaved. `number` is that of the import: with it its places are taken back, too.
    """
    stood, new = _stood(placements), []
    for row in placements:
        times = [stood[key] for key in _of_one_at_a_time(row.section_id, row.slot, row.article_id)]
        if not any(_overlaps(row, since, until) for each in times for since, until in each):
            new.append(row)
            for each in times:
                each.append((row.placed_from, row.placed_until))
    bulk_insert.insert(new)
    _insert_acts([fronts.as_act("place", row, by, at, row.placed_until, **{IMPORT: number}) for row in new])
    site_state.replace_token()


def _of_one_at_a_time(section, slot, article):
    """Return what stands for one place of a front, and for one story on it."""
    return (section, "slot", slot), (section, "story", article)


def _stood(placements):
    """Return {place of a front, or story on it: [(from, until)]} of what stands while some placements do."""
    rows = Placement.objects.exclude(placed_until__lte=min(row.placed_from for row in placements))
    ends, found = [row.placed_until for row in placements], defaultdict(list)
    if None not in ends:
        rows = rows.filter(placed_from__lt=max(ends))
    for *place, since, until in rows.values_list("section", "slot", "article", "placed_from", "placed_until"):
        for key in _of_one_at_a_time(*place):
            found[key].append((since, until))
    return found


def _overlaps(row, since, until):
    starts_before_end = until is None or row.placed_from < until
    return starts_before_end and (row.placed_until is None or since < row.placed_until)


def relate(related, *, at, by, number):
    """Set stories beside those that have and had none here, given as [(story, those beside it)]."""
    keys = [article.pk for article, _others in related]
    taken = set(Relation.objects.filter(article__in=keys).values_list("article", flat=True))
    beside = {article: others for article, others in related if article.pk not in taken}
    bulk_insert.insert([
        Relation(article=article, other=other, place=place, related_from=at)
        for article, others in beside.items()
        for place, other in enumerate(others)
    ])  # fmt: skip
    editions = Edition.objects.filter(article__in=beside).only("article_id", "number", "digest")
    last = {edition.article_id: edition for edition in editions.order_by("number")}

    def said(article):
        return {"stories": [str(other.uid) for other in beside[article]], IMPORT: number}

    log("relate", [(article, last.get(article.pk)) for article in beside], at, by, said)
    site_state.replace_token()


def renew(article, values, rows, at, kind, note="", by=None):
    """Update an imported story that nobody changed here to its text at its origin; return its edition.

    `rows` are its bylines, citations and topics. The copy gets its next version, a live story an edition
    from now on.
    """
    _renew_copy(article, values, rows, at, by)
    timeline = Timeline(article, at)
    if not timeline.live:
        log("import", [(article, timeline.rows[-1] if timeline.rows else None)], at, by)
        return None
    edition = Edition(
        article=article,
        kind=kind,
        note=note,
        live_from=at,
        recorded_at=at,
        published_by=by,
        **printing.story_fields(article),
    )
    printing.complete(edition)
    timeline.rewrite([edition])
    log("import", [(article, edition)], at, by)
    return edition


def _renew_copy(article, values, rows, at, by):
    keep_rows(article, article.version)
    for field, value in values.items():
        setattr(article, field, value)
    article.version += 1
    article.updated_at, article._history_user = at, by
    if article.approved_version:
        article.approved_version = article.version
    for there, fresh in ((article.bylines, rows.bylines), (article.citations, rows.citations)):
        there.all().delete()
        for row in fresh:
            row.article = article
        bulk_insert.insert(fresh)
    article.topics.set(rows.topics)
    article.save()


def _headline(article):
    return {"headline": article.headline}  # no row will say it any more


def built_upon(articles, among):
    """Return those of some stories on which somebody built here: an act, a note, a place on a front …

    What the stories `among` which they came do to each other, by their primary keys, is nobody's work here.
    """
    keys = [article.pk for article in articles]
    uids = {f"article:{article.uid}": article.pk for article in articles}
    acted = (
        Act.objects.filter(subject__in=uids)
        .exclude(verb__in=("import", "export_story"))
        .exclude(verb="relate", data__has_key=IMPORT)
        .values_list("subject", flat=True)
    )
    found = {uids[subject] for subject in acted}
    for model in (Note, PreviewLink, Proposal):
        found.update(model.objects.filter(article__in=keys).values_list("article", flat=True))
    found |= _placed_here(keys)
    translated = Q(translation_of__in=keys)
    ties = [
        *Relation.objects.filter(other__in=keys).values_list("other", "article"),
        *Article.objects.filter(translated).values_list("translation_of", "pk"),
        *Edition.objects.filter(translated).values_list("translation_of", "article"),
    ]
    found.update(key for key, other in ties if other not in among)
    return [article for article in articles if article.pk in found]


def _placed_here(keys):
    """Return those of some stories that an editor here put on a front."""
    rows = Placement.objects.filter(article__in=keys)
    rows = {
        (str(row.article.uid), row.slot, row.placed_from): row.article_id
        for row in rows.select_related("article")
    }
    acts = Act.objects.filter(verb="place", data__has_key=IMPORT, data__article__in={key[0] for key in rows})
    for data in acts.values_list("data", flat=True):
        rows.pop((data["article"], data["slot"], datetime.fromisoformat(data["from"])), None)
    return set(rows.values())


def take_back(articles, by=None):
    """Remove imported stories on which nothing was built; the log keeps that they were here."""
    at = clock.begin_act()
    keys = [article.pk for article in articles]
    with search.at_the_end():
        Placement.objects.filter(article__in=keys).delete()
        Relation.objects.filter(Q(article__in=keys) | Q(other__in=keys)).delete()
        Article.objects.filter(pk__in=keys).update(translation_of=None)
        Edition.objects.filter(article__in=keys).delete()
        Address.objects.filter(article__in=keys).delete()
        Article.history.filter(id__in=keys).delete()
        log("take back", [(article, None) for article in articles], at, by, _headline)
        Article.objects.filter(pk__in=keys).delete()
        Article.history.filter(id__in=keys).delete()
    site_state.replace_token()
