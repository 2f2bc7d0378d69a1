"""A story goes out as a document of Word, and as a PDF for print: with its pictures and its sources."""

import io
import zipfile

import mammoth
import pytest
from django.urls import reverse
from docx import Document
from docx.shared import Cm
from pypdf import PdfReader

from articles.admin.as_pdf import as_pdf, needed
from articles.admin.story_document import StoryDocument
from articles.models import Article, Byline, Citation, Section, Source
from articles.pictures import library
from articles.text import rendering
from tests.pictures.files import jpeg, upload

pytestmark = pytest.mark.django_db
BODY = """It *rained* **hard**[@ministry, p. 3], says [the office](https://office.example.org/?a=1&b=2).

## In figures

1. one
2. two
   - under two

> Wet.

| place | mm |
| --- | --: |
| here | 7 |

::: facts Rain
Water.
:::

Noted.[^1]

---

    code <b>

[^1]: A note.
"""


@pytest.fixture
def story(make_article):
    story = make_article(headline="Rain & snow", slug="rain", standfirst="In short.", body=BODY)
    Byline.objects.create(article=story, name="Anna", order=0)
    Citation.objects.create(article=story, source=Source.objects.create(name="Ministry", slug="ministry"))
    return story


@pytest.fixture
def file(client, editor):
    """Return what the desk sends for a story, by the name of its form."""
    client.force_login(editor)

    def file(story, form):
        answer = client.get(reverse(f"admin:articles_article_{form}", args=[story.pk]))
        assert answer.status_code == 200
        return answer

    return file


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_document_of_word_says_what_the_story_says(story, file):
    answer = file(story, "word")

    html = mammoth.convert_to_html(io.BytesIO(answer.content)).value
    assert 'filename="rain.docx"' in answer["Content-Disposition"]
    assert "<em>rained</em> <strong>hard</strong><sup>1</sup>" in html
    assert 'href="https://office.example.org/?a=1&amp;b=2"' in html
    assert "<h1>In figures</h1>" in html
    assert "<td><p>here</p></td><td><p>7</p></td>" in html
    for said in ("Rain &amp; snow", "In short.", "Anna", "2.\ttwo", "•\tunder two", "Wet.", "Water.",
                 "A note.", "code &lt;b&gt;", "1.\tMinistry"):  # fmt: skip
        assert said in html


def test_a_pdf_says_what_the_story_says(story, file):
    answer = file(story, "pdf")

    said = words(answer.content)
    assert 'filename="rain.pdf"' in answer["Content-Disposition"]
    for text in ("Rain & snow", "In short.", "Anna", "It rained hard", "In figures", "two", "under two",
                 "Wet.", "here", "Water.", "A note.", "code <b>", "Sources", "1. Ministry"):  # fmt: skip
        assert text in said
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    assert [each.get_object()["/A"]["/URI"] for each in page["/Annots"]] == [
        "https://office.example.org/?a=1&b=2"
    ]


def test_a_line_that_was_broken_by_hand_begins_without_a_blank(make_article):
    story = make_article(body="One\\\ntwo\n\n- a\\\n  b")

    assert [part.text for part in StoryDocument(story).parts] == ["One\ntwo", "a\nb"]


def test_a_tab_in_code_is_seen_in_a_pdf(make_article):
    story = make_article(body="```\nif x:\n\treturn\n```")
    page = PdfReader(io.BytesIO(as_pdf(StoryDocument(story)))).pages[0]

    assert "\n    return" in page.extract_text()


@pytest.mark.parametrize("form", ["word", "pdf"])
def test_a_figure_in_a_table_is_not_read_together_with_its_sources_number(form, story, file):
    story.body = "| Budget | 40[@ministry][^1], **50** |\n| --- | --- |\n\n[^1]: A note."
    story.save()

    content = file(story, form).content
    said = words(content) if form == "pdf" else mammoth.extract_raw_text(io.BytesIO(content)).value
    assert "40 [1] [1], 50" in said


IN_ITEMS = {
    "quotation": "> said\n   >\n   > more",
    "code": "    code",
    "heading": "## Title",
    "list": "- inner",
    "table": "| a |\n   | --- |",
    "nothing": "",
    "a blank paragraph": "&nbsp;\n",
    "an empty quotation": ">",
}


