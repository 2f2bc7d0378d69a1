"""A look at a working copy for somebody outside: it ends, can be ended, is counted, and is kept nowhere."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import Act, Article, PreviewLink, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(make_article, reporter):
    article = make_article("In confidence", by=reporter, body="As first written.")
    return desk.share(article, by=reporter, until=clock.now() + timedelta(hours=1))


def path(link):
    return reverse("outside_preview", args=[link.secret])


def test_whoever_has_the_link_sees_the_newest_version(client, link, change):
    assert "As first written." in client.get(path(link)).content.decode()

    change(link.article, body="As written since.")

    page = client.get(path(link)).content.decode()
    assert "As written since." in page
    assert "in confidence" in page


def test_a_link_to_one_version_goes_on_showing_that(client, link, change, reporter):
    fixed = desk.share(link.article, by=reporter, until=link.expires_at, version=1)

    change(link.article, body="As written since.")

    assert "As first written." in client.get(path(fixed)).content.decode()


def test_a_link_after_its_hour_says_so_clearly_and_shows_nothing(client, link):
    with time_machine.travel(link.expires_at + timedelta(milliseconds=1), tick=False):
        answer = client.get(path(link))

    page = answer.content.decode()
    assert answer.status_code == 410
    assert "The preview has ended" in page
    assert "It was open until" in page
    assert "Ask whoever sent it" in page
    assert "In confidence" not in page
    assert "As first written." not in page


def test_a_link_that_was_revoked_shows_nothing(client, link, reporter):
    desk.revoke(link, by=reporter)

    assert client.get(path(link)).status_code == 410


def test_a_spiked_story_is_shown_to_nobody_outside(client, link, editor):
    desk.spike(link.article, by=editor)

    assert client.get(path(link)).status_code == 410


def test_a_link_whose_maker_left_names_no_end_ahead_and_can_be_ended(client, link, reporter, editor):
    type(reporter).objects.filter(pk=reporter.pk).update(is_active=False)
    client.force_login(editor)

    outside = client.get(path(link)).text
    page = client.get(reverse("admin:articles_article_links", args=[link.article_id])).text

    assert "The preview has ended" in outside
    assert "It was open until" not in outside
    assert "ended by itself" not in page
    assert "shows nothing now" in page
    assert f'name="revoke" value="{link.pk}"' in page


def test_a_secret_of_nothing_is_not_found(client, link):
    assert client.get(reverse("outside_preview", args=["guess"])).status_code == 404


@pytest.mark.parametrize("state", ["open", "ended"])
def test_a_preview_is_kept_and_indexed_nowhere_and_sends_no_referrer(client, link, reporter, state):
    if state == "ended":
        desk.revoke(link, by=reporter)

    answer = client.get(path(link))

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_a_preview_is_counted_each_time_it_is_opened(client, link, reporter):
    client.get(path(link))
    client.get(path(link))
    client.head(path(link))
    desk.revoke(link, by=reporter)
    client.get(path(link))

    link.refresh_from_db()
    assert link.views == 2


def test_a_preview_changes_nothing(client, link):
    assert client.post(path(link)).status_code == 405


@pytest.mark.parametrize("hours", [-1, 0, 24 * 31])
def test_a_link_is_open_for_a_while_that_makes_sense(link, reporter, hours):
    with pytest.raises(desk.Refused, match="30 days"):
        desk.share(link.article, by=reporter, until=clock.now() + timedelta(hours=hours))


def test_only_who_may_change_a_story_may_share_it(link, make_article, reporter, editor):
    theirs = make_article(by=editor)

    with pytest.raises(desk.Refused, match="colleague"):
        desk.share(theirs, by=reporter, until=clock.now() + timedelta(hours=1))


def test_sharing_is_in_the_log_without_the_secret(link, reporter):
    desk.revoke(link, by=reporter)
    desk.revoke(link, by=reporter)

    acts = Act.objects.filter(verb__in=["share", "revoke"]).order_by("pk")
    assert [act.verb for act in acts] == ["share", "revoke"]
    assert link.secret not in str([act.data for act in acts])


def test_who_only_reads_at_the_desk_ends_no_link(link):
    onlooker = make_user("onlooker")
    onlooker.user_permissions.add(Permission.objects.get(codename="view_article"))
    Article.objects.update(stage="spiked")

    with pytest.raises(desk.Refused, match="permission"):
        desk.revoke(PreviewLink.objects.get(), by=onlooker)


def test_a_link_is_made_and_ended_on_its_page(client, link, reporter):
    client.force_login(reporter)
    page = reverse("admin:articles_article_links", args=[link.article.pk])

    client.post(page, {"hours": 24, "what": "this", "version": 1})
    made = PreviewLink.objects.exclude(pk=link.pk).get()
    assert made.version == 1
    assert made.secret in client.get(page).content.decode()

    client.post(page, {"revoke": made.pk})
    made.refresh_from_db()
    assert made.revoked_at
    assert made.secret not in client.get(page).content.decode()


def test_a_preview_reads_like_the_paper(client, link):
    article = Article.objects.get()
    answer = client.get(path(link))

    assert article.headline in answer.content.decode()
    assert "articles/article.html" in [template.name for template in answer.templates]


def test_a_list_of_links_asks_who_may_once_a_maker(client, link, reporter):
    client.force_login(reporter)
    address = reverse("admin:articles_article_links", args=[link.article_id])
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(5):
        desk.share(link.article, by=reporter, until=link.expires_at)

    with CaptureQueriesContext(connection) as many:
        page = client.get(address)

    assert page.content.count(b"End it now") == 6
    assert len(many) == len(few)
