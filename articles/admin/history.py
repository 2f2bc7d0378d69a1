"""The versions of a working copy: listed, compared word by word, and restored as a new version."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import desk
from articles.models import Article

from . import diffs, screens
from .forms import parse_key


def versions(request, pk, *, model_admin):
    """List a story's versions, and compare the two that are asked for."""
    article = get_object_or_404(Article, pk=parse_key(pk))
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    rows = article.history.select_related("history_user").order_by("-history_date", "-history_id")
    listed = Paginator(rows, 50).get_page(request.GET.get("p"))
    context = {
        "article": article,
        "page": listed,
        "may_restore": model_admin.has_change_permission(request, article),
        **compared(article, request.GET.get("old", ""), request.GET.get("new", "")),
    }
    return screens.render_screen(request, "articles/article/history.html", _("History"), context)


def compared(article, old, new):
    """Return the changes between two rows of the history, given by their numbers."""
    rows = article.history.in_bulk([parse_key(old), parse_key(new)])
    before, after = rows.get(parse_key(old)), rows.get(parse_key(new))
    if before is None or after is None:
        return {}
    return {
        "before": before,
        "after": after,
        "changes": diffs.changed_fields(before.instance, after.instance),
    }


@require_POST
def restore(request, pk, version, *, model_admin):
    """Save the text of an old version as the newest one."""
    article = get_object_or_404(Article, pk=pk)
    old = get_object_or_404(article.history, history_id=version)
    for field in Article.CORRECTABLE:
        setattr(article, field, getattr(old, field))
    base = request.POST.get("version", "")
    try:
        desk.save(article, by=request.user, base=parse_key(base))
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[pk]))
    messages.success(request, _("Restored as version %(number)d.") % {"number": article.version})
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
