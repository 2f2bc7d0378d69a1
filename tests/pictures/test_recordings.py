"""Sound and video: taken in, kept, shown, replaced."""

import re
import struct
import tracemalloc
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from articles import desk
from articles.models import Image
from articles.pictures import library, markup, recordings, renditions, schema_objects
from tests.cast import make_user
from tests.reading import empty_cache  # noqa: F401  each test starts with none

from .files import jpeg, upload
from .sounds import FORMS, recording
from .test_captions import CAPTIONS

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.only_on("sqlite")  # of what the walk through a container finds, no database is asked
PAPER = "https://paper.example"


def refused(content, reporter, name="x.mp4"):
    with pytest.raises(ValidationError) as refusal:
        library.accept(upload(content, name, "video/mp4"), reporter)
    assert not Image.objects.exists()
    return refusal.value.messages[0]


def public(image, read):
    made = image.renditions["recording"]
    return read(f"renditions/{made['path']}/{made['file']}")


@on_sqlite
@pytest.mark.parametrize("media_type", FORMS)
def test_each_named_format_is_taken_for_what_it_holds(make_recording, read, media_type):
    image = make_recording(media_type)

    assert image.media_type == media_type
    assert image.seconds == 1
    assert (image.width, image.height) == ((320, 180) if media_type.startswith("video/") else (0, 0))
    assert read(image.file.name) == recording(media_type)


@on_sqlite
def test_a_recording_of_too_many_bytes_is_refused(reporter, monkeypatch):
    monkeypatch.setattr(recordings, "MAX_BYTES", 4000)

    assert "larger than" in refused(recording("video/mp4"), reporter)


@on_sqlite
def test_a_recording_is_never_in_memory_whole(tmp_path, storage):
    path, size = tmp_path / "long.wav", 16 << 20
    head = recording("audio/wav").partition(b"data")[0]
    with path.open("wb") as out:
        out.write(
            head[:4] + struct.pack("<I", len(head) + size) + head[8:] + b"data" + struct.pack("<I", size)
        )
        out.truncate(len(head) + 8 + size)

    tracemalloc.start()
    with path.open("rb") as content:
        checked = recordings.check(File(content), tmp_path)
    recordings.make(Image(file="originals/long.wav", media_type="audio/wav"), checked.recording)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < size / 2


@on_sqlite
def test_a_misnamed_recording_gets_the_name_of_what_it_is(reporter, stored):
    image = library.accept(upload(recording("audio/mpeg"), "../../evil.php.jpg", "image/jpeg"), reporter)

    assert image.file.name.endswith(".mp3")
    assert stored() == sorted([image.file.name, *renditions.names(image.renditions)])


@on_sqlite
@pytest.mark.parametrize("media_type", FORMS)
def test_of_a_refused_recording_nothing_is_left(reporter, stored, media_type):
    assert "damaged" in refused(recording(media_type)[:40], reporter)
    assert stored() == []


def test_nobody_uploads_a_recording_without_the_permission(db):
    with pytest.raises(PermissionDenied):
        library.accept(upload(recording("audio/mpeg")), make_user("reader"))


def test_of_an_upload_to_a_full_disk_nothing_is_left(reporter, stored, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recordings.file_store, "store", full)

    with pytest.raises(ValidationError, match="full, or away"):
        library.accept(upload(recording("video/mp4")), reporter)

    assert stored() == []
    assert not Image.objects.exists()


# What readers get


def test_a_video_is_shown_with_captions_and_transcript(client, told):
    article, clip = told

    page = client.get(article.editions.get().get_absolute_url()).text

    made = clip.renditions
    assert '<video controls preload="none" width="320" height="180" poster="/media/renditions/' in page
    assert f'src="/media/renditions/{made["recording"]["path"]}/recording.mp4"' in page
    track = f'<track kind="captions" src="/media/renditions/{made["captions"]["path"]}/captions.vtt"'
    assert f'{track} srclang="hy"' in page
    assert "<summary>Transcript</summary><p>The ferry leaves.</p>\n\n<p>Gulls.</p></details>" in page
    assert "The last ferry" in page
    assert page.index("Boats.") < page.index("<video") < page.index("End.")


def test_a_phone_waits_for_no_larger_still_than_it_shows(make_recording, make_picture, make_article, publish):
    clip = make_recording(poster=make_picture(jpeg(720, 40)), captions=CAPTIONS)

    page = publish(make_article(body=f"![](image:{clip.key})")).editions.get().body_html

    assert re.search(r'poster="[^"]+/680\.jpeg"', page)


def test_a_sound_has_a_player_of_its_own(make_recording, make_article, publish):
    clip = make_recording("audio/mpeg", transcript="<script>x</script>")

    html = publish(make_article(body=f"![](image:{clip.key})")).editions.get().body_html

    assert '<audio controls preload="none" aria-label="A ferry leaves"' in html
    assert "&lt;script&gt;" in html
    assert "<video" not in html


