"""Folders of site generators: what their heads say, what lies beside a text, and where it stood."""

import pytest
from django.core.files.base import ContentFile

from articles.models import Article, Edition, Page
from articles.pictures import library
from exchange.models import Arrival, OldAddress
from tests.pictures import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "Boats", "date": "2021-03-04T05:06:07Z", "tags": ["sea"]}\n\nThe {first} words.',
        '---json\n{"title": "Boats", "date": "2021-03-04T05:06:07Z", "tags": ["sea"]}\n---\nThe {first} words.',
        "---\ntitle: Boats\npubDatetime: 2021-03-04T05:06:07Z\ntags: [sea]\n---\nThe {first} words.",
    ],
)
def test_a_head_is_read_in_each_form(bring, text):
    bring(boats_DOT_md=text)

    edition = Edition.objects.get()
    assert (edition.headline, edition.body, edition.topics[0]["name"]) == (
        "Boats",
        "The {first} words.",
        "sea",
    )
    assert edition.live_from.isoformat() == "2021-03-04T05:06:07+00:00"


def test_a_head_that_holds_no_picture_names_none(bring):
    bring(
        boats_DOT_md="---\ntitle: Boats\nheader: {caption: By Jane, video: {id: XX}}\nimage: true\n---\nWords."
    )

    arrival = Arrival.objects.get(key__startswith="file:")
    assert not arrival.missing
    assert "header" in str(arrival.left_out)


def test_a_text_that_begins_with_a_brace_is_a_text(bring):
    bring(boats_DOT_md='{"a": these words are no head')

    assert Article.objects.get().body.endswith("no head")


@pytest.mark.parametrize("changed", ["updatedDate: Jul 15 2022", "modDatetime: 2022-07-15T00:00:00Z"])
def test_a_later_change_is_read_by_each_name(bring, changed):
    bring(boats_DOT_md=f"---\ntitle: Boats\npubDate: Jul 08 2022\n{changed}\n---\nWords.")

    assert [each.live_from.day for each in Edition.objects.order_by("number")] == [8, 15]


@pytest.mark.parametrize(
    "said", ["cover: {image: cover.jpg}", "heroImage: ./cover.jpg", "header: {overlay_image: cover.jpg}"]
)
def test_pictures_lie_beside_the_text_that_names_them(bring, arrived, said):
    head = f"---\ntitle: A story\ndate: 2021-03-04\n{said}\n---\n"

    bring(
        content__one__index_DOT_md=f"{head}![](boat.jpg) ![](/images/harbour.jpg)",
        content__two__index_DOT_md=f"{head}Words.",
        content__one__cover_DOT_jpg=files.jpeg(301),
        content__two__cover_DOT_jpg=files.jpeg(302),
        content__one__boat_DOT_jpg=files.jpeg(303),
        static__images__harbour_DOT_jpg=files.jpeg(304),
    )

    one, two = (arrived(f"file:content/{name}/index.md") for name in ("one", "two"))
    assert (one.lead_image.width, two.lead_image.width) == (301, 302)
    assert [each["width"] for each in one.editions.get().pictures] == [301, 303, 304]


@pytest.mark.parametrize(
    "said",
    [
        "cover: {image: cover.jpg, alt: A ship, caption: The *old* ship}",
        "heroImage: {src: ./cover.jpg, Alt: A ship, caption: The *old* ship}",
        "images: [{url: cover.jpg, alt_text: A ship, caption: The *old* ship}]",
        "header: {overlay_image: cover.jpg, image_description: A ship, caption: The *old* ship}",
        "heroImage: cover.jpg\nheroImageAlt: A ship\nhero_caption: The *old* ship",
        "image: cover.jpg\nimage_alt: A ship\nimageCaption: The *old* ship",
    ],
)
def test_the_words_of_a_picture_in_a_head_are_those_of_the_picture(bring, arrived, said):
    head = f"---\ntitle: A story\ndate: 2021-03-04\n{said}\n---\n"

    bring(one__index_DOT_md=f"{head}![](cover.jpg)", one__cover_DOT_jpg=files.jpeg())

    story = arrived("file:one/index.md")
    assert (story.lead_image.alt_text, story.lead_image.caption) == ("A ship", "The *old* ship")
    assert [each["alt"] for each in story.editions.get().pictures] == ["A ship"]
    assert Arrival.objects.get(key="file:one/index.md").left_out == []


@pytest.mark.parametrize("name", ["src: cover.jpg", "src: a.jpg, name: featured-image"])
def test_the_cover_among_the_resources_of_a_page_is_the_lead(bring, arrived, name):
    said = (
        f"resources: [{{src: a.pdf}}, {{{name}, title: X, params: {{Alt: A ship, caption: The *old* ship}}}}]"
    )
    head = f"---\ntitle: A story\ndate: 2021-03-04\n{said}\n---\n"

    bring(one__index_DOT_md=head, one__cover_DOT_jpg=files.jpeg(), one__a_DOT_jpg=files.jpeg())

    lead = arrived("file:one/index.md").lead_image
    assert (lead.alt_text, lead.caption) == ("A ship", "The *old* ship")


