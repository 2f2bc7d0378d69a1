"""The desk's remarks on a story: left, read, resolved, deleted."""

from django import forms
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk
from articles.desk import note_places
from articles.desk.noting import may_delete
from articles.desk.registry import ACTS
from articles.models import Note

from . import screens
from .forms import parse_key, prose_field


class NoteForm(forms.Form):
    passage = prose_field(
        gettext_lazy("passage"), 2, help_text=gettext_lazy("The words that it is about. Empty: the story.")
    )
    text = prose_field(gettext_lazy("note"))
    instead = prose_field(
        gettext_lazy("words to put there instead"), 2,
        help_text=gettext_lazy("The writer takes them with one key."),
    )  # fmt: skip
    near = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    to = forms.ModelChoiceField(Note.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        self.article, self.made = article, None
        self.fields["to"].queryset = article.notes.filter(to=None)

    def act(self, by):
        self.made = desk.note(self.article, by=by, **self.cleaned_data)
        return "note"


def open_notes(article, user, shown=None):
    """Return a story's open notes, each at its words in the text that a form shows, and with its answers."""
    rows = list(article.notes.filter(resolved_at=None).select_related("by"))
    return threads(note_places.shown_in(rows, article.body, article.body if shown is None else shown), user)


def threads(rows, user):
    """Return the notes that answer no other, each with its answers."""
    for row in rows:
        row.may_delete = may_delete(row, user, rows)
        row.replies = [each for each in rows if each.to_id == row.pk]
    return [row for row in rows if row.to_id is None]


def notes(request, pk, *, model_admin):
    """List a story's notes; take in a new one, or the word that one is resolved or has to go."""
    article = screens.story_for(request, pk, model_admin.has_view_permission)
    to = parse_key(request.GET.get("to", "")) or None
    said = {"passage": request.GET.get("passage", "")[:2000], "to": to}
    # An upload's warning, of a picture in the same form, is for the next page.
    before = list(messages.get_messages(request)) if "_here" in request.POST else []
    form = NoteForm(request.POST or None, initial=said, article=article)
    is_done = request.method == "POST" and _done(request, article, form)
    if "_here" in request.POST:
        return _panel(request, article, form, before)
    if is_done:
        return redirect("admin:articles_article_notes", pk)
    rows = threads(list(article.notes.select_related("by", "resolved_by")), request.user)
    context = {"article": article, "form": form, "notes": rows, "answered": _answered(rows, to)}
    return screens.render_screen(request, "articles/article/notes.html", _("Notes"), context)


def _answered(rows, key):
    return next((row for row in rows if row.pk == key and not row.resolved_at), None)


def _panel(request, article, form, before):
    """Return the panel of a story's notes in the text that a form shows, or as JSON why nothing was done."""
    own = list(messages.get_messages(request))[len(before) :]
    for each in before:
        messages.add_message(request, each.level, each.message, each.extra_tags)
    refused = [str(each) for each in own if each.level == messages.ERROR]
    wrong = [*(said for field in form.errors.values() for said in field), *refused]
    if wrong:
        return JsonResponse({"error": " ".join(wrong)}, status=409)
    rows = open_notes(article, request.user, request.POST.get("shown"))
    context = {"article": article, "notes": rows, "new": form.made}
    return TemplateResponse(request, "admin/articles/article/_open_notes.html", context)


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
