from datetime import timedelta

import pytest

from articles.models import clock


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


def later(hours=1):
    return clock.now().replace(second=0, microsecond=0) + timedelta(hours=hours)
