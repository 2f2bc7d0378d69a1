"""Merges of people, topics and sections; those of sources have rules more, in test_sources.py."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from articles import desk
from articles.desk import copying, proposing, rules
from articles.models import (
    Act,
    Article,
    Byline,
    Coverage,
    Edition,
    Person,
    Placement,
    Proposal,
    Publication,
    Section,
    Snippet,
    Source,
    Topic,
    clock,
)
from tests.cast import make_user

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


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (("text", "pictures"), "text, pictures"),
        (("", "text"), "text"),
        (("text", "text"), "text"),
        (("text", "p" * 99), "text"),
    ],
)
def test_who_is_named_twice_keeps_the_first_place_and_both_roles(
    make_article, chief_editor, is_first, roles, role
):
    article = make_article()
    first, second, other = (Person.objects.create(name=name) for name in "ABC")
    Byline.objects.create(article=article, person=first, role=roles[0])
    Byline.objects.create(article=article, person=other, order=1)
    Byline.objects.create(article=article, person=second, role=roles[1], order=2)

    old, new = (first, second) if is_first else (second, first)
    desk.merge_people(old, new, by=chief_editor)

    assert list(article.bylines.values_list("person", "role")) == [(new.pk, role), (other.pk, "")]


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
    looked = client.post(f"/admin/articles/{kind}/{old.pk}/merge/", {"into": new.pk})
    assert type(old).objects.get(pk=old.pk).merged_into is None
    sent = {"into": new.pk, "looked_at": looked.context["looked_at"]}
    response = client.post(f"/admin/articles/{kind}/{old.pk}/merge/", sent)

    assert response["Location"] == card
    page = client.get(card).content.decode()
    assert f"/admin/articles/{kind}/{new.pk}/change/" in page
    assert 'name="name"' not in page
    assert client.get("/admin/articles/act/").status_code == 200


def test_a_merge_into_itself_is_told_on_the_page(kind, pair, client, chief_editor):
    client.force_login(chief_editor)

    sent = {"into": pair[0].pk, "looked_at": pair[0].pk}
    response = client.post(f"/admin/articles/{kind}/{pair[0].pk}/merge/", sent)

    assert "nothing can be merged into itself" in response.content.decode()


def test_the_page_of_a_merge_is_for_those_who_may(kind, pair, client, reporter):
    client.force_login(reporter)

    assert client.get(f"/admin/articles/{kind}/{pair[0].pk}/merge/").status_code == 403


# Rows in print, where four eyes are the rule


PRINTED = {**KINDS, "source": (Source, desk.merge_sources, "merge_sources", "/sources/{}/")}


@pytest.fixture(params=PRINTED)
def in_print(request, make_article, make_source, publish):
    """Return (kind, a row in print, another of its kind) where four eyes are the rule."""
    model = PRINTED[request.param][0]
    old, new = model.objects.create(name="Old"), model.objects.create(name="New")
    if request.param == "source":
        publish(sources=[old], body="It was so. [@old]")
    else:
        publish(named(request.param, make_article(), old))
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    return request.param, old, new


def test_with_four_eyes_nobody_merges_what_is_in_print_alone(in_print, client, chief_editor):
    kind, old, new = in_print
    client.force_login(chief_editor)

    with pytest.raises(desk.Refused, match="Four eyes"):
        PRINTED[kind][1](old, new, by=chief_editor)
    page = f"/admin/articles/{kind}/{old.pk}/merge/"
    looked = client.post(page, {"into": new.pk})
    assert "1 live story leads to New" in looked.text
    said = client.post(page, {"into": new.pk, "looked_at": new.pk, "reason": "One."}, follow=True)

    assert "Proposed" in said.text
    old.refresh_from_db()
    assert old.merged_into is None
    proposal, other = Proposal.objects.get(), make_user("other", "Chief editor")
    client.force_login(other)
    shown = client.get(reverse("proposal", args=[proposal.pk])).text
    assert all(text in shown for text in ("Merged into", "New", "One."))

    desk.confirm(proposal, by=other)

    old.refresh_from_db()
    assert old.merged_into == new


def test_what_was_merged_into_is_in_print_too(in_print, chief_editor):
    kind, old, new = in_print
    proposing.do_or_propose(PRINTED[kind][2], old, by=chief_editor, into=new.pk)
    desk.confirm(Proposal.objects.get(), by=make_user("other", "Chief editor"))

    assert new.is_in_print()
    assert new not in type(new).objects.not_in_print()
    with pytest.raises(desk.Refused, match="Four eyes"):
        desk.describe(new, by=chief_editor, values={"name": "A liar"})


def test_the_slug_stays_into_which_another_was_merged(kind, pair, chief_editor, client):
    _model, merge, _verb, _address = KINDS[kind]
    old, new = pair
    merge(old, new, by=chief_editor)
    client.force_login(chief_editor)
    page = reverse(f"admin:articles_{kind}_change", args=[new.pk])

    assert 'name="slug"' not in client.get(page).text
    new.slug = "another"
    with pytest.raises(ValidationError, match="Another was merged into it"):
        new.clean()


def test_a_merge_is_refused_where_one_of_the_two_changed_or_went(in_print, chief_editor):
    kind, old, new = in_print
    proposing.do_or_propose(PRINTED[kind][2], old, by=chief_editor, into=new.pk)
    type(new).objects.filter(pk=new.pk).update(name="A liar")
    with pytest.raises(desk.Refused, match="changed, since it was proposed"):
        desk.confirm(Proposal.objects.get(), by=make_user("other", "Chief editor"))

    new.delete()

    with pytest.raises(desk.Refused, match="is gone"):
        desk.confirm(Proposal.objects.get(), by=make_user("another", "Chief editor"))


def test_what_no_record_names_is_merged_by_one(kind, pair, chief_editor):
    Publication.objects.create(four_eyes=True)

    assert not proposing.do_or_propose(KINDS[kind][2], pair[0], by=chief_editor, into=pair[1].pk)
    assert Act.objects.get(verb=KINDS[kind][2])


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_closed_section_and_an_open_one_stay_apart(is_closed, chief_editor):
    old = Section.objects.create(name="Old", is_closed=is_closed)
    new = Section.objects.create(name="New", is_closed=not is_closed)

    with pytest.raises(desk.Refused, match="stay apart"):
        desk.merge_sections(old, new, by=chief_editor)


def test_what_a_merged_section_covers_and_its_templates_go_along(chief_editor):
    old, new, other = (Section.objects.create(name=name) for name in ("Old", "New", "Other"))
    for section in (old, other):
        Coverage.objects.create(slugline="Match", section=section, due_at=clock.now())
        Snippet.objects.create(name=section.name, section=section, begins_story=True)

    desk.merge_sections(old, new, by=chief_editor)

    for model in (Coverage, Snippet):
        assert set(model.objects.values_list("section", flat=True)) == {new.pk, other.pk}


def test_who_has_the_account_of_a_merged_person_signs_as_their_successor(chief_editor, make_article):
    users = [User.objects.create(username=name) for name in ("ann", "ann-at-home")]
    new, old = (Person.objects.create(name=user.username, user=user) for user in users)
    article = make_article()
    desk.merge_people(old, new, by=chief_editor)

    copying.sign(article, users[1])

    assert article.bylines.get().person == new


def test_what_is_live_of_a_merged_section_is_on_the_desk_of_its_successor(publish, section, chief_editor):
    sport, (old, new) = Section.objects.create(name="Sport"), (make_user(name, "Editor") for name in "ab")
    section.editors.add(old)
    sport.editors.add(new)
    article = publish()
    desk.merge_sections(section, sport, by=chief_editor)

    found = {
        user: Edition.objects.annotate(is_theirs=rules.is_on_desk(user)).get().is_theirs
        for user in (old, new)
    }

    assert found == {old: False, new: True}
    with pytest.raises(desk.Refused, match="another desk"):
        desk.withdraw(article, by=old, note="Wrong.")
    desk.withdraw(article, by=new, note="Wrong.")


def test_what_stands_on_a_merged_front_goes_on_where_the_slot_is_free(publish, chief_editor):
    old, new = Section.objects.create(name="Old"), Section.objects.create(name="New")
    lead, second, own = (publish(section=section) for section in (old, old, new))
    desk.place(lead, by=chief_editor, slot=0, section=old)
    desk.place(second, by=chief_editor, slot=1, section=old)
    desk.place(own, by=chief_editor, slot=1, section=new)

    desk.merge_sections(old, new, by=chief_editor)

    standing = Placement.objects.in_force(clock.now())
    assert list(standing.order_by("slot").values_list("section", "slot", "article")) == [
        (new.pk, 0, lead.pk), (new.pk, 1, own.pk)
    ]  # fmt: skip
    assert Placement.objects.filter(section=old).count() == 2  # what stood there until now


@pytest.mark.parametrize("noun", ["article", "coverage", "snippet"])
def test_a_merged_section_is_chosen_no_more(client, chief_editor, section, noun):
    into = Section.objects.create(name="Harbour")
    desk.merge_sections(section, into, by=chief_editor)
    client.force_login(chief_editor)

    form = client.get(reverse(f"admin:articles_{noun}_add")).content.decode()
    listed = client.get(reverse(f"admin:articles_{noun}_changelist")).content.decode()

    assert f'<option value="{into.pk}"' in form
    assert (
        f'<option value="{section.pk}"' not in form.partition('id="id_section"')[2].partition("</select>")[0]
    )
    assert f"section__id__exact={section.pk}" not in listed
