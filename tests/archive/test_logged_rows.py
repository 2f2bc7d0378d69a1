"""What readers see of rows beside the stories, by verify: what is changed past the acts is found."""

from datetime import timedelta

import pytest
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from articles import desk
from articles.archive import logged_rows, verifying
from articles.desk import origins, public_rows
from articles.models import Act, Article, Byline, Image, Page, Person, Publication, Section, Source, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(publish, make_article, make_source, chief_editor):
    """A row of each kind in print, all brought there by acts."""
    source = make_source("Ministry", role="Speaks", public_description="")
    story = make_article(sources=[source], body="So. [@ministry]")
    # So that no key of an edition is Ann's by chance.
    Person.objects.bulk_create(Person(name=f"Other {number}", slug=f"other-{number}") for number in range(9))
    person, topic = Person.objects.create(name="Ann", bio="A clerk."), Topic.objects.create(name="Peace")
    Byline.objects.create(article=story, person=person)
    story.topics.add(topic)
    publish(story)
    page, paper = Page.objects.create(headline="Imprint", slug="imprint"), Publication.objects.create()
    desk.describe(page, by=chief_editor, values={"headline": "Imprint", "body": "We.", "is_published": True})
    desk.describe(paper, by=chief_editor, values={"name": "Paper", "owner": "Us"})
    return {"source": source, "person": person, "topic": topic, "section": story.section, "page": page,
            "publication": paper}  # fmt: skip


PUBLIC = [
    ("source", "name"), ("source", "role"), ("source", "kind"), ("source", "address"),
    ("source", "public_description"), ("person", "name"), ("person", "bio"), ("person", "role"),
    ("person", "contact"), ("topic", "name"), ("topic", "description"), ("section", "name"),
    ("section", "description"), ("section", "position"), ("page", "headline"), ("page", "body"),
    ("page", "is_published"), ("publication", "name"), ("publication", "owner"),
]  # fmt: skip


def changed(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)
    return list(verifying.archive_faults())


def test_what_acts_brought_into_print_is_no_fault(rows):
    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize(("kind", "name"), PUBLIC)
def test_what_readers_see_of_a_row_and_was_changed_past_the_acts_is_found(kind, name, rows):
    row = rows[kind]
    was = getattr(row, name)
    other = {"bool": not was, "int": 77}.get(type(was).__name__, "company")

    (fault,) = changed(row, **{name: other})

    assert fault == (f"{kind} {getattr(row, 'slug', row.pk)}", f"is not as the log says: {name}")


def test_what_an_act_changed_or_undid_is_no_fault(rows, chief_editor):
    for kind, row in rows.items():
        name = "headline" if kind == "page" else "name"
        before = getattr(row, name)
        desk.describe(row, by=chief_editor, values={name: "Another"})
        assert list(verifying.archive_faults()) == []
        desk.describe(row, by=chief_editor, values={name: before})

    assert list(verifying.archive_faults()) == []


@pytest.fixture
def added(at_desk, chief_editor):
    """A page and the publication as the desk's own forms add them, and nothing done to them since."""
    client = at_desk(chief_editor)
    for kind, values in (
        ("page", {"headline": "Imprint", "slug": "imprint", "body": "We.", "is_published": "on"}),
        ("publication", {"name": "Paper", "owner": "Us"}),
    ):
        add = reverse(f"admin:articles_{kind}_add")
        form = client.get(add).context["adminform"].form
        sent = {name: form[name].value() for name in form.fields if form[name].value()} | {"position": 1}
        assert client.post(add, sent | values).status_code == 302
    assert list(verifying.archive_faults()) == []
    return {"page": Page.objects.get(), "publication": Publication.objects.get()}


TEXTS = [
    (model._meta.model_name, name)
    for model in (Page, Publication)
    for name in public_rows.PUBLIC[model]
    if type(model._meta.get_field(name)) in (models.CharField, models.TextField, models.URLField)
]


def test_what_the_forms_added_and_was_changed_past_the_acts_is_found(added):
    for kind, name in TEXTS:
        with transaction.atomic():
            (fault,) = changed(added[kind], **{name: "zz"})
            transaction.set_rollback(True)

        assert fault == (f"{kind} {getattr(added[kind], 'slug', 1)}", f"is not as the log says: {name}")


def test_a_page_or_publication_of_the_forms_that_is_gone_is_found(added):
    Page.objects.all().delete()
    Publication.objects.all().delete()

    assert [fault for _what, fault in verifying.archive_faults()] == ["is gone, and no act says so"] * 2


