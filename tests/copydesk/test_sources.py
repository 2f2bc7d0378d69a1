"""What the copy desk says of a story's sources, before readers are told."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles import copydesk, desk
from articles.models import Article, Citation, Publication

pytestmark = pytest.mark.django_db


def found(article, code):
    return [finding for finding in copydesk.check(article) if finding.code == code]


@pytest.fixture
def story(make_article, make_source):
    source = make_source("Ministry")
    return make_article(sources=[source], body="It did. [@ministry]\n\nAll the world mourns.")


def test_the_supplied_articles_bare_passages_are_named():
    call_command("loaddata", "seed", verbosity=0)

    bare = [finding.excerpt for finding in found(Article.objects.get(), "passage-bare")]

    assert any("Leaders from around the world have expressed their condolences" in text for text in bare)
    assert len(bare) > 5


def test_the_supplied_article_rests_on_one_voice():
    call_command("loaddata", "seed", verbosity=0)

    (told,) = found(Article.objects.get(), "voices")

    assert told.level == copydesk.NOTE
    assert "Rests on one voice: Russian Foreign Ministry. A small part of the text" in told.message


def test_a_bare_passage_is_shown_at_its_place(story):
    (bare,) = found(story, "passage-bare")

    assert story.body[bare.start :].startswith(bare.excerpt)
    assert bare.excerpt == "All the world mourns."


def test_the_copy_desk_foretells_the_sentence_that_readers_get(client, publish, story, change):
    change(
        story,
        standfirst="So ends a quarrel of nine years that was none of anybody's.",
        body="It did. [@ministry]",
    )
    (told,) = found(story, "voices")

    publish(story)

    sentence = "A small part of the text says on whom it rests; the rest cites nobody."
    assert sentence in told.message
    assert sentence in client.get(story.editions.get().get_absolute_url()).text


def test_the_copy_desk_foretells_it_in_the_language_of_the_page(client, publish, story, change):
    Publication.objects.update_or_create(pk=1, defaults={"language": "ru"})
    change(story, language="en")
    (told,) = found(story, "voices")

    publish(story)

    sentence = "Основано на одном голосе: Ministry"
    assert sentence in told.message
    assert sentence in client.get(story.editions.get().get_absolute_url()).text


def test_an_uncited_standfirst_is_named_at_its_place_as_the_page_counts_it(story, change):
    change(story, standfirst="It is over.\n\nAll the world mourns.", body=f"First.\n\n{story.body}")

    bare = found(story, "passage-bare")

    assert [(one.field, getattr(story, one.field)[one.start :].startswith(one.excerpt)) for one in bare] == [
        ("standfirst", True), ("standfirst", True), ("body", True), ("body", True)
    ]  # fmt: skip
    assert bare[1].start == story.standfirst.index("All")
    assert bare[3].start == story.body.index("All")


def test_a_claim_of_the_standfirst_needs_no_reason(story, change):
    change(story, standfirst="All is well, the mayor said.")

    assert not found(story, "claim-uncited")


def test_a_story_that_rests_on_a_withdrawn_source_is_warned_of(story, make_source, editor, chief_editor):
    desk.withdraw_source(story.citations.get().source, by=editor, reason="It made things up.")

    (warned,) = found(story, "source-withdrawn")

    assert warned.level == copydesk.WARNING
    assert "It made things up." in warned.message
    with pytest.raises(desk.Refused):
        desk.publish(story, by=chief_editor)


def test_a_passage_that_changed_since_it_was_cited_says_so(story, change):
    assert not found(story, "passage-changed")

    change(story, body=story.body.replace("It did.", "It did not."))

    (changed,) = found(story, "passage-changed")
    assert "rests on [@ministry] was changed since it was cited, or last checked." in changed.message


def test_an_edit_elsewhere_leaves_a_citation_checked(story, change):
    change(story, body=story.body.replace("All the world", "Nobody"))

    assert not found(story, "passage-changed")


def test_a_tick_says_that_a_citation_was_checked_again(client, chief_editor, story, change):
    change(story, body=story.body.replace("It did.", "It did not."))
    client.force_login(chief_editor)
    citation = story.citations.get()
    sent = {
        "headline": story.headline, "body": story.body, "section": story.section_id, "base": story.version,
        "type_of_work": "news", "priority": 2, "bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0,
        "citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1, "citations-0-id": citation.pk,
        "citations-0-article": story.pk, "citations-0-source": citation.source_id,
        "citations-0-mark": "ministry", "citations-0-standing": "reported", "citations-0-is_checked": "on",
    }  # fmt: skip

    response = client.post(reverse("admin:articles_article_change", args=[story.pk]), sent)

    assert response.status_code == 302
    assert not found(Article.objects.get(), "passage-changed")


def test_while_one_writes_the_voices_are_counted_of_what_is_typed(client, chief_editor, story, make_source):
    village = make_source("Village")
    client.force_login(chief_editor)
    typed = {
        "headline": "A story", "body": "It did. [@ministry] It did not. [@village]",
        "citations-0-source": story.citations.get().source_id, "citations-1-source": village.pk,
    }  # fmt: skip

    answer = client.post(reverse("admin:articles_article_checks", args=[story.pk]), typed)

    told = [finding["message"] for finding in answer.json()["findings"] if finding["code"] == "voices"]
    assert len(told) == 1
    assert "“Two sources, two independent voices. Every passage of the text says" in told[0]


def test_a_story_of_many_citations_shows_each_as_text(client, make_article, make_source, chief_editor):
    desk.publish(many_citations(make_article, make_source, 50), by=chief_editor)

    page = client.get("/articles/long/").text

    assert page.count("&lt;b&gt;p. 3&lt;/b&gt;") >= 50
    assert "<b>p. 3" not in page


def many_citations(make_article, make_source, count):
    """Make a story of which each paragraph has a citation of its own."""
    source = make_source("Ministry")
    body = "\n\n".join(f"Fact {n}. [@mark-{n}]" for n in range(count))
    article = make_article(slug="long", body=body)
    same = {"article": article, "source": source, "locator": "<b>p. 3</b>"}
    Citation.objects.bulk_create(Citation(mark=f"mark-{n}", **same) for n in range(count))
    return article
