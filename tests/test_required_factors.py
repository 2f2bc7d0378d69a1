"""A publication may require a second factor of each role: no page of the desk answers without it."""

import re
import time
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import flows as totp_flows
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from articles import desk
from articles.archive import logged_accounts
from articles.models import Act, Autosave, Publication, clock
from newsroom.required_factors import gave_factor
from tests.cast import make_user, require_factor

pytestmark = pytest.mark.django_db
ROLES = ["Reporter", "Editor", "Chief editor"]
HOME, SET_UP = reverse("admin:index"), reverse("mfa_index")
PAGE = {"Accept": "text/html,application/xhtml+xml"}
PASSWORD = "correct horse battery"


def person(role, name="ada"):
    user = make_user(name, role)
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user, *codes):
    """Return a client that signed in as people do, with a password and these codes."""
    client = Client(headers=PAGE)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    for code in codes:
        client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def without_factor(user):
    """Return a client that is signed in and gave no factor, faster than people do."""
    client = Client(headers=PAGE)
    client.force_login(user)
    return client


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD))


@pytest.fixture
def set_up(monkeypatch):
    """Set an authenticator app up; what waits for its transaction comes at once, inside the request."""
    monkeypatch.setattr(totp_flows, "transaction", SimpleNamespace(on_commit=lambda then: then()))

    def set_up(client):
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = reverse("mfa_activate_totp")
        return client.post(page, {"code": code_of(client.get(page).context["form"].secret)}, follow=True)

    return set_up


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("required", [[], *([role] for role in ROLES), ROLES], ids=" and ".join)
def test_a_role_that_needs_a_factor_is_led_to_set_one_up(role, required):
    require_factor(*required)

    answer = without_factor(make_user("ada", role)).get(HOME)

    assert (answer.status_code, answer.headers.get("Location")) == (
        (302, SET_UP) if role in required else (200, None)
    )


def test_by_default_no_role_needs_one():
    assert Publication().second_factor_roles == []


def test_one_of_several_roles_is_enough():
    require_factor("Editor")
    user = person("Reporter")
    user.groups.add(Group.objects.get(name="Editor"))

    assert signed_in(user).get(HOME).url == SET_UP


def test_a_superuser_has_each_role():
    client = without_factor(User.objects.create_superuser("root"))
    assert client.get(HOME).status_code == 200

    require_factor("Reporter")

    assert client.get(HOME).url == SET_UP


@pytest.mark.parametrize("kind", ["a code", "a recovery code"])
def test_who_signed_in_with_a_factor_is_at_the_desk(kind):
    require_factor(*ROLES)
    ada, secret = person("Editor"), generate_totp_secret()
    TOTP.activate(ada, secret)
    codes = {"a code": code_of(secret), "a recovery code": RecoveryCodes.activate(ada).get_unused_codes()[0]}

    client = signed_in(ada, codes[kind])

    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("method", "counts"), [("password", False), ("code", False), ("mfa", True), ("socialaccount", True)]
)
def test_a_sign_in_by_the_organisations_provider_counts_as_a_factor(editor, method, counts):
    session = {
        "account_authentication_methods": [{"method": method, "at": 1.0}],
        "account_authentication_methods_user": str(editor.pk),
    }

    assert gave_factor(SimpleNamespace(user=editor, session=session)) == counts


def test_what_somebody_else_gave_in_a_session_counts_for_nobody(editor, reporter):
    session = {
        "account_authentication_methods": [{"method": "mfa", "at": 1.0}],
        "account_authentication_methods_user": str(reporter.pk),
    }

    assert not gave_factor(SimpleNamespace(user=editor, session=session))


# No way round


