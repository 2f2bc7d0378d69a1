"""The copy desk's findings on what stands in the form, saved or not."""

import re

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from articles import copydesk, markdown
from articles.models import Article, Image, Section, Source

TEXTS = ("headline", "standfirst", "body", "slug", "search_title", "language")
CITATION = re.compile(r"citations-(\d+)-(?:mark|source)")


@require_POST
def checks(request, pk=None, *, model_admin):
    """Return {"findings": [...]} as JSON; nothing is stored."""
    stored = get_object_or_404(Article, pk=pk) if pk else None
    if not model_admin.has_view_or_change_permission(request, stored):
        raise PermissionDenied
    article = typed(request.POST, pk)
    findings = copydesk.check(article, marks=marks(request.POST))
    return JsonResponse({"findings": [finding.as_dict() for finding in findings]})


def typed(data, pk):
    """Return an article, never saved, that says what a form does."""
    texts = {field: data.get(field, "").replace("\r\n", "\n") for field in TEXTS}
    texts["body"] = texts["body"][: markdown.MAX_LENGTH]
    return Article(
        pk=pk,
        section=_chosen(Section, data, "section"),
        lead_image=_chosen(Image, data, "lead_image"),
        **texts,
    )


def _chosen(model, data, field):
    key = data.get(field, "")
    return model.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def marks(data):
    """Return {mark: source} of the citations in a form: marks as typed, or else their sources' keys."""
    numbers = {match[1] for match in map(CITATION.fullmatch, data) if match}
    rows = [number for number in numbers if f"citations-{number}-DELETE" not in data]
    keys = {number: data.get(f"citations-{number}-source", "") for number in rows}
    chosen = {int(key) for key in keys.values() if key.isdecimal() and len(key) < 19}
    sources = Source.objects.select_related("represents").in_bulk(chosen)
    found = {}
    for number in rows:
        source = sources.get(int(keys[number])) if keys[number].isdecimal() else None
        mark = data.get(f"citations-{number}-mark") or (source.slug if source else "")
        found |= {mark: source} if mark else {}
    return found
