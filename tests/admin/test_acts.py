"""The acts by their pages: who may, by form and by bare POST; what is shown before; what a refusal keeps."""

import html
import re

import pytest
from django.db import transaction
from django.urls import reverse

from articles import desk
from articles.admin import acts
from articles.desk import fingerprints
from articles.desk.act_type import OWN
from articles.desk.registry import ACTS
from articles.models import Act, Article, Edition, Publication, clock
from tests.cast import make_user
from tests.story_states import later

pytestmark = pytest.mark.django_db

ROLES = {"reader": None, "reporter": "Reporter", "editor": "Editor", "chief": "Chief editor"}
ORDER = list(ROLES)

# The least role that may do each act, on a story of its own desk.
LEAST = {
    "submit": "reporter",
    "label": "editor",
    "relate": "editor",
    "assign": "editor",
    "settle": "reporter",
    "flag": "reporter",
    "send_back": "editor",
    "approve": "editor",
    "publish": "editor",
    "move_plan": "editor",
    "drop_plan": "editor",
    "expire": "editor",
    "correct": "editor",
    "emergency_correct": "editor",
    "withdraw": "editor",
    "restore": "editor",
    "spike": "editor",
    "unspike": "editor",
    "lift_embargo": "editor",
    "lift_flag": "chief",
    "redact": "chief",
}


@pytest.fixture(scope="module")
def people(kept):
    """Somebody of each role."""
    return {role: make_user(f"the {role}", group) for role, group in ROLES.items()}


# What the forms ask of which the declaration of the act does not tell.
CHOSEN = {
    "label": {"label": "developing"},
    "assign": {"priority": 1},
    "move_plan": {"part": "text"},
    "drop_plan": {"part": "text"},
    "correct": {"kind": "correction", "note": "It was nine.", "body": "It was nine."},
    "emergency_correct": {"kind": "correction", "note": "It was nine.", "body": "Nine.", "reason": "Night."},
    "settle": {"merge-body-0": "theirs"},
    "redact": {"fields_": ["body"], "numbers": [1], "order": "The court's, today"},
}


def typed(verb):
    """Return what is typed into a form: a text for each field that it demands, and what is chosen."""
    demanded = (name for name, options in ACTS[verb].asks.items() if options.get("required"))
    return dict.fromkeys(demanded, "Wrong.") | CHOSEN.get(verb, {})


def page_of(verb, article):
    return reverse(f"admin:articles_article_{verb}", args=[article.pk])


def bare(article, verb):
    """Return what a form would send, without having seen one."""
    article.refresh_from_db()
    timeline = desk.Timeline(article, clock.now())
    fields = {"seen": timeline.last_digest, "version": article.version, "headline": article.headline}
    if verb in ("approve", "publish"):
        fields["looked_at"] = fingerprints.word(article)
    return {**fields, **typed(verb), "_do": "1"}