def test_words_in_a_head_change_none_that_a_picture_has(bring, arrived):
    said = "cover: {{image: /cover.jpg, alt: {}, caption: {}}}"
    head = f"---\ntitle: A story\ndate: 2021-03-04\n{said}\n---\nWords."

    bring(
        one_DOT_md=head.format("A ship", "''"),
        two_DOT_md=head.format("Another", "The ship"),
        cover_DOT_jpg=files.jpeg(),
    )

    picture = arrived("file:one.md").lead_image
    assert (picture.alt_text, picture.caption) == ("A ship", "The ship")


def test_a_picture_of_the_paper_keeps_its_words(bring, arrived, chief_editor):
    image = library.take(ContentFile(files.jpeg()), chief_editor)
    said = "cover: {image: /cover.jpg, alt: A ship}"

    bring(one_DOT_md=f"---\ntitle: A\ndate: 2021-03-04\n{said}\n---\nWords.", cover_DOT_jpg=files.jpeg())

    assert arrived("file:one.md").lead_image == image
    image.refresh_from_db()
    assert image.alt_text == ""


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("content__posts__boats_DOT_md", "/posts/boats/"),
        ("site__content__posts__Boats__index_DOT_md", "/posts/boats/"),
        ("src__content__blog__boats_DOT_mdx", "/blog/boats"),
        ("_posts__2020-01-02-boats_DOT_md", "/2021/03/04/boats.html"),
        ("news___posts__2020-01-02-boats_DOT_md", "/news/2021/03/04/boats.html"),
        ("docs___posts__2020-01-02-boats_DOT_md", "/2021/03/04/boats.html"),
        ("content__posts__2020-01-02-boats_DOT_md", "/posts/2020-01-02-boats/"),
        ("content__old posts__boats_DOT_md", "/old-posts/boats/"),
    ],
)
def test_a_text_that_names_no_address_stood_where_its_generator_put_it(bring, client, arrived, name, asked):
    other = name.replace("boats", "other").replace("Boats", "Other")
    body = f"[Boats]({asked})"

    bring(
        **{
            name: "---\ntitle: Boats\ndate: 2021-03-04\n---\nWords.",
            other: f"---\ntitle: Other\ndate: 2021-03-04\n---\n{body}",
        }
    )

    assert client.get(asked)["Location"] == "/articles/boats/"
    assert Article.objects.get(headline="Other").body == "[Boats](/articles/boats/)"


@pytest.mark.parametrize(
    ("name", "said", "asked"),
    [
        ("2020-1-2-boats", "", "/2020/01/02/boats"),
        ("2020-01-02-My  Boats?", "", "/2020/01/02/my-boats"),
        ("2020-01-02-नाव की", "", "/2020/01/02/नाव-की"),
        ("2020-01-02-boats", "slug: 'My (Boats)!'", "/2020/01/02/my-(boats)!"),
        ("2020-01-02-boats", "date: 2020-02-03 00:30:00 +0300", "/2020/02/02/boats"),
        ("2020-01-02-boats", "date: 2020-02-03\ncategories: [Sea Life]", "/sea life/2020/02/03/boats"),
        ("2020-1-2-boats", "date: someday", "/2020/01/02/boats"),
        ("2020-13-2-boats", "", "/2020/13/02/boats"),
    ],
)
def test_a_post_of_jekyll_stood_at_its_own_date_and_slug(bring, name, said, asked):
    bring(**{f"_posts__{name}_DOT_md": f"---\ntitle: Boats\n{said}\n---\nWords."})

    assert OldAddress.objects.get(article__isnull=False).path == asked


@pytest.mark.parametrize(
    ("name", "said", "sections"),
    [
        ("news___posts__2020-01-02-boats_DOT_md", "", ["news"]),
        ("news___posts__2020-01-02-boats_DOT_md", "\ncategories: sea", ["news", "sea"]),
        ("docs___posts__2020-01-02-boats_DOT_md", "\ncategory: sea", ["sea"]),
    ],
)
def test_folders_above_the_posts_of_jekyll_are_categories(bring, name, said, sections):
    bring(**{name: f"---\ntitle: Boats{said}\n---\nWords."})

    found = Arrival.objects.filter(key__startswith="category:").order_by("pk")
    assert [each.thing.name for each in found] == sections


def test_a_folder_keeps_its_name_when_files_come_to_it(bring):
    head = "---\ntitle: A story\ndate: 2021-03-04\n---\nWords."
    bring(boats_DOT_md=head)
    bring(about_DOT_md=head)

    assert set(Arrival.objects.filter(key__startswith="file:").values_list("origin", "key")) == {
        ("site", "file:boats.md"), ("site", "file:about.md"),
    }  # fmt: skip


def test_a_page_whose_moment_is_ahead_is_brought_and_not_published(bring, client):
    page = "---\ntitle: {0}\nlayout: page\ndate: {0}-01-01\n---\nWords.\n"

    report = bring(old_DOT_md=page.format(2020), prices_DOT_md=page.format(2090))

    assert dict(Page.objects.values_list("slug", "is_published")) == {"old": True, "prices": False}
    assert ("prices.md", "it is a page whose moment is ahead: it was not published") in [
        tuple(problem) for problem in report["problems"]
    ]
