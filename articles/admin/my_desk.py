"""My desk: the admin's first page, what a person must see now.

At most 17 queries, however old the paper, and one for each kind of row that a proposal is about.
"""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.archive import voices
from articles.desk import notifying, public_rows, rules
from articles.desk.registry import act_name, log_label, may
from articles.models import (
    Act,
    Article,
    Autosave,
    Coverage,
    Edition,
    EditionSource,
    Note,
    Preference,
    Proposal,
    clock,
)
from articles.public.current_names import load_heirs

from . import saved_views

Stage = Article.Stage
SHOWN = 6  # of what went live last: the rest is in the list of stories
LENGTH = 15  # rows of a list; the list behind it shows all
RECENT = 60  # live stories that are looked through for thin sourcing
LOOKED_THROUGH = 200  # copies that are looked through for live ones
OPEN_FOR = timedelta(minutes=10)  # since the last keystroke
TOLD_FOR = timedelta(days=7)
ACTED_ON = 100  # stories that concern me
DAYS_OF_WORK = 1000  # stories that anybody acted on within those days
URGENT = ("priority", F("due_at").asc(nulls_last=True), "-updated_at")


def index(request):
    """Show My desk above the admin's own list of nouns."""
    # Not clock.now(): that is one query more, for the seconds by which this server may be behind.
    at = clock.server_time()
    return admin.site.index(request, extra_context={"desk": desk_of(request.user, at), "now": at})


def desk_of(user, at):
    may_read = user.has_perm("articles.view_article")
    stories = stories_of(user) if may_read else []
    mine = [article for article in stories if is_in_progress(article, user)]
    waiting = waiting_for_approval(user) if may(user, "approve") else []
    acts = acts_on({*stories, *waiting})
    preference = Preference.objects.filter(user=user).first() or Preference(user=user)
    note_acts(mine, waiting, acts)
    may_publish = may(user, "publish")
    editions = editions_of_note(user, at) if may_read else []
    live = [row for row in editions if row.is_live(at)]
    proposed = proposals(user)
    return {
        "mine": [article for article in mine if not article.sent_back],
        "sent_back": [article for article in mine if article.sent_back],
        "waiting": sorted(waiting, key=lambda article: article.waits_since)[:LENGTH],
        "proposals": [row for row in proposed if not row.declined_at][:LENGTH],
        "declined": [row for row in proposed if row.declined_at],
        "flagged": flagged_stories(user) if may(user, "approve") else [],
        "told": recent_acts(user, stories, acts),
        "today": [row for row in editions if row.is_plan(at)],
        "changed": changed_since_published(user, at) if may_publish else [],
        "doubtful": thin_stories(live) if may_publish else [],
        "live": correctable(user, live),
        "open": open_elsewhere(user, at) if may_read else [],
        "due": due(user, at) if may_read else [],
        "views": saved_views.views_of(user),
        "wants_mail": preference.wants_mail,
        "has_address": bool(user.email),
    }


def note_acts(mine, waiting, acts):
    """Set `sent_back` of the user's stories, and `waits_since` of those that wait for approval."""
    for article in mine:
        article.sent_back = sent_back(article, acts)
    for article in waiting:
        article.waits_since = submitted_at(article, acts)


def beginning_of_day(at):
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def due(user, at):
    """Return what this user or their desk must cover by tomorrow's end, and has no story yet."""
    end = beginning_of_day(at) + timedelta(days=2)
    rows = Coverage.objects.visible_to(user).without_story().filter(due_at__lt=end)
    on_desk = Q(section=None) | Q(section__editors=user)
    if may(user, "approve"):  # a section without editors is every editor's
        on_desk |= Q(section__editors=None)
    rows = rows.filter(Q(assignee=user) | Q(on_desk, assignee=None))
    return list(rows.select_related("section", "assignee").distinct()[:LENGTH])


def correctable(user, live):
    """Return the live stories that a user may correct, the newest first."""
    return [row for row in reversed(live) if row.is_on_desk][:SHOWN] if may(user, "correct") else []


def stories_of(user):
    """Return in one query what I have to write, and what concerns me and was acted on lately.

    Due and urgent first; each knows why it is here.
    """
    in_progress = Article.objects.filter(
        Q(assignee=user) | Q(created_by=user, assignee=None), stage__in=[Stage.DRAFT, Stage.SUBMITTED]
    ).order_by(*URGENT)
    # A subquery, since a join would group a writer's every draft by all of its columns.
    notes = Note.objects.filter(article=OuterRef("pk"), resolved_at=None, to=None)
    notes = notes.order_by().values("article")
    rows = Article.objects.filter(
        pk__in=keys_of(in_progress, 2 * LENGTH).union(keys_of(newest_first(user), ACTED_ON))
    )
    rows = notifying.with_relations(rows, user).annotate(
        open_notes=Subquery(notes.annotate(count=Count("pk")).values("count"))
    )
    return list(without_text(rows).order_by(*URGENT))


