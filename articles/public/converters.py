from django.urls.converters import StringConverter

from articles.models import slugs


class NameConverter(StringConverter):
    """A slug of any script, whatever UNICODE_SLUGS is: an address stays when it is switched."""

    regex = f"{slugs.SIGN}+"

    def to_python(self, value):
        if not slugs.is_slug(value):
            raise ValueError(value)
        return value
