"""What becomes of the cards of Ghost, and of what only its members saw."""

import json
import time

import pytest

from exchange.models import Arrival
from exchange.readers import ghost as ghost_reader
from exchange.readers import ghost_cards

from .ghost import lexical, paragraph, row, text

pytestmark = pytest.mark.django_db


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
