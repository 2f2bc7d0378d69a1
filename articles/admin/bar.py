"""The bar above a story's form: where the story stands, and what can be done with it."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from articles import desk
from articles.desk.registry import may
from articles.models import Article, clock

from . import acts, diffs, proposals, screens

# The acts that a story can wait for, in the order in which one of them is offered behind a save.
NEXT = {
    "settle": _("Save and settle the clash…"),
    "publish": _("Save and publish…"),
    "approve": _("Save and approve…"),
    "submit": _("Save and submit…"),
}


def next_act(user, article=None, allowed=None):
    """Return the one act that the form offers behind a save, as (verb, words), or nothing."""
    if allowed is None:
        allowed = [verb for verb in ("publish", "submit") if may(user, verb)]
    leads_on = {
        "approve": article is not None and article.stage == Article.Stage.SUBMITTED,
        "submit": "approve" not in allowed,  # who could approve it alone asks nobody
    }
    return next(((verb, NEXT[verb]) for verb in NEXT if verb in allowed and leads_on.get(verb, True)), None)


def context(article, user):
    """Return the context of the bar of a stored story."""
    timeline = desk.Timeline(article, clock.now())
    allowed = desk.allowed_acts(article, user, timeline)
    return {
        "timeline": timeline,
        "acts": acts.act_buttons(allowed),
        "next_act": next_act(user, article, allowed),
        "proposals": proposals.waiting_on(article),
        "is_changed": timeline.live is not None and bool(diffs.changed_fields(timeline.live, article, user)),
    }


def bar(request, pk, *, model_admin):
    """Answer the bar alone, to a form that stays behind its save."""
    article = screens.story_for(request, pk, model_admin.has_change_permission)
    shown = {
        **context(article, request.user),
        "original": article,
        "opts": article._meta,
        "show_save": True,
        "show_delete_link": model_admin.has_delete_permission(request, article),
    }
    return TemplateResponse(request, "admin/articles/article/bar.html", shown)
