"""What a new row derives from others: signals call it before each row is stored, by `loaddata` too."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import (
    Act,
    Article,
    Citation,
    Edition,
    Image,
    Person,
    Publication,
    Section,
    Source,
    Topic,
    clock,
)
from articles.models.named import Named, numbered
from articles.text import languages, passages, slugs

from . import act_chain, deriving, digests, printing


def fill_edition(edition):
    """Give a new edition what it needs of itself; without `live_from` it goes live now.

    A digest that is there is never computed again: that would hide tampering.
    """
    edition.live_from = edition.live_from or clock.now()
    edition.first_published_at = edition.first_published_at or edition.live_from
    edition.recorded_at = edition.recorded_at or clock.now()
    edition.sealed_at = edition.sealed_at or max(edition.recorded_at, edition.live_from)
    # A loaded edition has its digest, and keeps the salts and the words that it was sealed with.
    if not edition.digest:
        edition.language = usual_language(edition.language)
        printing.complete(edition)
        digests.seal_edition(edition)
    # Dumps of older versions have no such column.
    if edition.derived is None:
        deriving.derive(edition, deriving.predecessor(edition))


def usual_language(tag):
    """Return a language tag in its usual form, such as pt-BR for pt_br; refuse any other, and offer one."""
    try:
        return languages.standard_tag(tag) if tag else ""
    except languages.UnknownLanguage as unknown:
        sentence = _("No language has the code “%(tag)s”.") % {"tag": tag}
        example = _("Write a code such as “en”, “pt-BR” or “az-Arab”.")
        offer = _("Write “%(meant)s”.") % {"meant": unknown.meant} if unknown.meant else example
        raise ValidationError(f"{sentence} {offer}") from unknown


def fill_article(article):
    # A copy of an older version may have a tag that is none: the copy desk asks for another.
    if article._state.adding or languages.is_known(article.language):
        article.language = usual_language(article.language)


def fill_image(image):
    if languages.is_known(image.captions_language):
        image.captions_language = usual_language(image.captions_language)


def fill_publication(publication):
    tags = {tag.casefold(): tag for tag, _name in settings.LANGUAGES}
    written = publication.language.replace("_", "-").casefold()
    publication.language = tags.get(written, publication.language)


def fill_citation(citation):
    citation.mark = citation.mark or citation.source.slug
    citation.passage_digest = citation.passage_digest or passage_digest(citation)


def passage_digest(citation):
    """Return the digest of what rests on a citation in the copy as it stands; empty where nothing does."""
    return passages.passage_digests(citation.article.text_with_marks).get(citation.mark, "")


def fill_named(thing, made=slugs.slug):
    """Give an empty slug its value: made of the name, numbered where it is taken; keep a fixed one."""
    Named.clean(thing)
    if thing.slug:
        return
    language = Publication.objects.current().language
    base = made(thing.name, language, longest=90) or thing._meta.model_name
    others = type(thing).objects.filter(slug__startswith=base).exclude(pk=thing.pk)
    # One query for all numbered forms of the name, instead of one for each number tried.
    taken = set(others.values_list("slug", flat=True))
    thing.slug = next(slug for slug in numbered(base) if slug not in taken)


def fill_source(source):
    source.keep_name()
    fill_named(source, slugs.latin_slug)  # it is the key of its citations, which any keyboard types


FILL = {
    Act: act_chain.fill_act,
    Article: fill_article,
    Image: fill_image,
    Publication: fill_publication,
    Edition: fill_edition,
    Citation: fill_citation,
    Source: fill_source,
    **dict.fromkeys((Person, Section, Topic), fill_named),
}
