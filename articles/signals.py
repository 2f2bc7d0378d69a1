"""What must hold of a row however it is written: `loaddata` calls no `save()`."""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from . import freshness, indexing
from .models import Article, Edition, Image, Page, Person, Placement, Publication, Section, Source, Topic

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
