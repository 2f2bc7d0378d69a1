"""Accounts, roles and rules, by verify: what was changed in them past the acts is found."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.urls import reverse

from articles import desk
from articles.archive import logged_accounts
from articles.desk import auditing, origins, proposing
from articles.models import Act, Publication, Section, Topic

from .conftest import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(reporter, editor, chief_editor, admin_user):
    Publication.objects.create()
    origins.take_stock()


@pytest.fixture
def save(stock, client, admin_user):
    """Send an account's form, changed, as the superuser."""
    client.force_login(admin_user)

    def save(user, **changed):
        address = reverse("admin:auth_user_change", args=[user.pk])
        form = client.get(address).context["adminform"].form
        values = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
        joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}
        values = {key: "on" if value is True else value for key, value in values.items()}
        sent = {**values, **joined, **changed}
        answer = client.post(address, {key: value for key, value in sent.items() if value is not None})
        assert answer.status_code == 302, answer.context["errors"]

    return save


def test_stock_is_taken_once_and_is_no_fault(stock):
    origins.take_stock()

    assert Act.objects.filter(verb="take_stock").count() == 1
    assert faults() == []


def test_without_stock_nothing_is_said_of_accounts(reporter, editor):
    User.objects.update(is_superuser=True)

    assert faults() == []


CHANGES = {"is_superuser": True, "is_staff": False, "is_active": False, "email": "mine@evil.example"}


@pytest.mark.parametrize("name", CHANGES)
def test_an_account_that_was_changed_past_the_acts_is_found(stock, reporter, name):
    User.objects.filter(pk=reporter.pk).update(**{name: CHANGES[name]})

    assert faults() == [f"an account is not as the log says: {name}"]


def test_a_role_or_a_permission_that_was_given_past_the_acts_is_found(stock, reporter):
    reporter.groups.add(Group.objects.get(name="Chief editor"))
    assert faults() == ["an account is not as the log says: groups"]

    reporter.groups.set([Group.objects.get(name="Reporter")])
    reporter.user_permissions.add(Permission.objects.get(codename="publish_article"))
    assert faults() == ["an account is not as the log says: permissions"]

    reporter.user_permissions.clear()
    Group.objects.get(name="Reporter").permissions.add(Permission.objects.get(codename="publish_article"))
    assert faults() == ["a role is not as the log says: permissions"]


def test_an_account_or_a_role_that_nobody_made_is_found(stock):
    User.objects.create(username="ghost", is_superuser=True, date_joined="2001-01-01T00:00Z")
    Group.objects.create(name="Ghosts")
    assert faults() == ["an account is there, and no act says so", "a role is there, and no act says so"]

    ghost = User.objects.get(username="ghost")
    auditing.log_row("change_row", ghost, by=ghost, changes={"first_name": {"before": "", "after": "G"}})
    assert "an account is there, and no act says so" in faults()


def test_what_acts_changed_is_no_fault(save, reporter, client):
    editors = Group.objects.get(name="Editor")
    save(reporter, groups=[editors.pk], email="rita@paper.example")
    save(reporter, username="rita")
    person = {"first_name": "Ada", "last_name": "North", "email": "ada@paper.example", "role": editors.pk}
    client.post(reverse("admin:auth_user_add"), person)
    publish = Permission.objects.get(codename="publish_article")
    save(User.objects.get(username="ada"), user_permissions=[publish.pk], is_active=None)
    address = reverse("admin:auth_group_change", args=[editors.pk])
    client.post(address, {"name": "Desk editors", "permissions": [publish.pk]})

    assert User.objects.get(username="ada").user_permissions.get() == publish
    assert faults() == []


def test_what_was_changed_past_the_acts_before_an_act_stays_found(save, reporter):
    User.objects.filter(pk=reporter.pk).update(is_superuser=True)
    save(reporter, first_name="Rita")

    (fault,) = faults()
    assert fault.startswith("was changed past the acts before act ")
    assert fault.endswith(": is_superuser")


