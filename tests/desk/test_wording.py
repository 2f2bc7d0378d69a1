"""The words of a correction pass the copy desk, as those of a publication do."""

import pytest

from articles import desk
from articles.models import Article, Citation, Edition, Image, Topic

pytestmark = pytest.mark.django_db

SAID = {"kind": "correction", "note": "It was wrong."}
BAD = {  # changes that an error stops
    "headline": "Rain\u202e again",
    "body": "Rain fell on [the town](htp://example.com/).",
    "standfirst": "A \x07 bell.",
}


@pytest.fixture
def live(publish):
    return publish(headline="Rain", body="Rain fell on the town.")


@pytest.mark.parametrize("field", BAD)
@pytest.mark.parametrize("reason", ["", "It can't wait."])
def test_an_error_in_the_words_stops_a_correction(live, chief_editor, field, reason):
    with pytest.raises(desk.Refused):
        desk.correct(live, by=chief_editor, changes={field: BAD[field]}, reason=reason, **SAID)

    assert live.editions.count() == 1


def test_a_warning_asks_for_a_reason(live, chief_editor):
    changes = {"headline": "Rain " * 40}
    with pytest.raises(desk.Refused, match="limit"):
        desk.correct(live, by=chief_editor, changes=changes, **SAID)

    edition = desk.correct(live, by=chief_editor, changes=changes, reason="The minister's own title.", **SAID)

    assert edition.headline == changes["headline"]


def test_the_note_to_readers_is_read_too(live, chief_editor):
    said = {**SAID, "note": "It was \u202ewrong."}

    with pytest.raises(desk.Refused, match="U\\+202E"):
        desk.correct(live, by=chief_editor, changes={"headline": "Snow"}, **said)


def test_what_the_live_story_says_already_stops_no_correction(publish, make_article, chief_editor):
    story = make_article(headline="Rain " * 40)
    desk.publish(story, by=chief_editor, despite="Its own title.")

    edition = desk.correct(story, by=chief_editor, changes={"body": "Snow fell."}, **SAID)

    assert edition.body == "Snow fell."


BESIDE = {
    "byline": lambda story: story.bylines.create(name="A writer", role="photos\u202e"),
    "citations": lambda story: story.citations.update(quote="It\x0b rained"),
    "topics": lambda story: story.topics.add(Topic.objects.create(name="The\u202e sea")),
    "pictures": lambda story: Image.objects.update(caption="The\u202e quay"),
    "language": lambda story: Article.objects.filter(pk=story.pk).update(language="xx"),
}


@pytest.mark.parametrize("part", BESIDE)
def test_what_is_printed_anew_beside_the_words_is_read_too(publish, make_source, chief_editor, part):
    picture = Image.objects.create(alt_text="A quay", credit="Ann")
    story = publish(
        headline="Rain", body="It rained. [@port]", lead_image=picture, sources=[make_source("Port")]
    )
    BESIDE[part](story)
    story = Article.objects.get()

    with pytest.raises(desk.Refused, match=r"U\+|No language"):
        desk.correct(story, by=chief_editor, reprint=[part], **SAID)

    assert story.editions.count() == 1


def test_a_citation_and_a_picture_that_come_with_new_words_are_read_too(live, make_source, chief_editor):
    Citation.objects.create(article=live, source=make_source("Port"), mark="port", quote="It\u202e rained")
    picture = Image.objects.create(alt_text="A quay", credit="Ann", caption="The\u202e quay")

    for words in ("Snow fell. [@port]", f"Snow fell.\n\n{picture.mark}"):
        with pytest.raises(desk.Refused, match="U\\+202E"):
            desk.correct(live, by=chief_editor, changes={"body": words}, **SAID)


def test_what_is_printed_already_beside_the_words_stops_no_correction(publish, chief_editor):
    story = publish(headline="Rain", lead_image=Image.objects.create(alt_text="A quay", credit="Ann"))
    story.bylines.create(name="A writer")
    live = story.editions.get()
    Edition.objects.update(pictures=[{**live.pictures[0], "caption": "The\u202e quay"}])

    desk.correct(story, by=chief_editor, changes={"headline": "Snow"}, reprint=["byline"], **SAID)

    assert story.editions.count() == 2


def test_a_note_alone_asks_the_copy_desk_nothing_of_the_words(live, chief_editor, monkeypatch):
    monkeypatch.setattr(desk.wording.copydesk, "check", None)

    assert desk.correct(live, by=chief_editor, kind="retraction", note="None of it stands.").number == 2
