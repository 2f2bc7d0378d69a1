"""Who may do what, and of two who act at once."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection

from articles import desk, freshness
from articles.desk.rules import PERMISSIONS
from articles.models import Act, Article
from tests.cast import make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CALLS = {
    "save": lambda story, by: desk.save(story, by=by),
    "submit": lambda story, by: desk.submit(story, by=by),
    "send_back": lambda story, by: desk.send_back(story, by=by, reason="Too long."),
    "approve": lambda story, by: desk.approve(story, by=by),
    "publish": lambda story, by: desk.publish(story, by=by),
    "move_plan": lambda story, by: desk.move_plan(story, by=by),
    "drop_plan": lambda story, by: desk.drop_plan(story, by=by),
    "expire": lambda story, by: desk.expire(story, by=by),
    "correct": lambda story, by: desk.correct(story, by=by, kind="minor", changes={"body": "New."}),
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


@pytest.fixture
def ready(make_article, publish, change, chief_editor):
    """Make a story in whose state an act is possible."""

    def ready(verb, by):
        live = {"expire", "correct", "label", "withdraw", "redact", "restore", "settle"}
        story = make_article(by=by)
        if verb in live:
            publish(story)
        if verb == "send_back":
            desk.submit(story, by=by)
        elif verb in ("move_plan", "drop_plan"):
            publish(story, at=freshness.now() + HOUR)
        elif verb == "settle":
            change(story, body="Mine.")
            desk.correct(story, by=chief_editor, kind="minor", changes={"body": "Theirs."})
        elif verb == "restore":
            desk.withdraw(story, by=chief_editor, note="Wrong.")
        elif verb == "unspike":
            desk.spike(story, by=chief_editor)
        elif verb == "lift_flag":
            desk.flag(story, by=chief_editor, reason="Libel?")
        elif verb == "lift_embargo":
            change(story, embargo_until=freshness.now() + HOUR)
        return story

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
    writer = make_permitted("writer", {"add_article", "change_article", "submit_article"}.__contains__)
    story = ready(verb, writer)
    permission = PERMISSIONS[verb].partition(".")[2]
    outsider = make_permitted("outsider", lambda name: name != permission)
    insider = make_permitted("insider", {permission, "change_any_article"}.__contains__)

    with pytest.raises(desk.Refused, match="permission"):
        CALLS[verb](story, outsider)

    assert verb in desk.allowed_acts(story, insider)
    CALLS[verb](story, insider)


def test_every_act_has_a_permission():
    assert set(CALLS) | {"add"} == set(PERMISSIONS)


@pytest.mark.parametrize("verb", sorted(set(CALLS) - {"save", "submit", "settle", "flag"}))
def test_a_desk_keeps_other_editors_out(verb, ready, section, chief_editor):
    story = ready(verb, chief_editor)
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
    at = freshness.now() + HOUR
    story = publish(at=at)
    time_machine.move_to(at, tick=False)

    edition = desk.correct(story, by=chief_editor, kind="minor", changes={"body": "New."})

    assert edition.live_from == at + timedelta(milliseconds=1)


def test_an_act_on_what_somebody_else_changed_is_refused(publish, chief_editor):
    story = publish()
    seen = desk.Timeline(story, freshness.now()).last_digest
    desk.correct(story, by=chief_editor, kind="minor", changes={"body": "New."}, seen=seen)

    with pytest.raises(desk.Refused, match="Somebody else acted"):
        desk.withdraw(story, by=chief_editor, note="Wrong.", seen=seen)

    assert story.editions.count() == 2


def test_a_plan_that_went_live_since_the_page_was_opened_is_told(publish, change, chief_editor, later):
    story = publish(body="Old.")
    desk.publish(change(story, body="Planned."), by=chief_editor, at=freshness.now() + HOUR)
    seen = desk.Timeline(story, freshness.now()).last_digest
    later(2 * HOUR)

    with pytest.raises(desk.Refused, match="Somebody else acted"):
        desk.correct(story, by=chief_editor, kind="minor", changes={"body": "Old!"}, seen=seen)

    assert story.editions.in_force(freshness.now()).get().body == "Planned."


def test_an_act_on_another_version_is_refused(make_article, change, chief_editor):
    story = make_article()
    version = story.version
    change(story, body="New.")

    with pytest.raises(desk.Refused, match="copy was changed"):
        desk.publish(story, by=chief_editor, version=version)


def test_the_log_says_who_what_and_when(publish, chief_editor):
    story = publish()

    act = Act.objects.get()

    assert (act.by, act.verb, act.subject) == (chief_editor, "publish", f"article:{story.uid}")
    assert act.data["chain"] == {"length": 1, "digest": story.editions.get().digest}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_the_second_is_told(make_article, chief_editor):
    story, told, start = make_article(), [], threading.Barrier(2)

    def act():
        try:
            mine, by = Article.objects.get(pk=story.pk), User.objects.get(pk=chief_editor.pk)
            start.wait(10)
            desk.publish(mine, by=by)
            told.append("published")
        except desk.Refused as refused:
            told.append(str(refused))
        finally:
            connection.close()

    people = [threading.Thread(target=act) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)

    assert sorted(told) == ["This is what is live already: nothing has changed.", "published"]
    assert story.editions.count() == 1
    assert Act.objects.count() == 1
