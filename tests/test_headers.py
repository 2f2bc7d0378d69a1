"""What every answer says to browsers, whoever makes it."""

import pytest

from newsroom import middleware

pytestmark = pytest.mark.django_db
PAGES = [
    *("/", "/feeds/latest.atom", "/api/v1/sections/", "/robots.txt", "/nothing-there", "/readyz"),
    *("/admin/", "/accounts/login/"),
]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_says_what_browsers_may_do(client, address):
    headers = client.get(address).headers

    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src" in headers["Content-Security-Policy"]


@pytest.mark.only_on("sqlite")
def test_a_static_file_says_it_too(client, collected):
    style = next(collected.glob("newsroom/accounts.*.css"))
    answer = client.get(f"/static/newsroom/{style.name}")

    assert answer.status_code == 200
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    answer.close()


def test_no_page_of_accounts_is_stored(client, reporter):
    client.force_login(reporter)

    for address in ["/accounts/", "/accounts/login/", "/accounts/logout/", "/accounts/password/change/",
                    "/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/nothing/"]:  # fmt: skip
        assert "no-store" in client.get(address).headers["Cache-Control"], address


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "NONSENSE"])
@pytest.mark.parametrize("address", [*PAGES, "/static/x.css", "/media/renditions/x/1.jpeg"])
def test_what_no_page_knows_is_405(client, method, address):
    response = client.generic(method, address)

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_answer_that_nothing_changed_names_no_length(client, publish):
    """A length in it is that of the page, and not 0 (RFC 9110, 8.6)."""
    publish()

    answer = client.get("/", headers={"If-None-Match": client.get("/").headers["ETag"]})

    assert answer.status_code == 304
    assert "Content-Length" not in answer.headers


@pytest.mark.only_on("sqlite")
def test_codings_of_a_static_file_have_a_weak_etag(client, collected):
    style = next(collected.glob("newsroom/accounts.*.css"))
    address = f"/static/newsroom/{style.name}"
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "br"})

    assert packed.headers["Content-Encoding"] == "br"
    assert plain.headers["ETag"] == packed.headers["ETag"]
    assert plain.headers["ETag"].startswith('W/"')
    assert client.get(address, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    plain.close()
    packed.close()


@pytest.mark.parametrize(("method", "status"), [("get", 400), ("head", 400), ("post", None)])
def test_a_bad_value_in_an_address_is_refused_and_a_fault_behind_a_form_is_not_hidden(
    rf, method, status, caplog
):
    refuse = middleware.no_patterns(None).process_exception

    answer = refuse(getattr(rf, method)("/admin/articles/article/?year=x"), ValueError("x"))

    assert (answer and answer.status_code) == status
    assert ("An address was refused: /admin/articles/article/" in caplog.text) is (status == 400)
