"""The newsroom that is crawled: the demo's stories, the acceptance's, and of each act one. It runs once.

Clock and chance are fixed, so that the same code makes the same newsroom again.
"""

import os
import random
from datetime import UTC, datetime, timedelta
from unittest import mock

import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import call_command

from acceptance import room
from acceptance.stories import STORIES
from articles import desk
from articles.desk import fronts
from articles.models import (
    Article,
    Autosave,
    Citation,
    Coverage,
    Edition,
    Person,
    Preference,
    Publication,
    Push,
    SavedView,
    Section,
    Snippet,
    Source,
    Topic,
)
from articles.pictures import library
from tests.pictures.sounds import sound

MOMENT = datetime(2026, 1, 15, 12, tzinfo=UTC)
ADDRESS = "https://lantern.example"
WEEK = timedelta(days=7)
GALLERY = """The nets hang beside the boats.

![](image:{0})
![](image:{1})

https://www.youtube.com/watch?v=dQw4w9WgXcQ

A gull was heard all day.

"""


def make(stories):
    """Fill a newsroom that is to be read at MOMENT: loaded days before, acted on in the days between."""
    chance = random.Random(0)
    with (
        mock.patch.object(os, "urandom", chance.randbytes),
        mock.patch.object(random, "_urandom", chance.randbytes),
        # The demo's first plans are live by MOMENT, and the others still ahead.
        time_machine.travel(MOMENT - timedelta(hours=30), tick=False) as clock,
    ):
        room.fill(ADDRESS, stories)
        chief = User.objects.get(username="chief")
        for act in ACTS:
            clock.shift(timedelta(hours=1))
            act(chief)
        # Where the clock stands still, search tells stories of one second apart by who came first.
        call_command("rebuild_search", verbosity=0)


def story(slug):
    return Article.objects.get(slug=slug)


def update(article, chief, **fields):
    for field, value in fields.items():
        setattr(article, field, value)
    desk.save(article, by=chief)
    desk.publish(article, by=chief, note="Says more.", despite="A test.")


def kinds(chief):
    """Publish a story of each type of work, two of each label, some disclosing AI."""
    labels = ["", *Article.Label.values]
    for place, kind in enumerate(Article.TypeOfWork.values):
        room.write(
            {
                "slug": f"a-kind-{kind}",
                "headline": f"A story that is {kind} & “more”",
                "standfirst": f"It is *{kind}*. [@highways-office]",
                "body": f"First of {kind}. [@highways-office]\n\nNext.[^1]\n\n[^1]: A note.",
                "type_of_work": kind,
                "label": labels[place % len(labels)],
                "ai_disclosure": "A machine translated it." if place % 2 else "",
                "search_title": f"Search for {kind}",
                "search_description": f"All of {kind}.",
                "topics": ["Kinds", "Bridges"][: place % 3],
                "sources": [room_source(place)],
                "authors": ["Erika Mustermann"],
            },
            chief,
        )


def room_source(place):
    """Return a citation with all that it may say, of each basis and standing in turn."""
    bases, standings = Citation.Basis.values, Citation.Standing.values
    return "Highways Office", {
        "basis": bases[place % len(bases)],
        "standing": standings[place % len(standings)],
        "quote": "Cracks <in> two pillars.",
        "locator": f"page {place}",
        "address": "https://office.example/report?a=1&b=2",
        "seen_on": "2026-01-02",
        "archived_copy": "https://archive.example/report",
    }


def gallery(chief):
    words = {"alt_text": "Gulls cry", "credit": "Recorded by a program", "transcript": "Gulls."}
    cry = library.accept(room.upload_of("gulls.mp3", sound()), chief, **words)
    pictures = next(each["pictures"] for each in STORIES if "pictures" in each)
    body = f"{GALLERY}![](image:{cry.key})\n"
    room.write({"slug": "a-gallery", "headline": "Nets", "body": body, "pictures": pictures}, chief)
    Publication.objects.update(logo=story("a-gallery").lead_image)


def names(chief):
    """Cite somebody who speaks for an office, and somebody whose name is kept back."""
    office = Source.objects.get(slug="highways-office")
    voice = Source.objects.create(name="Petra Muster", kind="person", role="spokeswoman", represents=office)
    hidden = Source.objects.create(
        name="John Doe", is_confidential=True, public_description="an engineer who may lose the job"
    )
    room.write(
        {
            "slug": "two-voices",
            "headline": "Two voices, one office",
            "body": "One says so. [@petra-muster]\n\nAnother too. [@highways-office]",
            "sources": [(voice.name, {"basis": "on-record"}), room_source(1)],
        },
        chief,
    )
    article = story("two-voices")
    Citation.objects.create(article=article, source=hidden, basis="background")
    body = f"{article.body}\n\nA third says more. [@{hidden.slug}]"
    update(article, chief, body=body, backstory="We met the engineer twice.")
    portrait = story("a-gallery").lead_image_id
    values = {"bio": "She *writes*.", "contact": "erika@lantern.example", "portrait": portrait}
    desk.describe(Person.objects.get(slug="erika-mustermann"), by=chief, values=values)


def renamed(chief):
    """Move a story to another address; the old one leads to it."""
    update(story("a-bench"), chief, slug="the-bench", headline="Keep the bench, and sit on it")


