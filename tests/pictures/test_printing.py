"""What a story prints of its pictures, and what a replaced file changes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError

from articles import desk
from articles.archive import printing, verifying
from articles.models import Act, Edition, Image, Publication, clock
from articles.pictures import renditions

from .files import jpeg, upload

pytestmark = pytest.mark.django_db


def live(article):
    return desk.Timeline(article, clock.now()).live


@pytest.fixture(scope="module")
def kept_story(keep_picture, make_kept, publish_kept):
    lead, second = keep_picture(caption="At dawn"), keep_picture()
    body = f'Boats.\n\n![Nets](image:{second.key} "On the quay")\n\nEnd.'
    return publish_kept(make_kept(lead_image=lead, body=body)), lead, second


@pytest.fixture
def shown(kept_story, kept_files, db):
    """A story with a lead picture and one in its text: the article and the two."""
    return [type(row).objects.get(pk=row.pk) for row in kept_story]


def test_a_story_prints_its_lead_picture_and_those_in_its_text(shown):
    article, lead, second = shown

    first, other = live(article).pictures

    assert (first["key"], first["is_lead"], first["caption"]) == (str(lead.key), True, "At dawn")
    assert (other["key"], other.get("is_lead")) == (str(second.key), None)
    assert first["renditions"] == lead.renditions
    assert live(article).lead_picture == first


def test_a_picture_shown_twice_is_printed_once(make_picture, make_article, publish):
    picture = make_picture()
    article = publish(make_article(lead_image=picture, body=f"![](image:{picture.key})\n\n" * 3))

    assert len(live(article).pictures) == 1
    assert live(article).body_html.count("<figure") == 3


def test_the_text_goes_before_the_library(shown):
    html = live(shown[0]).body_html

    assert 'alt="Nets"' in html
    assert "On the quay" in html
    assert "Boats in fog" not in html


def test_a_mark_in_code_shows_no_picture(make_picture, make_article, publish):
    picture = make_picture()
    article = publish(make_article(body=f"`![](image:{picture.key})`\n\n    ![](image:{picture.key})"))

    assert live(article).pictures == []


def test_a_picture_of_which_nothing_is_known_prints_nothing(make_article):
    article = make_article(body="One.\n\n![x](image:../../etc/passwd)\n\n![x](image:nonsense)\n\nTwo.")

    assert printing.pictures(article) == []


def test_a_printed_picture_needs_no_query(shown, django_assert_num_queries):
    edition = live(shown[0])

    with django_assert_num_queries(0):
        assert edition.lead_picture["renditions"]
        assert "<picture>" in edition.body_html


def test_a_picture_that_a_record_shows_cant_be_deleted(shown, change, publish):
    article, lead, second = shown
    change(article, lead_image=None, body="Nothing to see.")
    publish(article)

    assert live(article).pictures == []
    for picture in (lead, second):
        with pytest.raises(ProtectedError):
            picture.delete()


def test_a_replaced_file_is_a_new_edition_of_each_live_story(shown, chief_editor, publish):
    article, lead, second = shown
    publish()
    before = live(article)

    outcome = desk.replace_picture(lead, upload(jpeg(170, 90)), by=chief_editor)

    after = live(article)
    assert outcome.corrected == [article]
    assert (after.number, after.kind) == (2, Edition.Kind.MINOR)
    assert (
        after.lead_picture["sha256"] == Image.objects.get(pk=lead.pk).sha256 != before.lead_picture["sha256"]
    )
    assert (after.body, after.pictures[1]) == (before.body, before.pictures[1])
    assert list(verifying.archive_faults()) == []


def test_who_replaced_a_file_does_not_approve_the_copy_that_prints_it(
    make_picture, make_article, reporter, editor, chief_editor
):
    Publication.objects.create(four_eyes=True)
    story = make_article(by=reporter, lead_image=make_picture())
    desk.replace_picture(story.lead_image, upload(jpeg(170, 90)), by=editor)

    with pytest.raises(desk.Refused, match="you changed a name or a caption"):
        desk.approve(story, by=editor)

    desk.approve(story, by=chief_editor)
    assert Act.objects.get(verb="change_row").data["fields"] == ["file"]


def test_the_older_edition_still_shows_the_older_file(shown, chief_editor, storage):
    article, lead, _second = shown
    desk.replace_picture(lead, upload(jpeg(170, 90)), by=chief_editor)

    old = article.editions.get(number=1).lead_picture

    assert old["sha256"] != article.editions.get(number=2).lead_picture["sha256"]
    assert storage.exists(f"renditions/{old['renditions']['whole']['path']}/{old['width']}.jpeg")


def test_a_replaced_file_reaches_the_planned_text_too(shown, change, publish, chief_editor):
    article, lead, _second = shown
    change(article, body="Quite another text.")
    publish(article, at=clock.now() + timedelta(hours=1))

    desk.replace_picture(lead, upload(jpeg(170, 90)), by=chief_editor)

    plan = desk.Timeline(article, clock.now()).planned_text
    assert plan.body == "Quite another text."
    assert plan.lead_picture["sha256"] == Image.objects.get(pk=lead.pk).sha256


def test_a_plan_that_says_other_words_of_a_picture_shows_its_new_file_at_the_planned_moment(
    shown, change, publish, chief_editor
):
    article, lead, second = shown
    Image.objects.filter(pk=lead.pk).update(caption="At noon")
    change(article, lead_image=second, body=f"![](image:{lead.key})")
    publish(article, at=clock.now() + timedelta(hours=1))
    planned = desk.Timeline(article, clock.now()).planned_text

    desk.replace_picture(lead, upload(jpeg(170, 90)), by=chief_editor)

    plan = desk.Timeline(article, clock.now()).planned_text
    first, other = plan.pictures
    assert (plan.live_from, first) == (planned.live_from, planned.pictures[0])
    assert (first["key"], first["is_lead"], "is_lead" in other) == (str(second.key), True, False)
    assert (other["caption"], other["sha256"]) == ("At noon", Image.objects.get(pk=lead.pk).sha256)


def test_a_replaced_file_reaches_a_story_that_is_only_planned(
    make_picture, make_article, publish, chief_editor
):
    picture, at = make_picture(), clock.now() + timedelta(hours=1)
    article = publish(make_article(lead_image=picture, body=f"Boats.\n\n![](image:{picture.key})"), at=at)
    before = desk.Timeline(article, clock.now()).planned_text

    outcome = desk.replace_picture(picture, upload(jpeg(170, 90)), by=chief_editor)

    plan = desk.Timeline(article, clock.now()).planned_text
    assert outcome.corrected == [article]
    assert plan.live_from == before.live_from
    assert plan.lead_picture["sha256"] == Image.objects.get(pk=picture.pk).sha256
    assert plan.lead_picture["renditions"]["whole"]["path"] in plan.body_html
    assert plan.digest != before.digest
    # Pictures that the whole module's stories keep lie in another storage.
    assert not [what for what, _fault in verifying.archive_faults() if str(article.uid) in what]


def test_a_picture_that_only_the_plan_shows_is_replaced_there(
    make_picture, make_article, publish, change, chief_editor
):
    article = publish(make_article())
    picture = make_picture()
    change(article, lead_image=picture)
    publish(article, at=clock.now() + timedelta(hours=1))

    outcome = desk.replace_picture(picture, upload(jpeg(170, 90)), by=chief_editor)

    assert outcome.refused == []
    assert live(article).number == 1
    plan = desk.Timeline(article, clock.now()).planned_text
    assert plan.lead_picture["sha256"] == Image.objects.get(pk=picture.pk).sha256


def test_who_may_not_correct_changes_no_story(shown, reporter):
    article, lead, _second = shown

    outcome = desk.replace_picture(lead, upload(jpeg(170, 90)), by=reporter)

    assert live(article).number == 1
    assert outcome.refused[0][0] == article


def test_a_file_that_is_another_picture_replaces_none(shown, chief_editor, read, stored):
    _article, lead, second = shown
    before = stored()

    with pytest.raises(ValidationError, match="already"):
        desk.replace_picture(lead, upload(read(second.file.name)), by=chief_editor)

    assert stored() == before


def test_a_replacement_that_is_no_picture_changes_nothing(shown, chief_editor, stored):
    article, lead, _second = shown
    before = stored()

    with pytest.raises(ValidationError):
        desk.replace_picture(lead, upload(b"<svg/>"), by=chief_editor)

    assert stored() == before
    assert live(article).number == 1


def test_of_a_replacement_to_a_full_disk_nothing_is_left(shown, chief_editor, stored, monkeypatch):
    article, lead, _second = shown
    before, old = stored(), Image.objects.get(pk=lead.pk)
    monkeypatch.setattr(renditions, "make", full)

    with pytest.raises(ValidationError, match="full, or away"):
        desk.replace_picture(lead, upload(jpeg(170, 90)), by=chief_editor)

    kept = Image.objects.get(pk=lead.pk)
    assert (kept.sha256, kept.file.name, kept.renditions) == (old.sha256, old.file.name, old.renditions)
    assert stored() == before
    assert live(article).number == 1


def full(*_args):
    raise OSError(28, "No space left on device")


def test_a_visitor_replaces_nothing(shown, db):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(PermissionDenied):
        desk.replace_picture(shown[1], upload(jpeg(170, 90)), by=AnonymousUser())


def test_a_correction_may_put_a_picture_into_the_text(shown, make_picture, chief_editor):
    article, third = shown[0], make_picture()
    body = live(article).body + f"\n\n![](image:{third.key})"

    desk.correct(article, by=chief_editor, kind="correction", note="Shown too.", changes={"body": body})

    assert live(article).pictures[-1]["key"] == str(third.key)
    assert live(article).body_html.count("<figure") == 2


def test_a_redacted_picture_is_gone_from_the_page(shown, chief_editor):
    article, lead, _second = shown

    desk.redact(article, by=chief_editor, fields=["pictures"], order="Court of Example, 20 November")

    assert live(article).pictures == []
    assert "<picture" not in live(article).body_html
    assert str(lead.key) not in live(article).body_html


def test_no_correction_brings_a_redacted_picture_back(shown, make_article, publish, chief_editor):
    article, _lead, second = shown
    publish(make_article(lead_image=second))  # so that it stays in the library
    desk.redact(article, by=chief_editor, fields=["pictures"], order="Court of Example, 20 November")
    assert str(second.key) in live(article).body

    desk.label(article, by=chief_editor, label="live")
    body = live(article).body.replace("Boats.", "Two boats.")
    desk.correct(article, by=chief_editor, kind="correction", note="There were two.", changes={"body": body})

    assert (live(article).number, live(article).pictures) == (3, [])
