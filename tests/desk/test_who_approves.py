"""Who may approve a copy: nobody who wrote what it prints, or who looked at something else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles import desk
from articles.desk import auditing
from articles.models import (
    Act,
    Article,
    Byline,
    Image,
    Person,
    Publication,
    Source,
    Topic,
    clock,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


BESIDE = {
    "assign": lambda story, by: desk.assign(story, by=by),
    "flag": lambda story, by: desk.flag(story, by=by, reason="Libel?"),
    "note": lambda story, by: desk.note(story, by=by, text="Who says so?"),
    "submit": lambda story, by: desk.submit(story, by=by),
    "share": lambda story, by: desk.share(story, by=by, until=clock.now() + HOUR),
    "embargo": lambda story, by: save_with(story, by, embargo_until=clock.now() + HOUR),
    "due": lambda story, by: save_with(story, by, due_at=clock.now(), priority=1),
    "spike": lambda story, by: (desk.spike(story, by=by), desk.unspike(story, by=by)),
}


def save_with(story, by, **values):
    for name, value in values.items():
        setattr(story, name, value)
    desk.save(story, by=by)


@pytest.mark.parametrize("act", BESIDE)
def test_who_changed_no_text_may_approve(act, make_article, reporter, editor):
    Publication.objects.create(four_eyes=True)
    story = make_article(by=reporter)

    BESIDE[act](story, editor)

    desk.approve(story, by=editor)
    assert list(story.writers()) == [reporter]


@pytest.mark.parametrize("values", [{"body": "Mine."}, {"label": "live"}, {"search_title": "Mine"}])
def test_who_changed_what_is_printed_may_not(values, make_article, reporter, editor):
    Publication.objects.create(four_eyes=True)
    story = make_article(by=reporter)

    save_with(story, editor, **values)

    with pytest.raises(desk.Refused, match="you wrote"):
        desk.approve(story, by=editor)


def test_who_settled_a_clash_with_words_of_their_own_may_not(publish, change, reporter, editor, chief_editor):
    story = change(publish(body="One."), body="Two.")
    desk.correct(story, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "Three."})
    Publication.objects.create(four_eyes=True)

    desk.settle(story, by=editor, values={"body": "Four."})

    with pytest.raises(desk.Refused, match="you wrote"):
        desk.approve(story, by=editor)


@pytest.fixture
def rows_of_a_copy(make_article, make_source, reporter, section):
    """A reporter's copy that prints a row of each kind, where four eyes are the rule."""
    Publication.objects.create(four_eyes=True)
    rows = {
        "source": make_source("", is_confidential=True, public_description="An official"),
        "person": Person.objects.create(name="Ann"),
        "topic": Topic.objects.create(name="Peace"),
        "image": Image.objects.create(alt_text="A man", credit="C"),
        "portrait": Image.objects.create(alt_text="Ann", credit="C"),
    }
    Person.objects.update(portrait=rows["portrait"])
    slug = rows["source"].slug
    story = make_article(
        by=reporter, sources=[rows["source"]], lead_image=rows["image"], body=f"So. [@{slug}]"
    )
    Byline.objects.create(article=story, person=rows["person"])
    story.topics.add(rows["topic"])
    return story, rows


SAID = {
    "source": {"public_description": "A crook", "kind": "person"},
    "person": {"name": "Ann Crook", "slug": "ann"},
    "topic": {"name": "Crooks", "slug": "peace"},
    "image": {"alt_text": "A crook", "credit": "C", "focal_x": 50, "focal_y": 50},
    "portrait": {"alt_text": "A crook", "credit": "C", "focal_x": 50, "focal_y": 50},
}


@pytest.mark.parametrize("kind", SAID)
def test_who_changed_a_row_that_a_copy_prints_does_not_approve_it(
    kind, rows_of_a_copy, editor, chief_editor, client
):
    story, rows = rows_of_a_copy
    client.force_login(editor)
    page = reverse(f"admin:articles_{rows[kind]._meta.model_name}_change", args=[rows[kind].pk])
    response = client.post(page, SAID[kind])
    assert response.status_code == 302, response.context["errors"]
    act = Act.objects.get(verb="change_row")
    assert "crook" not in str(act.data).lower()

    with pytest.raises(desk.Refused, match="you changed a name or a caption"):
        desk.approve(story, by=editor)

    desk.approve(story, by=chief_editor)


