"""The desk's search over working copies."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import desk, search
from articles.models import Article, Citation, Person, Section, Source, Topic, site_state
from articles.models.byline import Byline
from articles.search import folding, writing


@pytest.fixture
def copies(reporter):
    def copies(text, user=reporter, **filters):
        keys = search.copies(text, user, **filters)
        rows = Article.objects.in_bulk(keys)
        return [rows[key].headline for key in keys]

    return copies


def test_the_desk_finds_its_drafts_and_readers_do_not(make_article, copies, found):
    make_article(headline="Harbour draft", body="The pier.")

    assert copies("harbour pier") == ["Harbour draft"]
    assert found("harbour") == []


def test_only_who_may_see_copies_finds_them(make_article, copies, django_user_model):
    make_article(headline="Harbour draft")
    stranger = django_user_model.objects.create_user("stranger")

    assert copies("harbour", user=stranger) == []


def test_a_saved_copy_is_found_by_its_new_words(make_article, change, copies):
    article = make_article(headline="Harbour draft")

    change(article, headline="Airport draft")

    assert copies("harbour") == []
    assert copies("airport") == ["Airport draft"]


def test_copies_are_filtered_by_stage_assignee_and_source(
    make_article, make_source, reporter, editor, copies
):
    source = make_source("Pilots")
    make_article(headline="Harbour one", assignee=reporter, sources=[source])
    spiked = make_article(headline="Harbour two")
    desk.spike(spiked, by=editor)

    assert copies("harbour", stage="spiked") == ["Harbour two"]
    assert copies("harbour", assignee=reporter.pk) == ["Harbour one"]
    assert copies("harbour", source="pilots") == ["Harbour one"]
    assert copies("pilots") == ["Harbour one"]


def test_names_that_come_after_the_copy_are_found(make_article, copies):
    article = make_article(headline="Harbour")
    byline = Byline.objects.create(article=article, name="Agency Gull")
    article.topics.add(Topic.objects.create(name="Seabirds"))

    assert copies("gull") == copies("seabirds") == ["Harbour"]
    byline.delete()
    article.topics.clear()
    assert copies("gull") == copies("seabirds") == []


def test_a_confidential_name_is_in_no_index(make_article, make_source, copies):
    source = make_source("Deepthroat", is_confidential=True, public_description="A person in the ministry")
    make_article(headline="Harbour", sources=[source])

    assert copies("deepthroat") == []
    assert copies("person in the ministry") == ["Harbour"]


def test_a_deleted_copy_is_not_found(make_article, copies):
    article = make_article(headline="Harbour")
    key = article.pk

    article.delete()

    assert copies("harbour") == []
    assert not search.state.read("copies").current.subjects([key])


def test_the_copy_index_is_rebuilt(make_article, copies):
    make_article(headline="Harbour")
    search.state.read("copies").current.clear()

    search.rebuild("copies")

    assert copies("harbour") == ["Harbour"]
    assert site_state.state().token


@pytest.fixture
def written(monkeypatch):
    """Return the (index, subjects) of each time that an index is written."""
    calls, write = [], writing._write

    def noted(writes):
        calls.extend((name, [each.subject for each in documents]) for name, documents, _gone in writes)
        write(writes)

    monkeypatch.setattr(writing, "_write", noted)
    return calls


def test_an_act_writes_each_index_once(make_article, chief_editor, written):
    article = make_article(headline="Harbour")
    first = desk.publish(article, by=chief_editor)
    written.clear()

    second = desk.correct(article, by=chief_editor, kind="minor", changes={"headline": "Harbour two"})

    assert written == [("printed", [second.pk]), ("copies", [article.pk])]
    assert first.pk not in search.state.read("printed").current.subjects([first.pk, second.pk])


def test_rows_saved_together_index_their_copy_once(make_article, make_source, copies, written):
    article = make_article(headline="Harbour")
    written.clear()

    with search.at_the_end():
        Byline.objects.create(article=article, name="Agency Gull")
        Citation.objects.create(article=article, source=make_source("Pilots"))

    assert written == [("copies", [article.pk])]
    assert copies("gull") == copies("pilots") == ["Harbour"]


def test_words_that_stay_in_a_story_are_not_counted_again(make_article, change):
    article = make_article(headline="Harbour", body="The pier and the ferry.")
    store = search.state.read("copies").current

    with CaptureQueriesContext(connection) as asked:
        change(article, body="The pier and the barge.")

    counted = [query["sql"] for query in asked if store.word in query["sql"]]
    assert counted
    assert not any("pier" in sql for sql in counted)
    assert store.known_words(["barge", "ferry", "pier"], "en") == {"barge": 1, "pier": 1}


def test_an_act_that_changes_nothing_the_index_holds_leaves_it_alone(make_article, chief_editor, written):
    article = make_article(headline="Harbour")
    desk.approve(article, by=chief_editor)
    written.clear()

    desk.publish(article, by=chief_editor)
    desk.flag(article, by=chief_editor, reason="A letter came.")

    assert [name for name, _subjects in written] == ["printed"]


def test_a_deleted_copy_takes_its_names_along(make_article, make_source):
    article = make_article(headline="Harbour", sources=[make_source("Pilots")])
    key = article.pk

    article.delete()

    assert not search.state.read("copies").current.subjects([key])


def test_a_broken_index_of_copies_costs_readers_nothing(make_article, chief_editor, found):
    article = make_article(headline="Harbour")
    search.state.read("copies").current.drop()

    desk.publish(article, by=chief_editor)

    assert found("harbour") == ["Harbour"]
    assert [search.state.read(name).is_complete for name in ("printed", "copies")] == [True, False]


NAME = {
    Person: lambda article, thing: Byline.objects.create(article=article, person=thing),
    Section: lambda article, thing: Article.objects.filter(pk=article.pk).update(section=thing),
    Source: lambda article, thing: Citation.objects.create(article=article, source=thing),
    Topic: lambda article, thing: article.topics.add(thing),
}
MERGE = {
    Person: desk.merge_people, Section: desk.merge_sections,
    Source: desk.merge_sources, Topic: desk.merge_topics,
}  # fmt: skip


@pytest.fixture(params=NAME, ids=lambda model: model.__name__)
def named(request, make_article):
    """A person, a section, a source or a topic that a copy names."""
    thing, article = request.param.objects.create(name="Lighthouse"), make_article(headline="Draft")
    NAME[request.param](article, thing)
    search.index_copy(article.pk)
    return thing


def test_a_copy_is_found_by_what_it_names_after_a_merge(named, chief_editor, copies):
    into = type(named).objects.create(name="Harbour")

    MERGE[type(named)](named, into, by=chief_editor)

    assert (copies("lighthouse"), copies("harbour")) == ([], ["Draft"])


def test_a_copy_is_found_by_the_new_name_of_what_it_names(named, chief_editor, copies):
    desk.describe(named, by=chief_editor, values={"name": "Harbour"})

    assert (copies("lighthouse"), copies("harbour")) == ([], ["Draft"])


def test_a_copy_is_found_by_the_new_name_of_whom_its_source_speaks_for(make_article, make_source, copies):
    ministry = make_source("Lighthouse")
    office = make_source("Office", represents=ministry)
    make_article(headline="Draft", sources=[make_source("Minister", represents=office)])

    ministry.name = "Harbour"
    ministry.save()

    assert (copies("lighthouse"), copies("harbour")) == ([], ["Draft"])


def test_what_keeps_its_name_has_no_copy_indexed_again(named, monkeypatch):
    monkeypatch.setattr(search, "index_copies", None)

    named.save()
    named.save(update_fields=["merged_into"])
    type(named).objects.create(name="Another")


def test_the_newest_copies_are_indexed_where_many_name_one(make_article, make_source, copies, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    source = make_source("Lighthouse")
    for headline in ("Older", "Newer"):
        make_article(headline=headline, sources=[source])

    source.name = "Harbour"
    source.save()

    assert (copies("lighthouse"), copies("harbour")) == (["Older"], ["Newer"])


def test_the_words_of_a_copy_and_its_edition_are_read_once(make_article, publish, monkeypatch, copies, found):
    article = make_article(headline="Harbour", body="The pier has a new crane.")
    publish(article)
    edition, read, words = article.editions.get(), [], folding.words
    monkeypatch.setattr(folding, "words", lambda text: read.append(text) or words(text))

    with transaction.atomic(), search.at_the_end():
        search.index_many([edition])
        search.index_copy(article.pk, article)

    assert read.count(article.body) == 1
    assert copies("crane") == found("crane") == ["Harbour"]
