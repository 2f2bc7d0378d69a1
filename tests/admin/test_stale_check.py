"""Rows that are no story: the second of two who change one is told what the first stored."""

import re

import pytest
from django.urls import reverse

from articles.models import Page, Person, Publication, Section, Topic

pytestmark = pytest.mark.django_db

ROWS = {
    "page": (Page, {"headline": "About", "slug": "about", "body": "Old.", "position": 0}, "body"),
    "person": (Person, {"name": "Night desk", "slug": "night-desk", "bio": "Old."}, "bio"),
    "section": (
        Section,
        {"name": "World", "slug": "world", "description": "", "position": 0, "front_form": "lead"},
        "description",
    ),
    "topic": (Topic, {"name": "Rain", "slug": "rain", "description": "Old."}, "description"),
    "publication": (
        Publication,
        {"name": "The Paper", "address": "https://paper.example", "language": "en", "time_zone": "UTC",
         "typeface": "serif", "density": "open",
         "corrections_policy": "Old."},
        "corrections_policy",
    ),
}  # fmt: skip


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


@pytest.mark.parametrize("noun", ROWS)
def test_the_second_of_two_is_told_and_keeps_what_they_typed(at_desk, chief_editor, noun):
    model, values, field = ROWS[noun]
    row, client = model.objects.create(**values), at_desk(chief_editor)
    address = reverse(f"admin:articles_{noun}_change", args=[row.pk])
    mine = {**values, field: "Mine.", "seen": seen(client.get(address))}
    client.post(address, {**mine, field: "Theirs."})

    told = client.post(address, mine)

    row.refresh_from_db()
    assert getattr(row, field) == "Theirs."
    assert "Somebody changed this since you opened it." in told.content.decode()
    assert "Theirs." in str(told.context["errors"])
    assert "Mine.</textarea>" in told.content.decode()

    client.post(address, {**mine, "seen": seen(told)})
    row.refresh_from_db()
    assert getattr(row, field) == "Mine."


def test_a_source_is_guarded_too(at_desk, chief_editor, make_source):
    source, client = make_source("Ministry"), at_desk(chief_editor)
    address = reverse("admin:articles_source_change", args=[source.pk])
    mine = {"name": "Ministry", "slug": "ministry", "kind": "government", "seen": seen(client.get(address))}
    client.post(address, {**mine, "note": "Theirs."})

    client.post(address, {**mine, "note": "Mine."})

    source.refresh_from_db()
    assert source.note == "Theirs."
