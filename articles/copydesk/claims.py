"""Checks of claims without a citation."""

import re

from django.utils.translation import gettext as _

from articles.text.counting import word_count
from articles.text.passages import ENDS
from articles.text.reading import marks

from .rules import ERROR, WARNING, Finding, shortened

# Words that hand a claim to somebody, by language; not where they hand it to nobody ("that said") or to the
# writer ("we said").
CLAIM_WORDS = {
    "en": re.compile(
        r"(?<!\b[Tt]hat )(?<!\bI )(?<!\b[Ww]e )(?<!\b[Ee]asier )(?<!\bbe )(?<!\b[Hh]aving )"
        # Not "Says": that is the headline of something.
        r"\b(?:said|says|[Aa]ccording to)\b(?! than done)",
    ),
    "ru": re.compile(
        r"\b(?:(?:сказал|заявил|сообщил|утверждал|подтвердил)(?:а|о|и)?|утверждает|по словам|по данным)\b",
        re.IGNORECASE,
    ),
}
# Speech in quotation marks: six words at least, and a full stop, a comma or the like at its end. Within
# guillemets Arabic has it, others a dash behind them; Japanese has the word “that”, unless it is of “called”.
END = rf"[{ENDS}。！？,،，、]"
QUOTATION = re.compile(
    rf"“[^“”]{{20,}}?{END}”|\"[^\"]{{20,}}?{END}\"|«[^«»]{{20,}}?{END}?»(?=[.,]? [–—])"
    rf"|«(?=[\u0600-\u06ff])[^«»]{{20,}}?{END}»|「[^「」]{{20,}}?(?:{END}」|」(?=と(?!い[うっ])))",
    re.DOTALL,
)
QUOTED_WORDS = 6


def marks_are_known(reading):
    in_standfirst = set(marks(reading.article.standfirst))
    lines = {mark: block.line for block in reversed(reading.blocks) for mark, _at in block.marks}
    for mark in dict.fromkeys(marks(reading.article.text_with_marks)):
        if mark not in reading.known_marks:
            yield Finding(
                ERROR,
                "citation-unknown",
                "standfirst" if mark in in_standfirst else "body",
                _("The text cites [@%(mark)s], and no citation has that mark.") % {"mark": mark},
                _("Add the citation, or take the mark out."),
                f"[@{mark}]",
                None if mark in in_standfirst else _place(reading, mark, lines.get(mark, 0)),
            )


def _place(reading, mark, line):
    """Return where a mark stands at a line or below it, with or without the page that it names."""
    whole, opened = (reading.place(f"[@{mark}{end}", line) for end in "],")
    return whole if reading.article.body.startswith(f"[@{mark}]", whole) else opened


def claims_are_cited(reading):
    """Find passages that hand a claim to somebody or quote, and that no citation covers."""
    for passage in reading.passages:
        if passage.marks or passage.start < reading.first_line:
            continue  # a standfirst hands on what the text says, and cites it there
        words = _claim(passage.text, reading.language)
        if words:
            yield Finding(
                WARNING,
                "claim-uncited",
                "body",
                _("Somebody is quoted here, and no citation is near: “%(words)s”.")
                % {"words": shortened(words)},
                _("Cite the source, [@key], behind what it supports."),
                shortened(_sentence(passage.text, words)),
                reading.whereabouts(passage, words)[1],
            )


def _claim(text, language):
    """Return the words that make a passage a claim, or an empty string."""
    pattern = CLAIM_WORDS.get(language)
    found = pattern.search(text) if pattern else None
    if found:
        return found[0]
    return next((quote for quote in QUOTATION.findall(text) if _is_speech(quote)), "")


def _is_speech(quote):
    """Ask whether it is said, not the title of a work: titles write most of their words large."""
    words = re.findall(r"[^\W\d_]+", quote)
    large = sum(word[0].isupper() or word[0].istitle() for word in words)
    return word_count(quote) >= QUOTED_WORDS and large * 3 <= len(words)


def _sentence(text, words):
    at = text.find(words)
    start = max((text.rfind(end, 0, at) + 2 for end in (". ", "? ", "! ")), default=0)
    return text[start if start > 1 else 0 :]


RULES = (marks_are_known, claims_are_cited)
