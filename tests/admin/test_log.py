"""The log of what is done outside stories: who, when, what was before and what is after; never a password."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.desk import auditing
from articles.models import Act, Page, Publication, Section

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"


def change(row, page="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def logged(verb):
    act = Act.objects.get(verb=verb)
    assert PASSWORD not in str(act.data)
    assert "pbkdf2" not in str(act.data)
    return act


def sent(client, row):
    """Return what the form of a row would send if nobody touched it."""
    form = client.get(change(row)).context["adminform"].form
    values = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {name: "on" if value is True else value for name, value in values.items()}


def test_four_eyes_that_are_switched_are_in_the_log(at_desk, admin_user):
    publication, client = Publication.objects.create(four_eyes=True), at_desk(admin_user)
    values = sent(client, publication)
    values.pop("four_eyes")

    assert client.post(change(publication), values).status_code == 302

    # With four eyes, a second person confirms that there is one eye less.
    act = logged("propose")
    assert (act.by, act.subject, act.data["act"]) == (admin_user, f"publication:{publication.pk}", "describe")
    assert Publication.objects.get().four_eyes


def test_a_setting_is_logged_with_what_was_before_and_one_nobody_touched_is_not(at_desk, admin_user):
    publication, client = Publication.objects.create(name="Before"), at_desk(admin_user)
    client.post(change(publication), sent(client, publication))
    assert list(Act.objects.values_list("data")) == []

    client.post(change(publication), sent(client, publication) | {"name": "After"})

    assert logged("describe").data == {"before": {"name": "Before"}, "after": {"name": "After"}}


@pytest.mark.parametrize(("model", "kind"), [(Section, "section"), (Page, "page")])
def test_sections_and_pages_are_logged(model, kind, at_desk, chief_editor, admin_user):
    client = at_desk(admin_user)
    values = {"slug": "sport", "position": 1, "description": "", "body": "Text.", "front_form": "lead"}
    named = {"name": "Sport"} if model is Section else {"headline": "Sport"}

    client.post(reverse(f"admin:articles_{kind}_add"), values | named)
    row = model.objects.get(slug="sport")
    client.post(change(row), sent(client, row) | dict.fromkeys(named, "Games"))
    client.post(change(row, "delete"), {"post": "yes"})

    acts = Act.objects.order_by("pk")
    assert [act.verb for act in acts] == ["add_row", "change_row", "delete_row"]
    assert {(act.subject, act.by) for act in acts} == {(f"{kind}:sport", admin_user)}


def test_an_account_is_logged_with_its_roles_and_without_its_password(at_desk, admin_user):
    client, editors = at_desk(admin_user), Group.objects.get(name="Editor")
    words = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    reporters = Group.objects.get(name="Reporter")
    person = {"first_name": "Ada", "last_name": "North", "email": "ada@paper.example"}
    client.post(reverse("admin:auth_user_add"), person | {"role": reporters.pk})
    ada = User.objects.get(username="ada")
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}

    client.post(change(ada), {"username": "ada", "is_staff": "on", "groups": [editors.pk], **joined})
    again = words | {"password1": PASSWORD * 2, "password2": PASSWORD * 2}
    client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), again)

    assert logged("add_row").subject == "user:ada"
    assert logged("change_row").data["changes"]["groups"] == {"before": ["Reporter"], "after": ["Editor"]}
    assert logged("change_row").data["changes"]["is_active"] == {"before": True, "after": False}
    assert logged("set_password").subject == "user:ada"


def test_a_roles_permissions_are_logged(at_desk, admin_user):
    group, client = Group.objects.create(name="Interns"), at_desk(admin_user)
    permission = Permission.objects.get(codename="redact_article")

    client.post(change(group), {"name": "Interns", "permissions": [permission.pk]})

    changes = logged("change_row").data["changes"]["permissions"]
    assert changes["before"] == []
    assert len(changes["after"]) == 1


@pytest.mark.parametrize("way_out", ["/accounts/logout/", "/admin/logout/"])
def test_who_signs_in_and_out_and_who_fails_to_is_logged(client, way_out):
    ada = User.objects.create_user("ada", password=PASSWORD, is_staff=True)
    client.post(LOGIN, {"login": "ADA", "password": "wrong"})
    client.post(LOGIN, {"login": PASSWORD, "password": "typed in the wrong field"})
    client.post(LOGIN, {"login": "ada", "password": PASSWORD})
    client.post(way_out)

    acts = [(act.verb, act.subject, act.by) for act in Act.objects.order_by("pk")]
    assert acts == [
        ("fail_sign_in", "user:ada", None),
        ("fail_sign_in", "user:", None),
        ("sign_in", "user:ada", ada),
        ("sign_out", "user:ada", ada),
    ]


def test_acts_on_accounts_are_shown_to_those_who_may_see_accounts(at_desk, reporter, chief_editor, client):
    client.post(LOGIN, {"login": "reporter", "password": "wrong"})
    address = reverse("admin:articles_act_changelist")

    assert at_desk(reporter).get(address).context["cl"].result_count == 0
    assert at_desk(chief_editor).get(address).context["cl"].result_count == 1


def test_an_export_is_logged(tmp_path):
    call_command("dump", output=str(tmp_path / "all.json"), stderr=StringIO())

    assert logged("dump").data["account"]


def test_the_log_is_written_for_other_programs(publish, chief_editor, time_machine):
    time_machine.move_to("2026-11-10 12:00Z", tick=False)
    article, name = publish(), chief_editor.username
    time_machine.move_to("2026-11-12 12:00Z", tick=False)
    act = auditing.log("dump", "newsroom", "all", by=chief_editor)
    chief_editor.username = "another.name"
    chief_editor.save()

    every, late = StringIO(), StringIO()
    call_command("acts", format="jsonl", stdout=every)
    call_command("acts", "--since", "2026-11-11", "--format", "jsonl", stdout=late)

    lines = [json.loads(line) for line in every.getvalue().splitlines()]
    assert {line["subject"] for line in lines} >= {f"article:{article.uid}", "newsroom:all"}
    assert [json.loads(line) for line in late.getvalue().splitlines()] == [
        {"number": act.number, "at": "2026-11-12T12:00:00+00:00", "by": name, "verb": "dump",
         "subject": "newsroom:all", "reason": "", "data": {}, "digest": act.digest}
    ]  # fmt: skip


@pytest.mark.parametrize("since", [
    "yesterday", "2026-13-01", "2026-11-28T25:00", "", "9999-12-31T23:59-12:00", "0001-01-01T00:00+12:00",
])  # fmt: skip
def test_a_moment_that_is_none_is_named(since):
    with pytest.raises(CommandError, match="is no moment"):
        call_command("acts", "--since", since)
