"""Sound and video at the desk: replaced, checked, described, kept in order."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from articles import copydesk, desk
from articles.desk import fingerprints, reprinting
from articles.models import Article, Image, Publication, clock
from articles.pictures import housekeeping, library, recordings, renditions
from tests.reading import empty_cache  # noqa: F401  each test starts with none

from .files import jpeg, upload
from .sounds import recording, video
from .test_captions import CAPTIONS
from .test_recordings import public

pytestmark = pytest.mark.django_db


def test_a_replaced_recording_is_a_new_edition(told, chief_editor, read):
    article, clip = told
    before = article.editions.get().pictures[0]["renditions"]["recording"]

    desk.replace_picture(clip, upload(video(seconds=2)), by=chief_editor)

    after = desk.Timeline(article, clock.now()).live
    assert after.number == 2
    assert after.pictures[0]["renditions"]["recording"]["path"] != before["path"]
    assert after.pictures[0]["renditions"]["captions"]
    assert after.pictures[0]["seconds"] == 2
    assert read(f"renditions/{before['path']}/{before['file']}")


def test_a_replaced_still_picture_reaches_the_video(told, chief_editor):
    article, clip = told

    desk.replace_picture(clip.poster, upload(jpeg(170, 90)), by=chief_editor)

    live = desk.Timeline(article, clock.now()).live
    poster = Image.objects.get(pk=clip.poster_id)
    assert live.number == 2
    assert live.pictures[0]["renditions"]["whole"] == poster.renditions["whole"]


# --- captions and still picture, which stand in no field of a story ---


def give_captions(clip):
    clip.captions = CAPTIONS.replace("The ferry", "A criminal")
    clip.save()
    renditions.ensure(clip)


def give_still(clip):
    clip.poster = Image.objects.filter(media_type="").exclude(pk=clip.poster_id).get()
    clip.save()


def change_file_of_still(clip):
    library.replace(clip.poster, upload(jpeg(170, 90)), User.objects.get(username="reporter"))


BESIDE = [give_captions, give_still, change_file_of_still]


@pytest.fixture
def spare(make_picture):
    return make_picture()


@pytest.mark.parametrize("change", BESIDE)
def test_what_is_changed_beside_a_recording_takes_the_approval_back(
    change, told, spare, make_article, reporter, editor
):
    Publication.objects.update(four_eyes=True)
    clip = told[1]
    story = make_article(by=reporter, body=f"Boats. {clip.mark}", lead_image=clip)
    desk.approve(story, by=editor)
    before = fingerprints.fingerprint(story)
    change(Image.objects.get(pk=clip.pk))

    with pytest.raises(desk.Refused, match="Changed since the approval.*: pictures"):
        desk.publish(Article.objects.get(pk=story.pk), by=editor)

    # One of before this rule holds no recordings, and stands.
    del before["recordings"]
    Article.objects.filter(pk=story.pk).update(approved_print=before)
    assert desk.publish(Article.objects.get(pk=story.pk), by=editor).number == 1


def test_an_approval_outlives_another_recipe_of_the_files(told, make_article, reporter, editor, monkeypatch):
    Publication.objects.update(four_eyes=True)
    clip = told[1]
    give_captions(clip)
    story = make_article(by=reporter, body=f"Boats. {clip.mark}", lead_image=clip)
    desk.approve(story, by=editor)
    for module in (recordings, renditions):
        monkeypatch.setattr(module, "RECIPE", module.RECIPE + 1)
    before = Image.objects.get(pk=clip.pk).renditions["captions"]["path"]

    call_command("renditions", verbosity=0)

    assert Image.objects.get(pk=clip.pk).renditions["captions"]["path"] != before
    assert desk.publish(Article.objects.get(pk=story.pk), by=editor).number == 1


def test_who_changed_the_file_of_a_still_picture_does_not_approve(told, make_article, reporter, editor):
    Publication.objects.update(four_eyes=True)
    story = make_article(by=reporter, lead_image=told[1])
    desk.replace_picture(told[1].poster, upload(jpeg(170, 90)), by=editor)

    with pytest.raises(desk.Refused, match="you changed a name or a caption"):
        desk.approve(story, by=editor)


@pytest.mark.parametrize("change", BESIDE)
def test_what_is_changed_beside_a_recording_in_print_is_printed_anew(
    change, told, spare, editor, chief_editor, client
):
    Publication.objects.update(four_eyes=True)
    story, clip = told
    assert reprinting.offers(desk.Timeline(story, clock.now())) == []
    change(Image.objects.get(pk=clip.pk))

    assert reprinting.offers(desk.Timeline(story, clock.now())) == ["pictures"]
    row = desk.propose("correct", story, by=editor, kind="correction", note="Wrong words.", changes={},
                       reprint=["pictures"])  # fmt: skip

    client.force_login(chief_editor)
    page = client.get(reverse("proposal", args=[row.pk])).text
    assert "<del>" in page
    give_captions(Image.objects.get(pk=clip.pk)) if change != give_captions else give_still(clip)
    with pytest.raises(desk.Refused, match="changed, since it was proposed"):
        desk.confirm(row, by=chief_editor)


def test_readers_are_told_of_other_captions(told, chief_editor):
    story, clip = told
    give_captions(clip)

    with pytest.raises(desk.Refused, match="Choose another kind"):
        desk.correct(story, by=chief_editor, kind="minor", reprint=["pictures"])

    told = {"kind": "correction", "note": "The captions were wrong."}
    assert desk.correct(story, by=chief_editor, reprint=["pictures"], **told).number == 2


def test_captions_in_a_file_of_another_recipe_are_the_same(told, chief_editor, monkeypatch):
    story, _clip = told
    monkeypatch.setattr(recordings, "RECIPE", recordings.RECIPE + 1)
    call_command("renditions", verbosity=0)

    assert desk.correct(story, by=chief_editor, kind="minor", reprint=["pictures"]).number == 2


@pytest.mark.parametrize("is_lead", [True, False])
def test_words_of_a_still_picture_can_not_be_tried_out_by_an_approval(
    is_lead, make_recording, make_picture, make_article, publish, editor, chief_editor
):
    """The name of its file, which the approval holds, is made of its credit."""
    clip = make_recording(poster=make_picture(credit="Jane Roe"))
    story, other = make_article(**({"lead_image": clip} if is_lead else {"body": clip.mark})), publish()
    desk.approve(story, by=editor)
    before = Article.objects.get(pk=story.pk).approved_print

    desk.redact_words(other, by=chief_editor, words=["Jane Roe"], order="The court of X, 1 March")

    story = Article.objects.get(pk=story.pk)
    assert story.approved_print["recordings"] != before["recordings"]
    assert story.approved_print == fingerprints.fingerprint(story)


def test_a_video_is_replaced_by_a_video_only(told, chief_editor):
    for content in (jpeg(90, 60), recording("audio/mpeg")):
        with pytest.raises(ValidationError, match="another kind"):
            desk.replace_picture(told[1], upload(content), by=chief_editor)


def test_a_still_picture_names_the_stories_of_its_video(client, told, reporter):
    article, clip = told
    client.force_login(reporter)

    page = client.get(page_of(clip.poster)).text

    assert f"{article.headline}</a> – live or planned" in page


def test_the_copy_desk_misses_captions_and_transcripts(make_recording, make_article):
    clip, tone = make_recording(), make_recording("audio/wav")
    article = make_article(body=f"![](image:{clip.key})\n\n![](image:{tone.key})")

    codes = {finding.code for finding in copydesk.check(article)}

    assert {"video-captions", "sound-transcript"} <= codes


def test_what_was_removed_by_hand_is_made_again(told, storage, read):
    clip = Image.objects.get(pk=told[1].pk)
    gone = renditions.names(clip.renditions)
    whole = public(clip, read)
    for name in gone:
        storage.delete(name)
    assert sorted(housekeeping.missing(clip.renditions)) == sorted(gone)

    assert housekeeping.repair(clip)

    assert public(clip, read) == whole
    assert not housekeeping.repair(Image.objects.get(pk=clip.pk))


# In the admin


def page_of(image):
    return reverse("admin:articles_image_change", args=[image.pk])


SAID = {"alt_text": "A ferry", "captions_language": "en", "transcript": "The ferry leaves."}


def test_a_recording_dropped_into_a_text_passes_the_same_door(client, reporter):
    client.force_login(reporter)

    said = client.post(
        reverse("markdownx-upload"), {"image": upload(recording("video/webm"), "a.jpg")}
    ).json()

    assert said["image_code"] == Image.objects.get(media_type="video/webm").mark


def test_captions_are_sent_as_a_file_and_served_at_once(
    client, reporter, make_recording, read, django_capture_on_commit_callbacks
):
    clip = make_recording()
    client.force_login(reporter)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(clip), {**SAID, "captions_file": upload(CAPTIONS.encode(), "x.vtt")})

    clip.refresh_from_db()
    made = clip.renditions["captions"]
    assert read(f"renditions/{made['path']}/{made['file']}").decode() == clip.captions == CAPTIONS
    assert "<video" in client.get(page_of(clip)).text


def test_bad_captions_are_refused_with_a_sentence(client, reporter, make_recording):
    clip = make_recording()
    client.force_login(reporter)

    for content in (b"\xff\xfe", b"<svg onload=x>", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<a>b"):
        response = client.post(page_of(clip), {**SAID, "captions_file": upload(content, "x.vtt")})

        assert response.context["adminform"].form.errors["captions_file"], content
        assert not Image.objects.get(pk=clip.pk).captions, content


def test_a_recordings_page_asks_for_no_crops_and_a_pictures_for_no_captions(
    client, reporter, make_recording, make_picture
):
    client.force_login(reporter)

    clip, picture = (client.get(page_of(image)).text for image in (make_recording(), make_picture()))

    assert ("crop_wide" in clip, "captions_file" in clip) == (False, True)
    assert ("crop_wide" in picture, "captions_file" in picture) == (True, False)


def test_a_sound_is_not_asked_what_it_shows(client, reporter, make_recording, make_article, publish):
    tone = make_recording("audio/wav", alt_text="")
    client.force_login(reporter)

    page = client.get(page_of(tone)).text
    saved = client.post(page_of(tone), {"credit": "Agency", "transcript": "Gulls."})
    words = client.post(reverse("admin:articles_image_words", args=[tone.pk]), {"credit": "Agency"})

    assert not any(name in page for name in ("alt_text", "is_decorative", "focal_x"))
    assert (saved.status_code, words.status_code) == (302, 200)
    article = make_article(body=f"![](image:{tone.key})")
    assert "picture-alt" not in {finding.code for finding in copydesk.check(article)}
    assert 'aria-label="Sound"' in publish(article).editions.get().body_html


def test_a_dropped_sound_asks_for_no_alt_text(client, reporter):
    client.force_login(reporter)

    said = client.post(
        reverse("markdownx-upload"), {"image": upload(recording("audio/mpeg"), "a.mp3")}
    ).json()

    assert "caption" in said["words"]
    assert "alt_text" not in said["words"]


def test_a_still_picture_in_use_cant_be_deleted(client, chief_editor, make_recording, make_picture):
    still = make_recording(poster=make_picture()).poster
    client.force_login(chief_editor)

    assert (
        client.post(reverse("admin:articles_image_delete", args=[still.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Image.objects.filter(pk=still.pk).exists()


def test_the_library_lists_recordings(client, reporter, make_recording, make_picture):
    plain, _still = make_recording("audio/wav"), make_recording(poster=make_picture())
    client.force_login(reporter)

    page = client.get(reverse("admin:articles_image_changelist")).text

    assert plain.media_type in page


def test_the_library_is_filtered_by_kind(client, reporter, make_recording, make_picture):
    made = {
        "picture": make_picture(),
        "audio": make_recording("audio/wav", alt_text="Gulls"),
        "video": make_recording(alt_text="A ferry"),
    }
    client.force_login(reporter)

    for kind, image in made.items():
        page = client.get(reverse("admin:articles_image_changelist"), {"kind": kind})

        assert list(page.context["cl"].result_list) == [image], kind
