from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.management import call_command
from PIL import Image as Pixels

from articles import desk
from articles.desk import outbox
from articles.models import Edition, Publication, Topic, clock
from articles.pictures import social_cards

from .files import jpeg

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.only_on("sqlite")  # of what is drawn, no database is asked


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def opened(read, edition):
    return Pixels.open(BytesIO(read(social_cards.card_name(edition))))


def test_each_story_gets_a_card_with_or_without_a_picture(publish, make_article, make_picture, read, commit):
    with commit():
        plain = publish()
        shown = publish(make_article(lead_image=make_picture(jpeg())))

    for article in (plain, shown):
        card = opened(read, article.editions.get())
        assert (card.format, card.size) == ("JPEG", (1200, 630))
        assert len(card.getcolors(1_000_000)) > 100


def test_the_page_names_its_card(client, publish, commit, storage):
    Publication.objects.create(address="https://paper.example")
    with commit():
        edition = publish().editions.get()

    page = client.get(f"/articles/{edition.slug}/").text

    assert (
        f'<meta property="og:image" content="https://paper.example/media/{social_cards.card_name(edition)}">'
        in page
    )
    assert len(b"".join(client.get(f"/media/{social_cards.card_name(edition)}"))) > 1000


@on_sqlite
@pytest.mark.parametrize(
    ("section", "headline", "shown"),
    [
        ("Wissenschaftskommunikation Gesellschaftspolitik", "Short", "Wissenschaftskommunikatio"),
        ("Гуманитарно-просветительская деятельность", "Short", "Гуманитарно-просветительс"),
        ("World", "Donau" * 100, "Donau"),
        ("World", "word " * 100, "word word …"),
    ],
)
def test_a_line_of_a_card_that_is_too_long_loses_no_more_than_it_has_to(
    section, headline, shown, monkeypatch
):
    lines = []
    monkeypatch.setattr(social_cards.Face, "write", lambda *given: lines.append(given[4]))

    social_cards._drawn(section, headline, "", Pixels.new("RGB", (600, 600)), Publication(name="The Paper"))

    broken_off = next(line for line in lines if "…" in line)
    assert shown in broken_off
    assert len(broken_off) > 8


@on_sqlite
@pytest.mark.parametrize(
    "headline", ["Short", "W" * 300, "word " * 60, "Миротворцы вернулись", "خبر", "漢字", " ", "a\u202eb"]
)
def test_a_card_takes_any_headline(headline):
    card = social_cards.draw(
        Edition(headline=headline, section_as_printed={"name": "World"}), Publication(name="The Paper")
    )

    assert card.size == (social_cards.WIDTH, social_cards.HEIGHT)
    assert _ink(card, left=social_cards.WIDTH - social_cards.MARGIN + 12) == 0  # nothing runs over the margin


def _ink(card, left):
    edge = card.crop((left, 20, social_cards.WIDTH, social_cards.HEIGHT))
    return sum(count for count, colour in edge.getcolors(1_000_000) if colour != (251, 249, 243))


@on_sqlite
@pytest.mark.parametrize(
    ("headline", "written"),
    [
        ("Russian Peacekeepers – “Миротворцы” née Ωλ", "Russian Peacekeepers – “Миротворцы” née Ωλ"),
        ("Fire \U0001f525 out \U0001f469\u200d\U0001f692", "Fire out"),
        ("Rates \u2192 up, −5 °C", "Rates up, –5 °C"),
        ("Yerevan (Երևան) votes", "Yerevan (Երևան) votes"),
        ("თბილისი \U0001f1ec\U0001f1ea", "თბილისი"),
        ("Fire ❤️ now", "Fire now"),
        ("𝔘nicode 𝐁old", "Unicode Bold"),
        ("e\u0301t\u00ade\u0301", "été"),
        ("a\u202eb", "ab"),
        ("The 漢 in it", ""),
        ("A story of the letter 漢", "A story of the letter"),
        ("خبر 5", ""),
        ("漢字", ""),
    ],
)
def test_a_sign_that_the_font_lacks_takes_no_other_with_it(headline, written):
    paper = Publication(name="The Paper")
    card = social_cards.draw(Edition(headline=headline), paper)

    assert social_cards.legible(headline) == written
    assert card.tobytes() == social_cards.draw(Edition(headline=written), paper).tobytes()


@on_sqlite
@pytest.mark.parametrize(
    "headline", ["漢字の見出し", "خبر عاجل", "ข่าวด่วน", "שלום", "हिन्दी", "北京 OK", "🔥", ""]
)
@pytest.mark.parametrize("name", ["The Paper", "新聞"])
def test_a_card_without_the_titles_script_shows_whose_it_is(headline, name):
    paper = Publication(name=name, address="https://paper.example")
    shown = name if name.isascii() else "paper.example"

    card = social_cards.draw(Edition(headline=headline, section_as_printed={"name": "World"}), paper)

    named = social_cards.draw(Edition(headline=shown, section_as_printed={"name": "World"}), paper)
    assert card.tobytes() == named.tobytes()
    middle = card.crop((0, 110, social_cards.WIDTH, social_cards.HEIGHT - 110))
    assert _ink(middle, left=0) > 1000


