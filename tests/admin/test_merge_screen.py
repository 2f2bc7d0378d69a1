"""Of two saves the second is merged on one screen, and no word of either is lost."""

import re

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Topic
from tests.article_form import as_shown, edit, typed

pytestmark = pytest.mark.django_db

BODY = "First paragraph.\n\nSecond paragraph.\n\nThird paragraph."


def controls(page):
    return list(dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', page)))


def test_what_both_changed_is_merged_and_shown_before_it_is_saved(at_desk, editor, make_article, change):
    article = make_article(body=BODY, standfirst="As it was.")
    mine = typed(article, body=BODY.replace("Third", "My third"), standfirst="As it was.")
    change(article, body=BODY.replace("First", "Their first"), standfirst="As a colleague made it.")
    client = at_desk(editor)

    shown = client.post(edit(article), mine)
    page = shown.content.decode()
    article.refresh_from_db()
    assert (shown.status_code, article.version, controls(page)) == (409, 2, [])
    assert "chief saved this story since you opened it" in page
    assert re.search(r"<ins>.*?a colleague made it", page, re.DOTALL)
    assert "My third" in page

    client.post(edit(article), {**as_shown(page), "_save": "1"})
    article.refresh_from_db()
    assert article.body == BODY.replace("First", "Their first").replace("Third", "My third")
    assert (article.standfirst, article.version) == ("As a colleague made it.", 3)


def test_a_late_save_that_changed_no_field_asks_nothing(at_desk, editor, make_article, make_source, change):
    article, source = make_article(body=BODY), make_source("Ministry")
    row = {"source": source.pk, "basis": "on-record", "standing": "reported", "mark": ""}
    mine = typed(article, **{f"citations-0-{name}": value for name, value in row.items()})
    change(article, body=BODY.replace("First", "Their first"), standfirst="As a colleague made it.")

    answer = at_desk(editor).post(edit(article), {**mine, "citations-TOTAL_FORMS": 1, "_here": 1})

    article.refresh_from_db()
    assert answer.json().get("version") is None  # the form does not hold what was merged
    assert (article.body, article.standfirst) == (
        BODY.replace("First", "Their first"),
        "As a colleague made it.",
    )
    assert article.citations.get().source == source


def test_two_saves_of_one_person_are_told_apart_by_their_tabs(at_desk, chief_editor, make_article, change):
    article = make_article(body=BODY)
    mine = typed(article, body=BODY.replace("Third", "My third"))
    change(article, body=BODY.replace("First", "My first"))

    page = at_desk(chief_editor).post(edit(article), mine).content.decode()

    assert "You saved this story in another tab" in page
    assert "What you changed in the other tab" in page
    assert "chief saved" not in page


@pytest.mark.parametrize(
    ("choice", "second"),
    [
        ({"merge-body-1": "theirs"}, "Their second."),
        ({"merge-body-1": "mine"}, "My second."),
        ({"merge-body-1": "edited", "merge-body-1-text": "Our\r\nsecond."}, "Our\nsecond."),
    ],
)
def test_a_passage_that_clashes_is_decided_and_the_rest_is_merged(
    choice, second, at_desk, editor, make_article, change
):
    article = make_article(body=BODY)
    mine = typed(article, body=BODY.replace("Second paragraph", "My second").replace("Third", "My third"))
    change(article, body=BODY.replace("Second paragraph", "Their second"))
    client = at_desk(editor)

    page = client.post(edit(article), mine).content.decode()
    assert controls(page) == ["merge-body-1"]

    client.post(edit(article), {**as_shown(page), **choice})
    article.refresh_from_db()
    assert article.body == f"First paragraph.\n\n{second}\n\nMy third paragraph."


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (BODY.replace("Second paragraph.\n\n", ""), BODY.replace("Second", "Their second")),
        (BODY.replace("Second", "My second"), BODY.replace("Second paragraph.\n\n", "")),
    ],
)
def test_a_text_of_ones_own_for_a_removed_paragraph_stays_apart_from_the_next(
    mine, theirs, at_desk, editor, make_article, change
):
    article = make_article(body=BODY)
    sent = typed(article, body=mine)
    change(article, body=theirs)
    client = at_desk(editor)
    page = client.post(edit(article), sent).content.decode()

    client.post(
        edit(article), {**as_shown(page), "merge-body-1": "edited", "merge-body-1-text": "Our second."}
    )

    article.refresh_from_db()
    assert article.body == "First paragraph.\n\nOur second.\n\nThird paragraph."


def test_no_text_of_ones_own_leaves_no_lines_behind(at_desk, editor, make_article, change):
    article = make_article(body=BODY)
    sent = typed(article, body=BODY.replace("Second", "My second"))
    change(article, body=BODY.replace("Second", "Their second"))
    client = at_desk(editor)
    page = client.post(edit(article), sent).content.decode()

    client.post(edit(article), {**as_shown(page), "merge-body-1": "edited", "merge-body-1-text": ""})

    article.refresh_from_db()
    assert article.body == "First paragraph.\n\nThird paragraph."


def test_an_undecided_clash_saves_nothing_and_keeps_what_was_chosen(at_desk, editor, make_article, change):
    article = make_article("A headline", body="One.")
    mine = typed(article, headline="My headline", body="Mine.")
    change(article, headline="Their headline", body="Theirs.")
    client = at_desk(editor)
    sent = as_shown(client.post(edit(article), mine).content.decode())

    page = client.post(edit(article), {**sent, "merge-headline-0": "theirs"}).content.decode()

    assert "Decide each passage" in page
    assert re.search(r'name="merge-headline-0" value="theirs" required checked', page)
    article.refresh_from_db()
    assert (article.body, article.version) == ("Theirs.", 2)


