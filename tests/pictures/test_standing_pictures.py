"""Pictures of standing pages: readers see what is said of them at once, so nobody changes it alone."""

import pytest
from django.urls import reverse

from articles import desk
from articles.desk import proposing, public_rows
from articles.models import Image, Page, Proposal, Publication

from .files import jpeg, upload
from .test_library_pages import is_refused

pytestmark = pytest.mark.django_db
SAID = {"alt_text": "A criminal", "credit": "Us", "focal_x": 50, "focal_y": 50}


def of(name):
    return lambda image: reverse(f"admin:articles_image_{name}", args=[image.pk])


WAYS = {
    "form": lambda client, image: client.post(of("change")(image), SAID),
    "words": lambda client, image: client.post(of("words")(image), {"alt_text": "A criminal"}),
    "file": lambda client, image: client.post(of("replace")(image), {"file": upload(jpeg(200, 300))}),
}


@pytest.fixture
def shown(make_picture):
    """A picture on a published page."""
    image = make_picture()
    Page.objects.create(headline="About", slug="about", body=f"We.\n\n{image.mark}", is_published=True)
    return image


@pytest.mark.parametrize("way", WAYS)
def test_a_reporter_does_not_change_what_a_standing_page_shows(way, shown, reporter, client):
    client.force_login(reporter)

    assert is_refused(way, WAYS[way](client, shown))

    now = Image.objects.get()
    assert (now.alt_text, now.sha256) == (shown.alt_text, shown.sha256)
    assert "criminal" not in client.get("/pages/about/").text


@pytest.mark.parametrize("way", WAYS)
def test_with_four_eyes_nobody_changes_it_alone(way, shown, chief_editor, client):
    Publication.objects.update_or_create(defaults={"four_eyes": True})
    client.force_login(chief_editor)

    assert is_refused(way, WAYS[way](client, shown))
    assert Image.objects.get().alt_text == shown.alt_text


def test_a_picture_of_a_page_that_is_not_published_is_changed_as_any_other(shown, reporter, client):
    Page.objects.update(is_published=False)
    client.force_login(reporter)

    assert WAYS["form"](client, shown).status_code == 302


@pytest.mark.parametrize("is_published", [True, False])
def test_a_picture_that_changed_since_its_page_was_proposed_comes_on_no_page(
    is_published, make_picture, chief_editor
):
    Publication.objects.update_or_create(defaults={"four_eyes": True})
    image = make_picture()
    page = Page.objects.create(headline="About", slug="about", body="We.", is_published=is_published)
    values = public_rows.values_of(page, public_rows.PUBLIC[Page])
    desk.propose(
        "describe", page, by=chief_editor, values=values | {"body": image.mark, "is_published": True}
    )
    assert not proposing.is_overtaken(Proposal.objects.get())

    Image.objects.update(caption="A criminal")

    assert proposing.is_overtaken(Proposal.objects.get())
