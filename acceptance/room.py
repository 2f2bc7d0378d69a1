"""Fill the newsroom that is looked at: the sample, the seed, and a story of each special kind.

`python -m acceptance.room ADDRESS` migrates and fills the database of the environment, and prints, as
JSON, the stories with their source texts, and the key of a chief editor's session.
"""

import json
import re
import sys
from html import unescape

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from articles import desk  # noqa: E402
from articles.models import (  # noqa: E402
    Article,
    Byline,
    Citation,
    Edition,
    Page,
    Person,
    Publication,
    Section,
    Source,
    Topic,
    clock,
    site_state,
)
from articles.pictures import library  # noqa: E402
from articles.text.reading import without_marks  # noqa: E402
from tests.pictures import photographs  # noqa: E402
from tests.pictures.files import encoded  # noqa: E402
from tests.pictures.sounds import video  # noqa: E402

from .stories import PAGES, STORIES, picture  # noqa: E402


def fill(address, stories=28):
    call_command("migrate", verbosity=0)
    call_command("demo", stories=stories, pictures=2, verbosity=0, stdout=sys.stderr)
    call_command("loaddata", "seed", verbosity=0)
    Publication.objects.create(
        name="The Lantern",
        tagline="News that says how it knows",
        address=address,
        contact="desk@lantern.example",
        owner="Its readers.",
        publishing_principles="We say where each statement comes from.",
        corrections_policy="Errors are corrected where they stood, and listed.",
    )
    for place, (slug, headline, body) in enumerate(PAGES):
        Page.objects.create(slug=slug, headline=headline, body=body, position=place, is_published=True)
    chief = User.objects.create_user("chief", password=None, is_staff=True)
    chief.groups.add(Group.objects.get(name="Chief editor"))
    for story in STORIES:
        write(dict(story), chief)
    site_state.replace_token()
    client = Client()
    client.force_login(chief)
    return client.cookies["sessionid"].value


def write(story, chief):
    """Publish a story, and do with it what is said of it."""
    names = {key: story.pop(key, ()) for key in ("topics", "authors", "sources", "pictures")}
    then, translated = story.pop("then", None), story.pop("translates", None)
    pictures = [library.accept(upload(name), chief, **words) for name, words in names["pictures"]]
    if film := story.pop("film", None):
        still = library.accept(upload_of("still.jpg", photograph()), chief, alt_text="The ferry at the quay")
        clip = upload_of("film.mp4", video(width=1280, height=720))
        story["lead_image"] = library.accept(clip, chief, poster=still, **film)
    if pictures:
        story["lead_image"] = pictures[0]
        story["body"] = story["body"].format(*(each.key for each in pictures))
    original = Article.objects.get(slug=translated) if translated else None
    section = Section.objects.get_or_create(slug="world", defaults={"name": "World"})[0]
    article = Article(**{"section": section, "translation_of": original, **story})
    desk.save(article, by=chief)
    name(article, **names)
    desk.publish(article, by=chief, despite="It is made to be looked at.")
    if then:
        verb, words = then
        getattr(desk, verb)(article, by=chief, **words)


def name(article, topics, authors, sources, pictures):
    for order, author in enumerate(authors):
        person = Person.objects.get_or_create(name=author, defaults={"role": "Correspondent"})[0]
        Byline.objects.create(article=article, person=person, order=order)
    article.topics.set(Topic.objects.get_or_create(name=topic)[0] for topic in topics)
    for source, fields in sources:
        row = Source.objects.get_or_create(name=source)[0]
        Citation.objects.create(article=article, source=row, mark=row.slug, **fields)


def upload(name):
    return upload_of(f"{name}.jpg", picture(name))


def photograph():
    """Return a JPEG of a photograph's weight."""
    return encoded(photographs.photograph(width=1600, height=900), "JPEG", quality=85)


def upload_of(name, content):
    return SimpleUploadedFile(name, content)


def plain(html):
    """Return the words of some HTML, without citation marks and numbers of notes."""
    return unescape(re.sub("<[^>]+>", " ", re.sub("<sup.*?</sup>", "", html, flags=re.S)))


def loose(html):
    """Return what readers' tools may leave out: captions, and lists and paragraphs that are mostly links."""
    blocks = re.findall("<(?:ul|ol|p)>(?:(?!<ul|<ol|<p>).)*?</(?:ul|ol|p)>", html, re.S)
    linked = [block for block in blocks if 2 * len(plain(" ".join(LINK.findall(block)))) > len(plain(block))]
    return " ".join([*re.findall("<figcaption>.*?</figcaption>", html, re.S), *linked])


LINK = re.compile("<a .*?</a>", re.S)


def live():
    """Return what is live, each story with its source text in Markdown."""
    return [
        {
            "path": edition.get_absolute_url(),
            "headline": edition.headline,
            "before": [edition.headline, without_marks(edition.standfirst)],
            "text": plain(edition.body_html),
            "loose": plain(loose(edition.body_html)),
            "language": edition.language,
            "authors": [row["name"] for row in edition.byline if row["person"]],
            "date": edition.first_published_at.date().isoformat(),
            "has_picture": bool(edition.pictures),
        }
        for edition in Edition.objects.published(clock.now()).newest_first()
    ]


if __name__ == "__main__":
    session = fill(sys.argv[1])
    json.dump({"stories": live(), "session": session}, sys.stdout)