@pytest.mark.parametrize("name", IN_ITEMS)
def test_an_item_keeps_its_number_whatever_it_begins_with(name, make_article):
    story = make_article(body=f"1. {IN_ITEMS[name]}\n2. {IN_ITEMS[name]}\n")

    marks = [part.mark for part in StoryDocument(story).parts if part.mark not in ("", "•")]
    assert marks == ["1.", "2."]


@pytest.mark.parametrize("form", ["word", "pdf"])
def test_numbers_before_quotations_and_code_go_out(form, story, file):
    story.body = "1. > first\n2.     second\n"
    story.save()

    content = file(story, form).content
    said = words(content) if form == "pdf" else mammoth.extract_raw_text(io.BytesIO(content)).value
    assert "1. first 2. second" in " ".join(said.split())


HEBREW = """ירד גשם **חזק** (לפי BBC News, F-16), ו־5 מ״מ.

1. [קישור](https://office.example.org/)

| מקום | מ״מ |
| --- | --- |
| כאן | 7 |
"""


def turned(word):
    """Return the words of a document of Word that are marked to go from right to left."""
    return [run.text for run in word.element.body.xpath(".//w:r[w:rPr/w:rtl]")]


def test_a_document_of_word_goes_from_right_to_left_where_its_language_does(make_article, file):
    story = make_article(headline="גשם", standfirst="בקצרה.", body=HEBREW, language="he")

    word = Document(io.BytesIO(file(story, "word").content))
    normal, body = word.styles["Normal"], word.element.body
    assert normal.element.xpath("w:pPr/w:bidi")
    assert all((row.style.base_style or row.style) == normal for row in word.paragraphs)
    assert body.xpath("w:tbl/w:tblPr/w:bidiVisual")
    assert turned(word)[:5] == ["גשם", "בקצרה.", "ירד גשם ", "חזק", " (לפי "]
    assert turned(word)[5:] == ["), ו־5 מ״מ.", "1.\t", "קישור", "מקום", "מ״מ", "כאן", "7"]
    assert body.xpath(".//w:r[w:rPr/w:bCs]/w:t")[0].text == "חזק"


@pytest.mark.parametrize(
    ("body", "from_right"),
    [
        ("של cafe\u0301 אב", ["של ", " אב"]),
        ("של cafe**\u0301s** אב", ["של ", " אב"]),
        ("של e*\u0301 אב*", ["של ", " אב"]),
        ("Ωх́ ש\u05c1ל", [" ש\u05c1ל"]),
        ("ש**\u05c1ל** e\u0301", ["ש", "\u05c1ל", " "]),
        ("1\u20e3 של", ["1\u20e3 של"]),
    ],
)
def test_a_mark_goes_where_its_letter_goes(body, from_right, make_article, file):
    word = Document(io.BytesIO(file(make_article(headline="א", body=body, language="he"), "word").content))

    assert turned(word)[1:] == from_right


def test_no_other_document_of_word_does(make_article, file):
    word = Document(io.BytesIO(file(make_article(body=HEBREW, language="en"), "word").content))

    assert not word.styles["Normal"].element.xpath("w:pPr/w:bidi")
    assert turned(word) == []