def test_an_upgrade_may_change_roles_and_no_accounts(stock, reporter, monkeypatch):
    publish = Permission.objects.get(codename="publish_article")
    Group.objects.get(name="Reporter").permissions.add(publish)
    monkeypatch.setattr(logged_accounts, "__version__", "9.0")
    call_command("housekeeping")
    assert faults() == []

    User.objects.filter(pk=reporter.pk).update(is_superuser=True)
    monkeypatch.setattr(logged_accounts, "__version__", "9.1")
    origins.take_stock()
    assert "an account was not as the log said when stock was taken" in faults()


def test_a_new_newsroom_and_a_superuser_by_command_are_known(db):
    call_command("open_newsroom", verbosity=0)
    call_command(
        "createsuperuser", username="root", email="root@paper.example", interactive=False, verbosity=0
    )

    assert faults() == []
    assert Act.objects.get(subject="user:root").verb == "add_row"


# The desks


@pytest.fixture
def desk_of_politics(stock, editor, admin_user):
    section = Section.objects.create(name="Politics")
    section.editors.add(editor)
    auditing.log_row("add_row", section, by=admin_user)
    return section


def send(client, section, **changed):
    """Send a section's form, changed."""
    values = {"name": section.name, "slug": section.slug, "position": 0, "front_form": "lead"}
    editors = [user.pk for user in section.editors.all()]
    address = reverse("admin:articles_section_change", args=[section.pk])
    shown = client.get(address).context["adminform"].form
    hidden = {field.html_name: field.value() for field in shown.hidden_fields()}
    answer = client.post(address, {**hidden, **values, "editors": editors, **changed})
    assert answer.status_code == 302, answer.context["errors"]


def test_a_desk_that_was_given_past_the_acts_is_found(desk_of_politics, reporter):
    desk_of_politics.editors.add(reporter)
    assert faults() == ["a section is not as the log says: editors"]

    desk_of_politics.editors.remove(reporter)
    assert faults() == []


def test_a_closed_section_that_was_opened_past_the_acts_is_found(desk_of_politics, client, admin_user):
    client.force_login(admin_user)
    send(client, desk_of_politics, is_closed="on")
    assert faults() == []

    Section.objects.update(is_closed=False)
    assert faults() == ["a section is not as the log says: is_closed"]

    send(client, desk_of_politics, editors=[admin_user.pk])
    (fault,) = faults()
    assert fault.startswith("was changed past the acts before act ")
    assert fault.endswith(": is_closed")


def test_what_acts_changed_of_desks_and_their_editors_is_no_fault(
    desk_of_politics, save, editor, chief_editor, client
):
    send(client, desk_of_politics, editors=[editor.pk, chief_editor.pk], name="World", slug="world")
    save(editor, username="edith")
    assert faults() == []

    send(client, Section.objects.get(), editors=[editor.pk])
    assert faults() == []


def test_stock_tells_whose_desk_each_section_was(section, stock, reporter):
    section.editors.add(reporter)

    assert faults() == ["a section is not as the log says: editors"]


def test_a_section_of_which_the_log_knows_no_desk_is_taken_as_it_stands(stock, section, editor):
    """An import made it, or a version before this rule."""
    section.editors.add(editor)

    assert faults() == []


def test_stock_that_is_taken_again_believes_no_other_desk(desk_of_politics, monkeypatch):
    desk_of_politics.editors.clear()
    monkeypatch.setattr(logged_accounts, "__version__", "9.0")
    origins.take_stock()

    assert "a section was not as the log said when stock was taken" in faults()


def test_what_an_account_may_outlives_a_redaction_of_words_in_its_name(
    desk_of_politics, save, editor, publish
):
    save(editor, email="politics@paper.example")
    story = publish(body="On politics and the editor.")

    desk.redact_words(story, by=make_chief(), words=["politics", "editor"], order="A court's")

    assert faults() == []


