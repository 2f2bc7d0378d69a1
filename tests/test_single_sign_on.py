"""Signing in by OpenID Connect: a real server, and a small provider of the test's own."""

import json
import re
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests

from tests.starting import ROOT, session_of
from tests.test_servers import Server, database_url, environment, free_port, wait  # noqa: F401

pytestmark = pytest.mark.django_db
SUE = {
    "sub": "1",
    "preferred_username": "sue",
    "email": "sue@example.org",
    "email_verified": True,
    "name": "Sue Writer",
    "groups": ["desk", "bowling"],
}


class Provider(BaseHTTPRequestHandler):
    """Opens the door to `person`, who is already signed in there; None has left the house."""

    person = None
    lies = {}  # what it says at a path in place of the truth

    def do_GET(self):  # noqa: N802
        asked = urlsplit(self.path)
        home = f"http://127.0.0.1:{self.server.server_port}"
        if asked.path == "/authorize":
            return self.authorize(parse_qs(asked.query))
        if asked.path == "/userinfo":
            return self.say(self.person)
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return self.say(
            {
                "issuer": home,
                "jwks_uri": f"{home}/keys",
                **{f"{name}_endpoint": f"{home}/{path}" for name, path in ends.items()},
            }
        )

    def authorize(self, asked):
        assert asked["code_challenge_method"] == ["S256"]
        answer = {"error": "access_denied"} if self.person is None else {"code": "once"}
        self.send_response(302)
        self.send_header(
            "Location", f"{asked['redirect_uri'][0]}?{urlencode({**answer, 'state': asked['state'][0]})}"
        )
        self.end_headers()

    def do_POST(self):  # noqa: N802
        self.rfile.read(int(self.headers["Content-Length"]))
        home = f"http://127.0.0.1:{self.server.server_port}"
        claims = {"iss": home, "aud": "paper", "exp": int(time.time()) + 60, "sub": self.person["sub"]}
        token = jwt.encode(claims, "a secret of thirty-two letters..", algorithm="HS256")
        self.say({"access_token": "opens", "token_type": "Bearer", "id_token": token})

    def say(self, facts):
        facts = self.lies.get(self.path.partition("?")[0], facts)
        body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server(database_url):  # noqa: F811
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as provider:
        Thread(target=provider.serve_forever, daemon=True).start()
        env = environment(
            database_url,
            OIDC_URL=f"http://127.0.0.1:{provider.server_port}",
            OIDC_CLIENT_ID="paper",
            OIDC_CLIENT_SECRET="secret",
            OIDC_GROUPS="desk=Editor, chiefs = Chief editor,lords=Chief Editor",
        )
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        port = free_port()
        command = [sys.executable, "-m", "tests.server", str(port), "0"]
        try:
            with session_of(command, cwd=ROOT, env=env) as process:
                server = Server(port, process, 0)
                wait(server)
                server.run("from django.contrib.auth.models import User; from articles.models import Act")
                yield server
        finally:
            provider.shutdown()


@pytest.fixture
def sign_in(server):
    def sign_in(person, browser=None):
        """Follow the link of the sign-in page; return the browser and where it led."""
        Provider.person = person
        browser = browser or requests.Session()
        home = f"http://127.0.0.1:{server.port}"
        page = browser.get(f"{home}/accounts/login/?next=/admin/").text
        link = re.search(r'href="(/accounts/oidc/sso/login/[^"]*)"', page)[1]
        return browser, browser.get(home + link)

    yield sign_in
    # The log keeps its people, so they only make room for those of the next test.
    server.run("""
for user in User.objects.all():
    user.socialaccount_set.all().delete()
    user.emailaddress_set.all().delete()
    User.objects.filter(pk=user.pk).update(username=f"was-{user.pk}", email="")
""")


def account(server, name="sue"):
    said = server.run(f"""
user = User.objects.get(username="{name}")
print([sorted(user.groups.values_list("name", flat=True)), user.is_staff, user.has_usable_password()])
""")
    return json.loads(said.replace("'", '"').lower())


def test_who_has_a_role_is_at_the_desk_with_it_and_without_a_password(server, sign_in):
    _browser, page = sign_in(SUE)

    assert page.status_code == 200
    assert urlsplit(page.url).path == "/admin/"
    assert account(server) == [["editor"], True, False]
    assert server.run("print(Act.objects.filter(verb='sign_in', subject='user:sue').exists())") == "True"


def test_verify_knows_an_account_that_the_provider_opened(server, sign_in):
    server.run("from articles.desk import origins; origins.take_stock()")

    sign_in({**SUE, "sub": "new", "preferred_username": "new", "email": "new@paper.example"})

    said = server.run("from articles.archive import logged_accounts; print(list(logged_accounts.faults()))")
    assert "user new" not in said


