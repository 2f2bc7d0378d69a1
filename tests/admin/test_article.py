"""The desk's pages: the article form, its lists, history, plans, preview; who sees what."""

import re

import pytest
from django.urls import reverse

from articles import desk, search
from articles.models import (
    Article,
    Citation,
    Edition,
    Person,
    Publication,
    Source,
)
from articles.text.rendering import MAX_LENGTH
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


def errors(response):
    return " ".join(str(error) for errors in response.context["errors"] for error in errors)


def test_the_form_stands_in_the_order_in_which_a_story_is_written(at_desk, reporter):
    page = at_desk(reporter).get(reverse("admin:articles_article_add")).content.decode()

    places = [
        page.index(f'name="{name}"')
        for name in ("headline", "standfirst", "body", "citations-TOTAL_FORMS", "section", "topics")
    ]
    assert places == sorted(places)
    assert places[-1] < page.index("bylines-TOTAL_FORMS") < page.index('name="slug"')


def test_a_reporter_writes_a_story_and_goes_on_to_submit_it(at_desk, reporter):
    response = at_desk(reporter).post(reverse("admin:articles_article_add"), typed(_act="submit"))

    article = Article.objects.get()
    assert (article.headline, article.created_by, article.version) == ("A headline", reporter, 1)
    assert response.url == reverse("admin:articles_article_submit", args=[article.pk])


def test_the_desk_calls_a_story_a_story(at_desk, reporter):
    client, add = at_desk(reporter), reverse("admin:articles_article_add")

    form = client.get(add).content.decode()
    saved = client.post(add, typed(), follow=True).content.decode()

    assert "Add story" in form
    assert "The story “" in saved
    assert not re.search(r">[^<]*\barticles?\b", form + saved, re.IGNORECASE)


def test_a_save_raises_the_version_by_one_and_names_who_saved(at_desk, editor, make_article):
    article = make_article()

    at_desk(editor).post(edit(article), typed(article, headline="Another"))

    article.refresh_from_db()
    assert (article.headline, article.version) == ("Another", 2)
    assert article.history.first().history_user == editor


def test_a_save_of_nothing_keeps_the_version_and_the_approval(at_desk, editor, make_article):
    article = make_article()
    desk.approve(article, by=editor)

    at_desk(editor).post(edit(article), typed(article))

    article.refresh_from_db()
    assert (article.version, article.stage, article.approved_version) == (1, "approved", 1)


@pytest.mark.parametrize("sent", ["Rain in\r\nthe north", "Rain in \n\n the north", "Rain in\rthe north\n"])
def test_a_break_within_a_headline_is_a_blank(sent, at_desk, editor, make_article):
    article = make_article()

    at_desk(editor).post(edit(article), typed(article, headline=sent))

    article.refresh_from_db()
    assert article.headline == "Rain in the north"


def test_line_ends_of_a_browser_change_no_text(at_desk, editor, make_article):
    article = make_article(body="One.\n\nTwo.")

    at_desk(editor).post(edit(article), typed(article, body="One.\r\n\r\nTwo."))

    article.refresh_from_db()
    assert (article.body, article.version) == ("One.\n\nTwo.", 1)


def test_a_citation_added_alone_is_a_new_version_too(at_desk, editor, make_article, make_source):
    article, source = make_article(), make_source()
    row = {"citations-TOTAL_FORMS": 1, "citations-0-source": source.pk, "citations-0-standing": "reported"}

    at_desk(editor).post(edit(article), typed(article, **row))

    article.refresh_from_db()
    assert article.version == 2
    assert Citation.objects.get().mark == source.slug


def test_a_story_of_sixty_citations_is_saved_and_indexed_once(at_desk, editor, make_article, monkeypatch):
    article, indexed = make_article(), []
    sources = Source.objects.bulk_create(Source(name=f"Voice {n}", slug=f"voice-{n}") for n in range(60))
    blank = ("mark", "locator", "basis", "quote", "address", "seen_on", "archived_copy")
    rows = {"citations-TOTAL_FORMS": 60}
    for number, source in enumerate(sources):
        row = {"source": source.pk, "standing": "reported", **dict.fromkeys(blank, "")}
        rows |= {f"citations-{number}-{name}": value for name, value in row.items()}
        rows |= {f"initial-citations-{number}-citations-{number}-{name}": "" for name in row}
    monkeypatch.setattr(search.writing, "_write", indexed.extend)

    at_desk(editor).post(edit(article), typed(article, **rows))

    assert len(rows) > 1000
    assert article.citations.count() == 60
    assert len(indexed) == 1


def test_two_citations_are_added_at_once_without_marks(at_desk, editor, make_article, make_source):
    article, first, second = make_article(), make_source("First"), make_source("Second")
    rows = {f"citations-{row}-{name}": value for row, source in enumerate((first, second))
            for name, value in (("source", source.pk), ("mark", ""), ("standing", "reported"))}  # fmt: skip

    at_desk(editor).post(edit(article), typed(article, **rows, **{"citations-TOTAL_FORMS": 2}))

    assert [citation.mark for citation in Citation.objects.all()] == ["first", "second"]


