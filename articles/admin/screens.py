"""The frame of the desk's own screens: what Django's admin gives each page of its own."""

from functools import partial, wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from articles import desk
from articles.models import Article


def render_screen(request, template, title, context, *, opts=Article._meta, status=200):
    """Return a screen of the admin, such as "articles/article/act.html"."""
    frame = {**admin.site.each_context(request), "title": title, "opts": opts}
    return TemplateResponse(request, f"admin/{template}", frame | context, status=status)


def story_for(request, pk, may):
    """Return the story of a key; raise Http404 where the user sees none, PermissionDenied if not `may`."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    if not may(request, article):
        raise PermissionDenied
    return article


def name_for(user, thing):
    """Return the name of a row; of a story that a user may not see, that it is one of a closed section."""
    if isinstance(thing, Article) and not thing.is_visible_to(user):
        return _("A story of a closed section")
    return str(thing)


def lazy_result(make):
    """Turn a function into one whose result is made at its first use, and never where nobody looks at it."""

    @wraps(make)
    def promise(*args, **kwargs):
        return SimpleLazyObject(partial(make, *args, **kwargs))

    return promise


def everything(request):
    """Show all nouns that a user may look at: what no room of the desk leads to."""
    context = {"app_list": admin.site.get_app_list(request)}
    return render_screen(request, "desk/everything.html", _("Everything there is"), context)


def do(form, user):
    """Do the act of a valid form and return what it was, "propose" where it waits for a second person.

    A refusal becomes an error of the form, and nothing is returned.
    """
    if not form.is_valid():
        return ""
    try:
        return form.act(user)
    except desk.Refused as refusal:
        form.add_error(None, str(refusal))
        return ""


def tell_outcome(request, outcome, done, kept):
    """Say what became of the stories of one act: `done` takes a count, `kept` a headline and why."""
    messages.success(request, done % {"count": len(outcome.corrected)})
    if outcome.proposed:
        said = _("Proposed to colleagues, who confirm them on My desk: %(count)d.")
        messages.info(request, said % {"count": len(outcome.proposed)})
    for article, why in outcome.refused:
        messages.warning(request, kept % {"headline": name_for(request.user, article), "why": why})
