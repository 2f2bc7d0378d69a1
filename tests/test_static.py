import re
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


def test_each_script_of_readers_is_a_module_but_the_one_that_sets_the_colours_before_the_first_paint():
    tags = [
        tag
        for template in TEMPLATES.rglob("*.html")
        for tag in re.findall(r"<script[^>]*static 'articles/[^>]*>", template.read_text())
    ]

    assert {tag for tag in tags if 'type="module"' not in tag} == {
        "<script src=\"{% static 'articles/page.js' %}\">"
    }
