"""Where a finding stands in the text."""

import pytest

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
