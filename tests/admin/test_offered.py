"""What is typed where no script looks a row up."""

import pytest

from articles.admin.offered import MANY, find_key, find_keys
from articles.models import Person, Source, Topic
from articles.pictures import library
from tests.article_form import edit, typed
from tests.pictures.files import jpeg, upload

pytestmark = pytest.mark.django_db


def test_a_row_is_named_by_its_slug_before_a_name_and_never_by_one_of_two(make_source):
    ports, other = make_source("Ministry", slug="ports"), make_source("ports", slug="other")
    make_source("Ministry", slug="twin")
    merged = make_source("Old", merged_into=other)

    assert find_key(Source.objects.all(), "ports") == str(ports.pk)
    assert find_key(Source.objects.all(), "Ministry") == "Ministry"
    assert find_key(Source.objects.all(), "Old") == "Old"
    assert find_key(Source.objects.all(), str(merged.pk)) == f"“{merged.pk}”"


@pytest.mark.parametrize("typed", ["anna petrova", "ANNA PETROVA", "Ánna  Petrova", "Anna Petrova"])
def test_a_name_is_known_in_small_and_large_letters_unless_two_have_it(typed):
    anna = Person.objects.create(name="Anna Petrova")
    Person.objects.create(name="Boris", slug="anna")
    assert find_key(Person.objects.all(), typed) == str(anna.pk)

    Person.objects.create(name="Anna Petrova")
    assert find_key(Person.objects.all(), typed) == typed


def test_names_that_hold_commas_stand_between_commas():
    names = ["Food, drink and travel", "Food", "Cities, towns, villages", "Sport"]
    food, short, cities, sport = (str(Topic.objects.create(name=name).pk) for name in names)

    def found(typed):
        return [*find_keys(Topic.objects.all(), [each.strip() for each in typed.split(",")])]

    assert found("Food, drink and travel") == [food]
    assert found("sport, food,Cities,towns, villages, Food, drink and travel, Sport") == [
        sport, short, cities, food, sport,
    ]  # fmt: skip
    assert found("Food, drink, Sport") == [short, "drink", sport]


def test_a_field_names_its_desks_language(at_desk, editor, make_article):
    assert 'lang="en"' in str(at_desk(editor).get(edit(make_article())).context["adminform"].form["topics"])


@pytest.mark.parametrize("words", ["77", "9" * 20, "a\0b", "²", "٧٧", "’; --", "x" * 5000, ",,"])
@pytest.mark.parametrize("name", ["topics", "lead_image", "translation_of"])
def test_whatever_is_typed_the_form_answers_and_keeps_it(name, words, at_desk, editor, make_article):
    story = make_article()

    answer = at_desk(editor).post(edit(story), typed(story, **{f"{name}-typed": words}))

    assert answer.status_code == (302 if name == "topics" and words == ",," else 200)
    assert answer.status_code == 302 or f'name="{name}-typed" value="' in answer.text
    story.refresh_from_db()
    assert (story.topics.count(), story.lead_image, story.translation_of) == (0, None, None)


def test_a_field_takes_a_bounded_number_of_names(
    at_desk, editor, make_article, django_assert_max_num_queries
):
    story, topic = make_article(), Topic.objects.create(name="Trains")
    names = ",".join(["Trains"] * MANY + ["Nobody's"] * 1000)
    client = at_desk(editor)

    with django_assert_max_num_queries(150):
        client.post(edit(story), typed(story, **{"topics-typed": names}))

    assert [*story.topics.all()] == [topic]


def test_names_that_nobody_has_cost_one_query_together(django_assert_num_queries):
    names = [f"Nobody {number}" for number in range(MANY)]

    with django_assert_num_queries(1):
        assert [*find_keys(Topic.objects.all(), names)] == names


def test_a_picture_is_named_by_its_mark(at_desk, editor, make_article, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = library.accept(upload(jpeg(300, 300)), editor, alt_text="A", caption="C", credit="B")
    story = make_article()

    at_desk(editor).post(edit(story), typed(story, **{"lead_image-typed": picture.mark}))

    story.refresh_from_db()
    assert story.lead_image == picture
