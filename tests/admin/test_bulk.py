"""One act on many stories: each by itself, and an account of what was done."""

import pytest
from django.urls import reverse

from articles import desk
from articles.admin import bulk
from articles.desk import auditing
from articles.models import Act, Article, Byline, Image, Person, Topic

pytestmark = pytest.mark.django_db
BULK = reverse("admin:articles_article_bulk")


@pytest.fixture
def act(client, editor):
    client.force_login(editor)

    def act(articles, verb, as_script=True, **fields):
        keys = ",".join(f"{article.pk}.{article.version}" for article in articles)
        sent = {"verb": verb, "keys": keys, "since": auditing.last_number(), **fields}
        return client.post(BULK, sent, headers={"accept": "application/json"} if as_script else {})

    return act


def test_an_act_is_done_on_each_and_the_account_says_so(act, make_article):
    articles = [make_article() for _each in range(3)]

    assert act(articles, "submit").json() == {"done": 3, "refused": [], "left": []}
    assert set(Article.objects.values_list("stage", flat=True)) == {"submitted"}


def test_the_page_lists_what_it_will_touch(client, editor, make_article, section, monkeypatch):
    client.force_login(editor)
    stories = [make_article(headline=f"Story {number}") for number in range(3)]
    monkeypatch.setattr(bulk, "LISTED", 2)

    page = client.get(BULK).text

    assert [story.headline in page for story in stories].count(True) == 2
    assert "And 1 more." in page


def test_one_that_is_refused_stops_no_other_and_says_why(act, make_article, publish):
    live, draft = publish(headline="Live"), make_article()

    told = act([live, draft], "spike", reason="Old.").json()

    assert told["done"] == 1
    assert told["refused"] == [
        {
            "key": live.pk,
            "headline": "Live",
            "why": "The story was published: it can't be spiked, only withdrawn.",
        }
    ]
    draft.refresh_from_db()
    assert draft.stage == "spiked"


def test_a_story_sent_twice_is_acted_on_once(act, make_article):
    article = make_article()

    assert act([article, article], "submit").json()["done"] == 1
    assert Act.objects.filter(verb="submit").count() == 1


def test_a_story_that_is_gone_breaks_nothing(act, make_article):
    article = make_article()
    gone = Article(pk=article.pk + 1000)

    assert act([gone, article], "submit").json()["done"] == 1


