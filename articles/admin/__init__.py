"""The desk: Django's own admin, with one file for each noun that needs more than ten lines."""

from . import (  # noqa: F401  each registers its nouns
    article,
    image,
    named,
    people,
    publication,
    records,
    sources,
)
