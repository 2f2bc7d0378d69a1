"""Queries whose SQL is made once say what they would say if they were built each time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value

from articles.models import Edition, clock
from articles.models.prepared import ASKED_OFTEN
from articles.public.compiled_queries import CompiledQuery


@pytest.fixture
def built():
    """Return a compiled query of what is published of some stories, and how often it was built."""

    class Query:
        times = 0

        def __init__(self):
            self.ask = CompiledQuery(self.build)

        def build(self, at, articles, language=None, *, length=9):
            self.times += 1
            editions = Edition.objects.published(at).filter(article_id__in=articles)
            if language is not None:
                editions = editions.filter(language=language)
            return editions.annotate(found=Value("yes")).select_related("section").newest_first()[:length]

    return Query()


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stories(publish_kept):
    return [publish_kept(headline=f"Story {number}") for number in range(3)]


def headlines(rows):
    return sorted(row.headline for row in rows)


def test_it_finds_what_its_queryset_finds(built, stories):
    keys = tuple(story.pk for story in stories[:2])

    found = built.ask(clock.now(), keys)

    assert headlines(found) == ["Story 0", "Story 1"]
    assert found[0].section == stories[0].section
    assert found[0].found == "yes"
    assert found[0].live_from.tzinfo is not None


def test_it_is_built_once_and_asked_with_new_values(built, stories):
    at = clock.now()

    answers = [headlines(built.ask(at, (story.pk,))) for story in stories]
    before = built.ask(at - timedelta(days=1), (stories[0].pk,))

    assert answers == [["Story 0"], ["Story 1"], ["Story 2"]]
    assert before == []
    assert built.times == 1


def test_three_values_and_four_are_one_form(built, stories):
    three = tuple(story.pk for story in stories)

    assert len(built.ask(clock.now(), three)) == 3
    assert len(built.ask(clock.now(), (*three, 0))) == 3
    assert built.times == 1


def test_none_and_a_constant_make_forms_of_their_own(built, stories):
    at, keys = clock.now(), tuple(story.pk for story in stories)

    assert len(built.ask(at, keys, None)) == 3
    assert built.ask(at, keys, "xx") == []
    assert len(built.ask(at, keys, length=2)) == 2
    assert built.times == 3


def test_nothing_is_asked_where_nothing_can_be_found(built, django_assert_num_queries):
    at = clock.now()

    with django_assert_num_queries(0):
        assert built.ask(at, ()) == []


def test_a_value_that_the_sql_changes_is_refused():
    ask = CompiledQuery(lambda text: Edition.objects.filter(headline__contains=text))

    with pytest.raises(TypeError, match="can't be compiled once"):
        ask("word")


def test_a_lock_is_never_compiled_once():
    ask = CompiledQuery(lambda at: Edition.objects.published(at).select_for_update())

    with pytest.raises(TypeError, match="A lock is never compiled once"):
        ask(clock.now())


def test_values_alone_are_found_too(stories):
    ask = CompiledQuery(lambda at: Edition.objects.published(at).values_list("headline", flat=True))

    assert sorted(ask(clock.now())) == ["Story 0", "Story 1", "Story 2"]


def test_rows_of_the_same_values_are_equal_and_become_editions_where_needed(built, stories):
    at, keys = clock.now(), (stories[0].pk,)

    first, second = built.ask.rows(at, keys) + built.ask.rows(at, keys)

    assert first == second
    assert hash(first) == hash(second)
    assert "thing" not in vars(first)
    assert (first.pk, first.headline) == (first.thing.pk, "Story 0")
    assert isinstance(first.live_from, type(at))


@pytest.mark.parametrize("column", ["headline", "first_published_at", "byline", "found", "section_id"])
def test_a_row_gives_each_column_as_django_does_and_makes_no_edition_for_it(built, stories, column):
    row = built.ask.rows(clock.now(), (stories[0].pk,))[0]

    value = getattr(row, column)

    assert "thing" not in vars(row)
    assert value == getattr(row.thing, column)
    assert value is getattr(row, column)


def test_a_row_of_other_columns_is_another(stories):
    one, other = (
        CompiledQuery(lambda column=column: Edition.objects.only(column)).rows()[0]
        for column in ("headline", "slug")
    )
    other.raw = one.raw

    assert one != other


@pytest.mark.only_on("postgresql")
def test_what_is_asked_often_postgresql_plans_once(built, stories):
    for story in stories * ASKED_OFTEN:
        assert headlines(built.ask(clock.now(), (story.pk,))) == [story.headline]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS \"found\"%'")
        assert cursor.fetchone() == (1,)


# What compiled_queries uses of Django that no document promises: each with where CompiledForm uses it.
PRIVATE = {
    "queryset.query.select_for_update": "__init__ refuses a lock by it",
    "queryset._iterable_class": "__init__ keeps it, and made lets it make the objects",
    "queryset._fields": "made gives it to the queryset that values_list() reads",
    "queryset.query.get_compiler": "__init__ takes the SQL from it, and made replaces it",
    "compiler.as_sql": "__init__ takes the SQL and its parameters from it",
    "compiler.select": "columns reads the places of the columns in it, converters their types",
    "compiler.klass_info": "columns reads “select_fields” in it",
    "compiler.get_converters": "converters asks it, made answers in its place, and value calls what it gives",
    "compiler.execute_sql": "made hands the rows over in its place",
    "compiler.results_iter": "it calls get_converters on the rows that made hands over",
    "connection.ops.adapt_datetimefield_value": "adapted() makes a moment what the database stores",
    "connection.close_if_health_check_failed": "prepared.cursor looks after a connection as cursor() does",
    "connection._prepare_cursor": "prepared.cursor gives a cursor of psycopg's to Django's wrappers",
}


@pytest.mark.parametrize("name", PRIVATE)
def test_django_still_has_each_private_thing_that_compiled_queries_use(name):
    queryset = Edition.objects.all()
    compiler = queryset.query.get_compiler("default")
    compiler.as_sql()
    thing = {"queryset": queryset, "compiler": compiler, "connection": connection}

    first, *rest = name.split(".")
    found = thing[first]
    for part in rest:
        assert hasattr(found, part), (
            f"Django has no {name} any more. Look at articles/public/compiled_queries.py: {PRIVATE[name]}."
        )
        found = getattr(found, part)


def test_django_makes_objects_of_rows_as_compiled_queries_expect():
    said = "ModelIterable reads rows otherwise: look at made() in articles/public/compiled_queries.py."
    asked = []

    class Compiler:
        klass_info = None

        def __getattr__(self, name):
            asked.append(name)
            raise AttributeError(name)

    queryset = Edition.objects.all()
    queryset.query.get_compiler = lambda *args, **options: Compiler()
    with pytest.raises(AttributeError):
        next(iter(queryset._iterable_class(queryset)))

    assert asked == ["execute_sql"], said
