"""What `manage.py verify` finds of pictures: originals by their hash, and renditions that readers get."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from articles import desk
from articles.archive import logged_rows, verifying
from articles.desk import auditing
from articles.models import Act, Article, Image, Person
from articles.pictures import recordings, renditions
from tests.archive.conftest import faults

from .test_captions import CAPTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(make_picture, make_article, publish):
    picture = make_picture()
    publish(make_article(lead_image=picture))
    assert list(verifying.archive_faults()) == []
    return picture


ORIGINAL = "its original is gone, or is another file than was taken"
ANOTHER = "shows files not made of its original and credit: run renditions"
WORDS = "its words are not those that the last act on it left"
LOST = "lacks files of its pictures: run renditions"


def test_an_original_that_is_another_file_is_found(picture):
    with open(picture.file.path, "ab") as file:
        file.write(b"x")

    assert faults() == [ORIGINAL]


@pytest.mark.parametrize("values", [{"file": ""}, {"sha256": ""}, {"file": "originals/nowhere.jpg"}])
def test_an_original_that_is_gone_is_found(picture, values):
    Image.objects.update(**values)

    assert faults() == [ORIGINAL]


def test_a_rendition_that_is_gone_is_found(picture, storage):
    storage.delete(renditions.names(picture.renditions)[3])

    assert faults() == [LOST]


@pytest.mark.parametrize("shape", ["whole", "square"])
def test_renditions_of_another_picture_are_found(picture, make_picture, shape):
    picture.renditions[shape] = make_picture().renditions[shape]
    picture.save()
    assert faults() == [ANOTHER]

    call_command("renditions", verbosity=0)
    assert faults() == []


def test_another_credit_in_the_row_than_in_the_files_is_found(picture):
    Image.objects.update(credit="A thief")

    assert faults() == [ANOTHER]


def test_files_of_an_older_recipe_are_no_fault(picture, make_recording, monkeypatch):
    recording = make_recording()
    monkeypatch.setattr(renditions, "RECIPE", renditions.RECIPE + 1)
    monkeypatch.setattr(recordings, "RECIPE", recordings.RECIPE + 1)

    assert not any(renditions.are_made(each) for each in (picture, recording))
    assert faults() == []


def test_a_picture_whose_files_are_not_made_yet_is_no_fault(picture, make_picture):
    Image.objects.filter(pk=make_picture().pk).update(renditions={})

    assert faults() == []


@pytest.fixture
def described(make_picture, chief_editor, client, django_capture_on_commit_callbacks):
    """A portrait whose words were changed by an act."""
    picture = make_picture()
    Person.objects.create(name="Ann", portrait=picture)
    client.force_login(chief_editor)
    address = reverse("admin:articles_image_words", args=[picture.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"alt_text": "Ann smiles", "credit": "Us"}).status_code == 200
    assert faults() == []
    return picture


FIRST_WORDS = logged_rows.WORDS[: logged_rows.FIRST_HELD]
SAID = ({"alt_text": "A thief"}, {"caption": "Ann stole."}, {"people": "Ann"}, {"is_decorative": True},
        {"captions_language": "de"})  # fmt: skip


@pytest.mark.parametrize("values", SAID)
def test_words_of_a_portrait_that_were_changed_past_the_acts_are_found(described, values):
    Image.objects.update(**values)

    assert faults() == [WORDS]


def test_another_still_of_a_recording_than_the_last_act_left_is_found(described, make_recording):
    recording = make_recording()
    auditing.log_row("change_row", recording, by=None, fields=["captions"])
    assert faults() == []

    Image.objects.filter(pk=recording.pk).update(poster=described)

    assert WORDS in faults()


def test_an_act_that_held_fewer_words_of_a_picture_is_compared_with_those(described, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(logged_rows, "words_of", lambda row: [getattr(row, name) for name in FIRST_WORDS])
        auditing.log_row("change_row", Image.objects.get(), by=None, fields=["caption"])
    assert faults() == []

    Image.objects.update(caption="Ann stole.")
    assert faults() == [WORDS]


def test_no_word_of_a_picture_is_in_the_log(described):
    assert "smiles" not in str(list(Act.objects.values_list("data", flat=True)))


def test_a_redaction_of_a_picture_s_words_leaves_no_hash_of_them(described, publish, chief_editor):
    salts = set(Act.objects.values_list("salt", flat=True))

    desk.redact_words(publish(body="Ann."), by=chief_editor, words=["Ann"], order="The court of X")

    assert Image.objects.get().alt_text == "█████ smiles"
    assert not Act.objects.filter(data__has_key="words_hash", salt__in=salts).exists()
    assert faults() == []


def test_a_rendition_that_only_an_edition_printed_is_looked_for(picture, storage):
    storage.delete(renditions.names(picture.renditions)[3])
    Image.objects.update(renditions={})

    assert faults() == [LOST]


def test_a_control_that_once_came_into_a_file_s_licence_stops_no_redaction(
    make_picture, make_article, publish, chief_editor, storage, django_capture_on_commit_callbacks
):
    picture = make_picture(licence="https://agency.example/a")
    story = publish(make_article(lead_image=picture, body="Ann."))
    for name in renditions.names(picture.renditions):
        path = storage.path(name)
        content = Path(path).read_bytes()
        assert b"agency.example/a" in content
        Path(path).write_bytes(content.replace(b"agency.example/a", b"agency.example/\x0c"))

    with django_capture_on_commit_callbacks(execute=True):
        desk.redact_words(story, by=chief_editor, words=["Ann"], order="The court of X")

    assert story.editions.get().body == "█████."
    assert faults() == []


ORDER = {"fields": ["pictures"], "order": "The court of X"}


def redact(story, by, commit):
    with commit(execute=True):
        desk.redact(story, by=by, **ORDER)


def test_the_files_of_a_redacted_picture_are_gone_in_the_act(
    picture, stored, chief_editor, django_capture_on_commit_callbacks
):
    assert len(stored()) > 3

    redact(Article.objects.get(), chief_editor, django_capture_on_commit_callbacks)

    assert [name for name in stored() if Image.objects.exists() or "1200.jpeg" not in name] == []
    assert not Image.objects.exists()
    assert faults() == []


def test_a_picture_that_another_story_shows_stays(
    picture, stored, make_article, publish, chief_editor, django_capture_on_commit_callbacks
):
    story = Article.objects.get()
    publish(make_article(lead_image=picture))
    before = stored()

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert {name for name in before if name not in stored() and "1200.jpeg" not in name} == set()
    assert faults() == []


@pytest.fixture
def video(make_picture, make_recording, publish):
    """A video with a still picture, in a story."""
    video = make_recording(poster=make_picture(), captions=CAPTIONS)
    publish(body=f"![](image:{video.key})")
    return video


def test_with_a_redacted_video_goes_its_still_picture(
    video, stored, chief_editor, django_capture_on_commit_callbacks
):
    redact(Article.objects.get(), chief_editor, django_capture_on_commit_callbacks)

    call_command("renditions", verbosity=0)
    assert not Image.objects.exists()
    assert [name for name in stored() if "1200.jpeg" not in name] == []


def test_the_still_of_a_redacted_video_stays_where_another_story_shows_it(
    video, stored, make_article, publish, chief_editor, django_capture_on_commit_callbacks
):
    story = Article.objects.get()
    publish(make_article(lead_image=video.poster))

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert list(Image.objects.all()) == [video.poster]
    assert set(renditions.names(video.poster.renditions)) <= set(stored())
    assert faults() == []


def test_files_stay_of_what_was_the_still_of_a_video_in_another_record(
    video, make_picture, make_article, publish, chief_editor, django_capture_on_commit_callbacks
):
    still = video.poster
    Image.objects.filter(pk=video.pk).update(poster=make_picture())
    story = publish(make_article(lead_image=still))

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert faults() == []


def test_files_stay_of_a_picture_in_print_that_was_the_still_of_a_redacted_video(
    video, make_picture, make_article, publish, chief_editor, django_capture_on_commit_callbacks
):
    story, still = Article.objects.get(), video.poster
    Image.objects.filter(pk=video.pk).update(poster=make_picture())
    publish(make_article(lead_image=still))

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert list(Image.objects.all()) == [still]
    assert faults() == []


def test_a_video_that_nothing_shows_stays_with_its_still_when_that_is_redacted(
    make_recording,
    make_picture,
    stored,
    make_article,
    publish,
    chief_editor,
    django_capture_on_commit_callbacks,
):
    video = make_recording(poster=make_picture(), captions=CAPTIONS)
    story = publish(make_article(lead_image=video.poster))
    before = set(stored())

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert set(Image.objects.all()) == {video, video.poster}
    assert {name for name in before - set(stored()) if "1200.jpeg" not in name} == set()


MARKS = ("![a](<image:{}>)", "![a][p]\n\n[p]: image:{}", r"![Net \[left\]](image:{})")


@pytest.mark.parametrize("mark", MARKS)
def test_a_picture_is_redacted_however_its_mark_is_typed(
    mark, make_picture, make_article, publish, stored, chief_editor, django_capture_on_commit_callbacks
):
    story = publish(make_article(body="Boats.\n\n" + mark.format(make_picture().key)))

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert Article.objects.get().body.strip() == "Boats."
    assert not Image.objects.exists()
    assert [name for name in stored() if "1200.jpeg" not in name] == []


def test_a_picture_that_another_copy_shows_in_capitals_stays(
    picture, make_article, chief_editor, django_capture_on_commit_callbacks
):
    make_article(body=f"![](image:{str(picture.key).upper()})")
    story = Article.objects.get(lead_image=picture)

    redact(story, chief_editor, django_capture_on_commit_callbacks)

    assert Image.objects.exists()


def test_a_storage_that_is_away_is_asked_again(
    picture, stored, chief_editor, django_capture_on_commit_callbacks, monkeypatch
):
    def away(name):
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "delete", away)
        redact(Article.objects.get(), chief_editor, django_capture_on_commit_callbacks)
    assert len(stored()) > 3

    call_command("push")

    assert [name for name in stored() if name.startswith("originals")] == []
