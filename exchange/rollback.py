"""The removal of all that one import brought."""

import re
from itertools import chain
from time import monotonic

from django.db import transaction
from django.db.models import PROTECT, SET_NULL
from django.utils.translation import gettext as _

from articles.desk import auditing, importing
from articles.models import Act, Article, Autosave, Edition, Page, Publication, Snippet, Source, clock

from . import paper
from .inventory import batches
from .models import Arrival, OldAddress
from .running import Refused, only_import
from .taxonomy import IN
from .writing import page_digest

BATCH = 100  # stories removed at once
PROTECTED_BY = ("merged_into_id", "poster_id")  # another row of the same kind
PICTURE = re.compile(r"image:([0-9a-f-]{36})", re.IGNORECASE)


def take_back(importing_row, by=None, seconds=None):
    """Remove all that an import brought, as long as nothing was built on it; else raise Refused.

    Return how many of each. With `seconds` it stops behind the batch that takes longer, and tells how many
    stories are "left"; called again, it goes on. Each batch is removed as a whole.
    """
    with only_import():
        importing_row.refresh_from_db()  # as it is now that nobody else is at work
        ends_at = monotonic() + seconds if seconds else None
        arrivals = Arrival.objects.filter(brought_by=importing_row)
        stories = list(
            Article.objects.filter(pk__in=arrivals.filter(article__isnull=False).values("article"))
            .only("uid", "version", "headline")
            # What translates another came behind it.
            .order_by("-pk")
        )
        _refuse_built_upon(importing_row, stories)
        removed = 0
        for batch in batches(stories, BATCH):
            _remove_stories(importing_row, batch, by)
            removed += len(batch)
            if ends_at and monotonic() > ends_at and removed < len(stories):
                return {"stories": removed, "left": len(stories) - removed}
        return {"stories": removed} | _remove_rest(importing_row, by)


def _remove_stories(importing_row, batch, by):
    with transaction.atomic():
        if not importing_row.ended_at:  # nobody brings more of what is being taken back
            importing_row.ended_at = clock.now()
            importing_row.save(update_fields=["ended_at"])
        keys = [story.pk for story in batch]
        OldAddress.objects.filter(article__in=keys).delete()
        Arrival.objects.filter(article__in=keys).delete()
        importing.take_back(batch, by)


def _remove_rest(importing_row, by):
    with transaction.atomic():
        OldAddress.objects.filter(brought_by=importing_row).delete()
        if not _acted_on("publication", [Publication.objects.current()], importing_row.started_at):
            paper.take_back(importing_row, by)
        counts = _remove_unused(importing_row, by) | _remove_sources(importing_row, by)
        importing_row.taken_back_at = clock.now()
        importing_row.save()
        auditing.log(
            "take back", "import", importing_row.pk, by=by, headline=importing_row.origin, counts=counts
        )
    return counts


def _refuse_built_upon(importing_row, stories):
    if importing_row.taken_back_at:
        raise Refused(_("This import was taken back before."))
    known = {
        row.article_id: row for row in Arrival.objects.filter(brought_by=importing_row, article__isnull=False)
    }
    ends = dict(Edition.objects.filter(article__in=known).order_by("number").values_list("article", "digest"))
    found = [story for story in stories if not known[story.pk].holds(story.version, ends.get(story.pk, ""))]
    found += [story for batch in batches(stories, IN) for story in importing.built_upon(batch, known.keys())]
    found += _pages_changed(importing_row)
    if found:
        count = len({(type(each), each.pk) for each in found})
        said = {"count": count, "story": found[0]}
        sentence = _(
            "Stories and pages that were worked on here: %(count)s, such as “%(story)s”. "
            "Nothing is taken back."
        )
        raise Refused(sentence % said)


def _pages_changed(importing_row):
    rows = Arrival.objects.filter(brought_by=importing_row, page__isnull=False).select_related("page")
    changed = [row.page for row in rows if page_digest(row.page) != row.edition_digest]
    return changed + _acted_on("page", [row.page for row in rows], importing_row.started_at)


def _acted_on(noun, things, since):
    """Return those of some things that somebody changed here since a moment, by the acts about them."""
    named = {f"{noun}:{getattr(thing, auditing.SUBJECTS[noun])}": thing for thing in things}
    acts = Act.objects.filter(at__gte=since).values_list("subject", flat=True)
    found = [each for batch in batches(named, IN) for each in acts.filter(subject__in=batch).distinct()]
    return [named[subject] for subject in found]


def _remove_unused(importing_row, by):
    """Remove the names, pictures and pages that it made, that nothing else names and nobody changed."""
    counts, arrivals = {}, Arrival.objects.filter(brought_by=importing_row)
    for noun in ("page", "person", "image", "topic", "section"):  # a person has a portrait
        rows = list(arrivals.filter(**{f"{noun}__isnull": False}).select_related(noun))
        Arrival.objects.filter(pk__in=[row.pk for row in rows]).delete()
        made = [getattr(row, noun) for row in rows if row.is_new]
        kept = {thing.pk for thing in _acted_on(noun, made, importing_row.started_at)}
        if noun == "image" and made:
            in_texts = _pictures_in_texts()
            kept |= {image.pk for image in made if str(image.key) in in_texts}
        counts[noun] = 0
        # What was merged into another goes before that one, and a recording before its still picture.
        for thing in sorted(
            made, key=lambda thing: not any(getattr(thing, name, None) for name in PROTECTED_BY)
        ):
            if thing.pk not in kept and not _is_used(noun, thing):
                if getattr(thing, "merged_into_id", None) or noun == "page":  # the log knows of it
                    auditing.log("delete_row", noun, thing.slug, by=by)
                thing.delete()
                counts[noun] += 1
    return counts


def _remove_sources(importing_row, by):
    """Remove the sources that it made, that nothing else names and nobody changed."""
    slugs = importing_row.report.get("sources", ())
    rows = list(Source.objects.filter(slug__in=slugs).order_by("merged_into", "-pk"))
    kept = {thing.pk for thing in _acted_on("source", rows, importing_row.started_at)}
    gone = [row for row in rows if row.pk not in kept]
    logged = {row.pk for row in gone if row.merged_into_id or row.withdrawn_at}
    Source.objects.filter(pk__in=[row.pk for row in gone]).update(merged_into=None, represents=None)
    gone = [row for row in gone if not row.is_used()]
    for row in gone:
        if row.pk in logged:
            auditing.log("delete_row", "source", row.slug, by=by)
        row.delete()
    return {"source": len(gone)} if slugs else {}


def _pictures_in_texts():
    """Return the keys of the pictures that texts show: a copy that is no edition has no links to them."""
    texts = [
        model.objects.filter(body__contains="image:").values_list("body", flat=True).iterator()
        for model in (Article, Page, Snippet)
    ]
    unsaved = (text for autosave in Autosave.objects.iterator() for text in autosave.texts.values())
    return {key.lower() for text in chain(*texts, unsaved) for key in PICTURE.findall(text)}


def _is_used(noun, thing):
    """Ask whether any row names it that would not go with it: of what the desk made, none but a history."""
    for relation in thing._meta.get_fields(include_hidden=True):
        names_it = relation.many_to_many or getattr(relation, "on_delete", None) in (PROTECT, SET_NULL)
        if (
            relation.auto_created
            and not relation.concrete
            and names_it
            and relation.related_model._default_manager.filter(**{relation.field.name: thing}).exists()
        ):
            return True
    return Arrival.objects.filter(**{noun: thing}).exists()
