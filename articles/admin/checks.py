"""The copy desk's findings on what stands in the form, saved or not."""

import re

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from articles import copydesk
from articles.models import Article, Byline, Person, Source
from articles.text import rendering

from .forms import parse_key

BYLINE = re.compile(r"bylines-(\d+)-(?:person|name)")
CITATION = re.compile(r"citations-(\d+)-(?:mark|source)")


@require_POST
def checks(request, pk=None, *, model_admin):
    """Return {"findings": [...]} as JSON; nothing is stored."""
    stored = get_object_or_404(Article.objects.visible_to(request.user), pk=pk) if pk else None
    if not model_admin.has_view_or_change_permission(request, stored):
        raise PermissionDenied
    article = typed(request.POST, pk)
    findings = copydesk.check(article, marks=marks(request.POST), printed=printed(request.POST))
    return JsonResponse({"findings": [finding.as_dict() for finding in findings]})


def typed(data, pk):
    """Return an unsaved article with the values of a form."""
    said = {
        field: _chosen(field, data[field]) if field in Article.LINKED else data[field].replace("\r\n", "\n")
        for field in Article.FIELDS
        if field in data
    }
    said["body"] = said.get("body", "")[: rendering.MAX_LENGTH]
    return Article(pk=pk, **said)


def _chosen(field, key):
    model = Article._meta.get_field(field).remote_field.model
    return model.objects.filter(pk=parse_key(key)).first() if parse_key(key) else None


def printed(data):
    """Return {"byline": the rows of a form as they would be printed}, or {} where it sends none."""
    if "bylines-TOTAL_FORMS" not in data:
        return {}
    places = dict.fromkeys(int(match[1]) for match in map(BYLINE.fullmatch, data) if match)
    rows = [place for place in sorted(places) if f"bylines-{place}-DELETE" not in data]
    keys = {place: parse_key(data.get(f"bylines-{place}-person", "")) for place in rows}
    people = Person.objects.in_bulk(set(keys.values()))
    named = [Byline(person=people.get(keys[place])) for place in rows]
    for place, row in zip(rows, named, strict=True):
        row.name, row.role = (data.get(f"bylines-{place}-{field}", "") for field in ("name", "role"))
    return {"byline": [row.as_printed() for row in named if str(row).strip()]}


def marks(data):
    """Return {mark: source} of the citations in a form: marks as typed, or else their sources' keys."""
    places = {match[1] for match in map(CITATION.fullmatch, data) if match}
    rows = [place for place in places if f"citations-{place}-DELETE" not in data]
    keys = {place: parse_key(data.get(f"citations-{place}-source", "")) for place in rows}
    sources = Source.objects.select_related("represents").in_bulk(set(keys.values()))
    found = {}
    for place in rows:
        source = sources.get(keys[place])
        mark = data.get(f"citations-{place}-mark") or (source.slug if source else "")
        found |= {mark: source} if mark else {}
    return found
