"""A newsroom of which backups are made."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles import desk
from articles.models import Source


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("originals/ab/boats.jpg", ContentFile(b"boats"))
    return settings.MEDIA_ROOT


@pytest.fixture
def newsroom(publish, chief_editor, make_source, settings, tmp_path, media):
    article = publish(headline="Ferries", sources=[make_source()])
    desk.correct(article, by=chief_editor, kind="correction", note="One.", changes={"body": "One leaves."})
    Source.objects.create(name="Q", is_confidential=True, public_description="a person")
    desk.note(article, by=chief_editor, text="Call again.")
    return article
