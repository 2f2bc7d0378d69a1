"""A story’s page of cached parts is the page that is rendered anew."""

import gc

import pytest
from django.core.cache import caches

from articles import desk
from articles.models import Article, Byline, Edition, Person, Publication, Source, site_state
from articles.public.compiled_queries import Row
from tests.reading import main, read_story


def correct_it(article, chief_editor):
    desk.correct(article, by=chief_editor, kind="correction", note="No.", changes={"headline": "Was it so?"})


def rename_the_section(article, chief_editor):
    article.section.name = "Another section"
    article.section.save()


def rename_the_author(article, chief_editor):
    Person.objects.update(name="Anna A.")
    site_state.replace_token()


def rename_the_source(article, chief_editor):
    Source.objects.update(name="A ministry")
    site_state.replace_token()


def rename_the_paper(article, chief_editor):
    Publication.objects.update(name="The Lookout", time_zone="Asia/Yerevan")
    site_state.replace_token()


def derive_anew(article, chief_editor):
    Edition.objects.update(body_html="<p>As rendered today.</p>")
    site_state.replace_token()


def translate_it(article, chief_editor):
    translation = Article.objects.get(slug="another")
    translation.translation_of, translation.language = article, "fr"
    translation.save()
    desk.publish(translation, by=chief_editor)


CHANGES = [
    correct_it,
    rename_the_section,
    rename_the_author,
    rename_the_source,
    rename_the_paper,
    derive_anew,
    translate_it,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_of_cached_parts_is_the_page_that_is_rendered_anew(
    client, chief_editor, publish, make_article, make_source, change
):
    Publication.objects.create(name="The Beacon")
    article = make_article(sources=[make_source()], body="So it is. [@ministry]", slug="it")
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
    publish(article)
    publish(slug="another")
    before = read_story(client, article).content

    change(article, chief_editor)

    after = read_story(client, article).content
    caches["fragments"].clear()
    caches["pages"].clear()
    assert after != before
    assert after == read_story(client, article).content


def test_another_storys_publication_renders_no_part_of_a_story_again(client, publish, monkeypatch):
    article = publish(headline="Bridge opens", slug="it")
    read_story(client, article)
    publish(slug="another")

    monkeypatch.setattr("articles.pictures.markup.figure_html", None)
    monkeypatch.setattr("articles.public.structured_data.article", None)

    assert "Bridge opens" in main(read_story(client, article))


def test_no_part_of_a_preview_is_cached(admin_client, make_article):
    address = "/admin/articles/article/{}/preview/"
    first, second = make_article(body="One."), make_article(body="Two.")

    assert "<p>One.</p>" in admin_client.get(address.format(first.pk)).content.decode()
    assert "<p>Two.</p>" in admin_client.get(address.format(second.pk)).content.decode()


def rows():
    gc.collect()
    return [row for row in gc.get_objects() if type(row) is Row]


def test_what_keeps_rows_as_its_keys_keeps_no_objects_made_of_them(client, publish, make_source):
    before = rows()  # of other tests
    publish(sources=[make_source("Ministry")], body="It said so. [@ministry]")

    for path in ("/", "/feeds/latest.rss", "/sources/ministry/", "/sections/world/"):
        assert client.get(path).status_code == 200

    kept = [row for row in rows() if not any(row is each for each in before)]
    assert kept
    assert not [row for row in kept if "thing" in vars(row)]
