"""What a draft is made of that uses copy of the wire, and who may use it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import copydesk, desk
from articles.models import Act, Article, Person, Section, Source
from articles.text import rendering
from exchange.models import WireCopy, WireUse
from exchange.wire import using
from tests.cast import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/exchange/wirecopy/"


def test_use_makes_a_draft_that_quotes_and_cites(reporter, make_copy, section):
    person = Person.objects.create(name="Ann Reporter", slug="ann", user=reporter)
    copy = make_copy(address="https://feeds.example.org/1", language="fr")

    story = using.use(copy, by=reporter)

    citation = story.citations.get()
    assert (story.headline, story.section, story.stage, story.language) == (
        "Port shut",
        section,
        "draft",
        "fr",
    )
    assert story.body == "> The port is shut. [@agency]\n>\n> Ships wait. [@agency]"
    assert (citation.source.slug, citation.address) == ("agency", "https://feeds.example.org/1")
    assert (citation.locator, citation.basis) == ("© Agency, with credit", "other-outlet")
    assert [row.person for row in story.bylines.all()] == [person]
    assert WireUse.objects.get().version == copy.version
    assert Act.objects.get(verb="use").subject == f"article:{story.uid}"
    assert not [f for f in copydesk.check(story) if f.level == "error"]


def test_the_rights_of_the_copy_go_before_those_of_its_feed(reporter, make_copy):
    story = using.use(make_copy(rights="© X"), by=reporter)

    assert story.citations.get().locator == "© X"


@pytest.mark.parametrize(
    ("kind", "basis"),
    [("government", "statement"), ("document", "document"), ("news-agency", "other-outlet")],
)
def test_how_we_know_follows_from_the_kind_of_source(reporter, make_copy, kind, basis):
    Source.objects.update(kind=kind)

    assert using.use(make_copy(), by=reporter).citations.get().basis == basis


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_a_block_of_code_with_an_empty_line_ends_where_it_ends(fence):
    text = f"Before.\n\n{fence}\nOslo 3\n\nRome 9\n{fence}\n\nAfter words."

    written = using.quoted(text, "ap")

    assert written.endswith(f"> Rome 9\n> {fence}\n>\n> After words. [@ap]")
    assert "<p>After words." in rendering.render(written)


def test_a_passage_alone_is_quoted(client, reporter, make_copy):
    copy = make_copy()
    client.force_login(reporter)

    client.post(f"{LIST}{copy.pk}/use/", {"uses": "0", "passage": "Ships wait.\r\n"})

    assert Article.objects.get().body == "> Ships wait. [@agency]"


def test_each_paragraph_item_and_row_rests_on_the_source(make_copy, reporter):
    body = "## Head\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| c | d |\n\nLast."

    story = using.use(make_copy(body=body), by=reporter)

    lines = ["> ## Head", ">", "> - one [@agency]", "> - two [@agency]", ">", "> | a | b |", "> | --- | --- |",
             "> | c | d [@agency] |", ">", "> Last. [@agency]"]  # fmt: skip
    assert story.body == "\n".join(lines)
    assert not [finding for finding in copydesk.check(story) if finding.code == "passage-bare"]


def test_an_embargo_of_the_agency_holds_the_draft(make_copy, reporter):
    ahead = timezone.now() + timedelta(hours=2)

    assert using.use(make_copy(embargo_until=ahead), by=reporter).embargo_until == ahead


def test_who_uses_copy_second_is_told(client, reporter, editor, make_copy):
    copy = make_copy()
    using.use(copy, by=editor)
    client.force_login(reporter)

    page = client.post(f"{LIST}{copy.pk}/use/", {"uses": "0"}, follow=True).content.decode()
    assert "It was used since you opened it: 1 story is made of it." in page
    assert "Version 1 was used by editor" in page
    assert "Use it again" in page
    client.post(f"{LIST}{copy.pk}/use/", {"uses": "1"})

    assert copy.uses.count() == 2


def test_nothing_is_made_of_killed_copy(client, editor, make_copy):
    copy = make_copy(status="killed")
    client.force_login(editor)

    page = client.post(f"{LIST}{copy.pk}/use/", {"uses": "0"}, follow=True).content.decode()

    assert "nothing can be made of it" in page
    assert 'name="_do"' not in page
    assert not Article.objects.exists()


def test_copy_of_a_merged_source_and_section_is_cited_by_its_successor(
    make_copy, reporter, chief_editor, section
):
    agency, sport = (
        Source.objects.create(name="The Agency"),
        Section.objects.create(name="Sport", slug="sport"),
    )
    desk.merge_sources(Source.objects.get(slug="agency"), agency, by=chief_editor)
    desk.merge_sections(section, sport, by=chief_editor)

    story = using.use(make_copy(), by=reporter)

    assert (story.section, story.citations.get().source) == (sport, agency)


def test_copy_for_a_merged_closed_section_is_seen_by_the_editors_of_its_successor(
    make_copy, chief_editor, section
):
    other, (old, new) = (
        Section.objects.create(name="Other", is_closed=True),
        (make_user(n, "Editor") for n in "ab"),
    )
    Section.objects.filter(pk=section.pk).update(is_closed=True)
    section.editors.add(old)
    other.editors.add(new)
    make_copy()
    desk.merge_sections(Section.objects.get(pk=section.pk), other, by=chief_editor)

    seen = {user: WireCopy.objects.visible_to(user).exists() for user in (old, new)}

    assert seen == {old: False, new: True}


@pytest.mark.parametrize(
    "part", ["Title\n===", "Title\nof two lines\n---  ", "* * *", "- - -", "_ _ _ _", "  ***", "-\t-\t-"]
)
def test_a_heading_that_is_underlined_and_a_rule_stay_what_they_are(part):
    said = using.quoted(f"{part}\n\nWords.", "agency")
    html = rendering.render(said, [{"mark": "agency", "name": "Agency"}])

    assert ("<h2" in html or "<h1" in html) if "Title" in part else "<hr" in html
    assert said.count("[@agency]") == 1


@pytest.mark.parametrize("part", ["- one\n- two", "* one *", "a --- b", "Words.\n-5 degrees"])
def test_what_only_looks_like_a_rule_is_marked(part):
    assert using.quoted(part, "agency").endswith("[@agency]")


def test_copy_and_its_story_name_the_source_that_a_merge_left(client, editor, make_copy):
    copy = make_copy()
    story = using.use(copy, by=editor)
    successor = Source.objects.create(name="New Agency", slug="new")
    Source.objects.filter(slug="agency").update(merged_into=successor)
    client.force_login(editor)

    pages = [
        client.get(f"{LIST}{copy.pk}/change/").text,
        client.get(f"/admin/articles/article/{story.pk}/change/").text,
    ]

    assert "<strong>New Agency</strong>" in pages[0]
    assert "Made of wire copy: New Agency" in " ".join(pages[1].split())
