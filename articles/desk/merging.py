"""Merges of sources, people, topics and sections: one stands for another of its kind from now on."""

from django.utils.translation import gettext as _

from articles.models import Article, Byline, Citation, Person, Section, Source, Topic

from .rules import refuse
from .sources import log, named_act


def merge(verb, thing, into, by, reason):
    """Let `into` stand for `thing`: its address leads there, the copies name it; records stay as printed."""
    with named_act(verb, thing, by) as (row, at):
        into = type(row).objects.select_for_update().get(pk=into.pk)
        refuse(unmergeable(row, into))
        HANDED_OVER[type(row)](row, into)
        # One step from every old address.
        type(row).objects.filter(merged_into=row).update(merged_into=into)
        row.merged_into = into
        row.save(update_fields=["merged_into"])
        log(verb, at, by, row, reason, into=into.slug)


def merge_sources(source, into, *, by, reason=""):
    merge("merge_sources", source, into, by, reason)


def merge_people(person, into, *, by, reason=""):
    merge("merge_people", person, into, by, reason)


def merge_topics(topic, into, *, by, reason=""):
    merge("merge_topics", topic, into, by, reason)


def merge_sections(section, into, *, by, reason=""):
    merge("merge_sections", section, into, by, reason)


def unmergeable(thing, into):
    """Return why one can't stand for the other, as a sentence, or an empty string."""
    if thing.pk == into.pk:
        return _("Choose another: nothing can be merged into itself.")
    if thing.merged_into_id or into.merged_into_id:
        return _("One of the two is merged already. Choose the one that it was merged into.")
    return _unmergeable_source(thing, into) if isinstance(thing, Source) else ""


def _unmergeable_source(source, into):
    if source.is_confidential != into.is_confidential:
        return _("A confidential source and a named one stay apart: the merge would tell who it is.")
    if source.pk in {voice.pk for voice in into.chain()}:
        return _("These sources would speak for each other in a ring. Merge them the other way round.")
    return ""


def _citations(source, into):
    Citation.objects.filter(source=source).update(source=into)
    Source.objects.filter(represents=source).update(represents=into)  # nobody speaks for a name that is gone


def _bylines(person, into):
    """Name a person once in each byline; who had an account keeps it."""
    rows = Byline.objects.filter(person=person)
    rows.filter(article__bylines__person=into).delete()
    rows.update(person=into)
    if person.user_id and not into.user_id:
        user, person.user = person.user, None
        person.save(update_fields=["user"])
        into.user = user
        into.save(update_fields=["user"])


def _topics(topic, into):
    rows = Article.topics.through.objects.filter(topic=topic)
    rows.filter(article__topics=into).delete()
    rows.update(topic=into)


def _sections(section, into):
    Article.objects.filter(section=section).update(section=into)


HANDED_OVER = {Source: _citations, Person: _bylines, Topic: _topics, Section: _sections}
