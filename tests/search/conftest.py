import pytest

from articles import search
from articles.models import clock


@pytest.fixture
def found(db):
    """Search as a reader does now, and return the headlines found."""

    def found(text, **options):
        _query, page = search.find(text, clock.now(), **options)
        return [edition.headline for edition in page.editions]

    return found


@pytest.fixture
def suggested(db):
    def suggested(text):
        return search.suggest(text, clock.now())

    return suggested
