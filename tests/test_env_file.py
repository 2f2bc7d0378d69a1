"""What the file .env says: names that are known, lines that can be read, values that do something."""

import re

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from newsroom.env_file import names as env_file_names
from newsroom.env_file import opened
from tests.starting import ROOT


@pytest.fixture
def env_file(settings, tmp_path):
    settings.ENV_FILE = tmp_path / ".env"
    return settings.ENV_FILE


def found():
    return {each.id: f"{each.msg} {each.hint}" for each in run_checks(tags=["security"])}


def test_a_misspelt_name_and_a_damaged_line_of_the_env_file_are_named(env_file):
    env_file.write_text("# A remark\nexport DEBUG=off\nALOWED_HOSTS=a.example\nTRUSTED_PROXIES 1\n\nXYZ=1\n")

    said = [f"{each.id} {each.msg} {each.hint}" for each in run_checks(tags=["security"])]

    assert any("newsroom.W006 .env sets ALOWED_HOSTS" in each and "ALLOWED_HOSTS?" in each for each in said)
    assert any("W006 .env sets XYZ" in each and "settings.md" in each for each in said)
    assert any("E007 Line 4 of .env is damaged" in each for each in said)
    assert len(said) == 3


def test_what_others_read_of_the_env_file_is_known(env_file):
    env_file.write_text("AWS_SESSION_TOKEN=x\nAWS_REQUEST_CHECKSUM_CALCULATION=x\nPOSTGRES_PASSWORD=x\n")

    assert found() == {}


def test_a_name_that_the_env_file_sets_twice_is_named(env_file):
    env_file.write_text("HTTPS=off\nDEBUG=off\nHTTPS=on\n")

    assert found() == {
        "newsroom.W018": ".env sets HTTPS 2 times: the first line counts. Leave one of its lines."
    }


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("REDIS_PAGES_URL", "REDIS_URL"),
        ("CDN_PURGE_URL", "CDN"),
        ("S3_REGION", "S3_BUCKET"),
        ("OIDC_GROUPS", "OIDC_URL"),
    ],
)
def test_a_setting_that_does_nothing_without_another_is_named(env_file, monkeypatch, name, needed):
    monkeypatch.setenv(name, "something")
    alone = found()
    monkeypatch.setenv(needed, "something")

    assert f"{name} does nothing without {needed}" in alone["newsroom.W019"]
    assert f"{name} does" not in found().get("newsroom.W019", "")


def test_a_folder_of_the_wire_that_is_not_there_is_named(env_file, settings, tmp_path):
    settings.WIRE_FOLDER = str(tmp_path / "wire")
    before = found()
    (tmp_path / "wire").mkdir()

    assert "and no folder" in before["newsroom.W020"]
    assert found() == {}


def test_a_number_of_processes_that_is_none_is_named(env_file, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "two")

    assert "WEB_CONCURRENCY is two" in found()["newsroom.E013"]


def test_every_setting_of_the_documents_is_known(env_file):
    text = (ROOT / "docs/reference/settings.md").read_text()
    names = re.findall(r"^\| `([A-Z0-9_]+)`", text.partition("## The server")[0], re.MULTILINE)
    env_file.write_text("".join(f"{name}=x\n" for name in names))

    assert "S3_REGION" in names
    assert found() == {}


@pytest.mark.parametrize("content", [b"SECRET_KEY=\xff\xfe", None])
def test_an_env_file_that_can_not_be_read_stops_the_start(tmp_path, content):
    path = tmp_path / ".env"
    path.write_bytes(content) if content else path.mkdir()

    with pytest.raises(ImproperlyConfigured, match="damaged|can't be read"):
        opened(path)


@pytest.mark.parametrize(("before", "end"), [("\ufeff", "\n"), ("", "\r\n")])
def test_an_env_file_that_windows_wrote_is_read(tmp_path, before, end):
    path = tmp_path / ".env"
    path.write_bytes(f"{before}SECRET_KEY=a b{end}DEBUG=on{end}".encode())

    assert opened(path).read() == "SECRET_KEY=a b\nDEBUG=on\n"
    assert env_file_names(path) == (["SECRET_KEY", "DEBUG"], [])
