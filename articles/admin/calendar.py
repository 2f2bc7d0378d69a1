"""What is planned, by day."""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import freshness
from articles.models import Article, Edition


def plans(request, *, model_admin):
    """List the editions whose moment is ahead, the next first."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    ahead = Edition.objects.filter(live_from__gt=freshness.now()).order_by("live_from", "pk")
    rows = ahead.select_related("article", "section", "published_by")[:500]
    days = groupby(rows, key=lambda plan: timezone.localdate(plan.live_from))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Plans"),
        "opts": Article._meta,
        "days": [(day, list(rows)) for day, rows in days],
        "may_move": request.user.has_perm("articles.publish_article"),
    }
    return TemplateResponse(request, "admin/articles/article/plans.html", context)
