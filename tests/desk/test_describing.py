"""What readers see live is changed by acts, with what stood there before, and can be put back."""

import pytest
from django.urls import reverse

from articles import desk
from articles.desk import describing
from articles.models import Act, Byline, Page, Person, Proposal, Publication, Source, Topic

pytestmark = pytest.mark.django_db
NEW = {"name": "A liar", "headline": "A liar"}


@pytest.fixture
def rows(make_article, make_source, publish, section):
    """One row of each kind that readers see."""
    Publication.objects.create(name="The Paper")
    story = make_article(sources=[make_source("Ministry", address="https://ministry.example")],
                         body="It was so. [@ministry]")  # fmt: skip
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann"))
    story.topics.add(Topic.objects.create(name="Peace"))
    publish(story)
    page = Page.objects.create(headline="About", slug="about", body="Us.", is_published=True)
    found = [Source.objects.get(), Person.objects.get(), Topic.objects.get(), section, page,
             Publication.objects.get()]  # fmt: skip
    return {row._meta.model_name: row for row in found}


KINDS = [model._meta.model_name for model in describing.PUBLIC]


def renamed(row):
    return {name: NEW[name] for name in describing.PUBLIC[type(row)] if name in NEW}


def form_of(row, client, **values):
    """Return what the form of a row sends."""
    page = client.get(reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk]))
    form = page.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    return {
        name: "" if value is None else value for name, value in sent.items() if value is not False
    } | values


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_in_print_is_an_act_that_can_be_undone(kind, rows, at_desk, chief_editor):
    row, client = rows[kind], at_desk(chief_editor)
    before = str(row)
    address = reverse(f"admin:articles_{kind}_change", args=[row.pk])

    client.post(address, form_of(row, client, **renamed(row)))

    row.refresh_from_db()
    act = Act.objects.get(verb="describe")
    assert (str(row), act.by, act.subject) == ("A liar", chief_editor, describing.subject(row))
    assert act.data == {"before": dict.fromkeys(renamed(row), before), "after": renamed(row)}
    history = reverse(f"admin:articles_{kind}_history", args=[row.pk])
    assert "A liar" in client.get(history).content.decode()
    client.post(history, {"undo": act.pk})
    row.refresh_from_db()
    assert (str(row), Act.objects.filter(verb="describe").count()) == (before, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reporter_changes_nothing_in_print(kind, rows, at_desk, reporter):
    row, client = rows[kind], at_desk(reporter)
    before = {name: getattr(row, name) for name in describing.PUBLIC[type(row)]}
    address = reverse(f"admin:articles_{kind}_change", args=[row.pk])

    client.post(address, {**renamed(row), "address": "https://evil.example", "public_description": "x"})
    with pytest.raises(desk.Refused, match="Readers see this"):
        desk.describe(row, by=reporter, values=renamed(row))

    row.refresh_from_db()
    assert {name: getattr(row, name) for name in before} == before


@pytest.mark.parametrize("kind", KINDS)
def test_with_four_eyes_a_change_in_print_is_proposed(kind, rows, at_desk, chief_editor, make_chief):
    Publication.objects.update(four_eyes=True)
    row, client = rows[kind], at_desk(chief_editor)
    row.refresh_from_db()
    before = str(row)
    address = reverse(f"admin:articles_{kind}_change", args=[row.pk])
    client.post(address, form_of(row, client, **renamed(row)))
    row.refresh_from_db()
    assert str(row) == before
    proposal = Proposal.objects.get()
    with pytest.raises(desk.Refused, match="somebody else"):
        desk.confirm(proposal, by=chief_editor)
    other = make_chief("other")
    assert "A liar" in at_desk(other).get(reverse("proposal", args=[proposal.pk])).content.decode()

    desk.confirm(proposal, by=other)

    row.refresh_from_db()
    assert str(row) == "A liar"


@pytest.fixture
def make_chief(db):
    from tests.cast import make_user

    return lambda name: make_user(name, "Chief editor")


def test_a_source_that_is_not_in_print_is_changed_without_an_act(at_desk, reporter, make_source):
    source, client = make_source("Ministry"), at_desk(reporter)

    client.post(
        reverse("admin:articles_source_change", args=[source.pk]), form_of(source, client, name="Mayor")
    )

    source.refresh_from_db()
    assert (source.name, Act.objects.count()) == ("Mayor", 0)


def test_an_overwritten_confidential_name_is_kept_and_shown_by_an_act(settings, chief_editor):
    from cryptography.fernet import Fernet
    from django.core.management import call_command

    settings.SOURCES_KEY = [Fernet.generate_key().decode()]
    source = Source(is_confidential=True, public_description="An official", name="Ivan Ivanov")
    source.full_clean(exclude=["slug"])
    source.save()
    source.name = "Pyotr Petrov"
    source.full_clean()
    source.save()
    settings.SOURCES_KEY = [Fernet.generate_key().decode(), *settings.SOURCES_KEY]
    call_command("rotate_sources_key", verbosity=0)
    settings.SOURCES_KEY = settings.SOURCES_KEY[:1]

    assert desk.show_names(source, by=chief_editor) == ["Pyotr Petrov", "Ivan Ivanov"]
    assert "Ivan" not in str(Source.objects.values())
    assert Act.objects.filter(verb="show_name", by=chief_editor).count() == 1
