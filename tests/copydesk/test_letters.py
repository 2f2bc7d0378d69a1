"""Letters that no reader sees, bylines, and links that can't be followed."""

import pytest

from articles import copydesk
from articles.models import Article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["headline", "standfirst", "body", "dateline", "backstory"])
@pytest.mark.parametrize(
    ("letter", "code"),
    [("\x00", "letter-control"), ("\x0b", "letter-control"), ("\x85", "letter-control"),
     ("\u202e", "letter-override"), ("\u2066", "letter-override")],
)  # fmt: skip
def test_a_sign_that_no_reader_sees_blocks_in_each_text(findings, field, letter, code):
    found = findings(**{field: f"Rain{letter} falls on the town."})[code]

    assert (found.level, found.field, found.start) == (copydesk.ERROR, field, 4)


def test_line_ends_tabs_joiners_and_emoji_are_left_alone(findings):
    assert findings(body="می\u200cخواهم 👩\u200d🚀\r\n\tSo.\n") == {}


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


@pytest.mark.parametrize("work", Article.TypeOfWork.values)
def test_a_story_without_a_byline_is_noted_and_warned_of_where_readers_expect_one(findings, work):
    found = findings(byline=[], type_of_work=work)["byline-empty"]

    is_signed = work in ("analysis", "opinion", "review", "interview")
    assert found.level == (copydesk.WARNING if is_signed else copydesk.NOTE)
    assert findings(byline=["Staff"], type_of_work=work).get("byline-empty") is None


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("www.example.com", "https://www.example.com"),
        ("example.com/page?x=1", "https://example.com/page?x=1"),
        ("htp://example.com/a", "https://example.com/a"),
        ("https:example.org", ""),
        ("ada@example.org", "mailto:ada@example.org"),
        ("https://exam\u00adple.org/", "invisible"),
        ("https://example.org/a\u200bb", "invisible"),
        ("page", "whole"),
        ("ada@example.org?subject=Rain", "mailto:ada@example.org?subject=Rain"),
        ("mailto:?subject=Rain", "to whom"),
        ("mailto:ada", "to whom"),
        ("mailto:ada@example.org,bob", "to whom"),
    ],
)
def test_an_address_that_cant_be_followed_blocks_and_says_what_was_meant(findings, address, meant):
    found = findings(body=f"See [this]({address}) now.")

    assert found["link-broken"].level == copydesk.ERROR
    assert meant in found["link-broken"].remedy


@pytest.mark.parametrize(
    "address",
    ["mailto:ada@example.org?subject=a%20b&body=c", "mailto:ada@example.org,bob@example.org",
     "https://example.org/a%20b", "https://example.org/ä?q=1#x",
     "http://localhost:8000/", "mailto:ada@example.org", "/pages/about/",
     "#end", "https://пример.рф/", "https://web.archive.org/web/2020/https://example.org/"],
)  # fmt: skip
def test_an_address_that_can_be_followed_is_left_alone(findings, address):
    assert "link-broken" not in findings(body=f"See [this]({address}) now.")


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
