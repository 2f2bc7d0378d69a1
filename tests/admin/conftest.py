from datetime import timedelta

import pytest

from articles.models import Section, clock
from tests.cast import make_user


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def insider(db):
    return make_user("insider", "Editor")


@pytest.fixture
def closed(insider):
    section = Section.objects.create(name="Investigations", slug="investigations", is_closed=True)
    section.editors.add(insider)
    return section


def later(hours=1):
    return clock.now().replace(second=0, microsecond=0) + timedelta(hours=hours)
