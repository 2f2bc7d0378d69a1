"""The column of a slug: a part of an address, in the letters of any script."""

import unicodedata
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_slug, validate_unicode_slug
from django.db import models

# What a slug is made of, as a class of `re` and of JSON Schema: no sign of ASCII but hyphen and underscore.
SIGN = r"[^\x00-,./:-@\[-^`{-\x7f]"
LONGEST = 240  # bytes of UTF-8: a file that is named by it ends in `.json.part`, and has 255


def is_slug(text):
    """Ask whether a text is a slug of any script: letters, digits, their marks, in composed form.

    Django's own check takes no mark, so that Thai and Hindi lose their vowels.
    """
    signs = text.replace("-", "").replace("_", "")
    return unicodedata.is_normalized("NFC", text) and all(
        unicodedata.category(sign)[0] in "LNM" for sign in signs
    )


def validate(text):
    if not is_slug(text):
        raise ValidationError(validate_unicode_slug.message, code="invalid")
    MaxLengthValidator(LONGEST)(text.encode())


def in_address(line):
    """Return the slug at the end of an address, whole or in part, as a browser copies it."""
    try:
        path = urlsplit(line.strip()).path
    except ValueError:
        return line.strip()
    return unicodedata.normalize("NFC", unquote(path)).strip("/").rpartition("/")[2]


class SlugField(models.SlugField):
    """Any slug that is there stays; a new one has Latin letters alone, unless UNICODE_SLUGS is on."""

    default_validators = [validate]

    def deconstruct(self):
        """Return Django's own column: the database holds the same, so that no migration is needed."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if not settings.UNICODE_SLUGS and not self._is_stored(value, model_instance):
            validate_slug(value)

    def _is_stored(self, value, row):
        return value.isascii() or type(row)._base_manager.filter(pk=row.pk, **{self.name: value}).exists()

    def formfield(self, **kwargs):
        # Not SlugField's own, whose form checks for the letters of ASCII.
        return super(models.SlugField, self).formfield(**kwargs)
