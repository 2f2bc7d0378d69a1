"""The desk's remarks on a story: left, read, resolved, deleted."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk
from articles.desk.noting import may_delete
from articles.desk.registry import ACTS
from articles.models import Article, Note

from . import screens
from .forms import parse_key, prose_field


class NoteForm(forms.Form):
    passage = prose_field(
        gettext_lazy("passage"), 2, help_text=gettext_lazy("The words that it is about. Empty: the story.")
    )
    text = prose_field(gettext_lazy("note"), required=True)

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        self.article = article

    def act(self, by):
        desk.note(self.article, by=by, **self.cleaned_data)
        return "note"


def open_notes(article):
    return article.notes.filter(resolved_at=None).select_related("by")


def notes(request, pk, *, model_admin):
    """List a story's notes; take in a new one, or the word that one is resolved or has to go."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    passage = request.GET.get("passage", "")[:2000]
    form = NoteForm(request.POST or None, initial={"passage": passage}, article=article)
    if request.method == "POST" and _done(request, article, form):
        return HttpResponseRedirect(reverse("admin:articles_article_notes", args=[pk]))
    rows = list(article.notes.select_related("by", "resolved_by"))
    for row in rows:
        row.may_delete = may_delete(row, request.user, rows)
    context = {"article": article, "form": form, "notes": rows}
    return screens.render_screen(request, "articles/article/notes.html", _("Notes"), context)


def _done(request, article, form):
    for verb, do in {"resolve": desk.resolve, "delete_note": desk.delete_note}.items():
        if verb in request.POST:
            note = get_object_or_404(Note, article=article, pk=parse_key(request.POST[verb]))
            try:
                do(note, by=request.user)
            except desk.Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, ACTS[verb].done)
            return True
    if verb := screens.do(form, request.user):
        messages.success(request, ACTS[verb].done)
    return bool(verb)
