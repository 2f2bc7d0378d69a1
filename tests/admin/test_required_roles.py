"""The roles that need a second factor, as the publication's form sets them."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Act, Proposal, Publication
from newsroom import required_factors
from tests.cast import make_user, require_factor

pytestmark = pytest.mark.django_db
HOME, SET_UP = reverse("admin:index"), reverse("mfa_index")


def send(client, *roles):
    change = reverse("admin:articles_publication_change", args=[1])
    form = client.get(change).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    return client.post(change, sent | {"second_factor_roles": list(roles)})


@pytest.fixture
def chief(client):
    require_factor()
    client.defaults["HTTP_ACCEPT"] = "text/html"
    client.force_login(make_user("grace", "Chief editor"))
    return client


def test_the_setting_is_an_act_of_the_log(chief):
    send(chief, "Reporter", "Editor")

    act = Act.objects.get(verb="describe")
    assert (act.subject, act.by.username) == ("publication:1", "grace")
    assert act.data == {
        "before": {"second_factor_roles": []},
        "after": {"second_factor_roles": ["Reporter", "Editor"]},
    }
    assert Publication.objects.get().second_factor_roles == ["Reporter", "Editor"]
    history = chief.get(reverse("admin:articles_publication_history", args=[1])).text
    assert "Reporter, Editor" in re.sub("<[^>]*>", "", history)


def test_with_four_eyes_it_waits_for_a_colleague(chief):
    Publication.objects.update(four_eyes=True, second_factor_roles=["Editor"])

    send(chief)

    assert Publication.objects.get().second_factor_roles == ["Editor"]
    assert Proposal.objects.get().arguments == {"values": {"second_factor_roles": []}}


def test_a_role_that_there_is_not_is_refused(chief):
    answer = send(chief, "Boss")

    assert "Boss" in str(answer.context["adminform"].form.errors["second_factor_roles"])
    assert Publication.objects.get().second_factor_roles == []


def test_who_sets_it_for_their_own_role_is_asked_at_the_next_page(chief):
    send(chief, "Chief editor")

    assert chief.get(HOME).url == SET_UP


@pytest.mark.parametrize("role", ["Reporter", "Editor"])
def test_who_may_not_change_the_publication_changes_no_role(role, at_desk):
    require_factor("Chief editor")
    client = at_desk(make_user("ada", role))

    client.post(reverse("admin:articles_publication_change", args=[1]), {"second_factor_roles": []})

    assert Publication.objects.get().second_factor_roles == ["Chief editor"]


@pytest.mark.parametrize(("required", "is_open"), [([], True), (["Reporter"], True), (["Editor"], False)])
def test_a_role_that_is_named_keeps_its_name(at_desk, admin_user, monkeypatch, required, is_open):
    require_factor(*required)
    monkeypatch.setattr(required_factors, "gave_factor", lambda request: True)
    change = reverse("admin:auth_group_change", args=[Group.objects.get(name="Editor").pk])

    form = at_desk(admin_user).get(change).context["adminform"].form

    assert ("name" in form.fields) == is_open