def test_a_section_in_another_form_than_at_first_is_found_unless_an_act_says_so(rows, at_desk, chief_editor):
    section, form = rows["section"], "lines"
    before = section.front_form
    assert changed(section, front_form=form) == [("section world", "is not as the log says: front_form")]

    changed(section, front_form=before)
    sent = {"name": section.name, "slug": section.slug, "position": section.position, "front_form": form}
    address = reverse("admin:articles_section_change", args=[section.pk])
    assert at_desk(chief_editor).post(address, sent).status_code == 302
    assert list(verifying.archive_faults()) == []


def test_a_page_whose_address_was_changed_is_found(rows):
    assert changed(rows["page"], slug="elsewhere") == [("page imprint", "is gone, and no act says so")]


def test_a_merge_without_an_act_is_found_and_one_by_an_act_is_not(rows, chief_editor):
    others = [Person.objects.create(name=name) for name in ("Berta", "Clara")]
    desk.merge_people(rows["person"], others[0], by=chief_editor)
    desk.merge_people(others[0], others[1], by=chief_editor)
    assert list(verifying.archive_faults()) == []

    assert changed(rows["topic"], merged_into=Topic.objects.create(name="War")) != []
    assert changed(rows["person"], merged_into=None) != []


def test_a_source_that_was_withdrawn_or_freed_past_the_acts_is_found(rows, chief_editor):
    source = rows["source"]
    assert changed(source, withdrawn_at=timezone.now(), withdrawn_reason="A liar.") != []
    Source.objects.update(withdrawn_at=None, withdrawn_reason="")
    desk.withdraw_source(source, by=chief_editor, reason="It lied.")
    assert list(verifying.archive_faults()) == []

    assert changed(source, withdrawn_reason="It was right.") != []
    assert changed(source, withdrawn_at=None, withdrawn_reason="") != []


def test_a_legal_flag_that_was_lifted_or_set_past_the_acts_is_found(publish, chief_editor):
    story, other = publish(), publish()
    desk.flag(story, by=chief_editor, reason="Libel?")
    desk.flag(other, by=chief_editor, reason="Libel?")
    desk.lift_flag(other, by=chief_editor)
    assert list(verifying.archive_faults()) == []

    assert changed(Article.objects.get(pk=story.pk), legal_flag="") != []
    assert changed(Article.objects.get(pk=other.pk), legal_flag="Libel?") != []


@pytest.fixture
def held(make_article, change, chief_editor):
    """Stories with an embargo: one as it was begun, one moved, one lifted, and one taken away by a save."""
    until = timezone.now() + timedelta(days=1)
    stories = [make_article(embargo_until=until) for _each in range(4)]
    change(stories[1], embargo_until=until + timedelta(days=1))
    desk.lift_embargo(stories[2], by=chief_editor)
    change(stories[3], embargo_until=None)
    return stories


def test_an_embargo_by_saves_and_acts_is_no_fault_and_each_change_is_in_the_log(held):
    assert list(verifying.archive_faults()) == []
    assert Act.objects.filter(verb="set_embargo").count() == 6


@pytest.mark.parametrize("place", range(4))
def test_an_embargo_that_was_changed_past_the_acts_is_found(held, place):
    story = held[place]
    story.refresh_from_db()
    other = None if story.embargo_until else timezone.now()

    assert changed(story, embargo_until=other) == [
        (f"article {story.uid}", "its embargo is not as the log says")
    ]


def test_an_embargo_that_no_act_set_is_found_behind_an_act(make_article, editor):
    story = make_article()
    desk.submit(story, by=editor)
    assert list(verifying.archive_faults()) == []

    assert changed(story, embargo_until=timezone.now()) == [
        (f"article {story.uid}", "its embargo is not as the log says")
    ]


@pytest.fixture
def brought(make_article, editor):
    """A story of which no act tells, with an embargo that no act set, found when the log took stock."""
    story = make_article()
    changed(story, embargo_until=timezone.now() + timedelta(days=1))
    origins.take_stock()
    return story


def test_an_embargo_that_stock_found_is_no_fault_before_an_act_or_behind_it(brought, editor):
    assert list(verifying.archive_faults()) == []

    desk.submit(brought, by=editor)

    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize("days", [None, 2])
def test_an_embargo_that_stock_found_and_was_changed_before_any_act_is_found(brought, editor, days):
    fault = [(f"article {brought.uid}", "its embargo is not as the log says")]
    assert changed(brought, embargo_until=days and timezone.now() + timedelta(days=days)) == fault

    desk.submit(brought, by=editor)

    assert list(verifying.archive_faults()) == fault


def test_an_embargo_that_was_set_past_the_acts_before_any_act_is_found(editor, make_article):
    origins.take_stock()
    story = make_article()
    fault = [(f"article {story.uid}", "its embargo is not as the log says")]
    assert changed(story, embargo_until=timezone.now() + timedelta(days=1)) == fault

    desk.submit(story, by=editor)

    assert list(verifying.archive_faults()) == fault