def test_a_third_save_during_the_merge_is_merged_too(at_desk, editor, make_article, change):
    article = make_article(body=BODY)
    mine = typed(article, body=BODY.replace("Third", "My third"))
    change(article, body=BODY.replace("First", "Their first"))
    client = at_desk(editor)
    sent = as_shown(client.post(edit(article), mine).content.decode())
    change(article, standfirst="A third person's.")

    page = client.post(edit(article), sent).content.decode()
    client.post(edit(article), as_shown(page))

    article.refresh_from_db()
    assert (article.standfirst, "My third" in article.body) == ("A third person's.", True)
    assert "Their first" in article.body


def test_fields_that_are_no_text_merge_too(at_desk, editor, make_article, change, section):
    kept, gone, new = (Topic.objects.create(name=name) for name in ("Kept", "Gone", "New"))
    article = make_article()
    article.topics.set([kept, gone])
    article = change(article, dateline="Oslo")
    mine = typed(article, dateline="Oslo", topics=[kept.pk, new.pk], due_at="2026-12-01 10:00")
    change(article, type_of_work="analysis", priority=1, assignee=editor)
    client = at_desk(editor)

    sent = as_shown(client.post(edit(article), mine).content.decode())
    client.post(edit(article), {**sent, "topics": [kept.pk, new.pk]})

    article.refresh_from_db()
    assert (article.type_of_work, article.priority, article.assignee) == ("analysis", 1, editor)
    assert f"{article.due_at:%Y-%m-%d}" == "2026-12-01"
    assert set(article.topics.all()) == {kept, new}


def test_a_choice_that_both_changed_is_shown_by_its_name(at_desk, editor, make_article, change):
    article = make_article()
    mine = typed(article, type_of_work="opinion")
    change(article, type_of_work="analysis")

    page = at_desk(editor).post(edit(article), mine).content.decode()

    assert controls(page) == ["merge-type_of_work-0"]
    assert '<span class="said">analysis</span>' in page


def test_a_row_that_was_named_in_words_gives_way_to_a_colleagues(at_desk, editor, make_article, change):
    first, mine, theirs = (make_article(slug=slug) for slug in ("first", "mine", "theirs"))
    sent = typed(first, **{"translation_of-typed": "mine"})
    change(first, translation_of=theirs)
    client = at_desk(editor)

    shown = as_shown(client.post(edit(first), sent).content.decode())
    client.post(edit(first), {**shown, "merge-translation_of-0": "theirs"})

    first.refresh_from_db()
    assert first.translation_of == theirs


def test_what_one_may_not_save_is_not_merged(at_desk, reporter, make_article, change):
    article = make_article(standfirst="As it was.")
    mine = typed(article, body="Mine.")
    change(article, standfirst="Theirs.")

    response = at_desk(reporter).post(edit(article), mine)

    assert "colleague" in " ".join(map(str, response.context["errors"]))
    assert "Mine." in response.content.decode()


@pytest.mark.parametrize("base", ["", "x", "0", "99", "9" * 40])
def test_a_form_of_no_known_version_overwrites_nothing(base, at_desk, editor, make_article):
    article = make_article(body="Stored.")

    response = at_desk(editor).post(edit(article), typed(article, body="Typed.", base=base))

    article.refresh_from_db()
    assert (response.status_code, article.body) == (409, "Stored.")
    assert "Typed." in response.content.decode()


def test_a_merged_text_that_is_too_long_is_named_and_kept(at_desk, editor, make_article, change):
    article = make_article(body="One.")
    mine = typed(article, body="x" * 200_001)
    change(article, standfirst="Theirs.")
    client = at_desk(editor)

    response = client.post(edit(article), mine)

    assert "at most 200000" in str(response.context["errors"])
    assert desk.allowed_acts(article, editor)


def settle_page(story):
    return reverse("admin:articles_article_settle", args=[story.pk])


OWN_WORDS = {
    "a choice that none offers": ("label", "FAKE WORD", "Decide each passage"),
    "too long": ("headline", "long " * 1000, "Headline: Ensure this value has at most 300 characters"),
    "a sign that no column holds": ("headline", "It was\x00 ten", "Headline: Null characters"),
    "nothing": ("headline", " ", "Headline: This field is required."),
}


@pytest.mark.parametrize("case", OWN_WORDS)
def test_a_clash_is_not_settled_with_what_the_storys_form_would_not_take(
    case, publish, change, at_desk, editor
):
    field, words, sentence = OWN_WORDS[case]
    story = change(publish(headline="Nine"), **{"headline": "Twelve", "label": "developing"})
    live = {"headline": "Ten", "label": "live"}
    desk.correct(story, by=editor, kind="correction", note="Ten.", changes={field: live[field]})
    sent = {f"merge-{field}-0": "edited", f"merge-{field}-0-text": words, "version": story.version + 1}

    response = at_desk(editor).post(settle_page(story), {**sent, "_do": "1"})

    assert (response.status_code, sentence in response.content.decode()) == (409, True)
    story.refresh_from_db()
    assert (story.headline, story.label, len(story.unmerged)) == ("Twelve", "developing", 1)


def test_a_headline_of_ones_own_that_settles_a_clash_is_one_line(publish, change, at_desk, editor):
    story = change(publish(headline="Nine"), headline="Twelve")
    desk.correct(story, by=editor, kind="correction", note="Ten.", changes={"headline": "Ten"})
    story.refresh_from_db()
    own = {"merge-headline-0": "edited", "merge-headline-0-text": "Ten, or\r\ntwelve"}

    at_desk(editor).post(settle_page(story), {**own, "version": story.version, "_do": "1"})

    story.refresh_from_db()
    assert (story.headline, story.unmerged) == ("Ten, or twelve", [])
