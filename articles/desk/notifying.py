"""The people whom an act concerns: those who want mail get one, and My desk shows it to all of them."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from articles.models import Act, Note, Push, Section

from . import auditing, outbox
from .act_type import CHIEFS, EDITORS, NOTE_AUTHORS, WRITERS
from .registry import ACTS, may

BACKEND = "django.contrib.auth.backends.ModelBackend"


def chiefs():
    """Return those who may lift a legal flag: they answer for what goes out."""
    return get_user_model().objects.with_perm("articles.lift_legal_flag", backend=BACKEND)


def editors_of(article):
    """Return the editors of a story's desk; where the section has none, or there is none, all editors."""
    own = article.section.editors.all() if article.section else get_user_model().objects.none()
    if own.exists():
        return own
    if article.section and article.section.is_closed:
        return chiefs()
    return get_user_model().objects.with_perm("articles.approve_article", backend=BACKEND)


def is_on_desk_of(user):
    editors = Section.editors.through.objects.filter(section=OuterRef("section"))
    own = Exists(editors.filter(user=user))
    return Case(When(own, then=True), When(~Exists(editors), then=may(user, "approve")), default=False)


# Each relation of a person to a story, asked for in both directions: the keys of a story's people …
PEOPLE = {
    WRITERS: lambda article: {article.created_by_id, article.assignee_id},
    EDITORS: lambda article: editors_of(article).values_list("pk", flat=True),
    NOTE_AUTHORS: lambda article: article.notes.values_list("by", flat=True),
    CHIEFS: lambda article: chiefs().values_list("pk", flat=True),
}
# … and what is true of a person's stories.
STORIES = {
    WRITERS: lambda user: Case(When(Q(created_by=user) | Q(assignee=user), then=True), default=False),
    EDITORS: is_on_desk_of,
    NOTE_AUTHORS: lambda user: Exists(Note.objects.filter(article=OuterRef("pk"), by=user)),
    CHIEFS: lambda user: Value(may(user, "lift_flag")),
}


def concerned(article, verb, by):
    """Return the keys of those whom an act concerns, but for who did it: {relation: keys}."""
    return {relation: set(PEOPLE[relation](article)) - {None, by and by.pk} for relation in ACTS[verb].tells}


def with_relations(articles, user):
    """Annotate stories with a column for each relation that a user may have to them."""
    return articles.annotate(**{relation: has(user) for relation, has in STORIES.items()})


def concerns(verb, article):
    """Ask whether an act concerns the user whose relations `article` has as columns."""
    return verb in ACTS and any(getattr(article, relation) for relation in ACTS[verb].tells)


def log(verb, article, by, at, reason="", salt="", **data):
    """Write an act on a story into the log, and notify those whom it concerns; `salt` is of its hashes."""
    subject = f"article:{article.uid}"
    said = {"subject": subject, "reason": reason, "data": data, "salt": salt}
    row = Act.objects.create(at=at, by=by, verb=verb, **said)
    _mail(row, article)
    return row


def invite(user, *, by):
    """Log that a colleague is invited, and mail them the link by which they choose a password."""
    with transaction.atomic():
        act = auditing.log_row("invite", user, by=by)
        Push.objects.create(kind="mail", data={"to": user.email, "act": act.pk})
        outbox.send_soon()


def _mail(act, article):
    """Put mail into the outbox for those concerned who want it, and send it behind the transaction."""
    # The act's key, not its words: what is redacted later must not lie in the outbox.
    keys = concerned(article, act.verb, act.by)
    users = _wanting_mail(set().union(*keys.values()), urgent=keys.get(CHIEFS, ()))
    rows = [
        Push(kind="mail", data={"to": user.email, "act": act.pk})
        for user in users
        if article.is_visible_to(user)
    ]
    if rows:
        Push.objects.bulk_create(rows)
        outbox.send_soon()


def _wanting_mail(keys, urgent):
    users = get_user_model().objects.filter(pk__in=tuple(keys), is_active=True, is_staff=True)
    chosen = Q(preference__wants_mail=True) | Q(pk__in=urgent)
    return users.filter(chosen).exclude(email="").order_by("pk")
