"""Fields of Word, and pictures that stand for letters."""

from time import process_time

import pytest

from articles.text.pasting import to_markdown

BEGIN, PART, END = (
    f"<span style='mso-element:field-{name}'></span>" for name in ("begin", "separator", "end")
)


def hidden(code):
    return f"<!--[if supportFields]>{code}<![endif]-->"


@pytest.mark.parametrize("wrapped", [str, hidden])
@pytest.mark.parametrize(
    ("code", "shown", "markdown"),
    [
        (' HYPERLINK "https://e.org/a" ', "the report", "[the report](https://e.org/a)"),
        (' HYPERLINK "https://e.org/a" \\o "A tip" ', "the report", "[the report](https://e.org/a)"),
        (
            ' HYPERLINK "https://e.org/a" \\l "part" ',
            "the <b>r</b>eport",
            "[the **r**eport](https://e.org/a#part)",
        ),
        (" HYPERLINK https://e.org/a?b=1&amp;c=2", "it", "[it](https://e.org/a?b=1&c=2)"),
        (' HYPERLINK \\l "_Toc1" ', "a chapter", "a chapter"),
        (" PAGE  \\* MERGEFORMAT ", "7", "7"),
        (f' IF {BEGIN} PAGE {PART}7{END} = 7 "a" "b" ', "a", "a"),
        (' HYPER<b>LINK "mailto:a@e.org"</b>', "write", "[write](mailto:a@e.org)"),
    ],
)
def test_a_field_shows_what_it_shows_and_a_link_leads_there(wrapped, code, shown, markdown):
    html = f"<p class=MsoNormal>See {wrapped(f'{BEGIN}{code}{PART}')}{shown}{wrapped(END)} now.</p>"

    assert to_markdown(html) == f"See {markdown} now."


def test_a_link_in_a_field_and_a_field_in_a_link_are_one_link():
    part = f"part {BEGIN} PAGE {PART}7{END}"
    link = f'{BEGIN} HYPERLINK "https://e.org/a" {PART}<a href="https://e.org/b">{part}</a>{END}'

    assert to_markdown(f"<p>{link}</p>") == "[part 7](https://e.org/b)"
    outer = f'{BEGIN} HYPERLINK "https://e.org/a" {PART}{part}{END}'
    assert to_markdown(f"<p>{outer}</p>") == "[part 7](https://e.org/a)"


@pytest.mark.parametrize("html", [f'a {BEGIN} XE "x" {END}b', f"a {BEGIN} PAGE {PART}b", f"a {END}{PART}b"])
def test_a_field_that_is_cut_off_or_shows_nothing_leaves_no_code(html):
    assert to_markdown(f"<p>{html}</p>") == "a b"


def test_words_that_look_like_a_code_stay():
    assert to_markdown('<p>HYPERLINK "https://e.org"</p>') == 'HYPERLINK "https://e.org"'


@pytest.mark.parametrize(
    "html",
    [
        BEGIN * 9000 + PART + "x" + END * 9000,
        f"{BEGIN}{PART}" * 7000 + "x" + END * 7000,
        f'{BEGIN} HYPERLINK "https://e.org" {PART}x{END} ' * 5000,
    ],
)
def test_many_fields_in_one_another_cost_little(html, limit):
    began = process_time()

    to_markdown(f"<p>{html}</p>")

    assert process_time() - began < limit


CDN = "https://a.slack-edge.com/production-standard-emoji-assets/14.0/apple-medium"


@pytest.mark.parametrize(
    ("picture", "letters"),
    [
        (f'data-stringify-text=":tada:" class="emoji" alt=":tada:" src="{CDN}/1f389@2x.png"', "🎉"),
        (f'data-stringify-type="emoji" alt=":+1::skin-tone-4:" src="{CDN}/1f44d-1f3fd.png"', "👍🏽"),
        ('class="emoji" alt="" src="https://s.w.org/images/core/emoji/svg/1f1fa-1f1e6.svg"', "🇺🇦"),
        ('class="emoji" src="/emoji/unicode/0031-fe0f-20e3.png"', "1️⃣"),
        (
            'class="an1" alt=":heart:" src="https://e.org/emoji_u2764_fe0f.png"',
            "❤️",
        ),
        ('class="emoji" alt="🙂" src="/x.png"', "🙂"),
        ('alt="2️⃣" src="https://abs.twimg.com/emoji/v2/svg/32-20e3.svg"', "2️⃣"),
        ('data-type="emoji" alt=":party_parrot:" src="/assets/ab12.gif"', ":party_parrot:"),
        ('class="emoji" alt=":a:" src="/0041.png"', ":a:"),
        ('class="emoji" alt=":a:" src="/ffffff.png"', ":a:"),
        ('alt="Mayor at desk" src="/emoji/1f389.png"', ""),
        ('alt="" src="https://e.org/2024.png"', ""),
    ],
)
def test_a_picture_that_stands_for_a_letter_is_that_letter(picture, letters):
    assert to_markdown(f"<p>Done <img {picture}> now</p>") == " ".join(f"Done {letters} now".split())
