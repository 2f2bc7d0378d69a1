"""The three groups that every newsroom starts with."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group

from articles import desk
from articles.desk.registry import ACTS, may
from docs import permissions

pytestmark = pytest.mark.django_db

ALL = {verb for verb, act in ACTS.items() if act.permission}
REPORTER = {"add", "save", "submit", "settle", "flag", "note", "resolve", "delete_note", "use",
            "share", "revoke"}  # fmt: skip
MAY = {
    "reporter": REPORTER,
    "editor": ALL - {"lift_flag", "redact", "merge_sections", "show_name"},
    "chief_editor": ALL,
}


def test_there_are_three_groups():
    assert set(Group.objects.values_list("name", flat=True)) == {"Reporter", "Editor", "Chief editor"}


@pytest.mark.parametrize("role", MAY)
def test_each_role_may_do_its_acts(role, request):
    user = request.getfixturevalue(role)

    assert {verb for verb in ALL if may(user, verb)} == MAY[role]


def test_each_group_may_all_that_the_one_below_it_may():
    held = [
        set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        for name in ("Reporter", "Editor", "Chief editor")
    ]

    assert held[0] < held[1] < held[2]


def test_a_confidential_name_is_for_chief_editors(reporter, editor, chief_editor):
    permission = "articles.see_confidential_name"

    assert [user.has_perm(permission) for user in (reporter, editor, chief_editor)] == [False, False, True]


def test_a_chief_editor_acts_on_every_desk(publish, section, editor, chief_editor):
    story = publish()
    section.editors.add(editor)

    assert "withdraw" in desk.allowed_acts(story, chief_editor)


def test_the_reference_of_permissions_is_what_the_declarations_generate():
    written = (Path(settings.BASE_DIR) / "docs/reference/permissions.md").read_text()

    assert written == permissions.text(), "python -m docs.permissions > docs/reference/permissions.md"


def test_the_reference_and_the_database_know_the_same_groups():
    written = permissions.held_by_groups()

    held = {
        group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()
    }
    assert held == {name: set(codenames) for name, codenames in written.items()}
