"""What WordPress makes of a text before it prints it: shortcodes, and patterns that posts share."""

from base64 import b64encode
from urllib.parse import quote

import pytest

from exchange import shortcodes
from exchange.conversion import Conversion
from exchange.models import Arrival

from .wxr import post

pytestmark = pytest.mark.django_db


def test_a_pattern_that_posts_share_stands_in_each_of_them(archive, arrived):
    words = "<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->"
    body = words.format("Words.") + '<!-- wp:block {"ref":12} /-->' + words.format("More.")
    inner = post(13, "", words.format("Write to us."), kind="wp_block")
    outer = post(12, "", words.format("About us.") + '<!-- wp:block {"ref":13} /-->', kind="wp_block")
    looked = archive.report(post(1, body=body), inner, outer, look=True)

    archive.bring()

    assert arrived("post:1").body == "Words.\n\nAbout us.\n\nWrite to us.\n\nMore."
    assert Arrival.objects.get(key="post:1").left_out == []
    assert looked["left"] == {"wp_block, publish": 2}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ('{"ref":12}', {"status": "draft"}),
        ('{"ref":12}', {"password": "secret"}),
        ('{"ref":99}', {}),
        ('{"ref":12,"content":{"Name":{"content":"Other"}}}', {}),
    ],
)
def test_a_pattern_that_wordpress_does_not_show_so_is_listed(archive, arrived, said, fields):
    block = f"<!-- wp:block {said} /-->"

    archive.bring(post(1, body=f"<p>Words.</p>{block}"), post(12, "", "SECRET", kind="wp_block", **fields))

    assert arrived("post:1").body == "Words."
    assert Arrival.objects.get(key="post:1").left_out == [["block block", block]]


def test_a_pattern_within_itself_and_many_large_ones_end():
    block = '<!-- wp:block {"ref":1} /-->'

    html, left = shortcodes.expanded(block * 1000, patterns={"post:1": "a" * 10_000 + block * 10})

    assert len(html) < 2_000_000
    assert left


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ("<p>Write [[gallery]].</p>", "<p>Write [gallery].</p>"),
        ('<p>Write [[gallery ids="1"]] so.</p>', '<p>Write [gallery ids="1"] so.</p>'),
        ("<p>[[caption]Fog[/caption]] and [sic]</p>", "<p>[caption]Fog[/caption] and [sic]</p>"),
        ('<p>[[gallery ids="1"] it</p>', '<p>[\n\n<figure class="gallery"><img src="post:1"></figure>\n\n it</p>'),
    ],
)  # fmt: skip
def test_a_shortcode_in_brackets_of_its_own_is_shown(html, printed):
    assert shortcodes.expanded(f"<!-- wp:paragraph -->{html}") == (f"<!-- wp:paragraph -->{printed}", [])


@pytest.mark.parametrize(
    "html",
    [
        "He wrote it [see http://example.com/?id=5] yesterday.",
        "<pre>x[my_index] = 1</pre>",
        "<p>Set <code>x[my_index] = 1</code> first.</p>",
        "<pre><code>x</code>[my_index]</pre>",
    ],
)
def test_words_in_brackets_that_wordpress_prints_stay(html):
    assert shortcodes.expanded(f"<!-- wp:html -->{html}") == (f"<!-- wp:html -->{html}", [])


@pytest.mark.parametrize(
    "text",
    [
        "[recent_posts]",
        "<code>x</code>[recent_posts]",
        "[youtube https://youtu.be/a_b-1?t=5]",
        '[tweet 12345 hide_thread="true"]',
    ],
)
def test_a_shortcode_is_known_by_its_form_or_its_name(text):
    assert "[" not in shortcodes.expanded(text)[0]


@pytest.mark.parametrize("name", ["video", "audio", "gallery"])
def test_a_shortcode_that_closes_itself_encloses_nothing(name):
    html, _left = shortcodes.expanded(
        f'A [{name} src="a.mp4" /] words here [{name} src="b.mp4"][/{name}] end'
    )

    assert "words here" in html


def test_shortcodes_within_shortcodes_are_written_too():
    html, left = shortcodes.expanded('A[ref]See [embed]https://a.org/[/embed] and [box x="1"]b[/box].[/ref]')

    assert "[" not in html
    assert html.index("https://a.org/") > html.index("<ol>")
    assert [what for what, _text in left] == ["shortcode box", "shortcode box"]


WATCH = "<p>https://www.youtube.com/watch?v=dQw4w9WgXcQ</p>"


