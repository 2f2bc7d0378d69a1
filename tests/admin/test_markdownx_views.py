"""The text field's two addresses: the preview by the public renderer, and pictures taken in safely."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Citation, Image, Publication
from articles.pictures import decoding, renditions
from articles.text import charts, rendering

pytestmark = pytest.mark.django_db

PREVIEW, UPLOAD = reverse("markdownx-preview"), reverse("markdownx-upload")


@pytest.fixture
def at_desk(client, reporter):
    client.force_login(reporter)
    return client


def picture(form="PNG", size=(40, 20), name="p.png", **options):
    out = io.BytesIO()
    Pillow.new("RGB", size, "red").save(out, form, **options)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def test_the_preview_is_the_public_renderers(at_desk):
    text = "A *word*.\n\n<img src=x onerror=alert(1)>"

    response = at_desk.post(PREVIEW, {"content": text})

    assert response.content.decode() == rendering.render(text)


def test_a_chart_in_the_preview_brings_its_styles(at_desk):
    chart = "```chart bars Ships\nyear,ships\n2024,3\n```"

    page = at_desk.post(PREVIEW, {"content": chart}).text

    sheet = re.match(r'<link rel="stylesheet" href="/static/([\w/.-]+)">', page)[1]
    styles = Path(finders.find(sheet)).read_text()
    assert ".chart {" in styles
    assert all(f".of-{number} {{" in styles for number in range(1, charts.SERIES + 1))
    assert "<link" not in at_desk.post(PREVIEW, {"content": "No chart."}).text


NOTE = {"content": "Said.[^1]\n\n[^1]: Where."}


def test_the_preview_speaks_the_papers_language(at_desk):
    Publication.objects.update_or_create(pk=1, defaults={"language": "ru"})

    assert 'aria-label="Сноска 1"' in at_desk.post(PREVIEW, NOTE).text


def test_the_preview_of_a_story_is_in_its_language(at_desk, make_article):
    russian, arabic = (make_article(language=tag, slug=f"in-{tag}") for tag in ("ru", "ar"))

    pages = [at_desk.post(f"{PREVIEW}?article={story.pk}", NOTE).text for story in (russian, arabic)]

    assert 'aria-label="Сноска 1"' in pages[0]
    assert pages[1].startswith('<div lang="ar" dir="rtl"><p>Said.')


def test_the_preview_numbers_the_storys_own_citations(at_desk, make_article, make_source):
    article = make_article()
    Citation.objects.create(article=article, source=make_source("The ministry"), mark="own")

    response = at_desk.post(f"{PREVIEW}?article={article.pk}", {"content": "So it is [@own]."})

    assert "The ministry" in response.content.decode()


def test_the_preview_numbers_the_marks_of_the_standfirst_first(at_desk, make_source):
    make_source("The ministry")
    make_source("A witness")
    marks = {"content": "So it is [@the-ministry], as seen [@a-witness]."}

    shown = at_desk.post(f"{PREVIEW}?behind=[@a-witness]", marks).content.decode()

    assert re.findall(r">(\d)<", shown) == ["2", "1"]


STRANGE = ["![" * 300, "x" * 400_000, "%00", "%ED%A0%80", "", "[@" * 300]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_the_preview_answers_whatever_is_typed(text, at_desk):
    form = "application/x-www-form-urlencoded"

    response = at_desk.post(PREVIEW, f"content={text}", content_type=form)

    assert response.status_code == 200


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_both_addresses_are_the_staffs(address, client, django_user_model):
    assert client.post(address, {"content": "A"}).status_code == 403

    client.force_login(django_user_model.objects.create_user("outsider"))

    assert client.post(address, {"content": "A"}).status_code == 403


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_both_addresses_take_posts_only(address, at_desk):
    assert at_desk.get(address).status_code == 405


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_a_preview_is_never_cached(address, at_desk):
    assert at_desk.post(address, {"content": "A"}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", decoding.FORMATS)
def test_a_picture_is_kept_under_a_name_of_the_servers(form, at_desk):
    response = at_desk.post(UPLOAD, {"image": picture(form, name="../../evil.html")})

    image = Image.objects.get()
    assert response.json()["image_code"] == f"![](image:{image.key})"
    assert "evil" not in image.file.name
    assert image.file.name.endswith(decoding.FORMATS[form])
    assert (image.width, image.height) == (40, 20)


def test_a_picture_is_turned_upright_and_loses_where_it_was_taken(at_desk):
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010E] = 6, "at home"

    at_desk.post(UPLOAD, {"image": picture("JPEG", exif=exif)})

    image = Image.objects.get()
    assert (image.width, image.height) == (20, 40)
    whole = image.renditions["whole"]
    assert (whole["width"], whole["height"]) == (20, 40)
    with image.file.storage.open(renditions.name(whole["path"], 20, "jpeg")) as public:
        assert b"at home" not in public.read()


REFUSED = {
    "HTML that says it is a GIF": SimpleUploadedFile("e.gif", b"<script>alert(1)</script>", "image/gif"),
    "SVG": SimpleUploadedFile(
        "e.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image/svg+xml"
    ),
    "a picture cut short": SimpleUploadedFile("c.png", picture(size=(400, 400)).read()[:200], "image/png"),
    "a format of no browser": picture("TIFF"),
    "an empty file": SimpleUploadedFile("e.png", b"", "image/png"),
    "words": "no file at all",
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_picture_is_refused_with_a_sentence(case, at_desk):
    file = REFUSED[case]
    if not isinstance(file, str):
        file.seek(0)

    response = at_desk.post(UPLOAD, {"image": file})

    assert response.status_code == 400
    assert response.json()["error"]
    assert not Image.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(at_desk, monkeypatch):
    sent = picture()
    monkeypatch.setattr(decoding, "MAX_PIXELS", 700)
    monkeypatch.setattr(Pillow.Image, "load", lambda self: pytest.fail("it was read"))

    assert at_desk.post(UPLOAD, {"image": sent}).status_code == 400


def test_a_file_of_too_many_bytes_is_refused(at_desk, monkeypatch):
    monkeypatch.setattr(decoding, "MAX_BYTES", 10)

    assert "larger" in at_desk.post(UPLOAD, {"image": picture()}).json()["error"]


def test_a_picture_is_checked_in_its_own_form_too(client, editor):
    client.force_login(editor)
    fake = SimpleUploadedFile("e.gif", b"<script>alert(1)</script>", "image/gif")

    response = client.post(reverse("admin:articles_image_add"), {"file": fake, "focal_x": 50, "focal_y": 50})

    assert "video or sound that can be read" in response.content.decode()
    assert not Image.objects.exists()
