"""A colleague is invited by name, mail address and role, and chooses a password alone."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.desk import inviting
from articles.models import Act, Push
from tests.cast import make_user

pytestmark = pytest.mark.django_db
ADD, PASSWORD = reverse("admin:auth_user_add"), "correct horse battery"


def words(**fields):
    role = Group.objects.get(name="Editor").pk
    return {"first_name": "Ada", "last_name": "North", "email": "ada@paper.example", "role": role, **fields}


@pytest.fixture
def invite(at_desk, chief_editor, django_capture_on_commit_callbacks):
    client = at_desk(chief_editor)

    def send(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(ADD, words(**fields), follow=True)

    return send


def link():
    address = next(line for line in mail.outbox[-1].body.splitlines() if "/invited/" in line)
    return urlsplit(address).path


def test_an_invitation_opens_an_account_and_mails_a_link(invite, chief_editor):
    page = invite()

    ada = User.objects.get(email="ada@paper.example")
    assert (ada.username, ada.get_full_name(), ada.is_staff) == ("ada", "Ada North", True)
    assert [group.name for group in ada.groups.all()] == ["Editor"]
    assert not ada.has_usable_password()
    assert "An invitation goes to ada@paper.example" in page.content.decode()
    assert mail.outbox[-1].to == ["ada@paper.example"]
    act = Act.objects.get(verb="invite")
    assert (act.subject, act.by) == ("user:ada", chief_editor)


def test_the_outbox_and_the_log_hold_no_link(invite):
    invite()

    key = link().rstrip("/").rpartition("/")[2]
    assert key not in str(list(Push.objects.values())) + str(list(Act.objects.values()))


def test_the_link_leads_to_a_password_and_on_to_a_second_factor(invite):
    invite()
    guest, chosen = Client(), {"password1": PASSWORD, "password2": PASSWORD}

    form = guest.get(link(), follow=True)
    assert "Choose a password" in form.text
    assert "You sign in as “ada”." in form.text
    assert 'value="ada" autocomplete="username"' in form.text  # a password is kept under it
    sign_in = guest.post(form.redirect_chain[-1][0], chosen).url
    signed_in = guest.post(sign_in, {"login": "ada", "password": PASSWORD})

    assert User.objects.get(username="ada").check_password(PASSWORD)
    assert signed_in.url == reverse("mfa_index")


def test_a_link_ends_with_its_use(invite):
    invite()
    ada = User.objects.get(username="ada")
    ada.set_password(PASSWORD)
    ada.save()

    answer = Client().get(link())

    assert answer.status_code == 410
    assert "invite you again" in answer.content.decode()


@pytest.mark.parametrize(("days", "status"), [(6, 302), (8, 410)])
def test_a_link_lives_a_week(invite, days, status):
    invite()

    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert Client().get(link()).status_code == status


@pytest.mark.parametrize("key", ["x", "x:y:z", "\x00", "a" * 5000])
def test_a_made_up_key_is_none(key):
    assert inviting.user_of(key) is None


def test_a_closed_account_is_not_opened_by_its_link(invite):
    invite()
    User.objects.filter(username="ada").update(is_active=False)

    assert Client().get(link()).status_code == 410


def test_two_of_one_name_get_two_names_for_signing_in(invite):
    invite()
    invite(email="ada@other.example")

    assert set(User.objects.filter(last_name="North").values_list("username", flat=True)) == {"ada", "ada2"}


def test_an_address_is_invited_once(invite):
    invite()

    page = invite(email="ADA@paper.example")

    assert "has this mail address already" in page.content.decode()
    assert User.objects.filter(last_name="North").count() == 1


@pytest.mark.parametrize("role", ["Reporter", "Editor"])
def test_who_may_add_no_account_invites_nobody(role, at_desk):
    waiting = User.objects.create(username="waiting", email="w@paper.example", is_staff=True, password="!")
    client = at_desk(make_user("somebody", role))

    for address in (ADD, reverse("admin:auth_user_invite", args=[waiting.pk])):
        assert client.post(address, words()).status_code == 403
    assert not Act.objects.filter(verb="invite").exists()


def test_who_chose_no_password_yet_is_invited_again(invite, client, django_capture_on_commit_callbacks):
    invite()
    ada = User.objects.get(username="ada")
    page = client.get(reverse("admin:auth_user_change", args=[ada.pk])).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:auth_user_invite", args=[ada.pk]))
    ada.set_password(PASSWORD)
    ada.save()

    assert "Invite again" in page
    assert len(mail.outbox) == 2
    assert client.post(reverse("admin:auth_user_invite", args=[ada.pk])).status_code == 403


def test_the_pages_of_accounts_speak_of_no_machinery(at_desk, chief_editor, reporter):
    client = at_desk(chief_editor)

    for address in (
        ADD,
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_change", args=[reporter.pk]),
    ):
        page = client.get(address).content.decode()
        said = re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", page).casefold()
        assert [word for word in ("django", "superuser", "hash", "algorithm", "ldap") if word in said] == []
