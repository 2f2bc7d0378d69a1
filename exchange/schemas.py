"""JSON Schemas of the files of a taken-out newsroom, made of the columns that stand in them."""

from django.db import models

from articles.models import Edition, Source

FORMAT = "newsroom-take-out-1"
TEXT, OBJECT, FLAG, WHOLE = ({"type": name} for name in ("string", "object", "boolean", "integer"))
TIME, DATE, UUID = ({"type": "string", "format": name} for name in ("date-time", "date", "uuid"))
HASH = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
TYPES = {
    models.BooleanField: FLAG,
    models.IntegerField: WHOLE,
    models.DateTimeField: TIME,  # a DateField, too: so it comes first
    models.DateField: DATE,
    models.UUIDField: UUID,
    models.JSONField: {},
}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def shape(properties, optional=(), **more):
    """Return the schema of an object; but for some it has all that it may have."""
    required = [name for name in properties if name not in optional]
    return {"$schema": DRAFT, "type": "object", "properties": properties, "required": required, **more}


def listed(schema):
    schema = {key: value for key, value in schema.items() if key != "$schema"}
    return {"$schema": DRAFT, "type": "array", "items": schema}


def row(model, columns, optional=()):
    """Return the schema of one row, given as the names that `values()` takes."""
    properties = {name: _column(model, name) for name in columns}
    return shape(properties, optional, additionalProperties=False)


def rows(model, columns, optional=()):
    return listed(row(model, columns, optional))


def _column(model, path):
    """Return the schema of one value; what a foreign key leads to stands by its slug, uid or file."""
    is_null, names = False, path.split("__")
    for name in names:
        field = model._meta.get_field(name)
        is_null, model = is_null or field.null, field.related_model
    if path == field.name and field.related_model:
        return TEXT  # the file of a picture
    schema = _type(field)
    return or_null(schema) if is_null else schema


def _type(field):
    field = field.target_field if field.is_relation else field
    return next((schema for kind, schema in TYPES.items() if isinstance(field, kind)), TEXT)


def or_null(schema):
    return {"anyOf": [schema, {"type": "null"}]}


NUMBERED = {
    "number": WHOLE | {"minimum": 1},
    "kind": {"enum": list(Edition.Kind)},
    "live_from": TIME,
    "recorded_at": TIME,
    "digest": HASH,
}
OPTIONAL = {
    **dict.fromkeys(("note", *Edition.fields_with(is_text=True)), TEXT),
    **dict.fromkeys(Edition.ROWS, {"type": "array", "items": OBJECT}),
    "live_until": or_null(TIME),
    "redacted": OBJECT,
}
FIELD = {"salt": TEXT, "value": {}, "hash": HASH, "redacted": TEXT}
CHAINED = {
    **NUMBERED,
    "format": TEXT,
    "previous": HASH,
    "fields": OBJECT | {"additionalProperties": shape(FIELD, FIELD, additionalProperties=False)},
}
SOURCE = {
    **dict.fromkeys(("source", "name", "merged_into", "withdrawn_at", "withdrawn_reason"), TEXT),
    **dict.fromkeys(OPEN := ("role", "address"), TEXT),  # of a confidential one nobody is told
    "kind": {"enum": ["", *Source.Kind]},
    "is_confidential": FLAG,
    "represents": listed(shape({"slug": TEXT, "name": TEXT})),
}
STORY = {
    "format": {"const": FORMAT},
    "uid": UUID,
    "editions": listed(shape(NUMBERED | OPTIONAL, OPTIONAL)) | {"minItems": 1},
}
CHAIN = {"format": TEXT, "article": UUID, "editions": listed(shape(CHAINED, ("format",)))}
OTHERS = {
    "story": shape(STORY),
    "chain": shape(CHAIN),
    "sources": listed(shape(SOURCE, OPEN, additionalProperties=False)),
    "pictures": listed(shape({"key": UUID, "file": TEXT})),
}
