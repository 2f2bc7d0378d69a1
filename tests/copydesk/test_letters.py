"""Letters that no reader sees or that were misread, and bylines."""

from collections import Counter

import pytest

from articles import copydesk
from articles.models import Article, Byline, Citation, Image, Section, Source, Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["headline", "standfirst", "body", "dateline", "backstory"])
@pytest.mark.parametrize(
    ("letter", "code"),
    [("\x00", "letter-control"), ("\x0b", "letter-control"), ("\x85", "letter-control"),
     ("\u2028", "letter-control"), ("\ufffe", "letter-control"), ("\u206e", "letter-control"),
     ("\U000e0041", "letter-control"),
     ("\u202e", "letter-override"), ("\u2066", "letter-override")],
)  # fmt: skip
def test_a_sign_that_no_reader_sees_blocks_in_each_text(findings, field, letter, code):
    found = findings(**{field: f"Rain{letter} falls on the town."})[code]

    assert (found.level, found.field, found.start) == (copydesk.ERROR, field, 4)


@pytest.mark.parametrize("letter", ["\x0b", "\u202e"])
def test_a_sign_that_no_reader_sees_blocks_in_what_is_printed_beside_a_text(make_article, letter):
    section = Section.objects.create(name=f"Ports{letter} and ships", slug="ports")
    topic = Topic.objects.create(name=f"The{letter} sea", slug="sea")
    words = {
        name: f"{name}{letter} of it" for name in ("caption", "credit", "creator", "licence", "transcript")
    }
    picture = Image.objects.create(alt_text="A quay", **words)
    ministry = Source.objects.create(name=f"Ministry{letter} of ports", slug="ministry")
    source = Source.objects.create(name=f"Port{letter} office", role=f"aide{letter}", represents=ministry)
    article = make_article(lead_image=picture, section=section)
    article.topics.add(topic)
    Citation.objects.create(
        article=article, source=source, quote=f"It{letter} rained", locator=f"p.{letter} 3"
    )
    Byline.objects.create(article=article, name=f"A{letter} writer", role=f"photos{letter}")

    found = [each for each in copydesk.check(article) if each.code in ("letter-control", "letter-override")]

    assert Counter(each.field for each in found) == {
        "bylines": 2, "citations": 5, "lead_image": 5, "section": 1, "topics": 1
    }  # fmt: skip
    assert {(each.level, each.start) for each in found} == {(copydesk.ERROR, None)}


def test_line_ends_tabs_joiners_and_emoji_are_left_alone(findings):
    scotland = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

    assert findings(body=f"می\u200cخواهم 👩\u200d🚀 {scotland}\r\n\tSo.\n") == {}


@pytest.mark.parametrize(
    "headline",
    [
        *("\u200b\u200b", "\u00ad", "\u3164", "\u2800 \u2060", "\ufeff"),
        *("…", "?!", "—", "\u0301\u0301", "« »", "\u200e.\u200e"),
    ],
)
def test_a_headline_that_no_reader_sees_blocks(findings, headline):
    assert findings(headline=headline)["headline-unseen"].level == copydesk.ERROR


@pytest.mark.parametrize("language", ["english", "Klingon; drop", "<b>", "xx"])
def test_a_language_that_no_form_checked_blocks(findings, language):
    assert findings(language=language)["language-unknown"].level == copydesk.ERROR


def test_whoever_stands_twice_in_the_byline_blocks(findings):
    found = findings(byline=["Ada Lovelace", "Staff", "ADA LOVELACE"])["byline-repeated"]

    assert (found.level, found.field) == (copydesk.ERROR, "bylines")
    assert "Ada Lovelace" in found.message


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        (("Wang Wei", "", "wang-wei"), ("Wang Wei", "", "wang-wei-2"), copydesk.WARNING),
        (("Wang Wei", "", "wang-wei"), ("Wang Wei", "", ""), copydesk.ERROR),
        (("Wang Wei", "", "wang-wei"), ("Wang Wei", "", "wang-wei"), copydesk.ERROR),
        (("Jane Doe", "photos", ""), ("Jane Doe", "Photos", ""), copydesk.ERROR),
        (("Jane Doe", "text", "jane-doe"), ("Jane Doe", "photos", "jane-doe"), None),
    ],
)
def test_namesakes_need_a_reason_and_who_has_two_roles_none(findings, first, second, level):
    rows = [dict(zip(("name", "role", "person"), row, strict=True)) for row in (first, second)]

    found = findings(byline=rows)

    assert [each.level for each in found.values()] == ([level] if level else [])


@pytest.mark.parametrize(
    ("name", "is_unseen"), [("\u3164", True), ("\u200b", True), ("李", False), ("4", False)]
)
def test_a_name_that_nobody_sees_blocks(findings, name, is_unseen):
    found = findings(byline=["Staff", name]).get("byline-unseen")

    assert (found.level, found.field) == (copydesk.ERROR, "bylines") if is_unseen else found is None


@pytest.mark.parametrize("work", Article.TypeOfWork.values)
def test_a_story_without_a_byline_is_noted_and_warned_of_where_readers_expect_one(findings, work):
    found = findings(byline=[], type_of_work=work)["byline-empty"]

    is_signed = work in ("analysis", "opinion", "review", "interview")
    assert found.level == (copydesk.WARNING if is_signed else copydesk.NOTE)
    assert findings(byline=["Staff"], type_of_work=work).get("byline-empty") is None


