"""Whoever leaves to WordPress or Ghost takes live texts, people, terms and pictures along, by those systems' rules."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from lxml import etree

from articles import desk
from articles.models import Address, Article, Byline, Citation, Edition, Image, Page, Person, Source, Topic
from articles.pictures import library
from exchange.writers import wxr
from tests.pictures import files

from .wxr import post

pytestmark = pytest.mark.django_db
NAMESPACES = {
    "wp": "http://wordpress.org/export/1.2/", "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/", "dc": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip
BODY = """Words with **bold**, [a link](https://example.org/?a=1&b=2) and ]]> [sic].

![A harbour](image:{key} "Boats at dawn")

https://www.youtube.com/watch?v=dQw4w9WgXcQ

| a | b |
|---|---|
| 1 | 2 |

Said so.[@ministry]
"""


@pytest.fixture
def picture(chief_editor):
    return library.accept(
        SimpleUploadedFile("a.jpg", files.jpeg()), chief_editor, alt_text="A harbour", credit="A. Photo"
    )


@pytest.fixture
def told(make_article, publish, chief_editor, picture, section):
    """Publish a story that has everything, with a correction; and a page."""
    story = make_article(
        headline="Boats <leave> & go", slug="boats", standfirst="In short.", body=BODY.format(key=picture.key),
        lead_image=picture, section=section, search_title="Boats for engines",
    )  # fmt: skip
    anna = Person.objects.create(name="Anna & Co", slug="anna")
    Byline.objects.create(article=story, person=anna, order=0)
    Byline.objects.create(article=story, name="Reuters", order=1)
    source = Source.objects.create(name="Ministry", slug="ministry", address="https://example.org/m")
    Citation.objects.create(article=story, source=source, mark="ministry")
    story.topics.add(Topic.objects.create(name="Ferries", slug="ferries"))
    publish(story)
    desk.correct(
        story, by=chief_editor, kind="correction", note="It was ten & not two.",
        changes={"body": story.body.replace("Words", "Ten words")},
    )  # fmt: skip
    Page.objects.create(headline="Imprint", slug="imprint", body="Who *we* are.", is_published=True)
    return story


@pytest.fixture
def taken(told, tmp_path):
    call_command("take_out", tmp_path / "out")
    return tmp_path / "out"


def items(taken):
    """Return {post type: [item]} of the export of WordPress."""
    root = etree.parse(taken / "wordpress/wordpress-001.xml")
    found = {}
    for item in root.findall("channel/item"):
        found.setdefault(said(item, "wp:post_type"), []).append(item)
    return found


def said(item, path):
    return item.findtext(path, namespaces=NAMESPACES)


# WordPress


def test_a_story_is_a_post_with_its_text_terms_and_picture(taken):
    (post,), (attachment,), (page,) = (items(taken)[kind] for kind in ("post", "attachment", "page"))

    assert (said(post, "title"), said(post, "wp:post_name")) == ("Boats &lt;leave&gt; &amp; go", "boats")
    assert (said(post, "dc:creator"), said(post, "excerpt:encoded")) == ("anna", "In short.")
    terms = {(each.get("domain"), each.get("nicename"), each.text) for each in post.findall("category")}
    assert terms == {
        ("category", "world", "World"), ("post_tag", "ferries", "Ferries"),
        ("author", "cap-anna", "Anna & Co"), ("author", "cap-reuters", "Reuters"),
    }  # fmt: skip
    meta = {
        said(each, "wp:meta_key"): said(each, "wp:meta_value")
        for each in post.findall("wp:postmeta", NAMESPACES)
    }
    assert meta["_thumbnail_id"] == said(attachment, "wp:post_id")
    assert meta["_yoast_wpseo_title"] == "Boats for engines"
    assert said(page, "content:encoded") == "<p>Who <em>we</em> are.</p>\n"


def test_the_text_is_plain_html_with_the_note_above_and_the_sources_below(taken):
    (post,) = items(taken)["post"]

    text = said(post, "content:encoded")

    assert text.startswith("<p><strong>Correction, ")
    assert "</strong> It was ten &amp; not two.</p>" in text
    assert "Ten words with <strong>bold</strong>" in text
    assert "&#91;sic&#93;" in text  # no shortcode
    assert "<figcaption>Boats at dawn. A. Photo</figcaption>" in text
    assert "<p>https://www.youtube.com/watch?v=dQw4w9WgXcQ</p>" in text  # it embeds this itself
    assert "<td>1</td>" in text
    assert '<li id="source-ministry"><a href="https://example.org/m">Ministry</a></li>' in text


def test_the_pictures_addresses_answer(taken, client):
    (attachment,) = items(taken)["attachment"]
    (post,) = items(taken)["post"]
    address = said(attachment, "wp:attachment_url")

    assert f'src="{address}"' in said(post, "content:encoded")  # the importer writes its own there
    answer = client.get(re.sub(r"^https?://[^/]+", "", address))
    assert (answer.status_code, len(answer.getvalue()) > 0) == (200, True)


def test_a_large_paper_gives_several_files_each_with_what_its_posts_name(
    told, publish_many, tmp_path, monkeypatch
):
    monkeypatch.setattr(wxr, "MOST", 2)
    publish_many(4)

    call_command("take_out", tmp_path / "out")

    names = sorted(path.name for path in (tmp_path / "out/wordpress").iterdir())
    assert names == ["wordpress-001.xml", "wordpress-002.xml", "wordpress-003.xml"]
    for name in names:
        root = etree.parse(tmp_path / "out/wordpress" / name)
        authors = {said(each, "wp:author_login") for each in root.findall("channel/wp:author", NAMESPACES)}
        assert {said(item, "dc:creator") for item in root.findall("channel/item")} - {""} <= authors


# Ghost


def test_a_story_is_a_post_of_ghost_with_authors_tags_and_picture(taken, picture):
    tables = json.loads((taken / "ghost/ghost.json").read_text())["db"][0]["data"]

    post, page = tables["posts"]
    assert (post["title"], post["slug"], post["custom_excerpt"]) == (
        "Boats <leave> & go",
        "boats",
        "In short.",
    )
    assert post["feature_image"] == f"__GHOST_URL__/content/images/newsroom/{picture.key}.jpg"
    assert (page["type"], page["html"]) == ("page", "<p>Who <em>we</em> are.</p>\n")
    assert tables["posts_meta"][0]["feature_image_caption"] == "A. Photo"
    users = {row["id"]: row["name"] for row in tables["users"]}
    tags = {row["id"]: row["slug"] for row in tables["tags"]}
    assert [users[row["author_id"]] for row in tables["posts_authors"] if row["post_id"] == post["id"]] == [
        "Anna & Co",
        "Reuters",
    ]
    assert [tags[row["tag_id"]] for row in tables["posts_tags"]] == ["world", "ferries"]


def test_what_ghost_holds_is_as_long_as_its_schema_allows(publish, tmp_path):
    publish(standfirst="Long words " * 60, slug="long")
    Edition.objects.update(headline="Word " * 59)

    call_command("take_out", tmp_path / "out")

    (post,) = json.loads((tmp_path / "out/ghost/ghost.json").read_text())["db"][0]["data"]["posts"]
    assert len(post["title"]) <= 255
    assert len(post["custom_excerpt"]) <= 300
    assert post["html"].startswith(f"<p>{('Long words ' * 60).strip()}</p>")


def test_a_page_of_an_old_address_and_of_a_section_is_led_on(told, change, publish, tmp_path):
    publish(change(told, slug="ships"))

    call_command("take_out", tmp_path / "out")

    rules = (tmp_path / "out/ghost/redirects.yaml").read_text()
    assert "^/articles/boats/?$: /articles/ships/" in rules
    assert "^/sections/([^/]+)/?$" in rules


def test_pictures_of_one_description_stay_two(make_article, publish, chief_editor, tmp_path):
    """WordPress' importer takes two attachments of one title and one moment for one."""
    keys = [
        library.accept(files.upload(files.jpeg(width)), chief_editor, alt_text="Boats", credit="C").key
        for width in (200, 210)
    ]
    publish(headline="Rain", body="\n\n".join(f"![](image:{key})" for key in keys))

    call_command("take_out", tmp_path / "out")

    attachments = items(tmp_path / "out")["attachment"]
    assert len({(said(each, "title"), said(each, "wp:post_date")) for each in attachments}) == 2


def test_stories_of_one_headline_and_one_moment_stay_two(archive, tmp_path):
    """WordPress' importer takes the second for the first, and drops it."""
    archive.bring(*(post(number, title="Letters") for number in (1, 2, 3)))

    call_command("take_out", tmp_path / "out")

    posts = items(tmp_path / "out")["post"]
    assert len({(said(each, "title"), said(each, "wp:post_date")) for each in posts}) == 3
    assert len({said(each, "wp:post_date_gmt") for each in posts}) == 1


def test_accounts_have_short_names_of_latin_letters_that_no_other_author_has(publish, make_article, tmp_path):
    """WordPress makes no account of another name, and Ghost refuses the whole file for a long mail address."""
    story = make_article(headline="Rain", slug="rain", language="sr-Latn")
    long = "анна-" + "петрова-" * 8
    for order, slug in enumerate([f"{long}one", f"{long}two", "ann"]):
        person = Person.objects.create(name=slug.title(), slug=slug)
        Byline.objects.create(article=story, person=person, order=order)
    publish(story)

    call_command("take_out", tmp_path / "out")

    root = etree.parse(tmp_path / "out/wordpress/wordpress-001.xml")
    logins = [said(each, "wp:author_login") for each in root.findall("channel/wp:author", NAMESPACES)]
    data = json.loads((tmp_path / "out/ghost/ghost.json").read_text())["db"][0]["data"]
    assert [each["email"].removesuffix("@example.com") for each in data["users"]] == logins
    assert len(set(logins)) == 3
    assert logins[2] == "ann"
    assert all(re.fullmatch(r"[a-z][a-z-]{2,44}(-2)?", login) for login in logins)
    assert "locale" not in data["posts"][0]  # six letters at most


def test_a_page_with_the_slug_of_a_story_goes_to_ghost_under_a_free_one(told, tmp_path):
    Page.objects.create(headline="About boats", slug="boats", body="So.", is_published=True)

    call_command("take_out", tmp_path / "out")

    posts = json.loads((tmp_path / "out/ghost/ghost.json").read_text())["db"][0]["data"]["posts"]
    assert [each["slug"] for each in posts] == ["boats", "imprint", "boats-2"]
    assert "^/pages/boats/?$: /boats-2/" in (tmp_path / "out/ghost/redirects.yaml").read_text()


LINES = "One\n**two**\nthree  \nfour\n\n- five\n  six\n\n```\na\n\nb\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"


def test_lines_that_end_within_a_paragraph_are_no_breaks_in_wordpress(publish, tmp_path):
    """It shows each end of a line within a paragraph as a break."""
    publish(body=LINES)

    call_command("take_out", tmp_path / "out")

    text = said(items(tmp_path / "out")["post"][0], "content:encoded")
    assert "<p>One <strong>two</strong> three<br>\nfour</p>\n<ul>\n<li>five six</li>" in text
    assert "<pre><code>a\n\nb\n</code></pre>" in text
    assert "<tr>\n<td>1</td>\n<td>2</td>\n</tr>" in text


def test_what_is_withdrawn_goes_nowhere(told, chief_editor, tmp_path):
    desk.withdraw(told, by=chief_editor, note="Wrong.")

    call_command("take_out", tmp_path / "out")

    for name in ("wordpress/wordpress-001.xml", "ghost/ghost.json"):
        assert "Ten words" not in (tmp_path / "out" / name).read_text()


# And back


def emptied():
    """Empty the newsroom but for its pictures' files."""
    Edition.objects.all().delete()
    Address.objects.all().delete()
    Citation.objects.all().delete()
    for model in (Byline, Article, Page, Topic, Person, Image):
        model.objects.all().delete()


@pytest.mark.parametrize("form", ["wordpress", "ghost"])
def test_our_own_reader_reads_the_same_story(taken, settings, form):
    before = Edition.objects.get(slug="boats", number=2)
    emptied()
    file = taken / ("wordpress" if form == "wordpress" else "ghost/ghost.json")

    call_command("bring", file, media=settings.MEDIA_ROOT if form == "wordpress" else taken / "pictures")

    after = Edition.objects.get(slug="boats", kind="first")
    assert after.first_published_at == before.first_published_at.replace(
        microsecond=after.first_published_at.microsecond
    )
    for field in ("headline", "standfirst", "search_title"):
        assert getattr(after, field) == getattr(before, field)
    assert [row["name"] for row in after.byline] == ["Anna & Co", "Reuters"]
    assert {row["slug"] for row in after.topics} | {after.section_as_printed.get("slug")} >= {
        "ferries",
        "world",
    }
    assert "Ten words with **bold**, [a link](https://example.org/?a=1&b=2) and" in after.body
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ" in after.body
    assert "| 1 | 2 |" in after.body
    assert after.lead_picture is not None
    assert Page.objects.get().body == "Who *we* are."


SHOWN = """::: facts The quay
Built in 1880.
:::

```chart bars Ships <a year>
year,ships
1880,7
```
"""


def test_a_chart_is_a_table_below_its_title_and_a_fact_box_its_words(publish, tmp_path):
    publish(headline="Boats", slug="boats", body=SHOWN)
    call_command("take_out", tmp_path / "out")

    (post,) = items(tmp_path / "out")["post"]
    data = json.loads((tmp_path / "out/ghost/ghost.json").read_text())["db"][0]["data"]
    for text in (said(post, "content:encoded"), data["posts"][0]["html"]):
        for words in ("The quay", "Built in 1880.", "Ships &lt;a year&gt;", "1880</th>", "7</td>"):
            assert words in text


def test_a_standing_page_goes_out_with_its_pictures(db, tmp_path):
    image = library.take(SimpleUploadedFile("desk.jpg", files.jpeg()), alt_text="The desk")
    Page.objects.create(headline="Us", slug="us", body=f"![](image:{image.key})", is_published=True)

    call_command("take_out", tmp_path / "out")

    (page,) = items(tmp_path / "out")["page"]
    assert 'alt="The desk"' in said(page, "content:encoded")
