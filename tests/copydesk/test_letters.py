"""Letters that no reader sees, bylines, and links that can't be followed."""

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
    ("address", "meant"),
    [
        ("www.example.com", "https://www.example.com"),
        ("example.com/page?x=1", "https://example.com/page?x=1"),
        ("htp://example.com/a", "https://example.com/a"),
        ("https:example.org", ""),
        ("ada@example.org", "mailto:ada@example.org"),
        ("https://exam\u00adple.org/", "invisible"),
        ("https://example.org/a\u200bb", "invisible"),
        ("https://example.org/a\u200cb", "invisible"),
        ("https://example.org/a\u3000b", "invisible"),
        ("https://example.org/%E3%80%80\u200b", "invisible"),
        ("https://\u0645\u06cc\u200c\u062e.example.org/", "whole"),
        ("page", "whole"),
        ("ada@example.org?subject=Rain", "mailto:ada@example.org?subject=Rain"),
        ("mailto:?subject=Rain", "to whom"),
        ("mailto:ada", "to whom"),
        ("mailto:ada@example.org,bob", "to whom"),
        ("https://example..org/", "whole"),
        ("https://a..b/", "whole"),
        ("https://example,org/", "whole"),
        ("https://example.org:99999/", "whole"),
        ("http:///page", "whole"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("javascript:alert(1)", "whole"),
        ("https//example.org/page", "“https://example.org/page”"),
        ("http;//example.org", "“https://example.org”"),
        ("https://example.org）", "whole"),
        ("https://example.org”", "whole"),
        ("file:///C:/page.doc", "whole"),
        ("https://example.org…", "whole"),
        ("https://256.1.1.1/", "whole"),
        ("https://127.1/", "whole"),
        ("https://0x7f.0.0.1/", "whole"),
        ("tel:+4930123456", "plain words"),
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
     "#end", "https://пример.рф/", "https://हिन्दी.भारत/", "http://[::1]:8000/",
     "https://fa.wikipedia.org/wiki/%D9%85%DB%8C%E2%80%8C%D8%AE", "https://fa.wikipedia.org/wiki/\u0645\u06cc\u200c\u062e",
     "https://hi.wikipedia.org/wiki/%E0%A4%95%E0%A5%8D%E2%80%8D%E0%A4%B7", "https://e.org/?q=%E6%9D%B1%E3%80%80%E5%A4%A9",
     "https://wa.me/?text=Hi%0athere", "/articles/%D9%85%DB%8C%E2%80%8C%D8%AE/", "https://e.org/%C2%AD\u6771",
     "http://[::ffff:1.2.3.4]/", "https://a_b.example.org./", "https://web.archive.org/web/2020/https://example.org/"],
)  # fmt: skip
def test_an_address_that_can_be_followed_is_left_alone(findings, address):
    assert "link-broken" not in findings(body=f"See [this]({address}) now.")


@pytest.mark.parametrize("held", ["[y](https://e.org/\u3000c)", "<https://e.org/\u200bc>"])
def test_a_sign_that_is_escaped_in_one_address_hides_in_no_other(findings, held):
    assert "link-broken" in findings(body=f"[x](https://e.org/%E3%80%80%E2%80%8B) and {held}.")


def test_an_address_that_was_copied_where_it_is_shown_cut_needs_a_reason(findings):
    found = findings(body="See [this](https://example.org/a-long-he…) now.")["link-cut"]

    assert (found.level, found.excerpt, found.start) == (copydesk.WARNING, "this", 5)
    assert "he…" in found.message
    assert "link-cut" not in findings(body="See [this](https://example.org/wait...) now.")


@pytest.mark.parametrize(
    "address", ["https://example.orghttps://example.org/a", "https://HTTP://example.org"]
)
def test_an_address_behind_another_ones_host_is_there_twice(findings, address):
    assert findings(body=f"See [this]({address}) now.")["link-doubled"].level == copydesk.ERROR


