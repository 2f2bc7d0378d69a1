"""What becomes of an export of Ghost."""

import json
import time
import zipfile
from html import escape

import pytest

from articles.models import Article, Page
from articles.text import rendering
from exchange.models import Arrival
from exchange.readers import ghost as ghost_reader
from exchange.readers import ghost_cards
from tests.pictures import files

pytestmark = pytest.mark.django_db
AT = "2023-02-03T04:05:06.000Z"


def lexical(*children):
    return json.dumps({"root": {"type": "root", "children": children}})


def text(words, form=0):
    return {"type": "extended-text", "text": words, "format": form}


def paragraph(*children):
    return {"type": "paragraph", "children": children}


def row(number, **fields):
    return {
        "id": f"id{number}", "uuid": f"0000-{number}", "title": f"Post {number}", "slug": f"post-{number}", "type": "post",
        "status": "published", "visibility": "public", "published_at": AT, "updated_at": AT, "html": "<p>As HTML.</p>", **fields,
    }  # fmt: skip


def export(*posts, **tables):
    data = {
        "posts": posts,
        "users": [{"id": "u1", "name": "Anna Petrova", "slug": "anna", "email": "anna@example.org", "password": "$2a$secret"},
                  {"id": "u2", "name": "Boris", "slug": "boris"}],
        "tags": [{"id": "t1", "name": "News", "slug": "news"}, {"id": "t2", "name": "#internal", "slug": "hash-internal"}],
        "posts_tags": [{"post_id": "id1", "tag_id": "t2", "sort_order": 0}, {"post_id": "id1", "tag_id": "t1", "sort_order": 1}],
        "posts_authors": [{"post_id": "id1", "author_id": "u1", "sort_order": 1}, {"post_id": "id1", "author_id": "u2", "sort_order": 0}],
        "settings": [{"key": "title", "value": "The Old Letter"}, {"key": "url", "value": "https://ghost.example.org"}],
        **tables,
    }  # fmt: skip
    return json.dumps({"db": [{"meta": {"exported_on": 1, "version": "5.80.0"}, "data": data}]})


@pytest.fixture
def ghost(archive):
    archive.file = archive.folder / "ghost.json"

    def bring(*posts, **tables):
        archive.file.write_text(export(*posts, **tables))
        return archive.report()

    return bring


def test_what_ghost_keeps_as_text_is_no_html(ghost, arrived):
    words = "Use <b> & &amp; 5 < 6"
    meta = {"post_id": "id1", "meta_title": words, "meta_description": words}
    ghost(row(1, title=words, custom_excerpt=words), posts_meta=[meta])

    edition = arrived("post:id1").editions.get()
    assert {edition.headline, edition.search_title, edition.search_description} == {words}
    assert rendering.render(edition.standfirst).strip() == f"<p>{escape(words)}</p>"


def test_what_ghost_showed_to_members_alone_becomes_public_nowhere(ghost, arrived):
    hidden = {"web": {"nonMember": False, "memberSegment": "status:free"}, "email": {}}
    older = {"showOnWeb": False, "showOnEmail": True, "segment": ""}
    cards = [{"type": "html", "html": f"<p>{words}</p>", "visibility": seen}
             for words, seen in (("For members.", hidden), ("For letters.", older), ("For all.", {"web": {"nonMember": True}}))]  # fmt: skip
    block = '<p>A.</p><!--kg-gated-block:begin nonMember:{} memberSegment:"" --><p>B.</p><!--kg-gated-block:end-->'
    ghost(
        row(1, lexical=lexical(*cards)), row(2, html=block.format("false")), row(3, html=block.format("true"))
    )

    assert [arrived(f"post:id{number}").body for number in (1, 2, 3)] == ["For all.", "A.", "A.\n\nB."]
    left = Arrival.objects.get(key="post:id1").left_out
    assert [what for what, _text in left] == ["card html, for members"] * 2
    assert Arrival.objects.get(key="post:id2").left_out == [["part for members", "<p>B.</p>"]]


def test_each_part_for_members_goes_from_its_begin_to_the_next_end():
    begin, end, left = "<!-- kg-gated-block:begin nonMember:{} -->", "<!-- kg-gated-block:end -->", []
    hidden, seen = begin.format("false"), begin.format("true")
    html = f"a{end}b{hidden}c{seen}d{end}e{seen}f{end}g{seen}h{hidden}i{end}j"

    assert ghost_reader._public(html, left) == f"a{end}be{seen}f{end}g{seen}hj"
    assert left == [("part for members", f"c{seen}d"), ("part for members", "i")]


