"""Sound and video as a reader's browser plays them."""

import pytest

from articles.pictures import library, markup
from tests.pictures.files import upload
from tests.pictures.sounds import FORMS, recording

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAY = """([kind, address]) => new Promise((done) => {
  const player = document.createElement(kind);
  player.onended = () => done(player.duration);
  player.onerror = () => done(player.error.message);
  player.muted = true;
  player.src = address;
  document.body.append(player);
  player.play();
})"""


def test_each_recording_that_was_taken_plays_to_its_end(page, live_server, settings, tmp_path, chief_editor):
    settings.MEDIA_ROOT = tmp_path / "media"
    page.goto(live_server.url)

    for media_type in FORMS:
        damaged = bytes(300) + recording(media_type) + bytes(300)
        clip = library.accept(upload(damaged), chief_editor, alt_text="A ferry leaves")
        address = markup.file_address(clip.renditions["recording"])

        seconds = page.evaluate(PLAY, [media_type.partition("/")[0], address])

        assert seconds == pytest.approx(1, abs=0.05), media_type