def test_a_picture_without_its_exclamation_mark_blocks(findings):
    address = "image:11111111-2222-4333-8444-555555555555"

    found = findings(body=f"See:\n\n[The quay]({address})")["link-broken"]

    assert (found.level, found.start) == (copydesk.ERROR, 7)
    assert f"![…]({address})" in found.remedy
    assert "link-broken" not in findings(body=f"![The quay]({address})")


def test_a_picture_from_elsewhere_is_a_link_and_checked_as_one(findings):
    assert (
        "https://www.example.org/x.png"
        in findings(body="![A quay](www.example.org/x.png)")["link-broken"].remedy
    )
    assert "link-broken" not in findings(body="![A quay](https://www.example.org/x.png)")


@pytest.mark.parametrize("text", [r"Typed \[so\](https://a b)", "`[so](https://a b)`", "[so](that is: not)"])
def test_brackets_that_are_meant_as_text_are_no_link(findings, text):
    assert "link-broken" not in findings(body=text)


def test_a_link_whose_words_nobody_sees_has_none(findings):
    assert "link-wordless" in findings(body="See [\u200b](https://example.org/) now.")


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
    ("address", "meant"),
    [("https://ada:secret@example.org/a", "https://example.org/a"), ("https://ada@example.org/", "https://example.org/"),
     ("https://www.bank.com@evil.example/", "https://evil.example/"), ("http://:x@example.org/", "http://example.org/")],
)  # fmt: skip
def test_a_password_in_an_address_blocks(findings, address, meant):
    found = findings(body=f"See [this]({address}) now.")["link-password"]

    assert (found.level, found.excerpt) == (copydesk.ERROR, "this")
    assert meant in found.remedy


def test_the_addresses_that_are_printed_beside_a_text_are_checked_too(make_article):
    source = Source.objects.create(name="Port office", address="HTTPS://user:pw@wiki.intranet/x")
    picture = Image.objects.create(
        alt_text="A quay", credit="Ann", acquire_licence_page="https://shop.intranet/"
    )
    article = make_article(lead_image=picture)
    Citation.objects.create(article=article, source=source, archived_copy="https://\u0430rchive.example/")

    found = [each for each in copydesk.check(article) if each.code.startswith("link-")]

    assert sorted((each.field, each.code, each.start) for each in found) == [
        ("citations", "link-inside", None),
        ("citations", "link-lookalike", None),
        ("citations", "link-password", None),
        ("lead_image", "link-inside", None),
    ]


def test_an_address_that_is_not_printed_is_not_checked(make_article):
    source = Source.objects.create(name="Port office", address="https://wiki.intranet/x")
    secret = Source.objects.create(
        public_description="An official",
        is_confidential=True,
        role="aide\u202e",
        address="https://wiki.intranet/y",
    )
    article = make_article()
    Citation.objects.create(article=article, source=source, mark="a", address="https://example.org/")
    Citation.objects.create(article=article, source=secret, mark="b")

    assert not [each for each in copydesk.check(article) if each.field == "citations"]


@pytest.mark.parametrize(
    ("address", "meant"),
    [("https://e.org/a?utm_source=x&b=1", "https://e.org/a?b=1"), ("https://e.org/?fbclid=x#c", "https://e.org/#c"),
     ("https://www.google.com/url?q=https://e.org/%C3%A4&sa=D", "https://e.org/ä"),
     ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.org%2F&data=05%7Cada%40e.org", "https://e.org/"),
     ("https://e.org/?to=ada@e.org", "https://e.org/")],
)  # fmt: skip
def test_an_address_that_tells_who_passed_it_on_is_noted(findings, address, meant):
    found = findings(body=f"See [this]({address}) now.")["link-tracked"]

    assert (found.level, found.excerpt, found.start) == (copydesk.NOTE, "this", 5)
    assert f"“{meant}”" in found.remedy


