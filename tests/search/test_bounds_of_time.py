"""What `since` and `until` take in of a search, to the microsecond."""

from datetime import timedelta

import pytest

from articles import search
from articles.models import Edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("microseconds", "is_since", "is_until"), [(-1, True, False), (0, True, False), (1, False, True)]
)
def test_a_story_lies_on_one_side_of_a_moment_however_fine(publish, microseconds, is_since, is_until):
    at = publish(headline="Flood").editions.get().first_published_at
    bound = at + timedelta(microseconds=microseconds)

    def is_found(**bounds):
        return bool(search.find("flood", at + timedelta(seconds=1), **bounds)[1].editions)

    assert is_found(since=bound) == is_since == Edition.objects.filter(first_published_at__gte=bound).exists()
    assert is_found(until=bound) == is_until == Edition.objects.filter(first_published_at__lt=bound).exists()