@pytest.mark.parametrize(
    "twin", ["Rene\u0301 Müller", "RENÉ  MÜLLER", "René\u200b Müller", "René\u00a0Müller"]
)
def test_one_person_is_known_however_the_name_is_written(findings, twin):
    assert "byline-repeated" in findings(byline=["René Müller", twin])


@pytest.mark.parametrize("headline", ["🚀", "5", "$x^2$", "雨"])
def test_a_headline_of_one_sign_is_seen(findings, headline):
    assert "headline-unseen" not in findings(headline=headline)


def test_a_headline_that_another_live_story_has_is_noted(findings, publish, change, chief_editor):
    publish(headline="Rain in May")

    assert findings(headline="Rain in May")["headline-repeated"].level == copydesk.NOTE
    assert "headline-repeated" not in findings(headline="Rain in June")


@pytest.mark.parametrize("field", ["headline", "standfirst", "body"])
@pytest.mark.parametrize(
    ("wrong", "right"),
    [("MÃ¤dchen", "Ã¤"), ("donâ€™t", "â€™"), ("â€œso", "â€œ"), ("GrÃ¶ÃŸe", "Ã¶ÃŸ"), ("12 Â°C", "Â°"),
     ("â‚¬5", "â‚¬"), ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", ""), ("РџСЂРёРІРµС‚", ""), ("вЂ™", ""), ("mÄ…ka", "Ä…"),
     ("Ïðèâåò", ""), ("åŒ—äº¬", ""), ("don‚Äôt", "‚Äô"),
     ("M√§dchen", "√§"), ("ðŸš€", ""), ("ï¿½", "")],
)  # fmt: skip
def test_letters_that_were_read_in_a_wrong_encoding_are_found(findings, field, wrong, right):
    found = findings(**{field: f"So {wrong} it is."})["letter-misread"]

    assert (found.level, found.field) == (copydesk.WARNING, field)
    assert found.excerpt == (right or wrong)
    assert found.start == 3 + wrong.index(found.excerpt)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("MÃ¤dchen", "ä"), ("donâ€™t", "’"), ("РџСЂРёРІРµС‚", "Привет"),
     ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"), ("don‚Äôt", "’"), ("åŒ—äº¬", "北京")],
)  # fmt: skip
def test_what_letters_were_meant_is_offered(findings, wrong, right):
    assert findings(body=f"So {wrong} it is.")["letter-misread"].fix == right


def test_no_invisible_letter_is_offered(findings):
    found = findings(body="So ï»¿it is.")["letter-misread"]

    assert (found.remedy, found.fix, found.excerpt) == ("Take it out.", "", "ï»¿")


def test_words_around_a_sign_that_nobody_sees_keep_their_spaces(findings):
    assert findings(body="It rained.\n\u202eThen\tit stopped.")["letter-override"].excerpt.startswith(
        "It rained. Then it "
    )


@pytest.mark.parametrize(
    "text",
    ["„Das ist Spaß“", "“MANHÔ", "« CAFÉ »", "CAFÉ’S", "SOS Ü“", "Jäääär", "‚Äpfel‘", "Ä…h", "“é”»", "3×5 m",
     "√2", "ÅÄÖ", "Ђорђе", "СРСР", "«Été»", "àéîöû", "Â", "Ã "],
)  # fmt: skip
def test_letters_that_languages_write_are_left_alone(findings, text):
    assert "letter-misread" not in findings(body=f"So {text} it is.")


def test_a_lost_letter_is_found_in_a_text_and_beside_it(findings, make_article):
    found = findings(body="A M\ufffddchen fell.")["letter-lost"]
    assert (found.level, found.start, found.excerpt) == (copydesk.WARNING, 3, "A M\ufffddchen fell.")

    article = make_article(lead_image=Image.objects.create(alt_text="A quay", caption="K\ufffdse, KÃ¤se"))
    found = [each for each in copydesk.check(article) if each.code in ("letter-lost", "letter-misread")]
    assert [(each.field, each.start, each.fix) for each in found] == [("lead_image", None, "")] * 2


@pytest.mark.parametrize(
    ("tags", "end", "start"),
    [("hidden", "", 3), ("hidden", "\U000e007f", 3), ("gbwls", "\U000e007f", None),
     ("hiddenword", "\U000e007f", 3),
     ("", "\U000e007f", 3), ("gbsct", "\U000e007f\U000e0041", 9), ("GB", "\U000e007f", 3)],
)  # fmt: skip
def test_no_words_hide_behind_a_flag(findings, tags, end, start):
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in tags)

    found = findings(body=f"A 🏴{hidden}{end} flag.").get("letter-control")

    assert (found.start if found else None) == start


@pytest.mark.parametrize("code", [0x1FFFE, 0x1FFFF, 0x10FFFE, 0x10FFFF])
def test_what_is_no_character_on_any_plane_is_found(findings, code):
    assert "letter-control" in findings(body=f"Words{chr(code)} here.")
