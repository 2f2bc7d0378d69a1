"""Citations and bylines of two saves are merged row by row; a field that both changed is asked about."""

import lxml.html
import pytest

from articles import desk
from articles.models import Byline, Citation, Person, Section, Topic
from tests.article_form import as_shown, edit, typed

pytestmark = pytest.mark.django_db


def row(citation, **fields):
    """Return one citation as a browser sends it, with what it said when the form was opened."""
    said = {"id": citation.pk, "article": citation.article_id, "source": citation.source_id,
            "mark": citation.mark, "standing": "reported"}  # fmt: skip
    first = {f"initial-citations-0-{name}": value for name, value in said.items() if name != "id"}
    now = {f"citations-0-{name}": value for name, value in {**said, **fields}.items()}
    return {"citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1, **first, **now}


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
    """Save a form that a colleague's save came before; of the texts there is nothing to look at."""
    return client.post(edit(article), {**sent, "_continue": "1"})


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

    merge = save_late(client, cited, {**sent, f"citations-0-{name}": mine, "body": "Mine."}).content.decode()
    page = client.post(edit(cited), {**as_shown(merge), "_continue": "1"})

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


def test_a_row_that_was_only_claimed_is_not_made(at_desk, editor, cited):
    claimed = dict.fromkeys(("citations-TOTAL_FORMS", "bylines-TOTAL_FORMS"), 10**9)
    client = at_desk(editor)

    page = client.post(edit(cited), {**opened(client.get(edit(cited))), **claimed})

    assert page.status_code == 200
    assert "at most 1000" in page.content.decode()
    rows = [len(rows.formset.forms) for rows in page.context["inline_admin_formsets"]]
    assert rows == [1, 3]  # each with the one that stands ready where no script adds one


@pytest.fixture
def two(reporter, make_article, make_source, client):
    """Return a story with two citations, and a way to send its form with other values of them."""
    client.force_login(reporter)
    sources = [make_source(name) for name in ("One", "Two")]
    story = make_article(created_by=reporter, sources=sources, body="So. [@one] And so. [@two]")

    def send(*rows, known=2):
        sent = {"citations-TOTAL_FORMS": len(rows), "citations-INITIAL_FORMS": known}
        keys = [*story.citations.order_by("pk").values_list("pk", "source")][:known] + [("", sources[1].pk)]
        for place, (values, (key, source)) in enumerate(zip(rows, keys, strict=False)):
            row = {"id": key, "article": story.pk, "source": source, "standing": "reported", **values}
            sent |= {f"citations-{place}-{name}": value for name, value in row.items()}
        return client.post(edit(story), typed(story, **sent))

    return story, send


@pytest.mark.parametrize(
    ("rows", "marks"),
    [
        ([{"mark": "two"}, {"mark": "one"}], ["two", "one"]),
        ([{"mark": "two"}, {"mark": "two", "DELETE": "on"}], ["two"]),
        ([{"mark": "one", "DELETE": "on"}, {"mark": "one"}, {"mark": "two"}], ["one", "two"]),
    ],
    ids=["change places", "takes that of a removed row", "passes it on"],
)
def test_a_citation_takes_the_mark_of_one_that_is_changed_or_removed_with_it(two, rows, marks):
    """The database refused the first row while the other still had the mark: an error, and a lost save."""
    story, send = two

    assert send(*rows).status_code == 302
    assert [*story.citations.order_by("pk").values_list("mark", flat=True)] == marks


def test_a_mark_of_a_citation_that_the_form_does_not_hold_is_refused_in_words(two):
    _story, send = two

    page = send({"mark": "two"}, known=0)

    assert (page.status_code, "have the same mark" in page.text) == (200, True)


def test_a_form_that_was_opened_before_a_merge_names_what_stands_for_the_merged(
    at_desk, chief_editor, make_article, section
):
    article, topic, person = make_article(section=section), Topic(name="Sea"), Person(name="Ann")
    heirs = Section(name="Ports", slug="ports"), Topic(name="Water"), Person(name="Ann Lee")
    for each in (topic, person, *heirs):
        each.save()
    article.topics.add(topic)
    row = {"bylines-TOTAL_FORMS": 1, "bylines-0-person": person.pk, "bylines-0-order": 1}
    sent = typed(article, topics=[topic.pk], **row)
    client = at_desk(chief_editor)
    for noun, pair in zip(("sections", "topics", "people"), zip((section, topic, person), heirs, strict=True),
                          strict=True):  # fmt: skip
        getattr(desk, f"merge_{noun}")(*pair, by=chief_editor)

    client.post(edit(article), sent)

    article.refresh_from_db()
    assert (article.section, article.topics.get(), article.bylines.get().person) == heirs
