"""What must hold of a row however it is written: `loaddata` calls no `save()`."""

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import receiver

from articles import search
from articles.archive import filling, indexing
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
    if not sender.__module__.startswith("articles.models"):
        return
    if raw:
        # simple-history leaves raw saves out, but not the many-to-many rows that follow them.
        instance.skip_history_when_saving = True
        if _keeps_what_is_there(instance):
            return
        instance._is_added = True
    if sender in filling.FILL:
        filling.FILL[sender](instance)


def _keeps_what_is_there(instance):
    """Give a fixture's row the values stored, if any: a fixture adds, and changes nothing."""
    # A row that names a later one is saved twice; the second time it is there, and new all the same.
    if instance.pk is None or getattr(instance, "_is_added", False):
        return False
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    if stored:
        columns = [field.attname for field in instance._meta.concrete_fields]
        instance.__dict__.update({column: getattr(stored, column) for column in columns})
    return stored is not None


@receiver(pre_save, sender=Article.history.model)
def relink_history(instance, raw=False, **kwargs):
    """Tie a line of history to its article by uid: the article's key is another after a load."""
    if raw:
        key = Article.objects.filter(uid=instance.uid).values_list("pk", flat=True).first()
        instance.id = key or instance.id


def replace_token_of_site(**kwargs):
    site_state.replace_token()


for model in PUBLIC:
    # Each by name: what no receiver waits for is deleted without being read.
    post_save.connect(replace_token_of_site, sender=model)
    post_delete.connect(replace_token_of_site, sender=model)


@receiver(post_save, sender=Edition)
def index(instance, created, update_fields, **kwargs):
    if update_fields == {"live_until"}:
        indexing.close_links(instance)
    else:
        indexing.index(instance, is_new=created)


@receiver(post_save, sender=Edition)
def draw_card(sender, instance, raw=False, **kwargs):
    """Draw a story's social card once it is stored; `manage.py renditions --cards` draws those of a load."""
    if not raw:
        transaction.on_commit(lambda: social_cards.store(instance), robust=True)


@receiver(pre_delete, sender=Edition)
def remove_from_index(sender, instance, **kwargs):
    search.remove(instance)


@receiver(post_save, sender=Article)
def index_copy(instance, update_fields, **kwargs):
    if update_fields is None or not update_fields.isdisjoint(search.COPIED):
        search.index_copy(instance.pk, instance)


@receiver(post_save, sender=Byline)
@receiver(post_save, sender=Citation)
@receiver(post_delete, sender=Byline)
@receiver(post_delete, sender=Citation)
def index_names(instance, **kwargs):
    search.index_copy(instance.article_id)


@receiver(m2m_changed, sender=Article.topics.through)
def index_topics(sender, instance, action, reverse, **kwargs):
    if action.startswith("post_") and not reverse:
        search.index_copy(instance.pk)


@receiver(post_delete, sender=Article)  # behind its bylines and citations, which have it indexed again
def remove_copy_from_index(sender, instance, **kwargs):
    search.remove_copy(instance)


@receiver(post_migrate)
def empty_index(sender, **kwargs):
    """Empty the index with its newsroom: `flush` leaves tables without a model as they are."""
    if sender.name == "articles":
        search.clear_if_empty()
