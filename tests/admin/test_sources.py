"""The card index in the admin: its acts, its suggestions, and what it refuses."""

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Edition, Proposal, Publication, Source, clock

pytestmark = pytest.mark.django_db


def of(source, name):
    return reverse(f"admin:articles_source_{name}", args=[source.pk])


def test_a_merge_is_done_from_the_card(editor_client, make_source):
    twin, heir = make_source("The Ministry"), make_source("Ministry")

    response = editor_client.post(of(twin, "merge"), {"into": heir.pk, "looked_at": heir.pk}, follow=True)

    twin.refresh_from_db()
    assert twin.merged_into == heir
    assert f'Merged into <a href="{of(heir, "change")}">' in response.text


def test_a_refused_merge_says_why_on_its_page(editor_client, make_source):
    ministry = make_source("Ministry")
    speaker = make_source("Speaker", represents=ministry)

    response = editor_client.post(of(ministry, "merge"), {"into": speaker.pk, "looked_at": speaker.pk})

    assert "in a ring" in response.text


def test_the_same_source_under_two_names_is_pointed_out(editor_client, make_source):
    make_source("Müller, Anna")

    typed = {"name": "ANNA MULLER", "slug": "", "kind": "person"}
    response = editor_client.post(reverse("admin:articles_source_add"), typed, follow=True)

    assert "nearly the same name: “Müller, Anna”" in response.text
    assert (
        "Nearly the same name:"
        in editor_client.get(of(Source.objects.get(slug="anna-muller"), "change")).text
    )


def test_the_suggested_note_speaks_the_papers_language(editor_client, make_source):
    Publication.objects.create(language="ru")
    source = make_source("Министерство")
    editor_client.post(of(source, "withdraw"), {"reason": "Выдумки."})

    note = editor_client.get(of(source, "note")).context["form"].initial["note"]

    assert note == "Материал основан на источнике, который мы сняли: Министерство. Выдумки."


def test_a_withdrawal_leads_to_the_stories_and_one_press_notes_them_all(editor_client, publish, make_source):
    source = make_source("Ministry")
    stories = [publish(sources=[source], body=f"Statement {n}. [@ministry]") for n in range(2)]

    editor_client.post(of(source, "withdraw"), {"reason": "It made things up."})
    asked = editor_client.get(of(source, "note"))
    done = editor_client.post(of(source, "note"), {"note": "We withdrew this source."})

    assert all(story.headline in asked.text for story in stories)
    assert "a source that we have withdrawn. It made things up." in asked.text
    assert "2 stories have the note now." in done.text
    now = Edition.objects.published(clock.now())
    assert {edition.note for edition in now} == {"We withdrew this source."}


def test_what_does_not_fit_into_one_press_goes_on_at_the_next(
    editor_client, publish, make_source, monkeypatch
):
    monkeypatch.setattr("articles.admin.sources.PATIENCE", 0)
    source = make_source("Ministry")
    for n in range(3):
        publish(sources=[source], body=f"Statement {n}. [@ministry]")
    editor_client.post(of(source, "withdraw"), {"reason": "It made things up."})

    pages = [editor_client.post(of(source, "note"), {"note": "Gone."}).text for _press in range(3)]

    assert ["Go on" in page for page in pages] == [True, True, False]
    assert "Every live story that rests on it has this note." in pages[-1]


def test_a_reporter_sees_the_card_without_its_acts(client, reporter, make_source):
    source = make_source("Ministry")
    client.force_login(reporter)

    assert of(source, "merge") not in client.get(of(source, "change")).text
    assert [client.get(of(source, name)).status_code for name in ("merge", "withdraw", "note")] == [403] * 3


def test_a_source_that_loses_its_name_is_refused_beside_the_form(editor_client, make_source):
    source = make_source("Ministry")

    page = editor_client.post(of(source, "change"), {"name": " ", "slug": source.slug, "kind": source.kind})

    assert page.status_code == 200
    assert "Give its name" in page.text
    source.refresh_from_db()
    assert source.name == "Ministry"


def test_a_withdrawal_that_concerns_no_story_asks_for_no_note(editor_client, make_source):
    page = editor_client.post(of(make_source("Ministry"), "withdraw"), {"reason": "Closed."}, follow=True)

    assert "Withdrawn. No live story rests on it." in page.text
    assert "Now tell the readers" not in page.text


def test_a_used_source_offers_no_deletion(client, chief_editor, publish, make_source):
    used, idle = make_source("Used"), make_source("Idle")
    publish(sources=[used], body="A statement. [@used]")
    client.force_login(chief_editor)

    assert "be deleted: merge it or withdraw it" in client.get(of(used, "change")).text
    assert client.post(of(used, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(of(idle, "delete"), {"post": "yes"}).status_code == 302


def test_a_merged_source_is_offered_no_more(editor_client, make_source, editor):
    twin, heir = make_source("The Ministry"), make_source("Ministry")
    desk.merge_sources(twin, heir, by=editor)

    offered = editor_client.get(
        "/admin/autocomplete/",
        {"app_label": "articles", "model_name": "citation", "field_name": "source", "term": "Ministry"},
    )

    assert [row["text"] for row in offered.json()["results"]] == ["Ministry"]


def test_with_four_eyes_notes_are_proposed_once_and_the_page_says_so(editor_client, publish, make_source):
    source = make_source("Ministry")
    publish(sources=[source], body="Statement. [@ministry]")
    editor_client.post(of(source, "withdraw"), {"reason": "It made things up."})
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})

    pages = [editor_client.post(of(source, "note"), {"note": "Gone."}).text for _press in range(2)]

    assert "Proposed to colleagues, who confirm them on My desk: 1." in pages[0]
    assert all("or it is proposed" in page for page in pages)
    assert "proposed already" not in pages[1]
    assert Proposal.objects.count() == 1
