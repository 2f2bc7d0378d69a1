"""What is derived at publication says what the words say, and pages say the same with it and without."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles import desk
from articles.archive import deriving, verifying
from articles.models import Edition, site_state

pytestmark = pytest.mark.django_db

BODY = "One saw it. [@first] Nobody else was there.\n\nTwo heard it, and one. [@second][@first]\n\nIt rained."


@pytest.fixture
def story(publish, make_source, chief_editor):
    """A story that rests on two sources and was corrected twice, once before an update."""
    sources = [make_source("First"), make_source("Second", kind="document")]
    article = publish(slug="a-story", sources=sources, standfirst="So it is. [@second]", body=BODY)
    for number, body in enumerate((BODY.replace("Two", "Three"), BODY.replace("Two", "Four")), start=1):
        desk.correct(
            article, by=chief_editor, kind="correction", note=f"Wrong {number}.", changes={"body": body}
        )
    return article


def live(story):
    return story.editions.get(live_until=None)


def forget(story):
    story.editions.update(derived=None)
    site_state.replace_token()


def test_each_passage_is_stored_once_whatever_rests_on_it(story):
    derived = live(story).derived

    texts = derived["passages"]
    assert [texts[place] for place in derived["bare"]] == ["Nobody else was there.", "It rained."]
    assert [(row["citation"], [texts[place] for place in row["passages"]]) for row in derived["sources"]] == [
        (0, ["So it is.", "Four heard it, and one."]),
        (1, ["One saw it.", "Four heard it, and one."]),
    ]
    assert [row["backs"] for row in derived["sources"]] == [
        ["cite-second-standfirst", "cite-second-1"],
        ["cite-first-1", "cite-first-2"],
    ]


def test_bare_passages_have_a_bound(publish, make_source):
    many = "\n\n".join(f"Thing {number}." for number in range(deriving.MOST + 5))

    derived = live(publish(sources=[make_source()], body=f"So. [@ministry]\n\n{many}")).derived

    assert len(derived["bare"]) == deriving.MOST
    assert derived["words"] == [1 + 2 * (deriving.MOST + 5), 1]


def test_it_holds_no_sentence_of_the_papers(story):
    assert "voice" not in str(live(story).derived)


@pytest.mark.parametrize("path", ["", "sources.json", "sources.csv"])
def test_a_page_says_the_same_of_a_record_that_is_not_derived_yet(path, client, story):
    derived = client.get(f"/articles/a-story/{path}").content
    forget(story)

    assert client.get(f"/articles/a-story/{path}").content == derived
    assert list(verifying.archive_faults()) == []


def test_only_what_is_missing_is_derived_where_asked(story):
    before = list(story.editions.order_by("number").values_list("derived", flat=True))
    story.editions.filter(number=1).update(derived={"minutes": 99})
    story.editions.filter(number=2).update(derived=None)
    out = StringIO()

    call_command("rebuild_derived", missing=True, stdout=out)

    assert list(story.editions.order_by("number").values_list("derived", flat=True)) == [
        {"minutes": 99},
        *before[1:],
    ]
    assert out.getvalue() == "1 editions have something new.\n"


def test_verify_finds_what_the_words_do_not_give(story):
    Edition.objects.filter(pk=live(story).pk).update(derived={"minutes": 99})

    (found,) = verifying.archive_faults()

    assert "rebuild_derived" in found[1]


def test_a_restored_text_has_no_change_of_its_own(story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="In doubt.")
    desk.restore(story, by=chief_editor, note="Confirmed.")

    assert "changes" not in live(story).derived
    assert story.editions.get(kind="withdrawal").derived == {}


def test_a_redaction_by_code_that_knows_no_derived_column_shows_no_word(story, client):
    """As during a deployment: an older server empties the text and its HTML, and leaves what is derived."""
    first = story.editions.get(number=1)
    gone = {"body": {"hash": "0" * 64, "at": "2026-11-28T09:00:00.000Z"}}
    story.editions.update(body="", body_html="", redacted=gone)
    site_state.replace_token()
    assert "Nobody else was there" in str(first.derived)  # still there, and nowhere to be seen

    page = client.get("/articles/a-story/").text

    assert not any(word in page for word in ("Nobody else was there", "Three heard", "It rained"))


@pytest.mark.parametrize("damaged", [{}, [], [1], "x", {"minutes": 1, "redacted": ["body"]}])
def test_what_is_derived_is_worked_out_again_where_it_can_not_be_right(story, client, damaged):
    whole = client.get("/articles/a-story/").text
    story.editions.update(derived=damaged)
    site_state.replace_token()

    assert client.get("/articles/a-story/").text == whole
    assert [fault for _what, fault in verifying.archive_faults()]


def test_an_old_edition_whose_words_came_to_mean_a_block_keeps_its_digest_and_is_derived_anew(publish):
    """Its HTML was made when no parser knew the words: no digest covers that."""
    edition = live(publish(body="::: facts\nOne.\n:::\n\n```chart bars T\na,b\nx,1\n```"))
    before, digest = "<p>::: facts\nOne.\n:::</p>\n<pre><code>a,b\nx,1\n</code></pre>\n", edition.digest
    Edition.objects.filter(pk=edition.pk).update(body_html=before)

    assert [what for _where, what in verifying.archive_faults()] == [
        "what is derived of it is not what its words give: see rebuild_derived"
    ]
    call_command("rebuild_derived", stdout=StringIO())

    anew = Edition.objects.get(pk=edition.pk)
    assert anew.digest == digest
    assert "<svg" in anew.body_html
    assert 'class="facts"' in anew.body_html
    assert list(verifying.archive_faults()) == []
