"""The pictures of a WordPress archive, from a folder that was given."""

import re
import zipfile
from contextlib import nullcontext

import pytest

from exchange import media as media_of
from exchange import shortcodes
from exchange.models import Arrival, OldAddress
from tests.pictures import files

from .wxr import picture, post

pytestmark = pytest.mark.django_db
KEY = re.compile(r"image:([0-9a-f-]{36})")


@pytest.fixture
def media(tmp_path):
    folder = tmp_path / "media" / "uploads" / "2019" / "05"
    folder.mkdir(parents=True)
    (folder / "harbour.jpg").write_bytes(files.jpeg())
    (folder / "bridge.jpg").write_bytes(files.jpeg(320, 200))
    return tmp_path / "media"


HARBOUR = picture(
    90, "2019/05/harbour.jpg", meta=[("_wp_attachment_image_alt", "Boats")], excerpt="The harbour"
)
BRIDGE = picture(91, "2019/05/bridge.jpg")


def test_pictures_come_from_the_folder_that_was_given(archive, arrived, media, client):
    image = '<img src="https://old.example.org/wp-content/uploads/2019/05/bridge-300x200.jpg" alt="A bridge">'
    body = f'[caption id="x" width="300"]{image} The <em>bridge</em>[/caption]\n\nWords.'

    archive.bring(post(1, body=body, meta=[("_thumbnail_id", "90")]), HARBOUR, BRIDGE, media=media)

    edition = arrived("post:1").editions.get()
    assert [(row["alt"], row["caption"]) for row in edition.pictures[:1]] == [("Boats", "The harbour")]
    assert edition.lead_image == arrived("post:90")
    key = arrived("post:91").key
    assert edition.body == f'![A bridge](image:{key} "The bridge")\n\nWords.'
    assert client.get("/articles/story-1/").content.count(b"<figure") >= 2


@pytest.mark.parametrize(
    "body",
    [
        '[gallery ids="90,91"]',
        '<!-- wp:gallery --><figure class="wp-block-gallery"><figure class="wp-block-image"><img src="/wp-content/uploads/'
        '2019/05/harbour.jpg"/></figure><figure><img src="/wp-content/uploads/2019/05/bridge.jpg"/></figure></figure>'
        "<!-- /wp:gallery -->",
    ],
)
def test_a_gallery_stays_one(archive, arrived, media, body):
    archive.bring(post(1, body=body), HARBOUR, BRIDGE, media=media)

    edition = arrived("post:1").editions.get()
    assert len(edition.pictures) == 2
    assert "gallery" in edition.body_html


def test_a_gallery_that_names_no_pictures_shows_those_that_were_uploaded_to_its_post(archive, arrived, media):
    items = [
        picture(number, f"2019/05/{name}.jpg", parent=1) for number, name in ((90, "harbour"), (91, "bridge"))
    ]
    file = picture(92, "2019/05/plan.pdf", parent=1)
    looked = archive.report(post(1, body="A [gallery columns='2']"), *items, file, media=media, look=True)

    archive.bring(media=media)

    assert len(arrived("post:1").editions.get().pictures) == 2
    assert (looked["left"], Arrival.objects.get(key="post:1").left_out) == ({}, [])


def test_what_a_shortcode_does_not_show_is_listed():
    text = "[gallery] [gallery exclude='2'] [gallery id='5'] [playlist] [video]"

    html, left = shortcodes.expanded(text, ["post:2", "post:3"])

    assert html.count("<img") == 2
    assert [tag for _what, tag in left] == text.partition("] ")[2].replace("] ", "]\n").split("\n")


def test_a_missing_picture_is_listed_and_can_be_given_later(archive, arrived, media):
    story = post(1, body='<p>Words.</p><img src="/wp-content/uploads/2019/05/harbour.jpg">')
    assert archive.report(story, HARBOUR)["counts"]["pictures missing"] == 1
    assert Arrival.objects.get(key="post:1").missing == ["/wp-content/uploads/2019/05/harbour.jpg"]

    archive.bring(media=media)

    editions = list(arrived("post:1").editions.all())
    assert [edition.kind for edition in editions] == ["first", "minor"]
    assert len(editions[1].pictures) == 1
    assert archive.report(media=media)["counts"]["unchanged"] == 1


