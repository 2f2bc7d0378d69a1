"""Open sessions end with what opened them, and with a change of what an account may do."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.cast import make_user

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def opened(user):
    client = Client()
    client.force_login(user)
    assert client.get(HOME).status_code == 200
    return client


def is_open(client):
    return client.get(HOME).status_code == 200


def sent(user, **changes):
    """Return what the form of an account sends, with changes."""
    roles = [group.pk for group in user.groups.all()]
    names = {"username": user.username, "first_name": "", "last_name": "", "email": "a@example.org"}
    return {**names, "groups": roles, "is_active": "on", **changes}


@pytest.mark.parametrize("change", ["role", "active", "nothing"])
def test_a_change_of_an_accounts_rights_ends_its_sessions_and_no_other(at_desk, chief_editor, editor, change):
    theirs, mine, others = opened(editor), at_desk(chief_editor), opened(make_user("other", "Editor"))
    changes = {"role": {"groups": [Group.objects.get(name="Reporter").pk]}, "active": {"is_active": ""},
               "nothing": {"first_name": "Ann"}}  # fmt: skip

    answer = mine.post(reverse("admin:auth_user_change", args=[editor.pk]), sent(editor, **changes[change]))

    assert answer.status_code == 302
    assert is_open(theirs) == (change == "nothing")
    assert is_open(mine)
    assert is_open(others)


def test_a_session_that_ended_with_its_account_comes_back_with_no_other_than_a_sign_in(
    at_desk, chief_editor, editor
):
    theirs, mine = opened(editor), at_desk(chief_editor)
    page = reverse("admin:auth_user_change", args=[editor.pk])

    mine.post(page, sent(editor, is_active=""))
    mine.post(page, sent(editor))

    editor.refresh_from_db()
    assert editor.is_active
    assert not is_open(theirs)


@pytest.mark.parametrize("way", ["page", "action"])
def test_a_second_factor_that_is_deleted_takes_the_sessions_along(client, admin_user, editor, way):
    factor = Authenticator.objects.create(user=editor, type="totp", data={"secret": "JBSWY3DP"})
    Authenticator.objects.create(user=editor, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    theirs = opened(editor)
    client.force_login(admin_user)

    if way == "page":
        client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
        client.post(reverse("admin:mfa_authenticator_changelist"), chosen)

    assert not Authenticator.objects.exists()
    assert not is_open(theirs)
    assert is_open(client)


def test_who_gives_an_own_role_away_stays_signed_in_there_alone(at_desk, chief_editor):
    elsewhere, here = opened(chief_editor), at_desk(chief_editor)
    both = [group.pk for group in Group.objects.filter(name__in=["Chief editor", "Editor"])]

    here.post(reverse("admin:auth_user_change", args=[chief_editor.pk]), sent(chief_editor, groups=both))

    assert chief_editor.groups.count() == 2
    assert is_open(here)
    assert not is_open(elsewhere)


@pytest.mark.parametrize("who", ["a chief editor", "the owner"])
def test_another_password_ends_the_sessions(at_desk, chief_editor, editor, who):
    theirs, new = opened(editor), {"password1": "a long and new one 9", "password2": "a long and new one 9"}
    if who == "the owner":
        old = {"oldpassword": "editor's long password"}
        opened(editor).post(reverse("account_change_password"), {**old, **new})
    else:
        page = reverse("admin:auth_user_password_change", args=[editor.pk])
        at_desk(chief_editor).post(page, {**new, "usable_password": "true"})

    assert not is_open(theirs)