def test_a_part_for_members_without_an_end_hides_all_that_follows(ghost, arrived):
    begin = '<!--kg-gated-block:begin nonMember:false memberSegment:"" -->'
    card = {"type": "html", "html": f"<p>A.</p>{begin}<p>B.</p>"}
    ghost(
        row(1, html=f"<p>A.</p>{begin}<p>B.</p>"),
        row(2, html=f"{begin}<p>B.</p>", plaintext="B."),
        row(3, lexical=lexical(card, paragraph(text("C.")))),
    )

    assert [arrived(f"post:id{number}").body for number in (1, 2, 3)] == ["A.", "", "A."]
    for number in (1, 2, 3):
        (what, words), *_more = Arrival.objects.get(key=f"post:id{number}").left_out
        assert (what, "B." in words) == ("part for members without an end", True)


def test_titles_and_buttons_of_cards_are_kept(ghost, arrived):
    cards = [{"type": "audio", "src": "/a.mp3", "title": "Episode one"},
             {"type": "header", "header": "Big", "buttonEnabled": True, "buttonText": "Read", "buttonUrl": "https://example.org/"}]  # fmt: skip
    ghost(row(1, lexical=lexical(*cards)))

    assert "Episode one" in arrived("post:id1").body
    assert "[Read](https://example.org/)" in arrived("post:id1").body


def test_a_post_becomes_a_story(ghost, arrived, client):
    ghost(row(1, custom_excerpt="In short.", lexical=lexical(paragraph(text("Words, "), text("bold", 1)))),
          posts_meta=[{"post_id": "id1", "meta_title": "For search", "meta_description": "What it is."}])  # fmt: skip

    edition = arrived("post:id1").editions.get()
    assert (edition.headline, edition.standfirst, edition.body) == ("Post 1", "In short.", "Words, **bold**")
    assert [name["name"] for name in edition.byline] == ["Boris", "Anna Petrova"]
    assert [topic["name"] for topic in edition.topics] == ["News"]
    assert (edition.search_title, edition.search_description) == ("For search", "What it is.")
    assert edition.live_from.isoformat() == "2023-02-03T04:05:06+00:00"
    for address in ("/post-1/", "/p/0000-1/"):
        assert client.get(address)["Location"] == "/articles/post-1/"
    assert client.get("/tag/news/")["Location"] == "/topics/news/"
    assert client.get("/author/anna/")["Location"] == "/people/anna/"


def test_what_only_members_or_letters_had_is_no_page(ghost, arrived):
    ghost(
        row(1, visibility="members"), row(2, visibility="paid"), row(3, status="sent"), row(4, status="draft"),
        row(5), posts_meta=[{"post_id": "id5", "email_only": True}],
    )  # fmt: skip

    assert [arrived(f"post:id{number}").editions.count() for number in range(1, 6)] == [0] * 5


def test_a_page_becomes_a_standing_page(ghost):
    ghost(row(1, type="page"))

    assert Page.objects.get().body == "As HTML."


