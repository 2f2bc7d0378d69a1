"""The links between the texts of a folder that is brought."""

import pytest

from articles.models import Article, Image
from tests.pictures import files

pytestmark = pytest.mark.django_db
TEXT = "---\ntitle: {}\ndate: 2021-03-04\n---\n{}"
FILES = {
    "content__posts__other_DOT_md": TEXT.format("Other", "Words."),
    "content__posts__bundle__index_DOT_md": TEXT.format("Bundle", "Words."),
    "content__notes__far_DOT_md": TEXT.format("Far", "Words."),
    "_posts__2020-01-02-dated_DOT_md": TEXT.format("Dated", "Words."),
}


@pytest.fixture
def written(bring):
    """Return a function that brings a text beside others; it returns what is written there."""

    def written(text):
        bring(content__posts__boats_DOT_md=TEXT.format("Boats", text), **FILES)
        return Article.objects.get(headline="Boats").body

    return written


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("other.md", "other/"),
        ("./other.md#part", "other/#part"),
        ("../posts/other.md#part", "other/#part"),
        ("../notes/far.md", "far/"),
        ("/posts/other.md", "other/"),
        ("/content/posts/other.md", "other/"),
        ("bundle/index.md", "bundle/"),
        ("other/", "other/"),
        ("bundle#part", "bundle/#part"),
        ("../notes/far", "far/"),
        ("../../_posts/2020-01-02-dated.md", "dated/"),
        ('{{< ref "other.md" >}}', "other/"),
        ('{{< relref "other.md#part" >}}', "other/#part"),
        ('{{% ref "/posts/bundle" %}}', "bundle/"),
        ("{% post_url 2020-01-02-dated %}", "dated/"),
        ("{% link _posts/2020-01-02-dated.md %}", "dated/"),
    ],
)
def test_a_link_to_another_file_leads_to_its_story(written, address, there):
    as_html = f"<p><a href='{address}'>x</a></p>\n\n"

    assert written(f"{as_html}[x]({address})") == f"[x](/articles/{there})\n\n[x](/articles/{there})"


def test_a_reference_to_a_part_of_its_own_text_stays_there(written):
    assert written('[x]({{< ref "#part" >}}) [y]({{% relref "#part" %}})') == "[x](#part) [y](#part)"


def test_a_link_by_a_name_leads_to_the_story_of_its_file(written):
    assert written("[x][r] [^1]\n\n[r]: other.md\n\n[^1]: other.md") == (
        "[x][r] [^1]\n\n[r]: /articles/other/\n\n[^1]: other.md"
    )


@pytest.mark.parametrize(
    "text", ["[x](missing.md)", "[x](far.md)", "[x](https://a.org/other.md)", "`[x](other.md)`", "[x](#part)"]
)
def test_a_link_to_no_file_of_the_archive_stays(written, text):
    assert written(text) == text


@pytest.mark.parametrize("uid", ["", "newsroom: {uid: 11111111-2222-3333-4444-555555555555}\n"])
@pytest.mark.parametrize("other", ["", "newsroom: {uid: 22222222-2222-3333-4444-555555555555}\n"])
def test_a_newsrooms_file_finds_what_lies_beside_it(bring, uid, other):
    form = "---\ntitle: {}\ndate: 2021-03-04\n{}---\n{}"
    bring(
        stories__a_DOT_md=form.format("A", uid, "[x](b.md) [y](b) ![Boats](boats.jpg)"),
        stories__b_DOT_md=form.format("B", other, "Words."),
        stories__boats_DOT_jpg=files.jpeg(),
        **({"pictures_DOT_json": "[]"} if uid else {}),
    )

    body = Article.objects.get(headline="A").body
    assert body == f"[x](/articles/b/) [y](/articles/b/) ![Boats](image:{Image.objects.get().key})"
