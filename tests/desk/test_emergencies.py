"""A correction by one person alone, at night, which somebody confirms later."""

from copy import copy

import pytest
from django.core import mail
from django.urls import reverse

from articles import desk
from articles.archive import verifying
from articles.models import Act, Edition, Proposal, clock

pytestmark = pytest.mark.django_db
REWRITE = {"headline": "The mayor is a thief", "body": "He stole 1,000,000 from Anna Petrova."}


@pytest.fixture
def story(publish):
    return publish(headline="Rain", body="It rained, and it snowed.")


def live(story):
    return story.editions.in_force(clock.now()).get()


def test_an_emergency_is_told_to_all_chiefs_and_shown_until_it_is_confirmed(
    story, four_eyes, editor, chief_editor, client, django_capture_on_commit_callbacks
):
    chief_editor.email = "chief@paper.example"
    chief_editor.save()
    pages = (story.editions.get().get_absolute_url(), reverse("corrections"))
    with pytest.raises(desk.Refused, match="wait"):
        desk.emergency_correct(
            story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason=" "
        )

    with django_capture_on_commit_callbacks(execute=True):
        desk.emergency_correct(
            story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Two in the morning."
        )

    assert [message.to for message in mail.outbox] == [["chief@paper.example"]]
    assert live(story).headline == REWRITE["headline"]
    for page in pages:
        assert "without a second pair of eyes" in client.get(page).content.decode()
    row = Proposal.objects.get()
    with pytest.raises(desk.Refused, match="somebody else"):
        desk.confirm(row, by=editor)
    with pytest.raises(desk.Refused, match="live already"):
        desk.decline(row, by=chief_editor)

    desk.confirm(row, by=chief_editor)

    for page in pages:
        assert "without a second pair of eyes" not in client.get(page).content.decode()


def test_who_corrected_in_an_emergency_does_not_approve_the_copy(story, four_eyes, editor, chief_editor):
    desk.emergency_correct(
        story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Night."
    )
    story.refresh_from_db()

    assert story.approved_version is None
    with pytest.raises(desk.Refused, match="you wrote"):
        desk.approve(story, by=editor)


def test_an_emergency_is_a_corrected_story_and_never_minor(story, four_eyes, editor):
    with pytest.raises(desk.Refused, match="another kind"):
        desk.emergency_correct(
            story, by=editor, kind="minor", changes={"body": "It rained, and snowed."}, reason="Night."
        )


def page_of(row):
    return reverse("proposal", args=[row.pk])


def test_an_emergency_is_shown_as_what_it_is(story, four_eyes, editor, chief_editor, at_desk):
    form = reverse("admin:articles_article_emergency_correct", args=[story.pk])
    asked = at_desk(editor).get(form).content.decode()
    assert "Readers find it on the story." in asked
    assert "A minor change needs none" not in asked
    desk.emergency_correct(
        story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Two in the morning."
    )

    page = at_desk(chief_editor).get(page_of(Proposal.objects.get())).content.decode()

    assert "What readers have read since" in page
    assert "What would change for readers" not in page
    assert "<h2>Why it could not wait</h2><p>Two in the morning.</p>" in page
    assert f'href="{reverse("admin:articles_article_correct", args=[story.pk])}"' in page


def test_an_emergency_is_live_and_not_proposed_anew(story, four_eyes, editor, at_desk):
    desk.emergency_correct(
        story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Night."
    )

    answer = at_desk(editor).post(page_of(Proposal.objects.get()), {"_anew": "1"}, follow=True)

    assert "It is live already." in answer.text
    assert Proposal.objects.get().is_live


def test_verify_compares_an_emergency_with_the_log(story, four_eyes, editor, chief_editor):
    desk.emergency_correct(
        story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Night."
    )
    assert list(verifying.unconfirmed_faults()) == []
    Edition.objects.update(is_unconfirmed=False)
    assert all("edition 2" in what for what, _fault in verifying.unconfirmed_faults())
    assert len(list(verifying.unconfirmed_faults())) == 1
    Edition.objects.filter(number=2).update(is_unconfirmed=True)

    desk.confirm(Proposal.objects.get(), by=chief_editor)

    assert Act.objects.get(verb="confirm").data["number"] == 2
    assert list(verifying.unconfirmed_faults()) == []
    Edition.objects.update(is_unconfirmed=True)
    assert len(list(verifying.unconfirmed_faults())) == 2


def test_verify_finds_who_confirms_their_own_emergency_and_one_that_nobody_is_asked_to_confirm(
    story, four_eyes, editor, chief_editor
):
    desk.emergency_correct(
        story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Night."
    )
    Proposal.objects.update(by=chief_editor)
    assert len(list(verifying.unconfirmed_faults())) == 2  # one who isn't asked, and one who is

    desk.confirm(Proposal.objects.get(), by=editor)
    faults = [fault for _what, fault in verifying.unconfirmed_faults()]
    assert faults == ["who corrected it in an emergency confirmed it"]


@pytest.mark.parametrize("spoil", ["is there no more", "is there twice"])
def test_verify_finds_an_emergency_that_waits_otherwise_than_the_log_says(story, four_eyes, editor, spoil):
    desk.emergency_correct(
        story, by=editor, kind="correction", note="Wrong.", changes=REWRITE, reason="Night."
    )
    waiting = Proposal.objects.get()
    waiting.delete()
    if spoil == "is there twice":
        waiting.pk = None
        Proposal.objects.bulk_create([waiting, copy(waiting)])

    faults = [fault for _what, fault in verifying.unconfirmed_faults()]

    assert faults == ["what waits for its confirmation is not what the log says"]
