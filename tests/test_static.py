from functools import partial

import brotli
import pytest
from django.core.management import call_command


@pytest.fixture
def manifest(settings, tmp_path, monkeypatch):
    # Packed all the same, if not as small: at the best quality all of the admin's files take 5 s of CPU.
    monkeypatch.setattr(brotli, "compress", partial(brotli.compress, quality=1))
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")  # it serves files
def test_collected_files_carry_their_hash_and_a_packed_copy(manifest, client):
    page = client.get("/accounts/login/").text

    style = next(manifest.glob("newsroom/accounts.*.css"))
    assert f"/static/newsroom/{style.name}" in page
    assert style.with_name(f"{style.name}.br").exists()
