"""The command palette: a story, a person, a source or an act, found by a few letters."""

from django.contrib.admin import site
from django.http import JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles import desk, search
from articles.desk import fronts
from articles.desk.registry import ACTS
from articles.models import Article, Edition, Person, Source, clock

from . import acts
from .forms import parse_key
from .markdownx_views import staff_only
from .suggestions import NEWEST, OFFERED, query_of


@require_GET
@staff_only
def palette_results(request):
    """Return what a query finds: the acts first, since they are few."""
    query = query_of(request)
    rows = [*_acts_of(request), *_places(request)]
    found = [row for row in rows if query.casefold() in row["name"].casefold()]
    if query:
        found += _stories(request.user, query) + _named(request.user, query)
    return JsonResponse({"found": found})


def _row(kind, name, address):
    return {"kind": kind, "name": str(name), "address": address}


def _acts_of(request):
    """Return the acts of the story that is open."""
    pk = parse_key(request.GET.get("story", ""))
    article = Article.objects.visible_to(request.user).filter(pk=pk).first() if pk else None
    if article is None:
        return []
    allowed = desk.allowed_acts(article, request.user)
    own = [*acts.act_buttons(allowed), *_shortcuts(allowed)]
    own += [("preview", _("Preview")), ("history", _("History"))]
    rows = [_row(_("this story"), name, _of(article, *verb.split("#"))) for verb, name in own]
    if request.user.has_perm("articles.view_placement") and not fronts.may_place(request.user, None):
        for part, name in ACTS["place"].shortcuts.items():
            rows.append(_row(_("this story"), name, f"{reverse('home_desk')}?story={pk}#{part}"))
        # Last: it is done at once, and “front” finds both.
        if Edition.objects.published(clock.now()).filter(article=pk).exists():
            top = _row(_("this story"), _("Put it at the top of the front, now"), reverse("home_desk"))
            rows.append({**top, "post": {"put": f"{pk}:0"}})
    return rows


def _shortcuts(allowed):
    """Return the acts that are a field of a page, by names of their own: [(page and field, name)]."""
    for verb in allowed:
        for field, name in ACTS[verb].shortcuts.items():
            yield f"{verb if verb in acts.FORMS else 'change'}#{field}", name


def _of(article, page, field=""):
    address = reverse(f"admin:articles_article_{page}", args=[article.pk])
    return f"{address}#{field}" if field else address


def _places(request):
    """Return the pages of the desk that a user may open."""
    user, rows = request.user, []
    for model, model_admin in site._registry.items():
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if model_admin.has_add_permission(request):
            title = _("New %(noun)s") % {"noun": model._meta.verbose_name}
            rows.append(_row(_("act"), title, reverse(f"{address}add")))
        if model_admin.has_view_permission(request):
            rows.append(
                _row(_("list"), capfirst(model._meta.verbose_name_plural), reverse(f"{address}changelist"))
            )
    if user.has_perm("articles.view_article"):
        rows.append(_row(_("list"), _("Calendar"), reverse("admin:articles_article_plans")))
    if user.has_perm("articles.view_placement"):
        rows.append(_row(_("list"), _("Fronts"), reverse("home_desk")))
    # Stories first, then what else the paper is made of, then accounts.
    return sorted(
        rows, key=lambda row: [part not in row["address"] for part in ("/articles/article/", "/articles/")]
    )


def _stories(user, query):
    if not user.has_perm("articles.view_article"):
        return []
    newest = Article.objects.order_by("-updated_at").values("pk")[:NEWEST]
    found = Article.objects.visible_to(user).filter(pk__in=newest, headline__icontains=query)
    rows = list(found.order_by("-updated_at")[:OFFERED])
    if len(rows) < OFFERED:
        rows += _searched(user, query, {row.pk for row in rows})[: OFFERED - len(rows)]
    return [_row(_("story"), row.headline, _change(row)) for row in rows]


def _searched(user, query, have):
    """Return the copies whose text has the words, whatever their age; none while the index is built."""
    try:
        keys = [key for key in search.copies(query, user, limit=2 * OFFERED) if key not in have]
    except search.NotReady:
        return []
    rows = Article.objects.visible_to(user).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _named(user, query):
    found = []
    if user.has_perm("articles.view_person"):
        rows = Person.objects.filter(name__icontains=query).order_by("name")[:OFFERED]
        found += [_row(_("person"), row.name, _change(row)) for row in rows]
    if user.has_perm("articles.view_source"):
        rows = Source.objects.filter(is_confidential=False, name__icontains=query)
        rows |= Source.objects.filter(is_confidential=True, public_description__icontains=query)
        found += [_row(_("source"), row.public_name, _change(row)) for row in rows.order_by("name")[:OFFERED]]
    return found


def _change(row):
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
