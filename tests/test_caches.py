"""Which pages servers share that have one Redis."""

import pytest

from newsroom import caches


@pytest.fixture
def installed(tmp_path, settings):
    """Lay an installation of one template, and return it."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "requirements.txt").touch()
    template = tmp_path / "templates" / "page.html"
    template.write_text("Old")
    settings.BASE_DIR = tmp_path
    return template


@pytest.fixture
def key(installed):
    """Return the key of a page in a process that begins now."""

    def key():
        caches.fingerprint.cache_clear()
        return caches.Pages("redis://127.0.0.1:1/0", {"KEY_PREFIX": "pages"}).make_key("a page")

    yield key
    caches.fingerprint.cache_clear()


def test_equal_servers_share_their_pages(key, installed):
    first = key()
    installed.touch()

    assert key() == first


def test_another_version_keeps_its_own_pages(key, installed):
    old = key()
    installed.write_text("New")

    assert key() != old


@pytest.mark.parametrize(
    ("name", "value"), [("ROBOTS", "noindex"), ("TDM_RESERVATION", True), ("CDN", "nginx")]
)
def test_other_settings_make_other_pages(key, settings, name, value):
    old = key()
    setattr(settings, name, value)

    assert key() != old


def test_other_static_files_make_other_pages(key, monkeypatch):
    old = key()
    monkeypatch.setattr(caches, "staticfiles_storage", type("Storage", (), {"manifest_hash": "other"}))

    assert key() != old


def test_pages_of_all_versions_are_cleared_by_one_prefix(key):
    assert key().startswith("pages:")
