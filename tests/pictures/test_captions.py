"""Captions: WebVTT that holds words and nothing else."""

import time

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
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Tom &amp; Ann>A</v> <v\tBob & Eve>B",
        "WEBVTT\n\n00:01.000-->00:04.000\nA\n\n0:00:05.000 -->\t0:00:06.000\nB",
        "WEBVTT\n00:01.000 --> 00:04.000\nA",
        "WEBVTT - title\nKind: captions\n \n00:01.000 --> 00:04.000\nA",
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<c.loud>A</c> <00:02.000>B <lang hy>Գ</lang>",
        'WEBVTT\n\n00:01.000 --> 00:04.000\n<font color="#ffff00">A</font> <I>B</I>',
    ],
)
def test_captions_are_kept_as_text(text):
    kept = captions.clean(text)

    assert kept.startswith("WEBVTT")
    assert "\r" not in kept
    assert captions.clean(kept) == kept


STYLED = """WEBVTT

STYLE
::cue(v[voice="Anna"]) { color: rgb(200, 20%%, 0); background: black }
%s
REGION
id:below width:40%% lines:3 regionanchor:0%%,100%%

NOTE 1

1
00:01.000 --> 00:04.000 region:below
A
"""


def test_styles_and_regions_are_kept():
    assert captions.clean(STYLED % "") == STYLED % ""


@pytest.mark.parametrize(
    "style",
    [
        "/* speaker (Anna) <b> @media */ color: red",
        "background: linear-gradient(black, #333)",
        "width: min(1px, 2px)",
    ],
)
def test_a_style_sheet_that_calls_nobody_is_kept(style):
    assert style in captions.clean(STYLED % f"\nSTYLE\n::cue {{ {style} }}\n")


@pytest.mark.parametrize(
    "call",
    [
        "background: url(https://evil.example)",
        "background: URL ('//evil.example')",
        "background: \\75rl(//evil.example)",
        "background: u/**/rl(//evil.example)",
        "/* */ background: url(//evil.example) /*",
        "background: image-set('//evil.example' 1x)",
        'font-family: "/*"; background: url(//evil.example); /**/',
        "font-family: '/*'; background: url(//evil.example); /**/",
        "}\n@import '//evil.example';",
        "}</style><script>",
    ],
)
def test_a_style_sheet_that_could_call_an_address_is_left_out(call):
    kept = captions.clean(STYLED % f"\nSTYLE\n::cue {{ {call} }}\n")

    assert kept == STYLED % ""


@pytest.mark.parametrize("text", ["a" * 100_000, "a" + " " * 100_000, "a-" * 50_000])
def test_no_style_sheet_takes_long_to_be_read(text):
    start = time.process_time()

    captions.clean(STYLED % f"\nSTYLE\n{text}!\n")

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ("WEBVTT\n\n\n00:01.000 --> 00:04.000\nA\n\n1\n00:09.000 --> 00:05.000\nB", 8),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\n<v An\nna>B\n<a>C", 7),
        ("WEBVTT\n\nNOTE\n\n00:01.000\nA", 5),
        ("WEBVTT\nKind: captions\n00:04.000 --> 00:01.000\nA", 3),
        ("WEBVTT\n00:01.000 --> 00:04.000\nA\n\n00:04.000 --> 00:01.000\nB", 5),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\x00", 4),
        ("WEBVTTX\n\n00:01.000 --> 00:04.000\nA", 1),
        ("WEBVTT\r\n\r\nSTYLE\r\n00:01.000 --> 00:00.000\r\nA", 4),
    ],
)
def test_an_error_names_its_line(lines, number):
    with pytest.raises(ValidationError, match=f"Line {number}: "):
        captions.clean(lines)


def test_no_captions_are_none():
    assert captions.clean(" \n") == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\n00:00:01,000 --> 00:00:04,000\nSubRip", "no captions"),
        ("<html>", "no captions"),
        ("WEBVTTX\n\n00:01.000 --> 00:04.000\nA", "no captions"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\x00B", "no text"),
        ("WEBVTT", "no caption in it"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nA", "times"),
        ("WEBVTT\n\n٠:00:01.000 --> ٠:00:04.000\nA", "times"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<00:02.०००>A", "nothing else"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\n\nWEBVTT by Ann\nB", "times"),
        ("WEBVTT\n\nWEBVTT", "times"),
        ("WEBVTT --> A\n\n00:01.000 --> 00:04.000\nA", "no captions"),
        ("WEBVTT\n\n00:99.000 --> 00:99.500\nA", "times"),
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


def test_readers_get_no_remark_of_who_wrote_the_captions():
    style = "STYLE\n::cue { color: red }"
    cues = ["NOTES of a song\n00:01.000 --> 00:02.000\nNOTE this", "00:03.000 --> 00:04.000\nHo"]
    remarks = ["NOTE ask Ann", "NOTE\nto do\nlater", "NOTE\nAnn is the source\n" + cues[1]]
    wrong = "NOTE Ann says 00:01 --> 00:02 is wrong"
    head = "WEBVTT by Ann\nRegion: north"
    kept = captions.clean("\n\n".join([head, remarks[0], style, cues[0], *remarks[1:], wrong]))

    shown = captions.shown(kept)

    assert kept.count("Ann") == 4
    assert shown == "\n\n".join(["WEBVTT", style, *cues]) + "\n"
    assert captions.shown(shown) == shown
