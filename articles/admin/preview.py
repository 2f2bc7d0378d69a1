"""A draft as readers would see it: for the desk, and never cached."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from articles import desk
from articles.archive import deriving
from articles.desk.publishing import new_edition
from articles.models import Article, clock
from articles.public.site import localised, render, site_of
from articles.public.stories import own_context, story_context


def preview(request, pk, *, model_admin):
    """Show the working copy in the public template."""
    article = get_object_or_404(Article.objects.visible_to(request.user).select_related("section"), pk=pk)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    timeline = desk.Timeline(article, clock.now())
    site = site_of(request)
    with localised(site):
        context = {
            "article": article,
            "canonical": "",
            **story_context(draft(timeline, request.user), timeline.at, site),
        }
        response = render(request, "admin/articles/article/preview.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def as_read(edition, timeline):
    """Return the HTML of a draft as its page would show it, in the paper's language."""
    with localised(timeline):
        context = {"publication": timeline.publication, **own_context(edition, timeline.at)}
        return render_to_string("admin/articles/article/_story_read.html", context)


def draft(timeline, user, frozen=()):
    """Return an unsaved edition of the copy; `frozen` is {column: rows}, as they were before."""
    edition = new_edition(timeline.article, timeline, "update", timeline.at, user, "", "")
    for column, rows in dict(frozen).items():
        setattr(edition, column, rows)
    edition.slug = edition.slug or (timeline.record.slug if timeline.record else "draft")
    edition.first_published_at = timeline.record.first_published_at if timeline.record else None
    deriving.derive(edition, language=timeline.publication.language)
    return edition
