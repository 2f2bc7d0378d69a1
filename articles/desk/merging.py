"""Merges of sources, people, topics and sections: one stands for another of its kind from now on."""

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles import search
from articles.models import (
    Article,
    Byline,
    Citation,
    Coverage,
    Edition,
    Person,
    Publication,
    SavedView,
    Section,
    Snippet,
    Source,
    Topic,
)

from . import fronts
from .describing import log, named_act
from .public_rows import PUBLIC, state
from .rules import refuse, second_person_missing

MOVED = (Article, Coverage, Snippet)  # to another section
# As the lists of the desk name a filter, and what it takes.
FILTERS = {Section: ("section__id__exact", "pk"), Source: ("source", "slug")}


def merge(verb, thing, into, by, reason, proposal):
    """Let `into` stand for `thing`: its address leads there, the copies name it; records stay as printed."""
    with named_act(verb, thing, by) as (row, at), search.at_the_end():
        into = type(row).objects.select_for_update().get(pk=into.pk)
        told = {"into": into.slug}
        if row.is_in_print():
            refuse(second_person_missing(verb, by, Publication.objects.current(), proposal))
            told["in_print"] = True
        refuse(unmergeable(row, into))
        search.index_copies(search.copies_with(row))
        HANDED_OVER[type(row)](row, into, at)
        _saved_views(row, into)
        # One step from every old address.
        type(row).objects.filter(merged_into=row).update(merged_into=into)
        row.merged_into = into
        row.save(update_fields=["merged_into"])
        log(verb, at, by, row, reason, **told)


def merge_sources(source, into, *, by, reason="", proposal=None):
    merge("merge_sources", source, into, by, reason, proposal)


def merge_people(person, into, *, by, reason="", proposal=None):
    merge("merge_people", person, into, by, reason, proposal)


def merge_topics(topic, into, *, by, reason="", proposal=None):
    merge("merge_topics", topic, into, by, reason, proposal)


def merge_sections(section, into, *, by, reason="", proposal=None):
    merge("merge_sections", section, into, by, reason, proposal)


def unmergeable(thing, into):
    """Return why one can't stand for the other, as a sentence, or an empty string."""
    if thing.pk == into.pk:
        return _("Choose another: nothing can be merged into itself.")
    if thing.merged_into_id or into.merged_into_id:
        return _("One of the two is merged already. Choose the one that it was merged into.")
    if isinstance(thing, Section) and thing.is_closed != into.is_closed:
        return _("A closed section and an open one stay apart: the merge would show what is closed.")
    return _unmergeable_source(thing, into) if isinstance(thing, Source) else ""


def pair_state(thing, into):
    """Return a hash of what both say, for which a merge is proposed."""
    return f"{state(thing, PUBLIC[type(thing)])}-{state(into, PUBLIC[type(into)])}"


def reach(thing, at):
    """Return how many live stories and how many copies name something that is to be merged."""
    records = thing.records(thing.with_merged())
    key = "pk" if isinstance(thing, Section) else "edition"
    live = Edition.objects.published(at).filter(pk__in=records.order_by().values(key))
    copies = Article.objects.filter(**{search.NAMED_BY[type(thing)]: thing}).values("pk").distinct()
    return live.count(), copies.count()


def _unmergeable_source(source, into):
    if source.is_confidential != into.is_confidential:
        return _("A confidential source and a named one stay apart: the merge would tell who it is.")
    if source.pk in {voice.pk for voice in into.chain()}:
        return _("These sources would speak for each other in a ring. Merge them the other way round.")
    return ""


def _citations(source, into, _at):
    Citation.objects.filter(source=source).update(source=into)
    Source.objects.filter(represents=source).update(represents=into)  # nobody speaks for a name that is gone


def _bylines(person, into, _at):
    """Name a person once in each byline; who had an account keeps it."""
    rows = Byline.objects.filter(person=person)
    for key in rows.filter(article__bylines__person=into).values_list("article", flat=True).distinct():
        name_once(Byline.objects.filter(article=key, person__in=(person, into)).order_by("order", "pk"))
    rows.update(person=into)
    if person.user_id and not into.user_id:
        user, person.user = person.user, None
        person.save(update_fields=["user"])
        into.user = user
        into.save(update_fields=["user"])


def name_once(rows):
    """Leave the first of a byline's rows, with the roles of all, as far as there is room."""
    first, *others = rows
    roles = list(dict.fromkeys(row.role for row in rows if row.role))
    while roles and len(", ".join(roles)) > Byline._meta.get_field("role").max_length:
        roles.pop()
    first.role = ", ".join(roles)
    first.save(update_fields=["role"])
    for row in others:
        row.delete()


def _topics(topic, into, _at):
    rows = Article.topics.through.objects.filter(topic=topic)
    rows.filter(article__topics=into).delete()
    rows.update(topic=into)


def _sections(section, into, at):
    for model in MOVED:
        model.objects.filter(section=section).update(section=into)
    fronts.hand_over(section, into, at)


def _saved_views(thing, into):
    """Let the kept lists of the desk that show one show what stands for it."""
    if type(thing) not in FILTERS:
        return
    name, key = FILTERS[type(thing)]
    before, now = (str(getattr(each, key)) for each in (thing, into))
    listed = [model._meta.model_name for model in MOVED]
    views = SavedView.objects.filter(listed__in=listed, query__contains=urlencode({name: before}))
    for view in views:
        asked = QueryDict(view.query, mutable=True)
        if asked.getlist(name) == [before]:
            asked[name] = now
            view.query = asked.urlencode()
            if len(view.query) <= SavedView._meta.get_field("query").max_length:  # no view stops a merge
                view.save(update_fields=["query"])


HANDED_OVER = {Source: _citations, Person: _bylines, Topic: _topics, Section: _sections}
