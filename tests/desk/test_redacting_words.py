from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User

from articles import desk
from articles.archive import verifying
from articles.desk import fingerprints, words_found
from articles.models import (
    Act,
    Article,
    Byline,
    Edition,
    Image,
    Page,
    Person,
    Proposal,
    Publication,
    Section,
    Snippet,
    Source,
    clock,
)

from .conftest import redact

pytestmark = pytest.mark.django_db


def test_words_go_and_what_stands_around_them_stays(publish, change, chief_editor):
    story = publish(body="They saw Jane Roe at nine.", headline="Roe seen")
    desk.publish(change(story, body="They saw Jane Roe at ten."), by=chief_editor)
    digests = list(story.editions.values_list("digest", flat=True))

    redact(story, chief_editor, "Jane Roe")

    bodies = list(story.editions.values_list("body", flat=True))
    assert bodies == ["They saw █████ at nine.", "They saw █████ at ten."]
    assert "█████ at ten" in story.editions.get(number=2).body_html
    assert "Jane" not in str([*Edition.objects.values(), *story.history.values()])
    assert story.body == "They saw █████ at ten."
    assert list(story.editions.values_list("digest", flat=True)) == digests
    assert list(verifying.archive_faults()) == []


def test_what_was_left_of_a_record_is_held_by_the_log(publish, chief_editor):
    story = publish(body="They saw Jane Roe at nine.")
    redact(story, chief_editor, "Jane Roe")

    Edition.objects.update(body="They saw █████ steal.")

    assert "what was left of its body is not what the log says" in str(list(verifying.archive_faults()))


def test_a_field_that_is_called_redacted_by_words_needs_the_log(publish, chief_editor):
    story = publish(body="They saw Jane Roe at nine.")
    redact(story, chief_editor, "Jane Roe")
    edition = story.editions.get()

    kept = {**edition.redacted, "headline": {**edition.redacted["body"]}}
    Edition.objects.update(redacted=kept, headline="Another")

    assert "what is redacted is not what the log says" in str(list(verifying.archive_faults()))


def test_words_of_a_row_can_not_be_tried_out_by_what_was_proposed_for_it(publish, editor, chief_editor):
    """The proposal says none of them; but its hash is of the row too, which does."""
    story = publish(body="They saw rain.")
    page = Page.objects.create(headline="About", slug="about", body="Jane Roe and us.", is_published=True)
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    desk.propose("describe", page, by=editor, values={"headline": "We"})
    before = Act.objects.get(verb="propose").salt

    redact(story, chief_editor, "Jane Roe")

    assert Act.objects.get(verb="propose").salt != before
    assert list(verifying.archive_faults()) == []


def test_words_of_a_picture_can_not_be_tried_out_by_a_proposal_to_show_it(publish, chief_editor):
    story = publish(body="They saw rain.")
    logo = Image.objects.create(alt_text="Jane Roe's paper", credit="Us")
    paper, _made = Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    desk.propose("describe", paper, by=chief_editor, values={"logo": logo.pk})
    before = Act.objects.get(verb="propose").salt

    redact(story, chief_editor, "Jane Roe")

    assert (Act.objects.get(verb="propose").salt != before, Proposal.objects.exists()) == (True, False)
    assert list(verifying.archive_faults()) == []


def test_words_of_a_person_can_not_be_tried_out_by_a_proposal_that_would_print_them(
    publish, editor, chief_editor
):
    story, other = publish(), publish()
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann", bio="Jane Roe's friend."))
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    said = {"by": editor, "kind": "correction", "note": "Wrong."}
    desk.propose("correct", story, changes={}, reprint=["byline"], **said)
    kept = desk.propose("correct", story, changes={"body": "It was nine."}, **said)
    before = Act.objects.filter(verb="propose").order_by("number").first().salt

    redact(other, chief_editor, "Jane Roe")

    assert list(Proposal.objects.all()) == [kept]
    assert Act.objects.filter(verb="propose").order_by("number").first().salt != before
    assert list(verifying.archive_faults()) == []


