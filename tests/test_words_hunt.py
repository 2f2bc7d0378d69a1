"""The hunt for redacted words: they stand wherever the desk can put them, and afterwards nowhere."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from PIL import Image as Pixels

from articles import desk
from articles.archive import filling, verifying
from articles.desk import states
from articles.models import (
    Act,
    Article,
    Autosave,
    Byline,
    Edition,
    Image,
    Person,
    Preference,
    Proposal,
    Publication,
    Push,
    SavedView,
    Source,
    Topic,
    clock,
)
from articles.pictures import library, renditions, social_cards
from exchange.models import Arrival, Feed, Import, OldAddress, WireCopy
from tests.article_form import typed
from tests.pictures.files import jpeg, upload
from tests.pictures.sounds import recording
from tests.test_hunt import tables

pytestmark = pytest.mark.django_db

NAME = "Xanthippe Quillfeather"
HER = "Ксантиппа Перьева"
ORDER = {"order": "The court of X, 1 March"}
FORMS = re.compile("xanthippe|quillfeather|ксантиппа|перьева|ksantippa|pereva", re.IGNORECASE)
CAPTIONS = f"WEBVTT\n\n00:01.000 --> 00:04.000\nThis is {NAME}.\n"


def plain(text):
    """Return a text without the escapes in which SQLite's JSON holds letters."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def tells(text):
    return FORMS.search(plain(text))


def around(text):
    """Return where a text tells it, for whoever reads the failure."""
    found = tells(text)
    return plain(text)[max(found.start() - 40, 0) : found.end() + 20]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def pictures(reporter):
    """A lead picture, and a film with captions, all of whose words name her."""
    words = {"alt_text": f"{NAME} smiles", "caption": f"{NAME} at nine", "credit": NAME, "people": NAME}
    picture = library.accept(upload(jpeg(300, 200)), reporter, **words)
    film = library.accept(upload(recording("video/mp4"), "a.bin"), reporter, alt_text="A film", credit="Us",
                          captions=CAPTIONS, transcript=f"{NAME} speaks.", poster=picture)  # fmt: skip
    return picture, film


@pytest.fixture
def story(client, chief_editor, reporter, editor, section, pictures, make_article, publish, change, commit):
    """A story that names her in each place that the desk has, and others beside it."""
    picture, film = pictures
    Preference.objects.create(user=reporter, wants_mail=True)
    SavedView.objects.create(user=reporter, name=NAME, query=f"q={NAME}")
    reporter.email = "reporter@example.org"
    reporter.save()
    source, topic = Source.objects.create(name=NAME, note=HER), Topic.objects.create(name=f"The {HER} case")
    person = Person.objects.create(name=HER, bio=f"{NAME} was born.")
    with commit():
        text = f"They saw {NAME} at nine. [@{source.slug}]\n\n![](image:{film.key})\n\n*Xanthippe*\n"
        text += "Quillfeather."
        story = make_article(
            headline=f"{HER} seen", slug="a-case", standfirst=f"On {NAME.upper()}", body=text,
            backstory=f"We asked {HER}.", lead_image=picture, sources=[source], by=reporter,
        )  # fmt: skip
        Byline.objects.create(article=story, person=person)
        Byline.objects.create(article=story, name=NAME, order=1)
        story.topics.add(topic)
        publish(story)
        desk.publish(change(story, body=f"{text} And left."), by=chief_editor, despite=f"{NAME} agreed.")
        changes = {"body": f"{text} And stayed."}
        desk.correct(story, by=chief_editor, kind="correction", note=f"{NAME} stayed.", changes=changes,
                     reason=f"{HER} called.")  # fmt: skip
        publish(headline="Another story", body=f"A neighbour of {NAME}'s.")
        make_article(headline="A draft", body="By xanthippe-quillfeather.")
        desk.flag(story, by=chief_editor, reason=f"{HER} may sue.")
        desk.lift_flag(story, by=chief_editor, reason=f"{HER} does not.")
        desk.publish(change(story, body=f"{text} And planned."), by=chief_editor,
                     at=clock.now() + timedelta(hours=1))  # fmt: skip
    version = Article.objects.get(pk=story.pk).version
    desk.share(story, by=chief_editor, until=clock.now() + timedelta(hours=1), version=version)
    desk.share(story, by=chief_editor, until=clock.now() + timedelta(hours=1))
    desk.describe(source, by=chief_editor, values={"role": f"Sister of {HER}"})
    desk.describe(source, by=chief_editor, values={"role": ""})
    desk.note(story, by=editor, text=f"Call {NAME}.", passage=f"They saw {NAME}")
    desk.hear(story, text=f"I am {NAME}", passage=NAME, email="")
    for owner in (story, None):
        Autosave.objects.create(
            user=editor, article=owner, fields={"body": f"{NAME} {HER}"}, saved_at=clock.now()
        )
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    for body in ("Declined.", "Waiting."):
        desk.propose("correct", story, by=editor, kind="correction", note=f"Not {NAME}.",
                     changes={"body": body}, reason=HER)  # fmt: skip
    desk.decline(Proposal.objects.first(), by=chief_editor, reason=f"Not {NAME}.")
    Publication.objects.update(four_eyes=False)
    send_and_bring(story)
    client.force_login(chief_editor)
    client.post(reverse("admin:articles_article_add"), typed(headline=f"{NAME} again", section=section.pk))
    client.logout()
    for path in ("/", "/articles/a-case/", "/articles/a-case/history/", "/search/?q=neighbour"):
        assert tells(client.get(path).text), path
    return Article.objects.get(pk=story.pk)


