"""What a role may not do on a story, no form does: each act's page, and the act on many, sent as a chief's.

What may be done is told here by the declaration and by the groups' permissions, and not by the rules' code.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from articles.admin.act_forms import ACT_FORMS
from articles.admin.bulk import ASKED
from articles.desk import auditing
from articles.desk.act_type import DESK, OWN
from articles.desk.registry import ACTS
from tests.admin.test_hostile_posts import Forms
from tests.cast import make_user

pytestmark = pytest.mark.django_db
BULK = reverse("admin:articles_article_bulk")
WORDS = {"reason": "Why.", "note": "Wrong.", "order": "A court's", "label": "breaking", "words": "ten"}
PAGE = {**WORDS, "kind": "correction", "despite": "Why."}
CHANGED = dict.fromkeys(("correct", "emergency_correct"), {"body": "It was nine."})
CHANGED |= {"settle": {"merge-body-0": "mine"}, "redact": {"is_sure": "on"}}
# An act begins in the site's state.
WRITES = re.compile(r'\s*(?:INSERT|UPDATE|DELETE)\b.*?"(articles_(?!sitestate)\w+)"', re.DOTALL)


@pytest.fixture
def others(section):
    """Who has no part in a story: no role, a reporter, an editor of another desk."""
    section.editors.add(make_user("insider", "Editor"))
    people = [
        make_user("nobody"),
        make_user("other reporter", "Reporter"),
        make_user("other editor", "Editor"),
    ]
    people[0].is_staff = True
    people[0].save()
    return people


def send(user, address, fields=None):
    """Send a form as a user, or open its page; return the answer and the tables written. Nothing stays."""
    written = []

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):  # a lock of PostgreSQL's says UPDATE behind its SELECT
            written.append(found[1])
        return execute(sql, params, many, context)

    client = Client()
    client.force_login(user)
    with transaction.atomic(), connection.execute_wrapper(note):
        answer = client.get(address) if fields is None else client.post(address, fields)
        transaction.set_rollback(True)
    return answer, written


def filled(page, verb):
    """Return the form of an act's page with words where it has none."""
    form = next(fields for method, fields in Forms(page).forms if method == "post" and "version" in fields)
    empty = [name for name, values in form.items() if name in PAGE and not "".join(values).strip()]
    return {**form, **{name: PAGE[name] for name in empty}, **CHANGED.get(verb, {}), "_do": "1"}


def may_do(user, verb):
    """Ask the declaration whether somebody without a part in a story may do an act on it."""
    act = ACTS[verb]
    return (
        user.has_perm(act.permission)
        and act.boundary != DESK
        and (act.boundary != OWN or user.has_perm("articles.change_any_article"))
    )


@pytest.mark.parametrize("verb", ACT_FORMS)
def test_no_page_of_an_act_does_what_a_role_may_not_do(verb, ready, others, chief_editor):
    address = reverse(f"admin:articles_article_{verb}", args=[ready(verb).pk])
    form = filled(send(chief_editor, address)[0].text, verb)
    answer, written = send(chief_editor, address, form)
    if not written:  # it shows first what it would do
        form = filled(answer.text, verb)
        written = send(chief_editor, address, form)[1]
    assert written, form

    done = {user.username for user in others if send(user, address, form)[1]}

    assert done == {user.username for user in others if may_do(user, verb)}


@pytest.mark.parametrize("verb", ASKED)
def test_no_act_on_many_does_what_a_role_may_not_do(verb, ready, others, chief_editor):
    story = ready(verb)
    form = {**WORDS, "verb": verb, "keys": f"{story.pk}.{story.version}", "despite": "Why.",
            "since": auditing.last_number(), "assignee": chief_editor.pk}  # fmt: skip
    assert send(chief_editor, BULK, form)[1]

    done = {user.username for user in others if send(user, BULK, form)[1]}

    assert done == {user.username for user in others if may_do(user, verb)}
