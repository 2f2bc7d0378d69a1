"""What readers get and no act brought, by verify: somebody with the database put it there."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.archive import verifying
from articles.desk import origins
from articles.models import Act, Edition, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def insert(make_article):
    """Put a story into the database with an edition whose digest is right, as SQL would: without an act."""

    def insert(headline="Forged"):
        story = make_article(headline=headline, slug=headline.lower())
        fields = {name: getattr(story, name) for name in ("headline", "slug", "body", "section")}
        Edition.objects.create(article=story, kind="first", number=1, **fields)
        return story

    return insert


def faults():
    return [(what, fault) for what, fault in verifying.archive_faults() if "no act says so" in fault]


def test_a_story_that_no_act_printed_is_found(insert, publish):
    publish()
    origins.take_stock()

    story = insert()

    assert faults() == [(f"article {story.uid}", "is printed, and no act says so")]


def test_a_page_that_no_act_published_is_found():
    origins.take_stock()

    Page.objects.create(headline="Forged", slug="forged", body="So.", is_published=True)

    assert faults() == [("page forged", "is published, and no act says so")]


def test_what_was_there_when_stock_was_taken_is_known_from_then_on(insert):
    story, page = insert(), Page.objects.create(headline="A", slug="a", body="So.", is_published=True)
    assert faults() == []

    origins.take_stock()

    assert list(verifying.archive_faults()) == []
    Page.objects.filter(pk=page.pk).update(body="Another.")
    Edition.objects.filter(article=story).delete()
    found = [what for what, _fault in verifying.archive_faults()]
    assert {f"article {story.uid}", "page a"} <= set(found)


def test_a_stock_behind_an_upgrade_takes_in_nothing_that_no_act_brought(insert):
    origins.take_stock()
    story = insert()
    older = {"version": "1.0", "accounts": {}, "roles": {}, "origins": True}
    Act.objects.filter(verb="take_stock").update(data=older)

    origins.take_stock()

    assert Act.objects.filter(verb="take_stock").count() == 2
    assert (f"article {story.uid}", "is printed, and no act says so") in faults()


def test_what_a_fixture_brings_later_is_told_to_the_log():
    origins.take_stock()

    call_command("loaddata", "seed", verbosity=0)

    assert Edition.objects.exists()
    assert faults() == []


def test_a_page_that_the_desk_publishes_takes_back_and_publishes_is_known(client, admin_user):
    origins.take_stock()
    client.force_login(admin_user)
    sent = {"headline": "About", "slug": "about", "body": "So.", "position": 1}
    client.post(reverse("admin:articles_page_add"), sent)
    page = Page.objects.get()
    address = reverse("admin:articles_page_change", args=[page.pk])

    for is_published in ({"is_published": "on"}, {}, {"is_published": "on", "body": "Other."}):
        shown = client.get(address).context
        typed = {name: value for name, value in sent.items() if name in shown["adminform"].form.fields}
        said = {**typed, **is_published, "seen": shown["seen"]}
        assert client.post(address, said).status_code == 302
        page.refresh_from_db()
        assert page.is_published == bool(is_published)
        assert faults() == []