CARDS = [
    ({"type": "callout", "calloutText": "Mind <b>this</b>", "calloutEmoji": "💡"}, "> 💡 Mind **this**"),
    ({"type": "toggle", "heading": "Why", "content": "<p>Because.</p>"}, "**Why**\n\nBecause."),
    ({"type": "bookmark", "url": "https://x.example.org/", "metadata": {"title": "X", "description": "About"}},
     "[X](https://x.example.org/)\\\nAbout"),
    ({"type": "embed", "url": "https://www.youtube.com/watch?v=abc", "html": "<iframe></iframe>"}, "<https://www.youtube.com/watch?v=abc>"),
    ({"type": "html", "html": "<p>Raw <em>HTML</em></p>"}, "Raw *HTML*"),
    ({"type": "markdown", "markdown": "Some **words**"}, "Some **words**"),
    ({"type": "codeblock", "code": "a < b"}, "```\na < b\n```"),
    ({"type": "horizontalrule"}, "---"),
    ({"type": "button", "buttonText": "Go", "buttonUrl": "https://x.example.org/go"}, "[Go](https://x.example.org/go)"),
    ({"type": "button", "buttonText": "Nowhere", "buttonUrl": ""}, ""),
    ({"type": "embed", "url": "https://music.example.org/1", "html": "<iframe></iframe>", "caption": "A song"},
     "<https://music.example.org/1>\n\nA song"),
    ({"type": "call-to-action", "textValue": '<p><span>Join</span> <a href="https://x.example.org/">us</a></p>', "showButton": True,
      "buttonText": "More", "buttonUrl": "https://x.example.org/more", "hasSponsorLabel": True, "sponsorLabel": "<p>PAID</p>"},
     "PAID\n\nJoin [us](https://x.example.org/)\n\n[More](https://x.example.org/more)"),
    ({"type": "call-to-action", "textValue": "<p>Join</p>", "buttonText": "More", "buttonUrl": "", "sponsorLabel": "<p>PAID</p>"}, "Join"),
    ({"type": "product", "productTitle": "Boat", "productRatingEnabled": True, "productStarRating": 4, "productDescription": "<p>Good.</p>"},
     "#### Boat\n\n★★★★☆\n\nGood."),
    ({"type": "file", "src": "/content/files/f.pdf", "fileTitle": "Report", "fileCaption": "a <b> c"},
     "[Report](https://ghost.example.org/content/files/f.pdf)\n\na \\<b> c"),
    ({"type": "paywall"}, ""),
    ({"type": "extended-heading", "tag": "h3", "children": [text("Head")]}, "### Head"),
    ({"type": "list", "listType": "number", "start": 3, "children": [{"type": "listitem", "children": [text("Three")]}]}, "3. Three"),
    ({"type": "extended-quote", "children": [text("Said")]}, "> Said"),
    ({"type": "list", "children": [{"type": "listitem", "children": [text("a")]}, {"type": "listitem", "children": [{"type": "list",
      "children": [{"type": "listitem", "children": [text("b")]}, {"type": "listitem", "children": [text("c")]}]}]},
      {"type": "listitem", "children": [text("d")]}]}, "- a\n  - b\n  - c\n- d"),
    (paragraph({"type": "link", "url": "__GHOST_URL__/post-2/", "children": [text("there")]}), "[there](/articles/post-2/)"),
    (paragraph(text("a"), {"type": "linebreak"}, text("b")), "a\\\nb"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "markdown"), CARDS, ids=[node["type"] + str(n) for n, (node, _text) in enumerate(CARDS)]
)
def test_each_card_of_lexical_is_kept(ghost, arrived, node, markdown):
    ghost(row(1, lexical=lexical(node)), row(2))

    assert arrived("post:id1").body == markdown
    assert Arrival.objects.get(key="post:id1").left_out == []


def test_a_card_of_markdown_keeps_its_pictures_and_its_html(ghost, arrived):
    said = "![Boats](/content/images/a.jpg)\n\n<div><img src='/content/images/b.jpg'></div>\n\n<p>Raw <b>para</b></p>\n\nAnd *so*."
    document = {
        "atoms": [],
        "markups": [],
        "cards": [["card-markdown", {"markdown": said}]],
        "sections": [[10, 0]],
    }
    hidden = "<!--kg-gated-block:begin nonMember:false -->\nSECRET\n<!--kg-gated-block:end-->"
    ghost(
        row(1, mobiledoc=json.dumps(document)),
        row(2, lexical=lexical({"type": "markdown", "markdown": f"Words.\n\n{hidden}"})),
    )

    assert arrived("post:id1").body == "Boats\n\nRaw **para**\n\nAnd *so*."
    assert Arrival.objects.get(key="post:id1").missing == ["/content/images/a.jpg", "/content/images/b.jpg"]
    assert arrived("post:id2").body == "Words."


def test_many_lists_within_lists_cost_no_more_than_they_grow(limit):
    inner = {
        "type": "listitem",
        "children": [{"type": "list", "children": [{"type": "listitem", "children": [text("b")]}]}],
    }
    document = {
        "root": {
            "children": [
                {
                    "type": "list",
                    "children": [{"type": "listitem", "children": [text("a")]}, *[inner] * 20_000],
                }
            ]
        }
    }
    start = time.process_time()

    html = ghost_cards.of_lexical(document, [])

    assert time.process_time() - start < limit
    assert html.count("<li>") == 20_001


