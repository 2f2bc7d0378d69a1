"""What copies name beside their texts, by verify: rows that were changed past the acts are found."""

import pytest

from articles import desk
from articles.models import (
    Act,
    Article,
    Byline,
    Citation,
    Image,
    Person,
    Section,
    Source,
    Topic,
)

from .conftest import faults

pytestmark = pytest.mark.django_db
APPROVED = "who approved it is not what the log says"
NAMES = "its copy names others than when the last act on it was done"


@pytest.fixture
def submitted(make_article, make_source, reporter, section):
    """A story with a byline, a citation and a topic, that was submitted."""
    source = make_source("Ministry")
    story = make_article(
        "Dam", body=f"The dam is old. [@{source.slug}]", sources=[source], by=reporter, created_by=reporter
    )
    Byline.objects.create(article=story, person=Person.objects.create(name="Jane Roe"), role="Reporter")
    story.topics.add(Topic.objects.create(name="Dams"))
    desk.submit(story, by=reporter)
    return story


CHANGES = {
    "byline": lambda story: Byline.objects.update(person=Person.objects.create(name="A thief")),
    "role": lambda story: Byline.objects.update(role="Editor"),
    "no byline": lambda story: Byline.objects.all().delete(),
    "source": lambda story: Citation.objects.update(source=Source.objects.create(name="Embassy")),
    "quote": lambda story: Citation.objects.update(quote="So it is."),
    "topic": lambda story: Article.topics.through.objects.update(topic=Topic.objects.create(name="Theft")),
    "section": lambda story: Article.objects.update(section=Section.objects.create(name="Else")),
    "picture": lambda story: Article.objects.update(lead_image=Image.objects.create(alt_text="A thief")),
    "clash": lambda story: Article.objects.update(unmerged=[1]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_copy_names_is_found_where_it_was_changed_past_the_acts(submitted, change):
    assert faults() == []

    CHANGES[change](submitted)

    assert NAMES in faults()


def test_what_it_is_a_translation_of_is_found_too(submitted, make_article):
    Article.objects.filter(pk=submitted.pk).update(translation_of=make_article("Damm", language="de"))

    assert NAMES in faults()


def test_no_word_of_a_copy_s_rows_is_in_the_log(submitted):
    assert "Reporter" not in str(list(Act.objects.values_list("data", flat=True)))


@pytest.mark.parametrize("name", ["created_by", "assignee"])
def test_whose_story_it_is_is_found_where_it_was_changed_past_the_acts(
    submitted, name, reporter, editor, chief_editor
):
    """Who made it, or has it, may change it, and sees it in a closed section."""
    desk.assign(submitted, by=editor, assignee=reporter)
    desk.save(submitted, by=reporter, base=submitted.version)
    assert faults() == []

    Article.objects.update(**{name: chief_editor})
    assert faults() == ["whose story it is, is not what the log says"]

    Article.objects.update(**{name: None})
    assert faults() == ["whose story it is, is not what the log says"]


def test_who_approved_is_found_where_it_was_changed_past_the_acts(submitted, change, editor, chief_editor):
    desk.approve(submitted, by=editor)
    desk.flag(submitted, by=editor, reason="Libel?")
    assert faults() == []
    Article.objects.update(approved_by=chief_editor)
    assert faults() == [APPROVED]

    Article.objects.update(approved_by=editor)
    change(submitted, headline="Dams")
    assert faults() == []
    Article.objects.update(approved_by=chief_editor)
    assert faults() == [APPROVED]


def test_an_account_with_another_name_has_its_stories_still(submitted, reporter):
    reporter.username = "rita"
    reporter.save()
    assert faults() == []


def test_what_a_save_changes_is_no_fault_and_the_next_act_seals_it(submitted, reporter, editor):
    desk.save(submitted, by=reporter, base=submitted.version, has_other_rows=True)
    Byline.objects.update(role="Editor")
    assert faults() == []

    desk.approve(submitted, by=editor)
    Byline.objects.update(role="Publisher")
    assert NAMES in faults()


def test_an_act_of_before_this_rule_is_taken_as_it_stands(submitted):
    act = Act.objects.get(verb="submit")
    Act.objects.filter(pk=act.pk).update(data={"chain": act.data["chain"]})
    Byline.objects.update(role="Editor")

    assert NAMES not in faults()


MERGED = {"merge_people": Person, "merge_sources": Source, "merge_topics": Topic, "merge_sections": Section}


@pytest.mark.parametrize("verb", MERGED)
def test_a_merge_of_what_copies_name_is_no_fault(submitted, verb, chief_editor):
    thing = MERGED[verb].objects.first()
    into = MERGED[verb].objects.create(name="Another")

    getattr(desk, verb)(thing, into, by=chief_editor)

    assert faults() == []
    desk.assign(submitted, by=chief_editor, assignee=chief_editor)
    assert faults() == []
    Byline.objects.all().delete()
    assert faults() == [NAMES]


def test_a_new_slug_of_what_copies_name_is_no_fault(submitted):
    Topic.objects.update(slug="old-dams")

    assert faults() == []


def test_after_a_redaction_of_a_name_no_hash_of_the_copy_is_left_and_none_is_a_fault(submitted, chief_editor):
    desk.publish(submitted, by=chief_editor)
    salts = set(Act.objects.values_list("salt", flat=True))

    desk.redact_words(submitted, by=chief_editor, words=["Jane Roe"], order="A court's")

    assert faults() == []
    assert not Act.objects.filter(data__has_key="copy_hash", salt__in=salts).exists()
