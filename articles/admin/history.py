"""The versions of a working copy: listed, compared word by word, and restored as a new version."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import desk, search
from articles.desk import merging
from articles.models import Article, Byline, Citation, Edition, Person, Source, Topic
from articles.models.edition import salt
from articles.models.version import rows_of
from articles.text import passages
from articles.text.diffs import word_diff

from . import diffs, screens
from .forms import parse_key

PER_PAGE = 50
ROWS = [field for field in Edition.ROWS if field != "pictures"]


def versions(request, pk, *, model_admin):
    """List a story's versions, and compare the two that are asked for."""
    article = screens.story_for(request, parse_key(pk), model_admin.has_view_or_change_permission)
    rows = article.history.select_related("history_user").order_by("-history_date", "-history_id")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "article": article,
        "page": listed,
        "may_restore": model_admin.has_change_permission(request, article),
        **compared(article, request.GET.get("old", ""), request.GET.get("new", ""), request.user),
    }
    return screens.render_screen(request, "articles/article/history.html", _("History"), context)


def compared(article, old, new, user):
    """Return the changes between two rows of the history, given by their numbers."""
    rows = article.history.in_bulk([parse_key(old), parse_key(new)])
    before, after = rows.get(parse_key(old)), rows.get(parse_key(new))
    if before is None or after is None:
        return {}
    both_rows = [rows_at(article, row) for row in (before, after)]
    return {
        "before": before,
        "after": after,
        "changes": [*diffs.changed_fields(before.instance, after.instance, user), *changed_rows(*both_rows)],
        "lacks_rows": None in both_rows,
    }


def rows_at(article, version):
    """Return byline, citations and topics of a version; None of one from before they were kept."""
    is_newest = version.rows is None and version.version == article.version
    return rows_of(article) if is_newest else version.rows


def changed_rows(before, after):
    """Return the changes of byline, citations and topics as rows of a screen."""
    if before is None or after is None:
        return []
    pairs = ((field, *("\n".join(map(in_words, rows[field])) for rows in (before, after))) for field in ROWS)
    return [(diffs.label(field), word_diff(old, new)) for field, old, new in pairs if old != new]


def in_words(row):
    return row if isinstance(row, str) else ", ".join(str(value) for value in row.values() if value)


@require_POST
def restore(request, pk, version, *, model_admin):
    """Save an old version as the newest one."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    old = get_object_or_404(article.history, history_id=version)
    rows = rows_at(article, old)
    for field in Article.FIELDS:
        restore_field(article, old, field)
    base = request.POST.get("version", "")
    try:
        with transaction.atomic(), search.at_the_end():
            # Who brings back a byline or a citation is a writer of the copy, as who typed it is.
            is_other = rows is not None and rows != rows_of(article)
            is_handed_over = desk.save(
                article, by=request.user, base=parse_key(base), has_other_rows=is_other
            )
            lost = restore_rows(article, rows)
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:articles_article_history", pk)
    if rows is None:
        messages.warning(request, _("Its byline, citations and topics were not kept: they are as they were."))
    if lost:
        sentence = _("Left out, since nothing has these slugs any more: %(slugs)s. Add them by hand.")
        messages.warning(request, sentence % {"slugs": ", ".join(lost)})
    messages.success(request, _("Restored as version %(number)d.") % {"number": article.version})
    if is_handed_over:
        return model_admin.tell_handed_over(request, article)
    return redirect("admin:articles_article_change", pk)


def restore_field(article, old, field):
    """Take a field from an old version; an empty slug, and a row that is deleted since, change nothing."""
    column = Article._meta.get_field(field)
    value = getattr(old, column.attname)
    if field == "slug":
        value = value or article.slug
    if value is not None and column.remote_field:
        target = column.remote_field.model.objects.filter(pk=value).first()
        value = heir(target).pk if target else getattr(article, column.attname)
    setattr(article, column.attname, value)


def heir(thing):
    """Return a row's successor since a merge, or the row itself."""
    return getattr(thing, "merged_into", None) or thing


def restore_rows(article, rows):
    """Give a copy the byline, the citations and the topics of an old version; return the slugs not found."""
    if rows is None or rows == rows_of(article):
        return []
    wanted = {
        Person: [row["person"] for row in rows["byline"] if row["person"]],
        Source: [row["source"] for row in rows["citations"]],
        Topic: rows["topics"],
    }
    people, sources, topics = found = [
        {row.slug: heir(row) for row in model.objects.select_related("merged_into").filter(slug__in=slugs)}
        for model, slugs in wanted.items()
    ]
    # What was not checked since its passage was changed is not checked by a restoration, nor is what was
    # gone: an empty digest would be filled with that of the passage as it stands.
    cited = article.citations.values_list("mark", "source__slug", "passage_digest")
    digests = {(mark, source): digest for mark, source, digest in cited}
    rested_on = passages.passage_digests(article.text_with_marks)
    article.bylines.all().delete()
    article.citations.all().delete()
    _restore_byline(article, rows["byline"], people)
    for row in rows["citations"]:
        if row["source"] in sources:
            digest = digests.get((row["mark"], row["source"])) or (salt() if row["mark"] in rested_on else "")
            more = {"source": sources[row["source"]], "passage_digest": digest}
            Citation.objects.create(article=article, **{**row, **more})
    article.topics.set(topics.values())
    pairs = zip(wanted.values(), found, strict=True)
    return [slug for slugs, known in pairs for slug in dict.fromkeys(slugs) if slug not in known]


def _restore_byline(article, rows, people):
    for row in rows:
        if row["name"] or row["person"] in people:
            Byline.objects.create(article=article, **{**row, "person": people.get(row["person"])})
    for person, number in Counter(people.values()).items():
        if number > 1:  # they were merged since
            merging.name_once(article.bylines.filter(person=person))