def told(chief):
    """Print each kind of correction of one story, then take it back and restore it; let another expire."""
    article = story("a-kind-news")
    mended = article.body.replace("Next.", "Nest.")
    desk.correct(article, by=chief, kind="minor", note="A typing error.", changes={"body": mended})
    for kind in Edition.AMENDING:
        changes = {"body": f"{article.body}\n\nAs of the {kind}.", "dateline": kind.upper()}
        desk.correct(article, by=chief, kind=kind, note=f"It is a {kind}.", changes=changes)
    desk.label(story("a-kind-analysis"), by=chief, label="live")
    for slug in ("a-kind-review", "a-kind-satire"):
        desk.withdraw(story(slug), by=chief, note="Withdrawn <for now>.")
    desk.restore(story("a-kind-review"), by=chief, note="It stands.")
    desk.expire(story("a-kind-obituary"), by=chief)


def redacted(chief):
    for slug, fields, numbers in (
        ("the-toll", ["body", "note"], [1]),
        ("a-kind-opinion", ["standfirst", "byline", "citations"], None),
        ("a-kind-satire", ["headline", "slug", "body"], [1]),
    ):
        desk.redact(story(slug), by=chief, fields=fields, numbers=numbers, order="A court, today.")


def merged(chief):
    old = Source.objects.create(name="Road Office", kind="government")
    room.write(
        {"slug": "roads", "headline": "Roads", "body": "So. [@road-office]", "sources": [(old.name, {})],
         "topics": ["Streets"], "authors": ["E. Mustermann"],
         "section": Section.objects.create(name="Region")}, chief)  # fmt: skip
    desk.merge_sources(old, Source.objects.get(slug="highways-office"), by=chief)
    for merge, model, slug, into in (
        (desk.merge_topics, Topic, "streets", "roads"),
        (desk.merge_people, Person, "e-mustermann", "erika-mustermann"),
        (desk.merge_sections, Section, "region", "world"),
    ):
        merge(model.objects.get(slug=slug), model.objects.get(slug=into), by=chief)


def withdrawn_source(chief):
    source = Source.objects.create(name="A false letter", kind="document")
    words = {"slug": "a-letter", "headline": "A letter", "body": "So. [@a-false-letter]"}
    room.write({**words, "sources": [(source.name, {"basis": "document"})]}, chief)
    desk.withdraw_source(source, by=chief, reason="It was forged.")
    list(desk.note_on_stories(source, "The letter was forged.", by=chief))


def placed(chief):
    world = Section.objects.get(slug="world")
    fronts.place(story("the-quay"), by=chief, slot=0)
    fronts.place(story("bridge"), by=chief, slot=2, until=MOMENT + WEEK)
    fronts.place(story("the-ferry"), by=chief, slot=1, section=world)
    fronts.place(story("the-toll"), by=chief, slot=0, at=MOMENT + WEEK)


def planned(chief):
    """Plan a text and an expiry, and correct a story beside its plan."""
    article = story("the-ferry")
    article.headline = "The last ferry has left"
    desk.save(article, by=chief)
    desk.publish(article, by=chief, at=MOMENT + WEEK, despite="A test.")
    desk.correct(article, by=chief, kind="clarification", note="At noon.", changes={"dateline": "QUAY"})
    desk.expire(story("a-kind-advertisement"), by=chief, at=MOMENT + WEEK)
    desk.spike(draft("Never printed", chief), by=chief)


def together(chief):
    """Let three stories go live at one moment, in whose order only their keys differ."""
    for number in range(3):
        desk.publish(
            draft(f"Together {number}", chief), by=chief, at=MOMENT - timedelta(hours=1), despite="A test."
        )


def draft(headline, chief):
    article = Article(headline=headline, body="One sentence.", section=Section.objects.get(slug="world"))
    desk.save(article, by=chief)
    return article


def at_work(chief):
    """Leave on the desk what it works with: letters, notes, links, proposals, autosaves, a second factor."""
    article, copy = story("the-quay"), draft("In work", chief)
    desk.hear(article, text="The quay is longer.", passage="quay", email="reader@lantern.example")
    desk.resolve(desk.note(article, by=chief, text="Asked the office."), by=chief)
    asked = desk.note(copy, by=chief, text="Call again.", passage=copy.body[:9], instead="Other words")
    desk.note(copy, by=chief, text="I did.", to=asked)
    desk.assign(copy, by=chief, assignee=chief, due_at=MOMENT + WEEK, priority=Article.Priority.values[0])
    desk.share(copy, by=chief, until=MOMENT + WEEK)
    desk.revoke(desk.share(copy, by=chief, until=MOMENT + WEEK, version=1), by=chief)
    desk.propose(
        "correct", article, by=chief, kind="clarification", note="As of noon.", changes={"dateline": "NOON"}
    )
    Autosave.objects.create(
        user=chief, article=copy, version=1, fields={"headline": "In wor"}, saved_at=MOMENT - WEEK
    )
    Preference.objects.create(user=chief, wants_mail=True)
    SavedView.objects.create(user=chief, name="Mine", query="stage__exact=draft")
    Snippet.objects.create(name="Who to call", body="Call 112.")
    Snippet.objects.create(name="Match", begins_story=True, headline="A – B", section=copy.section)
    SavedView.objects.create(name="All drafts", query="stage__exact=draft")
    known = {"by": chief, "assignee": chief, "due_at": MOMENT + WEEK, "at": MOMENT}
    Coverage.objects.create(slugline="A vote", note="Room 4", section=copy.section, **known)
    Coverage.objects.create(slugline="A hearing", article=copy, **known)
    Push.objects.create(kind="mail", data={"to": [chief.email]}, tries=1, error="The server is away.")
    Authenticator.objects.create(user=chief, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})


ACTS = (
    kinds,
    gallery,
    names,
    renamed,
    told,
    redacted,
    merged,
    withdrawn_source,
    placed,
    planned,
    together,
    at_work,
)
