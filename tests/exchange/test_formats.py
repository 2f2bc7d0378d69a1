"""Documents, tables, feeds and agencies' messages."""

from io import BytesIO
from pathlib import Path

import pytest

from articles.models import Article, Edition
from exchange import markdown_addresses
from exchange.models import Arrival, OldAddress
from exchange.readers import finding, opening
from tests.pictures import files

from .conftest import only_story

pytestmark = pytest.mark.django_db


FRONT = "---\ntitle: Boats sail\ndate: 2021-03-04T05:06:07Z\nauthor: Anna Petrova\ntags: [ferries, sea]\ncategories: News\n" \
        "description: In short.\naliases: [/old/boats/]\nimage: /pictures/harbour.jpg\n---\n\n# Boats sail\n\nWords, **bold**.\n"  # fmt: skip


def test_markdown_with_front_matter_is_a_story(bring, client):
    bring(**{"content__boats_DOT_md": FRONT, "pictures__harbour_DOT_jpg": files.jpeg()})

    edition = Edition.objects.get()
    assert (edition.headline, edition.slug, edition.standfirst, edition.body) == (
        "Boats sail",
        "boats",
        "In short.",
        "Words, **bold**.",
    )
    assert edition.live_from.isoformat() == "2021-03-04T05:06:07+00:00"
    assert [row["name"] for row in edition.topics] == ["ferries", "sea"]
    assert (edition.section.name, edition.byline[0]["name"]) == ("News", "Anna Petrova")
    assert edition.lead_image
    assert client.get("/old/boats/")["Location"] == "/articles/boats/"


@pytest.mark.parametrize(
    ("name", "text", "slug", "is_public"),
    [
        ("2020-01-02-jekyll_DOT_md", "---\ntitle: J\n---\nText", "jekyll", True),
        ("hugo_DOT_md", '+++\ntitle = "H"\ndate = 2020-01-02\n+++\nText', "hugo", True),
        ("draft_DOT_md", "---\ntitle: D\ndate: 2020-01-02\ndraft: true\n---\nText", "draft", False),
        ("bare_DOT_md", "# B\n\nText", "bare", False),
        ("post__index_DOT_md", "---\ntitle: P\ndate: 2020-01-02 03:04:05 +0100\n---\nText", "post", True),
    ],
)
def test_each_generator_has_its_own_form(bring, name, text, slug, is_public):
    bring(**{name: text})

    assert (only_story().slug, only_story().body, Edition.objects.exists()) == (slug, "Text", is_public)


@pytest.mark.parametrize(
    "said",
    [
        'draft: "true"',
        "draft: 1",
        'published: "false"',
        "published: no",
        "permalink: false",
        "headless: true",
        "private: true",
        "password: secret",
        "visibility: members",
        "visibility: Paid",
        "build: {render: never}",
        "_build: {render: link}",
        "expiryDate: 2021-01-01",
        "expiryDate: some day",
        "publishDate: 2999-01-02",
        "publishDate: some day",
        "status: draft",
        "status: published\ndraft: true",
    ],
)
def test_what_another_system_hid_is_not_published(bring, client, said):
    bring(story_DOT_md=f"---\ntitle: A\ndate: 2020-01-02\n{said}\n---\nText")

    assert client.get("/articles/story/").status_code == 404
    assert only_story().headline == "A"


@pytest.mark.parametrize(("name", "count"), [("_story_DOT_md", 0), ("_index_DOT_en_DOT_md", 1)])
def test_a_file_that_astro_leaves_out_is_not_published(bring, name, count):
    bring(**{name: "---\ntitle: A\ndate: 2020-01-02\n---\nText"})

    assert only_story().editions.count() == count


@pytest.mark.parametrize(("status", "count"), [("Published", 1), ("PUBLISH", 1), ("Draft", 0), ("Gone", 0)])
def test_a_status_in_capitals_is_known(bring, status, count):
    bring(story_DOT_md=f"---\ntitle: A\ndate: 2020-01-02\nstatus: {status}\n---\nText")

    assert only_story().editions.count() == count


