"""What is typed and not saved: kept, given back, cleared by a save; who else has the story open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import desk
from articles.admin import autosaving
from articles.desk import fingerprints
from articles.models import Article, Autosave
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


def keep(client, article=None, **fields):
    address = reverse("keep_story", args=[article.pk]) if article else reverse("keep_new_story")
    return client.post(address, {"base": article.version if article else "", **fields})


def beat(client, article):
    return client.post(reverse("keep_story", args=[article.pk]))


def test_what_is_typed_is_kept_without_a_version_or_history(at_desk, editor, make_article):
    article = make_article(body="Stored.")

    answer = keep(at_desk(editor), article, body="Typed.\r\nAnd typed.")

    row = Autosave.objects.get()
    assert answer.json()["version"] == 1
    assert (row.user, row.version, row.fields) == (editor, 1, {"body": "Typed.\nAnd typed."})
    article.refresh_from_db()
    assert (article.body, article.version, article.history.count()) == ("Stored.", 1, 1)


def test_the_form_opens_with_the_kept_text_and_says_what_differs(at_desk, editor, make_article, change):
    article = make_article(body="Stored words.")
    client = at_desk(editor)
    keep(client, article, body="Typed words.")
    change(article, standfirst="A colleague's.")

    page = client.get(edit(article))

    form = page.context["adminform"].form
    assert form["body"].value() == "Typed words."
    assert form["base"].value() == 1  # what was typed started there, so that a save merges
    assert "Your unsaved text is back" in page.content.decode()
    assert "<ins>" in page.content.decode()


def test_a_new_story_is_empty_and_unsaved_ones_are_offered_above_it(at_desk, reporter):
    client, address = at_desk(reporter), reverse("admin:articles_article_add")
    keep(client, tab="one", headline="New", body="Never lose a word.")
    keep(client, tab="two", body="Words without a headline.")
    rows = Autosave.objects.order_by("tab")

    page = client.get(address)

    assert not page.context["adminform"].form["headline"].value()
    assert "You have unsaved stories" in page.text
    said = {f'href="?kept={row.pk}">{row.name}</a>' for row in rows}
    assert all(link in page.text for link in said), said
    form = client.get(f"{address}?kept={rows[0].pk}").context["adminform"].form
    assert (form["headline"].value(), form["body"].value()) == ("New", "Never lose a word.")


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1"])
def test_an_unsaved_story_that_is_not_there_or_not_ones_own_opens_none(key, at_desk, reporter, editor):
    keep(at_desk(editor), headline="An editor's")
    client, address = at_desk(reporter), reverse("admin:articles_article_add")

    for asked in (key, Autosave.objects.get().pk):
        page = client.get(f"{address}?kept={asked}")
        assert not page.context["adminform"].form["headline"].value()
        assert "An editor" not in page.text


@pytest.mark.parametrize("spaces", ["  ", "\r\n\r\n", "\t"])
def test_spaces_alone_are_not_kept(at_desk, editor, make_article, spaces):
    article, client = make_article(body="Stored."), at_desk(editor)

    keep(client, headline=spaces, body=spaces)
    keep(client, article, body=f"Stored.{spaces}")

    assert not Autosave.objects.exclude(fields={}).exists()
    assert (
        "Your unsaved text is back" not in client.get(reverse("admin:articles_article_add")).content.decode()
    )


def test_who_saved_in_another_tab_is_not_told_of_a_colleague(
    at_desk, editor, chief_editor, make_article, change
):
    article = change(make_article(), body="Saved by the chief.")

    assert beat(at_desk(chief_editor), article).json()["is_own"]
    assert not beat(at_desk(editor), article).json()["is_own"]


def test_a_saved_form_clears_what_was_kept(at_desk, editor, make_article):
    article, client = make_article(), at_desk(editor)
    keep(client, article, body="Typed.")
    keep(client, headline="New")

    client.post(edit(article), typed(article, body="Typed."))
    client.post(reverse("admin:articles_article_add"), typed(headline="New"))

    assert not Autosave.objects.exists()


def test_a_refused_save_keeps_what_was_kept(at_desk, editor, make_article):
    article, client = make_article(), at_desk(editor)
    keep(client, article, body="Typed.")

    client.post(edit(article), typed(article, headline="", body="Typed."))

    assert Autosave.objects.get().fields == {"body": "Typed."}


def test_kept_text_is_thrown_away_on_demand(at_desk, editor, make_article):
    article, client = make_article(body="Stored."), at_desk(editor)
    keep(client, article, body="Typed.")

    page = client.post(reverse("keep_story", args=[article.pk]), {"drop": 1}, follow=True)

    assert page.context["adminform"].form["body"].value() == "Stored."
    assert not Autosave.objects.exists()


def test_of_two_tabs_neither_overwrites_the_others_words(at_desk, editor, make_article):
    article, client = make_article(body="Stored."), at_desk(editor)
    keep(client, article, tab="one", body="Of the first tab.")
    keep(client, article, tab="two", body="Of the second.")

    page = client.get(edit(article))
    assert page.context["adminform"].form["body"].value() == "Of the second."

    took = page.context["took"]
    client.post(edit(article), typed(article, body="Of the second.", tab="three", took=took))
    page = client.get(edit(article))
    assert page.context["adminform"].form["body"].value() == "Of the first tab."
    assert page.context["adminform"].form["base"].value() == 1


def test_of_words_that_were_gone_on_with_none_come_back_after_the_save(at_desk, editor, make_article):
    article, client = make_article(body="Stored."), at_desk(editor)
    for tab, words in [("one", "One."), ("two", "One. Two."), ("three", "One. Two. Three.")]:
        took = client.get(edit(article)).context["took"]
        keep(client, article, tab=tab, took=took, body=words)

    client.post(edit(article), typed(article, body="One. Two. Three.", tab="three", took=took))

    assert not Autosave.objects.exclude(fields={}).exists()


def test_what_a_tab_went_on_with_stays_when_another_took_it_and_saved(at_desk, editor, make_article):
    article, client = make_article(body="Stored."), at_desk(editor)
    keep(client, article, tab="one", body="Begun.")
    took = client.get(edit(article)).context["took"]
    keep(client, article, tab="one", body="Begun, and gone on with.")

    client.post(edit(article), typed(article, body="Begun.", tab="two", took=took))

    assert Autosave.objects.get().fields == {"body": "Begun, and gone on with."}


def test_what_began_before_a_redaction_is_kept_no_more(at_desk, chief_editor, make_article, publish):
    article, client = publish(make_article(body="A name.")), at_desk(chief_editor)
    client.post(edit(article), typed(article, body="Others wrote on."))
    article.refresh_from_db()
    desk.redact(article, by=chief_editor, fields=["body"], order="A court's, of today.")

    refused = keep(client, article, base=article.version - 1, body="A name, and more.")
    kept = keep(client, article, body="Others wrote on, and more.")

    assert (refused.status_code, kept.status_code) == (410, 200)
    assert "redacted" in refused.json()["error"]
    assert Autosave.objects.get().fields == {"body": "Others wrote on, and more."}


def test_two_new_stories_in_two_tabs_are_both_kept(at_desk, editor):
    client = at_desk(editor)

    keep(client, tab="one", headline="One")
    keep(client, tab="two", headline="Two")

    assert {row.fields["headline"] for row in Autosave.objects.all()} == {"One", "Two"}


def test_what_was_under_way_when_a_new_story_was_saved_is_not_offered_anew(at_desk, reporter, time_machine):
    client = at_desk(reporter)
    client.post(reverse("admin:articles_article_add"), typed(tab="one", body="All words."))

    assert keep(client, tab="one", body="All words.").status_code == 200
    assert keep(client, tab="one", body="All wo").status_code == 409  # the browser keeps them
    keep(client, tab="two", body="Another story.")

    assert [row.fields for row in Autosave.objects.exclude(fields={})] == [{"body": "Another story."}]
    # who goes back to that form later, and writes another story, loses nothing
    time_machine.move_to(timezone.now() + 2 * autosaving.LATE)
    keep(client, tab="one", body="A third.")
    assert Autosave.objects.filter(fields={"body": "A third."}).exists()


def test_a_new_story_whose_answer_was_lost_is_made_once(at_desk, reporter, make_source, time_machine):
    client, add = at_desk(reporter), reverse("admin:articles_article_add")
    ministry, union = make_source("Ministry"), make_source("Union")

    def save(body, *sources):
        sent = {"citations-TOTAL_FORMS": len(sources), "bylines-TOTAL_FORMS": 1, "bylines-0-name": "Staff"}
        sent |= {f"citations-{number}-source": source.pk for number, source in enumerate(sources)}
        sent |= {f"initial-citations-{number}-source": "" for number in range(len(sources))}
        row = {"basis": "document", "standing": "reported", "id": ""}
        sent |= {f"citations-{number}-{name}": row[name] for number in range(len(sources)) for name in row}
        return client.post(add, typed(tab="one", body=body, _act="submit") | sent | {"bylines-0-order": 0})

    first = save("All words.", ministry)
    for days in (0, 0.5):  # it is sent again as it was
        time_machine.move_to(timezone.now() + timedelta(days=days))
        keep(client, tab="two", body="")
        assert save("All words.", ministry).url == first.url
    assert Article.objects.get().version == 1
    assert save("All words. And more.", union, ministry).url == first.url

    story = Article.objects.get()
    assert (story.body, story.version) == ("All words. And more.", 2)
    assert {row.source for row in story.citations.all()} == {ministry, union}
    assert [row.name for row in story.bylines.all()] == ["Staff"]
    again = client.post(add, typed(tab="one", body=story.body, _continue="1"))
    assert again.url == reverse("admin:articles_article_change", args=[story.pk])
    # another story, in a form that somebody went back to
    client.post(add, typed(tab="one", headline="Another", body=""))
    client.post(add, typed(tab="one", headline="A third", body=""))
    assert Article.objects.count() == 3


def test_a_tab_that_is_gone_without_words_leaves_nothing(at_desk, editor, make_article):
    article, client = make_article(), at_desk(editor)
    keep(client, article, tab="gone", body=article.body)
    Autosave.objects.update(saved_at=timezone.now() - autosaving.AGAIN)

    keep(client, article, tab="here", body="Typed.")

    assert Autosave.objects.get().tab == "here"


def test_an_open_form_that_says_nothing_new_keeps_older_words(at_desk, editor, make_article):
    article, client = make_article(), at_desk(editor)
    keep(client, article, body="Typed before the crash.")

    beat(client, article)

    assert Autosave.objects.get().fields == {"body": "Typed before the crash."}


def test_what_is_typed_back_to_what_is_stored_is_not_offered(at_desk, editor, make_article):
    article, client = make_article(body="Stored."), at_desk(editor)
    keep(client, article, body="Typed.")

    keep(client, article, body="Stored.")

    assert "Your unsaved text" not in client.get(edit(article)).content.decode()


def test_who_has_the_story_open_is_shown_until_they_leave(
    at_desk, editor, chief_editor, make_article, client
):
    article = make_article()
    beat(at_desk(editor), article)

    seen = beat(at_desk(chief_editor), article).json()["others"]
    at_desk(editor).post(reverse("keep_story", args=[article.pk]), {"left": 1})
    after = beat(at_desk(chief_editor), article).json()["others"]

    assert (seen, after) == (["editor"], [])


def test_a_laptop_that_was_shut_has_nothing_open(at_desk, editor, chief_editor, make_article):
    article = make_article()
    beat(at_desk(editor), article)
    Autosave.objects.update(saved_at=timezone.now() - timedelta(minutes=2))

    assert beat(at_desk(chief_editor), article).json()["others"] == []


def test_a_heartbeat_tells_of_a_newer_version(at_desk, editor, make_article, change):
    article = change(make_article(), body="Theirs.")

    said = beat(at_desk(editor), article).json()

    assert (said["version"], said["saver"]) == (2, "chief")


def test_who_may_not_change_a_story_keeps_nothing_of_it(at_desk, reporter, make_article):
    answer = keep(at_desk(reporter), make_article(), body="Mine.")

    assert answer.status_code == 403
    assert "colleague" in answer.json()["error"]
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("name", ["keep_new_story", "desk_session", "signed_in"])
def test_the_signed_out_get_a_short_403_and_no_page(name, client):
    way = client.post if name == "keep_new_story" else client.get

    assert way(reverse(name)).status_code == 403


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"base": "x"}, 400),
        ({"base": "9" * 30}, 400),
        ({"base": "²"}, 400),
        ({"body": "x" * 400_000}, 413),
        ({"body": "A\x00B"}, 200),
        ({"body": "\u202e👩‍👩‍👧"}, 200),
    ],
)
def test_bad_input_to_the_keeper_is_named(fields, status, at_desk, editor, make_article):
    assert keep(at_desk(editor), make_article(), **fields).status_code == status


def test_a_fresh_session_gives_the_open_form_a_token(at_desk, editor):
    said = at_desk(editor).get(reverse("desk_session")).json()

    assert said["user"] == editor.pk
    assert len(said["token"]) == 64


def test_a_publish_sent_twice_is_done_once(at_desk, chief_editor, make_article):
    article, client = make_article(), at_desk(chief_editor)
    sent = {"seen": "", "version": article.version, "looked_at": fingerprints.word(article), "_do": "1"}
    address = reverse("admin:articles_article_publish", args=[article.pk])

    first, second = client.post(address, sent), client.post(address, sent)

    assert (first.status_code, second.status_code) == (302, 409)
    assert article.editions.count() == 1


def test_a_save_sent_twice_is_one_version(at_desk, editor, make_article):
    article, client = make_article(), at_desk(editor)
    sent = typed(article, body="Typed once.")

    client.post(edit(article), sent)
    client.post(edit(article), sent)

    article.refresh_from_db()
    assert article.version == 2
    assert Article.objects.count() == 1
    assert desk.allowed_acts(article, editor)


def test_one_person_keeps_so_many_forms_and_no_more(at_desk, editor, make_article, monkeypatch):
    monkeypatch.setattr(autosaving, "MOST_FORMS", 3)
    client, article = at_desk(editor), make_article()
    kept = [keep(client, article, body="Typed.", tab=f"tab{each}").status_code for each in range(5)]

    assert kept == [200, 200, 200, 413, 413]
    assert keep(client, article, body="Typed on.", tab="tab0").status_code == 200
    assert Autosave.objects.count() == 3


def test_one_person_keeps_so_many_characters_and_no_more(at_desk, editor, make_article, monkeypatch):
    monkeypatch.setattr(autosaving, "MOST_STORED", 1500)
    client = at_desk(editor)
    kept = [keep(client, make_article(), body="Ж" * 600).status_code for _each in range(3)]

    assert (kept[0], kept[-1]) == (200, 413)  # SQLite stores six characters for a Cyrillic one
    assert beat(client, Autosave.objects.first().article).status_code == 200


def test_open_forms_that_are_gone_take_no_room(at_desk, editor, make_article, monkeypatch, time_machine):
    monkeypatch.setattr(autosaving, "MOST_FORMS", 2)
    client = at_desk(editor)
    time_machine.move_to(timezone.now(), tick=False)
    for _each in range(2):
        beat(client, make_article())
    time_machine.shift(90)

    assert beat(client, make_article()).status_code == 200