def test_a_redaction_leaves_what_was_overtaken_before_and_what_waits_after_an_emergency(
    publish, change, editor, chief_editor
):
    story, other = publish(), publish()
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann", bio="Jane Roe's friend."))
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    said = {"by": editor, "kind": "correction", "note": "Wrong."}
    old = desk.propose("correct", story, changes={"body": "It was nine."}, **said)
    desk.emergency_correct(story, changes={"body": "It was eight."}, reason="A name.", **said)
    waiting = set(Proposal.objects.values_list("pk", flat=True))

    redact(other, chief_editor, "Jane Roe")

    assert set(Proposal.objects.values_list("pk", flat=True)) == waiting
    old.refresh_from_db()
    assert (old.arguments["changes"]["body"], old.seen) == ("It was nine.", "")
    assert list(verifying.archive_faults()) == []


SHOWN = {
    "in the text": lambda story, image: desk.save(with_text(story, image.mark), by=story.created_by),
    "as a portrait": lambda story, image: Byline.objects.create(
        article=story, person=Person.objects.create(name="Ann", portrait=image)
    ),
}


def with_text(story, text):
    story.body = text
    return story


@pytest.mark.parametrize("show", SHOWN)
def test_words_of_a_picture_can_not_be_tried_out_by_an_approval(
    show, make_article, publish, editor, chief_editor
):
    """The copy holds none of them; but its approval holds a hash of what it shows, and stays with another."""
    image = Image.objects.create(alt_text="Jane Roe at sea", credit="Agency")
    story, other = make_article(), publish()
    SHOWN[show](story, image)
    desk.approve(story, by=editor)
    before = Article.objects.get(pk=story.pk).approved_print

    redact(other, chief_editor, "Jane Roe")

    story = Article.objects.get(pk=story.pk)
    assert story.approved_print == fingerprints.fingerprint(story) != before
    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize("changed", [{"reason": "A bribe."}, {"data": {}}, {"digest": "0" * 64}])
def test_what_was_left_of_an_act_is_held_by_the_act_that_orders_it(changed, publish, chief_editor):
    story = publish()
    desk.flag(story, by=chief_editor, reason="Jane Roe may sue.")
    redact(story, chief_editor, "Jane Roe")
    assert Act.objects.get(verb="flag").reason == "█████ may sue."
    assert list(verifying.archive_faults()) == []

    Act.objects.filter(verb="flag").update(**changed)

    assert "is not what was left of it" in str(list(verifying.archive_faults()))


def test_a_whole_field_goes_after_words_of_it(publish, chief_editor):
    story = publish(body="They saw Jane Roe at nine.")
    redact(story, chief_editor, "Jane Roe")
    desk.redact(story, by=chief_editor, fields=["body"], order="The court of Y")

    edition = story.editions.get()
    assert (edition.body, edition.gone, edition.redactions) == ("", {"body"}, 2)
    assert list(verifying.archive_faults()) == []


def test_a_name_goes_with_its_key_in_every_story_that_names_it(publish, chief_editor):
    source = Source.objects.create(name="Jane Roe")
    story = publish(sources=[source], body="It was nine. [@jane-roe]")
    other = publish(sources=[source], body="It was ten. [@jane-roe]")

    redact(story, chief_editor, "Jane Roe")

    source.refresh_from_db()
    assert source.name == "█████"
    for each in (story, other):
        edition = each.editions.get()
        assert edition.citations[0]["source"] == source.slug
        assert f"[@{source.slug}]" in edition.body
        assert source.edition_links.filter(edition=edition).exists()
    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize(
    ("language", "name"),
    [("uk", "Юрій Гнатюк"), ("bg", "Мария Щерева"), ("be", "Алег Гулак"), ("ja", "小泉純一郎")],
)
def test_an_address_is_written_as_its_storys_language_is(language, name, publish, chief_editor):
    story = publish(headline=f"{name} 5", language=language)

    with pytest.raises(desk.Refused, match="address"):
        desk.redact_words(story, by=chief_editor, words=[name], order="A court")


def test_the_live_address_has_to_change_first(publish, change, chief_editor):
    story = publish(slug="jane-roe")
    with pytest.raises(desk.Refused, match="address"):
        redact(story, chief_editor, "Jane Roe")

    desk.publish(change(story, slug="a-case"), by=chief_editor)
    redact(story, chief_editor, "Jane Roe")

    assert list(story.editions.values_list("slug", flat=True)) == ["", "a-case"]
    assert "jane" not in str([*story.history.values(), *story.addresses.values()])
    assert list(verifying.archive_faults()) == []


