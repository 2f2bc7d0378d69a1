"""The rows beside the stories of which readers see something as it stands today."""

from articles.archive import digests, printing
from articles.models import Image, Page, Person, Publication, Section, Source, Topic
from articles.pictures import markup

# What readers see of each row as it stands today.
PUBLIC = {
    Source: ("name", "public_description", "kind", "role", "represents", "address"),
    Person: ("name", "role", "bio", "portrait", "contact"),
    Topic: ("name", "description", "is_series", "parts_order"),
    Section: ("name", "description", "position"),
    Page: ("headline", "slug", "body", "position", "is_published"),
    Publication: ("name", "tagline", "address", "logo", "language", "time_zone", "contact", "owner",
                  "publishing_principles", "corrections_policy", "four_eyes", "logo_dark", "logo_square",
                  "accent", "accent_dark", "typeface", "density", "front_box", "footer",
                  "social_addresses", "second_factor_roles",
                  "ads_txt", "trust_txt", "security_txt", "verification"),
}  # fmt: skip
# What else the log tells of a row from its first day in print: how readers see it.
FORMS = {Section: ("front_form",)}
MODELS = {model._meta.model_name: model for model in PUBLIC}


def subject(row):
    return f"{row._meta.model_name}:{getattr(row, 'slug', row.pk)}"


def row_of(subject):
    """Return the row that a subject of the log names, or None."""
    return rows_of([subject]).get(subject)


def rows_of(subjects):
    """Return {subject: row} of those rows that are there, with one query for each kind of row."""
    keys = {}
    for name, _colon, key in (each.partition(":") for each in subjects):
        keys.setdefault(MODELS[name], []).append(key)
    rows = (
        row
        for model, known in keys.items()
        for row in model.objects.filter(**{"pk__in" if model is Publication else "slug__in": known})
    )
    return {subject(row): row for row in rows}


def is_in_print(row):
    """Ask whether readers see a stored row."""
    return isinstance(row, Publication) or row.is_in_print()


def values_of(row, names):
    """Return {field: value} of a row; of a relation, its key."""
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}


def keys_of(row, names):
    """Return {field: slug or key of what a row names}, "" of nothing: primary keys are others elsewhere."""
    relations = [name for name in names if row._meta.get_field(name).is_relation]
    rows = {name: getattr(row, name) for name in relations}
    return {name: str(getattr(each, "slug", "") or each.key) if each else "" for name, each in rows.items()}


def state(row, values):
    """Return a hash of those fields of a row that `values` would change, and of the pictures in them."""
    shown = _shown({name: getattr(row, name) for name in _pictures(row, values)} | _in_text(row, row, values))
    return digests.hash_of(values_of(row, values) | shown)


def state_before(row, values):
    """Return such a hash for a row, and for the pictures that `values` would show, as they are now."""
    keys = {name: values[name] for name in _pictures(row, values)}
    chosen = {name: Image.objects.filter(pk=key).first() for name, key in keys.items()}
    coming = _shown(chosen | _in_text(row, Page(body=values.get("body", "")), values))
    return f"{state(row, values)}-{digests.hash_of(coming)}" if coming else state(row, values)


def _pictures(row, names):
    return [name for name in names if row._meta.get_field(name).related_model is Image]


def _in_text(row, page, names):
    """Return {key: picture} of those that a page's text shows, where that is what is changed."""
    return printing.by_key(markup.keys(page.body)) if isinstance(row, Page) and "body" in names else {}


def _shown(pictures):
    """Return {field: texts and rights of a picture}: its key stays when its file or its texts change."""
    return {name: printing.said_of_picture(each.as_printed()) for name, each in pictures.items() if each}


def named_in(edition):
    """Return the subjects of the rows that an edition names, but for its pictures."""
    voices = (voice["slug"] for row in edition.citations for voice in row.get("represents", ()))
    return [
        *(f"person:{row['person']}" for row in edition.byline if row["person"]),
        *(f"source:{slug}" for slug in {*(row["source"] for row in edition.citations), *voices}),
        *(f"topic:{row['slug']}" for row in edition.topics),
        *([f"section:{edition.section.slug}"] if edition.section else []),
    ]


def first_seen_with(edition):
    """Return {subject: hash of its public fields} of the rows that readers first see with an edition.

    A biography or a topic's description stands beside the story, on a page that opens with it.
    """
    seen = _first_seen_with([edition])
    return {subject(row): state(row, PUBLIC[type(row)]) for rows in seen.values() for row in rows}


def words_first_seen_with(editions):
    """Return {kind: [{"slug", field: value, …}]} of such rows, for the log; of a relation, its key."""
    return {kind: [words_of(row) for row in rows] for kind, rows in _first_seen_with(editions).items()}


def _first_seen_with(editions):
    """Return {kind: rows that no record names}, with one query for each kind, however many are named."""
    keys = {}
    for kind, _colon, slug in (each.partition(":") for edition in editions for each in named_in(edition)):
        keys.setdefault(kind, set()).add(slug)
    found = {kind: MODELS[kind].objects.not_in_print().filter(slug__in=keys[kind]) for kind in sorted(keys)}
    return {kind: rows for kind in found if (rows := list(found[kind].order_by("slug")))}


def words_of(row):
    """Return {"slug", field: value, …} of what readers see of a row, for the log; of a relation, its key."""
    names = (*PUBLIC[type(row)], *FORMS.get(type(row), ()))
    fields = [name for name in names if not row._meta.get_field(name).is_relation]
    return {"slug": str(getattr(row, "slug", row.pk)), **values_of(row, fields), **keys_of(row, names)}
