import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from articles.models import Article, Section

pytestmark = pytest.mark.django_db


def open_newsroom():
    out = StringIO()
    call_command("open_newsroom", stdout=out)
    return out.getvalue()


def test_the_first_opening_loads_the_seed_and_shows_the_chiefs_password_once():
    first, second = open_newsroom(), open_newsroom()

    password = re.search(r"as chief, password (\S+)", first)[1]
    assert "password" not in second
    assert Article.objects.count() == 1
    chief = get_user_model().objects.get()
    assert chief.check_password(password)
    assert chief.is_staff
    assert not chief.is_superuser
    assert [group.name for group in chief.groups.all()] == ["Chief editor"]


def test_every_newsroom_gets_another_password():
    first = open_newsroom()
    get_user_model().objects.all().delete()

    assert open_newsroom() != first


def test_opening_again_overwrites_nothing_that_an_editor_changed():
    open_newsroom()
    Section.objects.update(name="The wide world")
    Article.objects.update(headline="Changed")

    open_newsroom()

    assert Section.objects.get().name == "The wide world"
    assert Article.objects.get().headline == "Changed"


def test_a_newsroom_with_a_story_of_its_own_gets_no_seed(make_article):
    article = make_article()

    open_newsroom()

    assert list(Article.objects.all()) == [article]


def test_a_newsroom_with_a_user_gets_no_other(reporter):
    out = open_newsroom()

    assert "password" not in out
    assert list(get_user_model().objects.all()) == [reporter]


def test_it_says_where_to_read_and_where_to_sign_in(monkeypatch, make_article):
    make_article()
    monkeypatch.setenv("PORT", "8123")

    out = open_newsroom()

    assert "Read:     http://127.0.0.1:8123/" in out
    assert "Sign in:  http://127.0.0.1:8123/admin/" in out


def test_a_server_says_by_which_name_readers_reach_it(settings, make_article):
    make_article()
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["localhost", "www.example.org", "example.org"]

    out = open_newsroom()

    assert "Read:     https://www.example.org/\n" in out
    assert "127.0.0.1" not in out
    assert "Ctrl-C" not in out


def test_addresses_lead_to_the_port_that_is_served(client, monkeypatch):
    monkeypatch.setenv("PORT", "8123")

    open_newsroom()

    assert "Sitemap: http://127.0.0.1:8123/sitemap.xml" in client.get("/robots.txt").text
