"""Posts of other sites that an old story embeds: their words come with it."""

import json

import pytest

from articles.models import Article

pytestmark = pytest.mark.django_db
ADDRESS = "https://twitter.com/anna/status/12"
POST = '<blockquote class="twitter-tweet"><p>The quay is <a href="https://t.co/x">closed</a>.</p>&mdash; Anna</blockquote>'


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"{POST}<script async src='https://platform.example/w.js'></script>", True),
        ("<iframe src='https://player.example/1'></iframe>", False),
        ("</blockquote><blockquote>", False),
    ],
)
@pytest.mark.parametrize("form", ["mobiledoc", "lexical"])
def test_the_words_of_an_embedded_post_are_quoted_below_its_address(archive, tmp_path, form, html, words):
    card = {"url": ADDRESS, "html": html}
    texts = {
        "mobiledoc": {"version": "0.3.1", "cards": [["embed", card]], "sections": [[10, 0]]},
        "lexical": {"root": {"type": "root", "children": [{"type": "embed", **card}]}},
    }
    post = {
        "id": "1", "title": "Boats", "slug": "boats", "status": "published", "type": "post",
        "published_at": "2024-01-02T03:04:05.000Z", form: json.dumps(texts[form]),
    }  # fmt: skip
    (tmp_path / "g.json").write_text(
        json.dumps({"db": [{"meta": {"version": "5.0"}, "data": {"posts": [post]}}]})
    )

    archive.bring(file=tmp_path / "g.json")

    body = Article.objects.get().body
    assert body.startswith("<https://")
    assert ("> The quay is [closed](https://t.co/x)." in body, body.count("status/12")) == (words, 1)
