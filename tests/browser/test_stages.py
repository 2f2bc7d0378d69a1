"""A story's stages in a real browser: two people at their desks, and the acts that hold, plan and undo."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Act, Article, Edition, Preference, Publication, Section, clock
from tests.browser.hands import body, forget, keep_now, open_acts, press_save
from tests.cast import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def colleague(other_page, sign_in):
    """Open the desk in another window, as somebody else."""

    def colleague(name, group):
        sign_in(make_user(name, group), other_page)
        return other_page

    return colleague


@pytest.fixture
def story(boss):
    """Make a story, live or not."""

    def make(headline="Rain", body="It rained.", is_live=False, **fields):
        article = Article(headline=headline, body=body, section=Section.objects.get(slug="world"), **fields)
        desk.save(article, by=boss)
        if is_live:
            desk.publish(article, by=boss)
        return article

    return make


def page_of(article, name="change"):
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def act(page, name):
    """Follow an act's link on a story's page."""
    open_acts(page).get_by_role("link", name=name, exact=True).click()


def press(page, name, said):
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(said)


def save_a_change(page):
    page.get_by_label("Standfirst:").fill("All day.")
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")


def test_a_reporters_story_is_sent_back_resubmitted_approved_and_published(desk_page, colleague):
    editor, reporter = desk_page, colleague("rosa", "Reporter")
    reporter.goto(reverse("admin:index"))
    reporter.get_by_role("link", name="Write a story").click()
    reporter.get_by_label("Headline:").fill("A bridge")
    body(reporter).fill("It was built.")
    reporter.get_by_label("Section:").select_option("World")
    reporter.keyboard.press("Control+Enter")
    press(reporter, "Submit", "Submitted")

    editor.goto(reverse("admin:index"))
    editor.get_by_role("region", name="Waiting for approval").get_by_role(
        "link", name="A bridge"
    ).first.click()
    act(editor, "Send back")
    editor.get_by_label("Reason:").fill("Who paid for it?")
    press(editor, "Send back", "Sent back")

    reporter.goto("/admin/")
    expect(reporter.get_by_role("region", name="Sent back to me")).to_contain_text("Who paid for it?")
    reporter.get_by_role("link", name="A bridge").first.click()
    act(reporter, "Submit")
    press(reporter, "Submit", "Submitted")

    editor.reload()
    act(editor, "Approve")
    press(editor, "Approve", "Approved")
    act(editor, "Publish")
    press(editor, "Publish", "it is live now")
    verbs = Act.objects.exclude(verb="save").order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["submit", "send_back", "submit", "approve", "publish"]


def test_who_wrote_may_not_approve_where_four_eyes_are_the_rule(desk_page, story):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    article = story()

    desk_page.goto(page_of(article))
    expect(open_acts(desk_page)).to_contain_text("Submit")
    expect(desk_page.get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    desk_page.goto(page_of(article, "approve"))
    expect(desk_page.locator(".messagelist")).to_contain_text("four eyes", ignore_case=True)


def test_a_story_is_spiked_and_unspiked(desk_page, story):
    page, article = desk_page, story()
    page.goto(page_of(article, "spike"))
    page.get_by_label("Reason:").fill("Old news.")
    press(page, "Spike", "Spiked")
    act(page, "Unspike")
    press(page, "Unspike", "Unspiked")

    article.refresh_from_db()
    assert (article.stage, article.body) == ("draft", "It rained.")


def test_a_legal_flag_stops_publication_until_a_chief_editor_lifts_it(desk_page, colleague, story):
    chief, editor, article = desk_page, colleague("eva", "Editor"), story()
    editor.goto(page_of(article, "flag"))
    editor.get_by_label("Reason:").fill("A name is given.")
    press(editor, "Flag as legally doubtful", "Flagged")
    names = open_acts(editor)
    expect(names.get_by_role("link", name="Publish", exact=True)).to_have_count(0)
    expect(names.get_by_role("link", name="Lift the legal flag")).to_have_count(0)

    chief.goto(page_of(article))
    expect(chief.locator(".standing")).to_contain_text("A name is given.")
    act(chief, "Lift the legal flag")
    press(chief, "Lift the legal flag", "lifted")
    act(chief, "Publish")
    press(chief, "Publish", "it is live now")


def test_a_plan_waits_for_the_end_of_an_embargo_or_for_its_lifting(desk_page, story, complaints):
    page, article = desk_page, story()
    ends = clock.now() + timedelta(hours=3)
    page.goto(page_of(article))
    page.keyboard.press("Control+k")
    page.keyboard.type("embargo")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Set an embargo")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Embargo until:")).to_be_focused()
    page.keyboard.type("+3h")
    expect(page.locator(".field-embargo_until .moment-said")).to_contain_text(f"{ends:%H:%M}")
    press_save(page)
    expect(page.locator(".standing")).to_contain_text("Embargo")
    expect(open_acts(page)).to_contain_text("Lift the embargo")
    page.keyboard.press("Escape")
    act(page, "Publish")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("main")).to_contain_text("embargo")
    assert not Edition.objects.exists()
    forget(page, complaints, "409")

    page.goto(page_of(article, "lift_embargo"))
    press(page, "Lift the embargo", "lifted")
    act(page, "Publish")
    press(page, "Publish", "it is live now")


def test_who_has_the_story_open_is_shown_as_it_happens_and_who_saved(desk_page, colleague, story):
    mine, theirs, article = desk_page, colleague("rosa", "Editor"), story()
    mine.goto(page_of(article))
    theirs.goto(page_of(article))
    expect(theirs.locator("#presence")).to_contain_text("boss")
    save_a_change(theirs)

    body(mine).fill("It rained a lot.")
    keep_now(mine)

    expect(mine.locator("#presence")).to_contain_text("rosa saved this story")
    expect(mine.locator("#presence")).to_contain_text("Also open at: rosa")


def test_who_saves_in_another_tab_is_told_so(desk_page, story):
    here, article = desk_page, story()
    here.goto(page_of(article))
    there = here.context.new_page()
    there.goto(page_of(article))
    save_a_change(there)

    body(here).fill("It rained a lot.")
    keep_now(here)

    expect(here.locator("#presence")).to_contain_text("You saved this story in another tab")
    expect(here.locator("#presence")).not_to_contain_text("boss")


def test_a_correction_that_clashes_with_the_plan_says_so_before_the_act(desk_page, story, boss):
    page, article = desk_page, story(body="Ten people came.", is_live=True)
    article.body = "Twelve people came, and left."
    desk.save(article, by=boss, base=article.version)
    desk.publish(article, by=boss, at=clock.now() + timedelta(hours=2), kind="update")
    page.goto(page_of(article, "correct"))
    page.get_by_label("Note to readers:").fill("There were eleven.")
    body(page).fill("Eleven people came.")

    page.get_by_role("button", name="Show what this changes").click()

    expect(page.locator(".foreseen")).to_contain_text(
        "Body: it clashes with the planned text", ignore_case=True
    )
    assert article.editions.count() == 2
    press(page, "Correct the live story", "Corrected")
    assert [row.body for row in article.editions.order_by("number")][-1] == "Eleven people came."


def test_a_label_is_set_and_lifted_without_a_new_text(desk_page, other_page, story):
    page, reader, article = desk_page, other_page, story(is_live=True)
    for label, shown in (("breaking", True), ("none", False)):
        page.goto(page_of(article, "label"))
        page.get_by_label(label, exact=True).check()
        press(page, "Label", "The label is changed")
        reader.goto(article.editions.last().get_absolute_url())
        assert ("breaking" in reader.locator("header").last.inner_text().lower()) == shown


def test_a_redaction_says_what_goes_and_what_stays(desk_page, story, live_server, complaints):
    page, article = desk_page, story(body="The victim's name.", is_live=True)
    page.goto(page_of(article, "change"))
    body(page).fill("The victim's name, and more.")
    page.goto(page_of(article, "redact"))
    expect(page.locator("[name=words]")).to_be_focused()  # not the button, below what the form asks
    expect(page.locator("main")).to_contain_text("What goes, for ever")
    expect(page.locator("main")).to_contain_text("What stays")
    page.get_by_label("body", exact=True).check()
    page.locator("[name=numbers]").first.check()
    page.get_by_label("Order:").fill("A court, today.")
    # What the browser kept of the open form has begun before the redaction.
    with page.expect_response(lambda answer: answer.status == 410):
        press(page, "Redact", "Redacted")
    assert not page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('newsroom:'))")
    expect(page.locator("#kept-text")).to_have_count(0)
    expect(page.locator(".messagelist")).to_contain_text("Redacted")
    page.goto(live_server.url + Edition.objects.get().get_absolute_url())
    expect(page.locator("body")).not_to_contain_text("victim")
    forget(page, complaints, "410")


def test_an_expiry_is_planned_and_the_front_is_seen_as_it_will_stand(desk_page, story):
    page, article = desk_page, story(headline="Till tomorrow", is_live=True)
    ends = clock.now() + timedelta(days=1)
    page.goto(page_of(article, "expire"))
    page.get_by_label("Moment:").fill(f"{ends:%Y-%m-%dT%H:%M}")
    press(page, "Let it expire", "The expiry is set")

    page.goto(reverse("home_desk"))
    expect(page.locator("#time-line ~ .time-line, .time-line").first).to_contain_text("Till tomorrow")
    page.get_by_label("See this front at").fill("+2h")
    expect(page.locator(".keep-filter .moment-said")).not_to_be_empty()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="See it", exact=True).click()
    expect(popup.value.locator("main")).to_contain_text("Till tomorrow")
    page.goto(f"{reverse('home_preview')}?at={ends + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    expect(page.locator("main")).not_to_contain_text("Till tomorrow")


def test_a_story_is_assigned_and_its_writer_is_told_on_my_desk_and_by_mail(desk_page, colleague, story):
    page, theirs, article = desk_page, colleague("rosa", "Reporter"), story()
    User.objects.filter(username="rosa").update(email="rosa@example.org")
    theirs.goto(reverse("admin:index"))
    theirs.get_by_text("Mail and views").click()
    theirs.get_by_role("button", name="Tell me by mail").click()
    expect(theirs.locator("[name=mail][value=off]")).to_be_attached()
    assert Preference.objects.get().wants_mail

    page.goto(page_of(article, "assign"))
    page.get_by_label("Assignee:").select_option("rosa")
    page.get_by_label("Priority:").select_option(label="high")
    press(page, "Assign", "Assigned")

    theirs.reload()
    expect(theirs.get_by_role("region", name="Mine, in progress")).to_contain_text("high priority")
    expect(theirs.get_by_role("region", name="What colleagues did")).to_contain_text("Rain")
    assert [message.to for message in mail.outbox] == [["rosa@example.org"]]


def test_what_was_refused_is_gone_from_the_page_once_it_is_mended(desk_page, story, complaints):
    page, article = desk_page, story(is_live=True)
    page.goto(page_of(article, "correct"))
    page.get_by_label("Headline:").fill("")
    page.get_by_label("Note to readers:").fill("It snowed.")
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.locator("#act-form > .errornote")).to_contain_text("Nothing was done")
    page.wait_for_load_state()

    page.get_by_label("Headline:").fill("Snow")
    page.get_by_role("button", name="Show what this changes").click()

    expect(page.locator(".foreseen ins")).to_contain_text("Snow")
    expect(page.locator("#act-form").locator(".errornote, .errorlist, .errors")).to_have_count(0)
    complaints.clear()  # the console's line of the 409


def test_warnings_need_a_reason_and_stay_with_the_edition(desk_page, story, complaints):
    page, article = desk_page, story(headline="A long headline " * 12)
    page.goto(page_of(article, "publish"))
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".errorlist, .errornote").first).to_be_visible()
    assert not Edition.objects.exists()

    page.get_by_label("Reason to override the warnings:").fill("It is long on purpose.")
    press(page, "Publish", "it is live now")
    assert "on purpose" in str(Edition.objects.get().private)
    forget(page, complaints, "409")


def test_a_wrong_byline_is_mended_in_the_copy_and_printed_anew_by_a_correction(desk_page, story):
    article = story(is_live=True)
    article.bylines.create(name="Anna Aram", order=1)
    page = desk_page
    page.goto(page_of(article, "correct"))

    page.get_by_label("Byline").check()
    page.get_by_label("Note to readers:").fill("The author was missing.")
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.locator("ins").filter(has_text="Anna Aram")).to_be_visible()
    expect(page.get_by_label("Byline")).to_be_checked()
    press(page, "Correct the live story", "Corrected: the new text is live.")

    page.goto(f"/articles/{article.editions.get(number=2).slug}/history/?old=1&new=2")
    expect(page.locator(".comparison")).to_contain_text("Anna Aram")
