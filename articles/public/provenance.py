"""A story's sources and history, and the archive's head and digests, as JSON, CSV and text."""

import csv
import io
from datetime import UTC

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

from articles.archive import export, signing
from articles.archive.digests import iso_milliseconds
from articles.models import Edition, clock

from .compiled_queries import CompiledQuery
from .current_names import join_current_names
from .lists import month_of
from .page_cache import read_only
from .site import public_page, site_of
from .stories import edition_at

JSON = {"ensure_ascii": False, "indent": 1}
COLUMNS = ("mark", "name", "kind", "role", "speaks_for", "basis", "standing", "quote", "locator",
           "address", "seen_on", "archived_copy", "passages")  # fmt: skip


@public_page()
def sources_json(request, slug):
    """A story's sources, as its page shows them."""
    return answer_for_story(request, slug, "sources_json", _sources_as_json)


def _sources_as_json(request, edition):
    site = site_of(request)
    known = join_current_names(edition, request.moment)
    return JsonResponse(
        {
            "story": site.address(edition.get_absolute_url()),
            "edition": edition.number,
            "summary": known["voices"],
            "coverage": known["coverage"],
            "sources": [_source(site, row) for row in known["sources"]],
            "bare": known["bare"],
        },
        json_dumps_params=JSON,
    )


def _source(site, row):
    known = {key: row.get(key) for key in COLUMNS if row.get(key)}
    url = row["today"]["url"]
    voices = [
        {"name": voice["name"], **({"url": site.address(voice["url"])} if voice["url"] else {})}
        for voice in row["speaks_for"]
    ]
    known |= {"name": row["today"]["name"], "url": site.address(url) if url else "", "speaks_for": voices}
    return {key: value for key, value in known.items() if value}


@public_page()
def sources_csv(request, slug):
    """The same as a table, one source a row."""
    return answer_for_story(request, slug, "sources_csv", _sources_as_csv)


def _sources_as_csv(request, edition):
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for row in join_current_names(edition, request.moment)["sources"]:
        shown = row | {
            "name": row["today"]["name"],
            "speaks_for": "; ".join(voice["name"] for voice in row["speaks_for"]),
            "passages": "\n".join(row["passages"]),
        }
        rows.writerow(as_cell(shown.get(column, "")) for column in COLUMNS)
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


# What a spreadsheet takes for a formula begins so (OWASP, CSV injection), in East Asia with wide signs too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def as_cell(value):
    """Return a value as text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


@public_page()
def history_json(request, slug):
    """All that a stranger needs to check a story's chain: docs/reference/chain.md describes it."""
    return answer_for_story(request, slug, "history_json", _history_as_json, with_gone=True)


def _history_as_json(request, edition):
    editions = _whole_records(edition.article_id, request.moment)
    return JsonResponse(export.as_json(editions, request.moment), json_dumps_params=JSON)


@CompiledQuery
def _whole_records(article, at):
    return Edition.objects.printed(at).filter(article_id=article).defer("body_html", "derived")


def answer_for_story(request, slug, name, answer, with_gone=False):
    """Answer for the story at an address, as JSON or a table; an old slug leads to today's."""
    edition = edition_at(slug, request.moment)
    if not (edition.has_text or with_gone):
        raise Http404
    if edition.slug != slug:
        return HttpResponsePermanentRedirect(reverse(name, args=[edition.slug]))
    return answer(request, edition)


# The archive


@read_only
@gzip_page
@conditional_page
def archive_head(request):
    """The archive's head, now or at a past moment, signed where the paper has a key."""
    site = site_of(request)
    if "at" in request.GET:
        said = signing.signed_head(site.publication.address, parse_past_moment(request.GET["at"]))
    else:
        said = signing.newest_signed_head(site.publication.address, clock.now())
    said |= {
        "history": site.address("/articles/{slug}/history.json"),
        "digests": site.address("/.well-known/newsroom/{month}.txt"),
        "corrections": site.address(reverse("api_corrections")),
    }
    response = JsonResponse(said, json_dumps_params=JSON)
    response.headers["Cache-Control"] = "no-cache"
    return response


def parse_past_moment(text):
    """Return a moment that is over, so that all that was sealed by then is stored."""
    try:
        at = parse_datetime(text)
        is_past = at is not None and at.tzinfo is not None and at <= signing.last_settled_minute(clock.now())
        at = at and at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if not is_past:
        raise Http404
    return at


@read_only
@gzip_page
@conditional_page
def month_digests(request, year, month):
    """A month's digests in the archive's order, so that anybody can compute the head."""
    start, end = month_of(year, month, UTC)
    until = signing.last_settled_minute(clock.now())
    rows = Edition.objects.sealed(until).filter(sealed_at__gte=start, sealed_at__lt=end)
    lines = (
        f"{iso_milliseconds(sealed_at)} {uid} {number} {digest}\n"
        for sealed_at, uid, number, digest in rows.values_list("sealed_at", "article_uid", "number", "digest")
    )
    response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
