"""What was handed over at the desk is taken back there."""

from pathlib import Path

import pytest
from django.urls import reverse

from articles.models import Act, Article
from exchange import handing_over, import_job, rollback
from exchange.models import Arrival, Import
from exchange.running import Refused

from .test_handing_over import THREE, address, as_shown, bring, said, upload

pytestmark = pytest.mark.django_db


def test_an_import_is_taken_back_after_a_question(desk_client, arrived):
    upload(desk_client, *THREE)
    bring(desk_client)

    assert "This removes all stories" in said(desk_client.get(address("take_back")))
    assert Article.objects.count() == 3
    desk_client.post(address("take_back"))

    assert not Article.objects.exists()
    assert "Taken back at" in said(desk_client.get(address("change")))


def test_a_large_import_is_taken_back_part_by_part(desk_client, monkeypatch):
    monkeypatch.setattr(rollback, "BATCH", 1)
    monkeypatch.setattr(handing_over, "SECONDS", 1e-9)
    upload(desk_client, *THREE)
    bring(desk_client)

    left = []
    for _press in range(3):
        answer = desk_client.post(address("take_back"), follow=True)
        left.append(Article.objects.count())

    assert left == [2, 1, 0]
    assert "Taken back at" in said(answer)
    assert not Arrival.objects.exists()


def test_of_two_who_take_an_import_back_the_second_is_refused(desk_client, arrived, chief_editor):
    upload(desk_client, *THREE)
    bring(desk_client)
    first, second = Import.objects.get(), Import.objects.get()

    handing_over.take_back(first, chief_editor)
    with pytest.raises(Refused):
        handing_over.take_back(second, chief_editor)

    assert Act.objects.filter(verb="take back", subject=f"import:{first.pk}").count() == 1


def test_what_is_half_taken_back_is_not_brought_on(desk_client, monkeypatch):
    monkeypatch.setattr(import_job, "BATCH_OF_A_REQUEST", 1)
    monkeypatch.setattr(rollback, "BATCH", 1)
    monkeypatch.setattr(handing_over, "SECONDS", 1e-9)
    upload(desk_client, *THREE)
    for _press in range(2):
        desk_client.post(address("bring"), as_shown(desk_client))

    desk_client.post(address("take_back"))
    desk_client.post(address("bring"), as_shown(desk_client))

    assert Article.objects.count() == 1


def test_what_was_worked_on_is_not_taken_back(desk_client, arrived, chief_editor):
    upload(desk_client, *THREE)
    bring(desk_client)
    desk_client.post(
        reverse("admin:articles_article_notes", args=[arrived("post:1").pk]), {"text": "Who says so?"}
    )
    Article.objects.filter(pk=arrived("post:1").pk).update(version=2)

    answer = desk_client.post(address("take_back"), follow=True)

    assert "Nothing is taken back" in said(answer)
    assert Article.objects.count() == 3


def test_an_upload_is_removed_before_it_is_brought(desk_client, settings):
    upload(desk_client, *THREE)

    desk_client.post(address("drop"))

    assert not Import.objects.exists()
    assert [path.name for path in Path(settings.IMPORTS_ROOT).iterdir()] == ["lock"]


def test_the_desk_says_what_an_import_leaves_renewed(desk_client):
    upload(desk_client, *THREE)
    bring(desk_client)
    Import.objects.update(report={"counts": {"stories renewed": 2, "pages renewed": 1}})

    asked = said(desk_client.get(address("take_back")))
    done = said(desk_client.post(address("take_back"), follow=True))

    assert all("keep the new texts: 3" in page for page in (asked, done))
