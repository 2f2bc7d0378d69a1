"""What a person, a source, a topic or a section may be called."""

import pytest
from django.urls import reverse

from articles import desk
from articles.archive import verifying
from articles.models import Byline, Person, Topic

pytestmark = pytest.mark.django_db


def test_control_characters_that_were_pasted_are_blanks(at_desk, editor):
    typed = {"name": "Ann\x0bMarie\tRoe\x1b", "bio": "Born here.\r\n\x0cLives there.", "slug": "ann"}

    at_desk(editor).post(reverse("admin:articles_person_add"), typed)

    person = Person.objects.get()
    assert (person.name, person.bio) == ("Ann Marie Roe", "Born here.\r\n Lives there.")


def test_the_log_says_what_became_of_a_name_with_control_characters(make_article, publish, chief_editor):
    story, person, topic = (
        make_article(),
        Person.objects.create(name="Ann"),
        Topic.objects.create(name="Peace"),
    )
    Byline.objects.create(article=story, person=person)
    story.topics.add(topic)
    publish(story)

    for row in (person, topic):
        desk.describe(row, by=chief_editor, values={"name": "Ann\x0bRoe"})

    assert (person.name, topic.name) == ("Ann Roe", "Ann Roe")
    assert list(verifying.archive_faults()) == []
