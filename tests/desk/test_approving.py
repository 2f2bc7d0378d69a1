import pytest

from articles import desk
from articles.models import Act

pytestmark = pytest.mark.django_db


def test_a_story_goes_to_the_desk_and_back(make_article, reporter, editor):
    story = make_article(by=reporter)

    desk.submit(story, by=reporter)
    assert story.stage == "submitted"

    desk.send_back(story, by=editor, reason="Too long.")
    assert story.stage == "draft"
    assert Act.objects.get(verb="send_back").reason == "Too long."


def test_an_approval_names_its_version(make_article, editor):
    story = make_article()

    desk.approve(story, by=editor, version=story.version)

    assert (story.stage, story.approved_version, story.approved_by) == ("approved", story.version, editor)


@pytest.mark.parametrize("act", [desk.send_back, desk.flag])
def test_an_act_against_a_colleagues_work_needs_a_reason(act, make_article, reporter, chief_editor):
    story = make_article(by=reporter)
    desk.submit(story, by=reporter)

    with pytest.raises(desk.Refused, match="Say"):
        act(story, by=chief_editor, reason=" ")


def test_a_submitted_story_is_not_submitted_again(make_article, reporter):
    story = make_article(by=reporter)
    desk.submit(story, by=reporter)

    with pytest.raises(desk.Refused, match="submitted"):
        desk.submit(story, by=reporter)


def test_a_lifted_flag_lets_the_story_out(make_article, chief_editor):
    story = make_article()
    desk.flag(story, by=chief_editor, reason="Libel?")

    desk.lift_flag(story, by=chief_editor, reason="Checked.")

    assert desk.publish(story, by=chief_editor).number == 1