def filled(page, verb):
    """Return what a browser sends of a page's form, filled in."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    shown = re.search(r'<textarea[^>]*name="headline"[^>]*>\s*([^<]*)</textarea>', page)
    headline = {"headline": html.unescape(shown[1])} if shown else {}
    return {**dict(hidden), **headline, **typed(verb)}


def done(verb, article):
    return (
        Act.objects.filter(verb=verb, subject=f"article:{article.uid}").exclude(by__username="maker").count()
    )


def test_every_act_has_a_page_a_name_and_a_least_role():
    assert set(LEAST) == set(acts.FORMS)
    assert [verb for verb in acts.FORMS if not (ACTS[verb].name and ACTS[verb].done)] == []


@pytest.mark.parametrize("verb", acts.FORMS)
def test_an_act_is_done_by_whom_it_is_for_and_by_nobody_else(verb, ready, people, client):
    wrong = []

    for role, user in people.items():
        article = ready(verb, user)
        before = done(verb, article)
        client.force_login(user)
        may = ORDER.index(role) >= ORDER.index(LEAST[verb])
        for way in (by_form, by_bare_post):
            with transaction.atomic():
                response = way(client, verb, article)
                is_done = done(verb, article) - before == 1
                transaction.set_rollback(True)
            if is_done is not may or response.status_code not in ((302,) if may else (302, 403)):
                wrong.append((role, way.__name__, response.status_code, response.content[-3000:]))

    assert wrong == []


def by_form(client, verb, article):
    """Open the page, fill it in, look at what it shows where there is something to look at, and do it."""
    shown = client.get(page_of(verb, article))
    if shown.status_code != 200:
        return shown
    sent = filled(shown.content.decode(), verb)
    if "_look" in shown.content.decode():
        looked = client.post(page_of(verb, article), {**sent, "_look": "1"}).content.decode()
        sent = {**filled(looked, verb), "looked_at": re.search(r'name="looked_at" value="(\w+)"', looked)[1]}
    return client.post(page_of(verb, article), {**sent, "_do": "1"})


def by_bare_post(client, verb, article):
    sent = bare(article, verb)
    response = client.post(page_of(verb, article), sent)
    looked_at = re.search(r'name="looked_at" value="(\w+)"', response.content.decode())
    if looked_at:
        return client.post(page_of(verb, article), {**sent, "looked_at": looked_at[1]})
    return response


@pytest.mark.parametrize("verb", acts.FORMS)
def test_opening_a_page_never_acts(verb, ready, client, chief_editor):
    article = ready(verb, chief_editor)
    client.force_login(chief_editor)
    before = [list(records.objects.values()) for records in (Edition, Act, Article)]

    response = client.get(page_of(verb, article), {**bare(article, verb)})

    assert response.status_code == 200
    assert [list(records.objects.values()) for records in (Edition, Act, Article)] == before


@pytest.mark.parametrize("verb", acts.FORMS)
def test_an_act_without_its_token_is_refused(verb, ready, chief_editor):
    from django.test import Client

    article, client = ready(verb, chief_editor), Client(enforce_csrf_checks=True)
    client.force_login(chief_editor)

    assert client.post(page_of(verb, article), bare(article, verb)).status_code == 403


@pytest.mark.parametrize("verb", acts.FORMS)
def test_another_desks_story_is_left_alone(verb, ready, people, section, client):
    article = ready(verb)
    section.editors.add(people["chief"])
    client.force_login(people["editor"])
    before = done(verb, article)

    client.post(page_of(verb, article), bare(article, verb))

    is_open = ACTS[verb].boundary == OWN
    assert done(verb, article) - before == int(is_open)


@pytest.fixture
def editor(people):
    return people["editor"]


@pytest.fixture
def chief_editor(people):
    return people["chief"]


@pytest.mark.parametrize(
    "verb", ["publish", "approve", "correct", "expire", "move_plan", "drop_plan", "withdraw", "restore"]
)
def test_of_two_who_act_the_second_is_told_and_loses_nothing_typed(verb, ready, editor_client, chief_editor):
    article = ready(verb, chief_editor)
    sent = {**bare(article, verb), "note": "My note."}
    by_bare_post(editor_client, verb, article)
    records = Edition.objects.count(), done(verb, article)

    response = editor_client.post(page_of(verb, article), {**sent, "note": "My note."})

    assert response.status_code in (200, 409)
    assert "errorlist" in response.content.decode()
    assert (Edition.objects.count(), done(verb, article)) == records


def test_a_refused_act_keeps_what_was_typed(editor_client, publish):
    article = publish()
    sent = {**bare(article, "withdraw"), "note": "A note of some length.", "seen": "stale"}

    page = editor_client.post(page_of("withdraw", article), sent).content.decode()

    assert "This story was acted on since" in page
    assert "A note of some length." in page


def test_before_publishing_one_sees_what_would_change(editor_client, publish, change):
    article = change(publish(body="It was ten."), body="It was eleven.")

    page = editor_client.get(page_of("publish", article)).content.decode()

    assert re.search(r"<del>.*?ten\.</del><ins>.*?eleven\.</ins>", page)


def test_a_story_with_an_error_is_not_published_and_says_what_to_do(editor_client, make_article):
    article = make_article(section=None)

    shown = editor_client.get(page_of("publish", article)).content.decode()
    sent = editor_client.post(page_of("publish", article), bare(article, "publish"))

    assert "The story has no section. Choose one." in html.unescape(shown)
    assert "The story has no section. Choose one." in html.unescape(sent.content.decode())
    assert not article.editions.exists()


def test_a_moment_ahead_makes_a_plan(editor_client, make_article):
    article = make_article()
    at = later(24)

    response = editor_client.post(
        page_of("publish", article), {**bare(article, "publish"), "at": f"{at:%Y-%m-%dT%H:%M}"}, follow=True
    )

    assert "Planned" in response.content.decode()
    assert article.editions.get().live_from == at.replace(second=0, microsecond=0)


def test_a_plan_that_is_moved_to_now_is_said_to_be_live(ready, editor_client, chief_editor):
    article = ready("move_plan", chief_editor)

    page = editor_client.post(page_of("move_plan", article), bare(article, "move_plan"), follow=True)

    assert "it is live now" in page.content.decode()


@pytest.mark.parametrize(
    "at", ["not a moment", "2020-01-01T00:00", "99999-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00"]
)
def test_a_moment_that_can_not_be_is_refused_with_a_sentence(at, editor_client, make_article):
    article = make_article()

    response = editor_client.post(page_of("publish", article), {**bare(article, "publish"), "at": at})

    assert "errorlist" in response.content.decode()
    assert not article.editions.exists()


def test_a_moment_names_the_zone_in_which_it_is_read(editor_client, make_article):
    Publication.objects.update_or_create(defaults={"time_zone": "Asia/Yerevan"})

    page = editor_client.get(page_of("publish", make_article())).content.decode()

    assert "Empty: now." in page
    assert "Time zone: Asia/Yerevan." in page


def foot(client, article):
    page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    return re.findall(r'name="_act" value="(\w+)"', page)


def test_the_forms_foot_leads_to_no_publication_that_would_be_refused(
    editor_client, make_article, publish, change
):
    planned = change(publish(at=later()), body="More of it.")

    assert foot(editor_client, make_article()) == ["publish"]
    assert foot(editor_client, planned) == []


def test_a_reporters_foot_leads_to_submission_until_it_is_submitted(client, make_article, reporter):
    article = make_article(by=reporter)
    client.force_login(reporter)
    assert foot(client, article) == ["submit"]

    desk.submit(article, by=reporter)

    assert foot(client, article) == []


def test_settling_shows_both_texts_and_takes_the_one_that_was_chosen(ready, editor_client, editor):
    article = ready("settle", editor)

    page = editor_client.get(page_of("settle", article)).content.decode()
    editor_client.post(page_of("settle", article), bare(article, "settle"))

    assert "It was nine." in page
    assert "It was twelve." in page
    article.refresh_from_db()
    assert (article.body, article.unmerged, article.version) == ("It was nine.", [], 4)


@pytest.mark.parametrize(
    ("choice", "said"),
    [({"merge-body-0": ""}, "It was twelve."), ({"merge-body-0": "nobody's"}, "It was twelve.")],
)
def test_a_clash_that_nobody_decided_is_not_settled(choice, said, ready, editor_client, editor):
    article = ready("settle", editor)

    response = editor_client.post(page_of("settle", article), {**bare(article, "settle"), **choice})

    assert "Decide each passage" in response.content.decode()
    article.refresh_from_db()
    assert (article.body, bool(article.unmerged)) == (said, True)


def test_four_eyes_hold_by_bare_post(client, make_article):
    editor = make_user("ed", "Editor")
    Publication.objects.create(four_eyes=True)
    article = make_article(by=editor)
    client.force_login(editor)

    for verb in ("approve", "publish"):
        client.post(page_of(verb, article), bare(article, verb))

    assert [done(verb, article) for verb in ("approve", "publish")] == [0, 0]


def test_a_note_that_was_typed_before_four_eyes_is_refused_not_dropped(client, publish, change):
    Publication.objects.create()
    article, chief = change(publish(), body="It was ten."), make_user("boss", "Chief editor")
    client.force_login(make_user("ed", "Editor"))
    sent = bare(article, "publish") | {"kind": "update", "note": "Ten, not nine."}
    desk.approve(article, by=chief)
    Publication.objects.update(four_eyes=True)

    told = client.post(page_of("publish", article), sent)

    assert "nobody approved this note" in told.content.decode()
    assert "Ten, not nine.</textarea>" in told.content.decode()
    assert client.post(page_of("publish", article), sent | {"note": ""}).status_code == 302


def test_the_story_shows_the_acts_that_one_may_do_now_and_no_other(client, publish):
    article, chief = publish(), make_user("boss", "Chief editor")
    client.force_login(chief)

    page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    shown = re.findall(r'href="\.\.(/\w+/)" data-act="(\w+)">([^<]+)<', page)
    allowed = [verb for verb in desk.allowed_acts(article, chief) if verb in LEAST]
    assert [verb for _path, verb, _name in shown] == allowed
    for path, verb, name in shown:
        assert page_of(verb, article).endswith(path)
        assert html.unescape(name) == ACTS[verb].name


def test_an_act_that_can_not_be_done_leads_back_with_the_reason(editor_client, make_article):
    response = editor_client.get(page_of("withdraw", make_article()), follow=True)

    assert "The story is not live" in response.content.decode()


def test_an_act_on_a_story_that_is_not_there_is_a_404(editor_client):
    assert editor_client.get(reverse("admin:articles_article_publish", args=[999999])).status_code == 404