def test_pictures_come_along_with_their_captions(make_article, reporter, file, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    words_of = {"alt_text": "Boats", "caption": "The quay.", "credit": "Photo: Anna"}
    image = library.accept(upload(jpeg(700, 400)), reporter, **words_of)
    story = make_article(body=f"Look.\n\n![](image:{image.key})", lead_image=image)

    parts = StoryDocument(story).parts
    assert [part.kind for part in parts] == ["picture", "text", "text", "picture", "text"]
    with zipfile.ZipFile(io.BytesIO(file(story, "word").content)) as word:
        assert [name for name in word.namelist() if name.startswith("word/media/")]
    assert "The quay. Photo: Anna" in words(file(story, "pdf").content)


@pytest.mark.parametrize(("mark", "alt"), [("![]", "Boats"), ("![Two boats]", "Two boats")])
def test_a_picture_in_word_says_what_it_shows_and_keeps_its_caption(
    mark, alt, make_article, reporter, file, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    image = library.accept(upload(jpeg(70, 40)), reporter, alt_text="Boats", caption="The quay.")
    word = Document(io.BytesIO(file(make_article(body=f"{mark}(image:{image.key})"), "word").content))

    assert word.inline_shapes[0]._inline.docPr.get("descr") == alt
    assert [each.text for each in word.paragraphs][-1] == "The quay."


@pytest.mark.parametrize("sides", [(70, 400), (3, 1500), (400, 70)])
def test_a_picture_stands_on_one_page_of_word_in_its_own_shape(
    sides, make_article, reporter, file, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    image = library.accept(upload(jpeg(*sides)), reporter, alt_text="A tower")
    word = Document(io.BytesIO(file(make_article(lead_image=image), "word").content))

    (shape,) = word.inline_shapes
    assert shape.height <= Cm(20)
    assert shape.width <= Cm(15)
    assert shape.width / shape.height == pytest.approx(sides[0] / sides[1], rel=0.01)


@pytest.mark.parametrize("text", ["Łódź", "Ünïçödé", "Привет", "Ελλάδα", "Հայաստան", "საქართველო"])
def test_each_script_of_the_papers_fonts_is_printed(text, make_article, file):
    assert needed(text)[1] == []
    assert text in words(file(make_article(headline=text), "pdf").content)


def test_a_pdf_says_which_letters_it_has_not(make_article, file):
    said = words(file(make_article(headline="Sun ☀ 日本"), "pdf").content)

    assert "U+2600, U+65E5, U+672C" in said
    assert "Print it from its preview" in said


def test_a_whole_text_prints_without_a_complaint(make_article, file):
    """Nothing that can be typed breaks a document: control characters, wide tables, deep lists."""
    wide = "| " + " | ".join("abcdefghijklmnop" for _each in range(30)) + " |\n"
    rule = "|" + " --- |" * 30 + "\n"
    deep = "\n".join(f"{'  ' * level}- level {level}" for level in range(15))
    quotes = ">" * 18 + " deep\n"
    odd = "a\x01b\x0cc \ud7ff \u202e rtl \u00ad soft " + "x" * 3000
    story = make_article(
        body="\n\n".join(
            [wide + rule + wide, deep, quotes, odd, "![](image:nothing)", "![a](https://x.example/y.png)"]
        )
    )
    Article.objects.filter(pk=story.pk).update(headline="")

    assert file(story, "pdf").content.startswith(b"%PDF")
    assert file(story, "word").content.startswith(b"PK")


def test_an_empty_story_is_a_document_too(make_article, file):
    story = make_article(body="")

    assert file(story, "pdf").content.startswith(b"%PDF")
    assert mammoth.convert_to_html(io.BytesIO(file(story, "word").content)).value


@pytest.mark.parametrize("form", ["word", "pdf"])
def test_what_one_may_not_see_is_no_document(form, client, editor, make_article):
    client.force_login(editor)
    closed = Section.objects.create(slug="secret", name="Secret", is_closed=True)
    secret = make_article(section=closed)

    assert client.get(reverse(f"admin:articles_article_{form}", args=[secret.pk])).status_code == 404


def test_the_longest_text_is_printed(make_article, file):
    body = ("Many words of a long text. " * 40 + "\n\n") * (rendering.MAX_LENGTH // 1100)

    assert len(PdfReader(io.BytesIO(file(make_article(body=body), "pdf").content)).pages) > 10


TOO_MUCH = {
    "a wide table": "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n|" + "Last|" * 60,
    "a high cell": "| a |\n|---|\n| " + "word " * 3000 + "Last |",
    "no address": "So [x](http://[) and [y](https://x:99999999/). Last",
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_no_sheet_can_hold_as_it_is_is_printed_all_the_same(make_article, file, name):
    assert "Last" in words(file(make_article(body=TOO_MUCH[name]), "pdf").content)


def test_names_that_are_longer_than_a_property_of_word_are_cut_there_alone(make_article, file):
    story = make_article(headline="H" * 300)
    for order in range(2):
        Byline.objects.create(article=story, name=f"{'N' * 190}{order}", order=order)

    said = mammoth.convert_to_html(io.BytesIO(file(story, "word").content)).value
    assert "H" * 300 in said
    assert f"{'N' * 190}1" in said
