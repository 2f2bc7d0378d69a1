"""Pasted code keeps its lines, and has nothing of the page around it."""

import pytest

from articles.text.pasting import to_markdown

NUMBERED = "<tr><td>{}</td><td>{}</td></tr>"


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<div>a</div><div>  b</div>", "a\n  b"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<code><p>a</p><p>b</p></code>", "a\nb"),
        ("<ol>\n<li>a</li>\n<li>b</li>\n</ol>", "a\nb"),
        ("a\n<span>b</span>\n\nc<br>d", "a\nb\n\nc\nd"),
        (
            "<div>python<button>Copy code</button></div><div><code>def f():\n  pass</code></div>",
            "def f():\n  pass",
        ),
        ("a<button>Copy</button>", "a"),
        (f"<table>{NUMBERED.format(9, 'a')}\n{NUMBERED.format(10, ' b')}</table>", "a\n b"),
        (f"<table>{NUMBERED.format('1<br>2', 'a<br>b')}</table>", "a\nb"),
        (f"<table>{NUMBERED.format(9, 'a')}{NUMBERED.format(7, 'b')}</table>", "9\ta\n7\tb"),
        ("10<sup>6</sup> m<sup>y/z</sup>", "10⁶ m^(y/z)"),
        ("a<b hidden>SECRET</b>", "a"),
    ],
)
def test_code_keeps_its_lines(html, code):
    assert to_markdown(f"<pre>{html}</pre>") == f"```\n{code}\n```"


def test_a_note_that_is_called_in_code_stays_in_the_text():
    text = to_markdown(
        "<pre>f()<sup><a href='#fn1' id=r1>1</a></sup></pre><p id=fn1><a href='#r1'>1</a>. Then</p>"
    )

    assert text == "```\nf()¹\n```\n\n1\\. Then"
