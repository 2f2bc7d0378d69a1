"""Standing texts: put into stories as copies, and what new stories begin with."""

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Autosave, Snippet, clock

pytestmark = pytest.mark.django_db

ADD, OFFERS = reverse("admin:articles_article_add"), reverse("offer_snippets")


@pytest.fixture
def box(db):
    return Snippet.objects.create(name="Who to call", body="::: facts Help\n- 112\n:::")


@pytest.fixture
def template(section):
    return Snippet.objects.create(
        name="Match report", begins_story=True, headline="A – B 0:0", body="## Goals\n\n", section=section
    )


def test_snippets_are_offered_by_their_names_and_templates_are_not(box, template, at_desk, reporter):
    client = at_desk(reporter)

    (found,) = client.get(OFFERS, {"q": "CALL"}).json()["found"]

    assert (found["name"], found["text"]) == ("Who to call", box.body)
    assert client.get(OFFERS, {"q": "match"}).json()["found"] == []


def test_a_template_fills_a_new_form_and_is_no_story_until_it_is_saved(template, at_desk, reporter, section):
    client = at_desk(reporter)
    assert f'href="?template={template.pk}">Match report' in client.get(ADD).text

    form = client.get(f"{ADD}?template={template.pk}").context["adminform"].form

    shown = [form[name].value() for name in ("headline", "body", "section")]
    assert shown == ["A – B 0:0", "## Goals\n\n", section.pk]


def test_a_template_does_not_wait_behind_an_unsaved_story_and_loses_none(template, at_desk, reporter):
    said = {"headline": "Half typed"}
    Autosave.objects.create(user=reporter, fields=said, saved_at=clock.now())
    client = at_desk(reporter)

    page = client.get(f"{ADD}?template={template.pk}")

    assert page.context["adminform"].form["headline"].value() == "A – B 0:0"
    assert "Your unsaved text is back" not in page.text
    assert ">Half typed</a>" in page.text


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1"])
def test_a_template_that_is_not_there_fills_nothing(key, at_desk, reporter):
    form = at_desk(reporter).get(f"{ADD}?template={key}").context["adminform"].form

    assert not form["headline"].value()


def test_editors_keep_the_library_and_reporters_read_it(box, at_desk, reporter, editor):
    address = reverse("admin:articles_snippet_change", args=[box.pk])
    said = {"name": "Who to call", "body": "Call 112."}

    assert at_desk(reporter).post(address, said).status_code == 403
    assert box.name in at_desk(reporter).get(address).text
    at_desk(editor).post(address, said)

    box.refresh_from_db()
    assert box.body == "Call 112."


def test_redacted_words_go_from_standing_texts(box, publish, chief_editor):
    Snippet.objects.update(body="Ask Jane Roe.")

    desk.redact_words(publish(body="Jane Roe."), by=chief_editor, words=["Jane Roe"], order="Court, today")

    assert "Roe" not in Snippet.objects.get().body


def test_who_may_see_no_stories_is_offered_nothing(box, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))

    assert client.get(OFFERS).json()["found"] == []


def test_an_editor_rewords_it_in_all_stories_that_are_listed(box, at_desk, editor, publish):
    story = publish(headline="Storm", body=f"It rained.\n\n{box.body}")
    client, address = at_desk(editor), reverse("admin:articles_snippet_reword", args=[box.pk])
    assert "Storm" in client.get(address).text
    assert address in client.get(reverse("admin:articles_snippet_change", args=[box.pk])).text

    said = {"body": "Call 112.", "kind": "clarification", "note": "Shorter."}
    answer = client.post(address, said, follow=True)

    assert "Stories changed: 1." in answer.text
    assert story.editions.last().body == "It rained.\n\nCall 112."


@pytest.mark.parametrize("said", [{}, {"body": ""}, {"body": "::: facts Help\n- 112\n:::", "kind": "minor"}])
def test_a_rewording_that_is_refused_keeps_what_was_typed(said, box, at_desk, editor):
    address = reverse("admin:articles_snippet_reword", args=[box.pk])

    answer = at_desk(editor).post(address, {"kind": "no such", "note": "Typed.", **said})

    assert (answer.status_code, "Typed." in answer.text) == (409, True)
    box.refresh_from_db()
    assert box.body == "::: facts Help\n- 112\n:::"


def test_a_reporter_rewords_nothing(box, at_desk, reporter):
    assert at_desk(reporter).get(reverse("admin:articles_snippet_reword", args=[box.pk])).status_code == 403


def test_a_rewording_takes_no_colleagues_words_away_unseen(box, at_desk, editor):
    client, address = at_desk(editor), reverse("admin:articles_snippet_reword", args=[box.pk])
    seen = client.get(address).context["seen"]
    Snippet.objects.update(body="Call 911.")

    answer = client.post(address, {"body": "Call 112.", "kind": "minor", "seen": seen})

    box.refresh_from_db()
    assert (answer.status_code, box.body) == (409, "Call 911.")
    said = {"body": "Call 112.", "kind": "minor", "seen": answer.context["seen"]}
    assert client.post(address, said).status_code == 302