def test_a_video_may_lead_a_story(client, make_recording, make_picture, make_article, publish):
    clip = make_recording(poster=make_picture(), captions=CAPTIONS)
    edition = publish(make_article(lead_image=clip)).editions.get()

    page = client.get(edition.get_absolute_url()).text
    assert "<video" in page
    assert clip.poster.renditions["card"]["path"] in client.get("/").text


def test_the_still_of_a_leading_video_comes_before_all_others(
    client, make_recording, make_picture, make_article, publish
):
    clip, below = (make_recording(poster=make_picture(), captions=CAPTIONS) for _each in range(2))
    edition = publish(make_article(lead_image=clip, body=f"![](image:{below.key})")).editions.get()

    page = client.get(edition.get_absolute_url()).text
    found = re.findall(r'<link rel="preload" as="image" href="([^"]+)" fetchpriority="high">', page)

    leading, in_text = re.findall(r'poster="([^"]+)"', page)
    assert found == [leading]
    assert leading.endswith(".webp")
    assert in_text.endswith(".jpeg")


def test_a_leading_still_is_a_jpeg_where_webp_would_be_larger(make_recording, make_picture):
    printed = make_recording(poster=make_picture(), captions=CAPTIONS).as_printed()
    printed["renditions"]["whole"]["webp"] = []

    assert re.search(r'poster="[^"]+\.jpeg"', markup.lead_html(printed))


def test_a_recording_is_served_in_ranges_and_runs_nothing(client, told, read):
    clip = told[1]
    address, whole = markup.file_address(clip.renditions["recording"]), public(clip, read)

    response = client.get(address)
    part = client.get(address, headers={"Range": "bytes=10-19"})

    assert b"".join(response) == whole
    assert response["Content-Type"] == "video/mp4"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Accept-Ranges"] == "bytes"
    assert (part.status_code, b"".join(part)) == (206, whole[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Cache-Control"]) == (416, "no-store")
    head = client.head(address, headers={"Range": "bytes=10-19"})
    assert (head.status_code, head["Content-Length"]) == (200, str(len(whole)))
    assert b"".join(head) == b""
    captions = client.get(markup.file_address(clip.renditions["captions"]))
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert b"".join(captions).decode() == CAPTIONS
    assert client.get(f"/media/{clip.file.name}").status_code == 404


def test_a_recording_costs_no_query(client, told, make_article, publish, django_assert_max_num_queries):
    plain = publish(make_article())
    counts = []
    client.get("/")
    for article in (plain, told[0]):
        with django_assert_max_num_queries(9) as queries:
            client.get(article.editions.get().get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_machines_are_told_of_a_video(told):
    article, clip = told

    (thing,) = schema_objects.recording_objects(article.editions.get(), "video", lambda path: PAPER + path)

    assert thing["@type"] == "VideoObject"
    assert thing["name"] == "The last ferry"
    assert thing["contentUrl"].startswith(f"{PAPER}/media/renditions/")
    assert thing["thumbnailUrl"].endswith(".jpeg")
    assert thing["duration"] == "PT1S"
    assert thing["uploadDate"]
    assert schema_objects.recording_objects(article.editions.get(), "audio", str) == []
    assert schema_objects.image_objects(article.editions.get(), lambda path: PAPER + path) == [
        thing["thumbnailUrl"]
    ]


def test_feeds_carry_a_recording(client, told):
    length = str(told[1].renditions["recording"]["bytes"])

    atom = ElementTree.fromstring(client.get("/feeds/latest.atom").content)  # noqa: S314
    rss = ElementTree.fromstring(client.get("/feeds/latest.rss").content)  # noqa: S314
    (item,) = client.get("/feeds/latest.json").json()["items"]

    media = atom.find(".//{http://search.yahoo.com/mrss/}content")
    assert (media.get("medium"), media.get("type")) == ("video", "video/mp4")
    assert (media.get("duration"), media.get("fileSize")) == ("1", length)
    enclosure = rss.find(".//enclosure")
    assert (enclosure.get("type"), enclosure.get("length")) == ("video/mp4", length)
    assert enclosure.get("url") == media.get("url") == item["attachments"][0]["url"]
    assert "image" not in item
    assert f'src="{PAPER}/media/renditions/' in item["content_html"]


def test_a_transcript_is_found_and_counts_not_as_reading(client, make_recording, make_article, publish):
    clip = make_recording("audio/mpeg", transcript="Kittiwakes. " * 2000)
    edition = publish(make_article(body=f"Boats.\n\n![](image:{clip.key})")).editions.get()

    assert edition.headline in client.get("/search/?q=kittiwakes").text
    assert "1 min" in client.get(edition.get_absolute_url()).text


def test_a_withdrawn_story_tells_nothing_of_its_video(client, told, chief_editor):
    article, clip = told
    address = article.editions.get().get_absolute_url()

    desk.withdraw(article, by=chief_editor, note="Taken back.")

    for page in (address, "/", "/feeds/latest.atom", "/search/?q=ferry"):
        assert clip.renditions["recording"]["path"] not in client.get(page).text
