"""The primary keys of what a dump brings, beside the rows that are here.

Hashes of the log and fields of JSON name rows by these keys, so a row keeps its own, and what stands there
moves.
"""

from django.db.models import Max


def name_field(model):
    """Return the name of the one column by which fixtures know the rows of a model, or None."""
    fields = model._meta.concrete_fields if hasattr(model, "natural_key") else ()
    names = (field.name for field in fields if field.unique and not (field.primary_key or field.remote_field))
    return next(names, None)


def make_room(model, rows):
    """Give the rows here that a dump knows the dump's keys, and others keys that it leaves free."""
    column = name_field(model)
    here = dict(model._base_manager.values_list("pk", column))
    theirs = {str(row["fields"].get(column)): row["pk"] for row in rows if row.get("pk") is not None}
    wanted = {key: theirs.get(str(name)) for key, name in here.items()}
    taken = set(theirs.values())
    moved = [key for key in here if wanted[key] != key and (wanted[key] is not None or key in taken)]
    free = max([*taken, model._base_manager.aggregate(last=Max("pk"))["last"] or 0]) + 1
    places = {key: free + place for place, key in enumerate(moved)}
    for key, place in places.items():
        _move(model, key, place)
    for key, place in places.items():
        if wanted[key] is not None:
            _move(model, place, wanted[key])


def _move(model, key, place):
    model._base_manager.filter(pk=key).update(**{model._meta.pk.name: place})
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            rows = relation.related_model._base_manager
            rows.filter(**{relation.field.name: key}).update(**{relation.field.name: place})


def new_ones(model, rows):
    """Return (what may be new of a newsroom's own dump, {name: key} of the rows that were renamed since)."""
    column = name_field(model)
    here = {key: str(name) for key, name in model._base_manager.values_list("pk", column)}
    named, theirs = set(here.values()), {str(row["fields"].get(column)): row for row in rows}
    lost = {name: row for name, row in theirs.items() if name not in named}
    is_final = not model._meta.get_field(column).editable  # a uid: who has another is another row
    renamed = {
        name: key
        for name, row in lost.items()
        if not is_final and here.get(key := row.get("pk"), name) not in theirs
    }
    new = [
        row if name in lost and row.get("pk") not in here else without_key(row)
        for name, row in theirs.items()
        if name not in renamed
    ]
    return new, renamed


def without_key(row):
    return {"model": row["model"], "fields": row["fields"], "was": row.get("pk")}


def keep(model, objects, rows):
    """Give rows that are not here under another key the one that they had, where it is free."""
    new = {
        row["was"]: each.object
        for each, row in zip(objects, rows, strict=False)
        if each.object.pk is None and row.get("was")
    }
    taken = set(model._base_manager.filter(pk__in=new).values_list("pk", flat=True)) if new else ()
    for key in new.keys() - taken:
        new[key].pk = key
