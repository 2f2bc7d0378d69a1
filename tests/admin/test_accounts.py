"""The form of an account: what a chief editor changes there opens it to nobody else, and shuts nobody out."""

import pytest
from allauth.account.internal.userkit import get_user_by_username
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.urls import reverse

from tests.cast import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(at_desk, chief_editor):
    client = at_desk(chief_editor)

    def send(user, **changes):
        kept = {"username": user.username, "first_name": "", "last_name": "", "email": user.email}
        roles = [group.pk for group in user.groups.all()]
        address = reverse("admin:auth_user_change", args=[user.pk])
        answer = client.post(address, {**kept, "groups": roles, "is_active": "on", **changes})
        user.refresh_from_db()
        return answer

    return send


def test_an_address_that_is_corrected_takes_those_before_off_the_account(change, editor):
    User.objects.filter(pk=editor.pk).update(email="old@paper.example")
    EmailAddress.objects.create(user=editor, email="old@paper.example", verified=True, primary=True)
    other = EmailAddress.objects.create(user=make_user("other", "Editor"), email="other@paper.example")
    editor.refresh_from_db()

    change(editor, first_name="Ann")
    assert EmailAddress.objects.filter(user=editor).exists()
    change(editor, email="new@paper.example")

    assert editor.email == "new@paper.example"
    assert list(EmailAddress.objects.all()) == [other]


@pytest.mark.parametrize("name", ["Root", "root"])
def test_no_account_takes_the_name_of_another_in_other_letters(change, editor, name):
    root = User.objects.create_superuser("root")

    answer = change(editor, username=name)

    assert "A user with that username already exists." in answer.text
    assert get_user_by_username("root") == root


def test_an_account_changes_the_letters_of_its_own_name(change, editor):
    wanted = editor.username.upper()

    assert change(editor, username=wanted).status_code == 302
    assert editor.username == wanted
