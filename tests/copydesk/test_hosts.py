"""Addresses that tell of somebody, lead to a lookalike, or that readers can't reach."""

import pytest

from articles import copydesk
from articles.models import Citation, Image, Source

pytestmark = pytest.mark.django_db


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
