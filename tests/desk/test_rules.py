"""Who may do what, and when; of two who act at once, see test_publishing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User

from articles import desk
from articles.desk.registry import ACTS, DESK
from articles.desk.rules import FROM_A_STORY
from articles.models import Act, Article, Publication, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CORRECTION = {"kind": "correction", "note": "Wrong.", "changes": {"body": "New."}}
CALLS = {
    "save": lambda story, by: desk.save(story, by=by),
    "submit": lambda story, by: desk.submit(story, by=by),
    "send_back": lambda story, by: desk.send_back(story, by=by, reason="Too long."),
    "approve": lambda story, by: desk.approve(story, by=by),
    "publish": lambda story, by: desk.publish(story, by=by),
    "move_plan": lambda story, by: desk.move_plan(story, by=by),
    "drop_plan": lambda story, by: desk.drop_plan(story, by=by),
    "expire": lambda story, by: desk.expire(story, by=by),
    "correct": lambda story, by: desk.correct(
        story, by=by, kind="correction", note="Wrong.", changes={"body": "New."}
    ),
    "emergency_correct": lambda story, by: desk.emergency_correct(
        story, by=by, **CORRECTION, reason="Night."
    ),
    "label": lambda story, by: desk.label(story, by=by, label="breaking"),
    "assign": lambda story, by: desk.assign(story, by=by),
    "settle": lambda story, by: desk.settle(story, by=by),
    "withdraw": lambda story, by: desk.withdraw(story, by=by, note="Wrong."),
    "restore": lambda story, by: desk.restore(story, by=by),
    "spike": lambda story, by: desk.spike(story, by=by),
    "unspike": lambda story, by: desk.unspike(story, by=by),
    "flag": lambda story, by: desk.flag(story, by=by, reason="Libel?"),
    "lift_flag": lambda story, by: desk.lift_flag(story, by=by),
    "lift_embargo": lambda story, by: desk.lift_embargo(story, by=by),
    "redact": lambda story, by: desk.redact(story, by=by, fields=["body"], order="A court's"),
}


STATES = {
    "send_back": "submitted",
    "move_plan": "planned",
    "drop_plan": "planned",
    "expire": "live",
    "correct": "live",
    "emergency_correct": "live",
    "label": "live",
    "settle": "clashing",
    "withdraw": "live",
    "restore": "withdrawn",
    "unspike": "spiked",
    "lift_flag": "flagged",
    "lift_embargo": "embargoed",
    "redact": "live",
}


@pytest.fixture(scope="module")
def stories(make_kept, publish_kept, change_kept, kept_chief):
    """A story in each state."""
    stories = {state: publish_kept() for state in ("live", "clashing", "withdrawn")}
    stories |= {state: make_kept() for state in ("draft", "submitted", "spiked", "flagged", "embargoed")}
    stories["planned"] = publish_kept(at=clock.now() + HOUR)
    change_kept(stories["clashing"], body="Mine.")
    desk.correct(
        stories["clashing"], by=kept_chief, kind="correction", note="Wrong.", changes={"body": "Theirs."}
    )
    desk.withdraw(stories["withdrawn"], by=kept_chief, note="Wrong.")
    desk.submit(stories["submitted"], by=kept_chief)
    desk.spike(stories["spiked"], by=kept_chief)
    desk.flag(stories["flagged"], by=kept_chief, reason="Libel?")
    change_kept(stories["embargoed"], embargo_until=clock.now() + HOUR)
    return stories


@pytest.fixture
def ready(stories):
    """Return a story in whose state an act is possible."""

    def ready(verb):
        if verb == "emergency_correct":
            Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
        return Article.objects.get(pk=stories[STATES.get(verb, "draft")].pk)

    return ready


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


@pytest.mark.parametrize("verb", CALLS)
def test_an_act_needs_its_permission_and_no_other(verb, ready, make_permitted):
    story = ready(verb)
    permission = ACTS[verb].permission.partition(".")[2]
    outsider = make_permitted("outsider", lambda name: name != permission)
    insider = make_permitted("insider", {permission, "change_any_article"}.__contains__)

    with pytest.raises(desk.Refused, match="permission"):
        CALLS[verb](story, outsider)

    assert verb in desk.allowed_acts(story, insider)
    CALLS[verb](story, insider)


def test_every_act_on_a_story_is_tried():
    assert set(CALLS) == set(FROM_A_STORY)


@pytest.mark.parametrize("verb", [verb for verb in CALLS if ACTS[verb].boundary == DESK])
def test_a_desk_keeps_other_editors_out(verb, ready, section):
    story = ready(verb)
    section.editors.add(User.objects.create(username="its editor"))
    stranger = make_user("stranger", "Editor")
    stranger.user_permissions.set(
        Permission.objects.filter(codename__in=["redact_article", "lift_legal_flag"])
    )

    with pytest.raises(desk.Refused, match="another desk"):
        CALLS[verb](story, stranger)


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

    edition = desk.correct(story, by=chief_editor, kind="clarification", note="So.", changes={"body": "New."})

    assert edition.live_from == at + timedelta(milliseconds=1)


def test_an_act_on_what_somebody_else_changed_is_refused(publish, chief_editor):
    story = publish()
    seen = desk.Timeline(story, clock.now()).last_digest
    desk.correct(
        story, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "New."}, seen=seen
    )

    with pytest.raises(desk.Refused, match="This story was acted on"):
        desk.withdraw(story, by=chief_editor, note="Wrong.", seen=seen)

    assert story.editions.count() == 2


def test_a_plan_that_went_live_since_the_page_was_opened_is_told(publish, change, chief_editor, later):
    story = publish(body="Old.")
    desk.publish(change(story, body="Planned."), by=chief_editor, at=clock.now() + HOUR)
    seen = desk.Timeline(story, clock.now()).last_digest
    later(2 * HOUR)

    with pytest.raises(desk.Refused, match="This story was acted on"):
        desk.correct(
            story, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "Old!"}, seen=seen
        )

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
