"""What follows from a row when it is written. A load derives it for itself: see `archive/loading.py`."""

from functools import partial

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import receiver

from articles import search
from articles.archive import filling, indexing
from articles.desk import cdn
from articles.models import (
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
    site_state,
)
from articles.pictures import social_cards

PUBLIC = (Edition, Image, Page, Person, Placement, Publication, Section, Source, Topic)


@receiver(pre_save)
def fill_row(sender, instance, raw=False, **kwargs):
    if sender in filling.FILL and not raw:
        filling.FILL[sender](instance)


def replace_token_of_site(**kwargs):
    site_state.replace_token()


@receiver(site_state.token_replaced)
def purge_cdn(**kwargs):
    if settings.CDN:
        transaction.on_commit(partial(cdn.freshen, at_once=True), robust=True)


for model in PUBLIC:
    # Each by name: what no receiver waits for is deleted without being read.
    post_save.connect(replace_token_of_site, sender=model)
    post_delete.connect(replace_token_of_site, sender=model)


@receiver(post_save, sender=Edition)
def index(instance, created, update_fields, raw=False, **kwargs):
    if raw:
        return
    if update_fields == {"live_until"}:
        indexing.close_links(instance)
    else:
        indexing.index(instance, is_new=created)


@receiver(post_save, sender=Edition)
def draw_card(sender, instance, raw=False, **kwargs):
    """Draw a story's social card once it is stored; `manage.py renditions --cards` draws those of a load."""
    if not raw:
        transaction.on_commit(lambda: social_cards.store(instance), robust=True)


@receiver(post_save, sender=Publication)
@receiver(post_save, sender=Section)
@receiver(post_save, sender=Person)
@receiver(post_save, sender=Topic)
@receiver(post_save, sender=Source)
def draw_page_card(sender, instance, raw=False, **kwargs):
    if not raw:
        transaction.on_commit(partial(social_cards.draw_page_card, instance), robust=True)


@receiver(pre_delete, sender=Edition)
def remove_from_index(sender, instance, **kwargs):
    search.remove(instance)


@receiver(post_save, sender=Article)
def index_copy(instance, update_fields, raw=False, **kwargs):
    if raw:
        return
    if update_fields is None or not update_fields.isdisjoint(search.COPIED):
        search.index_copy(instance.pk, instance)


@receiver(post_save, sender=Byline)
@receiver(post_save, sender=Citation)
@receiver(post_delete, sender=Byline)
@receiver(post_delete, sender=Citation)
def index_names(instance, raw=False, **kwargs):
    if not raw:
        search.index_copy(instance.article_id)


@receiver(m2m_changed, sender=Article.topics.through)
def index_topics(sender, instance, action, reverse, **kwargs):
    if action.startswith("post_") and not reverse:
        search.index_copy(instance.pk)


@receiver(pre_save, sender=Person)
@receiver(pre_save, sender=Section)
@receiver(pre_save, sender=Source)
@receiver(pre_save, sender=Topic)
def compare_names(sender, instance, update_fields, raw=False, **kwargs):
    names, instance.is_called_otherwise = search.SAID[sender], False
    if not raw and (update_fields is None or not update_fields.isdisjoint(names)):
        stored = sender.objects.filter(pk=instance.pk).values_list(*names).first()
        instance.is_called_otherwise = stored not in (None, tuple(getattr(instance, name) for name in names))


@receiver(post_save, sender=Person)
@receiver(post_save, sender=Section)
@receiver(post_save, sender=Source)
@receiver(post_save, sender=Topic)
def index_copies_with(instance, **kwargs):
    if instance.is_called_otherwise:
        search.index_copies(search.copies_with(instance))


@receiver(post_delete, sender=Article)  # behind its bylines and citations, which have it indexed again
def remove_copy_from_index(sender, instance, **kwargs):
    search.remove_copy(instance)


@receiver(post_save, sender=Source)
@receiver(post_delete, sender=Source)
def name_no_source_in_the_admins_log(instance, created=False, raw=False, **kwargs):
    """Take the name of a source out of the admin's own log where it is kept back from now on, or deleted."""
    is_deleted = "update_fields" not in kwargs  # only what is saved has those
    if raw or created or not (is_deleted or instance.is_confidential):
        return
    description = instance.public_description if instance.is_confidential else ""
    rows = LogEntry.objects.filter(
        content_type__app_label="articles", content_type__model="source", object_id=str(instance.pk)
    )
    rows.exclude(object_repr=description[:200]).update(object_repr=description[:200])


@receiver(post_migrate)
def empty_index(sender, **kwargs):
    """Empty the index with its newsroom: `flush` leaves tables without a model as they are."""
    if sender.name == "articles":
        search.clear_if_empty()