def test_without_a_script_a_batch_is_done_and_the_rest_waits_for_a_button(act, make_article, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    articles = [make_article() for _each in range(3)]

    page = act(articles, "submit", as_script=False)

    assert page.context["account"]["done"] == 2
    assert page.context["keys"] == [articles[2].pk]
    assert "Go on" in page.content.decode()


def test_a_withdrawal_of_many_needs_its_note(act, publish):
    articles = [publish(), publish()]

    assert len(act(articles, "withdraw").json()["refused"]) == 2
    assert act(articles, "withdraw", note="The source was false.").json()["done"] == 2


@pytest.mark.parametrize(
    ("verb", "fields"),
    [("approve", {}), ("publish", {}), ("assign", {}), ("send_back", {"reason": "Who says so?"})],
)
def test_acts_of_the_desk_are_done_in_bulk(act, make_article, chief_editor, verb, fields):
    article = make_article()
    if verb == "send_back":
        desk.submit(article, by=chief_editor)

    assert act([article], verb, **fields).json()["done"] == 1


def test_labels_are_set_in_bulk_without_a_new_text(act, publish):
    article = publish(headline="A")

    assert act([article], "label", label="breaking").json()["done"] == 1
    assert article.editions.order_by("number").last().label == "breaking"


@pytest.mark.parametrize(
    ("verb", "fields"), [("withdraw", {"note": "Wrong."}), ("label", {"label": "breaking"})]
)
def test_a_story_that_was_corrected_since_it_was_listed_is_looked_at_again(
    act, publish, chief_editor, verb, fields
):
    mended, other = publish(), publish()
    listed = {**fields, "since": auditing.last_number()}
    desk.correct(mended, by=chief_editor, kind="correction", note="Nine.", changes={"body": "It was nine."})

    told = act([mended, other], verb, **listed).json()

    assert [each["why"] for each in told["refused"]] == [
        "This story was acted on since you opened the page. Look at it again."
    ]
    assert told["done"] == 1
    assert act([mended], verb, **fields).json()["done"] == 1


def test_a_story_that_was_rewritten_since_it_was_listed_is_not_spiked(act, make_article, change):
    rewritten, other = make_article(), make_article()
    change(Article.objects.get(pk=rewritten.pk), body="Now it is news.")

    told = act([rewritten, other], "spike", reason="No news.").json()

    assert [each["key"] for each in told["refused"]] == [rewritten.pk]
    assert told["done"] == 1
    assert set(Article.objects.values_list("stage", flat=True)) == {"draft", "spiked"}


def test_a_story_that_was_assigned_since_it_was_listed_is_looked_at_again(
    act, make_article, chief_editor, editor, reporter, change
):
    given, saved, other = make_article(), make_article(), make_article()
    listed = {"assignee": editor.pk, "since": auditing.last_number()}
    desk.assign(given, by=chief_editor, assignee=reporter)
    was = Article.objects.get(pk=saved.pk)
    change(Article.objects.get(pk=saved.pk), assignee=reporter)
    change(Article.objects.get(pk=other.pk), body="Other words.")

    told = act([given, was, other], "assign", **listed).json()

    assert [each["key"] for each in told["refused"]] == [given.pk, saved.pk]
    assert told["done"] == 1
    assert {*Article.objects.values_list("assignee__username", flat=True)} == {"reporter", "editor"}


def test_an_act_that_a_role_may_not_do_is_not_offered(client, act, make_article, reporter):
    client.force_login(reporter)

    assert act([make_article()], "withdraw", note="x").status_code == 400


def test_the_list_gives_its_filters_on(client, act, make_article, chief_editor):
    submitted = make_article()
    make_article()
    desk.submit(submitted, by=chief_editor)

    page = client.get(BULK, {"stage__exact": "submitted"})

    assert page.context["keys"] == [submitted.pk]


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("stage__exact=draft&o=1", "stage__exact=draft&amp;o=1"),
        ("id__in={pk}&_changelist_filters=q%3Drain%26o%3D1", "q=rain&amp;o=1"),
    ],
)
def test_back_leads_to_the_list_as_it_was_filtered(client, act, make_article, asked, query):
    story = make_article()
    back = f'href="{reverse("admin:articles_article_changelist")}?{query}">Back to the list'

    page = client.get(f"{BULK}?{asked.format(pk=story.pk)}")
    assert back in page.text
    assert page.context["keys"] == [story.pk]

    assert back in act([story], "submit", as_script=False, back=page.context["back"]).text


@pytest.mark.parametrize("verb", ["approve", "publish", "send_back"])
def test_a_story_that_was_saved_since_it_was_listed_is_refused(
    client, act, make_article, change, reporter, verb
):
    """A writer who waits for that moment has words approved that nobody saw."""
    story, other = make_article(created_by=reporter), make_article(created_by=reporter)
    desk.submit(story, by=reporter)
    desk.submit(other, by=reporter)
    page = client.get(BULK).context
    change(story, body="The mayor is a thief.")

    sent = {"verb": verb, "keys": page["joined"], "reason": "Who says so?", "since": shown(page)}
    told = client.post(BULK, sent, headers={"accept": "application/json"}).json()

    assert [row["key"] for row in told["refused"]] == [story.pk]
    assert "changed since you opened it" in told["refused"][0]["why"]
    assert told["done"] == 1


def shown(page):
    """Return the number of the log's last act when a page was shown."""
    return page["form"]["since"].value()


