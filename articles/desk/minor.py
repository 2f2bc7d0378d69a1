"""What counts as a minor change, which is not announced: typing errors, up to a counted bound."""

from django.utils.translation import gettext as _

from articles.archive import printing
from articles.models import Edition
from articles.text import typing_errors

MINOR = Edition.Kind.MINOR
# What is said of a story beside its texts; of citations, what the desk typed of each. A picture keeps its key
# where its file is replaced.
SAID = {
    "byline": ("name", "role"),
    "citations": ("mark", "quote", "locator", "basis", "standing", "address", "seen_on", "archived_copy"),
    "topics": ("slug",),
    "pictures": ("key", "alt", "caption", "credit", "creator", "rights", "licence", "acquire_licence_page",
                 "digital_source_type", "transcript"),
}  # fmt: skip


def beyond(edition, timeline):
    """Return why an unsaved edition is no minor change, as a sentence, or an empty string.

    It is compared with the last edition that was none, so that many small changes make no large one.
    """
    if edition.kind != MINOR or timeline.live is None:
        return ""
    base = _compared_with(timeline)
    pairs = [
        (getattr(base, field), getattr(edition, field)) for field in Edition.TEXTS if _is_known(base, field)
    ]
    pairs += [(_said(base, field), _said(edition, field)) for field in SAID if _is_known(base, field)]
    same_kind = base.type_of_work == edition.type_of_work and base.section_id == edition.section_id
    if same_kind and typing_errors.is_within(pairs) and not _has_other_captions(base, edition):
        return ""
    return _(
        "A minor change mends typing errors: a few words, a letter or two of a name, and no figure, link or "
        "citation. Choose another kind, so that readers are told."
    )


def _compared_with(timeline):
    rows = timeline.article.editions.printed(timeline.at).exclude(kind__in=(MINOR, *Edition.TEXTLESS))
    return rows.order_by("number").last() or timeline.live


def _has_other_captions(base, edition):
    """Ask whether a recording whose file stayed has other captions: no record holds their words."""
    before, after = ({row["key"]: row for row in each.pictures} for each in (base, edition))
    same_file = [
        key for key in before.keys() & after.keys() if before[key].get("sha256") == after[key].get("sha256")
    ]
    pairs = {key: {_captions(before[key]), _captions(after[key])} for key in same_file}
    others = [key for key, paths in pairs.items() if len(paths) > 1]
    rows = printing.by_key(others)
    # The same captions lie elsewhere once a newer recipe made their file.
    return any(key not in rows or not pairs[key] <= printing.captions_of(rows[key]) for key in others)


def _captions(printed):
    return printing.beside_recording(printed).get("captions")


def _is_known(base, field):
    return field not in base.gone


def _said(edition, field):
    """Return the words of what stands in a list that an edition prints; what is new stands in them too."""
    rows = getattr(edition, field)
    return "\n".join(" ".join(str(row.get(key, "")) for key in SAID[field]) for row in rows)