def test_a_story_spiked_meanwhile_refuses_the_save_and_keeps_the_text(at_desk, editor, make_article):
    article = make_article()
    mine = typed(article, body="What I typed.")
    desk.spike(article, by=editor)

    response = at_desk(editor).post(edit(article), mine)

    assert "spiked" in errors(response)
    assert "What I typed." in response.content.decode()


def test_a_reporter_reads_a_colleagues_story_and_can_not_save_it(at_desk, reporter, make_article):
    article = make_article(body="Theirs.")

    shown = at_desk(reporter).get(edit(article))
    sent = at_desk(reporter).post(edit(article), typed(article, body="Mine."))

    assert not shown.context["has_change_permission"]
    assert "colleague" in errors(sent)
    article.refresh_from_db()
    assert article.body == "Theirs."


@pytest.mark.parametrize("role", ["reporter", "editor", "chief_editor"])
def test_whoever_writes_may_choose_an_assignee(role, request, at_desk):
    """The picker of Django's admin asks for a permission on accounts, which only a chief editor has."""
    writer = request.getfixturevalue(role)

    form = at_desk(writer).get(reverse("admin:articles_article_add")).context["adminform"].form

    assert writer in form.fields["assignee"].queryset
    assert f'<option value="{writer.pk}">' in str(form["assignee"])


def test_a_reporter_changes_a_story_that_was_assigned(at_desk, reporter, make_article):
    article = make_article(assignee=reporter)

    at_desk(reporter).post(edit(article), typed(article, body="Mine.", assignee=reporter.pk))

    article.refresh_from_db()
    assert article.body == "Mine."


