"""Of two saves the second is merged on one screen, and no word of either is lost."""

import re
from html import unescape

import lxml.html
import pytest
from django.urls import reverse

from articles import desk
from articles.models import Byline, Citation, Topic
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db

BODY = "First paragraph.\n\nSecond paragraph.\n\nThird paragraph."


def row(citation, **fields):
    """Return one citation as a browser sends it, with what it said when the form was opened."""
    said = {"id": citation.pk, "article": citation.article_id, "source": citation.source_id,
            "mark": citation.mark, "standing": "reported"}  # fmt: skip
    first = {f"initial-citations-0-{name}": value for name, value in said.items() if name != "id"}
    now = {f"citations-0-{name}": value for name, value in {**said, **fields}.items()}
    return {"citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1, **first, **now}


def as_shown(page):
    """Return what the merge screen sends, as a browser without scripts reads it."""
    hidden = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    sent = {name: unescape(value) for name, value in hidden}
    return {**sent, "merged_with": re.search(r'name="merged_with" value="(\d+)"', page)[1]}


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


def test_a_row_that_one_did_not_touch_takes_back_no_colleagues_change(
    at_desk, editor, make_article, make_source
):
    article = make_article(sources=[make_source()])
    citation = article.citations.get()
    mine = typed(article, body="Mine.", **row(citation))
    Citation.objects.update(standing="verified")
    client = at_desk(editor)

    client.post(edit(article), mine)

    assert Citation.objects.get().standing == "verified"


def test_a_row_that_a_colleague_removed_is_in_nobodys_way(at_desk, editor, make_article, make_source, change):
    article = make_article(sources=[make_source()])
    mine = typed(article, standfirst="Mine.", **row(article.citations.get()))
    article.citations.all().delete()
    change(article, body="Theirs.")
    client = at_desk(editor)

    client.post(edit(article), as_shown(client.post(edit(article), mine).content.decode()))

    article.refresh_from_db()
    assert (article.standfirst, article.body, article.citations.count()) == ("Mine.", "Theirs.", 0)


@pytest.fixture
def cited(make_article, make_source):
    article = make_article(sources=[make_source(), make_source("Mayor")])
    article.citations.update(quote="As it was.", locator="p. 1")
    return article


def opened(page):
    """Return what a browser would send of a story's form."""
    form = lxml.html.fromstring(page.content.decode()).get_element_by_id("article_form")
    for empty in form.xpath(".//input[not(@value)][@type!='checkbox']"):
        empty.set("value", "")
    return {name: value.removeprefix("\n") for name, value in form.form_values()}


def save_late(client, article, sent):
    """Save a form that a colleague's save came before; of the texts there is nothing to decide."""
    page = client.post(edit(article), {**sent, "_continue": "1"}).content.decode()
    return client.post(edit(article), {**as_shown(page), "_continue": "1"})


def test_of_one_citation_two_people_change_two_fields(at_desk, editor, cited, change):
    client = at_desk(editor)
    sent = opened(client.get(edit(cited)))
    cited.citations.filter(mark="ministry").update(quote="As a colleague\nquotes it.")
    change(cited)

    save_late(client, cited, {**sent, "citations-0-locator": "p. 2"})

    row = cited.citations.get(mark="ministry")
    assert (row.quote, row.locator) == ("As a colleague\nquotes it.", "p. 2")


@pytest.mark.parametrize(
    ("name", "mine", "theirs", "shown"),
    [
        ("quote", "As I quote it.", "As a colleague quotes it.", "“As a colleague quotes it.”"),
        ("standing", "disputed", "verified", "“verified”"),
        ("seen_on", "2026-01-02", "2026-01-03", "“2026-01-03”"),
        ("locator", "p. 2", "", "“—”"),
    ],
)
def test_a_field_of_a_citation_that_two_people_change_is_asked_about(
    name, mine, theirs, shown, at_desk, editor, cited, change
):
    client = at_desk(editor)
    sent = opened(client.get(edit(cited)))
    cited.citations.filter(mark="ministry").update(**{name: theirs})
    change(cited)

    page = save_late(client, cited, {**sent, f"citations-0-{name}": mine, "body": "Mine."})

    row = cited.citations.get(mark="ministry")
    assert f"Changed meanwhile: {shown}" in page.content.decode()
    assert str(getattr(row, name)) == theirs
    client.post(edit(cited), {**opened(page), "_continue": "1"})
    row.refresh_from_db()
    cited.refresh_from_db()
    assert (str(getattr(row, name)), row.source.name, cited.body) == (mine, "Ministry", "Mine.")


def test_a_citation_that_a_colleague_removed_and_one_changed_is_asked_about(at_desk, editor, cited, change):
    client = at_desk(editor)
    sent = opened(client.get(edit(cited)))
    cited.citations.get(mark="ministry").delete()
    change(cited)

    mine = {"citations-0-quote": "As I quote it.", "citations-1-locator": "p. 2"}
    page = save_late(client, cited, {**sent, **mine})

    assert "This row was removed meanwhile" in page.content.decode()
    assert cited.citations.get().locator == "p. 1"
    client.post(edit(cited), {**opened(page), "_continue": "1"})
    assert [*cited.citations.values_list("mark", "quote", "locator")] == [
        ("mayor", "As it was.", "p. 2"),
        ("ministry", "As I quote it.", "p. 1"),
    ]


def test_a_citation_that_a_colleague_changed_is_removed_once_that_was_read(at_desk, editor, cited, change):
    client = at_desk(editor)
    sent = opened(client.get(edit(cited)))
    cited.citations.filter(mark="ministry").update(quote="As a colleague quotes it.")
    change(cited)

    page = save_late(client, cited, {**sent, "citations-0-DELETE": "on"})

    assert "changed meanwhile: Quotation: As a colleague quotes it." in page.content.decode()
    assert cited.citations.count() == 2
    client.post(edit(cited), {**opened(page), "_continue": "1"})
    assert cited.citations.get().mark == "mayor"


def test_a_byline_is_merged_as_citations_are(at_desk, editor, make_article, change):
    article = make_article()
    article.bylines.create(name="Anna")
    client = at_desk(editor)
    sent = opened(client.get(edit(article)))
    article.bylines.update(name="Anna B.")
    change(article)

    save_late(client, article, {**sent, "bylines-0-role": "photographs"})

    assert article.bylines.filter(name="Anna B.", role="photographs").exists()


def test_a_refused_row_is_named_after_itself(at_desk, editor, make_article):
    article = make_article()
    _theirs, mine = (Byline.objects.create(article=article, name=name) for name in ("Ada", "Bea"))
    sent = {"bylines-TOTAL_FORMS": 1, "bylines-INITIAL_FORMS": 1, "bylines-0-id": mine.pk,
            "bylines-0-article": article.pk, "bylines-0-order": "no number"}  # fmt: skip

    page = at_desk(editor).post(edit(article), typed(article) | sent)

    (rows,) = (each for each in page.context["inline_admin_formsets"] if each.formset.prefix == "bylines")
    first = next(iter(rows))
    assert (first.original, first.form.instance) == (mine, mine)


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

    response = client.post(edit(article), as_shown(client.post(edit(article), mine).content.decode()))

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