def test_a_mapping_tells_a_status_in_capitals_apart(archive, bring):
    path = archive.mapping('[states]\nPublished = "draft"\n')
    bring({"mapping": path}, story_DOT_md="---\ntitle: A\ndate: 2020-01-02\nstatus: Published\n---\nText")

    assert only_story().editions.count() == 0


def test_a_password_is_not_kept(bring):
    bring(story_DOT_md="---\ntitle: A\npassword: secret\n---\nText")

    assert Arrival.objects.get(article=only_story()).left_out == []


def test_what_lies_among_the_drafts_of_jekyll_is_not_published(bring):
    bring(_drafts__story_DOT_md="---\ntitle: A\ndate: 2020-01-02\n---\nText")

    assert only_story().editions.count() == 0


@pytest.mark.parametrize(
    "said",
    ["draft: no", 'published: "1"', "permalink: /a/", "build: {list: never}", "expiryDate: 2999-01-01"],
)
def test_what_another_system_showed_is_published(bring, client, said):
    bring(story_DOT_md=f"---\ntitle: A\ndate: 2020-01-02\n{said}\n---\nText")

    assert client.get("/articles/story/").status_code == 200


def test_the_moment_of_hugo_is_that_of_publication(bring):
    bring(story_DOT_md="---\ntitle: A\ndate: 2020-01-02\npublishDate: 2020-03-04\n---\nText")

    assert Edition.objects.get().live_from.date().isoformat() == "2020-03-04"


def test_what_a_second_name_of_a_field_says_is_kept(bring, client):
    said = "description: In short.\nsubtitle: At length.\nsummary: In short.\nauthor: Anna\nauthors: [Ben]"
    old = "aliases: [/old/]\nredirect_from: /older/\nupdated: 2024-02-01\nlastmod: 2024-02-02"
    bring(a_DOT_md=f"---\ntitle: A\ndate: 2024-01-02\n{said}\n{old}\n---\nText")

    assert only_story().standfirst == "In short."
    assert Arrival.objects.get(article=only_story()).left_out == [
        ["field", "subtitle: At length."],
        ["field", "authors: ['Ben']"],
    ]
    for path in ("/old/", "/older/"):
        assert client.get(path)["Location"] == "/articles/a/"


def test_what_stands_for_an_address_is_none(bring):
    bring(
        a_DOT_md="---\ntitle: A\ndate: 2020-01-02\npermalink: false\nurl: /wiki/Talk:A\n---\nText",
        b_DOT_md="---\ntitle: B\ndate: 2020-01-02\npermalink: /:year/:title/\n---\nText",
        c_DOT_md="---\ntitle: C\npermalink: '/c/{{ slug }}/'\naliases: ['/c/', ':year/c']\n---\nText",
    )

    assert sorted(OldAddress.objects.values_list("path", flat=True)) == ["/c", "/wiki/Talk:A"]


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("Fish &copy; <b>", "Fish &copy; <b>"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("10\u00a0km,  twice", "10\u00a0km, twice"),
        ("<em>Fish</em> &amp; chips", "Fish & chips"),
    ],
)
def test_a_headline_of_markdown_keeps_its_letters(bring, typed, there):
    bring(fish_DOT_md=f"---\ntitle: '{typed}'\ndescription: '{typed}'\n---\nText")

    assert (only_story().headline, only_story().standfirst.replace("  ", " ")) == (there, there)


def test_a_headline_of_plain_text_keeps_its_letters(bring):
    bring(fish_DOT_txt="Fish &copy; <b>\n\nText")

    assert only_story().headline == "Fish &copy; <b>"


def test_code_at_the_start_of_markdown_stays_code(bring):
    bring(code_DOT_md="---\ntitle: Code\n---\n\n    print(1)\n")

    assert only_story().body == "    print(1)"


CODE = [
    "`![x](y.png)`", "``a ` ![x](/p/boats/)``", "```\n![x](y.png)\n[a](/p/boats/)\n```", "~~~\n![x](y.png)\n~~~",
    "Words:\n\n    ![x](y.png)", "- item\n\n  ```\n  [a](/p/boats/)\n  ```", r"\![x](y.png)", r"[x\](y.png)",
    "`two\nlines ![x](y.png)`",
]  # fmt: skip


