"""What a person sees at the desk, as a file: the list of stories as CSV, a story as Markdown, Word or PDF."""

import csv
from itertools import chain

import yaml
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from articles.desk import auditing
from articles.models import Byline, Citation
from articles.public.provenance import as_cell

from . import screens
from .story_document import StoryDocument
from .story_list import STANDING, standing_of

PART = 500  # stories read at once
# By their names: their libraries take 20 MB, and are imported once somebody asks for a document.
WRITERS = {
    "docx": (
        "articles.admin.as_word.as_word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": ("articles.admin.as_pdf.as_pdf", "application/pdf"),
}


class Echo:
    """A file whose write() returns the text, for a stream."""

    def write(self, text):
        return text


def stories_csv(request, *, model_admin):
    """Send the list with its filters, all of its pages, as it is read from the database."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    try:
        rows = model_admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:  # the list says so, as it does of its own
        return HttpResponseRedirect(reverse("admin:articles_article_changelist") + f"?{ERROR_FLAG}=1")
    return as_table(request, "stories", _lines(rows, timezone.get_current_timezone()))


def as_table(request, name, lines):
    """Stream lists of values as CSV, and log who exported them."""
    auditing.log("export_list", "newsroom", name, by=request.user, query=request.GET.urlencode())
    write = csv.writer(Echo()).writerow
    written = (write([as_cell(value) for value in line]) for line in lines)
    sent = chain(["\ufeff"], written)  # with a mark at its start, Excel reads UTF-8
    return as_file(StreamingHttpResponse(sent, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _lines(rows, zone):
    """Yield the lines of the list; `zone` is the paper's, since the answer is sent behind the request."""
    yield [
        _("headline"), _("slug"), _("stage"), _("readers see"), _("section"), _("author"), _("assignee"),
        _("saved"),
    ]  # fmt: skip
    rows = (
        rows.defer("body")
        .select_related("section", "assignee", "created_by")
        .prefetch_related("bylines__person")
    )
    for story in rows.iterator(chunk_size=PART):
        author = ", ".join(str(row) for row in story.bylines.all()) or str(story.created_by or "")
        yield [
            story.headline, story.slug, story.get_stage_display(), STANDING[standing_of(story)],
            story.section or "", author, story.assignee or "",
            timezone.localtime(story.updated_at, zone).isoformat(" ", "minutes"),
        ]  # fmt: skip


def story_markdown(request, pk, *, model_admin):
    """Send a working copy as Markdown, with its other fields as front matter, its sources among them."""
    article = _exported(request, pk, model_admin)
    return _as_story(article, markdown_of(article), "md", "text/markdown; charset=utf-8")


def story_document(request, pk, end, *, model_admin):
    """Send a working copy with its pictures and its sources for Word, or for print."""
    writer, media_type = WRITERS[end]
    article = _exported(request, pk, model_admin)
    return _as_story(article, import_string(writer)(StoryDocument(article)), end, media_type)


def _exported(request, pk, model_admin):
    article = screens.story_for(request, pk, model_admin.has_view_permission)
    auditing.log("export_story", "article", article.uid, by=request.user)
    return article


def _as_story(article, content, end, kind):
    return as_file(HttpResponse(content, content_type=kind), f"{article.slug or article.uid}.{end}")


def markdown_of(article):
    sources = [row.as_printed() for row in Citation.objects.of([article.pk])]
    return with_front_matter({**front_matter_of(article, article.stage), "sources": sources}, article.body)


def front_matter_of(article, status):
    """Return the fields of a working copy by the names that static site generators know."""
    return {
        "title": article.headline,
        "slug": article.slug,
        "status": status,
        "description": article.standfirst,
        "authors": [str(row) for row in Byline.objects.of([article.pk])],
        "categories": [article.section.name] if article.section else [],
        "tags": sorted(topic.name for topic in article.topics.all()),
        "language": article.language,
    }


def with_front_matter(fields, body):
    """Return Markdown behind its front matter, from which empty fields are left out."""
    filled = {key: value for key, value in fields.items() if value}
    return f"---\n{yaml.safe_dump(filled, allow_unicode=True, sort_keys=False)}---\n\n{body}\n"


def as_file(answer, name):
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer
