"""What must hold of a row however it is written: `loaddata` calls no `save()`."""

from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import receiver

from . import freshness, indexing, search
from .models import (
    Article,
    Byline,
    Citation,
    Edition,
    Image,
    Page,
    Person,
    Placement,
    Publication,
    Section,
    Source,
    Topic,
)

PUBLIC = (Edition, Image, Page, Person, Placement, Publication, Section, Source, Topic)


@receiver(pre_save)
def fill(sender, instance, raw=False, **kwargs):
    if sender.__module__.startswith("articles.models") and hasattr(instance, "fill"):
        instance.fill(raw=raw)


@receiver(post_save)
@receiver(post_delete)
def freshen(sender, **kwargs):
    if sender in PUBLIC:
        freshness.touch()


@receiver(m2m_changed)
def freshen_rows(sender, action, **kwargs):
    if action.startswith("post_") and sender is not Article.topics.through:
        freshness.touch()


@receiver(post_save, sender=Edition)
def index(sender, instance, **kwargs):
    indexing.index(instance)


@receiver(pre_delete, sender=Edition)
def forget(sender, instance, **kwargs):
    search.remove(instance)


@receiver(post_save, sender=Article)
@receiver(post_save, sender=Byline)
@receiver(post_save, sender=Citation)
@receiver(post_delete, sender=Byline)
@receiver(post_delete, sender=Citation)
def index_copy(sender, instance, **kwargs):
    search.index_copy(instance if sender is Article else instance.article)


@receiver(m2m_changed, sender=Article.topics.through)
def index_topics(sender, instance, action, reverse, **kwargs):
    if action.startswith("post_") and not reverse:
        search.index_copy(instance)


@receiver(pre_delete, sender=Article)
def forget_copy(sender, instance, **kwargs):
    search.remove_copy(instance)


@receiver(post_migrate)
def empty_index(sender, **kwargs):
    """Empty the index with its newsroom: `flush` knows no tables without a model."""
    if sender.name == "articles":
        search.clear_if_empty()
