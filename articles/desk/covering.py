"""What a desk must cover becomes a story."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Coverage

from .copying import save
from .noting import note
from .rules import refuse


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
        note(row.article, by=row.by or by, text=row.note)
    return row.article
