from django.urls.converters import IntConverter, StringConverter

from articles.models import slugs


class NameConverter(StringConverter):
    """A slug of any script, whatever UNICODE_SLUGS is: an address stays when it is switched."""

    regex = f"{slugs.SIGN}+"

    def to_python(self, value):
        if not slugs.is_slug(value):
            raise ValueError(value)
        return value


class NumberConverter(IntConverter):
    """A number with one zero before it at most: with any number of them, each page had endless addresses."""

    regex = "0?[1-9][0-9]*"
