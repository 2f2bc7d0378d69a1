"""Whatever is typed is answered, without a fault, without a syntax error shown."""

from itertools import product
from urllib.parse import urlencode

import pytest

FILTERS = ["section", "topic", "person", "source", "kind", "since", "until", "sort", "after"]
BAD = {
    "quote": '"',
    "quotes": '"" """ "',
    "and": "AND",
    "operators": "AND OR NOT NEAR",
    "near": "NEAR(",
    "near 2": "NEAR(a b, 3)",
    "column": "a:b",
    "caret": "^a",
    "star": "*",
    "star word": "a* *b",
    "minus": "-",
    "minus word": "-word",
    "minuses": "- -- --- -a -b",
    "percent": "% _ %s %(a)s",
    "null": "\x00",
    "null word": "a\x00b",
    "controls": "\x01\x02\x1b\x7f\ufffe\uffff",
    "surrogate": "\ud800",
    "tsquery": "a & b | !c <-> d:*",
    "sql": "'; DROP TABLE search_state; --",
    "backslash": "\\ \\' \\x",
    "braces": "{row} {} {0}",
    "stop words": "the of and to a",
    "punctuation": "!?.,;:()[]{}<>/|@#$^&*+=~`",
    "emoji": "🙂 👩‍👩‍👧 🏳️‍🌈",
    "right to left": "שלום عليكم",
    "mixed scripts": "abc где שלום 漢字 ABCдеf",
    "marks alone": "\u0301\u0302\u0303",
    "long": "long words " * 910,
    "500 words": " ".join(f"word{n}" for n in range(500)),
    "500 common words": "the of and " * 170,
    "5,000 letters": "b" * 5000,
    # Twenty times what a server takes as an address.
    "80,000 letters": "a" * 80_000,
    "80,000 quotes": '"' * 80_000,
    "27,000 minuses": " -a" * 27_000,
    "zalgo": "z" + "\u0335" * 2000,
    "ligature": "ﷺ" * 1000,
}


@pytest.fixture(scope="module")
def story(publish_kept):
    publish_kept(headline="The word of the day", body="A word and to be found.")


@pytest.mark.django_db
@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
@pytest.mark.parametrize("path", ["/search/", "/search/suggest"])
def test_bad_input_is_answered(client, story, path, text):
    query = urlencode({"q": text.encode("utf-8", "surrogatepass")})

    response = client.get(path, QUERY_STRING=query)

    assert response.status_code == 200
    for word in (b"syntax", b"fts5", b"tsquery", b"Traceback", b"Error"):
        assert word not in response.content


VALUES = ['"', "\x00", "a" * 5000, "9999-99-99", "9999-12-31", "0001-01-01", "-1", "1-1", "٣-٣", "') OR 1"]


@pytest.mark.django_db
def test_bad_filters_are_answered(client, story):
    for name, value in product(FILTERS, VALUES):
        assert client.get("/search/", {"q": "word", name: value}).status_code in (200, 404), (name, value)


@pytest.mark.parametrize("after", [f"0-{1 << 63}", f"1-{1 << 70}", "0-9999999999999999999", "1-" + "9" * 30])
def test_a_position_beyond_every_number_is_none(client, publish, after):
    publish(headline="Rain")

    response = client.get("/search/", {"q": "rain", "after": after})

    assert response.status_code in (200, 302)
