"""What is done outside stories: settings, accounts, roles, sections, pages, sign-ins, exports."""

from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet

from articles.archive import logged_accounts, logged_desk, logged_rows, printing
from articles.models import Act, Image, Person, clock

from . import public_rows

# Before what stands behind the colon of a subject, by the model's name; and the column that says which row.
SUBJECTS = {"publication": "pk", "user": "username", "group": "name", "section": "slug", "page": "slug",
            "source": "slug", "person": "slug", "topic": "slug", "image": "key",
            "article": "uid"}  # fmt: skip
# What of a picture says nothing.
LOOKS = {"focal_x", "focal_y", "crop_wide", "crop_card", "crop_square"}
# Merges put another name into a copy: who signs it or says it, or what it is about.
RENAMING = {"merge_people": "person", "merge_sources": "source", "merge_topics": "topic",
            "merge_sections": "section"}  # fmt: skip
# What changes what a row says, whoever confirmed it.
CHANGING = ("add_row", "change_row", "describe", "withdraw_source")
SECRET = ("password", "password1", "password2", "usable_password")


def log(verb, kind, name, *, by=None, salt="", **data):
    """Write into the log what was done to a row that is no story, and by whom; return the act."""
    said = {"subject": f"{kind}:{name}"[:200], "data": data, "salt": salt}
    with transaction.atomic():
        return Act.objects.create(at=clock.now(), by=by, verb=verb, **said)


def log_row(verb, row, *, by, **data):
    kind, salt = row._meta.model_name, ""
    if verb in ("add_row", "change_row"):
        data |= logged_accounts.said_of(row)
        if kind == "image":
            salt, data["words_hash"] = logged_desk.salted_hash(logged_rows.words_of(row))
    # No publication of a story brings these into print, so that nothing else would tell what they say.
    if verb == "add_row" and kind in ("page", "publication") and public_rows.is_in_print(row):
        data["first"] = {kind: [public_rows.words_of(row)]}
    return log(verb, kind, getattr(row, SUBJECTS.get(kind, "pk")), by=by, salt=salt, **data)


def changes(form):
    """Return {field: {"before", "after"}} of what a valid form changed, passwords left out."""
    pairs = {
        name: {"before": _plain(form.initial.get(name)), "after": _plain(form.cleaned_data[name])}
        for name in form.changed_data
        if name in form.cleaned_data and name not in SECRET
    }
    # Nothing chosen is an empty text or none.
    return {name: pair for name, pair in pairs.items() if (pair["before"] or "") != (pair["after"] or "")}


def _plain(value):
    """Return a value as JSON can hold it; rows by their names."""
    if isinstance(value, QuerySet | list | tuple | set):
        return sorted(str(each) for each in value)
    if isinstance(value, Model):
        return value.pk
    if not isinstance(value, str | int | float | bool | None):
        return str(value)
    return value


def has_changed_rows_of(article, user):
    """Ask whether a user changed a row that a copy would print since it was begun, or last printed.

    A merge puts another name into the copy, too.
    """
    return _has_acts_on_rows_of(article, ("add_row", "change_row"), by=user, at__gte=article.begun_at())


def were_rows_changed(article, since):
    """Ask whether anybody changed a row that a copy would print, behind the act with a number.

    A topic that was deleted then counts for each copy: none names it any more.
    """
    deleted = Act.objects.filter(verb="delete_row", subject__startswith="topic:", number__gt=since)
    return deleted.exists() or _has_acts_on_rows_of(article, CHANGING, number__gt=since)


def last_number():
    """Return the number of the log's last act, 0 of none."""
    return Act.objects.aggregate(last=Max("number"))["last"] or 0


def _has_acts_on_rows_of(article, verbs, **which):
    rows = _rows_of(article)
    changing = Q(verb__in=verbs, subject__in=rows) | Q(verb__in=RENAMING)
    acts = Act.objects.filter(changing, **which).values_list("verb", "data")
    return any(
        f"{RENAMING[verb]}:{data['into']}" in rows
        if verb in RENAMING
        else verb != "change_row" or _says(data)
        for verb, data in acts
    )


def _says(data):
    return bool(set(data.get("fields", data.get("changes", ()))) - LOOKS)


def _rows_of(article):
    """Return the subjects of the rows whose words an edition of a copy would print, or show beside it."""
    edition = printing.unsaved(article)
    people = Person.objects.filter(slug__in=[row["person"] for row in edition.byline], portrait__isnull=False)
    keys = [row["key"] for row in edition.pictures]
    stills = Image.objects.filter(recordings__key__in=keys) if keys else Image.objects.none()
    keys += [*people.values_list("portrait__key", flat=True), *stills.values_list("key", flat=True)]
    return [*public_rows.named_in(edition), *(f"image:{key}" for key in keys)]
