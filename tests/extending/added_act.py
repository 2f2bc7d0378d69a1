"""What must be true of the act that docs/how-to/extend.md adds; test_how_to.py runs it in a copy."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from articles import desk
from articles.models import Act, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(make_article, reporter):
    reporter.email = "reporter@paper.example"
    reporter.save()
    Preference.objects.create(user=reporter, wants_mail=True)
    return make_article(by=reporter, assignee=reporter, headline="Rain")


@pytest.fixture
def page(story):
    return reverse("admin:articles_article_chase", args=[story.pk])


def test_it_has_a_button_and_a_name_in_the_palette(client, editor, story, page):
    client.force_login(editor)

    form = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    found = client.get(reverse("palette"), {"story": story.pk, "q": "chase"}).json()["found"]

    assert re.search(r'data-act="chase">Chase<', form)
    assert {"kind": "this story", "name": "Chase", "address": page} in found


def test_its_page_asks_does_it_logs_it_and_mails_it(
    client, editor, story, page, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    assert "What the desk waits for." in client.get(page).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(page, {"reason": "It is due.", "_do": "1"}, follow=True).content.decode()

    assert "Chased: whoever has it to do is told." in done
    assert Act.objects.get(verb="chase").reason == "It is due."
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["reporter@paper.example"], "Chased: Rain")
    ]
    assert "Chased" in client.get(reverse("admin:articles_act_changelist")).content.decode()


def test_it_needs_a_reason_a_permission_and_its_state(client, editor, reporter, story, page):
    client.force_login(editor)
    assert "This field is required." in client.post(page, {"_do": "1"}).content.decode()
    with pytest.raises(desk.Refused, match="permission"):
        desk.chase(story, by=reporter, reason="Mine.")
    desk.assign(story, by=editor)

    with pytest.raises(desk.Refused, match="Assign it first"):
        desk.chase(story, by=editor, reason="Whose?")

    client.force_login(reporter)
    assert client.get(page).status_code == 403
