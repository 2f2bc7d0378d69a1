"""The desk: Django's own admin, with one file for each noun that needs more than ten lines."""

from . import accounts, article, image, publication, records, sources, taxonomy  # noqa: F401  each registers its nouns
