import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import checks
from newsroom.static_files import differences

TEMPLATES = Path(__file__).parent.parent / "templates"
STYLES = Path(__file__).parent.parent / "articles/static/articles/admin"


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")  # it serves files
def test_collected_files_carry_their_hash_and_a_packed_copy(collected, client):
    page = client.get("/accounts/login/").text

    style = next(collected.glob("newsroom/accounts.*.css"))
    assert f"/static/newsroom/{style.name}" in page
    assert style.with_name(f"{style.name}.br").exists()


def test_static_files_that_were_not_collected_stop_a_server_and_are_told_to_a_command(
    tmp_path, settings, collected
):
    settings.STATIC_ROOT = tmp_path

    (told,) = checks.static_files_are_of_this_version(None)
    assert told.id == "newsroom.W017"
    assert "make production" in told.hint
    with pytest.raises(ImproperlyConfigured, match="var/static lacks account/js"):
        checks.before_serving()


@pytest.mark.parametrize("end", [0, 300, None])
def test_a_list_of_static_files_that_was_cut_off_is_taken_for_none(tmp_path, settings, collected, end):
    """As where the collection was killed; to collect them again mends it."""
    settings.STATIC_ROOT = copytree(collected, tmp_path / "static")
    listed = settings.STATIC_ROOT / "staticfiles.json"
    listed.write_text(listed.read_text()[:end])
    settings.STORAGES = dict(settings.STORAGES)  # so that the list is read anew

    missing, old = differences()
    assert (bool(missing), old) == (end is not None, [])


def test_a_static_file_that_is_gone_or_of_another_version_is_named(tmp_path, settings, collected):
    settings.STATIC_ROOT = copytree(collected, tmp_path / "static")
    next(settings.STATIC_ROOT.glob("newsroom/accounts.*.css")).unlink()
    (settings.STATIC_ROOT / "articles/paper.css").write_text("html { color: red }")

    assert differences() == (["newsroom/accounts.css"], ["articles/paper.css"])
    settings.DEBUG = True  # which finds them in their folders
    assert differences() == ([], [])


def test_each_script_of_readers_is_a_module():
    tags = [
        tag
        for template in TEMPLATES.rglob("*.html")
        for tag in re.findall(r"<script[^>]*static 'articles/[^>]*>", template.read_text())
    ]

    assert tags
    assert all('type="module"' in tag for tag in tags)
    readers = [tag for tag in tags if "articles/admin/" not in tag]
    assert all('fetchpriority="low"' in tag for tag in readers)  # behind letters and pictures


@pytest.mark.django_db
def test_a_page_asks_for_no_script_before_its_first_picture(client):
    page = client.get("/").content.decode()

    assert "offerColours" in page
    assert not re.search(r"<script[^>]* src=", page)


def test_the_desks_pages_change_with_the_size_of_the_text():
    desk = "\n".join(file.read_text() for file in STYLES.glob("*.css"))

    assert re.findall(r"@media[^{]*width[^{]*px", desk) == []


@pytest.mark.django_db
def test_the_policy_names_the_one_script_within_a_page(client):
    response = client.get("/about/")

    (script,) = re.findall("<script>(.*?)</script>", response.content.decode(), re.DOTALL)
    named = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{named}'" in response.headers["Content-Security-Policy"]
