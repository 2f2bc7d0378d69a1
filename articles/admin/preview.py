"""A draft as readers would see it: for the desk, and never cached."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from articles import desk, freshness
from articles.desk.publishing import new_edition
from articles.models import Article, Publication


def preview(request, pk, *, model_admin):
    """Show the working copy in the public template."""
    article = get_object_or_404(Article.objects.select_related("section"), pk=pk)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    timeline = desk.Timeline(article, freshness.now())
    edition = new_edition(article, timeline, "update", timeline.at, request.user, "", "")
    edition.first_published_at = timeline.record.first_published_at if timeline.record else timeline.at
    context = {"edition": edition, "article": article, "publication": Publication.objects.current()}
    response = TemplateResponse(request, "admin/articles/article/preview.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