def keys_of(rows, most, key="pk"):
    """Return the first keys of some rows, fit for a union: it takes no LIMIT of its parts on SQLite."""
    return rows.model.objects.filter(pk__in=rows.values("pk")[:most]).order_by().values(key)


def newest_first(user):
    """Return the stories that concern a user, and that somebody acted on in the last days.

    A desk's own are left out where no reader wrote: what is submitted to it waits for approval. Where more
    was acted on than a newsroom does in days, as by an import, the newest are looked through.
    """
    since = timezone.now() - TOLD_FOR
    saved = Article.objects.filter(updated_at__gt=since).order_by("-updated_at")
    live = Edition.objects.filter(live_from__gt=since).order_by("-live_from")
    noted = Note.objects.filter(at__gt=since).order_by("-at")
    acted_on = [
        keys_of(saved, DAYS_OF_WORK),
        *(keys_of(rows, DAYS_OF_WORK, "article") for rows in (live, noted)),
    ]
    rows = Article.objects.visible_to(user).filter(pk__in=acted_on[0].union(*acted_on[1:]))
    has_letter = Exists(Note.objects.filter(article=OuterRef("pk"), by=None))
    mine = Q(is_mine=True) | Q(has_my_note=True) | (Q(is_on_my_desk=True) & has_letter)
    return notifying.with_relations(rows, user).filter(mine).order_by("-updated_at")


def is_in_progress(article, user):
    is_theirs = user.pk == (article.assignee_id or article.created_by_id)
    return is_theirs and article.stage in (Stage.DRAFT, Stage.SUBMITTED)


def waiting_for_approval(user):
    """Return the stories that are submitted to this editor's desk: the section's, or everybody's."""
    rows = Article.objects.visible_to(user).filter(stage=Stage.SUBMITTED)
    if not user.has_perm("articles.act_on_any_desk"):
        rows = rows.filter(Q(section=None) | Q(section__editors=None) | Q(section__editors=user))
    return list(without_text(rows).order_by("updated_at")[:50])


def proposals(user):
    """Return what waits for a second pair of eyes, and this user's own that were declined, oldest first."""
    waiting = Q(declined_at=None) if may(user, "correct") else Q(declined_at=None, by=user)
    rows = Proposal.objects.exclude(article__in=Article.objects.hidden_from(user))
    rows = rows.filter(waiting | Q(by=user)).select_related("article", "by", "declined_by")
    rows = rows.defer("arguments", *(f"article__{field}" for field in Article.PROSE))
    rows = list(rows[: 2 * LENGTH])
    others = public_rows.rows_of({row.subject for row in rows if not row.article_id})
    for row in rows:
        row.name, row.on = act_name(row.verb), row.article or others.get(row.subject, row.subject)
    return rows


def flagged_stories(user):
    """Return what a legal flag stops, the oldest first."""
    return list(
        without_text(Article.objects.visible_to(user).exclude(legal_flag="")).order_by("updated_at")[:LENGTH]
    )


def without_text(articles):
    """Leave out the texts: they are what a story weighs."""
    return articles.select_related("section", "assignee").defer(*Article.PROSE)


def acts_on(articles):
    """Return the last acts on some stories, newest first, by their subject."""
    subjects = [f"article:{article.uid}" for article in articles]
    found = {}
    rows = Act.objects.filter(subject__in=subjects).exclude(verb="save").select_related("by")
    for row in rows.order_by("-at", "-pk")[:1000]:
        found.setdefault(row.subject, []).append(row)
    return found


def sent_back(article, acts):
    """Return the act that sent a story back, where it was not submitted since."""
    ours = acts.get(f"article:{article.uid}", [])
    last = next((act for act in ours if act.verb in ("submit", "send_back")), None)
    return last if last and last.verb == "send_back" and article.stage == Stage.DRAFT else None


def submitted_at(article, acts):
    ours = acts.get(f"article:{article.uid}", [])
    return next((act.at for act in ours if act.verb == "submit"), article.updated_at)


def recent_acts(user, stories, acts):
    """Return what others did lately on stories that concern me, newest first: [(act, its words, story)]."""
    since = timezone.now() - TOLD_FOR
    rows = [
        (act, story)
        for story in stories
        for act in acts.get(f"article:{story.uid}", [])
        if act.by_id != user.pk and act.at > since and is_recent_act(act.verb, story)
    ]
    rows.sort(key=lambda row: row[0].at, reverse=True)
    return [(act, log_label(act.verb), story) for act, story in rows[:LENGTH]]


