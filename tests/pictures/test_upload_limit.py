"""What is larger than any file may be is refused before it is read."""

import pytest
from django.conf import settings
from django.urls import reverse

from articles.models import Image
from articles.pictures import upload_limit

from .files import jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrived(monkeypatch):
    """Count what of uploads reached a handler of files."""
    seen = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.new_file",
        lambda *args, **_more: seen.append(args),
    )
    return seen


def test_a_form_larger_than_any_file_isnt_read(client, reporter, monkeypatch, arrived):
    client.force_login(reporter)
    monkeypatch.setattr(upload_limit, "MAX_BYTES", 10)
    monkeypatch.setattr(upload_limit, "FORM_BYTES", 10)

    response = client.post(reverse("markdownx-upload"), {"image": upload(jpeg())})

    assert response.status_code == 400
    assert arrived == []
    assert not Image.objects.exists()


def test_a_visitors_form_holds_words_only(client, publish, monkeypatch, arrived):
    address = reverse("report", args=[publish().editions.get().slug])
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 2000)

    response = client.post(address, {"text": "x", "file": upload(jpeg(1200, 800))})

    assert response.status_code == 400
    assert arrived == []


def test_a_cookie_that_is_made_up_is_no_session(client, publish, monkeypatch, arrived):
    address = reverse("report", args=[publish().editions.get().slug])
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 2000)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    response = client.post(address, {"text": "x", "file": upload(jpeg(1200, 800))})

    assert response.status_code == 400
    assert arrived == []


def test_who_works_here_may_send_more_than_a_visitor(client, reporter, monkeypatch):
    client.force_login(reporter)
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 2000)

    assert client.post(reverse("markdownx-upload"), {"image": upload(jpeg())}).status_code == 200


def test_what_is_small_enough_comes_through(client, reporter):
    client.force_login(reporter)

    assert client.post(reverse("markdownx-upload"), {"image": upload(jpeg())}).status_code == 200
    assert Image.objects.count() == 1
