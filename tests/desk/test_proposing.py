"""Four eyes and the legal flag, on every way by which words reach readers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Act, Article, Edition, Page, Proposal, Publication, clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REWRITE = {"headline": "The mayor is a thief", "body": "He stole 1,000,000 from Anna Petrova."}
# How words can reach readers of a live story without an approved copy.
WAYS = {
    **{
        kind: lambda story, by, kind=kind: desk.correct(
            story, by=by, kind=kind, note="It was wrong.", changes={"body": "It rained, and snowed."}
        )
        for kind in ("minor", *Edition.AMENDING)
    },
    "label": lambda story, by: desk.label(story, by=by, label="exclusive"),
    "update": lambda story, by: desk.publish(story, by=by),
}


@pytest.fixture
def story(publish):
    return publish(headline="Rain", body="It rained, and it snowed.")


def live(story):
    return story.editions.in_force(clock.now()).get()


@pytest.mark.parametrize("way", [way for way in WAYS if way != "label"])
def test_with_four_eyes_nobody_changes_a_live_story_alone(way, story, four_eyes, chief_editor):
    story.body = "It rained, and snowed."
    desk.save(story, by=chief_editor)

    with pytest.raises(desk.Refused, match="Four eyes"):
        WAYS[way](story, chief_editor)

    assert live(story).body == "It rained, and it snowed."


@pytest.mark.parametrize("way", WAYS)
def test_a_legal_flag_stops_every_change_of_a_live_story(way, story, chief_editor):
    desk.flag(story, by=chief_editor, reason="Libel?")

    with pytest.raises(desk.Refused, match="legal flag"):
        WAYS[way](story, chief_editor)

    assert story.editions.count() == 1


def test_a_legal_flag_stops_a_restoration_and_a_moved_plan(story, publish, chief_editor):
    desk.withdraw(story, by=chief_editor, note="Wrong.")
    planned = publish(at=clock.now() + HOUR)
    desk.flag(story, by=chief_editor, reason="Libel?")
    Article.objects.filter(pk=planned.pk).update(legal_flag="By another way")

    for act in (desk.restore, desk.publish):
        with pytest.raises(desk.Refused, match="legal flag|can go out as"):
            act(story, by=chief_editor)
    with pytest.raises(desk.Refused, match="legal flag"):
        desk.move_plan(planned, by=chief_editor)


def test_what_one_proposes_another_confirms_as_it_was_proposed(story, four_eyes, editor, chief_editor):
    row = desk.propose("correct", story, by=editor, kind="correction", note="Wrong.", changes=REWRITE)
    with pytest.raises(desk.Refused, match="somebody else"):
        desk.confirm(row, by=editor)
    assert live(story).headline == "Rain"

    desk.confirm(row, by=chief_editor)

    assert (live(story).headline, live(story).kind) == (REWRITE["headline"], "correction")
    assert not Proposal.objects.exists()
    assert Act.objects.get(verb="confirm").data["proposed_by"] == "editor"


def test_a_restoration_is_proposed_and_confirmed(story, four_eyes, editor, chief_editor):
    desk.withdraw(story, by=editor, note="Wrong.")
    with pytest.raises(desk.Refused, match="Four eyes"):
        desk.restore(story, by=editor)

    desk.confirm(desk.propose("restore", story, by=editor, note="It was right."), by=chief_editor)

    assert live(story).kind == "restoration"


def test_what_was_acted_on_since_is_proposed_anew(story, four_eyes, editor, chief_editor):
    row = desk.propose("correct", story, by=editor, kind="correction", note="Wrong.", changes=REWRITE)
    desk.label(story, by=editor, label="live")

    with pytest.raises(desk.Refused, match="acted on"):
        desk.confirm(row, by=chief_editor)

    desk.decline(row, by=chief_editor, reason="The label.")
    assert (live(story).headline, Proposal.objects.count()) == ("Rain", 1)


def test_a_proposal_needs_what_the_act_needs(story, four_eyes, reporter):
    with pytest.raises(desk.Refused, match="permission"):
        desk.propose("correct", story, by=reporter, kind="correction", note="Wrong.", changes=REWRITE)


def test_the_page_of_a_correction_proposes_and_that_of_the_proposal_confirms(
    story, four_eyes, editor, chief_editor, client
):
    page = reverse("admin:articles_article_correct", args=[story.pk])
    sent = {"kind": "correction", "note": "Wrong.", "headline": "Rain", "body": REWRITE["body"],
            "seen": desk.Timeline(story, clock.now()).last_digest}  # fmt: skip
    client.force_login(editor)
    looked = client.post(page, sent | {"_look": "1"})
    client.post(page, sent | {"looked_at": looked.context["looked_at"], "_do": "1"})
    row = Proposal.objects.get()
    address = reverse("proposal", args=[row.pk])
    assert client.post(address, {"_confirm": "1"}).status_code == 200

    client.force_login(chief_editor)
    assert address in client.get(reverse("admin:index")).content.decode()
    assert "Anna Petrova" in client.get(address).content.decode()
    client.post(address, {"_confirm": "1"})

    assert live(story).body == REWRITE["body"]


# --- on the screens ---


def page_of(row):
    return reverse("proposal", args=[row.pk])


@pytest.fixture
def proposed(story, four_eyes, editor):
    return desk.propose("correct", story, by=editor, kind="correction", note="Wrong.", changes=REWRITE)


def test_a_stale_proposal_says_so_and_can_only_be_declined(proposed, story, editor, chief_editor, at_desk):
    client = at_desk(chief_editor)
    said = "changed after it was proposed, so it can&#x27;t be confirmed. Decline it"
    assert said not in client.get(page_of(proposed)).content.decode()
    desk.label(story, by=editor, label="live")

    page = client.get(page_of(proposed)).content.decode()

    assert said in page
    assert 'name="_confirm" value="1" class="button default" disabled aria-describedby="why-not"' in page
    assert client.post(page_of(proposed), {"_confirm": 1}).status_code == 200
    assert client.post(page_of(proposed), {"_decline": 1, "why": "Stale."}, follow=True).status_code == 200
    assert Proposal.objects.get().declined_because == "Stale."


@pytest.mark.parametrize("change", ["another", "gone"])
def test_a_proposal_on_a_row_that_changed_or_went_says_so(change, four_eyes, editor, chief_editor, at_desk):
    page = Page.objects.create(headline="About", slug="about", body="Us.", is_published=True)
    row = desk.propose("describe", page, by=editor, values={"headline": "We"})
    if change == "gone":
        page.delete()
    else:
        Page.objects.update(headline="They")

    shown = at_desk(chief_editor).get(page_of(row)).content.decode()

    assert ("no longer there" if change == "gone" else "changed after it was proposed") in shown


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_answered_proposal_leads_to_my_desk_with_a_word(method, proposed, chief_editor, at_desk):
    client = at_desk(chief_editor)
    desk.decline(proposed, by=chief_editor, reason="No.")

    response = getattr(client, method)(page_of(proposed), {"_confirm": 1}, follow=True)

    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert "This no longer waits" in response.content.decode()


def test_ones_own_proposal_is_taken_back(proposed, editor, at_desk):
    client = at_desk(editor)
    page = client.get(page_of(proposed)).content.decode()
    assert "Take it back" in page
    assert "You proposed this, so somebody else confirms it." in page

    said = client.post(page_of(proposed), {"_decline": 1}, follow=True).content.decode()

    assert "Taken back: nothing was changed." in said
    assert not Proposal.objects.exists()


def test_what_waits_is_named_on_the_story_and_on_my_desk(proposed, story, editor, chief_editor, at_desk):
    page = Page.objects.create(headline="About us", slug="about", body="Us.", is_published=True)
    waiting = desk.propose("describe", page, by=editor, values={"headline": "We"})
    client = at_desk(chief_editor)

    mine = client.get(reverse("admin:index")).content.decode()
    desk.decline(waiting, by=chief_editor, reason="No.")
    declined = at_desk(editor).get(reverse("admin:index")).content.decode()

    assert "Correct the live story: Rain" in mine
    assert "Changed in print: About us" in mine
    assert "Changed in print: About us" in declined
    assert mine.count('<time datetime="') >= 2
    for name in ("change", "withdraw"):
        shown = client.get(reverse(f"admin:articles_article_{name}", args=[story.pk])).content.decode()
        assert f'href="{page_of(proposed)}"' in shown
        assert "Waits for a second pair of eyes" in shown


@pytest.mark.parametrize("eyes", [True, False])
def test_a_button_says_whether_the_act_is_proposed(eyes, story, editor, at_desk):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": eyes})
    desk.withdraw(story, by=editor, note="Wrong.")

    page = at_desk(editor).get(reverse("admin:articles_article_restore", args=[story.pk])).content.decode()

    button = page[page.index('name="_do"') :].partition("</button>")[0]
    assert ("Propose it" in button, "Restore" in button) == (eyes, not eyes)


def test_a_grey_button_says_why(make_article, editor, at_desk):
    blocked = make_article(body="See [the map]().")

    page = at_desk(editor).get(reverse("admin:articles_article_publish", args=[blocked.pk])).content.decode()

    assert 'disabled aria-describedby="why-not"' in page
    assert "It can&#x27;t be published yet" in page


@pytest.mark.parametrize("kind", ["first", "update", "minor", "restoration"])
def test_with_four_eyes_a_publication_prints_no_note_that_nobody_approved(
    kind, make_article, publish, four_eyes, editor, chief_editor, client
):
    Publication.objects.update(four_eyes=False)
    story = make_article(by=editor) if kind == "first" else publish(make_article(by=editor))
    if kind == "restoration":
        desk.withdraw(story, by=editor, note="Wrong.")
    Publication.objects.update(four_eyes=True)
    desk.save(story, by=editor)
    desk.approve(story, by=chief_editor)

    with pytest.raises(desk.Refused, match="nobody approved this note"):
        desk.publish(story, by=editor, kind=kind, note="The mayor is a thief.")

    client.force_login(editor)
    page = client.get(reverse("admin:articles_article_publish", args=[story.pk]))
    assert "note" not in page.context["form"].fields


# What a proposal would print is shown, and holds until it is confirmed


@pytest.fixture
def with_rows(story, make_source, four_eyes):
    """Return the arguments of a correction that prints a citation and a picture anew, and both rows."""
    from articles.models import Citation, Image

    source = make_source("Ministry")
    picture = Image.objects.create(alt_text="A man", caption="The mayor", credit="C")
    citation = Citation.objects.create(article=story, source=source, quote="We paid.")
    body = f"It rained, and it snowed. [@ministry]\n\n{picture.mark}"
    return {"kind": "correction", "note": "Wrong.", "changes": {"body": body}}, citation, picture


@pytest.mark.parametrize("row", [1, 2])
def test_a_proposal_is_refused_once_a_row_that_it_would_print_was_changed(
    row, with_rows, story, editor, chief_editor, client
):
    said, changed = with_rows[0], with_rows[row]
    proposal = desk.propose("correct", story, by=editor, **said)
    setattr(changed, "quote" if row == 1 else "caption", "A criminal")
    changed.save()

    with pytest.raises(desk.Refused, match="changed, since it was proposed"):
        desk.confirm(proposal, by=chief_editor)
    client.force_login(chief_editor)
    assert "changed after it was proposed" in client.get(reverse("proposal", args=[proposal.pk])).text


def test_the_page_of_a_proposal_shows_the_rows_that_it_would_print(
    with_rows, story, editor, chief_editor, client
):
    proposal = desk.propose("correct", story, by=editor, **with_rows[0])
    client.force_login(chief_editor)

    page = client.get(reverse("proposal", args=[proposal.pk])).text

    assert [words for words in ("The mayor", "We paid.", "[@ministry]") if words not in page] == []


def test_a_correction_is_looked_at_anew_once_a_row_that_it_prints_was_changed(
    with_rows, story, editor, client
):
    said, _citation, picture = with_rows
    Publication.objects.update(four_eyes=False)
    page = reverse("admin:articles_article_correct", args=[story.pk])
    sent = {"kind": "correction", "note": "Wrong.", "headline": "Rain", "body": said["changes"]["body"],
            "seen": desk.Timeline(story, clock.now()).last_digest}  # fmt: skip
    client.force_login(editor)
    looked = client.post(page, sent | {"_look": "1"})
    assert "The mayor" in looked.text
    picture.caption = "A criminal"
    picture.save()

    again = client.post(page, sent | {"looked_at": looked.context["looked_at"], "_do": "1"})

    assert "A criminal" in again.text
    assert story.editions.count() == 1


def test_the_page_of_a_restoration_shows_what_comes_back(story, four_eyes, editor, chief_editor, client):
    desk.withdraw(story, by=editor, note="Wrong.")
    proposal = desk.propose("restore", story, by=editor, note="It was right.")
    client.force_login(chief_editor)

    assert "it snowed" in client.get(reverse("proposal", args=[proposal.pk])).text


# What is declined keeps its words


def test_what_is_declined_stands_on_its_makers_desk_and_can_be_proposed_anew(
    story, four_eyes, editor, chief_editor, client
):
    changes = {"body": "It rained, and it snowed.\n\nNobody was hurt."}
    row = desk.propose("correct", story, by=editor, kind="correction", note="Wrong.", changes=changes)
    with pytest.raises(desk.Refused, match="Say why"):
        desk.decline(row, by=chief_editor)
    page = reverse("proposal", args=[row.pk])
    client.force_login(chief_editor)
    client.post(page, {"_decline": "1", "why": "Who says so?"})
    assert page not in client.get(reverse("admin:index")).text
    assert client.get(page).status_code == 302
    with pytest.raises(desk.Refused, match="declined this meanwhile"):
        desk.confirm(row, by=chief_editor)

    client.force_login(editor)
    home = client.get(reverse("admin:index")).text
    assert all(words in home for words in (page, "Who says so?", "chief"))
    shown = client.get(page).text
    assert all(words in shown for words in ("Nobody was hurt.", "Who says so?"))
    client.post(page, {"_anew": "1"})

    anew = Proposal.objects.get()
    assert (anew.arguments["changes"], anew.declined_at) == (changes, None)
    desk.confirm(anew, by=chief_editor)
    assert live(story).body == changes["body"]


def test_what_is_proposed_anew_keeps_what_was_corrected_meanwhile(publish, four_eyes, editor, chief_editor):
    Publication.objects.update(four_eyes=False)
    story = publish(body="One.\n\nTwo.\n\nThree.")
    Publication.objects.update(four_eyes=True)
    said = {"kind": "correction", "note": "Wrong."}
    late = desk.propose("correct", story, by=editor, changes={"body": "One.\n\nTwo.\n\nThird."}, **said)
    other = desk.propose("correct", story, by=editor, changes={"body": "First.\n\nTwo.\n\nThree."}, **said)
    desk.confirm(other, by=chief_editor)

    desk.confirm(desk.propose_anew(late, by=editor), by=chief_editor)

    assert live(story).body == "First.\n\nTwo.\n\nThird."


def test_what_clashes_is_not_proposed_anew_and_keeps_its_words(story, four_eyes, editor, chief_editor):
    said = {"kind": "correction", "note": "Wrong."}
    late = desk.propose("correct", story, by=editor, changes={"body": "It hailed."}, **said)
    desk.confirm(
        desk.propose("correct", story, by=editor, changes={"body": "It was dry."}, **said), by=chief_editor
    )

    with pytest.raises(desk.Refused, match="changed in the same place"):
        desk.propose_anew(late, by=editor)
    with pytest.raises(desk.Refused, match="Its maker"):
        desk.propose_anew(late, by=chief_editor)

    assert Proposal.objects.get().arguments["changes"] == {"body": "It hailed."}


def test_its_maker_drops_a_proposal_for_good(story, four_eyes, editor):
    row = desk.propose("correct", story, by=editor, kind="correction", note="Wrong.", changes=REWRITE)

    desk.decline(row, by=editor)

    assert not Proposal.objects.exists()