def is_recent_act(verb, story):
    """Ask whether an act concerns a user; what is submitted to their desk stands in a list of its own."""
    return notifying.concerns(verb, story) and (verb != "submit" or story.is_mine)


def editions_of_note(user, at):
    """Return in one query: today's plans, the newest live editions, those that cite what was withdrawn."""
    midnight = beginning_of_day(at) + timedelta(days=1)
    today = Edition.objects.filter(live_from__gt=at, live_from__lt=midnight).order_by("live_from")
    newest = Edition.objects.published(at).newest_first()
    withdrawn = EditionSource.objects.filter(
        source__withdrawn_at__isnull=False, live_from__lte=at, live_until=None
    )
    parts = (today.values("pk")[:LENGTH], newest.values("pk")[:RECENT], withdrawn.values("edition")[:LENGTH])
    # A union, since PostgreSQL reads the whole table for one subquery or another.
    first, *others = [Edition.objects.filter(pk__in=part).order_by().values("pk") for part in parts]
    cites = EditionSource.objects.filter(edition=OuterRef("pk"), source__withdrawn_at__isnull=False)
    rows = Edition.objects.exclude(article__in=Article.objects.hidden_from(user))
    rows = rows.filter(pk__in=first.union(*others)).annotate(
        cites_withdrawn=Exists(cites), is_on_desk=rules.is_on_desk(user)
    )
    # Of one moment in the order of their recording, which a database that was loaded keeps.
    rows = rows.order_by("live_from", "recorded_at", "pk")
    return list(rows.select_related("article", "section").defer(*HEAVY))


HEAVY = (*Edition.PROSE, "body_html", "derived", "salts", "redacted", "private",
         *(f"article__{field}" for field in Article.PROSE))  # fmt: skip


def changed_since_published(user, at):
    """Return the newest live stories whose copy was saved since, or was approved and never went out.

    An approved copy counts where its words are others than the live ones, and no text is planned.
    """
    # One stage at a time, and a union of the keys: so each enters the index of its stage at the newest.
    newest = [
        keys_of(Article.objects.filter(stage=stage).order_by("-updated_at"), LOOKED_THROUGH)
        for stage in (Stage.DRAFT, Stage.SUBMITTED, Stage.APPROVED)
    ]
    live = Edition.objects.filter(article=OuterRef("pk")).published(at)
    rows = Article.objects.visible_to(user).filter(pk__in=newest[0].union(*newest[1:])).filter(Exists(live))
    rows = rows.exclude(Q(stage=Stage.APPROVED) & goes_out(at))
    return list(without_text(rows).order_by("-updated_at")[:LENGTH])


def goes_out(at):
    """Return the condition of a copy whose words are live, or of which a text is planned."""
    mine = Edition.objects.filter(article=OuterRef("pk"))
    same = mine.published(at).filter(**{field: OuterRef(field) for field in Article.CORRECTABLE})
    plan = mine.filter(live_from__gt=at).exclude(kind__in=Edition.TEXTLESS)
    return Exists(same) | Exists(plan)


def thin_stories(live):
    """Return the live editions that rest on one voice or none, or on a withdrawn source: [(edition, why)]."""
    heirs = load_heirs()
    found = [(row, _why(row, heirs)) for row in reversed(live)]
    return sorted([row for row in found if row[1]], key=lambda row: not row[0].cites_withdrawn)[:LENGTH]


def _why(edition, heirs):
    if edition.is_retracted:
        return ""
    if edition.cites_withdrawn:
        return _("Cites a source that was withdrawn, and stands uncorrected")
    cited = heirs.citations(edition.citations)
    return (
        voices.summary(cited)
        if edition.type_of_work in edition.REPORTS and len(voices.roots(cited)) < 2
        else ""
    )


def open_elsewhere(user, at):
    """Return what colleagues typed in within the last minutes."""
    open_now = Autosave.objects.filter(saved_at__gt=at - OPEN_FOR, article__isnull=False).exclude(user=user)
    open_now = open_now.exclude(article__in=Article.objects.hidden_from(user))
    # By their keys, since a planner that knows no count of them begins with every story.
    rows = Autosave.objects.filter(pk__in=open_now.order_by("-saved_at").values("pk")[:LENGTH])
    rows = rows.select_related("user", "article").defer("fields", "article__body")
    return list({(row.user_id, row.article_id): row for row in rows}.values())


# What a person chose


@require_POST
def choose(request):
    """Turn mail on or off."""
    preference = Preference.objects.get_or_create(user=request.user)[0]
    preference.wants_mail = request.POST.get("mail") == "on"
    preference.save()
    return redirect("admin:index")
