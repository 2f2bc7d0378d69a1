"""Links that can't be followed, and what was meant."""

import pytest

from articles import copydesk

pytestmark = pytest.mark.django_db


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