def test_a_picture_behind_a_card_is_asked_for(ghost):
    cards = [{"type": "header", "version": 2, "backgroundImageSrc": "/content/images/1.jpg"},
             {"type": "header", "version": 1, "style": "image", "backgroundImageSrc": "/content/images/2.jpg"},
             {"type": "header", "version": 1, "style": "dark", "backgroundImageSrc": "/content/images/unseen.jpg"},
             {"type": "call-to-action", "imageUrl": "/content/images/3.jpg"}]  # fmt: skip
    ghost(row(1, lexical=lexical(*cards)))

    assert Arrival.objects.get(key="post:id1").missing == [
        f"/content/images/{number}.jpg" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("kind", ["signup", "email", "email-cta"])
def test_what_only_a_form_or_a_letter_showed_is_listed(ghost, archive, arrived, kind):
    ghost(row(1, lexical=lexical(paragraph(text("Words.")), {"type": kind, "html": "<p>Hey.</p>"})))

    assert arrived("post:id1").body == "Words."
    assert Arrival.objects.get(key="post:id1").left_out[0][0] == f"card {kind}"
    assert archive.report(look=True)["left"] == {f"card {kind}": 1}


def test_a_card_that_is_not_known_is_kept_beside_the_story(ghost, arrived):
    ghost(row(1, lexical=lexical(paragraph(text("Words")), {"type": "hologram", "src": "x"})))

    assert arrived("post:id1").body == "Words"
    assert Arrival.objects.get(key="post:id1").left_out[0][0] == "card hologram"


def test_mobiledoc_is_read(ghost, arrived):
    document = {
        "version": "0.3.1",
        "markups": [["a", ["href", "https://x.example.org/"]], ["strong"]],
        "atoms": [["soft-return", "", {}]],
        "cards": [["callout", {"calloutText": "Mind this"}], ["hr", {}]],
        "sections": [
            [1, "h2", [[0, [], 0, "Head"]]],
            [
                1,
                "p",
                [
                    [0, [0], 1, "there"],
                    [0, [], 0, " and "],
                    [0, [1], 1, "bold"],
                    [1, [], 0, 0],
                    [0, [], 0, "next"],
                ],
            ],
            [3, "ul", [[[0, [], 0, "One"]], [[0, [], 0, "Two"]]]],
            [10, 0],
            [10, 1],
        ],
    }

    ghost(row(1, mobiledoc=json.dumps(document)))

    assert arrived("post:id1").body == (
        "## Head\n\n[there](https://x.example.org/) and **bold**\\\nnext\n\n- One\n- Two\n\n> Mind this\n\n---"
    )


@pytest.mark.parametrize(
    "fields",
    [{"lexical": "nonsense"}, {"lexical": "[]"}, {"mobiledoc": '{"sections": [[10, 5]]}'}, {"mobiledoc": '{"sections": [5]}'},
     {"lexical": json.dumps({"root": {"children": [{"type": "paragraph"}]}}).replace('"paragraph"', '"paragraph", "children": [' * 90 + '{"type": "x"}' + "]" * 90)}],
    ids=range(5),
)  # fmt: skip
def test_a_text_that_can_not_be_read_gives_way_to_its_html(ghost, arrived, fields):
    ghost(row(1, **fields))

    assert arrived("post:id1").body in ("As HTML.", "")


THEME = {"content/themes/source/package.json": json.dumps({"name": "source", "version": "1.0"})}


def packed(path, **members):
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_export_in_a_zip_is_found_behind_other_files_of_json(archive, mark):
    path = packed(archive.folder / "ghost.zip", **THEME, **{"data/routes/ghost.json": mark + export(row(1))})

    archive.bring(file=path)

    assert [story.headline for story in Article.objects.all()] == ["Post 1"]


def test_a_zip_of_other_json_is_none_of_ghost(archive):
    path = packed(archive.folder / "site.zip", **THEME, **{"news.md": "# News", "item.json": '{"uri": "1"}'})

    assert not ghost_reader.is_mine(b"PK", path)


def test_pictures_and_redirects_come_from_the_zip(archive, arrived, client):
    path = archive.folder / "ghost.zip"
    picture = "__GHOST_URL__/content/images/2023/02/harbour.jpg"
    small = "__GHOST_URL__/content/images/size/w600/2023/02/harbour.jpg"
    image = {"type": "image", "src": small, "alt": "Boats", "caption": "The <b>harbour</b>"}
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("old-letter.ghost.2024.json", export(row(1, feature_image=picture, lexical=lexical(image)),
                        posts_meta=[{"post_id": "id1", "feature_image_alt": "Many boats"}]))  # fmt: skip
        zipped.writestr("content/images/2023/02/harbour.jpg", files.jpeg())
        zipped.writestr(
            "content/data/redirects.yaml", "301:\n  /older/: /post-1/\n  ^/a.*b$: /post-1/\n302:\n"
        )

    report = archive.report(file=path)

    edition = arrived("post:id1").editions.get()
    assert [(shown["alt"], shown.get("is_lead")) for shown in edition.pictures] == [("Many boats", True)]
    assert edition.body.startswith("![Boats](image:")
    assert client.get("/older/")["Location"] == "/articles/post-1/"
    assert client.get("/content/images/size/w100/2023/02/harbour.jpg").status_code == 301
    assert any("is a pattern" in sentence for _place, sentence in report["problems"])


def test_no_password_and_no_address_of_a_person_is_kept(ghost):
    ghost(row(1))

    held = json.dumps(list(Arrival.objects.values()), default=str) + str(list(Article.objects.values()))
    assert "secret" not in held
    assert "anna@example.org" not in held


@pytest.mark.parametrize(
    "data", ['{"db": [', '{"db": []}', '{"db": [{"data": 5}]}', '{"db": [{"data": {"posts": 5}}]}']
)
def test_a_broken_export_is_a_line_in_the_report(archive, data):
    archive.file = archive.folder / "ghost.json"
    archive.file.write_text(data)

    report = archive.report()

    assert any(words in report["problems"][0][1] for words in ("no export of Ghost", "holds no posts"))
    assert not Article.objects.exists()


@pytest.mark.parametrize("value", [5, 1.5, [1], {"a": 1}, True, None])
def test_a_column_of_another_kind_stops_no_archive(ghost, value):
    names = (*ghost_reader.WORDS, "lexical", "mobiledoc", "published_at", "author_id", "id", "sort_order")
    rows = [{**row(number), name: value} for number, name in enumerate(names, start=1)]
    ghost(
        *rows, row(99),
        users=[{"id": 1, "slug": value, "name": value, "bio": value}, {"id": value, "slug": "x"}],
        tags=[{"id": 1, "slug": value, "name": value, "description": value}, {"id": value, "slug": "x"}],
        posts_authors=[{"post_id": "id99", "author_id": 1, "sort_order": value}, {"post_id": value, "author_id": value}],
        posts_tags=[{"post_id": "id99", "tag_id": 1, "sort_order": value}, {"post_id": value, "tag_id": value}],
        posts_meta=[{"post_id": value}, {"post_id": "id99", "meta_title": value, "email_only": value}],
    )  # fmt: skip

    assert Arrival.objects.filter(key="post:id99").exists()


@pytest.mark.parametrize("value", [5, [], ["public"], {"a": 1}])
def test_a_visibility_that_is_none_is_not_public(ghost, arrived, value):
    ghost(row(1, visibility=value))

    assert not arrived("post:id1").editions.exists()


def test_captions_of_ghost_are_html_and_biographies_are_not(archive, arrived):
    meta = {"post_id": "id1", "feature_image_caption": 'By <a href="https://a.example">Ann</a> &amp; Bo'}
    picture = "__GHOST_URL__/content/images/a.jpg"
    said = {"name": "Anna", "slug": "anna", "bio": "Writes <b> & more.\0"}
    text = export(
        row(1, feature_image=picture), posts_meta=[meta], users=[{"id": "u1", **said}], posts_tags=[]
    )  # fmt: skip
    path = packed(archive.folder / "ghost.zip", **{"a.json": text, "content/images/a.jpg": files.jpeg()})

    archive.bring(file=path, media=path)

    assert arrived("picture:id1").caption == "By Ann & Bo"
    assert arrived("author:anna").bio == "Writes <b> & more."


@pytest.mark.parametrize("feature_image", [None, ""])
def test_the_picture_of_a_post_of_ghost_0_is_its_lead(archive, arrived, feature_image):
    post = row(1, image="/content/images/2014/05/a.jpg", feature_image=feature_image)
    path = packed(
        archive.folder / "ghost.zip",
        **{"a.json": export(post), "content/images/2014/05/a.jpg": files.jpeg()},
    )

    archive.bring(file=path, media=path)

    assert arrived("post:id1").lead_image == arrived("picture:id1")


def test_what_ghost_says_beside_a_post_and_has_no_place_here_is_listed(ghost):
    post = row(1, canonical_url="https://first.example.org/boats/", codeinjection_head="<style></style>")
    ghost(post, posts_meta=[{"post_id": "id1", "og_title": "Look", "email_subject": "A letter"}])

    assert Arrival.objects.get(key="post:id1").left_out == [
        ["field", "canonical_url: https://first.example.org/boats/"],
        ["field", "codeinjection_head: <style></style>"],
        ["field", "email_subject: A letter"],
        ["field", "og_title: Look"],
    ]