def test_an_embargo_that_was_away_while_a_story_went_out_is_found(held, editor):
    story = held[0]
    until = Article.objects.get(pk=story.pk).embargo_until
    Article.objects.filter(pk=story.pk).update(embargo_until=None)
    desk.publish(story, by=editor)

    assert (f"article {story.uid}", "its embargo is not as the log says") in changed(
        story, embargo_until=until
    )


def test_a_story_that_was_unspiked_or_spiked_past_the_acts_is_found(make_article, chief_editor):
    story = make_article()
    desk.spike(story, by=chief_editor)
    assert list(verifying.archive_faults()) == []

    fault = [(f"article {story.uid}", "whether it is spiked is not what the log says")]
    assert changed(story, stage="draft") == fault
    Article.objects.update(stage="spiked")
    desk.unspike(Article.objects.get(), by=chief_editor)
    assert list(verifying.archive_faults()) == []
    assert changed(story, stage="spiked") == fault


def test_a_story_of_which_no_act_tells_that_was_spiked_past_the_acts_is_found(make_article):
    story = make_article()

    assert changed(story, stage="spiked") == [
        (f"article {story.uid}", "whether it is spiked is not what the log says")
    ]


def test_the_words_of_a_confidential_source_are_in_the_log_and_its_name_is_not(
    publish, make_article, make_source
):
    source = make_source("Jane Roe", is_confidential=True, public_description="An official")
    publish(make_article(sources=[source], body=f"So. [@{source.slug}]"))

    (said,) = [act.data["first"]["source"] for act in Act.objects.filter(data__has_key="first")]
    assert said[0]["public_description"] == "An official"
    assert "Jane" not in str(list(Act.objects.values_list("data", flat=True)))


def test_words_that_were_redacted_are_no_fault(rows, publish, chief_editor):
    story = publish(body="Ann was a clerk at the Ministry of Peace.")

    desk.redact_words(story, by=chief_editor, words=["Ann", "clerk", "Peace"], order="A court's")

    assert list(verifying.archive_faults()) == []
    assert "clerk" not in str(list(Act.objects.values_list("data", flat=True)))


def test_a_name_is_told_once(rows, publish, make_article):
    story = make_article(body="So.")
    Byline.objects.create(article=story, person=rows["person"])
    publish(story)

    assert len(logged_rows.logged()["person"]) == 1
    assert Act.objects.filter(data__has_key="first").count() == 1
    assert Section.objects.count() == 1


@pytest.mark.parametrize("slug", ["ferries", "sea"])
def test_a_section_keeps_the_name_that_is_redacted_and_is_no_fault(slug, publish, make_article, chief_editor):
    section = Section.objects.create(name="Ferries", slug=slug)
    story = publish(make_article(body="Ferries leave.", section=section))
    desk.describe(section, by=chief_editor, values={"name": "Ferries!", "description": "Of Ferries."})

    desk.redact_words(story, by=chief_editor, words=["Ferries"], order="A court's")

    assert list(verifying.archive_faults()) == []


def test_a_row_that_is_gone_is_found_where_a_redaction_masked_its_address(rows, publish, chief_editor):
    story = publish(body="Ann was here.")
    desk.redact_words(story, by=chief_editor, words=["Ann"], order="A court's")
    masked = type(rows["person"]).objects.get(pk=rows["person"].pk)

    type(masked).objects.filter(pk=masked.pk).update(slug="another")

    assert (f"person {masked.slug}", "is gone, and no act says so") in list(verifying.archive_faults())


def test_what_a_row_names_and_was_changed_past_the_acts_is_found(publish, make_source, chief_editor):
    """A portrait, the logo, for whom a source speaks."""
    images = [Image.objects.create(alt_text=name, credit="Ann") for name in ("a", "b")]
    office, other = make_source("Office"), make_source("Other office")
    clerk = make_source("Clerk", represents=office)
    person, paper = Person.objects.create(name="Ann", portrait=images[0]), Publication.objects.create()
    story = publish(sources=[clerk, office], body="So. [@clerk] [@office]")
    Byline.objects.create(article=story, person=person)
    publish(story)
    desk.describe(paper, by=chief_editor, values={"logo": images[0].pk})
    assert list(verifying.archive_faults()) == []

    for row, name, value in (
        (clerk, "represents", other),
        (person, "portrait", images[1]),
        (paper, "logo", None),
    ):
        before = getattr(type(row).objects.get(pk=row.pk), name)
        assert [fault for _what, fault in changed(row, **{name: value})] == [
            f"is not as the log says: {name}"
        ]
        assert changed(row, **{name: before}) == []

    desk.merge_sources(office, other, by=chief_editor)
    desk.describe(person, by=chief_editor, values={"portrait": images[1].pk})
    desk.redact_words(story, by=chief_editor, words=["Other office"], order="A court's")
    assert list(verifying.archive_faults()) == []