def test_no_page_names_a_card_that_is_not_there(client, publish, storage):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        edition = publish().editions.get()  # as a load leaves it: nothing is drawn

    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        before = client.get(f"/articles/{edition.slug}/").text
        call_command("renditions", cards=True, verbosity=0)
        after = client.get(f"/articles/{edition.slug}/").text

    assert ("og:image" in before, "og:image" in after) == (False, True)


def test_a_redacted_headline_is_on_no_card(publish, chief_editor, commit, storage):
    with commit():
        article = publish(headline="A victim's name")
    before = social_cards.card_name(article.editions.get())
    assert storage.exists(before)

    with commit():
        desk.redact(article, by=chief_editor, fields=["headline"], order="Court of Example, 20 November")

    assert not storage.exists(before)
    assert storage.exists(social_cards.card_name(article.editions.get()))


@pytest.mark.parametrize(
    ("words", "gone"),
    [("Roe", {"front", "topic", "story"}), ("Since", {"front"}), ("Rain", {"topic"}), ("drops", set())],
)
def test_words_that_are_redacted_in_names_are_on_no_card(words, gone, publish, chief_editor, commit, storage):
    with commit():
        paper = Publication.objects.create(name="The Roe Paper", tagline="Since 1900")
        topic, story = Topic.objects.create(name="Rain", description="Of drops"), publish()
    things = {"front": paper, "topic": topic}
    before = {name: social_cards.page_card_name(thing) for name, thing in things.items()}
    before["story"] = social_cards.card_name(story.editions.get())
    assert all(map(storage.exists, before.values()))

    with commit():
        desk.redact_words(story, by=chief_editor, words=[words], order="Court of Example")

    assert {name for name, card in before.items() if not storage.exists(card)} == gone
    masked = things["topic" if words in ("Rain", "drops") else "front"]
    masked.refresh_from_db()
    assert storage.exists(social_cards.page_card_name(masked))


def test_a_withdrawn_story_has_no_card(publish, chief_editor, commit, storage):
    with commit():
        article = publish()
    with commit():
        desk.withdraw(article, by=chief_editor, note="It was wrong.")

    assert not any(storage.exists(social_cards.card_name(edition)) for edition in article.editions.all())


def test_a_storage_that_is_away_keeps_no_redacted_headline(
    publish, chief_editor, commit, storage, monkeypatch
):
    with commit():
        article = publish(headline="A victim's name")
    before = social_cards.card_name(article.editions.get())

    with monkeypatch.context() as away:
        away.setattr(outbox, "default_storage", None)
        away.setattr(social_cards, "default_storage", None)
        with commit():
            desk.redact(article, by=chief_editor, fields=["headline"], order="Court of Example, 20 November")
    assert storage.exists(before)

    call_command("push", verbosity=0)
    assert not storage.exists(before)


def test_a_redaction_of_a_plan_removes_its_card(publish, change, chief_editor, commit, storage):
    article = publish(headline="A name")
    with commit():
        publish(change(article, headline="A victim's name"), at=clock.now() + timedelta(hours=1))
    before = social_cards.card_name(article.editions.get(number=2))
    assert storage.exists(before)

    with commit():
        desk.redact_words(article, by=chief_editor, words=["victim"], order="Court of Example, 20 November")

    assert not storage.exists(before)
    assert storage.exists(social_cards.card_name(article.editions.get(number=2)))


def test_a_redaction_of_a_withdrawn_story_draws_no_card(publish, chief_editor, commit, stored):
    with commit():
        article = publish(headline="A victim's name")
    with commit():
        desk.withdraw(article, by=chief_editor, note="It was wrong.")
    before = stored()
    with commit():
        desk.redact_words(article, by=chief_editor, words=["victim"], order="Court of Example, 20 November")

    assert stored() == before


def test_a_restored_story_has_a_card_again(publish, chief_editor, commit, storage):
    with commit():
        article = publish()
    with commit():
        desk.withdraw(article, by=chief_editor, note="It was wrong.")
    with commit():
        restored = desk.restore(article, by=chief_editor, note="It was right.")

    assert storage.exists(social_cards.card_name(restored))


def test_a_storage_that_is_away_stops_no_publication(publish, monkeypatch, commit, caplog):
    def fail(*args):
        raise OSError("away")

    monkeypatch.setattr(social_cards.default_storage, "exists", fail, raising=False)

    with commit():
        article = publish()

    assert article.editions.count() == 1
    assert "away" in caplog.text


def test_a_card_does_without_a_picture_that_was_removed_by_hand(
    publish, make_article, make_picture, storage, stored
):
    article = publish(make_article(lead_image=make_picture()))
    for name in stored():
        storage.delete(name)

    social_cards.store(article.editions.get())

    assert stored() == [social_cards.card_name(article.editions.get())]
