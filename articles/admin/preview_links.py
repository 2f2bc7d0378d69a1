"""Previews for people outside: made and ended at the desk, opened by anybody who has the secret address."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles import desk
from articles.desk import rules, sharing
from articles.desk.registry import ACTS
from articles.models import PreviewLink, Publication, clock
from articles.public.site import localised, render, site_of
from articles.public.stories import story_context

from . import screens
from .forms import parse_key
from .preview import draft

HOURS = [
    (1, gettext_lazy("one hour")),
    (24, gettext_lazy("a day")),
    (24 * 7, gettext_lazy("a week")),
    (24 * 30, gettext_lazy("30 days")),
]


class LinkForm(forms.Form):
    hours = forms.TypedChoiceField(label=gettext_lazy("open for"), choices=HOURS, coerce=int, initial=24)
    what = forms.ChoiceField(
        label=gettext_lazy("shows"),
        choices=[
            ("newest", gettext_lazy("always the newest version")),
            ("this", gettext_lazy("this version")),
        ],
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def links(request, pk, *, model_admin):
    """List a story's links; make one, or end one."""
    article = screens.story_for(request, pk, model_admin.has_view_permission)
    form = LinkForm(request.POST or None, initial={"version": article.version})
    if request.method == "POST" and _done(request, article, form):
        return redirect("admin:articles_article_links", pk)
    at = clock.now()
    rows = article.preview_links.prefetch_related("created_by").order_by("-created_at", "-pk")
    address = Publication.objects.current().address.rstrip("/")
    context = {
        "article": article,
        "at": at,
        "form": form,
        "objection": rules.objection("share", article, request.user, None),
        "links": [
            (row, address + reverse("outside_preview", args=[row.secret]), sharing.is_open(row, at))
            for row in rows
        ],
    }
    return screens.render_screen(request, "articles/article/links.html", _("Preview links"), context)


def _done(request, article, form):
    try:
        if "revoke" in request.POST:
            key = request.POST["revoke"]
            link = get_object_or_404(PreviewLink, article=article, pk=parse_key(key))
            desk.revoke(link, by=request.user)
            messages.success(request, ACTS["revoke"].done)
            return True
        if not form.is_valid():
            return False
        until = clock.now() + timedelta(hours=form.cleaned_data["hours"])
        is_frozen = form.cleaned_data["what"] == "this"
        version = (form.cleaned_data["version"] or 0) if is_frozen else None
        desk.share(article, by=request.user, until=until, version=version)
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return True
    messages.success(request, ACTS["share"].done)
    return True


@require_safe
def outside(request, secret):
    """Show the copy behind a secret link, or say that the link has ended."""
    link = PreviewLink.objects.select_related("article", "created_by").filter(secret=secret).first()
    if link is None:
        raise Http404
    site = site_of(request)
    with localised(site):
        at = clock.now()
        if sharing.is_open(link, at):
            response = _shown(request, link, site)
        else:
            context = {"link": link, "at": at, "canonical": ""}
            response = render(request, "articles/preview_ended.html", context, status=410)
    # The secret is in the address: neither caches, nor search engines, nor the sites linked to may keep it.
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _shown(request, link, site):
    article = link.article
    if link.version is not None:
        article = article.as_saved(link.version)
    timeline = desk.Timeline(article, clock.now())
    frozen = link.printed or {}
    embargo = link.article.embargo_until
    context = {
        "canonical": "",
        "link": link,
        "embargo": embargo if embargo and embargo > timeline.at else None,
        **story_context(draft(timeline, link.created_by, frozen), timeline.at, site, is_frozen=bool(frozen)),
    }
    response = render(request, "articles/preview.html", context)
    if request.method == "GET":
        PreviewLink.objects.filter(pk=link.pk).update(views=F("views") + 1)
    return response