BAD = {
    "a headline of 10,000 characters": ("headline", "H" * 10_000, "at most 300"),
    "a null byte": ("body", "A\x00B", "Null characters"),
    "a body beyond the limit": ("body", "![" * MAX_LENGTH, "at most 200000"),
    "no headline": ("headline", "  ", "required"),
    "a slug with spaces": ("slug", "not a slug", "valid “slug”"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_beside_its_field_and_kept(case, at_desk, editor, make_article):
    field, value, sentence = BAD[case]
    article = make_article()

    response = at_desk(editor).post(edit(article), typed(article, **{field: value, "standfirst": "Kept."}))

    form = response.context["adminform"].form
    assert sentence in form.errors[field].as_text()
    assert form["standfirst"].value() == "Kept."
    assert form[field].value() == value


GOOD = {
    "100,000 openings of a picture": "![" * 100_000,
    "emoji": "👩‍👩‍👧 🏳️‍🌈 text",
    "right-to-left": "مرحبا \u202e بالعالم",
    "script": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("case", GOOD)
def test_strange_texts_are_saved_as_they_are(case, at_desk, editor, make_article):
    article = make_article()

    at_desk(editor).post(edit(article), typed(article, body=GOOD[case]))

    article.refresh_from_db()
    assert article.body == GOOD[case]


def test_a_lone_surrogate_sent_raw_breaks_nothing(at_desk, editor, make_article):
    article = make_article()
    body = "&".join(f"{key}={value}" for key, value in typed(article, body="A%ED%A0%80B").items())

    response = at_desk(editor).post(edit(article), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 302
    article.refresh_from_db()
    assert article.body.startswith("A\ufffd")


def test_no_field_is_cut_by_the_browser(at_desk, editor, make_article):
    page = at_desk(editor).get(edit(make_article())).content.decode()

    assert "maxlength" not in re.search(r'<textarea[^>]*name="headline"[^>]*>', page)[0]
    assert "maxlength" not in re.search(r'<textarea[^>]*name="body"[^>]*>', page)[0]


# --- history ------------------------------------------------------------------------------------


def test_history_compares_two_versions_and_restores_one(at_desk, editor, make_article, change):
    article = change(make_article(body="One word."), body="Two words.")
    new, old = article.history.values_list("history_id", flat=True)
    client, address = at_desk(editor), reverse("admin:articles_article_history", args=[article.pk])

    page = client.get(address, {"old": old, "new": new}).content.decode()
    client.post(f"{address}{old}/restore/", {"version": article.version})

    assert "<del>" in page
    article.refresh_from_db()
    assert (article.body, article.version) == ("One word.", 3)


def test_a_version_is_restored_only_over_the_one_that_was_seen(at_desk, editor, make_article, change):
    article = change(make_article(body="One word."), body="Two words.")
    old = article.history.last().history_id
    address = reverse("admin:articles_article_restore_version", args=[article.pk, old])

    response = at_desk(editor).post(address, {"version": article.version - 1}, follow=True)

    assert "Somebody saved this story" in response.content.decode()
    article.refresh_from_db()
    assert article.body == "Two words."


def test_a_reporter_can_not_restore_a_colleagues_version(at_desk, reporter, make_article, change):
    article = change(make_article(body="One word."), body="Two words.")
    address = reverse("admin:articles_article_restore_version", args=[article.pk, article.history.last().pk])

    at_desk(reporter).post(address, {"version": article.version})

    article.refresh_from_db()
    assert article.body == "Two words."


@pytest.mark.parametrize("asked", [{"old": "x", "new": "1"}, {"old": "999999", "new": "1"}])
def test_history_of_versions_that_are_not_there_is_just_the_list(asked, at_desk, editor, make_article):
    address = reverse("admin:articles_article_history", args=[make_article().pk])

    assert at_desk(editor).get(address, asked).status_code == 200


@pytest.mark.parametrize("key", ["x", "_00", "9" * 30])
def test_the_history_of_what_is_no_story_is_unknown(key, at_desk, editor):
    assert at_desk(editor).get(f"/admin/articles/article/{key}/history/").status_code == 404


# --- preview ------------------------------------------------------------------------------------


def test_a_preview_shows_the_draft_and_is_never_cached(at_desk, reporter, make_article):
    article = make_article(body="What *nobody* has seen.")

    response = at_desk(reporter).get(reverse("admin:articles_article_preview", args=[article.pk]))

    assert "What <em>nobody</em> has seen." in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not Edition.objects.exists()


def test_a_preview_says_since_when_only_of_what_readers_have(at_desk, reporter, make_article, publish):
    draft, live = make_article(), publish()

    def preview(article):
        address = reverse("admin:articles_article_preview", args=[article.pk])
        return at_desk(reporter).get(address).content.decode()

    assert "On this site since" not in preview(draft)
    assert "On this site since" in preview(live)


def test_a_preview_is_for_the_staff(client, make_article, django_user_model):
    address = reverse("admin:articles_article_preview", args=[make_article().pk])
    client.force_login(django_user_model.objects.create_user("outsider"))

    assert client.get(address).status_code == 302


# --- the bar: one next act, and the moment that is typed ---


@pytest.mark.parametrize(
    ("four_eyes", "who", "stage", "offered"),
    [
        (False, "chief_editor", "draft", "publish"),
        (False, "reporter", "draft", "submit"),
        (False, "reporter", "submitted", None),
        (True, "chief_editor", "draft", "submit"),
        (True, "editor", "submitted", "approve"),
        (True, "editor", "approved", "publish"),
        (True, "reporter", "approved", None),
    ],
)
def test_the_bar_offers_the_one_act_that_a_story_waits_for(
    four_eyes, who, stage, offered, at_desk, make_article, request, chief_editor, reporter, editor
):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": four_eyes})
    story = make_article(by=chief_editor, assignee=reporter)
    if stage != "draft":
        desk.submit(story, by=reporter)
    if stage == "approved":
        desk.approve(story, by=editor)

    page = at_desk(request.getfixturevalue(who)).get(edit(story)).content.decode()

    assert re.findall(r'name="_act" value="(\w+)"', page) == ([offered] if offered else [])


# --- read before it is approved, signed when it is begun, listed with what matters ---


@pytest.mark.parametrize("verb", ["approve", "publish"])
def test_what_is_approved_or_published_is_read_first(verb, at_desk, make_article, make_source, editor):
    words = "It was *built*. [@ministry]\n\nIt fell.\n\nSo it goes."
    story = make_article(headline="A bridge", body=words, sources=[make_source()])
    desk.submit(story, by=story.created_by)

    page = at_desk(editor).get(reverse(f"admin:articles_article_{verb}", args=[story.pk])).content.decode()

    read = page[page.index('class="as-read"') :]
    assert "<em>built</em>" in read
    assert '<a class="name" href="/sources/ministry/">Ministry</a>' in read
    assert "The copy desk finds" in page
    assert "<summary>Nobody stands behind 2 passages.</summary>" in page
    assert page.count("Nobody stands behind this") == 2


def test_behind_the_last_of_the_queue_stands_my_desk(at_desk, make_article, reporter, editor):
    story = make_article(by=reporter)
    desk.submit(story, by=reporter)
    client, address = at_desk(editor), reverse("admin:articles_article_approve", args=[story.pk])
    shown = client.get(address)
    assert "on to the next" not in shown.text

    sent = {"_do": "next", "version": story.version, "looked_at": shown.context["looked_at"]}
    page = client.post(address, sent, follow=True)

    assert page.redirect_chain[-1] == (reverse("admin:index"), 302)
    assert "Nothing else waits for your approval." in page.content.decode()


@pytest.mark.parametrize("is_other", [True, False])
def test_a_new_story_is_signed_by_the_accounts_person_unless_one_says_otherwise(is_other, at_desk, reporter):
    Person.objects.create(name="Rosa", user=reporter)
    rows = {"bylines-TOTAL_FORMS": 1, "bylines-0-name": "Staff", "bylines-0-order": 0} if is_other else {}

    at_desk(reporter).post(reverse("admin:articles_article_add"), typed(**rows))

    assert [str(row) for row in Article.objects.get().bylines.all()] == ["Staff" if is_other else "Rosa"]
