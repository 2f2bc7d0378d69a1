"""Markdown of site generators: their templates, the HTML in it, and what the head of a file says."""

from time import process_time

import pytest
from django.core.management import call_command

from articles.models import Article
from exchange import markdown_addresses, site_templates
from exchange.models import Arrival

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    """Return a function that brings a folder of these files, given as (name, text)."""

    def site(*files, head="title: T\ndate: 2020-01-02"):
        root = tmp_path / "content"
        for name, text in files:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text if text.startswith("---") else f"---\n{head}\n---\n{text}", "utf-8")
        call_command("bring", root)
        return Article.objects.order_by("pk")

    return site


def beside(article):
    return [tuple(row) for row in Arrival.objects.get(article=article).left_out]


def test_mdx_keeps_its_words_alone(site):
    story = site(
        (
            "a.mdx",
            "import Box from './Box.astro';\nexport const year = 2020;\n\nOne {/* a remark */}word.\n\n"
            '<Box title="x > y" on={() => go()}>\n\tInside **it**.\n</Box>\n\n<YouTube id="abc-123" />\n\n'
            "In {year}, `<Box>` and:\n\n```\nimport x\n\n<Box/>\n```",
        )
    ).get()

    assert story.body == (
        "One word.\n\nInside **it**.\n\n\n\n\n<https://www.youtube.com/watch?v=abc-123>\n\n\n\n"
        "In , `<Box>` and:\n\n```\nimport x\n\n<Box/>\n```"
    )
    assert [what for what, _text in beside(story)] == ["template", "template Box", "template"]


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("A {posts.map((each) => <Card on={() => { go() }} />)}.", "A ."),
        ("<Card style={{ color: 'red' }}>Words</Card>", "Words"),
        (r"A \{set\} and \<Box>.", r"A \{set\} and \<Box>."),
        (r"So $\frac{a}{b}$ and $x_{1}$, {n}.", r"So $\frac{a}{b}$ and $x_{1}$, ."),
        ("So\n\n$$\n\\sum_{i}^{n} i\n$$\n\n{n}.", "So\n\n$$\n\\sum_{i}^{n} i\n$$\n\n."),
        ("From $5 {n} to $6 {n}.", "From $5  to $6 ."),
    ],
)
def test_mdx_goes_with_all_its_braces_and_stays_where_it_is_escaped(written, body):
    assert site_templates.plain(written, str, is_mdx=True)[0] == body


def test_what_is_a_component_of_mdx_is_words_in_markdown(site):
    assert site(("a.md", "import taxes {rose}.")).get().body == "import taxes {rose}."


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ('{{< youtube "abc-123" >}}', "<https://www.youtube.com/watch?v=abc-123>"),
        ("{{< vimeo 76979871 >}}", "<https://vimeo.com/76979871>"),
        ('{{< x user="anna" id="123" >}}', "<https://x.com/anna/status/123>"),
        ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "```go\n\nx := 1\n\n```"),
        ("{% highlight ruby %}\nx = 1\n{% endhighlight %}", "```ruby\n\nx = 1\n\n```"),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("[Home]({{ site.baseurl }}/home/)", "[Home](/home/)"),
        ("[Home]({{ '/home/' | relative_url }})", "[Home](/home/)"),
        (
            "`{{< youtube 1 >}}` and\n\n```\n{% if x %}\n```",
            "`{{< youtube 1 >}}` and\n\n```\n{% if x %}\n```",
        ),
        ("- A\n\n  ~~~\n  {% if x %}", "- A\n\n  ~~~\n  {% if x %}"),
        ("Code:\n\n    {% if x %}\n    <b>x</b>", "Code:\n\n    {% if x %}\n    <b>x</b>"),
        ("```\n{{ kept }}", "```\n{{ kept }}"),
        ("One.\n\n<!-- more -->\n\nTwo.\n{: .lead}", "One.\n\n\n\nTwo."),
        ("One.<!--more-->Two.<!-- a remark -->", "One.\n\nTwo."),
        ("One.\n<!-- truncate -->Two.", "One.\n\n\nTwo."),
        ("`<!--more-->` parts.", "`<!--more-->` parts."),
        (
            "One {%- comment -%} secret {% comment %} a {% endcomment %} b {%- endcomment -%} two.",
            "One  two.",
        ),
        ("One.\n\n{{< comment >}}\n{{< x 1 >}} `a`\n{{< /comment >}}\n\nTwo.", "One.\n\n\n\nTwo."),
        ("{{% comment %}}secret{{% / comment %}}Two {% # secret %}.", "Two ."),
        ("One {# secret\nlines #} two{#x#}.", "One  two."),
        ("One {{/* secret\nlines */}} two{{- /* x */ -}}.", "One  two."),
        ("# A {#one}\n\nC#} and {#two .x} end.", "# A {#one}\n\nC#} and {#two .x} end."),
        ("{% raw %}{% comment %}a{% endcomment %}{% endraw %}", "{% comment %}a{% endcomment %}"),
        ("`{% comment %}a{% endcomment %}`", "`{% comment %}a{% endcomment %}`"),
    ],
)
def test_a_template_becomes_what_it_showed(site, written, body):
    story = site(("a.md", written)).get()

    assert story.body == body
    assert beside(story) == []


