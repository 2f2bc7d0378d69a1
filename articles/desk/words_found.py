"""Where words stand in all that the newsroom keeps: every column of text of every table of ours."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain, count

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models
from django.utils.translation import gettext as _

from articles.models import Article, Edition, EditionPicture, Image, SiteState
from articles.text.bent_forms import BentForms

from .rules import refuse

MOST_STORIES, MOST_PLACES = 200, 5000
# Accounts, their rights and sessions, and words of the site's own: no stories.
WITHOUT_STORIES = ("account", "auth", "contenttypes", "mfa", "sessions")
LEFT_OUT = (SiteState,)
# Of these apps, the values of JSON have names that are ours; of all others they may be words.
OURS = ("articles", "admin")
# Hashes, secrets, encrypted names, codes, and what is derived of other columns.
NO_TEXT = {
    *("digest", "previous_digest", "salt", "salts", "reason_hash", "sha256", "passage_digest", "log_digest"),
    *("approved_print", "seen", "token", "secret", "former_names", "format", "redacted", "body_html"),
    *("derived", "section_as_printed", "renditions", "crops", "unmerged", "language", "captions_language"),
    *("media_type", "time_zone", "verb", "kind", "tab", "history_change_reason", "source_digest"),
    "edition_digest",
    *("accent", "accent_dark"),
}
# Who did an act: accounts keep their names. A section's stands in no redactable part of a record.
KEPT = {("act", "name"), ("section", "name"), ("section", "slug")}
# Keys that are unique, so that two don't become one; and names.
KEYS = {("oldaddress", "path"), ("arrival", "key"), ("arrival", "origin"), ("import", "origin")}
NAMES = {("snippet", "name"), ("savedview", "name"), ("feed", "name")}


@dataclass(frozen=True)
class Place:
    """A column of a row that holds words to be redacted, with its value before and after."""

    model: type
    pk: object
    article: int | None  # the story that it belongs to
    column: str
    before: object
    after: object

    @property
    def key(self):
        return [self.model._meta.model_name, str(self.pk), self.column, self.before]

    def texts(self):
        """Yield (before, after) of each text that changes."""
        yield from _changed_texts(self.before, self.after)


def _changed_texts(before, after):
    if before == after:
        return
    if isinstance(before, dict):
        for pair in zip(before.items(), after.items(), strict=True):
            yield from _changed_texts(*map(list, pair))
    elif isinstance(before, list):
        for pair in zip(before, after, strict=True):
            yield from _changed_texts(*pair)
    else:
        yield before, after


def places(mask, article):
    """Return each place of a story, and of all others, in which phrases stand; refuse too many.

    Each row is read, and quickly put aside where the longest word of no phrase may stand in it.
    """
    found = _in_tables(mask, article)
    if mask.learn(_as_text(place.before) for place in found):
        found = _in_tables(mask, article)
    found += _in_files(found)
    stories = {place.article for place in found if place.article}
    if len(stories) > MOST_STORIES or len(found) > MOST_PLACES:
        refuse(_("These words stand in too many places. Give more of them, so that fewer are meant."))
    return found


def tables():
    """Return the models whose rows may hold words, the admin's own log too."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label not in WITHOUT_STORIES and model not in LEFT_OUT and text_columns(model)
    ]


def text_columns(model):
    """Return the columns of a model that hold what somebody typed."""
    if model is Edition:
        return [name for name in Edition.REDACTABLE if name != "lead_image"]
    if model is LogEntry:
        return ["object_repr", "change_message"]
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, kinds)
        and not column.choices
        and column.name not in NO_TEXT
        and (model._meta.model_name, column.name) not in KEPT
    ]


def _article_column(model):
    if model is Article or model is Article.history.model:
        return "id"
    names = {column.name for column in model._meta.concrete_fields}
    return "article_id" if "article" in names else None


def _in_tables(mask, article):
    return [place for model in tables() for place in _with_own_names(_in_table(mask, model, article))]


def _in_table(mask, model, article):
    columns, owner = text_columns(model), _article_column(model)
    rows = model._base_manager.order_by("pk").values_list("pk", owner or "pk", *columns)
    for pk, of, *values in rows.iterator(chunk_size=200):
        is_own = owner and of == article.pk
        for name, value in zip(columns, values, strict=True):
            if not (value and (is_own or mask.may_stand_in(_as_text(value)))):
                continue
            after = masked(mask, model, name, value)
            if after != value:
                yield Place(model, pk, of if owner else None, name, value, after)


def bent_forms(mask, most):
    """Return the forms that may be a phrase with another ending, the commonest first, and how many more."""
    bent, counts = BentForms(mask), Counter()
    for model in tables():
        rows = model._base_manager.order_by("pk").values_list(*text_columns(model))
        values = (value for row in rows.iterator(chunk_size=200) for value in row if value)
        counts.update(form for value in values for form in bent.found_in(_as_text(value)))
    forms = sorted(counts, key=lambda form: (-counts[form], form))
    return forms[:most], max(0, len(forms) - most)


def _with_own_names(found):
    """Yield places; names that have to differ, and would be one without the words, get a number."""
    taken = set()
    for place in found:
        if (place.model._meta.model_name, place.column) in NAMES:
            taken = taken or set(place.model._base_manager.values_list("name", flat=True))
            place = replace(place, after=_numbered(place, taken))
            taken.add(place.after)
        yield place


def _numbered(place, taken):
    """Return a masked name, or the first form with a number that no other row has."""
    longest = place.model._meta.get_field(place.column).max_length
    ends = chain([""], (f" {number}" for number in count(2)))
    return next(name for end in ends if (name := place.after[: longest - len(end)] + end) not in taken)


def _as_text(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def masked(mask, model, name, value):
    """Return a column's text without the phrases, cut to the column's length."""
    if not value:
        return value
    column = model._meta.get_field(name)
    if name == "subject":
        return mask.subject(value)
    if (model._meta.model_name, name) in KEYS:
        return mask.key(value)
    after = mask.masked(value, name) if model._meta.app_label in OURS else mask.everywhere(value)
    if isinstance(after, str) and column.max_length and name not in ("slug", "mark"):
        after = after[: column.max_length]
    return after


def _in_files(found):
    """Yield the records that name files of a picture or recording which hold the words, and not the words."""
    printed = (place.before for place in found if place.model is Edition and place.column == "pictures")
    keys = {row["key"] for pictures in printed for row in pictures}
    images = {place.pk for place in found if place.model is Image}
    images |= set(Image.objects.filter(key__in=keys).values_list("pk", flat=True))
    with_posters = models.Q(image__in=images) | models.Q(image__poster__in=images)
    links = EditionPicture.objects.filter(with_posters)
    rows = Edition.objects.filter(pk__in=links.values("edition")).values_list("pk", "article_id", "pictures")
    known = {place.pk for place in found if place.model is Edition and place.column == "pictures"}
    for pk, article, pictures in rows.order_by("pk"):
        if pk not in known:
            yield Place(Edition, pk, article, "pictures", pictures, pictures)