def test_roles_are_those_of_today(server, sign_in):
    sign_in(SUE)
    sign_in(SUE | {"groups": ["chiefs"]})
    assert account(server)[0] == ["chief editor"]

    _browser, page = sign_in(SUE | {"groups": ["bowling"]})

    assert page.status_code == 403
    assert "no role" in page.text
    assert account(server) == [[], False, False]


def test_a_role_that_there_is_not_lets_nobody_in_and_changes_no_account(server, sign_in):
    sign_in(SUE)
    changed = "print(Act.objects.filter(verb='change_row', subject='user:sue').count())"
    before = server.run(changed)

    _browser, page = sign_in(SUE | {"groups": ["desk", "lords"]})

    assert page.status_code == 200
    assert server.run(changed) == before
    _browser, page = sign_in(SUE | {"groups": ["lords"]})
    assert page.status_code == 403


@pytest.mark.parametrize(
    "groups", [[], [{"name": "desk"}], [["desk"]], {"desk": {}}, True, 7, "bowling", None]
)
def test_who_is_known_without_a_role_gets_no_account(server, sign_in, groups):
    _browser, page = sign_in(SUE | {"groups": groups})

    assert page.status_code == 403
    assert server.run("print(User.objects.filter(username='sue').exists())") == "False"


def test_who_has_left_cannot_sign_in(server, sign_in):
    sign_in(SUE)

    browser, page = sign_in(None)

    assert urlsplit(page.url).path != "/admin/"
    assert browser.get(f"http://127.0.0.1:{server.port}/admin/").url.partition("?")[0].endswith("/login/")


def with_password(server, name, password, **more):
    """Send the form of the sign-in page; return the browser and where it led."""
    browser, page = requests.Session(), f"http://127.0.0.1:{server.port}/accounts/login/"
    token = re.search('csrfmiddlewaretoken" value="(.+?)"', browser.get(page).text)[1]
    said = {"csrfmiddlewaretoken": token, "login": name, "password": password, **more}
    return browser, browser.post(page, said)


def test_a_wrong_password_leaves_the_organisations_link_its_page(server):
    _browser, page = with_password(server, "nobody", "wrong", next="/admin/articles/source/?q=a%26b")

    assert "/accounts/oidc/sso/login/?next=%2Fadmin%2Farticles%2Fsource%2F%3Fq%3Da%2526b" in page.text


def test_an_open_account_takes_no_identity(server, sign_in):
    server.run("User.objects.create_user('eve', password='a long old password', is_staff=True)")
    browser, _home = with_password(server, "eve", "a long old password")
    Provider.person = SUE

    page = browser.get(f"http://127.0.0.1:{server.port}/accounts/oidc/sso/login/?process=connect")

    assert page.status_code == 403
    assert server.run("print(User.objects.get(username='eve').socialaccount_set.exists())") == "False"
    _browser, page = sign_in(SUE)
    assert account(server) == [["editor"], True, False]


def test_an_account_of_before_is_taken_over_by_its_address_and_its_password_ends(server, sign_in):
    server.run("""
old = User.objects.create_user("susan", "sue@example.org", "a long old password", is_staff=True)
""")
    sign_in(SUE)
    assert account(server, "susan") == [["editor"], True, False]
    # Even where somebody sets one again.
    server.run("old.refresh_from_db(); old.set_password('a long new password'); old.save()")

    browser, page = with_password(server, "susan", "a long new password")
    home = f"http://127.0.0.1:{server.port}"

    assert page.status_code == 403
    assert "does not" in page.text
    assert browser.get(f"{home}/admin/").url.partition("?")[0].endswith("/login/")


def test_who_comes_without_a_role_loses_nothing_of_an_account_of_before(server, sign_in):
    server.run("""
from django.contrib.auth.models import Group
old = User.objects.create_user("susan", "sue@example.org", "a long old password", is_staff=True)
old.groups.add(Group.objects.get(name="Chief editor"))
""")

    _browser, page = sign_in({name: claim for name, claim in SUE.items() if name != "groups"})

    assert page.status_code == 403
    assert account(server, "susan") == [["chief editor"], True, True]


