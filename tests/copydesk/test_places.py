"""Where a finding stands in the text."""

import re
import time

import pytest

from articles.copydesk import hosts, links, words
from articles.copydesk.reading import NEAR, Reading
from articles.models import Article, Publication

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "words", "before"),
    [
        ("A port here or [*here*](http://b.example/).", "here", "or [*"),
        ("As here, [see **here** too](http://b.example/).", "see here too", "As here, ["),
        ("[here](https://b.example/) or [__here__](http://b.example/).", "here", "or [__"),
        ("`here` [`here`](http://b.example/).", "here", "`here` [`"),
    ],
)
def test_a_finding_stands_at_its_link_whose_words_are_emphasised(findings, body, words, before):
    found = findings(body=body)["link-http"]

    assert (found.excerpt, found.start) == (words, body.index(before) + len(before))


def test_words_are_looked_for_in_their_line_and_near_below_it_alone():
    """Each finding of a text may look once: a text that is read whole for each is read a thousand times."""
    near, far = " " * (NEAR - 10), " " * (NEAR + 10)
    reading = Reading(Article(body=f"here\n{near}here\n{far}here\n"))
    first, second, third = (match.start() for match in re.finditer("here", reading.article.body))

    found = [reading.place("here", line) for line in range(4)]

    # Below the second line they are too far, and the line itself is the place.
    assert found == [first, second, reading.line_starts[2], reading.line_starts[3]]
    assert third > reading.line_starts[2]
    assert reading.place("here", 99) == first


@pytest.mark.parametrize(
    ("body", "excerpt", "place"),
    [
        ("Look here, or [here](http://b.example/).", "here", "[here](http://b.example/)"),
        ("[here](https://a.example/) or [here](http://b.example/).", "here", "[here](http://b.example/)"),
        ("So [the other\nport](http://b.example/) says", "the other port", "[the other"),
        ("See [It&#8217;s](http://b.example/).", "It’s", "[It"),
        ("See [a\nb][1].\n\n[1]: http://b.example/", "a b", "See [a"),
        ("See <http://b.example/>.", "http://b.example/", "<http://b.example/>"),
    ],
)
def test_a_finding_about_a_link_stands_at_that_link(findings, body, excerpt, place):
    found = findings(body=body)["link-http"]

    assert (found.excerpt, found.start) == (excerpt, body.index(place) + place.startswith(("[", "<")))


def test_the_search_for_words_reads_no_more_than_its_bound():
    class Counted(str):
        read = 0

        def find(self, words, start, end):
            Counted.read += min(end, len(self)) - start
            return super().find(words, start, end)

    reading = Reading(Article(body="x\n" * 100_000))
    reading.article.body = Counted(reading.article.body)

    for line in range(0, 100_000, 1000):
        reading.place("not there", line)

    assert 0 < Counted.read <= 100 * (NEAR + len("not there"))


def test_a_word_that_stands_within_the_right_one_is_looked_for_in_seconds(limit):
    """The right ones were looked for anew at each place: 20,000 took minutes."""
    start = time.process_time()

    assert list(words.misuses("COVID-19 " * 20_000, "COVID", "COVID-19")) == []
    assert list(words.misuses("COVID-19 " * 20_000 + "COVID", "COVID", "COVID-19")) == [180_000]
    assert words.word_list(" " * 200_000 + "x") == []

    assert time.process_time() - start < limit


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("[b][1] " * 6_000 + "\n\n[1]: http://e.org/\n", 6_000),
        ("".join(f"<http://e.org/{number}> " for number in range(3_000)), 3_000),
        ("[b][1] " * 6_000 + "\n\n[1]: <>\n", 6_000),
    ],
)
def test_a_text_of_links_is_checked_in_seconds(body, count, limit):
    """Each of three rules sought the place of each link, with and without a finding: it took seconds."""
    reading = Reading(Article(body=body))
    assert len(reading.links) == count
    start = time.process_time()

    found = [finding for rule in (*links.RULES, *hosts.RULES) for finding in rule(reading)]

    assert time.process_time() - start < limit
    assert len(found) >= count


def test_no_link_is_sought_that_has_no_finding(monkeypatch):
    monkeypatch.delattr(Reading, "place")
    reading = Reading(Article(body="[a](https://e.org/1) [b](https://e.org/2) <https://e.org/3>"))

    assert [finding for rule in (*links.RULES, *hosts.RULES) for finding in rule(reading)] == []


def test_many_house_words_and_many_paragraphs_are_compared_in_seconds(limit):
    """Each word was sought in each paragraph by itself: it took many seconds."""
    paper = Publication(house_words="\n".join(f"wrong{number} → right{number}" for number in range(300)))
    body = "a\n\n" * 10_000 + "Wrong299 and wrong299.\n\nAnd wrong0.\n\nIt is right0 and wrong7\n\n8 lies."
    reading = Reading(Article(body=body), publication=paper)
    assert len(reading.blocks) > 10_000
    start = time.process_time()

    found = list(words.house_words(reading))

    assert time.process_time() - start < limit
    assert [(each.excerpt, each.start) for each in found] == [
        ("wrong0", body.index("wrong0")),
        ("wrong7", body.index("wrong7")),
        ("wrong299", body.index("Wrong299")),
    ]


def test_of_a_text_of_house_words_no_more_are_named_than_anyone_reads():
    paper = Publication(house_words="boat → ship")
    reading = Reading(Article(body="A boat.\n\n" * 2 * words.MOST), publication=paper)

    assert len(list(words.house_words(reading))) == words.MOST