@pytest.mark.parametrize(
    ("held", "asked", "is_it"),
    [
        ("uploads/2020/03/boat.jpg", "2019/05/boat.jpg", False),
        ("uploads/2020/05/boat.jpg", "2019/05/boat.jpg", False),
        ("uploads/2020/03/sea/boat.jpg", "2019/05/sea/boat.jpg", False),
        ("uploads/2019/5/boat.jpg", "2019/05/boat.jpg", True),
        ("sites/2/2019/05/boat.jpg", "2019/05/boat.jpg", True),
        ("boat.jpg", "2019/05/boat.jpg", True),
        ("uploads/2020/03/boat.jpg", "boat.jpg", True),
    ],
)
def test_a_picture_of_one_name_of_another_month_is_another_picture(tmp_path, held, asked, is_it):
    with zipfile.ZipFile(tmp_path / "uploads.zip", "w") as file:
        file.writestr(held, files.jpeg())

    address = f"https://old.example.org/wp-content/uploads/{asked}"
    with media_of.Zip(tmp_path / "uploads.zip").open(address) or nullcontext() as found:
        assert (found is not None) == is_it


def test_no_file_outside_of_the_folder_is_read(archive, arrived, media, tmp_path):
    (tmp_path / "secret.jpg").write_bytes(files.jpeg(400, 300))
    (media / "out.jpg").symlink_to(tmp_path / "secret.jpg")

    archive.bring(
        post(1, body='<img src="/../secret.jpg"><img src="/out.jpg"><img src="../../secret.jpg">'),
        media=media,
    )

    assert arrived("post:1").editions.get().pictures == []


def test_the_caption_of_a_picture_of_the_library_is_words(archive, arrived, media):
    html = '<p>The <a href="/x/">harbour</a> of A&amp;B,<br>at night &lt;3</p>'

    archive.bring(
        post(1, meta=[("_thumbnail_id", "90")]), picture(90, "2019/05/harbour.jpg", excerpt=html), media=media
    )

    assert arrived("post:90").caption == "The harbour of A&B, at night <3"


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_a_picture_whose_own_name_ends_like_a_size_is_no_size_of_another(archive, arrived, media, places):
    (media / "uploads/2019/05/harbour-1200x800.jpg").write_bytes(files.jpeg(330, 210))
    other = picture(92, "2019/05/harbour-1200x800.jpg")
    shown = "".join(
        f'<p><img src="https://old.example.org/wp-content/uploads/2019/05/{name}.jpg"></p>'
        for name in ("harbour-300x200", "harbour-1200x800", "harbour-1200x800-300x200")
    )

    archive.bring(post(1, body=shown), *([HARBOUR, other][place] for place in places), media=media)

    keys = [str(arrived(key).key) for key in ("post:90", "post:92", "post:92")]
    assert KEY.findall(arrived("post:1").body) == keys
    assert [arrived(key).width for key in ("post:90", "post:92")] == [300, 330]
    names = dict(OldAddress.objects.filter(path__contains="uploads").values_list("path", "image"))
    root = "/wp-content/uploads/2019/05/harbour"
    assert names[f"{root}.jpg"] == arrived("post:90").pk
    assert names[f"{root}-1200x800.jpg"] == arrived("post:92").pk


COVER = """<!-- wp:cover {said} -->
<div class="wp-block-cover"{style}>{inside}<div class="wp-block-cover__inner-container"><!-- wp:paragraph -->
<p>Words.</p>
<!-- /wp:paragraph --></div></div>
<!-- /wp:cover -->"""
BEHIND = "https://old.example.org/wp-content/uploads/2019/05/bridge.jpg"


@pytest.mark.parametrize(
    ("said", "style", "inside"),
    [
        (f'{{"url":"{BEHIND}","id":91}}', f' style="background-image:url({BEHIND});min-height:9px"', ""),
        ("{}", f' style="background:#000 url(&quot;{BEHIND}&quot;)"', ""),
        (
            f'{{"url":"{BEHIND}","hasParallax":true}}',
            "",
            f'<div role="img" class="wp-block-cover__image-background has-parallax" style="background-position:50% 50%;'
            f'background-image:url({BEHIND})"></div>',
        ),
        (
            f'{{"url":"{BEHIND}"}}',
            "",
            f'<span aria-hidden="true"></span><img class="wp-block-cover__image-background" alt="" src="{BEHIND}"/>',
        ),
        (f'{{"url":"{BEHIND.replace("-", chr(92) + "u002d")}","id":91}}', "", "<span></span>"),
    ],
)  # fmt: skip
def test_the_picture_behind_a_cover_stands_before_its_words(archive, arrived, media, said, style, inside):
    body = COVER.format(said=said, style=style, inside=inside)

    archive.bring(post(1, body=f"<p>Before.</p>{body}"), BRIDGE, media=media)

    key = arrived("post:91").key
    assert arrived("post:1").body == f"Before.\n\n![](image:{key})\n\nWords."


def test_a_cover_whose_picture_is_missing_is_listed(archive):
    body = COVER.format(said=f'{{"url":"{BEHIND}"}}', style="", inside="")

    archive.bring(post(1, body=body))

    assert Arrival.objects.get(key="post:1").missing == [BEHIND]