# The rules


def test_four_eyes_that_are_switched_past_the_acts_are_found(stock):
    Publication.objects.update(four_eyes=True)

    assert faults() == ["a rule is not as the log says: four_eyes"]


def test_rules_that_were_switched_before_their_first_act_are_found(stock, chief_editor):
    Publication.objects.update(four_eyes=True, second_factor_roles=["Reporter"])
    paper, after = Publication.objects.get(), {"four_eyes": False, "second_factor_roles": []}
    proposing.confirm(proposing.propose("describe", paper, by=chief_editor, values=after), by=make_chief())

    found = sorted(fault.partition(" was switched past the acts before act ")[0] for fault in faults())
    assert found == ["four_eyes", "second_factor_roles"]


@pytest.fixture
def four_eyes(stock, chief_editor):
    desk.describe(Publication.objects.get(), by=chief_editor, values={"four_eyes": True})


def test_what_two_people_did_is_no_fault(four_eyes, make_article, reporter, editor, chief_editor):
    story = make_article("Dam", body="The dam is old.", by=reporter, created_by=reporter)
    desk.submit(story, by=reporter)
    desk.approve(story, by=editor)
    desk.publish(story, by=editor)
    said = {"kind": "correction", "note": "New.", "changes": {"body": "The dam is new."}}
    proposing.confirm(proposing.propose("correct", story, by=editor, **said), by=chief_editor)
    paper = Publication.objects.get()
    off = proposing.propose("describe", paper, by=chief_editor, values={"four_eyes": False})
    proposing.confirm(off, by=make_chief())
    desk.correct(story, by=editor, kind="correction", note="Newer.", changes={"body": "The dam is newest."})

    assert faults() == []


def make_chief():
    user = User.objects.create(username="second chief", is_staff=True)
    user.groups.add(Group.objects.get(name="Chief editor"))
    auditing.log_row("add_row", user, by=None)
    return user


def test_what_went_out_while_the_rule_was_off_in_the_database_alone_is_found(
    four_eyes, publish, editor, chief_editor
):
    Publication.objects.update(four_eyes=False)
    story = publish(body="The dam is old.", by=chief_editor)
    desk.correct(story, by=editor, kind="correction", note="New.", changes={"body": "The dam is new."})
    Publication.objects.update(four_eyes=True)

    published, corrected = sorted(faults())
    assert "published it, nobody approved it" in published or "published it" in corrected
    assert any("nobody confirmed it" in fault for fault in (published, corrected))


def test_a_merge_in_print_that_nobody_confirmed_is_found(stock, make_article, publish, chief_editor):
    dam, dams, weir = (Topic.objects.create(name=name) for name in ("Dam", "Dams", "Weir"))
    story = make_article()
    story.topics.add(dam)
    publish(story, by=chief_editor)
    desk.describe(Publication.objects.get(), by=chief_editor, values={"four_eyes": True})
    desk.merge_topics(weir, dams, by=chief_editor)  # no reader sees either
    Publication.objects.update(four_eyes=False)
    before = faults()
    desk.merge_topics(dam, dams, by=chief_editor)
    Publication.objects.update(four_eyes=True)

    (found,) = [fault for fault in faults() if fault not in before and "nobody confirmed it" in fault]
    assert found.startswith(f"act {Act.objects.get(verb='merge_topics', subject='topic:dam').number} ")


def test_a_merge_that_a_colleague_confirmed_is_no_fault(stock, make_article, publish, chief_editor):
    dam, dams = (Topic.objects.create(name=name) for name in ("Dam", "Dams"))
    story = make_article()
    story.topics.add(dam)
    publish(story, by=chief_editor)
    desk.describe(Publication.objects.get(), by=chief_editor, values={"four_eyes": True})
    proposed = proposing.propose("merge_topics", dam, by=chief_editor, into=dams.pk)

    proposing.confirm(proposed, by=make_chief())

    assert faults() == []
