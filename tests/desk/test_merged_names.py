"""Whoever puts another name into a copy by a merge wrote a part of it, and approves it no more."""

import pytest

from articles import desk
from articles.models import Byline, Person, Publication, Section, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairs(make_source):
    """Of each kind, a row that a copy names and another, both from before the copy."""
    sources = [make_source("Ministry"), make_source("Embassy")]
    named = {kind: [kind.objects.create(name=name) for name in ("Old", "New")] for kind in (Person, Topic)}
    sections = [Section.objects.create(name=name, slug=name.lower()) for name in ("Old", "New")]
    people, topics = named.values()
    return {"sources": sources, "people": people, "topics": topics, "sections": sections}


@pytest.mark.parametrize("kind", ["sources", "people", "topics", "sections"])
def test_who_merged_what_a_copy_names_does_not_approve_it(
    kind, pairs, make_article, reporter, editor, chief_editor
):
    Publication.objects.update_or_create(defaults={"four_eyes": True})
    (source, _other), (person, _else) = pairs["sources"], pairs["people"]
    story = make_article(
        by=reporter, sources=[source], body=f"So. [@{source.slug}]", section=pairs["sections"][0]
    )
    Byline.objects.create(article=story, person=person)
    story.topics.add(pairs["topics"][0])

    getattr(desk, f"merge_{kind}")(*pairs[kind], by=chief_editor)

    with pytest.raises(desk.Refused, match="you changed a name or a caption"):
        desk.approve(story, by=chief_editor)
    desk.approve(story, by=editor)
