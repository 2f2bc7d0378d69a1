"""The versions of a copy: all that one says is kept, compared and restored."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles import copydesk, desk
from articles.admin import diffs, history
from articles.archive import verifying
from articles.models import Article, Byline, Citation, Image, Person, Publication, Section, Topic, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(make_article, make_source, change):
    """A copy of two versions that differ in all that stands in rows of its own or behind a key."""
    people = [Person.objects.create(name=name) for name in ("Ann", "Ben")]
    sections = [Section.objects.create(name=name) for name in ("Home", "Abroad")]
    pictures = [Image.objects.create(alt_text=name, credit="C") for name in ("Boats", "Nets")]
    topics = [Topic.objects.create(name=name) for name in ("Sea", "Land")]
    article = make_article(section=sections[0], lead_image=pictures[0])
    Byline.objects.create(article=article, person=people[0], role="in Kyiv")
    Byline.objects.create(article=article, name="Agency", order=1)
    Citation.objects.create(
        article=article, source=make_source("Ministry"), quote="So.", seen_on="2026-01-02"
    )
    article.topics.add(topics[0])
    change(article, section=sections[1], lead_image=pictures[1])
    article.bylines.all().delete()
    article.citations.all().delete()
    Byline.objects.create(article=article, person=people[1])
    Citation.objects.create(article=article, source=make_source("Parliament"))
    article.topics.set(topics[1:])
    return article


def first_and_last(article):
    rows = article.history.order_by("history_id")
    return rows.filter(version=1).last().history_id, rows.last().history_id


def said(article):
    article = Article.objects.get(pk=article.pk)
    return {
        "byline": [(str(row), row.role) for row in article.bylines.all()],
        "citations": [
            (row.source.name, row.quote, str(row.seen_on or "")) for row in article.citations.all()
        ],
        "topics": [str(topic) for topic in article.topics.all()],
        "section": str(article.section),
        "picture": article.lead_image.alt_text if article.lead_image else "",
    }


FIRST = {
    "byline": [("Ann", "in Kyiv"), ("Agency", "")],
    "citations": [("Ministry", "So.", "2026-01-02")],
    "topics": ["Sea"],
    "section": "Home",
    "picture": "Boats",
}


def compare(client, article):
    old, new = first_and_last(article)
    address = reverse("admin:articles_article_history", args=[article.pk])
    return client.get(address, {"old": old, "new": new}).content.decode()


def restore(client, article):
    args = [article.pk, first_and_last(article)[0]]
    address = reverse("admin:articles_article_restore_version", args=args)
    return client.post(address, {"version": article.version}, follow=True).content.decode()


def test_a_comparison_shows_all_in_which_two_versions_differ(at_desk, editor, versions):
    page = compare(at_desk(editor), versions)

    changes = page[page.index("compared-heading") : page.index("</section>")]
    for word in ("ann", "ben", "Agency", "ministry", "parliament", "sea", "land", "Home", "Abroad", "Boats"):
        assert word in changes


def test_a_restored_version_says_all_that_it_said(at_desk, editor, versions):
    restore(at_desk(editor), versions)

    assert said(versions) == FIRST


def test_every_version_but_the_newest_can_be_restored(at_desk, editor, versions, monkeypatch):
    monkeypatch.setattr(history, "PER_PAGE", 1)
    client, address = at_desk(editor), reverse("admin:articles_article_history", args=[versions.pk])

    pages = [client.get(address, {"p": number}).text for number in (1, 2)]

    assert ["/restore/" in page for page in pages] == [False, True]


def test_a_restoration_can_be_taken_back(at_desk, editor, versions):
    second, client = said(versions), at_desk(editor)
    restore(client, versions)
    versions.refresh_from_db()
    old = versions.history.filter(version=2).order_by("history_id").last().history_id

    client.post(
        reverse("admin:articles_article_restore_version", args=[versions.pk, old]),
        {"version": versions.version},
    )

    assert said(versions) == second


def test_a_restoration_checks_no_passage_that_was_changed(at_desk, editor, make_article, make_source, change):
    article = make_article(body="It rained.[@ministry]")
    Citation.objects.create(article=article, source=make_source("Ministry"))
    change(article, body="It snowed.[@ministry]")
    old = article.history.get(version=2).history_id
    change(article, headline="Later")
    article.topics.add(Topic.objects.create(name="Sea"))

    restore = reverse("admin:articles_article_restore_version", args=[article.pk, old])
    at_desk(editor).post(restore, {"version": article.version})

    assert not article.topics.exists()
    assert "passage-changed" in {finding.code for finding in copydesk.check(article)}


def test_a_restoration_checks_no_passage_of_a_citation_that_was_gone(
    at_desk, editor, make_article, make_source, change
):
    article = make_article(body="It rained.[@ministry]")
    Citation.objects.create(article=article, source=make_source("Ministry"))
    change(article, body="It snowed.")
    article.citations.all().delete()
    old = article.history.get(version=1).history_id
    change(article, headline="Later")

    restore = reverse("admin:articles_article_restore_version", args=[article.pk, old])
    at_desk(editor).post(restore, {"version": article.version})

    assert article.citations.count() == 1
    assert "passage-changed" in {finding.code for finding in copydesk.check(article)}


def test_a_version_whose_rows_were_not_kept_says_so(at_desk, editor, versions):
    versions.history.update(rows=None)
    before = said(versions)["byline"]

    assert "were not kept" in compare(at_desk(editor), versions)
    assert "were not kept" in restore(at_desk(editor), versions)
    assert said(versions)["byline"] == before
    assert said(versions)["section"] == "Home"


def test_what_was_merged_or_deleted_since_is_restored_as_its_heir_or_left_out(
    at_desk, editor, chief_editor, versions
):
    desk.merge_people(Person.objects.get(name="Ann"), Person.objects.get(name="Ben"), by=chief_editor)
    Topic.objects.get(name="Sea").delete()
    Section.objects.get(name="Home").delete()

    assert "compared-heading" in compare(at_desk(editor), versions)
    restore(at_desk(editor), versions)

    assert said(versions)["byline"] == [("Ben", "in Kyiv"), ("Agency", "")]
    assert (said(versions)["topics"], said(versions)["section"]) == ([], "Abroad")


def test_what_a_restoration_does_not_find_is_told(at_desk, editor, versions):
    Person.objects.filter(slug="ann").update(slug="ann-reporter")
    Topic.objects.get(slug="sea").delete()

    page = restore(at_desk(editor), versions)

    assert "nothing has these slugs any more: ann, sea." in page
    assert said(versions)["byline"] == [("Agency", "")]
    assert said(versions)["citations"] == FIRST["citations"]


def test_two_of_a_byline_who_were_merged_since_are_restored_as_one(
    at_desk, editor, chief_editor, make_article, change
):
    ann, ben = (Person.objects.create(name=name) for name in ("Ann", "Ben"))
    article = make_article()
    for order, (person, role) in enumerate([(ann, "text"), (ann, "charts"), (ben, "pictures")]):
        Byline.objects.create(article=article, person=person, role=role, order=order)
    change(article, headline="Later")
    article.bylines.all().delete()
    change(article, headline="Last")
    desk.merge_people(ann, ben, by=chief_editor)

    restore(at_desk(editor), article)

    byline = article.bylines.values_list("person__name", "role", "order")
    assert list(byline) == [("Ben", "text, charts, pictures", 0)]


def test_a_redaction_takes_the_rows_of_all_versions(publish, versions, chief_editor):
    publish(versions)

    desk.redact(versions, by=chief_editor, fields=["byline"], order="A court's")

    assert "ann" not in json.dumps(list(versions.history.values_list("rows", flat=True)))


def test_a_dump_holds_the_rows_of_versions_and_no_key_of_what_is_deleted(versions, tmp_path):
    Section.objects.get(name="Home").delete()

    call_command("dump", output=str(tmp_path / "dump.json"), stderr=io.StringIO())

    assert '"in Kyiv"' in (tmp_path / "dump.json").read_text()


def test_who_restores_rows_alone_does_not_approve_them(versions, at_desk, editor, change):
    Publication.objects.create(four_eyes=True)
    old = versions.history.filter(version=1).last()
    versions.topics.set(Topic.objects.filter(name="Sea"))
    change(versions, section=old.instance.section, lead_image=old.instance.lead_image)
    old = first_and_last(versions)[0]

    at_desk(editor).post(
        reverse("admin:articles_article_restore_version", args=[versions.pk, old]),
        {"version": versions.version},
    )

    assert said(versions)["byline"] == FIRST["byline"]
    with pytest.raises(desk.Refused, match="you wrote"):
        desk.approve(versions, by=editor)


def test_topics_are_of_the_save_before_them_and_no_version_of_their_own(versions):
    rows = versions.history.order_by("history_id")

    assert list(rows.values_list("version", flat=True)) == [1, 2]
    assert [[str(each.topic) for each in row.topics.all()] for row in rows] == [["Sea"], ["Land"]]


def test_two_pictures_of_one_name_are_told_apart(versions, chief_editor):
    Image.objects.update(alt_text="Boats")
    before, after = (versions.history.get(version=version).instance for version in (1, 2))

    changes = dict(diffs.changed_fields(before, after, chief_editor))[diffs.label("lead_image")]

    assert [text for kind, text in changes if kind != "="] != []
    for key in Image.objects.values_list("pk", flat=True):
        assert str(key) in "".join(text for _kind, text in changes)


@pytest.mark.parametrize("end", ["drop_plan", "withdraw"])
def test_a_dropped_plan_is_kept_with_its_byline_citations_and_topics(
    at_desk, chief_editor, publish, change, make_source, end
):
    ann, ben = (Person.objects.create(name=name) for name in ("Ann", "Ben"))
    article = publish(headline="Live")
    Byline.objects.create(article=article, person=ann, role="in Kyiv")
    Citation.objects.create(article=article, source=make_source("Ministry"), quote="So.")
    article.topics.add(Topic.objects.create(name="Sea"))
    at = clock.now() + timedelta(hours=1)
    desk.publish(change(article, headline="Planned"), by=chief_editor, at=at)
    change(article, headline="Since")
    article.bylines.update(person=ben)
    article.citations.all().delete()
    article.topics.clear()
    desk.correct(article, by=chief_editor, kind="correction", note="Not so.", changes={"dateline": "OSLO"})
    note = {"note": "Wrong."} if end == "withdraw" else {}
    getattr(desk, end)(article, by=chief_editor, **note)
    change(article, standfirst="Later")
    kept = article.history.filter(headline="Planned", dateline="OSLO").get()
    address = reverse("admin:articles_article_restore_version", args=[article.pk, kept.history_id])

    at_desk(chief_editor).post(address, {"version": article.version})

    assert {name: said(article)[name] for name in ("byline", "citations", "topics")} == {
        "byline": [("Ann", "in Kyiv")],
        "citations": [("Ministry", "So.", "")],
        "topics": ["Sea"],
    }
    assert not list(verifying.archive_faults())
