import pytest

from articles.pictures import renditions

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]  # it serves files, and asks no database


@pytest.fixture
def rendition(make_picture):
    """Give the name in storage and the address of one rendition."""
    whole = make_picture().renditions["whole"]
    name = renditions.name(whole["path"], whole["jpeg"][0], "jpeg")
    return name, f"/media/{name}"


def test_a_rendition_is_served_so_that_no_browser_runs_it(client, rendition, read):
    name, address = rendition

    response = client.get(address)

    assert b"".join(response) == read(name)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"  # feed readers show it
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "Set-Cookie" not in response
    assert "Vary" not in response


def test_a_rendition_costs_no_query(client, rendition, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(rendition[1]).close()


@pytest.mark.parametrize(
    ("asked", "part", "told"),
    [
        ("bytes=0-99", slice(0, 100), "bytes 0-99/{}"),
        ("bytes=100-", slice(100, None), None),
        ("bytes=-10", slice(-10, None), None),
        ("bytes=5-99999999", slice(5, None), None),
    ],
)
def test_a_range_of_a_file_is_served(client, rendition, read, asked, part, told):
    name, address = rendition
    whole = read(name)

    response = client.get(address, headers={"Range": asked})

    assert response.status_code == 206
    assert b"".join(response) == whole[part]
    if told:
        assert response["Content-Range"] == told.format(len(whole))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-5", "bytes=-0"])
def test_a_range_that_isnt_there_is_answered_so(client, rendition, asked):
    response = client.get(rendition[1], headers={"Range": asked})

    assert response.status_code == 416
    assert response["Content-Range"].startswith("bytes */")


@pytest.mark.parametrize(
    "asked", ["lines=1-2", "bytes=0-1,5-6", "bytes=-", "nonsense", "bytes=-" + "9" * 5000]
)
def test_what_is_no_range_gets_the_whole(client, rendition, asked):
    response = client.get(rendition[1], headers={"Range": asked})

    assert response.status_code == 200
    response.close()


def test_an_original_has_no_address(client, make_picture):
    picture = make_picture()
    name = picture.file.name

    for address in (
        f"/media/{name}",
        f"/media/renditions/../{name}",
        f"/{name}",
        f"/media/renditions/{name}",
    ):
        assert client.get(address).status_code == 404


def test_a_rendition_removed_by_hand_is_a_plain_404(client, rendition, storage):
    name, address = rendition
    storage.delete(name)

    assert client.get(address).status_code == 404


def test_nothing_can_be_sent_to_a_rendition(client, rendition):
    assert client.post(rendition[1]).status_code == 405
