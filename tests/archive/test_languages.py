"""A language tag has its usual form, whatever door it came in by; one that is none is refused."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from articles import desk
from articles.models import Article, Edition, Publication

pytestmark = pytest.mark.django_db
TAGS = [("AR", "ar"), ("RU", "ru"), ("pt_br", "pt-BR"), ("AZ-arab", "az-Arab"), ("", "")]


def load(tmp_path, model, **fields):
    file = tmp_path / "fixture.json"
    file.write_text(json.dumps([{"model": f"articles.{model}", "fields": fields}]))
    call_command("loaddata", file, verbosity=0)


@pytest.mark.parametrize(("written", "usual"), TAGS)
def test_a_tag_has_its_usual_form_after_each_door(written, usual, tmp_path, publish, client):
    article = publish(language=written, headline="By a script", slug="by-a-script")
    load(tmp_path, "article", headline="By a fixture", language=written)
    load(tmp_path, "edition", article=[str(article.uid)], number=9, kind="first", headline="An edition",
         language=written, live_from="2020-01-01T00:00Z", live_until="2020-01-02T00:00Z")  # fmt: skip

    assert set(Article.objects.values_list("language", flat=True)) == {usual}
    assert set(Edition.objects.values_list("language", flat=True)) == {usual}
    if usual:
        direction = "rtl" if usual in ("ar", "az-Arab") else "ltr"
        assert f'lang="{usual}" dir="{direction}"' in client.get("/articles/by-a-script/").text


@pytest.mark.parametrize(("written", "offered"), [("english", "“en”"), ("<b>", "such as")])
def test_what_is_no_tag_is_refused_with_the_right_one_offered(written, offered, tmp_path, make_article):
    with pytest.raises(desk.Refused, match=offered):
        make_article(language=written)
    with pytest.raises(ValidationError, match=offered):
        load(tmp_path, "article", headline="By a fixture", language=written)
    assert not Article.objects.exists()


def test_a_copy_of_an_older_version_can_still_be_handed_in(make_article, chief_editor):
    article = make_article()
    Article.objects.update(language="english")
    article.refresh_from_db()

    desk.submit(article, by=chief_editor)


def test_the_papers_own_language_is_one_of_its_languages_in_any_case(tmp_path, db):
    load(tmp_path, "publication", language="RU")

    assert Publication.objects.get().language == "ru"
