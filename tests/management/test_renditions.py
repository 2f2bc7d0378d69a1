import os
import time

import pytest
from django.core.management import CommandError, call_command

from articles import desk
from articles.models import Image
from articles.pictures import renditions, social_cards
from tests.pictures.conftest import make_picture, read, storage, stored  # noqa: F401
from tests.pictures.files import jpeg, upload

pytestmark = pytest.mark.django_db
OLD = time.time() - 3 * 24 * 3600


@pytest.fixture
def run(capsys):
    def run(*options):
        call_command("renditions", *options)
        return capsys.readouterr().out

    return run


def age(settings, name):
    os.utime(settings.MEDIA_ROOT / name, (OLD, OLD))


def test_what_is_there_is_left_as_it_is(run, make_picture, monkeypatch):  # noqa: F811
    make_picture()
    monkeypatch.setattr(renditions, "make", pytest.fail)

    assert "1 pictures, 0 made ready" in run()


def test_what_was_removed_by_hand_is_made_again(run, make_picture, storage, stored):  # noqa: F811
    picture = make_picture()
    before = stored()
    storage.delete(renditions.names(picture.renditions)[3])

    assert "1 made ready" in run()
    assert stored() == before


def test_a_stopped_run_goes_on_where_it_was(run, make_picture, monkeypatch):  # noqa: F811
    pictures = [make_picture() for _ in range(3)]
    Image.objects.update(renditions={})
    make, calls = renditions.make, []

    def stop_at_the_second(image, base):
        calls.append(image)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return make(image, base)

    monkeypatch.setattr(renditions, "make", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run()

    assert "3 pictures, 2 made ready" in run()
    assert [Image.objects.get(pk=picture.pk).renditions for picture in pictures] == [
        picture.renditions for picture in pictures
    ]


def test_an_original_that_is_gone_is_named_and_the_others_are_made(run, make_picture, storage, capsys):  # noqa: F811
    gone, other = make_picture(caption="At dawn"), make_picture()
    Image.objects.update(renditions={})
    storage.delete(gone.file.name)

    with pytest.raises(CommandError, match="1 pictures"):
        run()

    assert "At dawn" in capsys.readouterr().err
    assert Image.objects.get(pk=other.pk).renditions == other.renditions


def test_cleaning_removes_what_nothing_needs(run, make_picture, settings, storage, stored):  # noqa: F811
    make_picture()
    needed = stored()
    for name in (f"renditions/{'0' * 24}/480.jpeg", "originals/gone/x.jpg"):
        storage.save(name, upload(jpeg(30, 20)))
    for name in stored():
        age(settings, name)

    assert "2 files removed" in run("--clean")
    assert stored() == needed


def test_cleaning_leaves_what_an_upload_just_wrote(run, storage, stored):  # noqa: F811
    storage.save(f"renditions/{'0' * 24}/480.jpeg", upload(jpeg(30, 20)))

    assert "0 files removed" in run("--clean")


def test_cleaning_leaves_what_an_older_edition_shows(
    run,
    make_picture,  # noqa: F811
    make_article,
    publish,
    chief_editor,
    settings,
    stored,  # noqa: F811
):

    picture = make_picture()
    publish(make_article(lead_image=picture))
    desk.replace_picture(picture, upload(jpeg(180, 90)), by=chief_editor)
    before = stored()
    for name in before:
        age(settings, name)

    run("--clean")

    assert stored() == before


def test_cleaning_takes_the_card_of_a_withdrawn_story_and_leaves_that_of_its_restoration(
    run,
    publish,
    chief_editor,
    settings,
    stored,  # noqa: F811
):
    article = publish()
    social_cards.store(article.editions.get())
    (withdrawn,) = stored()
    desk.withdraw(article, by=chief_editor, note="It was wrong.")
    restored = desk.restore(article, by=chief_editor)
    social_cards.store(restored)
    for name in stored():
        age(settings, name)

    assert "1 files removed" in run("--clean")
    assert withdrawn not in stored()
    assert social_cards.card_name(restored) in stored()


def test_cards_that_are_missing_are_drawn(run, publish, storage):  # noqa: F811
    edition = publish().editions.get()

    assert "1 social cards of stories, 2 drawn of pages" in run("--cards")  # its section's and the front's
    assert storage.exists(social_cards.card_name(edition))


def test_what_is_redacted_while_cards_are_drawn_is_on_none(run, publish, chief_editor, storage, monkeypatch):  # noqa: F811
    names, later = [], []
    for headline in ("One", "Another"):
        article = publish(headline=headline)
        names.append(social_cards.card_name(article.editions.get()))
        later.append(article)
    store = social_cards.store

    def stored_after_redactions(edition):
        while later:
            desk.redact(
                later.pop(), by=chief_editor, fields=["headline"], order="Court of Example, 20 November"
            )
        store(edition)

    monkeypatch.setattr(social_cards, "store", stored_after_redactions)
    run("--cards")

    assert sum(map(storage.exists, names)) <= 1  # of the one that was at hand
