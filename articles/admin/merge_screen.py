"""Of two saves the second is merged with the first, on one screen that loses no word of either."""

from django.forms import MultiWidget
from django.utils.translation import gettext as _

from articles import desk
from articles.desk import rules
from articles.desk.field_merges import UNDECIDED, Clash, strand
from articles.models import Article, clock

from . import diffs, row_merges, screens
from .forms import parse_key

CONTROL_FIELDS = ("csrfmiddlewaretoken", "merged_with", "_act", "_here", "_save", "_continue", "_addanother")

UNKNOWN = object()  # what a form started from that names no version of ours


def merge_screen(request, pk, model_admin):
    """Return the page on which a late save is merged, or None once `request.POST` holds the merged text."""
    article = model_admin.get_object(request, pk) if pk else None
    if article is None or request.POST.get("base") == str(article.version):
        return None
    objection = rules.objection("save", article, request.user, desk.Timeline(article, clock.now()))
    if objection:
        request.refusal = desk.Refused(objection)
        return None
    base, form = (
        started_from(article, request.POST),
        typed_values(request, article, model_admin),
    )
    strands = woven(base, article, form, request.POST)
    has_looked = request.POST.get("merged_with") == str(article.version)
    is_looked_at = has_looked or all(strand.is_theirs for strand in strands)
    if is_looked_at and all(strand.is_decided for strand in strands):
        request.POST = as_sent(request.POST, strands, form, article)
        return None
    return merge_page(request, article, base, form, strands, UNDECIDED if has_looked else "")


def started_from(article, sent):
    """Return the row of the history that a form began with, if there is one."""
    version = parse_key(sent.get("base", ""))
    row = article.history.filter(version=version).order_by("history_id").last()
    if row and (shown := article.as_shown(version, parse_key(sent.get("shown", "")))):
        for name in Article.ACTED:
            column = Article._meta.get_field(name).attname
            setattr(row, column, getattr(shown, column))
    return row


def typed_values(request, article, model_admin):
    """Return the form as it was sent, bound to a copy of the stored story."""
    form_class = model_admin.get_form(request, article, change=True)
    form = form_class(request.POST, instance=Article.objects.get(pk=article.pk))
    form.is_valid()
    return form


def woven(base, article, form, chosen):
    """Return a strand for each field that was typed and is valid."""
    names = [name for name in form.cleaned_data if name not in ("base", "shown")]
    return [strand(name, *_three(name, base, article, form), chosen) for name in names]


def _three(name, base, article, form):
    mine, theirs = _plain(form.cleaned_data[name]), _stored(name, article)
    if base is None:
        return (theirs if isinstance(theirs, frozenset) else UNKNOWN), theirs, mine
    if name == "topics":
        return frozenset(row.topic_id for row in base.topics.all()), theirs, mine
    return _stored(name, base.instance), theirs, mine


def _plain(value):
    """Return a cleaned value as a column holds it."""
    if hasattr(value, "values_list"):
        return frozenset(value.values_list("pk", flat=True))
    return getattr(value, "pk", value)


def _stored(name, article):
    column = Article._meta.get_field(name)
    if column.many_to_many:
        return _plain(getattr(article, name).all())
    value = getattr(article, column.attname)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def as_sent(sent, strands, form, article):
    """Return what a browser would have sent of the merged story."""
    data = sent.copy()
    data["base"] = data["merged_with"] = str(article.version)
    data["shown"] = str(article.newest_row())
    for one in strands:
        _write(data, one.name, form.fields[one.name].widget, one.value)
    for rows in ("bylines", "citations"):
        row_merges.without_gone(
            data, rows, {str(pk) for pk in getattr(article, rows).values_list("pk", flat=True)}
        )
    return data


def _write(data, name, widget, value):
    data.pop(f"{name}-typed", None)
    if isinstance(value, frozenset):
        data.setlist(name, [str(key) for key in value])
    elif isinstance(widget, MultiWidget):
        for place, part in enumerate(widget.decompress(value)):
            data[f"{name}_{place}"] = "" if part is None else str(part)
    else:
        data[name] = "" if value is None else str(value)


def merge_page(request, article, base, form, strands, undecided):
    for one in strands:
        for part in one.parts:
            if isinstance(part, Clash):
                part.shown = {
                    "theirs": _shown(article, one.name, request.user),
                    "mine": _shown(form.instance, one.name, request.user),
                }
    saver, old = article.saver(), base.instance if base else None
    context = {
        "article": article,
        "strands": strands,
        "saver": str(saver or _("Somebody")),
        "is_own": saver == request.user,
        "act": request.POST.get("_act", ""),
        "undecided": undecided,
        "sent": [(name, value) for name, values in request.POST.lists() for value in values
                 if name not in CONTROL_FIELDS and not name.startswith("merge-")],
        "their_changes": diffs.changed_fields(old, article, request.user),
        "my_changes": diffs.changed_fields(old, form.instance, request.user),
    }  # fmt: skip
    return screens.render_screen(
        request, "articles/article/merge.html", _("Merge two saves"), context, status=409
    )


def _shown(story, name, user):
    """Return the value of a story's field that is no text: a name, not a key."""
    if name in Article.TEXTS:
        return ""
    display = getattr(story, f"get_{name}_display", None)
    value = display() if display else getattr(story, name)
    return screens.name_for(user, value) if value not in (None, "") else "—"
