"""What is done outside stories: settings, accounts, roles, sections, pages, sign-ins, exports."""

from django.db import transaction
from django.db.models import Model, QuerySet

from articles.models import Act, clock

# Before what stands behind the colon of a subject, by the model's name; and the column that says which row.
SUBJECTS = {"publication": "pk", "user": "username", "group": "name", "section": "slug", "page": "slug"}
SECRET = ("password", "password1", "password2", "usable_password")


def log(verb, kind, name, *, by=None, **data):
    """Write into the log what was done to a row that is no story, and by whom."""
    with transaction.atomic():
        Act.objects.create(at=clock.now(), by=by, verb=verb, subject=f"{kind}:{name}"[:200], data=data)


def log_row(verb, row, *, by, **data):
    kind = row._meta.model_name
    log(verb, kind, getattr(row, SUBJECTS.get(kind, "pk")), by=by, **data)


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