@pytest.mark.parametrize("verb", ["submit", "approve", "publish", "send_back"])
def test_a_story_whose_version_nobody_named_is_refused(client, act, make_article, reporter, verb):
    story = make_article(created_by=reporter)
    if verb != "submit":
        desk.submit(story, by=reporter)

    for keys in (f"{story.pk}", f"{story.pk}.", f"{story.pk}.0", f"{story.pk}.x", f"{story.pk}.{'9' * 30}"):
        told = act([], verb, keys=keys, reason="Who says so?").json()
        assert (told["done"], len(told["refused"])) == (0, 1), keys


@pytest.fixture
def listed(client, editor, reporter, make_article, make_source):
    """Two stories that wait, one with a name of each kind, and what the page of both would send."""
    ministry, image = make_source("Ministry"), Image.objects.create(alt_text="Boats", caption="Boats.")
    story = make_article(sources=[ministry], body="So. [@ministry]", lead_image=image, created_by=reporter)
    ann, peace = Person.objects.create(name="Ann"), Topic.objects.create(name="Peace")
    Byline.objects.create(article=story, person=ann)
    story.topics.add(peace)
    for each in (story, make_article(created_by=reporter)):
        desk.submit(each, by=reporter)
    client.force_login(editor)
    page = client.get(BULK)
    assert page.text.count('name="since"') == 1
    form = page.context
    rows = {"source": ministry, "image": image, "person": ann, "topic": peace}
    return story, rows, {"verb": "approve", "keys": form["joined"], "since": shown(form)}


@pytest.mark.parametrize("verb", ["approve", "publish"])
@pytest.mark.parametrize("kind", ["source", "image", "person", "topic"])
def test_an_act_on_many_refuses_one_whose_names_or_words_were_changed_since(
    client, reporter, listed, kind, verb
):
    story, rows, sent = listed
    sent |= {"verb": verb, "despite": "Yes."}
    auditing.log_row("change_row", rows[kind], by=reporter, changes={"name": {"before": "", "after": "A"}})

    told = client.post(BULK, sent, headers={"accept": "application/json"}).json()

    assert ([row["key"] for row in told["refused"]], told["done"]) == ([story.pk], 1)
    assert "changed since you opened it" in told["refused"][0]["why"]


def test_an_approval_of_many_refuses_one_with_a_merged_name_and_takes_another_crop(client, editor, listed):
    story, rows, sent = listed
    desk.merge_people(rows["person"], Person.objects.create(name="Bob"), by=editor)
    told = client.post(BULK, sent, headers={"accept": "application/json"}).json()
    assert [row["key"] for row in told["refused"]] == [story.pk]

    since = auditing.last_number()
    auditing.log_row("change_row", rows["image"], by=editor, changes={"focal_x": {"before": 1, "after": 2}})

    assert client.post(BULK, {**sent, "since": since}).context["account"]["done"] == 1


def test_an_approval_of_many_waits_for_another_look_after_a_topic_was_deleted(
    client, editor, chief_editor, listed
):
    """Which copies named it, nothing tells any more: they would go out without it."""
    _story, rows, sent = listed
    client.force_login(chief_editor)
    client.post(reverse("admin:articles_topic_delete", args=[rows["topic"].pk]), {"post": "yes"})
    client.force_login(editor)

    assert client.post(BULK, sent).context["account"]["done"] == 0
    assert client.post(BULK, {**sent, "since": auditing.last_number()}).context["account"]["done"] == 2


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 40, "\x00"])
def test_a_number_of_no_act_is_refused(client, listed, since):
    answer = client.post(BULK, {**listed[2], "since": since}, headers={"accept": "application/json"})

    assert answer.status_code == 400


@pytest.mark.parametrize("keys", ["", "x", "-1", "9" * 40, "1.", ".1", "1.x", "1.1.1"])
def test_keys_of_nothing_break_nothing(act, keys):
    assert act([], "submit", keys=keys).json()["done"] == 0


@pytest.mark.parametrize("query", ["nonsense=1", "pk=x", "updated_at__gte=yesterday"])
def test_a_filter_that_is_none_leads_back_to_the_list(query, client, editor):
    client.force_login(editor)

    response = client.get(f"{BULK}?{query}")

    assert (response.status_code, response["Location"]) == (302, "/admin/articles/article/?e=1")