def test_a_later_moment_of_the_copy_hides_no_change_of_a_row_that_it_prints(rows_of_a_copy, editor):
    story, rows = rows_of_a_copy
    auditing.log_row("change_row", rows["topic"], by=editor, fields=["name"])

    Article.objects.update(created_at=clock.now() + timedelta(days=1))

    with pytest.raises(desk.Refused, match="you changed a name or a caption"):
        desk.approve(story, by=editor)


def test_who_merged_a_name_into_another_that_a_copy_prints_does_not_approve_it(
    rows_of_a_copy, editor, chief_editor
):
    story, rows = rows_of_a_copy
    bob = Person.objects.create(name="Bob")
    desk.merge_people(rows["person"], bob, by=chief_editor)
    assert story.bylines.get().person == bob

    with pytest.raises(desk.Refused, match="you changed a name or a caption"):
        desk.approve(story, by=chief_editor)

    desk.approve(story, by=editor)


def test_who_changed_a_row_before_a_copy_was_begun_or_only_its_crop_approves_it(
    rows_of_a_copy, make_article, editor, reporter, client
):
    story, rows = rows_of_a_copy
    client.force_login(editor)
    page = reverse("admin:articles_image_change", args=[rows["image"].pk])
    client.post(page, {"alt_text": "A man", "credit": "C", "focal_x": 40, "focal_y": 50})
    desk.approve(story, by=editor)
    client.post(page, {"alt_text": "A mayor", "credit": "C", "focal_x": 40, "focal_y": 50})

    later = make_article(by=reporter, lead_image=rows["image"])

    desk.approve(later, by=editor)


@pytest.mark.parametrize("verb", ["approve", "publish"])
def test_nobody_lets_out_what_changed_since_they_looked_though_the_version_is_the_same(
    make_article, make_source, client, editor, reporter, verb
):
    source = make_source("Ministry")
    article = make_article(created_by=reporter, sources=[source])
    desk.submit(article, by=reporter)
    client.force_login(editor)
    address = reverse(f"admin:articles_article_{verb}", args=[article.pk])
    page = client.get(address)
    said = {"_do": "1", "version": article.version, "looked_at": page.context["looked_at"], "despite": "Yes."}
    assert f'name="looked_at" value="{said["looked_at"]}"' in page.text
    Source.objects.filter(pk=source.pk).update(name="A criminal")

    answer = client.post(address, said)
    blind = client.post(address, {**said, "looked_at": ""})

    article.refresh_from_db()
    assert (answer.status_code, blind.status_code, article.approved_version) == (409, 409, None)
    client.post(address, {**said, "looked_at": answer.context["looked_at"]})
    article.refresh_from_db()
    assert article.approved_version == article.version


def test_nobody_lifts_another_flag_or_embargo_than_the_page_showed(
    make_article, change, chief_editor, at_desk
):
    client, soon = at_desk(chief_editor), clock.now() + HOUR
    story = make_article(embargo_until=soon)
    desk.flag(story, by=chief_editor, reason="Is it true?")
    shown = {}
    for verb in ("lift_flag", "lift_embargo"):
        address = reverse(f"admin:articles_article_{verb}", args=[story.pk])
        shown[address] = {"_do": "1", "looked_at": client.get(address).context["looked_at"]}
    desk.lift_flag(story, by=chief_editor)
    desk.flag(story, by=chief_editor, reason="She sues.")
    change(story, embargo_until=soon + HOUR)

    answers = [client.post(address, sent).status_code for address, sent in shown.items()]
    blind = [client.post(address, {"_do": "1"}).status_code for address in shown]

    story.refresh_from_db()
    assert (answers, blind) == ([409, 409], [409, 409])
    assert (story.legal_flag, story.embargo_until) == ("She sues.", soon + HOUR)
