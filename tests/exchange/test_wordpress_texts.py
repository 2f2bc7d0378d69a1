"""What becomes of the text of a post of WordPress."""

import json

import pytest

from articles.text import rendering
from exchange.conversion import Conversion
from exchange.models import Arrival

from .wxr import AUTHOR, post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("One\n\nTwo\nthree", "One\n\nTwo\\\nthree"),
        ("<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading -->\n<h2>Two</h2>\n<!-- /wp:heading -->",
         "One\n\n## Two"),
        ('See <a\nhref="https://elsewhere.org/">there</a>', "See [there](https://elsewhere.org/)"),
        ("line one<br />\nline two<br>\nthree", "line one\\\nline two\\\nthree"),
        ("<ul>\n<li>one<br />\ntwo</li>\n</ul>", "- one\\\n  two"),
        ("<pre>a<br>\nb</pre>", "```\na\n\nb\n```"),
        ('<!-- wp:file --><div class="wp-block-file"><a href="/r.pdf">Report</a><a href="/r.pdf" '
         'class="wp-block-file__button wp-element-button" download>Download</a></div><!-- /wp:file -->',
         "[Report](https://old.example.org/r.pdf)"),
        ('<!-- wp:file --><div class="wp-block-file"><a href="/r.pdf" class="wp-block-file__button">Download</a></div>',
         "[Download](https://old.example.org/r.pdf)"),
        ("Before<!--more-->after", "Before\n\nafter"),
        ("<h2>Head\nline</h2>\nText", "## Head line\n\nText"),
        ("<ul>\n<li>One</li>\n\n<li>Two</li>\n</ul>", "- One\n- Two"),
        ("<pre>a\n\nb</pre>", "```\na\n\nb\n```"),
        ("Text [sic] and [1].", "Text \\[sic\\] and \\[1\\]."),
        ("https://www.youtube.com/watch?v=abc_def-123", "<https://www.youtube.com/watch?v=abc_def-123>"),
        ('<!-- wp:embed --><figure><div>\nhttps://music.example.org/1\n</div><figcaption>A song</figcaption></figure><!-- /wp:embed -->',
         "<https://music.example.org/1>\n\nA song"),
        ("https://old.example.org/?p=2", "[https://old.example.org/?p=2](/articles/story-2/)"),
        ('<h3><button type="button"><span>Who</span><span aria-hidden="true">+</span></button></h3><p>Anna.</p>', "### Who\n\nAnna."),
        ('<p>So <math><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">x^2</annotation></math>.</p>', "So x²."),
        ("[embed]https://vimeo.com/123456[/embed]", "<https://vimeo.com/123456>"),
        ('<iframe src="https://www.youtube.com/embed/abc_1?rel=0" width="5"></iframe>', "<https://www.youtube.com/watch?v=abc_1>"),
        ('<iframe title="a > b" src="https://www.youtube.com/embed/abc_1"></iframe>', "<https://www.youtube.com/watch?v=abc_1>"),
        ('<iframe title="see src=//x.org/y" src="https://www.youtube.com/embed/abc_1"></iframe>', "<https://www.youtube.com/watch?v=abc_1>"),
        ('<iframe src="about:blank" data-src="https://www.youtube.com/embed/abc_1"></iframe>', "<https://www.youtube.com/watch?v=abc_1>"),
        ("A claim.[footnote]The proof.[/footnote]", "A claim.[^1]\n\n[^1]: The proof."),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ('<a href="/2019/05/story-2/#end">there</a>', "[there](/articles/story-2/#end)"),
        ('<a href="https://www.old.example.org/?p=2">there</a>', "[there](/articles/story-2/)"),
        ('<a href="/files/plan.pdf">plan</a>', "[plan](https://old.example.org/files/plan.pdf)"),
        ('<a href="https://elsewhere.org/">there</a>', "[there](https://elsewhere.org/)"),
    ],
)  # fmt: skip
def test_a_text_becomes_clean_markdown(archive, arrived, body, markdown):
    looked = archive.report(post(1, body=body), post(2), look=True)
    archive.bring()

    assert looked["left"] == {}
    assert arrived("post:1").body == markdown
    assert Arrival.objects.get(key="post:1").left_out == []


def test_the_words_below_a_recording_are_its_caption():
    html = '<figure><audio controls><source src="/s.mp3"></audio><figcaption>A <b>song</b></figcaption></figure>After'
    conversion = Conversion("https://old.org/", lambda source: (source, "", ""), lambda _link: "")

    assert conversion.convert(html).body == '![](image:/s.mp3 "A song")\n\nAfter'


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<figure><img src='/a.jpg'><p>By Anna</p><figcaption>Boats</figcaption></figure>",
         "![](image:/a.jpg)\n\nBy Anna\n\nBoats"),
        ("<figure><a class='kg-bookmark-container' href='https://x.org/'><div>Title<img src='/i.png'></div></a></figure>",
         "[Title](https://x.org/)"),
        ("<figure>\n<figure><img src='/a.jpg'><figcaption>One</figcaption></figure>\n<figcaption>All</figcaption></figure>",
         '![](image:/a.jpg "One")\n\nAll'),
    ],
)  # fmt: skip
def test_words_beside_the_picture_of_a_figure_stay(html, markdown):
    conversion = Conversion("https://old.org/", lambda source: (source, "", ""), lambda _link: "")

    assert conversion.convert(html).body == markdown


