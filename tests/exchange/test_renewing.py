"""An import that is run again: what waits for its moment, here or there."""

import pytest

from .wxr import post

pytestmark = pytest.mark.django_db


def test_the_new_text_of_a_story_that_is_planned_there_by_now_does_not_go_live(archive, arrived):
    archive.bring(post(1))

    report = archive.report(
        post(1, body="<p>Secret until then.</p>", status="future", at="2090-01-02 10:00:00")
    )

    assert [edition.body for edition in arrived("post:1").editions.all()] == ["Some words."]
    assert arrived("post:1").body == "Some words."
    assert "stories renewed" not in report["counts"]
    assert any("it is not public there any more" in sentence for _place, sentence in report["problems"])


@pytest.mark.parametrize("changed", [{"body": "<p>Other words.</p>"}, {"at": "2091-01-02 10:00:00"}])
def test_a_plan_that_changed_there_stays_whole_and_is_reported(archive, arrived, changed):
    said = {"status": "future", "at": "2090-01-02 10:00:00", "link": "https://old.example.org/a/"}
    archive.bring(post(1, **said))

    report = archive.report(post(1, **{**said, **changed}))

    assert arrived("post:1").body == arrived("post:1").editions.get().body == "Some words."
    assert "stories renewed" not in report["counts"]
    assert any("a text is planned here" in sentence for _place, sentence in report["problems"])
