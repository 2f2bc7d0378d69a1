"""What readers see live is changed by acts, with what stood there before, and can be put back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from articles import desk
from articles.desk import public_rows
from articles.models import Act, Byline, Image, Page, Person, Proposal, Publication, Source, Topic, clock
from articles.models.site_state import SiteState

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


KINDS = [model._meta.model_name for model in public_rows.PUBLIC]


def renamed(row):
    return {name: NEW[name] for name in public_rows.PUBLIC[type(row)] if name in NEW}


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
    assert (str(row), act.by, act.subject) == ("A liar", chief_editor, public_rows.subject(row))
    assert act.data == {"before": dict.fromkeys(renamed(row), before), "after": renamed(row)}
    history = reverse(f"admin:articles_{kind}_history", args=[row.pk])
    assert "A liar" in client.get(history).content.decode()
    client.post(history, {"undo": act.pk, "seen": act.number})
    row.refresh_from_db()
    assert (str(row), Act.objects.filter(verb="describe").count()) == (before, 2)


def test_a_refused_change_keeps_the_form_and_stores_nothing_else(rows, at_desk, chief_editor):
    row, client = rows["person"], at_desk(chief_editor)
    sent = form_of(row, client, bio="A long biography.", slug=row.slug, user=chief_editor.pk)
    SiteState.objects.update(last_act_at=clock.now() + timedelta(hours=1))

    told = client.post(reverse("admin:articles_person_change", args=[row.pk]), sent)

    assert "clock is behind" in str(told.context["errors"])
    assert "A long biography.</textarea>" in told.content.decode()
    row.refresh_from_db()
    assert (row.bio, row.user) == ("", None)


def test_what_was_typed_before_a_source_came_into_print_is_refused_not_dropped(
    at_desk, reporter, make_source, make_article, publish
):
    source, client = make_source("Ministry"), at_desk(reporter)
    address = reverse("admin:articles_source_change", args=[source.pk])
    page = client.get(address)
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    sent = form_of(source, client, seen=seen)
    typed = sent | {"role": "It governs.", "slug": "government"}
    publish(make_article(sources=[source], body="It was so. [@ministry]"))

    told = client.post(address, typed)

    assert "Readers see this" in client.post(address, typed | {"slug": sent["slug"]}).content.decode()
    assert "so its slug stays as it is" in str(told.context["errors"])
    assert 'value="It governs."' in told.content.decode()
    source.refresh_from_db()
    assert (source.role, source.slug) == ("", "ministry")
    assert client.post(address, sent | {"note": "Call first."}).status_code == 302
    source.refresh_from_db()
    assert source.note == "Call first."


def test_a_page_of_a_row_in_print_sends_what_a_reporter_may_change(rows, at_desk, reporter):
    source, client = rows["source"], at_desk(reporter)

    answer = client.post(
        reverse("admin:articles_source_change", args=[source.pk]), form_of(source, client, note="Call first.")
    )

    source.refresh_from_db()
    assert (answer.status_code, source.note) == (302, "Call first.")


def test_a_page_that_lacks_a_newer_act_puts_nothing_back(rows, at_desk, chief_editor):
    row, client = rows["person"], at_desk(chief_editor)
    desk.describe(row, by=chief_editor, values={"role": "Editor"})
    history = reverse("admin:articles_person_history", args=[row.pk])
    shown = client.get(history).context["acts"][0][0]
    desk.describe(row, by=chief_editor, values={"role": "Chief"})

    told = client.post(history, {"undo": shown.pk, "seen": shown.number}, follow=True)

    row.refresh_from_db()
    assert row.role == "Chief"
    assert "Look at it again." in told.content.decode()
    newest = told.context["acts"][0][0]
    assert f'name="seen" value="{newest.number}"' in told.content.decode()
    client.post(history, {"undo": shown.pk, "seen": newest.number})
    row.refresh_from_db()
    assert row.role == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_reporter_changes_nothing_in_print(kind, rows, at_desk, reporter):
    row, client = rows[kind], at_desk(reporter)
    before = {name: getattr(row, name) for name in public_rows.PUBLIC[type(row)]}
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


@pytest.mark.parametrize(("kind", "name"), [("person", "portrait"), ("publication", "logo")])
@pytest.mark.parametrize("changed", [{"sha256": "b" * 64}, {"alt_text": "A liar"}])
def test_a_picture_that_changed_since_it_was_proposed_comes_on_no_page(
    kind, name, changed, rows, chief_editor, make_chief
):
    Publication.objects.update(four_eyes=True)
    picture = Image.objects.create(alt_text="Ann", sha256="a" * 64)
    row = desk.propose("describe", rows[kind], by=chief_editor, values={name: picture.pk})
    Image.objects.update(**changed)

    with pytest.raises(desk.Refused, match="changed, since it was proposed"):
        desk.confirm(row, by=make_chief("other"))


@pytest.fixture
def make_chief(db):
    from tests.cast import make_user

    return lambda name: make_user(name, "Chief editor")


def test_a_source_that_is_not_in_print_is_changed_by_its_form_alone(at_desk, reporter, make_source):
    source, client = make_source("Ministry"), at_desk(reporter)

    client.post(
        reverse("admin:articles_source_change", args=[source.pk]), form_of(source, client, name="Mayor")
    )

    source.refresh_from_db()
    assert source.name == "Mayor"
    assert [(act.verb, act.data) for act in Act.objects.all()] == [("change_row", {"fields": ["name"]})]


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


IMPRINT = {"headline": "Imprint", "slug": "imprint", "body": "Us.", "position": 0, "is_published": "on"}


def confirm_as(user, client):
    for proposal in Proposal.objects.all():
        client.force_login(user)
        client.post(reverse("proposal", args=[proposal.pk]), {"_confirm": "1"})


@pytest.mark.parametrize("is_new", [True, False])
def test_with_four_eyes_nobody_publishes_a_page_alone(is_new, at_desk, chief_editor, make_chief, client):
    Publication.objects.create(four_eyes=True)
    name, keys = ("add", []) if is_new else ("change", [Page.objects.create(headline="x", slug="imprint").pk])
    at_desk(chief_editor).post(reverse(f"admin:articles_page_{name}", args=keys), IMPRINT)
    assert (Page.objects.get().headline, Page.objects.get().is_published) == ("Imprint", False)
    assert client.get("/pages/imprint/").status_code == 404

    confirm_as(make_chief("other"), client)

    assert client.get("/pages/imprint/").status_code == 200
    assert Act.objects.get(verb="describe").data["after"]["body"] == "Us."


def test_a_page_that_changed_since_its_publication_was_proposed_is_not_published(
    at_desk, chief_editor, make_chief, client
):
    Publication.objects.create(four_eyes=True)
    at_desk(chief_editor).post(reverse("admin:articles_page_add"), IMPRINT)
    Page.objects.update(body="They are thieves.")

    confirm_as(make_chief("other"), client)

    assert not Page.objects.get().is_published


def test_without_four_eyes_a_page_is_published_by_an_act(at_desk, chief_editor):
    at_desk(chief_editor).post(reverse("admin:articles_page_add"), IMPRINT)

    assert Page.objects.get().is_published
    assert Act.objects.get(verb="describe").data["before"]["is_published"] is False


def test_a_page_in_print_is_not_deleted_and_keeps_its_slug(rows, at_desk, chief_editor):
    page, client = rows["page"], at_desk(chief_editor)
    with pytest.raises(desk.Refused, match="know its address"):
        desk.describe(page, by=chief_editor, values={"slug": "other"})
    address = reverse("admin:articles_page_change", args=[page.pk])
    client.post(address, form_of(page, client, slug="other"))
    deletion = client.post(reverse("admin:articles_page_delete", args=[page.pk]), {"post": "yes"})

    page.refresh_from_db()
    assert (deletion.status_code, page.slug) == (403, "about")


def test_an_act_logs_what_it_tidies_beside_what_it_changes(rows, chief_editor):
    person = rows["person"]
    Person.objects.filter(pk=person.pk).update(bio="Old.\n")
    person.refresh_from_db()

    desk.describe(person, by=chief_editor, values={"role": "Editor"})

    act = Act.objects.filter(verb="describe").latest("number")
    assert (act.data["before"]["bio"], act.data["after"]["bio"]) == ("Old.\n", "Old.")


def test_an_act_refuses_what_the_database_would_refuse(rows, chief_editor, make_source):
    Page.objects.create(headline="Imprint", slug="imprint", body="Us.")
    page, source = rows["page"], rows["source"]
    Page.objects.filter(pk=page.pk).update(is_published=False)

    for row, values in ((page, {"slug": "imprint"}), (source, {"represents": source.pk + 99}),
                        (source, {"name": ""})):  # fmt: skip
        with pytest.raises(desk.Refused):
            desk.describe(row, by=chief_editor, values=values)


DJANGOS = "changed successfully"


@pytest.mark.parametrize("four_eyes", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_says_what_became_of_each_change(kind, four_eyes, rows, at_desk, chief_editor):
    Publication.objects.update(four_eyes=four_eyes)
    row, client = rows[kind], at_desk(chief_editor)
    address = reverse(f"admin:articles_{kind}_change", args=[row.pk])

    page = client.post(address, form_of(row, client, **renamed(row)), follow=True).content.decode()

    assert ("Proposed: it is done when a colleague confirms it" in page, "readers see it now" in page) == (
        four_eyes, not four_eyes,
    )  # fmt: skip
    assert DJANGOS not in page
    assert "The rest of the form is saved" not in page


def test_a_form_says_that_the_rest_is_saved_where_something_waits(rows, at_desk, chief_editor):
    Publication.objects.update(four_eyes=True)
    source, client = rows["source"], at_desk(chief_editor)
    address = reverse("admin:articles_source_change", args=[source.pk])

    sent = form_of(source, client, name="A liar", note="Call before noon.")
    page = client.post(address, sent, follow=True).content.decode()

    source.refresh_from_db()
    assert "Proposed:" in page
    assert "The rest of the form is saved." in page
    assert DJANGOS not in page
    assert (source.name, source.note) == ("Ministry", "Call before noon.")


def test_a_refused_change_is_not_called_changed(rows, at_desk, chief_editor):
    Publication.objects.update(four_eyes=True)
    source, client = rows["source"], at_desk(chief_editor)
    address = reverse("admin:articles_source_change", args=[source.pk])
    sent = form_of(source, client, name="A liar")
    client.post(address, sent)

    page = client.post(address, sent, follow=True).content.decode()

    assert "This is proposed already." in page
    assert DJANGOS not in page