@pytest.mark.parametrize("code", CODE)
def test_code_in_markdown_stays_as_it_was_typed(bring, code):
    bring(code_DOT_md=f"---\ntitle: Code\n---\n\n{code}\n\nA lost ![picture](z.png) and `code`.\n")

    assert only_story().body == f"{code}\n\nA lost picture and `code`."


def test_a_picture_with_code_in_its_words_is_one(bring):
    bring(code_DOT_md="---\ntitle: Code\n---\n\nA ![lost `x` picture](z.png) and [`y`](/p/).\n")

    assert only_story().body == "A lost `x` picture and [`y`](/p/)."


def test_many_ticks_of_markdown_cost_no_more_than_they_grow():
    text = " ".join("`" * length for length in range(1, 1000)) + " ![a](b)" * 1000

    assert markdown_addresses.rewritten(text, lambda match: "c", lambda match: "d") == text.replace(
        "![a](b)", "c"
    )


def test_a_picture_between_two_ticks_that_are_no_code_is_one(bring):
    bring(code_DOT_md="---\ntitle: Code\n---\n\nA ` tick ![picture](z.png)\n\nand ` another.\n")

    assert only_story().body == "A ` tick picture\n\nand ` another."


def test_a_page_of_html_is_a_story(bring):
    bring(old_DOT_html='<html><head><title>Boats</title><meta property="article:published_time" content="2020-01-02"></head>'
                        "<body><nav>Menu</nav><article><p>Some <em>words</em>.</p></article></body></html>")  # fmt: skip

    assert (only_story().headline, only_story().body) == ("Boats", "Some *words*.")


@pytest.mark.parametrize(
    "said",
    [
        """<META content='2020-01-02T10:00:00+02:00' property='article:published_time'>""",
        """<meta data-rh="true" name=date content="2020-01-02T08:00:00Z" />""",
    ],
)
def test_what_a_page_says_of_itself_is_read_in_any_order(bring, said):
    others = """<meta content="Anna &amp; Bob" name="author"><meta content="Arts &#38; Life" property="article:section"/>"""
    bring(
        old_DOT_html=f"<html><head><title>Boats</title>{said}{others}</head><body><p>Words.</p></body></html>"
    )

    edition = Edition.objects.get()
    assert edition.live_from.isoformat() == "2020-01-02T08:00:00+00:00"
    assert (edition.byline[0]["name"], edition.section.name) == ("Anna & Bob", "Arts & Life")
    assert (edition.byline[0]["person"], edition.section.slug) == ("anna-bob", "arts-life")


def test_a_date_of_a_page_that_can_not_be_read_is_told_and_kept(bring):
    report = bring(
        old_DOT_html='<title>Boats</title><meta name="date" content="07/08/2022"><body><p>Words.</p></body>'
    )

    assert any("07/08/2022" in sentence for _place, sentence in report["problems"])
    assert ["field", "date: 07/08/2022"] in Arrival.objects.get(article__isnull=False).left_out


@pytest.mark.parametrize(
    ("said", "encoding", "words"),
    [
        ('charset="iso-8859-2"', "iso-8859-2", "Zażółć gęślą jaźń"),
        ("http-equiv=Content-Type content='text/html; charset=KOI8-R'", "koi8-r", "Новый мост"),
        ('?xml version="1.0" encoding="iso-8859-2"?', "iso-8859-2", "Zażółć gęślą jaźń"),
        ('charset="iso-8859-2"', "utf-8", "Zażółć gęślą jaźń"),
        ('charset="iso-8859-1"', "windows-1252", "“Fête” – 5 €"),
        ('charset="iso-8859-1"', "windows-1251", "Новый мост"),
        ('charset="utf-8"', "windows-1251", "Новый мост"),
        ('charset="zlib"', "windows-1252", "Fête"),
        ('charset="nonsense"', "windows-1252", "Fête"),
    ],
)
def test_a_page_of_html_is_read_in_the_encoding_that_it_names(bring, said, encoding, words):
    page = f"<html><head><{said if said[0] == '?' else f'meta {said}'}><title>{words}</title></head><body><p>Words.</p></body></html>"

    bring(old_DOT_html=page.encode(encoding))

    assert only_story().headline == words


