import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")  # it serves files
def test_collected_files_carry_their_hash_and_a_packed_copy(collected, client):
    page = client.get("/accounts/login/").text

    style = next(collected.glob("newsroom/accounts.*.css"))
    assert f"/static/newsroom/{style.name}" in page
    assert style.with_name(f"{style.name}.br").exists()


def test_each_script_of_readers_is_a_module():
    tags = [
        tag
        for template in TEMPLATES.rglob("*.html")
        for tag in re.findall(r"<script[^>]*static 'articles/[^>]*>", template.read_text())
    ]

    assert tags
    assert all('type="module"' in tag for tag in tags)


@pytest.mark.django_db
def test_the_policy_names_the_one_script_within_a_page(client):
    response = client.get("/about/")

    (script,) = re.findall("<script>(.*?)</script>", response.content.decode())
    named = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{named}'" in response.headers["Content-Security-Policy"]
