"""A moment as it is typed into a form: in words, at the ends of the calendar, untouched."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from articles.admin.forms import Moment, answered
from articles.desk import fingerprints
from articles.models import (
    Publication,
    clock,
)
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


def seen(story):
    """Return what the page of a publication says was shown of a story that was never printed."""
    return {"seen": "", "version": story.version, "looked_at": fingerprints.word(story)}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_moment_at_the_ends_of_the_calendar_is_refused(day, at_desk, editor, make_article):
    article, moments = make_article(), ("embargo_until", "due_at")
    sent = dict.fromkeys(moments, f"{day} 23:59")

    response = at_desk(editor).post(edit(article), typed(article, **sent))

    for field in moments:
        assert "the years 2000 to 9000" in response.context["adminform"].form.errors[field].as_text()


def test_the_due_time_and_the_embargo_are_typed_in_words(at_desk, editor, make_article):
    article, client = make_article(), at_desk(editor)
    sent = typed(article, due_at="tomorrow 7", embargo_until="+2h")

    asked = client.post(edit(article), sent).context["adminform"].form
    read = {f"{field}_read": asked.fields[field].widget.answer for field in ("due_at", "embargo_until")}
    client.post(edit(article), sent | read)

    assert all("If you mean this" in asked.errors[field].as_text() for field in ("due_at", "embargo_until"))
    article.refresh_from_db()
    assert timezone.localtime(article.due_at).hour == 7
    assert f"{timezone.localtime(article.embargo_until):%Y-%m-%dT%H:%M}" == read["embargo_until_read"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "moment",
    ["2030-01-02", "05/06/2030 18:00", "05/06/30", "06.05.30", "20300102", "2030-W01-1", "2030-01-02 18"],
)
def test_a_moment_that_is_not_in_full_is_never_taken_as_it_is(moment, language):
    with translation.override(language), pytest.raises(ValidationError):
        Moment().clean(moment)


def test_an_untouched_moment_is_saved_to_the_second(at_desk, editor, make_article):
    at = clock.now().replace(microsecond=0, second=7) + timedelta(days=1)
    article, client = make_article(embargo_until=at), at_desk(editor)
    shown = client.get(edit(article)).context["adminform"].form["embargo_until"].value()

    client.post(edit(article), typed(article, embargo_until=shown, dateline="Oslo"))

    article.refresh_from_db()
    assert (article.dateline, article.embargo_until) == ("Oslo", at)


def test_a_moment_in_the_address_of_the_form_breaks_nothing(at_desk, editor):
    client = at_desk(editor)

    for field in ("embargo_until", "due_at"):
        form = client.get(reverse("admin:articles_article_add"), {field: "2030-01-01", "headline": "Rain"})
        assert form.context["adminform"].form["headline"].value() == "Rain", field


def test_a_moment_in_words_is_answered_in_full_before_it_counts(at_desk, make_article, chief_editor):
    Publication.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Yerevan"})
    story, client = make_article(), at_desk(chief_editor)
    address = reverse("admin:articles_article_publish", args=[story.pk])
    answer = client.get(reverse("moment"), {"typed": "tomorrow 7"}).json()
    sent = {**seen(story), "at": "tomorrow 7", "_do": 1, "despite": "Yes."}

    asked = client.post(address, sent).content.decode()

    assert f"That is {answer['said']}. If you mean this, press the button again." in asked
    assert f'name="at_read" value="{answer["at"]}"' in asked
    assert not story.editions.exists()
    assert client.post(address, {**sent, "at_read": answer["at"]}).status_code == 302
    at = story.editions.get().live_from.astimezone(ZoneInfo("Asia/Yerevan"))
    assert f"{at:%Y-%m-%dT%H:%M}" == answer["at"]


@pytest.mark.parametrize(
    ("waited", "is_taken"), [(timedelta(minutes=4), True), (timedelta(minutes=30), False)]
)
def test_a_moment_from_now_on_is_the_one_that_was_answered(
    waited, is_taken, at_desk, make_article, chief_editor, monkeypatch
):
    story, client = make_article(), at_desk(chief_editor)
    address = reverse("admin:articles_article_publish", args=[story.pk])
    answer = client.get(reverse("moment"), {"typed": "+2h"}).json()
    sent = {**seen(story), "at": "+2h", "_do": 1, "despite": "Yes."}
    now = timezone.localtime
    monkeypatch.setattr(timezone, "localtime", lambda *given: now(*given) if given else now() + waited)

    client.post(address, {**sent, "at_read": f"{answer['at']} +2h5m"})
    assert not story.editions.exists()
    client.post(address, {**sent, "at_read": f"{answer['at']} +2h"})

    assert story.editions.exists() == is_taken
    if is_taken:
        assert f"{now(story.editions.get().live_from):%Y-%m-%dT%H:%M}" == answer["at"]


def test_a_button_names_the_year_where_it_is_another():
    at = timezone.localtime().replace(year=timezone.localdate().year + 1, month=3, day=1)

    assert str(at.year) in answered(at)["short"]


def test_what_is_no_moment_is_answered_with_a_sentence(at_desk, chief_editor):
    client = at_desk(chief_editor)

    assert "such as 18, 6pm" in client.get(reverse("moment"), {"typed": "soon"}).json()["error"]
