"""Who is told of an act: by mail where they chose it; My desk shows it in any case."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction

from articles.models import Push

from . import outbox


def concerned(article, verb, by):
    """Return the keys of those whom an act concerns: who wrote the story, whose it is, who decides next."""
    keys = {article.created_by_id, article.assignee_id}
    if verb in ("submit", "hear") and article.section_id:
        keys |= set(article.section.editors.values_list("pk", flat=True))
    if verb in ("note", "hear", "resolve"):
        keys |= set(article.notes.values_list("by", flat=True))
    return keys - {None, by and by.pk}


def _wanting_mail(keys):
    users = get_user_model().objects.filter(pk__in=keys, is_active=True, is_staff=True)
    return users.filter(preference__wants_mail=True).exclude(email="").order_by("pk")


def tell(act, article):
    """Put mail into the outbox for those concerned who want it, and send it behind the transaction."""
    users = _wanting_mail(tuple(concerned(article, act.verb, act.by)))
    # The act's key, not its words: what is redacted later must not lie in the outbox.
    rows = [Push(kind="mail", data={"to": user.email, "act": act.pk}) for user in users]
    if rows:
        Push.objects.bulk_create(rows)
        transaction.on_commit(partial(outbox.send_waiting, at_once=True))
