"""The log is a chain: an act that was changed, deleted, added or moved by hand is found."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from articles import desk
from articles.archive import act_chain, verifying
from articles.models import Act, Edition, SiteState, clock

from .conftest import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts(publish, editor, chief_editor):
    """A log of some acts by two people, some after the last publication."""
    story = publish()
    desk.note(story, by=editor, text="Is that so?")
    desk.flag(story, by=editor, reason="The mayor objects.")
    desk.lift_flag(story, by=chief_editor, reason="He does not.")
    assert list(verifying.archive_faults()) == []
    return Act.objects.order_by("number")


OTHER = {
    "at": lambda act: act.at - timedelta(days=1),
    "verb": lambda act: "approve",
    "subject": lambda act: "article:another",
    "reason": lambda act: "Never given.",
    "data": lambda act: {**act.data, "to": "somebody"},
    "number": lambda act: 99,
    "name": lambda act: "somebody",
    "salt": lambda act: "0" * 32,
    "reason_hash": lambda act: "0" * 64,
    "digest": lambda act: "0" * 64,
    "by": lambda act: User.objects.create(username="another", date_joined=act.at - timedelta(days=1)),
}
COLUMNS = [field.name for field in Act._meta.concrete_fields if field.name != "id"]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("place", [0, 1, -1])
def test_an_act_changed_by_hand_is_found(acts, column, place):
    act = list(acts)[place]

    Act.objects.filter(pk=act.pk).update(**{column: OTHER[column](act)})

    assert faults()


@pytest.mark.parametrize(
    "data", [[], "text", 7, {"chain": 7}, {"chain": {"length": "x"}}, {"acts": 7}, {"acts": [[7]]}]
)
def test_details_that_nothing_can_read_are_found(acts, data):
    Act.objects.update(data=data)

    assert "does not match its digest, or does not follow the act before it" in faults()


@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_deleted_act_is_found(acts, place):
    Act.objects.filter(pk=list(acts)[place].pk).delete()

    assert faults()


def test_an_act_added_by_hand_is_found(acts):
    last = acts.last()
    last.pk, last.number = None, last.number + 1
    Act.objects.bulk_create([last])

    assert "does not match its digest, or does not follow the act before it" in faults()


def test_two_acts_that_changed_places_are_found(acts):
    one, two = list(acts)[1:3]
    Act.objects.filter(pk=one.pk).update(number=99)
    Act.objects.filter(pk=two.pk).update(number=one.number)
    Act.objects.filter(pk=one.pk).update(number=two.number)

    assert "does not match its digest, or does not follow the act before it" in faults()


def test_a_last_act_ahead_of_the_clock_is_found_by_which_a_plan_is_live_early(acts, publish):
    ahead = clock.now() + timedelta(hours=1)
    planned = publish(at=ahead)
    SiteState.objects.update(last_act_at=ahead)

    assert Edition.objects.published(clock.now()).filter(article=planned).exists()
    assert faults() == ["the moment of its last act is ahead of this server's clock"]


def test_a_log_written_anew_does_not_have_the_acts_that_editions_name(acts, publish):
    """Who knows the format can write a chain that fits: the editions, and so the head, give it away."""
    publish()
    assert faults() == []
    previous = ""
    for act in acts:
        act.reason = f"{act.reason} Never given."
        act.reason_hash = act_chain.reason_hash(act)
        act.digest = previous = act_chain.digest(act, previous)
        Act.objects.filter(pk=act.pk).update(
            **{column: getattr(act, column) for column in ("reason", "reason_hash", "digest")}
        )
    SiteState.objects.update(log_digest=previous)

    assert faults() == ["the log's act that it names is not there"]


def test_a_reason_may_go_where_an_act_says_so(acts, publish, chief_editor):
    act = acts.get(verb="flag")
    Act.objects.filter(pk=act.pk).update(reason="", salt="")
    assert faults() == ["its reason is gone, and no act says so"]

    Act.objects.create(
        at=clock.now(), by=chief_editor, verb="redact", subject=act.subject, data={"acts": [act.number]}
    )

    assert faults() == []


def test_a_renamed_colleague_s_acts_verify(acts, editor):
    User.objects.filter(pk=editor.pk).update(username="married")
    User.objects.create(username="editor", date_joined=clock.now() + timedelta(days=1))

    assert faults() == []


def test_an_edition_covers_the_log_and_says_nothing_of_it(acts, publish, client):
    newest = acts.last().digest
    edition = Edition.objects.get(article=publish())

    assert edition.private["log"] == newest
    assert newest not in client.get(f"/articles/{edition.slug}/history.json").content.decode()


def test_each_act_waits_for_the_one_before(acts):
    """Moments and numbers grow together, whoever acts: two acts never take one place."""
    rows = list(acts.values_list("at", "number"))

    assert rows == sorted(rows)
    assert len({at for at, _number in rows}) >= len(rows) - 1


def test_details_with_numbers_as_keys_verify(acts, chief_editor):
    """As a redaction of ten editions writes them: as texts, 10 sorts before 2."""
    Act.objects.create(at=clock.now(), by=chief_editor, verb="import", subject="x", data={2: "a", 10: "b"})

    assert faults() == []