def test_a_template_that_nothing_here_knows_goes_and_is_kept_beside_the_story(site):
    story = site(
        ("a.md", "{{< notice tip >}}Mind **this**.{{< /notice >}} {% include ad.html %}{{ page.views }}")
    ).get()

    assert story.body == "Mind **this**."
    assert beside(story) == [
        ("shortcode notice", "{{< notice tip >}}"),
        ("template include", "{% include ad.html %}"),
        ("template", "{{ page.views }}"),
    ]


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ('{{< figure src="my boat.png" alt="a]b [c](d)" >}}', "![a&#93;b &#91;c&#93;(d)](my%20boat.png)"),
        ('{{< figure src="a).png" caption="1 * 2" />}}', '![](a%29.png "1 &#42; 2")'),
    ],
)
def test_the_values_of_a_picture_end_none_of_its_parts(written, body):
    assert site_templates.plain(written, str)[0].strip() == body
    assert markdown_addresses.PICTURE.fullmatch(body)


@pytest.mark.parametrize("values", ["'a> <b'", "", 'id="../x"', f'"{"a" * 65}"'])
def test_an_address_is_made_of_no_other_key(values):
    card = f"{{{{< youtube {values} >}}}}"

    assert site_templates.plain(card, str) == ("", [("shortcode youtube", card)])


def test_a_link_by_the_name_of_a_file_leads_to_its_story(site):
    texts = '[A]({% post_url 2020-01-02-boats %}), [B]({{< ref "sub/nets.md" >}})'
    stories = site(("a.md", texts), ("_posts/2020-01-02-boats.md", "Boats."), ("sub/nets.md", "Nets."))

    assert stories.get(slug="a").body == "[A](/articles/boats/), [B](/articles/nets/)"


@pytest.mark.parametrize(
    "link", ["{{< ref >}}", '{{< ref "/" >}}', '{{< ref "." >}}', '{{< ref "none.md" >}}',
             '{{< ref "twice.md" >}}', "{% post_url 2020-01-01-nothing %}"],
)  # fmt: skip
def test_a_link_that_leads_to_no_one_file_is_kept_beside_the_story(site, link):
    stories = site(("a.md", f"[A]({link})"), ("x/twice.md", "One."), ("y/twice.md", "Two."))

    assert beside(stories.get(slug="a")) == [("link", link)]


def test_a_point_in_the_name_of_a_file_is_a_part_of_it(site):
    stories = site(
        ("a.md", "[A]({% post_url 2020-01-01-version-1.5 %})"), ("_posts/2020-01-01-version-1.5.md", "New.")
    )

    assert stories.get(slug="a").body == "[A](/articles/version-1-5/)"


