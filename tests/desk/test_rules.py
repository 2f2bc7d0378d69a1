"""Who may do what, and when; of two who act at once, see test_publishing."""

from datetime import timedelta
from inspect import signature

import pytest
from django.contrib.auth.models import Permission, User

from articles import desk
from articles.desk.act_type import DESK
from articles.desk.registry import ACTS
from articles.desk.rules import FROM_A_STORY
from articles.models import Act, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CORRECTION = {"kind": "correction", "note": "Wrong.", "changes": {"body": "New."}}
# What an act needs besides words, which any text stands for.
ARGUMENTS = {
    "correct": CORRECTION,
    "emergency_correct": CORRECTION,
    "label": {"label": "breaking"},
    "redact": {"fields": ["body"], "order": "A court's"},
}


def call(verb, story, by):
    """Do an act, with a text for each word that its function demands."""
    function = getattr(desk, verb)
    words = {name: "Wrong." for name, each in signature(function).parameters.items()
             if each.kind is each.KEYWORD_ONLY and each.default is each.empty}  # fmt: skip
    function(story, **words | ARGUMENTS.get(verb, {}) | {"by": by})


@pytest.fixture
def make_permitted(db):
    """Make a user with some of the paper's permissions, each given to them alone."""
    keys = dict(Permission.objects.filter(content_type__app_label="articles").values_list("codename", "pk"))

    def make_permitted(name, is_given):
        user, given = User.objects.create(username=name), User.user_permissions.through
        rows = [given(user=user, permission_id=key) for name, key in keys.items() if is_given(name)]
        assert rows
        given.objects.bulk_create(rows)
        return user

    return make_permitted


@pytest.mark.parametrize("verb", FROM_A_STORY)
def test_an_act_needs_its_permission_and_no_other(verb, ready, make_permitted):
    story = ready(verb)
    permission = ACTS[verb].permission.partition(".")[2]
    outsider = make_permitted("outsider", lambda name: name != permission)
    insider = make_permitted("insider", {permission, "change_any_article"}.__contains__)

    with pytest.raises(desk.Refused, match="permission"):
        call(verb, story, outsider)

    assert verb in desk.allowed_acts(story, insider)
    call(verb, story, insider)


@pytest.mark.parametrize("verb", [verb for verb in FROM_A_STORY if ACTS[verb].boundary == DESK])
def test_a_desk_keeps_other_editors_out(verb, ready, section):
    story = ready(verb)
    section.editors.add(User.objects.create(username="its editor"))
    stranger = make_user("stranger", "Editor")
    stranger.user_permissions.set(
        Permission.objects.filter(codename__in=["redact_article", "lift_legal_flag"])
    )

    with pytest.raises(desk.Refused, match="another desk"):
        call(verb, story, stranger)


def test_a_story_moved_to_a_desk_stays_that_of_its_live_section(publish, change, section, editor):
    from articles.models import Section

    story = publish()
    section.editors.add(User.objects.create(username="its editor"))
    own = Section.objects.create(name="Own")
    own.editors.add(editor)
    change(story, section=own)

    with pytest.raises(desk.Refused, match="another desk"):
        desk.withdraw(story, by=editor, note="Wrong.")


def test_who_has_left_does_nothing(make_article, editor):
    story = make_article()
    editor.is_active = False

    with pytest.raises(desk.Refused, match="permission"):
        desk.publish(story, by=editor)


def test_a_reporter_changes_own_and_assigned_stories(make_article, reporter, chief_editor):
    story = make_article(by=chief_editor)
    with pytest.raises(desk.Refused, match="colleague"):
        desk.save(story, by=reporter)

    story.assignee = reporter
    desk.save(story, by=chief_editor)

    desk.save(story, by=reporter)


def test_a_clock_that_is_behind_refuses_acts(publish, make_article, chief_editor, later):
    publish()
    later(-timedelta(seconds=61))

    with pytest.raises(desk.Refused, match="clock is behind"):
        desk.publish(make_article(), by=chief_editor)


def test_an_act_is_later_than_the_last_one(publish, later):
    first = publish().editions.get()
    later(-timedelta(seconds=30))

    second = publish().editions.get()

    assert second.live_from == first.live_from + timedelta(milliseconds=1)


def test_an_act_on_a_plan_s_very_moment_comes_a_millisecond_later(publish, chief_editor, time_machine):
    at = clock.now() + HOUR
    story = publish(at=at)
    time_machine.move_to(at, tick=False)

    edition = desk.correct(story, by=chief_editor, **CORRECTION)

    assert edition.live_from == at + timedelta(milliseconds=1)


def test_an_act_on_what_somebody_else_changed_is_refused(publish, chief_editor):
    story = publish()
    seen = desk.Timeline(story, clock.now()).last_digest
    desk.correct(story, by=chief_editor, **CORRECTION, seen=seen)

    with pytest.raises(desk.Refused, match="This story was acted on"):
        desk.withdraw(story, by=chief_editor, note="Wrong.", seen=seen)

    assert story.editions.count() == 2


def test_a_plan_that_went_live_since_the_page_was_opened_is_told(publish, change, chief_editor, later):
    story = publish(body="Old.")
    desk.publish(change(story, body="Planned."), by=chief_editor, at=clock.now() + HOUR)
    seen = desk.Timeline(story, clock.now()).last_digest
    later(2 * HOUR)

    with pytest.raises(desk.Refused, match="This story was acted on"):
        desk.correct(story, by=chief_editor, **CORRECTION | {"changes": {"body": "Old!"}}, seen=seen)

    assert story.editions.in_force(clock.now()).get().body == "Planned."


def test_an_act_on_another_version_is_refused(make_article, change, chief_editor):
    story = make_article()
    version = story.version
    change(story, body="New.")

    with pytest.raises(desk.Refused, match="copy was changed"):
        desk.publish(story, by=chief_editor, version=version)


def test_the_log_says_who_what_and_when(publish, chief_editor):
    story = publish()

    act = Act.objects.get(subject=f"article:{story.uid}")

    assert (act.by, act.verb) == (chief_editor, "publish")
    assert act.data["chain"] == {"length": 1, "digest": story.editions.get().digest}
