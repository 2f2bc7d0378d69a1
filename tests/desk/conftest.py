import pytest
from django.utils import timezone


@pytest.fixture
def later(time_machine):
    """Move the clock on, or back."""

    def later(by):
        time_machine.move_to(timezone.now() + by, tick=False)

    return later