def test_an_address_made_of_a_name_and_its_ending_goes_too(publish, change, chief_editor, make_article):
    story = publish(headline="Jane Roe’s house burns")
    other = make_article(body="[There](/articles/jane-roes-house-burns/), with all Roes.")
    assert story.slug == "jane-roes-house-burns"
    with pytest.raises(desk.Refused, match="address"):
        redact(story, chief_editor, "Jane Roe")

    desk.publish(change(story, slug="a-case"), by=chief_editor)
    redact(story, chief_editor, "Jane Roe")

    other.refresh_from_db()
    assert list(story.editions.values_list("slug", flat=True)) == ["", "a-case"]
    assert "roes" not in str([*story.history.values(), *story.addresses.values()])
    assert other.body == "[There](/articles/█████-house-burns/), with all Roes."
    assert list(verifying.archive_faults()) == []


def test_a_plan_is_printed_anew_without_the_words(publish, change, chief_editor):
    story = publish(body="Then.")
    at = clock.now() + timedelta(hours=1)
    desk.publish(change(story, body="Jane Roe comes."), by=chief_editor, at=at)

    redact(story, chief_editor, "Jane Roe")

    plan = story.editions.get(number=2)
    assert (plan.body, plan.redacted, plan.live_from.minute) == ("█████ comes.", {}, at.minute)
    assert list(verifying.archive_faults()) == []


def test_a_restored_text_has_what_was_left(publish, chief_editor):
    story = publish(body="They saw Jane Roe at nine.")
    redact(story, chief_editor, "Jane Roe")
    desk.withdraw(story, by=chief_editor, note="By order.")
    desk.restore(story, by=chief_editor)

    edition = story.editions.get(number=3)
    assert (edition.body, edition.redacted) == ("They saw █████ at nine.", {})
    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize("told", [{"order": "Jane Roe asks"}, {"reason": "For Jane Roe"}])
def test_the_log_of_a_redaction_does_not_name_what_goes(told, publish, chief_editor):
    story = publish(body="Jane Roe.")

    with pytest.raises(desk.Refused, match="without the words"):
        redact(story, chief_editor, "Jane Roe", **told)

    assert story.editions.get().body == "Jane Roe."


def test_words_that_stand_in_too_many_places_are_refused(publish, chief_editor, monkeypatch):
    story = publish(body="Jane Roe.")
    publish(body="Jane Roe.")
    monkeypatch.setattr(words_found, "MOST_STORIES", 1)

    with pytest.raises(desk.Refused, match="too many"):
        redact(story, chief_editor, "Jane Roe")


def test_words_in_another_desks_story_are_for_who_may_act_there(publish, editor):
    story, other = publish(body="Jane Roe."), publish(body="Jane Roe.")
    closed = Section.objects.create(name="Closed", is_closed=True)
    closed.editors.add(User.objects.create(username="its editor"))
    Article.objects.filter(pk=other.pk).update(section=closed)
    editor.user_permissions.add(Permission.objects.get(codename="redact_article"))

    with pytest.raises(desk.Refused, match="another desk"):
        redact(story, editor, "Jane Roe")

    assert story.editions.get().body == "Jane Roe."


def test_each_table_is_asked_once_for_the_rows_that_may_hold_the_words(
    publish, chief_editor, django_assert_max_num_queries
):
    story = publish(body="Jane Roe.")
    for number in range(5):
        publish(body=f"Story {number}.")

    with django_assert_max_num_queries(len(words_found.tables()) + 5):
        found = desk.places(story, ["Jane Roe"])

    assert {place.model for place in found} == {Edition, Article, Article.history.model}


def test_a_name_that_gets_a_number_fits_its_column(publish, chief_editor):
    story = publish(body="Ann met Ben.")
    for name in ("Ann", "Ben"):
        Snippet.objects.create(name=name.ljust(100, "."))

    redact(story, chief_editor, "Ann", "Ben")

    names = sorted(Snippet.objects.values_list("name", flat=True))
    assert names == ["█████".ljust(98, ".") + " 2", "█████".ljust(100, ".")]