@pytest.mark.parametrize(
    "address",
    ["https://e.org/?", "https://e.org/a?b=%20c&d=ä#e", "https://e.org/?q=utm_source", "https://bücher.de/ü?q=1",
     "/pages/about/?x=1", "#end", "mailto:ada@e.org?subject=a", "https://e.org/a?#b", "https://e.org/?a=1&amp;b=2",
     "https://e.org/?a=1&copy=2&lt=3",
     "https://e.org/(a)_b?c=[d]", "https://e.org/?source=wire",
     "https://e.org/a%2Fb?c=d%26e", "www.e.org/?utm_source=x"],
)  # fmt: skip
def test_an_address_that_tells_of_nobody_is_left_alone(findings, address):
    assert "link-tracked" not in findings(body=f"See [this](<{address}>) now.")


@pytest.mark.parametrize(
    ("host", "letters"),
    [("\u0430pple.com", "а U+0430"), ("www.goog\u04cfe.com", "ӏ U+04CF"), ("payp\u03b1l.com", "α U+03B1"),
     ("\u0430\u0440\u0440\u04cf\u0435.com", "U+0440"), ("xn--80ak6aa92e.com", "U+04CF"),
     ("b\u0430nk.example.org", "а U+0430"), ("\u0561mazon.com", "U+0561"),
     ("\u0261oogle.com", "U+0261"), ("\u0585\u0578.com", "U+0585"), ("\uff45x\u0430mple.org", "U+0430")],
)  # fmt: skip
def test_a_host_that_looks_like_another_is_warned_of(findings, host, letters):
    found = findings(body=f"See [this](https://{host}/) now.")["link-lookalike"]

    assert found.level == copydesk.WARNING
    assert letters in found.message


@pytest.mark.parametrize(
    "address",
    ["https://пример.рф/", "https://президент.рф/", "https://яндекс.com/", "https://東京tower.jp/",
     "https://bücher.de/",
     "https://हिन्दी.भारत/", "https://medium.com/@ada", "https://example.org/а-пример",
     "mailto:ada@example.org",
     "/articles/rain/", "https://[::1]/", "https://αθήνα.gr/", "https://сор.рф/", "https://ｅxample.org/", "https://հայաստան.com/",
     "https://azərbaycan.az/"],
)  # fmt: skip
def test_a_host_of_one_script_and_a_path_with_an_at_are_left_alone(findings, address):
    assert not {"link-lookalike", "link-password"} & set(findings(body=f"See [this]({address}) now."))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "intranet",
        "10.0.0.1:8000",
        "[::1]",
        "wiki.corp",
        "Printer.local.",
        "192.168.1.1",
        "wiki.test",
        "printer.home.arpa",
    ],
)
def test_a_host_that_readers_cant_reach_is_warned_of(findings, host):
    assert findings(body=f"See [this](https://{host}/) now.")["link-inside"].level == copydesk.WARNING


@pytest.mark.parametrize(
    "host", ["example.org", "8.8.8.8", "пример.рф", "local.example", "[2606:4700::1111]"]
)
def test_a_host_of_the_public_web_is_none_of_a_house(findings, host):
    assert "link-inside" not in findings(body=f"See [this](https://{host}/) now.")


@pytest.mark.parametrize("holder", ["%s", "Before.\n\n%s\n\nAfter.", "<%s>"])
def test_the_address_of_a_card_is_checked_as_a_link(findings, holder):
    address = "https://p\u0435ertube.org/w/kkGMgK9ZtnKfYAgnEtQxbv"

    found = findings(body=holder % address)["link-lookalike"]

    assert (found.level, found.excerpt) == (copydesk.WARNING, address)
    assert found.start == holder.index("%s")
    assert "link-http" not in findings(body=holder % "http://youtu.be/dQw4w9WgXcQ")
    assert findings(body=f"See this {address}") == {}


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
