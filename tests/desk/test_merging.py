"""Merges of people, topics and sections; those of sources have rules more, in test_sources.py."""

import pytest
from django.contrib.auth.models import User

from articles import desk
from articles.models import Act, Article, Byline, Person, Section, Topic

pytestmark = pytest.mark.django_db

KINDS = {
    "person": (Person, desk.merge_people, "merge_people", "/people/{}/"),
    "topic": (Topic, desk.merge_topics, "merge_topics", "/topics/{}/"),
    "section": (Section, desk.merge_sections, "merge_sections", "/sections/{}/"),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def pair(kind):
    model = KINDS[kind][0]
    return model.objects.create(name="Old"), model.objects.create(name="New")


def named(kind, article, thing):
    """Let a copy name a thing."""
    if kind == "person":
        Byline.objects.create(article=article, person=thing)
    elif kind == "topic":
        article.topics.add(thing)
    else:
        Article.objects.filter(pk=article.pk).update(section=thing)
        article.refresh_from_db()
    return article


def names(kind, article):
    """Return what a copy names."""
    article = Article.objects.get(pk=article.pk)
    if kind == "person":
        return [row.person for row in article.bylines.all()]
    return list(article.topics.all()) if kind == "topic" else [article.section]


def test_a_merge_gives_the_copies_the_heir_and_leaves_records_as_printed(
    kind, pair, make_article, publish, chief_editor
):
    old, new = pair
    article = publish(named(kind, make_article(), old))
    digest = article.editions.get().digest

    KINDS[kind][1](old, new, by=chief_editor, reason="The same.")

    assert names(kind, article) == [new]
    assert article.editions.get().digest == digest
    assert old.merged_into == new
    assert Act.objects.get(verb=KINDS[kind][2]).subject == f"{kind}:old"


def test_old_addresses_lead_to_the_last_heir_and_its_page_has_their_stories(
    kind, pair, client, make_article, publish, chief_editor
):
    old, new = pair
    heir = KINDS[kind][0].objects.create(name="Heir")
    publish(named(kind, make_article(headline="Ferries"), old))

    KINDS[kind][1](old, new, by=chief_editor)
    KINDS[kind][1](new, heir, by=chief_editor)

    response = client.get(KINDS[kind][3].format("old"))
    assert (response.status_code, response["Location"]) == (301, KINDS[kind][3].format("heir"))
    assert "Ferries" in client.get(response["Location"]).content.decode()


def test_who_is_named_twice_is_named_once_after_a_merge(kind, pair, make_article, chief_editor):
    old, new = pair
    article = named(kind, named(kind, make_article(), old), new)

    KINDS[kind][1](old, new, by=chief_editor)

    assert names(kind, article) == [new]


def test_nothing_is_merged_into_itself_or_twice(kind, pair, chief_editor):
    old, new = pair
    merge = KINDS[kind][1]

    with pytest.raises(desk.Refused, match="into itself"):
        merge(old, old, by=chief_editor)
    merge(old, new, by=chief_editor)
    with pytest.raises(desk.Refused, match="merged already"):
        merge(old, new, by=chief_editor)
    with pytest.raises(desk.Refused, match="merged already"):
        merge(new, old, by=chief_editor)


def test_who_may_not_change_it_may_not_merge_it(kind, pair, reporter):
    with pytest.raises(desk.Refused, match="no permission"):
        KINDS[kind][1](*pair, by=reporter)


def test_the_account_of_a_merged_person_goes_to_the_heir_that_has_none(chief_editor):
    user = User.objects.create(username="ann")
    old, new = Person.objects.create(name="A.", user=user), Person.objects.create(name="Ann")

    desk.merge_people(old, new, by=chief_editor)

    assert Person.objects.get(user=user) == new


def test_the_desk_has_a_page_for_a_merge(kind, pair, client, chief_editor):
    old, new = pair
    client.force_login(chief_editor)
    card = f"/admin/articles/{kind}/{old.pk}/change/"

    assert "../merge/" in client.get(card).content.decode()
    assert client.get(f"/admin/articles/{kind}/{old.pk}/merge/").status_code == 200
    response = client.post(f"/admin/articles/{kind}/{old.pk}/merge/", {"into": new.pk})

    assert response["Location"] == card
    page = client.get(card).content.decode()
    assert f"/admin/articles/{kind}/{new.pk}/change/" in page
    assert 'name="name"' not in page
    assert client.get("/admin/articles/act/").status_code == 200


def test_a_merge_into_itself_is_told_on_the_page(kind, pair, client, chief_editor):
    client.force_login(chief_editor)

    response = client.post(f"/admin/articles/{kind}/{pair[0].pk}/merge/", {"into": pair[0].pk})

    assert "nothing can be merged into itself" in response.content.decode()


def test_the_page_of_a_merge_is_for_those_who_may(kind, pair, client, reporter):
    client.force_login(reporter)

    assert client.get(f"/admin/articles/{kind}/{pair[0].pk}/merge/").status_code == 403
