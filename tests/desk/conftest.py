import pytest
from django.utils import timezone

from articles import desk
from articles.models import Publication, clock


@pytest.fixture
def later(time_machine):
    """Move the clock on, or back."""

    def later(by):
        time_machine.move_to(timezone.now() + by, tick=False)

    return later


@pytest.fixture
def four_eyes(db):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})


def published(story):
    return story.editions.published(clock.now()).first()


def planned(story):
    return story.editions.get(live_from__gt=clock.now())


def redact(story, by, *words, **kwargs):
    return desk.redact_words(story, by=by, words=words, **{"order": "The court of X, 1 March", **kwargs})
