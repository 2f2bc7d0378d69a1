"""Many stories stored at once, with all that a publication makes of each; and stories taken back."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from articles import search
from articles.archive import act_chain, bulk_insert, indexing, printing
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
    log(
        "import",
        [(story.article, story.editions[-1] if story.editions else None) for story in stories],
        at,
        by,
    )


def _insert(rows):
    if rows and rows[0].pk is None:
        type(rows[0]).objects.bulk_create(rows)
    else:
        bulk_insert.insert(rows)


def log(verb, stories, at, by=None, more=()):
    """Log what was done to each of some stories, given with their last editions, as acts of the desk do.

    The headline is kept of those alone that are taken back: no row says it any more.
    """
    acts = [
        Act(
            at=at,
            by=by,
            verb=verb,
            subject=f"article:{article.uid}",
            data={
                "chain": {"length": last.number, "digest": last.digest} if last else NO_EDITION,
                **({"headline": article.headline} if verb == "take back" else {}),
                **dict(more),
            },
        )
        for article, last in stories
    ]
    act_chain.fill_acts(acts)
    bulk_insert.insert(acts)


def place(article, section, slot, since, until, *, at, by, number):
    """Put a story where it stood on a front of another newsroom, unless a story stands or stood there then.

    `number` is that of the import: with it the story can be taken back, and its place goes too.
    """
    same = Q(slot=slot) | Q(article=article)
    if fronts.overlapping(section, since, until).filter(same).exists():
        return
    values = {"section": section, "slot": slot, "placed_from": since, "placed_until": until}
    Placement.objects.create(article=article, **values)
    fronts.log("place", section, by, at, slot, article, since, until, **{IMPORT: number})


def relate(article, others, *, at, by, number):
    """Set stories beside one that has and had none here."""
    if Relation.objects.filter(article=article).exists():
        return
    rows = [
        Relation(article=article, other=other, place=place, related_from=at)
        for place, other in enumerate(others)
    ]
    Relation.objects.bulk_create(rows)
    last = Edition.objects.filter(article=article).order_by("number").last()
    said = {"stories": [str(other.uid) for other in others], IMPORT: number}
    log("relate", [(article, last)], at, by, said)


def renew(article, values, rows, at, kind, by=None):
    """Give an imported story that nobody changed here what it says now at its origin; return its edition.

    `rows` are its bylines and topics. The copy gets its next version, a live story an edition from now on.
    """
    _renew_copy(article, values, rows, at, by)
    timeline = Timeline(article, at)
    if not timeline.live:
        log("import", [(article, timeline.rows[-1] if timeline.rows else None)], at, by)
        return None
    edition = Edition(
        article=article,
        kind=kind,
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
    article.bylines.all().delete()
    for row in rows.bylines:
        row.article = article
    bulk_insert.insert(rows.bylines)
    article.topics.set(rows.topics)
    article.save()


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
    acts = (
        Act.objects.filter(verb="place", data__has_key=IMPORT).values_list("data", flat=True) if rows else ()
    )
    for data in acts:
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
        log("take back", [(article, None) for article in articles], at, by)
        Article.objects.filter(pk__in=keys).delete()
        Article.history.filter(id__in=keys).delete()
    site_state.replace_token()
