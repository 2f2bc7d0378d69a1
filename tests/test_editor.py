"""The bundle of the writing surface: what is committed is what `make editor` makes of its sources."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

EDITOR = Path(settings.BASE_DIR) / "editor"
BUNDLE = Path(settings.BASE_DIR) / "articles" / "static" / "articles" / "admin" / "editor"
SUMS = dict(reversed(line.split()) for line in (EDITOR / "SHA256SUMS").read_text().splitlines())


def test_the_bundle_and_its_sources_are_those_that_were_built_together():
    assert {name: sha256((EDITOR / name).read_bytes()).hexdigest() for name in SUMS} == SUMS
    named = {(EDITOR / name).resolve() for name in SUMS}
    assert named >= set(BUNDLE.iterdir())


def test_each_package_of_the_bundle_stands_in_the_lock_with_its_licence():
    licences = (BUNDLE / "codemirror-licences.txt").read_text()
    lock = (EDITOR / "package-lock.json").read_text()

    assert "@codemirror/view" in licences
    assert "Permission is hereby granted" in licences
    assert "resolved" not in lock


@pytest.mark.skipif(
    not (shutil.which("node") and (EDITOR / "node_modules" / "esbuild").is_dir()),
    reason="make editor has installed nothing here",
)
def test_a_rebuild_gives_the_same_bytes(tmp_path):
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=EDITOR, check=True)

    for made in tmp_path.iterdir():
        assert made.read_bytes() == (BUNDLE / made.name).read_bytes()
