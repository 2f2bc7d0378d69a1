"""The longest texts that anyone can send, made to be slow: each is read in seconds.

`make acceptance` runs it, and so does `pytest tests/hostile.py`. `make test` takes a tenth of each.
"""

import time

import pytest
from django.urls import reverse

from articles.text import rendering
from tests.text.test_rendering import HOSTILE, is_harmless


@pytest.mark.parametrize("name", HOSTILE)
def test_the_longest_hostile_text_takes_seconds(name):
    text = name * (rendering.MAX_LENGTH // len(name))
    start = time.process_time()

    html = rendering.render(text)

    assert time.process_time() - start < 6
    assert is_harmless(html)


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_the_preview_answers_the_longest_hostile_text(client, reporter, name):
    client.force_login(reporter)

    response = client.post(
        reverse("markdownx-preview"), {"content": name * (rendering.MAX_LENGTH // len(name))}
    )

    assert response.status_code == 200
