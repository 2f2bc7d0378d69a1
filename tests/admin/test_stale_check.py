"""Rows that are no story: the second of two who change one is told what the first stored."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from articles import desk
from articles.admin.stale_check import StaleCheck
from articles.models import Article, Page, Person, Publication, Section, Source, Topic
from exchange.models import Feed

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


def test_what_was_typed_of_a_row_that_was_merged_meanwhile_is_shown_again(at_desk, chief_editor):
    old, new = (Topic.objects.create(name=name, slug=name.lower()) for name in ("Rain", "Weather"))
    client = at_desk(chief_editor)
    address = reverse("admin:articles_topic_change", args=[old.pk])
    sent = opened(client.get(address)) | {"description": "Of rain."}
    desk.merge_topics(old, new, by=chief_editor)

    told = client.post(address, sent)

    assert "This was merged into “Weather”. Change that one." in str(told.context["errors"])
    assert "Of rain.</textarea>" in told.content.decode()
    old.refresh_from_db()
    assert old.description == ""
    assert 'name="_save"' not in client.get(address).content.decode()


def test_every_form_of_a_row_is_guarded(rf, admin_user):
    """A story's form merges two saves; all others refuse the second."""
    request = rf.get("/")
    request.user = admin_user

    for model, model_admin in admin.site._registry.items():
        if model is not Article and model_admin.has_change_permission(request):
            assert isinstance(model_admin, StaleCheck), model


def opened(page):
    """Return what a browser would send of a form as it was opened."""
    form = page.context["adminform"].form
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "on" if value is True else value for name, value in values.items() if value}
    return values | {"seen": seen(page)}


@pytest.fixture
def feed():
    source = Source.objects.create(name="Agency", slug="agency", kind="news_agency")
    return Feed.objects.create(name="Agency", address="https://feeds.example.org/feed?key=old", source=source)


def test_a_stale_form_gives_no_account_back_what_was_taken_away(at_desk, chief_editor, reporter):
    editors = Group.objects.get(name="Editor")
    reporter.groups.set([editors])
    client = at_desk(chief_editor)
    address = reverse("admin:auth_user_change", args=[reporter.pk])
    mine = opened(client.get(address)) | {"last_name": "Mended"}
    reporter.groups.clear()
    User.objects.filter(pk=reporter.pk).update(is_active=False)

    told = client.post(address, mine)

    reporter = User.objects.get(pk=reporter.pk)
    assert (reporter.is_active, [*reporter.groups.all()], reporter.last_name) == (False, [], "")
    said = str(told.context["errors"])
    assert "Somebody changed this since you opened it." in said
    assert "Stored now in “Active”: No" in said
    assert "Stored now in “Groups”: –" in said
    assert client.post(address, mine | {"seen": seen(told)}).status_code == 302


def test_a_sign_in_makes_no_account_stale_and_is_not_taken_back(at_desk, admin_user, reporter, client):
    address = reverse("admin:auth_user_change", args=[reporter.pk])
    at_desk(admin_user)
    mine = opened(client.get(address)) | {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}
    type(client)().force_login(reporter)
    reporter.refresh_from_db()

    assert client.post(address, mine | {"last_name": "Mended"}).status_code == 302

    after = User.objects.get(pk=reporter.pk)
    assert (after.last_name, after.last_login) == ("Mended", reporter.last_login)


def test_a_stale_form_gives_no_role_back_what_it_lost(at_desk, admin_user):
    role, client = Group.objects.get(name="Editor"), at_desk(admin_user)
    address = reverse("admin:auth_group_change", args=[role.pk])
    mine = opened(client.get(address))
    role.permissions.remove(Permission.objects.get(codename="publish_article"))

    told = client.post(address, mine)

    assert "Somebody changed this since you opened it." in told.content.decode()
    assert not role.permissions.filter(codename="publish_article").exists()


def test_a_stale_form_gives_no_feed_back_its_old_key(at_desk, admin_user, feed):
    client = at_desk(admin_user)
    address = reverse("admin:exchange_feed_change", args=[feed.pk])
    mine = opened(client.get(address)) | {"days": 3}
    Feed.objects.update(address="https://feeds.example.org/feed?key=new")

    told = client.post(address, mine)

    feed.refresh_from_db()
    assert feed.address.endswith("new")
    assert "Somebody changed this since you opened it." in told.content.decode()
