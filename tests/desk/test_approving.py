from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from articles import desk
from articles.archive import digests
from articles.desk import fingerprints
from articles.models import (
    Act,
    Article,
    Byline,
    Image,
    Person,
    Preference,
    Publication,
    Topic,
    clock,
)

pytestmark = pytest.mark.django_db


HOUR = timedelta(hours=1)


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


@pytest.fixture
def told(make_article, make_source, reporter):
    """A copy with a picture, a byline with a portrait, a source, a topic; by a reporter."""
    Publication.objects.create(four_eyes=True)
    image = Image.objects.create(alt_text="A man", caption="The mayor", credit="Ann")
    voice = make_source("Ministry")
    story = make_article(by=reporter, lead_image=image, sources=[voice], body="It was so. [@ministry]")
    portrait = Image.objects.create(alt_text="Ann", credit="Us", sha256="a" * 64)
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann", portrait=portrait))
    story.topics.add(Topic.objects.create(name="Peace"))
    return story


def of_portrait():
    return Image.objects.filter(alt_text="Ann")


CHANGES = {
    "caption": lambda story: Image.objects.update(caption="A criminal"),
    "alt": lambda story: Image.objects.update(alt_text="A criminal"),
    "credit": lambda story: Image.objects.update(credit="A criminal"),
    "person": lambda story: Person.objects.update(name="A criminal"),
    "biography": lambda story: Person.objects.update(bio="A criminal"),
    "words of a portrait": lambda story: of_portrait().update(caption="A criminal"),
    "file of a portrait": lambda story: of_portrait().update(sha256="b" * 64),
    "description of a topic": lambda story: Topic.objects.update(description="On criminals"),
    "description of a section": lambda story: story.section.__class__.objects.update(description="Crime"),
    "description of a source": lambda story: story.citations.get().source.__class__.objects.update(
        public_description="A criminal"
    ),
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


def test_a_biography_that_is_in_print_by_then_takes_no_approval_back(told, editor, chief_editor, publish):
    desk.approve(told, by=editor)
    other = Article.objects.create(headline="Another", body="Text.", section=told.section)
    Byline.objects.create(article=other, person=Person.objects.get())
    desk.approve(other, by=editor)
    desk.publish(other, by=editor)

    Person.objects.update(bio="In print: changed by an act that two people do.")

    assert desk.publish(Article.objects.get(pk=told.pk), by=editor).number == 1


def test_a_biography_that_is_changed_behind_a_dropped_plan_takes_the_approval_back(told, editor):
    desk.approve(told, by=editor)
    for _time in range(2):
        desk.publish(told, by=editor, at=clock.now() + HOUR)
        desk.drop_plan(told, by=editor)

    Person.objects.update(bio="A criminal.")

    with pytest.raises(desk.Refused, match="Changed since the approval.*Ann"):
        desk.publish(Article.objects.get(pk=told.pk), by=editor)


def test_a_biography_that_a_correction_prints_first_is_part_of_its_proposal(publish, editor, chief_editor):
    story = publish()
    person = Person.objects.create(name="Ann", bio="A clerk.")
    Byline.objects.create(article=story, person=person)
    Publication.objects.create(four_eyes=True)
    row = desk.propose("correct", story, by=editor, kind="correction", note="Ann wrote it.", changes={},
                       reprint=["byline"])  # fmt: skip

    Person.objects.update(bio="A criminal.")

    with pytest.raises(desk.Refused, match="changed, since it was proposed"):
        desk.confirm(row, by=chief_editor)


def test_a_picture_that_is_made_ready_takes_no_approval_back(told, editor):
    desk.approve(told, by=editor)
    Image.objects.update(renditions={"whole": {"path": "x", "jpeg": [100], "width": 100, "height": 100}})

    assert desk.publish(Article.objects.get(pk=told.pk), by=editor).number == 1


def test_a_fingerprint_without_recordings_and_portraits_is_what_it_always_was(told):
    """Other hashes would take back all approvals at an upgrade."""
    Person.objects.update(portrait=None)
    ann = Person.objects.get()
    lead = {**told.lead_image.as_printed(is_lead=True), "renditions": {}}
    said = {name: getattr(ann, name) for name in ("name", "role", "bio", "contact")} | {"portrait": None}

    made = fingerprints.fingerprint(told)

    assert "recordings" not in made
    assert made["pictures"] == digests.sha256(digests.canonical([lead]))
    assert made["rows"]["person:ann"] == digests.sha256(digests.canonical(said))


@pytest.fixture
def told_by_mail(editor, chief_editor):
    for user in (editor, chief_editor):
        user.email = f"{user}@paper.example"
        user.save()
        Preference.objects.create(user=user, wants_mail=user == editor)


def test_what_is_submitted_to_a_section_without_editors_is_told_to_all(
    told_by_mail, make_article, reporter, section, django_capture_on_commit_callbacks
):
    for place in (section, None):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            desk.submit(make_article(by=reporter, section=place), by=reporter)

        assert [message.to for message in mail.outbox] == [["editor@paper.example"]]

    section.editors.add(User.objects.create(username="its editor"))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        desk.submit(make_article(by=reporter), by=reporter)
    assert mail.outbox == []


def test_a_legal_flag_is_told_to_the_chiefs_whether_they_chose_mail_or_not(
    told_by_mail, make_article, reporter, editor, chief_editor, at_desk, django_capture_on_commit_callbacks
):
    story = make_article(by=reporter, headline="Of a thief")
    with django_capture_on_commit_callbacks(execute=True):
        desk.flag(story, by=reporter, reason="Libel?")

    assert ["chief@paper.example"] in [message.to for message in mail.outbox]
    client = at_desk(chief_editor)
    assert "Stopped by a legal flag" in client.get(reverse("admin:index")).content.decode()
    stories = reverse("admin:articles_article_changelist")
    assert "Of a thief" in client.get(stories, {"legal_flag__isempty": "0"}).content.decode()
    assert "Of a thief" not in client.get(stories, {"legal_flag__isempty": "1"}).content.decode()
    assert 'class="field-is_flagged">flagged' in client.get(stories).content.decode()