def test_html_in_markdown_is_written_as_markdown(site):
    text = 'A <b>bold</b> word, H<sub>2</sub>O.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<p>A <a href="/x/">link</a>.<br>Then.</p>\n\n`<b>`[^1]\n\n[^1]: A note.'
    story = site(("a.md", text)).get()

    assert story.body == (
        "A **bold** word, H₂O.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nA [link](/x/).\\\nThen.\n\n`<b>`[^1]\n\n[^1]: A note."
    )


def test_a_form_in_markdown_is_kept_beside_the_story(site):
    story = site(("a.md", "Words.\n\n<form><input name=a></form>\n")).get()

    assert story.body == "Words."
    assert beside(story) == [("form", "<form><input name=a></form>")]


def test_markdown_without_html_and_templates_stays_as_it_is(site):
    text = "*One* __two__, 1 < 2, a <https://example.org/>.\n\n* a\n* b"

    assert site(("a.md", text)).get().body == text


def test_a_page_of_html_may_have_a_head_too(site):
    story = site(("2020-1-2-boats.html", "---\ntitle: Boats\n---\n<p>Some <em>words</em>.</p>")).get()

    assert (story.headline, story.slug, story.body) == ("Boats", "boats", "Some *words*.")


def test_jekyll_writes_tags_with_spaces_and_in_two_fields(site):
    head = "title: T\ncategory: News\ntags: boats nets\ntag: sea"
    story = site(("2020-01-02-a.md", "x"), head=head).get()

    assert story.section.name == "News"
    assert {str(topic) for topic in story.topics.all()} == {"boats", "nets", "sea"}


def test_a_field_that_nobody_reads_is_kept_beside_the_story(site):
    story = site(("a.md", "x"), head="title: T\ndate: 2020-01-02\nlayout: post\nrating: 5\nempty:").get()

    assert beside(story) == [("field", "rating: 5")]


@pytest.mark.parametrize(
    "hostile",
    ["`", "{{<", "{{< a ", "{% a ", "<!--", "```\n", "{: ", "{{ a", "~~~\n```\n", "~~~ x\n", "`a` {{ b }} ",
     "{{" + " " * 1000 + "x", "{{<" + " " * 1000, "{{<" + " " * 200_000, "{{< a" + " " * 1000, "{{<" + "a" * 10_000,
     "{%" + " " * 1000, "{%" + "a" * 10_000, "<A", '<A "', "<A {", "{ ", "<A a\n \n ", "\n\nimport a\nb", "{/*",
     "{# ", "{#a ", "{{/* ", "{{/**/ ", "{% comment %}", "{{< comment >}} ", "{% # ", "{{}", "<A {} ", "{<A {}", "{a {b} ", "$", "$a\\b", "$$x_{ "],
)  # fmt: skip
def test_a_hostile_text_is_read_in_time(hostile, limit):
    began = process_time()

    for is_mdx in (False, True):
        site_templates.plain(hostile * (200_000 // len(hostile)), str, is_mdx=is_mdx)

    assert process_time() - began < 10 * limit


@pytest.mark.parametrize(
    "said",
    [
        "{{< gist jane 50a7482715eac222e230d1e64dd9a89b >}}",
        '{{< gist jane 50a7482715eac222e230d1e64dd9a89b "boats.html" >}}',
        "{% gist jane/50a7482715eac222e230d1e64dd9a89b %}",
        "{% gist jane/50a7482715eac222e230d1e64dd9a89b boats.html %}",
    ],
)
def test_a_gist_is_a_link_to_it(said):
    text, left = site_templates.plain(f"Before.\n\n{said}\n\nBehind.", lambda name: "")

    assert text.split() == [
        "Before.",
        "<https://gist.github.com/jane/50a7482715eac222e230d1e64dd9a89b>",
        "Behind.",
    ]
    assert left == []


def test_a_video_of_jekyll_is_its_address():
    text, left = site_templates.plain("{% youtube dQw4w9WgXcQ %}{% gist ../x %}", lambda name: "")

    assert text.strip() == "<https://www.youtube.com/watch?v=dQw4w9WgXcQ>"
    assert left == [("template gist", "{% gist ../x %}")]