@pytest.mark.parametrize("proved", [False, "false", "False", None, 0, "no", {}])
def test_an_address_that_is_not_proved_takes_nothing_over(server, sign_in, proved):
    server.run("User.objects.create_user('chief', 'sue@example.org', 'a long old password')")

    sign_in(SUE | {"email_verified": proved})

    assert account(server, "chief") == [[], False, True]
    assert account(server, "sue")[0] == ["editor"]


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "é" * 400},
        {"preferred_username": 7, "name": ["Sue"]},
        {"name": "\0" * 9 + "S" * 400, "given_name": {"a": 1}, "family_name": "\ud800"},
        {"email": "x", "preferred_username": ""},
        {"email": "s" * 400 + "@example.org"},
        {"email": ["sue@example.org"]},
    ],
)
def test_odd_claims_are_no_error_of_ours(server, sign_in, claims):
    _browser, page = sign_in(SUE | claims)

    assert page.status_code < 500


@pytest.mark.parametrize(
    "lies",
    [
        *({"/token": said} for said in (b"<html>", [], {}, {"error": "no"})),
        *({"/token": {"access_token": "opens", "id_token": said}} for said in ("a.b.c", 7, ["x"])),
        *({"/userinfo": said} for said in (b"<html>", [SUE], "sue", {}, None, SUE | {"sub": ["1"]})),
        {"/userinfo": SUE | {"sub": "2"}},  # another's than the token's
    ],
    ids=repr,
)
def test_a_provider_that_lies_lets_nobody_in(server, sign_in, monkeypatch, lies):
    monkeypatch.setattr(Provider, "lies", lies)

    browser, page = sign_in(SUE)

    assert page.status_code in (200, 401, 403)
    assert browser.get(f"http://127.0.0.1:{server.port}/admin/").url.partition("?")[0].endswith("/login/")


@pytest.mark.parametrize("said", ["<html>", "[]", '"yes"', "{}", '{"authorization_endpoint": 7}'])
def test_a_document_that_can_not_be_read_is_as_a_provider_that_is_away(server, said):
    found = server.run(f"""
import requests
from newsroom.single_sign_on import demand_claims
answer = requests.Response()
answer.status_code, answer._content = 200, {said.encode()}
answer.url = "https://login.example.org/.well-known/openid-configuration"
try:
    demand_claims(answer)
except OSError as error:
    print(type(error).__name__)
""")

    assert found.strip() in {"RequestException", "JSONDecodeError"}


def test_a_session_ends_soon_and_what_is_disabled_stays_outside(server, sign_in):
    browser, _page = sign_in(SUE)
    cookie = next(each for each in browser.cookies if each.name == "sessionid")
    assert cookie.expires - time.time() <= 12 * 3600

    server.run("User.objects.update(is_active=False)")

    _browser, page = sign_in(SUE)
    assert urlsplit(page.url).path != "/admin/"


def test_an_account_of_the_provider_waits_for_no_password_and_no_invitation(server, sign_in):
    browser, _page = sign_in(SUE | {"groups": ["chiefs"]})
    key = server.run("print(User.objects.get(username='sue').pk)").strip()

    page = browser.get(f"http://127.0.0.1:{server.port}/admin/auth/user/{key}/change/").text

    assert "Your organisation opens this account" in page
    assert "Invite again" not in page


def test_no_visit_of_the_sign_in_page_prolongs_a_session(server, sign_in):
    browser, _page = sign_in(SUE)
    ends = f"""
from django.contrib.sessions.models import Session
print(Session.objects.get(session_key="{browser.cookies["sessionid"]}").expire_date)
"""
    before = server.run(ends)

    time.sleep(1)
    browser.get(f"http://127.0.0.1:{server.port}/accounts/oidc/sso/login/", allow_redirects=False)

    assert server.run(ends) == before


def test_an_address_that_an_account_had_before_opens_it_no_more(server, sign_in):
    server.run("""
chief = User.objects.create_user("chief", "New@Example.org", "a long old password", is_superuser=True)
chief.emailaddress_set.create(email="sue@example.org", verified=False)
""")
    sign_in(SUE)

    assert account(server) == [["editor"], True, False]
    assert server.run("print(User.objects.get(username='chief').socialaccount_set.count())") == "0"


def test_an_account_is_known_by_its_address_in_any_letters(server, sign_in):
    server.run('User.objects.create_user("susan", "Sue@Example.org", "a long old password", is_staff=True)')

    sign_in(SUE)

    assert account(server, "susan") == [["editor"], True, False]


def test_nobody_ties_another_identity_to_the_account_that_is_open(server, sign_in):
    browser, _page = sign_in(SUE)
    Provider.person = SUE | {"sub": "2", "preferred_username": "bob", "email": "bob@example.org"}

    page = browser.get(f"http://127.0.0.1:{server.port}/accounts/oidc/sso/login/?process=connect")

    assert page.status_code == 403
    assert server.run("print(User.objects.get(username='sue').socialaccount_set.count())") == "1"
