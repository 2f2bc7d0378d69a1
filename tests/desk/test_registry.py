"""The declaration of the acts: nothing of an act is missing, and nothing is declared that isn't there."""

import inspect

import pytest
from django.contrib.auth.models import Permission

from articles import desk
from articles.admin import act_forms, bulk
from articles.archive import logged_rules
from articles.desk.registry import ACTS, HISTORY
from articles.models import Article

# Which stories a person may change and act on, whatever the act.
BOUNDARIES = {"articles.change_any_article", "articles.act_on_any_desk"}


def functions(verb):
    declared = ACTS[verb].functions
    return (verb,) if declared is None else declared


def parameters(name):
    return inspect.signature(getattr(desk, name, lambda: None)).parameters


def faults():
    """Yield what an act lacks, or what is declared of it and isn't there."""
    declared = {name for verb in ACTS for name in functions(verb)}
    exported = {name for name, value in vars(desk).items() if inspect.isfunction(value)}
    yield from (f"{name}: no function" for name in declared - exported)
    acts_by = {name for name in exported if "by" in parameters(name)}
    yield from (f"{name}: not declared" for name in acts_by - declared)
    for verb, act in ACTS.items():
        if act.asks is not None:
            yield from (f"{verb}: no {part}" for part in ("permission", "name", "done", "said")
                        if not getattr(act, part))  # fmt: skip
            yield from (f"{verb} takes no {name}" for name in {*act.asks, *(act.in_bulk or ())}
                        if name not in parameters(verb))  # fmt: skip
        elif act.in_bulk is not None:
            yield f"{verb}: works in bulk, and has no page"
        yield from (
            f"bulk asks no {name}" for name in act.in_bulk or () if name not in bulk.BulkForm.base_fields
        )
    yield from (
        f"{verb}: a form without a page"
        for verb in act_forms.FORMS_OF_THEIR_OWN
        if verb not in act_forms.ACT_FORMS
    )


def test_every_act_is_declared_and_has_its_function_its_form_and_its_names():
    assert sorted(faults()) == []


@pytest.mark.django_db
def test_every_permission_of_an_act_is_one_and_every_one_of_a_story_is_asked_for():
    there = Permission.objects.filter(content_type__app_label="articles").values_list("codename", flat=True)
    asked = {act.permission for act in ACTS.values()} | BOUNDARIES

    assert asked - {f"articles.{codename}" for codename in there} == {""}
    assert {f"articles.{codename}" for codename, _name in Article._meta.permissions} <= asked


def test_verify_looks_for_each_act_past_four_eyes_that_needs_them():
    assert {verb for verb, act in ACTS.items() if act.needs_second} == set(logged_rules.SECOND)


def test_the_reasons_that_histories_keep_stay_as_they_are():
    assert {str(reason) for reason in HISTORY.values()} == {
        *("published", "planned", "submitted", "sent back", "approved", "assigned", "spiked", "unspiked"),
        *("legal flag", "legal flag lifted", "embargo lifted", "correction merged", "correction settled"),
        "emergency correction merged",
        "no text changed",
        *("redacted", "plan kept", "copy beside the plan"),
    }
