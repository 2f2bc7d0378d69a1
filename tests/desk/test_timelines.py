"""Random acts by random people at random moments, against an oracle in plain Python."""

import os

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from articles.archive import verifying
from tests.desk.timeline_machine import Timelines

IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
# What an act makes of a story is reckoned in Python: that both databases keep it so, a few examples show.
USUAL = {"sqlite": 12, "postgresql": 5}
EXAMPLES, STEPS = (400, 60) if IS_THOROUGH else (USUAL[connection.vendor], 20)
# Making a failing case smaller takes minutes, and one of few steps can be read as it is.
PHASES = tuple(Phase) if IS_THOROUGH else (Phase.generate,)


@pytest.fixture
def no_search(monkeypatch):
    """Write no search index: nothing here looks at it, and it takes a fifth of the time."""
    for made in ("printed_documents", "copies_documents"):
        monkeypatch.setattr(f"articles.search.writing.{made}", lambda things, language: [])
    monkeypatch.setattr("articles.search.writing._write", lambda writes: None)
    monkeypatch.setitem(verifying.PARTS, "the search index", list)


@pytest.mark.django_db
def test_whatever_is_done_the_editions_are_what_the_oracle_says(section, no_search):
    groups = {"editor": "Editor", "stranger": "Editor", "reporter": "Reporter", "chief": "Chief editor"}
    for name, group in groups.items():
        User.objects.create(username=name, is_staff=True).groups.add(Group.objects.get(name=group))
    section.editors.add(User.objects.get(username="editor"))

    run_state_machine_as_test(
        Timelines,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
