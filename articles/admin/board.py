"""The board: what is to be covered, written, read, and has gone out, each stage a column."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles.models import Article, Coverage, Edition, Section, clock

from . import screens
from .my_desk import HEAVY, LOOKED_THROUGH, URGENT, beginning_of_day, goes_out, without_text

LENGTH = 30  # cards of a column; the list behind it shows all
Stage = Article.Stage


def board(request):
    """Show the stages beside each other, of all desks or of one."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    sections = list(Section.objects.filter(merged_into=None))
    chosen = next((row for row in sections if row.slug == request.GET.get("section")), None)
    context = {"columns": columns(request.user, chosen, clock.now()), "sections": sections, "chosen": chosen,
               "now": clock.server_time()}  # fmt: skip
    return screens.render_screen(request, "desk/board.html", _("Board"), context)


def newest(stories, stage, length):
    found = stories.filter(stage=stage).order_by("-updated_at").values("pk")[:length]
    return without_text(Article.objects.filter(pk__in=found))


def to_publish(stories, at):
    """Return the approved stories that nobody published or planned yet.

    Most of an archive is approved and live, so only the newest are looked through.
    """
    gone = Edition.objects.in_force(at).filter(article=OuterRef("pk"), kind__in=Edition.TEXTLESS)
    rows = newest(stories, Stage.APPROVED, LOOKED_THROUGH).exclude(goes_out(at)).exclude(Exists(gone))
    return list(rows.order_by(*URGENT)[:LENGTH])


def columns(user, section, at):
    """Return [(key, name, the query of the list of all, cards)], by one query a column."""
    only = {"section": section} if section else {}
    stories = Article.objects.visible_to(user).filter(**only)
    coverages = Coverage.objects.visible_to(user).without_story().filter(**only)
    rows = coverages.select_related("section", "assignee")[:LENGTH]
    found = [("covered", _("To be covered"), "", list(rows))]
    for stage, name in ((Stage.DRAFT, _("Being written")), (Stage.SUBMITTED, _("Submitted"))):
        rows = newest(stories, stage, LENGTH).order_by(*URGENT)
        found.append((stage.value, name, f"?stage__exact={stage}", list(rows)))
    found.append(("approved", _("Approved"), "?stage__exact=approved&standing=none", to_publish(stories, at)))
    editions = Edition.objects.exclude(article__in=Article.objects.hidden_from(user)).filter(**only)
    editions = editions.exclude(kind__in=Edition.TEXTLESS)
    ahead = editions.filter(live_from__gt=at).order_by("live_from")
    out = editions.published(at).filter(
        first_published_at__gte=max(beginning_of_day(at), at - timedelta(days=1))
    )
    for key, name, query, rows in (
        ("planned", _("Planned"), "?standing=planned", ahead),
        ("live", _("Out today"), "?standing=live", out.newest_first()),
    ):
        rows = rows.select_related("article", "section").defer(*HEAVY)[:LENGTH]
        found.append((key, name, query, list(rows)))
    return found
