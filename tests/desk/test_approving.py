import pytest
from django.urls import reverse

from articles import desk
from articles.models import Act, Article, Byline, Image, Person, Publication, Topic

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


# --- what an approval names ---


@pytest.fixture
def told(make_article, make_source, reporter):
    """A copy with a picture, a byline, a source, a topic; by a reporter."""
    Publication.objects.create(four_eyes=True)
    image = Image.objects.create(alt_text="A man", caption="The mayor", credit="Ann")
    voice = make_source("Ministry")
    story = make_article(by=reporter, lead_image=image, sources=[voice], body="It was so. [@ministry]")
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann"))
    story.topics.add(Topic.objects.create(name="Peace"))
    return story


CHANGES = {
    "caption": lambda story: Image.objects.update(caption="A criminal"),
    "alt": lambda story: Image.objects.update(alt_text="A criminal"),
    "credit": lambda story: Image.objects.update(credit="A criminal"),
    "person": lambda story: Person.objects.update(name="A criminal"),
    "byline": lambda story: story.bylines.update(role="A criminal"),
    "source": lambda story: story.citations.get().source.__class__.objects.update(name="A criminal"),
    "source's role": lambda story: story.citations.get().source.__class__.objects.update(role="A criminal"),
    "citation": lambda story: story.citations.update(quote="A criminal"),
    "topic": lambda story: Topic.objects.update(name="A criminal"),
    "topics": lambda story: story.topics.clear(),
    "section": lambda story: story.section.__class__.objects.update(name="A criminal"),
    "copy": lambda story: Article.objects.update(standfirst="A criminal"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_beside_an_approved_copy_takes_the_approval_back(change, told, editor, at_desk):
    desk.approve(told, by=editor)
    CHANGES[change](told)
    told = Article.objects.get(pk=told.pk)

    with pytest.raises(desk.Refused, match="Changed since the approval"):
        desk.publish(told, by=editor)

    page = at_desk(editor).get(reverse("admin:articles_article_publish", args=[told.pk]), follow=True)
    assert "Changed since the approval" in page.content.decode()
    desk.approve(told, by=editor)
    assert desk.publish(told, by=editor).number == 1


def test_a_picture_that_is_made_ready_takes_no_approval_back(told, editor):
    desk.approve(told, by=editor)
    Image.objects.update(renditions={"whole": {"path": "x", "jpeg": [100], "width": 100, "height": 100}})

    assert desk.publish(Article.objects.get(pk=told.pk), by=editor).number == 1
