"""The database is away, or locked for too long, while an editor works."""

import pytest
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection
from django.urls import reverse
from psycopg.errors import ReadOnlySqlTransaction

from articles import desk
from articles.desk import fingerprints
from articles.models import Act, Address, Edition
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, chief_editor):
    client.force_login(chief_editor)
    client.raise_request_exception = False
    return client


def failing(statement, error):
    """Let the first `statement` fail as the database would."""

    def run(execute, sql, params, many, context):
        if sql.startswith(statement):
            raise error
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


DAMAGED = DatabaseError("database disk image is malformed")
STANDBY = InternalError("cannot execute UPDATE in a read-only transaction")
STANDBY.__cause__ = ReadOnlySqlTransaction()


@pytest.mark.parametrize(
    "error",
    [OperationalError("database is locked"), InterfaceError("connection already closed"), DAMAGED, STANDBY],
)
@pytest.mark.parametrize(
    "statement", ['UPDATE "articles_article"', 'INSERT INTO "articles_historicalarticle"']
)
def test_a_save_is_stored_whole_or_not_at_all(client, make_article, statement, error):
    article = make_article(headline="As it was")
    sent = typed(article, headline="As I typed it")

    with failing(statement, error):
        response = client.post(edit(article), sent)

    article.refresh_from_db()
    assert response.status_code == 503
    assert "was not stored" in response.content.decode()
    assert (article.headline, article.version, article.history.count()) == ("As it was", 1, 1)

    client.post(edit(article), sent)

    article.refresh_from_db()
    assert article.headline == "As I typed it"


@pytest.mark.only_on("sqlite")
def test_a_damaged_file_takes_no_kept_page_from_readers(client, publish):
    publish()
    before = client.get("/")

    with failing("SELECT token", DAMAGED):
        kept, other = client.get("/"), client.get("/archive/")

    assert (kept.status_code, kept.content) == (200, before.content)
    assert other.status_code == 503


@pytest.mark.parametrize("table", ["articles_edition", "articles_address", "articles_act"])
def test_an_act_is_done_whole_or_not_at_all(client, make_article, table):
    article = make_article()
    sent = {"seen": "", "version": 1, "looked_at": fingerprints.word(article), "_do": "1"}

    with failing(f'INSERT INTO "{table}"', OperationalError("server closed the connection")):
        response = client.post(reverse("admin:articles_article_publish", args=[article.pk]), sent)

    article.refresh_from_db()
    assert response.status_code == 503
    assert [model.objects.count() for model in (Edition, Address, Act)] == [0, 0, 0]
    assert (article.stage, article.slug, article.history.count()) == ("draft", "", 1)


def test_a_page_of_the_desk_says_that_it_can_t_be_read(client):
    with failing("SELECT", OperationalError("database is locked")):
        response = client.get(reverse("admin:articles_article_changelist"))

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "again in a minute" in response.content.decode()


def test_a_mistake_of_ours_is_a_500(client, make_article, monkeypatch):
    monkeypatch.setattr(desk, "Timeline", None)

    response = client.get(reverse("admin:articles_article_publish", args=[make_article().pk]))

    assert response.status_code == 500


def test_a_disk_that_takes_nothing_is_told_as_one(client, settings, tmp_path):
    """Sign-ins are counted in files; where none can be written, nothing of what was sent is stored."""
    (tmp_path / "cache").write_text("a file in the directory's place")
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": backend, "LOCATION": tmp_path / "cache"}}
    client.logout()

    response = client.post("/accounts/login/", {"login": "chief", "password": "not this one"})

    assert response.status_code == 503
    assert "was not stored" in response.text
