"""Whoever is signed in and may not see a page is told what they lack, whom to ask, and the way back."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

pytestmark = pytest.mark.django_db

LACKED = {
    "admin:articles_section_add": "Add section",
    "admin:auth_user_changelist": "View user",
    "admin:articles_publication_add": "Add publication",
}


@pytest.mark.parametrize("name", LACKED)
def test_a_refused_page_says_what_is_lacking_and_whom_to_ask(name, at_desk, reporter, chief_editor):
    response = at_desk(reporter).get(reverse(name))

    page = response.content.decode()
    assert response.status_code == 403
    assert (LACKED[name] or "You have no permission for this page.") in page
    assert "You are signed in as reporter; your role: Reporter." in page
    assert f"Ask a chief editor to do it, or to give you the role: {chief_editor}." in page
    assert f'class="button" href="{reverse("admin:index")}"' in page


def test_a_refused_act_is_named(at_desk, reporter, make_article):
    story = make_article()

    response = at_desk(reporter).get(reverse("admin:articles_article_withdraw", args=[story.pk]))

    assert (response.status_code, "<strong>Withdraw</strong>" in response.content.decode()) == (403, True)


def test_an_account_without_a_role_is_told_so(at_desk):
    user = User.objects.create(username="nobody", is_staff=True)

    page = at_desk(user).get(reverse("admin:articles_section_changelist")).content.decode()

    assert "an account without a role" in page
    assert "Ask whoever runs this newsroom" in page
