"""Captions: WebVTT that holds words and nothing else."""

import pytest
from django.core.exceptions import ValidationError

from articles.pictures import captions

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>The ferry <i>leaves</i>.\n"


@pytest.mark.parametrize(
    "text",
    [
        CAPTIONS,
        "\ufeffWEBVTT – a title\n\nNOTE by us\n\n1\n00:00:01.000 --> 00:00:02.000 align:start\nA\nB",
        "WEBVTT\r\n\r\n00:01.000 --> 00:04.000\r\nTwo & three\r\n",
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<c.loud>A</c> <00:02.000>B <lang hy>Գ</lang>",
    ],
)
def test_captions_are_kept_as_text(text):
    kept = captions.clean(text)

    assert kept.startswith("WEBVTT")
    assert "\r" not in kept
    assert captions.clean(kept) == kept


def test_no_captions_are_none():
    assert captions.clean(" \n") == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\n00:00:01,000 --> 00:00:04,000\nSubRip", "no captions"),
        ("<html>", "no captions"),
        ("WEBVTTX\n\n00:01.000 --> 00:04.000\nA", "no captions"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\x00B", "no captions"),
        ("WEBVTT", "no caption in it"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nA", "times"),
        ("WEBVTT\n\n00:99.000 --> 00:99.500\nA", "times"),
        (
            "WEBVTT\n\nSTYLE\n::cue { background: url(https://evil.example) }\n\n00:01.000 --> 00:04.000\nA",
            "times",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script>", "nothing else"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<img src=x onerror=y>", "nothing else"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<b", "nothing else"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<a href=x>y</a>", "nothing else"),
        ("WEBVTT" + "\n" * 600_000 + "x", "more than"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        captions.clean(text)
