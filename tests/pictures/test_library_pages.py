"""The picture library in the admin, over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import Byline, Image, Page, Person, Publication, clock
from articles.models.publication import LOGOS
from articles.pictures import library, renditions
from tests.cast import make_user

from .files import XMP, iim_records, jpeg, upload, with_segment

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/image/add/"
SAID = {"alt_text": "Boats", "caption": "At dawn", "focal_x": 50, "focal_y": 50}


def change(picture):
    return reverse("admin:articles_image_change", args=[picture.pk])


def test_an_uploaded_file_is_asked_for_its_words_with_what_it_says_itself(at_desk, reporter):
    desk = at_desk(reporter)

    response = desk.post(ADD, {"file": upload(jpeg(xmp=XMP.encode()))}, follow=True)

    assert response.redirect_chain[0][0] == f"{change(Image.objects.get())}?new=1"
    assert "Three boats in fog" in response.text
    assert "Anna Petrova / Agency" in response.text


def test_the_words_of_a_picture_hold_no_controls(at_desk, editor, make_picture):
    picture = make_picture()

    response = at_desk(editor).post(change(picture), {**SAID, "licence": "CC\x0cBY", "caption": "A\u2028b"})

    picture.refresh_from_db()
    assert response.status_code == 302
    assert (picture.licence, picture.caption) == ("CC BY", "A b")


def test_a_refused_file_is_answered_with_a_sentence(at_desk, reporter):
    for accept in ("text/html", "application/json"):
        response = at_desk(reporter).post(ADD, {"file": upload(b"<svg/>")}, headers={"Accept": accept})

        assert response.status_code == 400
        assert "SVG can hold scripts" in response.text


def test_a_script_gets_the_address_of_what_it_sent(at_desk, reporter):
    response = at_desk(reporter).post(ADD, {"file": upload(jpeg())}, headers={"Accept": "application/json"})

    assert response.json()["address"] == f"{change(Image.objects.get())}?new=1"


def test_nobody_uploads_without_the_permission(client, at_desk):
    drop = reverse("markdownx-upload")

    assert client.post(ADD, {"file": upload(jpeg())}).status_code == 302
    assert client.post(drop, {"image": upload(jpeg())}).status_code == 403
    outsider = make_user("outsider")
    outsider.is_staff = True
    outsider.save()
    assert at_desk(outsider).post(ADD, {"file": upload(jpeg())}).status_code == 403
    assert client.post(drop, {"image": upload(jpeg())}).status_code == 403
    assert not Image.objects.exists()


def test_a_picture_dropped_into_a_text_passes_the_same_door(at_desk, reporter, read):
    content = jpeg(xmp=XMP.encode())
    response = at_desk(reporter).post(reverse("markdownx-upload"), {"image": upload(content)})

    image = Image.objects.get()
    assert response.json()["image_code"] == f"![](image:{image.key})"
    assert response.json()["words"]["alt_text"] == "Three boats in fog"
    assert read(image.file.name) == content
    assert image.renditions


def test_a_bad_picture_dropped_into_a_text_is_refused(at_desk, reporter):
    response = at_desk(reporter).post(reverse("markdownx-upload"), {"image": upload(b"GIF89a nothing")})

    assert response.status_code == 400
    assert "no picture" in response.json()["error"]


def test_the_words_of_a_dropped_picture_are_kept(at_desk, reporter, make_picture):
    picture = make_picture(alt_text="")
    address = reverse("admin:articles_image_words", args=[picture.pk])

    refused = at_desk(reporter).post(address, {"alt_text": "", "caption": "At dawn"})
    kept = at_desk(reporter).post(address, {"alt_text": "", "is_decorative": "on", "caption": "At dawn"})

    assert "tick that it is decorative" in refused.json()["errors"]["alt_text"]
    assert kept.status_code == 200
    assert Image.objects.get().caption == "At dawn"


def test_alt_text_may_be_empty_only_where_the_editor_says_decorative(at_desk, reporter, make_picture):
    picture = make_picture()

    response = at_desk(reporter).post(change(picture), {**SAID, "alt_text": ""})
    assert "tick that it is decorative" in response.text

    at_desk(reporter).post(change(picture), {**SAID, "alt_text": "", "is_decorative": "on"})
    assert Image.objects.get().is_decorative


def test_a_picture_is_found_by_its_words(at_desk, reporter, make_picture):
    words = {
        **{"alt_text": "lighthouse", "caption": "harbour", "credit": "Petrova", "licence": "CC BY"},
        **{"people": "Maria Example", "transcript": "gulls"},
    }
    made = {field: make_picture(**{field: value}) for field, value in words.items()}
    desk = at_desk(reporter)

    for field, value in words.items():
        response = desk.get("/admin/articles/image/", {"q": value.split()[-1]})

        assert list(response.context["cl"].result_list) == [made[field]], field


def test_the_text_is_offered_pictures_by_their_words_the_newest_first(
    at_desk, reporter, make_picture, make_recording, django_assert_max_num_queries
):
    first = make_picture(alt_text="Boats", caption="Boats at dawn")
    make_picture(alt_text="Gulls")
    clip = make_recording(alt_text="A boat leaves", poster=first, credit="")
    client = at_desk(reporter)

    with django_assert_max_num_queries(6):
        rows = client.get(reverse("offer_pictures"), {"q": " boat\x00"}).json()["found"]

    assert [(row["name"], row["mark"]) for row in rows] == [
        ("A boat leaves", clip.mark), ("Boats at dawn", first.mark)
    ]  # fmt: skip
    assert [row["hint"] for row in rows] == ["video/mp4", "Agency"]
    assert rows[0]["view"] == rows[1]["view"]
    assert client.get(rows[0]["view"]).getvalue().startswith(b"\xff\xd8")  # a JPEG
    assert len(client.get(reverse("offer_pictures")).json()["found"]) == 3


def test_no_picture_is_offered_to_whom_the_library_is_closed(at_desk, make_picture):
    make_picture()
    visitor = make_user("visitor")
    visitor.is_staff = True
    visitor.save()

    assert at_desk(visitor).get(reverse("offer_pictures")).json()["found"] == []


def test_a_picture_is_found_by_its_origin(at_desk, reporter, make_picture):
    make_picture()
    found = make_picture(digital_source_type=Image.SourceType.AI)

    response = at_desk(reporter).get(
        "/admin/articles/image/", {"digital_source_type__exact": Image.SourceType.AI}
    )

    assert list(response.context["cl"].result_list) == [found]


def test_a_picture_is_found_by_its_story_and_names_the_stories_that_show_it(
    at_desk, reporter, make_picture, make_article, publish
):
    make_picture()
    picture = make_picture()
    publish(make_article(headline="Boats return", lead_image=picture))
    make_article(headline="A draft", body=f"![](image:{picture.key})")

    listed = at_desk(reporter).get("/admin/articles/image/", {"q": "Boats return"})
    page = at_desk(reporter).get(change(picture))

    assert list(listed.context["cl"].result_list) == [picture]
    assert "Boats return" in page.text
    assert "A draft" in page.text


def test_a_pictures_page_searches_the_texts_once(at_desk, chief_editor, make_picture):
    desk, picture = at_desk(chief_editor), make_picture()

    with CaptureQueriesContext(connection) as seen:
        desk.get(change(picture))

    of_pages, of_copies = (
        query["sql"] for query in seen.captured_queries if str(picture.key) in query["sql"]
    )
    assert 'FROM "articles_article"' in of_copies
    assert 'FROM "articles_page"' in of_pages


def test_a_picture_is_found_by_a_draft_that_shows_it(at_desk, reporter, make_picture, make_article):
    lead, in_text, _other = make_picture(), make_picture(), make_picture()
    make_article(headline="Boats leave", lead_image=lead, body=f"![](image:{in_text.key})")

    listed = at_desk(reporter).get("/admin/articles/image/", {"q": "boats LEAVE"})

    assert set(listed.context["cl"].result_list) == {lead, in_text}


def test_a_picture_that_is_used_cant_be_deleted(at_desk, chief_editor, make_picture, make_article):
    used, free = make_picture(), make_picture()
    make_article(body=f"![](image:{used.key})")
    desk = at_desk(chief_editor)

    assert desk.post(f"/admin/articles/image/{used.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"/admin/articles/image/{free.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Image.objects.all()) == [used]


def test_a_picture_of_a_standing_page_is_used_by_it_and_cant_be_deleted(at_desk, chief_editor, make_picture):
    picture = make_picture()
    page = Page.objects.create(headline="Imprint", slug="imprint", body=picture.mark)
    client = at_desk(chief_editor)

    assert reverse("admin:articles_page_change", args=[page.pk]) in client.get(change(picture)).text
    assert client.post(f"/admin/articles/image/{picture.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_moved_focal_point_makes_new_crops(
    at_desk, reporter, make_picture, django_capture_on_commit_callbacks
):
    picture = make_picture(jpeg(300, 100))
    before = picture.renditions["square"]["path"]

    with django_capture_on_commit_callbacks(execute=True):
        at_desk(reporter).post(change(picture), {**SAID, "focal_x": 5})

    assert Image.objects.get().renditions["square"]["path"] != before


def test_a_crop_that_reaches_over_the_edge_is_refused(at_desk, reporter, make_picture):
    desk, picture = at_desk(reporter), make_picture()

    for crop in ("1 2", "a b c", "60 0 60", "-1 0 50", "0 60 100", "nan 0 50", "0 nan 50", "0 0 nan"):
        response = desk.post(change(picture), {**SAID, "crop_square": crop})

        assert response.context["adminform"].form.errors["crop_square"], crop
    assert Image.objects.get().crops == {}


def test_a_crop_by_hand_is_kept(at_desk, reporter, make_picture):
    picture = make_picture()

    at_desk(reporter).post(change(picture), {**SAID, "crop_square": "10 0 50"})

    assert Image.objects.get().crops == {"square": [10, 0, 50]}


def test_a_file_is_replaced_in_every_live_story(at_desk, chief_editor, make_picture, publish, make_article):
    picture = make_picture()
    article = publish(make_article(headline="Boats return", lead_image=picture))
    address = reverse("admin:articles_image_replace", args=[picture.pk])

    shown = at_desk(chief_editor).get(address)
    response = at_desk(chief_editor).post(address, {"file": upload(jpeg(180, 90))}, follow=True)

    assert "Boats return" in shown.text
    assert "Live stories printed anew: 1" in response.text
    assert desk.Timeline(article, clock.now()).live.number == 2


def test_a_preview_shows_pictures(at_desk, reporter, make_picture):
    picture = make_picture()

    response = at_desk(reporter).post(reverse("markdownx-preview"), {"content": f"![x](image:{picture.key})"})

    assert "<picture>" in response.text


def test_the_form_says_which_words_of_a_file_it_cant_read(at_desk, reporter):
    content = with_segment(jpeg(), 0xED, iim_records(None, {"caption": "Красная площадь".encode("cp1251")}))

    response = at_desk(reporter).post(ADD, {"file": upload(content)}, follow=True)

    assert "can&#x27;t be read, so they were left out: caption." in response.text
    assert Image.objects.get().caption == ""


@pytest.mark.django_db(transaction=True)
def test_a_new_credit_is_in_the_public_files_at_once(at_desk, reporter, make_picture, read):
    picture = make_picture(credit="A source's name")
    words = reverse("admin:articles_image_words", args=[picture.pk])

    at_desk(reporter).post(words, {"alt_text": "Boats", "credit": "Agency"})

    picture.refresh_from_db()
    contents = [read(name) for name in renditions.names(picture.renditions)]
    assert all(b"Agency" in content and b"A source" not in content for content in contents)


# --- a portrait and the logo, which stand on live pages as they are today ---


@pytest.fixture
def portrait(reporter, publish, make_article):
    image = library.accept(upload(jpeg()), reporter, alt_text="Ann", credit="Us")
    story = make_article()
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann", portrait=image))
    publish(story)
    return image


WAYS = {
    "form": lambda client, image: client.post(change(image), {**SAID, "alt_text": "A criminal"}),
    "words": lambda client, image: client.post(
        reverse("admin:articles_image_words", args=[image.pk]), {"alt_text": "A criminal"}
    ),
    "file": lambda client, image: client.post(
        reverse("admin:articles_image_replace", args=[image.pk]), {"file": upload(jpeg(200, 300))}
    ),
}


def is_refused(way, answer):
    """Ask whether nothing is stored; a form is shown again with what was typed."""
    if way != "form":
        return answer.status_code == 403
    return 'value="A criminal"' in answer.text and "Readers see this" in str(answer.context["errors"])


@pytest.mark.parametrize("way", WAYS)
def test_a_reporter_does_not_change_a_portrait_that_readers_see(way, portrait, reporter, client):
    client.force_login(reporter)

    assert is_refused(way, WAYS[way](client, portrait))

    now = Image.objects.get()
    assert (now.alt_text, now.sha256) == ("Ann", portrait.sha256)
    assert "Readers see this" in client.get(change(portrait)).text


@pytest.mark.parametrize("logo", LOGOS)
@pytest.mark.parametrize("way", WAYS)
def test_with_four_eyes_nobody_changes_a_logo_alone(way, logo, portrait, chief_editor, client):
    paper = Publication.objects.update_or_create(defaults={"four_eyes": True})[0]
    Person.objects.update(portrait=None)
    Publication.objects.filter(pk=paper.pk).update(**{logo: portrait})
    client.force_login(chief_editor)

    assert is_refused(way, WAYS[way](client, portrait))

    assert "Add another one, and choose it there" in client.get(change(portrait)).text


def test_an_editor_changes_a_portrait_where_one_pair_of_eyes_is_the_rule(portrait, chief_editor, client):
    client.force_login(chief_editor)

    assert WAYS["form"](client, portrait).status_code == 302

    assert Image.objects.get().alt_text == "A criminal"


def test_who_replaces_a_file_is_told_no_headline_of_a_closed_section(
    at_desk, editor, make_picture, publish, make_article, section
):
    picture = make_picture()
    publish(make_article("Bribes", lead_image=picture))
    section.is_closed = True
    section.save()

    page = at_desk(editor).post(
        reverse("admin:articles_image_replace", args=[picture.pk]),
        {"file": upload(jpeg(170, 90))},
        follow=True,
    )

    assert "“A story of a closed section” still shows the old file" in page.text
    assert "Bribes" not in page.text
