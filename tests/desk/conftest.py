import pytest
from django.utils import timezone

from articles.models import Publication


@pytest.fixture
def later(time_machine):
    """Move the clock on, or back."""

    def later(by):
        time_machine.move_to(timezone.now() + by, tick=False)

    return later


@pytest.fixture
def four_eyes(db):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