@pytest.mark.parametrize(
    "typed",
    [
        "[youtube=https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;w=320&amp;h=240]",
        "[youtube https://www.youtube.com/watch?v=dQw4w9WgXcQ]",
        "[youtube dQw4w9WgXcQ]",
        '[fusion_youtube id="dQw4w9WgXcQ" width="600" /]',
        '[vc_video link="https://www.youtube.com/watch?v=dQw4w9WgXcQ" title="A"]',
        '[et_pb_video src="https://www.youtube.com/watch?v=dQw4w9WgXcQ" _builder_version="4"][/et_pb_video]',
    ],
)
def test_a_video_is_read_by_each_way_to_name_it(typed):
    html, left = shortcodes.expanded(f"Before.\n\n{typed}\n\nAfter.")

    assert WATCH in html
    assert not left


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ('[vc_single_image image="12" img_size="full"]', "post:12"),
        ('[fusion_imageframe image_id="12|full"]https://a.example.org/b.jpg[/fusion_imageframe]', "post:12"),
        ("[fusion_imageframe]https://a.example.org/b.jpg[/fusion_imageframe]", "https://a.example.org/b.jpg"),
        ('[et_pb_image src="https://a.example.org/b.jpg" /]', "https://a.example.org/b.jpg"),
        ('[vc_gallery type="image_grid" images="12"]', "post:12"),
        ('[fusion_gallery][fusion_gallery_image image_id="12|full" /][/fusion_gallery]', "post:12"),
    ],
)
def test_a_picture_of_a_page_builder_is_one(typed, source):
    html, left = shortcodes.expanded(typed, ["post:1"])

    assert f'<img src="{source}"' in html
    assert html.count("b.jpg") == source.count("b.jpg")
    assert not left


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("[vc_row][vc_column]One[/vc_column][vc_column]two[/vc_column][/vc_row]", "One\n\ntwo"),
        ("[one_half]One[/one_half][one_half_last]two[/one_half_last]", "One\\\ntwo"),
        ("[fusion_dropcap]W[/fusion_dropcap]ords", "Words"),
        ('[vc_custom_heading text="A ``b`` `{`c`}`"]', '### A "b" \\[c\\]'),
        ('[et_pb_toggle title="Who %22x%22" image="/a.jpg" alt="Boat"]Anna.[/et_pb_toggle]Then', 'Boat\n\n### Who "x"\n\nAnna.\n\nThen'),
        ('[et_pb_cta title="Join" button_text="Go" button_url="https://a.org/?a=1&b=2"]Us.[/et_pb_cta]',
         "### Join\n\nUs.\n\n[Go](https://a.org/?a=1&b=2)"),
        ('[vc_btn title="Go" link="url:https%3A%2F%2Fa.org%2F|title:x"]', "[Go](https://a.org/)"),
        ('A [su_button url="https://a.org/"]button[/su_button] here', "A [button](https://a.org/) here"),
        ('[tabs][tab title="One"]Words.[/tab][/tabs]', "### One\n\nWords."),
    ],
)  # fmt: skip
def test_titles_and_links_that_page_builders_keep_in_values_are_shown(typed, markdown):
    html, left = shortcodes.expanded(typed)

    assert Conversion("https://old.org/", lambda _src: None, lambda _src: "").convert(html).body == markdown
    assert left[0][0] == f"shortcode {left[0][1].strip('[').split()[0].strip(']')}"


@pytest.mark.parametrize("name", ["vc_raw_html", "fusion_code"])
def test_html_that_a_page_builder_coded_is_no_garble(name):
    coded = quote("<b>Words</b>") if name == "vc_raw_html" else "<b>Words</b>"
    typed = f"[{name}]{b64encode(coded.encode()).decode()}[/{name}]"

    assert "<b>Words</b>" in shortcodes.expanded(typed)[0]


def test_a_recording_without_an_end_takes_no_words_up_to_that_of_the_next():
    html, _left = shortcodes.expanded(
        '[audio https://a.example.org/a.mp3]\n\nWords.\n\n[audio mp3="/b.mp3"][/audio]'
    )

    assert [
        html.count(each) for each in ('src="https://a.example.org/a.mp3"', "<p>Words.</p>", 'src="/b.mp3"')
    ] == [1, 1, 1]


def test_words_with_an_equals_sign_in_brackets_are_no_shortcode():
    assert "[name=value] and [my_key=1]" in shortcodes.expanded("See [name=value] and [my_key=1].")[0]


VIEW = "wp:jetpack/premium-content/subscriber-view"


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("A.\n\n[restrict]secret[/restrict]\n\nB.", ["[restrict]secret[/restrict]"]),
        ('A. [Members_Only level="1"]' + "[b x=1]secret" * 99 + "[/members_only] B.", None),
        ('A. [restrict message="<b>Join</b>"]secret[/restrict] B.', None),
        ("A. [private]secret [restrict]secret[/restrict] secret[/private] B.", None),
        ("A. [private]secret [restrict]secret[/private] secret[/restrict] B.", None),
        ("A. [restrict][restrict]secret[/restrict] B.", ["[restrict][restrict]secret[/restrict]"]),
        (f"A.<!-- {VIEW} --><p>secret</p><!-- /{VIEW} --> B.", [f"<!-- {VIEW} --><p>secret</p><!-- /{VIEW} -->"]),
        (f"A. B.<!-- {VIEW} --><p>secret</p>", [f"<!-- {VIEW} --><p>secret</p>"]),
    ],
)  # fmt: skip
def test_what_only_members_saw_is_kept_beside_the_story(html, left):
    shown, beside = shortcodes.expanded(html)

    assert "A." in shown
    assert "B." in shown
    assert "secret" not in shown
    assert {what for what, _text in beside} == {"part for members"}
    assert left in (None, [text for _what, text in beside])


@pytest.mark.parametrize(
    "html",
    [
        "[private] Words.",
        "[member /]Words.[member]x[/member]",
        "[[private]words[/private]]",
        "[not_logged_in]words[/not_logged_in]",
    ],
)
def test_what_everybody_saw_stays(html):
    assert "words" in shortcodes.expanded(html)[0].lower()


@pytest.mark.parametrize(("access", "count"), [("paid_subscribers", 0), ("subscribers", 0), ("everybody", 1)])
def test_a_post_for_subscribers_is_a_draft(archive, arrived, access, count):
    archive.bring(post(1, meta=[("_jetpack_newsletter_access", access)]))

    assert arrived("post:1").editions.count() == count


def test_a_video_within_its_shortcode_is_one():
    html, left = shortcodes.expanded("[youtube]https://www.youtube.com/watch?v=abcabcabcab[/youtube]")

    assert "https://www.youtube.com/watch?v=abcabcabcab" in html
    assert not left
