"""Every act, and every field of a form, has a decision on how its words reach readers with four eyes.

What is new fails here until it stands in one of these lists, and in docs/decisions/0013-four-eyes.md.
"""

import pytest
from django.contrib import admin

from articles.desk import public_rows
from articles.desk.registry import ACTS
from articles.desk.rules import FROM_A_STORY, Refused
from articles.models import Article, Edition, Publication, clock
from tests.desk.test_rules import call

pytestmark = pytest.mark.django_db

# An approved copy stands behind what these print.
APPROVED = {"publish", "plan"}
# One person's alone: harmless, or shown to readers as one person's.
ALONE = {"label", "move_plan", "drop_plan", "expire", "withdraw", "withdraw_source", "emergency_correct",
         "place", "clear", "relate", "redact"}  # fmt: skip
# What readers see stays as it is.
AT_THE_DESK = {
    "add",
    "save",
    "submit",
    "send_back",
    "approve",
    "settle",
    "spike",
    "unspike",
    "flag",
    "assign",
    "lift_flag",
    "lift_embargo",
    "set_embargo",
    "note",
    "resolve",
    "delete_note",
    "hear",
    "wire_correction",
    "wire_kill",
    "use",
    "share",
    "revoke",
    "import",
    "begin_import",
    "take back",
    "add_row",
    "change_row",
    "delete_row",
    "set_password",
    "invite",
    "take_stock",
    "sign_in",
    "fail_sign_in",
    "sign_out",
    "dump",
    "export_list",
    "export_story",
    "back_up",
    "show_name",
    "propose",
    "confirm",
    "decline",
}

# Fields of forms whose words no page reads of the row as it stands today.
UNSEEN = {
    "section": {"slug", "editors", "is_closed", "front_form"},
    "topic": {"slug"},
    "person": {"slug", "user"},
    "source": {"slug", "note", "is_confidential"},
    "publication": {"house_words"},
}
# Models whose rows readers never see as they stand: copies and pictures are printed into editions; a coverage
# and a snippet become part of a copy.
PRINTED_ELSEWHERE = {"article", "image", "edition", "act", "user", "group", "coverage", "snippet"}


def test_every_act_has_a_decision():
    second = {verb for verb, act in ACTS.items() if act.needs_second}

    decided = [*second, *APPROVED, *ALONE, *AT_THE_DESK]

    assert sorted(decided) == sorted(ACTS)


def test_every_field_of_a_form_has_a_decision():
    undecided = []
    for model, model_admin in admin.site._registry.items():
        name = model._meta.model_name
        if name in PRINTED_ELSEWHERE or model._meta.app_label != "articles":
            continue
        fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many) if field.editable}
        asked = set(model_admin.fields or fields) & fields - {"id"}
        undecided += [(name, field) for field in asked - {*public_rows.PUBLIC[model], *UNSEEN.get(name, ())}]

    assert undecided == []


def seen_by_readers():
    """Return the words of each story that readers can read now, without its label."""
    fields = [name for name in Edition.PRINTED if name not in ("private", "label")]
    live = Edition.objects.published(clock.now())
    return {row.article_id: {name: getattr(row, name) for name in fields} for row in live}


def test_no_page_of_an_act_changes_alone_what_readers_read(ready_stories, editor, chief_editor, reporter):
    """Not what it would take, but what it does: done by each role on a story that is ready for it."""
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    changed = set()
    for verb in FROM_A_STORY:
        for user in (reporter, editor, chief_editor):
            story = Article.objects.get(pk=ready_stories[verb])
            before = seen_by_readers()
            try:
                call(verb, story, user)
            except Refused:
                continue
            after = seen_by_readers()
            changed |= {verb for key, words in after.items() if words != before.get(key, words)}
            changed |= {verb for key in after.keys() - before.keys()}

    assert changed <= ALONE | APPROVED
