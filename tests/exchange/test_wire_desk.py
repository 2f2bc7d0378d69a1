"""The wire at the desk: who sees it, and what stands at the story that was made of it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from articles import copydesk, desk
from articles.models import Act, Article, Note, SavedView, Section, Source
from exchange.models import Feed, WireCopy, WireUse
from exchange.wire import using
from tests.archive.conftest import faults
from tests.cast import make_user

from .agency import read

pytestmark = pytest.mark.django_db
LIST = "/admin/exchange/wirecopy/"


# The list


def test_the_list_shows_what_has_not_expired(client, editor, make_copy):
    past = timezone.now() - timedelta(hours=1)
    make_copy("Fresh")
    make_copy("Stale", expires_at=past)
    client.force_login(editor)

    page = read(client, LIST)

    assert "Fresh" in page
    assert "Stale" not in page
    assert "Stale" in read(client, LIST, age="old")


def test_expired_copy_that_was_used_stands_in_the_list(client, editor, make_copy):
    copy = make_copy("Used")
    using.use(copy, by=editor)
    WireCopy.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    client.force_login(editor)

    assert "1 story" in read(client, LIST)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("alıyev", True), ("ALIYEV minist", True), ('"ministers met"', True), ('"met ministers"', False),
     ("aliyev -met", False), ("%", True), ("iyev", False)],
)  # fmt: skip
def test_search_finds_words_by_their_beginnings_whatever_their_accents(
    client, editor, make_copy, words, is_found
):
    make_copy("Əliyev", "The ministers met.")
    client.force_login(editor)

    assert ("1 wire copy" in read(client, LIST, q=words)) == is_found


def test_the_list_is_filtered(client, editor, make_copy, licensed_feed):
    make_copy("Killed", status="killed")
    make_copy("Old", sent_at=timezone.now() - timedelta(days=2))
    client.force_login(editor)

    assert "Old" not in read(client, LIST, status__exact="killed")
    assert "Old" not in read(client, LIST, age="1")
    assert "Old" in read(client, LIST, age="3", feed__id__exact=licensed_feed.pk)


def test_a_view_of_a_sections_copy_is_kept_and_follows_its_merge(
    client, chief_editor, make_copy, section, make_feed, make_source
):
    other, into = Section.objects.create(name="Ports"), Section.objects.create(name="Harbour")
    foreign = make_feed(
        name="Another", address="", folder="another", section=other, source=make_source("Two")
    )
    make_copy("Port shut")
    make_copy("Quay open", feed=foreign)
    client.force_login(chief_editor)
    page = read(client, LIST, section=section.pk)
    assert "Port shut" in page
    assert "Quay open" not in page
    listed = re.search('name="listed" value="([^"]+)"', page).group(1)

    client.post(reverse("saved_views"), {"name": "Ours", "listed": listed, "query": f"section={section.pk}"})
    desk.merge_sections(section, into, by=chief_editor)

    page = read(client, SavedView.objects.get().address)
    assert "Ours" in page
    assert "Port shut" in page
    assert "Quay open" not in page
    assert f">{section.name}<" not in page
    assert "Harbour" in page


def test_the_form_of_a_feed_shows_what_stands_for_a_merged_source_and_section(
    client, chief_editor, licensed_feed, section
):
    agency, into = Source.objects.create(name="The Agency"), Section.objects.create(name="Harbour")
    desk.merge_sources(licensed_feed.source, agency, by=chief_editor)
    desk.merge_sections(section, into, by=chief_editor)
    client.force_login(User.objects.create_superuser("operator"))

    page = read(client, reverse("admin:exchange_feed_change", args=[licensed_feed.pk]))
    listed = read(client, reverse("admin:exchange_feed_changelist"))

    assert f'<option value="{agency.pk}" selected>' in page
    assert f'<option value="{into.pk}" selected>' in page
    assert "The Agency</td>" in listed
    assert "Harbour</td>" in listed


@pytest.mark.parametrize("wrong", ["0", "x", "9" * 30, "\x00"])
def test_a_section_that_is_none_filters_nothing(client, editor, make_copy, wrong):
    make_copy("Port shut")
    client.force_login(editor)

    assert "Port shut" in read(client, LIST, section=wrong)


# Who may


def test_who_has_no_permission_sees_nothing_of_it(client, make_copy):
    copy = make_copy()
    client.force_login(make_user("guest", None))

    assert client.get(LIST).status_code in (302, 403)
    assert client.post(f"{LIST}{copy.pk}/use/").status_code in (302, 403)


def test_nobody_changes_or_deletes_copy(client, chief_editor, make_copy):
    copy = make_copy()
    client.force_login(chief_editor)

    assert client.post(f"{LIST}{copy.pk}/change/", {"headline": "Mine"}).status_code == 403
    assert client.post(f"{LIST}{copy.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_what_a_closed_section_watches_is_its_editors_alone(client, reporter, editor, make_copy, section):
    copy = make_copy()
    section.is_closed = True
    section.save()
    section.editors.add(editor)

    client.force_login(reporter)
    assert "Port shut" not in read(client, LIST)
    assert client.get(f"{LIST}{copy.pk}/change/").status_code == 302
    assert client.post(f"{LIST}{copy.pk}/use/").status_code == 404
    with pytest.raises(desk.Refused):
        using.use(copy, by=reporter)
    client.force_login(editor)
    assert "Port shut" in read(client, LIST)


def test_a_story_of_a_closed_section_is_not_named_at_the_copy(client, reporter, editor, make_copy):
    copy = make_copy()
    story = using.use(copy, by=editor)
    closed = Section.objects.create(name="Investigations", slug="investigations", is_closed=True)
    Article.objects.filter(pk=story.pk).update(section=closed, headline="Goldfish")
    client.force_login(reporter)

    page = read(client, f"{LIST}{copy.pk}/change/")

    assert "Goldfish" not in page
    assert "in a story of a closed section" in page


def test_chief_editors_set_feeds_and_the_log_keeps_it(client, editor, chief_editor, settings, make_source):
    settings.WIRE_HOSTS = ["feeds.example.org"]
    source, typed = make_source(), {"name": "F", "address": "https://feeds.example.org/f", "days": 3}
    client.force_login(editor)
    assert client.post("/admin/exchange/feed/add/", typed).status_code == 403
    client.force_login(chief_editor)

    page = client.post(
        "/admin/exchange/feed/add/", {**typed, "source": source.pk, "address": "https://evil.example.org/"}
    )
    client.post("/admin/exchange/feed/add/", {**typed, "source": source.pk, "is_watched": "on"})

    assert "not among the hosts" in page.content.decode()
    assert Feed.objects.get().name == "F"
    assert Act.objects.get(verb="add_row").subject == f"feed:{Feed.objects.get().pk}"
    assert "feeds.example.org" not in str(Act.objects.get(verb="add_row").data)


def test_who_may_not_change_a_feed_reads_no_key_in_its_address(
    client, reporter, chief_editor, make_copy, licensed_feed
):
    copy = make_copy()
    Feed.objects.update(address="https://feeds.example.org/f?key=4711")
    feed = f"/admin/exchange/feed/{licensed_feed.pk}/change/"
    pages = [feed, "/admin/exchange/feed/", f"{LIST}{copy.pk}/change/"]

    client.force_login(reporter)
    assert licensed_feed.name in read(client, feed)
    assert all("4711" not in read(client, page) for page in pages)

    client.force_login(chief_editor)
    assert "4711" in read(client, feed)


def test_a_feed_with_copy_is_not_deleted(client, chief_editor, make_copy, licensed_feed):
    make_copy()
    client.force_login(chief_editor)

    assert client.post(f"/admin/exchange/feed/{licensed_feed.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_of_feeds_says_which_fail_and_why(client, editor, licensed_feed):
    Feed.objects.update(failed_since=timezone.now(), error="feeds.example.org answered 404")
    client.force_login(editor)

    assert "feeds.example.org answered 404" in read(client, "/admin/exchange/feed/")


# At the story


def test_the_story_names_its_copy_and_what_became_of_it(client, editor, make_copy):
    copy = make_copy()
    story = using.use(copy, by=editor)
    client.force_login(editor)
    address = f"/admin/articles/article/{story.pk}/change/"

    assert "Made of wire copy:" in read(client, address)
    WireCopy.objects.update(version=2)
    assert "version 2 now, used was 1" in read(client, address)
    WireCopy.objects.update(status="killed")
    assert "killed by the agency" in read(client, address)


def test_the_copy_desk_warns_until_somebody_answers(make_copy, editor):
    story = using.use(make_copy(), by=editor)
    desk.relay(story, agency="Agency", text="It was killed.", is_killed=True)

    found = [finding for finding in copydesk.check(story) if finding.code == "wire-changed"]
    desk.resolve(Note.objects.get(), by=editor)

    assert [(finding.level, finding.message) for finding in found] == [("warning", "Agency: It was killed.")]
    assert "wire-changed" not in [finding.code for finding in copydesk.check(story)]


def test_my_desk_and_the_notes_name_the_agency(client, reporter, make_copy):
    story = using.use(make_copy(), by=reporter)
    desk.relay(story, agency="Agency", text="It was corrected.")
    client.force_login(reporter)

    assert "Wire copy corrected" in read(client, "/admin/")
    notes = read(client, f"/admin/articles/article/{story.pk}/notes/")
    assert "<small>Agency," in notes
    assert "1 note" in read(client, "/admin/articles/article/")


def test_the_reading_view_shows_what_each_version_changed(client, editor, make_copy):
    copy = make_copy(version=2, status="corrected")
    copy.earlier = [{"until": 2, "headline": "Port open", "standfirst": "", "body": copy.body}]
    copy.save()
    client.force_login(editor)

    page = read(client, f"{LIST}{copy.pk}/change/")

    assert "What version 2 changed" in page
    assert "<ins>" in page


def test_a_used_copy_is_not_renewed_after_a_redaction(
    make_copy, chief_editor, publish, licensed_feed, agency, run
):
    from .agency import item, rss

    agency.answer(rss(item(body="<p>Jane Xanthippe was seen.</p>")))
    run()
    story = publish(body="Jane Xanthippe was seen.")

    desk.redact_words(story, by=chief_editor, words=["Jane Xanthippe"], order="The court")
    run()

    copy = WireCopy.objects.get()
    assert "Xanthippe" not in str([getattr(copy, field.attname) for field in WireCopy._meta.fields])
    assert copy.body == "█████ was seen."


# What a story was made of, by verify


@pytest.fixture
def used(make_copy, reporter):
    copy = make_copy()
    using.use(copy, by=reporter)
    return copy


def test_used_copy_that_was_changed_past_its_feed_is_found(used):
    assert faults() == []

    WireCopy.objects.filter(pk=used.pk).update(body="The mayor shut the port.")

    assert faults() == ["the wire copy that it was made of does not say what it said"]


def test_used_copy_that_is_gone_is_found(used):
    WireUse.objects.all().delete()

    assert faults() == ["the wire copy that it was made of is gone, and no act says so"]


def test_what_the_agency_says_later_is_no_fault(used):
    before = {"until": 2, **used.texts()}
    WireCopy.objects.filter(pk=used.pk).update(version=2, body="It is open.", earlier=[before])
    assert faults() == []

    WireCopy.objects.filter(pk=used.pk).update(earlier=[{**before, "body": "It was open."}])
    assert faults() == ["the wire copy that it was made of does not say what it said"]


def test_used_copy_of_which_words_were_redacted_is_no_fault(used, chief_editor, publish):
    desk.redact_words(publish(body="Ships wait."), by=chief_editor, words=["Ships wait"], order="A court's")

    assert faults() == []