OF_BRIDGES = {
    "a_DOT_md": "---\ntitle: Новый мост\n---\n\nОн через реку.\n",
    "a_DOT_html": "<title>Новый мост</title><body><p>Он через реку.</p></body>",
    "a_DOT_csv": "title;body\nНовый мост;Он через реку.\n",
    "a_DOT_jsonl": '{"title": "Новый мост", "body": "Он через реку."}\n\n',
    "a_DOT_xml": "<rss><channel><item><title>Новый мост</title><description>Он через реку.</description></item></channel></rss>",
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "windows-1251", "utf-8-sig"])
def test_each_form_of_text_is_read_in_each_encoding(encoding):
    for name, text in OF_BRIDGES.items():
        data, path = text.encode(encoding), Path(name.replace("_DOT_", "."))
        if encoding == "windows-1251" and path.suffix == ".xml":
            data = b'<?xml version="1.0" encoding="windows-1251"?>' + data

        *_others, found = finding.reader_by(data, path).records(BytesIO(data), path.name)

        assert (found.headline, "Он через реку." in found.body) == ("Новый мост", True)


def test_a_text_with_zeros_here_and_there_is_no_utf_16():
    assert opening.text_of(b"One\0 two\0 three\0 four") == "One two three four"


def test_what_no_reader_knows_is_listed(bring):
    mt = "AUTHOR: Anna\nTITLE: Boats\nSTATUS: Draft\n-----\nBODY:\nWords.\n-----\nCOMMENT:\nEMAIL: b@example.org\n-----\n--------\n"

    report = bring(
        a_DOT_md="Words.", old_DOT_doc=b"\xd0\xcf\x11\xe0", mt_DOT_txt=mt, photo_DOT_jpg=b"", b_DOT_RTF="{"
    )

    assert {place: sentence.partition(":")[0] for place, sentence in report["problems"] if place != "a.md"} == {
        "old.doc": "it is of a form that is not read", "b.RTF": "it is of a form that is not read",
        "mt.txt": "it is an export of Movable Type",
    }  # fmt: skip
    assert only_story().body == "Words."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_plain_text_is_a_draft(bring, encoding):
    bring(text_DOT_txt="Заголовок\n\nПервый *абзац*.\nСтрока.\n\nВторой.".encode(encoding))

    assert (only_story().headline, only_story().body) == (
        "Заголовок",
        "Первый \\*абзац\\*.\\\nСтрока.\n\nВторой.",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a_DOT_xml", "<rss><channel>"),
        ("a_DOT_xml", '<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>'),
        ("a_DOT_json", '{"uri": "x", "pubstatus": '),
        ("a_DOT_md", "---\ntitle: [\n---\nText"),
        ("a_DOT_odt", "PK nonsense"),
    ],
)
def test_a_broken_file_is_a_line_in_the_report(bring, name, text):
    report = bring(**{name: text})

    assert report["count_of_problems"] >= 1
    assert not Article.objects.exists()


NESTED = "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "head", [f"---\na: &a [x]\n{NESTED}---", f"+++\na{'.a' * 20_000} = 1\n+++"], ids=["yaml", "toml"]
)
def test_a_head_that_grows_without_end_is_a_line_in_the_report(bring, head):
    report = bring(a_DOT_md=f"{head}\nWords.")

    assert len(report["problems"]) == 1
    assert not Article.objects.exists()


def test_a_head_may_repeat_itself_a_few_times(bring):
    bring(a_DOT_md="---\ntitle: &title Words\ndescription: *title\n---\nText.")

    assert Article.objects.get().standfirst == "Words"


def test_tags_and_authors_of_any_length_come(bring):
    long = {name: f"{name} " * 80 for name in ("tag", "author", "section")}

    bring(boats_DOT_md=(
        f"---\ntitle: Boats\ndate: 2021-03-04\nauthor: {long['author']}\ntags: [{long['tag']}, sea]\n"
        f"section: {long['section']}\n---\nWords.\n"
    ))  # fmt: skip

    edition = Edition.objects.get()
    assert (edition.byline[0]["name"][:6], edition.section.name[:7]) == ("author", "section")
    assert [each["name"][:3] for each in edition.topics] == ["sea", "tag"]
    assert all(len(each) <= 300 for each in Arrival.objects.values_list("key", flat=True))
