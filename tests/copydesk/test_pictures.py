"""The copy desk's checks of pictures: described, credited, there, and called by words."""

from base64 import b64decode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import copydesk
from articles.copydesk import pictures
from articles.models import Image

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def image(db):
    file = SimpleUploadedFile("bridge.png", PIXEL)
    return Image.objects.create(file=file, alt_text="A bridge at night", credit="GSA")


def in_text(image, alt=""):
    return f"This is a sentence.\n\n![{alt}](image:{image.key})"


def test_a_described_and_credited_picture_is_left_alone(findings, image):
    assert findings(body=in_text(image), lead_image=image) == {}


@pytest.mark.parametrize(("field", "code"), [("alt_text", "picture-alt"), ("credit", "picture-credit")])
def test_a_picture_without_alt_text_or_credit_needs_a_reason(findings, image, field, code):
    setattr(image, field, "")
    image.save()

    for fields in ({"body": in_text(image)}, {"lead_image": image}):
        assert findings(**fields)[code].level == copydesk.WARNING


@pytest.mark.parametrize(
    ("media_type", "said"),
    [
        (
            "video/mp4",
            {"picture-alt": "A video has no alt text", "picture-credit": "A recording has no credit"},
        ),
        ("audio/mpeg", {"picture-credit": "A recording has no credit"}),
    ],
)
def test_a_recording_is_called_one(findings, image, media_type, said):
    Image.objects.update(media_type=media_type, alt_text="", credit="")
    image.refresh_from_db()

    found = findings(lead_image=image)

    told = {code: finding.message for code, finding in found.items() if code.startswith("picture-")}
    assert told == {code: f"{words}: “the lead recording”." for code, words in said.items()}


def test_alt_text_given_in_the_story_or_a_decorative_picture_is_left_alone(findings, image):
    image.alt_text = ""
    image.save()
    assert findings(body=in_text(image, alt="The bridge")) == {}

    image.is_decorative = True
    image.save()
    assert findings(body=in_text(image)) == {}


@pytest.mark.parametrize(
    ("words", "alt", "name"),
    [
        ({"caption": "The bridge"}, "", "“The bridge”"),
        ({"alt_text": "A bridge"}, "", "“A bridge”"),
        ({}, "Bridge", "“Bridge”"),
        ({}, "", "“number 2 in the text”"),
    ],
)
def test_a_picture_goes_by_words_and_never_by_its_key(findings, image, words, alt, name):
    for field, value in {"alt_text": "", "credit": "", **words}.items():
        setattr(image, field, value)
    image.save()
    other = Image.objects.create(file="other.png", alt_text="A tower", credit="GSA")

    found = findings(body=in_text(other) + in_text(image, alt))["picture-credit"]

    assert name in found.message
    assert str(image.key) not in found.message


def test_a_lead_picture_without_words_is_called_that(findings, image):
    image.alt_text = image.credit = ""
    image.save()

    assert "“the lead picture”" in findings(lead_image=image)["picture-credit"].message


def test_a_picture_that_is_not_there_blocks(findings):
    body = "![x](image:7f2e1a60-0000-4000-8000-000000000000)"

    assert findings(body=body)["picture-unknown"].level == copydesk.ERROR


@pytest.mark.django_db
def test_the_pictures_of_a_text_are_asked_for_once(make_article, django_assert_num_queries):
    article = make_article(body="![](image:5a0c1111-2222-3333-4444-555566667777)")
    reading = copydesk.Reading(article)

    with django_assert_num_queries(1):
        found = [finding.code for rule in pictures.RULES for finding in rule(reading)]

    assert found == ["picture-unknown"]
