"""What a desk must cover becomes a story."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Coverage

from .copying import save
from .noting import note
from .registry import may
from .rules import refuse


def _may_note(user, article):
    """Ask whether who wrote down what is to be covered may still leave a note on its story."""
    return user is not None and may(user, "note") and article.is_visible_to(user)


@transaction.atomic
def begin_story(coverage, *, by):
    """Return the story of a coverage: a new one with what is known of it, or the one that somebody began."""
    row = Coverage.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=coverage.pk).first()
    refuse(_("There is no such coverage.") if row is None else "")
    if row.article_id:
        return row.article
    known = {"section": row.section, "assignee": row.assignee or by, "due_at": row.due_at}
    row.article = Article(headline=row.slugline, **known)
    save(row.article, by=by)
    row.save(update_fields=["article"])
    if row.note.strip():
        note(row.article, by=row.by if _may_note(row.by, row.article) else by, text=row.note)
    return row.article
