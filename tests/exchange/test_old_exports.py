"""What old exports of WordPress, and those of other programs, say in ways of their own."""

import pytest

from articles.models import Article, Section, Topic

from .wxr import HEAD, POLITICS, post

pytestmark = pytest.mark.django_db


def named(archive, categories, *listed):
    """Bring one post whose categories and tags are these elements; return its report."""
    item = post(1, categories=listed).replace("<wp:post_id>", f"{categories}<wp:post_id>")
    return archive.report(item)


def test_a_category_or_tag_that_is_told_by_its_name_alone_comes(archive):
    report = named(
        archive,
        "<category>Foreign affairs</category><category><![CDATA[Новости]]></category>"
        '<category domain="tag">Ferries</category>',
    )

    assert sorted(Section.objects.values_list("name", flat=True)) == ["Foreign affairs", "Новости"]
    assert ("Ferries", "ferries") in Topic.objects.values_list("name", "slug")
    assert report["left"] == {}


def test_a_category_that_is_named_twice_comes_once_under_its_own_slug(archive):
    report = named(
        archive,
        '<category>Foreign affairs</category><category domain="category" nicename="abroad">Foreign affairs</category>',
    )

    assert list(Section.objects.values_list("name", "slug")) == [("Foreign affairs", "abroad")]
    assert report["left"] == {}


def test_a_name_alone_means_the_category_that_the_export_lists(archive):
    named(archive, "<category>Politics</category>", POLITICS)

    assert [str(section) for section in Section.objects.all()] == ["Politics"]


def test_a_namespace_that_is_no_address_hides_no_story(archive):
    archive.write(post(1), post(2))
    archive.file.write_text(
        archive.file.read_text("utf-8").replace("<item>", '<item xmlns:odd="http://ëxämplë.com/ü/">', 1),
        "utf-8",
    )

    report = archive.report()

    assert Article.objects.count() == 2
    assert report["problems"] == []


def test_a_file_that_is_cut_off_is_named_by_the_line(archive):
    archive.file.write_text(HEAD + post(1) + post(2)[:-20], "utf-8")

    report = archive.report()

    assert Article.objects.count() == 1
    assert "nothing behind was read" in str(report["problems"])