def addresses(patterns=None, prefix=""):
    """Return an address of each pattern beneath the desk, however it is made."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + re.sub(r"\\Z|[\^$]", "", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        elif route.startswith("admin/"):
            yield "/" + re.sub(r"<(?:int:)?\w+>|\(\?P<[^)]*\)", "1", re.sub(r"<(?!int:)\w+:\w+>", "x", route))


DESK = sorted(set(addresses()) - {reverse("admin:logout")})


@pytest.fixture
def before_the_gate():
    require_factor("Reporter")
    return without_factor(make_user("ada", "Reporter"))


def test_all_addresses_of_the_desk_are_known():
    assert len(DESK) > 150
    assert {HOME, reverse("keep_new_story"), reverse("admin:articles_article_add")} < set(DESK)
    assert not [address for address in DESK if "<" in address or "(" in address]


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_of_the_desk_is_a_way_round(before_the_gate, method):
    ask = getattr(before_the_gate, method)

    led = {address: ask(address) for address in [*DESK, "/admin/nothing/here/"]}

    assert {answer.status_code for answer in led.values()} == {302}
    assert {answer.url for answer in led.values()} == {SET_UP}


def test_a_script_gets_a_sentence_at_each_address(before_the_gate):
    answers = [before_the_gate.post(address, headers={"Accept": "*/*"}) for address in DESK]

    assert {answer.status_code for answer in answers} == {403}
    assert {answer.headers["Content-Type"] for answer in answers} == {"text/plain; charset=utf-8"}
    assert all("second factor" in answer.text for answer in answers)


def test_an_autosave_is_refused_and_stores_nothing(before_the_gate):
    form = {"base": "0", "headline": "Kept", "tab": "a"}

    answer = before_the_gate.post(reverse("keep_new_story"), form, headers={"Accept": "*/*"})

    assert answer.status_code == 403
    assert "your text stays here" in answer.text
    assert not Autosave.objects.exists()


def test_the_way_out_and_the_pages_of_setting_up_stay_open(before_the_gate):
    pages = ["mfa_index", "account_reauthenticate", "account_change_password", "account_logout"]
    assert [before_the_gate.get(reverse(page)).status_code for page in pages] == [200] * 4

    before_the_gate.post(reverse("admin:logout"))

    assert before_the_gate.get(HOME).url.startswith(reverse("admin:login"))


def test_readers_pages_and_previews_are_not_concerned(before_the_gate, make_article, editor):
    link = desk.share(make_article(by=editor), by=editor, until=clock.now() + timedelta(hours=1))
    pages = ["/", reverse("api_corrections"), reverse("outside_preview", args=[link.secret])]

    assert [before_the_gate.get(page).status_code for page in pages] == [200] * 3


# Setting one up


def test_who_sets_one_up_goes_on_to_the_page_that_was_asked_for(set_up):
    require_factor("Reporter")
    client, wanted = signed_in(person("Reporter")), reverse("admin:articles_article_changelist") + "?q=ice"
    client.get(wanted)
    assert f'href="{wanted}"' in client.get(SET_UP).text

    page = set_up(client)

    assert page.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert f'href="{wanted}"' in page.text
    assert "You have the second factor" in page.text
    assert "Set one up" not in page.text
    client.get(reverse("desk_session"), headers={"Accept": "*/*"})  # a form that is open in another tab
    assert f'href="{wanted}"' in client.get(SET_UP).text
    assert client.get(wanted).status_code == 200
    assert "Go on to the desk" not in client.get(SET_UP).text


def test_who_never_was_led_sees_no_such_line():
    assert "Go on to the desk" not in without_factor(make_user("ada", "Reporter")).get(SET_UP).text


def test_who_takes_the_factor_away_is_asked_for_another(set_up):
    require_factor("Reporter")
    reporter = person("Reporter")
    client = signed_in(reporter)
    set_up(client)
    elsewhere = without_factor(reporter)
    assert client.get(HOME).status_code == 200

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert client.get(HOME).url == SET_UP
    assert elsewhere.get(HOME).url.startswith(reverse("admin:login"))


def test_who_deletes_an_own_factor_at_the_desk_is_asked_for_another(set_up):
    require_factor("Reporter")
    root = User.objects.create_superuser("root", password=PASSWORD)
    client = signed_in(root)
    set_up(client)
    factor = Authenticator.objects.get(type="totp")

    client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})

    assert not Authenticator.objects.exists()
    assert client.get(HOME).url == SET_UP


def test_a_session_that_is_older_than_the_factor_has_to_give_it():
    require_factor("Reporter")
    ada, secret = person("Reporter"), generate_totp_secret()
    client, wanted = signed_in(ada), reverse("admin:articles_article_changelist")
    TOTP.activate(ada, secret)

    asked = client.get(wanted)
    answer = client.post(asked.url, {"code": code_of(secret), "next": wanted})

    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert answer.url == wanted
    assert client.get(wanted).status_code == 200


def test_a_factor_that_is_set_up_ends_the_sessions_without_it(set_up):
    ada = person("Reporter")
    client, elsewhere = signed_in(ada), signed_in(ada)

    set_up(client)

    assert elsewhere.get(HOME).url.startswith(reverse("admin:login"))
    assert client.get(HOME).status_code == 200


FACTORS = ["index", "activate_totp", "deactivate_totp", "add_webauthn", "list_webauthn"]
CODES = ["view_recovery_codes", "download_recovery_codes", "generate_recovery_codes"]


@pytest.mark.parametrize("page", [*FACTORS, *CODES])
def test_no_password_opens_the_pages_of_factors_that_there_are(page):
    ada, secret = person("Reporter"), generate_totp_secret()
    TOTP.activate(ada, secret)
    RecoveryCodes.activate(ada)
    client, wanted = without_factor(ada), reverse(f"mfa_{page}")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    asked = client.get(wanted)
    client.post(wanted)

    assert Authenticator.objects.count() == 2
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    client.post(asked.url, {"code": code_of(secret)})
    assert not client.get(wanted).headers.get("Location", "").startswith(reverse("mfa_reauthenticate"))


def test_a_password_given_again_is_no_second_factor():
    require_factor("Reporter")
    client = signed_in(person("Reporter"))

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.get(HOME).url == SET_UP


def logged_of(user):
    acts = Act.objects.filter(verb="change_row", subject=f"user:{user.username}", by=user)
    return [field for act in acts.order_by("pk") for field in act.data["fields"]]


def test_what_one_does_to_ones_factors_is_in_the_log(set_up, django_capture_on_commit_callbacks):
    ada = person("Reporter")
    client = signed_in(ada)

    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))

    new, codes = "new second factor: totp", "new second factor: recovery_codes"
    assert sorted(logged_of(ada)) == sorted(
        [new, codes, codes, "second factor: totp", "second factor: recovery_codes"]
    )
    assert list(logged_accounts.faults()) == []


# What it costs


def queries_of(client):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(HOME).status_code == 200
    return [row["sql"].partition(" WHERE ")[0] for row in seen]


def test_the_rule_costs_no_query_where_it_is_off_or_kept_and_one_for_who_is_not_concerned(set_up):
    ada, bob = signed_in(person("Reporter")), without_factor(make_user("bob", "Reporter"))
    require_factor()
    set_up(ada)
    off = queries_of(ada), queries_of(bob)

    require_factor("Reporter")
    assert queries_of(ada) == off[0]

    require_factor("Editor")
    (more,) = (Counter(queries_of(bob)) - Counter(off[1])).elements()
    assert "auth_user_groups" in more