def send_and_bring(story):
    """Let the wire and an import name her too."""
    at, source = clock.now(), Source.objects.create(name="Agency")
    feed = Feed.objects.create(name="Agency", address="https://feeds.example.org/", source=source)
    words = {"headline": NAME, "body": f"On {HER}.", "note": NAME, "agency_id": f"x/{NAME}", "byline": NAME}
    words |= {"address": "https://x.org/xanthippe-quillfeather", "left_out": [["words", NAME]]}
    words |= {"raw": f"<b>Xanthippe</b> {NAME}", "folded": " xanthippe quillfeather "}
    words |= {"earlier": [{"until": 2, "headline": NAME}]}
    moments = {"sent_at": at, "seen_at": at, "expires_at": at}
    WireCopy.objects.create(feed=feed, key="k", digest="d", **moments, **words)
    came = Import.objects.create(origin="old", form="wxr", started_at=at, report={"problems": [["1", NAME]]})
    Arrival.objects.create(origin="old", key="post:1", article=story, brought_by=came, source_digest="d",
                           left_out=[["form", f"<form>{NAME}</form>"]])  # fmt: skip
    OldAddress.objects.create(path="2019/xanthippe-quillfeather", article=story, brought_by=came)


def hunted():
    """Yield (where, text) of all that the newsroom keeps."""
    with connection.cursor() as cursor:
        for table in tables(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                yield table, str(cells)
    for folder in default_storage.listdir("renditions")[0]:
        for file in default_storage.listdir(f"renditions/{folder}")[1]:
            with default_storage.open(f"renditions/{folder}/{file}") as content:
                yield file, content.read().decode("latin-1")
    for key, value in caches["pages"]._cache.items():
        yield f"page {key}", str(value)


def redact(story, by):
    return desk.redact_words(story, by=by, words=[NAME, HER], **ORDER)


def test_redacted_words_are_nowhere_and_the_chain_verifies(story, chief_editor, commit):
    Push.objects.update(sent_at=None)
    assert len({where for where, text in hunted() if tells(text)}) >= 12
    digests = list(Edition.objects.printed(clock.now()).order_by("pk").values_list("digest", flat=True))

    with commit():
        redact(story, chief_editor)

    left = [(where, around(text)) for where, text in hunted() if tells(text)]
    assert left == [], left
    assert list(verifying.archive_faults()) == []
    assert digests == list(
        Edition.objects.printed(clock.now()).order_by("pk").values_list("digest", flat=True)
    )


@pytest.mark.only_on("sqlite")
def test_the_bytes_of_the_database_do_not_tell_redacted_words(story, chief_editor, commit):
    with commit():
        redact(story, chief_editor)

    assert not tells(connection.connection.serialize().decode("latin-1"))
    assert NAME.encode() not in connection.connection.serialize()


def test_what_stands_around_the_words_stays_readable(story, chief_editor, commit, client):
    with commit():
        redact(story, chief_editor)

    page = client.get("/articles/a-case/").text
    assert "They saw █████ at nine." in page
    assert "█████ at nine" in page  # the caption of the picture
    history = client.get("/articles/a-case/history/?old=1&new=3").text
    assert "None was rewritten" not in history
    assert "█████ stayed." in history


def test_what_was_approved_and_cited_stays_so(story, chief_editor, editor, commit):
    desk.drop_plan(story, by=chief_editor)
    assert story.citations.get().passage_digest

    with commit():
        redact(story, chief_editor)

    story.refresh_from_db()
    assert (story.stage, story.approved_version) == ("approved", story.version)
    assert states.changed_since_approval(story) == []
    assert story.citations.get().passage_digest == filling.passage_digest(story.citations.get())


def test_the_log_says_who_redacted_what_by_whose_order_without_the_words(story, chief_editor, commit):
    with commit():
        redact(story, chief_editor)

    act = Act.objects.get(verb="redact", subject=f"article:{story.uid}")
    assert (act.by, act.data["order"]) == (chief_editor, ORDER["order"])
    assert set(act.data["editions"]) == {"1", "2", "3"}
    assert Act.objects.filter(verb="redact").count() == 4  # the other stories that held the words, too


def test_files_of_a_picture_that_was_replaced_lose_the_words_too(story, chief_editor, reporter, commit):
    """The older editions show them still, and their original is gone."""
    picture = Article.objects.get(pk=story.pk).lead_image
    words = {"credit": "Somebody", "people": "", "caption": "", "alt_text": "A hand"}
    Image.objects.filter(pk=picture.pk).update(**words)
    with commit():
        library.replace(Image.objects.get(pk=picture.pk), upload(jpeg(200, 300)), reporter)
    old = [row for row in story.editions.get(number=1).pictures if row.get("is_lead")][0]
    for form in renditions.FORMATS:
        assert any(tells(read(name)) for name in renditions.names(old["renditions"]) if name.endswith(form))

    with commit():
        redact(story, chief_editor)

    left = [(where, around(text)) for where, text in hunted() if tells(text)]
    assert left == [], left
    new = [row for row in story.editions.get(number=1).pictures if row.get("is_lead")][0]
    assert new["renditions"]["whole"]["path"] != old["renditions"]["whole"]["path"]
    for name in renditions.names(new["renditions"]):
        with default_storage.open(name) as file:
            Pixels.open(file).load()
        assert "----" in read(name)
    assert list(verifying.archive_faults()) == []


def read(name):
    with default_storage.open(name) as file:
        return file.read().decode("latin-1")


def test_the_card_of_a_person_whose_name_went_is_gone(story, chief_editor, commit):
    person, paper = Person.objects.get(), Publication.objects.current()
    social_cards.store_page_card(person, paper)
    card = social_cards.page_card_name(person, paper)
    assert default_storage.exists(card)

    with commit():
        redact(story, chief_editor)

    assert not default_storage.exists(card)


def test_other_words_go_later_and_the_chain_still_verifies(story, chief_editor, commit):
    for words in ([NAME, HER], ["nine"], ["They saw"]):
        with commit():
            desk.redact_words(story, by=chief_editor, words=words, **ORDER)

    assert list(verifying.archive_faults()) == []
    assert "█████ █████ at █████" in story.editions.get(number=1).body
