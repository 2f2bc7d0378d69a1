"""Text extractors: headline, author, date and the whole body of every live story."""

import re
from collections import Counter

import readability
import trafilatura
from lxml import html as lxml_html
from newspaper import Article

from ..figure import Figure

F1 = 0.98


def check(paper):
    pages = [
        (story, paper.get(story["path"])[2].decode()) for story in paper.stories if not is_said_twice(story)
    ]
    return [figure for name, extract in EXTRACTORS.items() for figure in figures(name, extract, pages)]


def is_said_twice(story):
    """Ask whether the standfirst is the body over again, as once in the sample: no F1 is right there."""
    return f1(Counter(words(story["before"][1])), Counter(words(story["text"]))) > 0.9


def figures(name, extract, pages):
    scores, faults = {}, []
    for story, page in pages:
        found = extract(page, story)
        scores[story["path"]] = score(words(found.pop("text")), story)
        faults += [
            f"{story['path']}: {key} {value!r}"
            for key, value in found.items()
            if not is_right(key, value, story)
        ]
    worst = min(scores.values())
    low = [f"{path}: {score:.3f}" for path, score in scores.items() if score < F1]
    return [
        Figure(f"{name}, least F1 of {len(scores)} bodies", f"{worst:.3f}", f"≥ {F1}", not low, low),
        Figure(f"{name}, wrong headlines, authors, dates", str(len(faults)), "0", not faults, faults),
    ]


def words(text):
    return re.findall(r"\w+", text.lower())


def score(found, story):
    """Return the F1 of an extracted text.

    A tool may begin at the headline, the standfirst or the body, and keep what is loose (room.loose) or not.
    """
    body, found = Counter(words(story["text"])), Counter(found)
    body -= Counter(words(story["loose"])) & (body - found)
    starts = [Counter(words(" ".join(story["before"][place:]))) for place in range(3)]
    return max(f1(found, start + body) for start in starts)


def f1(found, wanted):
    """Return the harmonic mean of precision and recall, of words with their numbers."""
    return 2 * (found & wanted).total() / (found.total() + wanted.total())


def is_right(key, value, story):
    if key == "headline":
        # readability gives the page's title, which ends with the paper's name.
        return words(value)[: len(words(story["headline"]))] == words(story["headline"])
    if key == "date":
        return value == story["date"]
    return all(" ".join(words(name)) in " ".join(words(value)) for name in story["authors"])


def with_trafilatura(page, story):
    found = trafilatura.bare_extraction(
        page, url="http://paper.example", with_metadata=True, include_comments=False
    )
    return {"text": found.text, "headline": found.title, "author": found.author or "", "date": found.date}


def with_readability(page, story):
    document = readability.Document(page)
    text = lxml_html.fromstring(document.summary()).text_content()
    return {"text": text, "headline": document.short_title()}


def with_newspaper(page, story):
    article = Article("http://paper.example/story", language=story["language"] or "en", fetch_images=False)
    article.download(input_html=page)
    article.parse()
    date = article.publish_date.date().isoformat() if article.publish_date else ""
    return {
        "text": article.text,
        "headline": article.title,
        "author": "; ".join(article.authors),
        "date": date,
    }


EXTRACTORS = {
    "trafilatura": with_trafilatura,
    "readability": with_readability,
    "newspaper4k": with_newspaper,
}