def test_the_caption_of_a_missing_picture_is_escaped_once(archive, arrived):
    archive.bring(post(1, body='<figure><img src="/a.jpg"><figcaption>A [b] c_d*e*</figcaption></figure>'))

    assert rendering.render(arrived("post:1").body) == "<p>A [b] c_d*e*</p>\n"


def test_notes_of_the_block_editor_are_footnotes(archive, arrived):
    notes = json.dumps([{"id": "7b1c", "content": "Ask <em>them</em>."}])
    body = '<!-- wp:paragraph --><p>A claim<sup data-fn="7b1c" class="fn"><a href="#7b1c" id="7b1c-link">1</a></sup>.</p>'
    body += "<!-- /wp:paragraph --><!-- wp:footnotes /-->"

    archive.bring(post(1, body=body, meta=[("footnotes", notes)]))

    assert arrived("post:1").body == "A claim[^1].\n\n[^1]: Ask *them*."


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<p>Words.</p><form action='/x'><input name='a'>Send it</form>", "form"),
        ("<p>Words.</p><script>alert(1)</script>", "script"),
        ('<p>Words.</p>[contact-form-7 id="5" title="Us"]', "shortcode contact-form-7"),
        (
            "<!-- wp:paragraph --><p>Words.</p><!-- /wp:paragraph --><!-- wp:latest-posts /-->",
            "block latest-posts",
        ),
        ('<p>Words.</p><iframe src="https://maps.example.org/x"></iframe>', "frame"),
        ("<p>Words.</p><iframe>It needs a newer browser.</iframe>", "frame"),
        ("<p>Words.</p><form><button>Send</button><select><option>1</option></select></form>", "form"),
    ],
)
def test_what_does_not_survive_is_kept_beside_the_story(archive, arrived, body, what):
    looked = archive.report(post(1, body=body), look=True)
    archive.bring()

    assert arrived("post:1").body.startswith("Words.")
    left = Arrival.objects.get(key="post:1").left_out
    assert [name for name, _text in left] == [what]
    assert left[0][1]
    assert set(looked["left"]) == {what}


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ('<ol start="-1">', ["-1"]),
        ('<ol style="list-style-type: lower-greek">', ["lower-greek"]),
        ("<ol reversed>", []),
        ('<ol type="i" style="list-style: lower-roman inside">', []),
    ],
)
def test_numbers_of_a_list_that_markdown_can_not_count_in_are_listed(archive, tag, told):
    archive.bring(post(1, body=f"{tag}<li>One</li><li>Two</li></ol>"))

    left = Arrival.objects.get(key="post:1").left_out
    assert left == [["list numbers", each] for each in told]


def test_what_an_unknown_shortcode_encloses_stays(archive, arrived):
    archive.bring(post(1, body='[box color="red"]Important words.[/box]'))

    assert arrived("post:1").body == "Important words."


def test_hostile_markup_never_reaches_a_page(archive, arrived, client):
    evil = '<img src=x onerror=alert(1)><svg onload=alert(1)><a href="javascript:alert(1)">x</a>'
    names = AUTHOR.format(number=3, login="anna", name="<script>alert(1)</script>")
    archive.write(
        post(
            1,
            f"{evil}T",
            f"<p>{evil}B</p>",
            excerpt=f"{evil}E",
            tags=[("t", evil)],
            meta=[("_yoast_wpseo_title", evil)],
        ),
        names=names,
    )

    archive.bring()

    page = client.get("/articles/story-1/").content.decode()
    assert "<img src=x" not in page
    assert "javascript:alert" not in page
    assert "<script>alert" not in page


def test_a_passage_that_was_struck_stays_struck(archive, arrived):
    archive.bring(post(1, body='<p>It is <del datetime="2019-05-12T08:30:00+00:00">four</del> five.</p>'))

    assert arrived("post:1").body == "It is ~~four~~ five."


@pytest.mark.parametrize(
    "mark", ["<!--nextpage-->", "<!--more-->", "<!--more Read on-->", "<!-- pagebreak -->"]
)
@pytest.mark.parametrize(
    ("form", "there"),
    [
        ("After.{}Page two.", "After.\n\nPage two."),
        ("<p>After.{}Page two.</p>", "After.\n\nPage two."),
        ("<p><em>After.{}Page two.</em></p>", "*After.*\n\n*Page two.*"),
        ("After.\n\n{}\n\nPage two.", "After.\n\nPage two."),
        ("<!-- wp:more -->{}<!-- /wp:more --><p>Words.</p>", "Words."),
    ],
)
def test_what_parts_a_page_parts_paragraphs(archive, arrived, mark, form, there):
    archive.bring(post(1, body=form.format(mark)))

    assert arrived("post:1").body == there


@pytest.mark.parametrize("remark", ["<!-- more of this below -->", "<!--moreover-->", "<!-- x -->"])
def test_a_remark_parts_nothing(archive, arrived, remark):
    archive.bring(post(1, body=f"Some{remark} words."))

    assert arrived("post:1").body == "Some words."
