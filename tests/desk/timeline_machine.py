"""Random acts by random people at random moments, checked against the oracle after each."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from articles import desk
from articles.archive import verifying
from articles.models import Article, Edition, Section, clock
from tests.oracle import MAY, MS, START, Oracle, Row, body, merged

# Mostly those who may, since a refusal changes nothing.
ACTORS = st.sampled_from(["reporter", "stranger", *["editor"] * 3, *["chief"] * 3])
SLOTS = st.integers(0, 3)
KINDS = st.sampled_from(["minor", "clarification", "correction", "retraction"])
AHEAD = st.sampled_from([timedelta(seconds=seconds) for seconds in (2, 20, 70, 1800, 7200)])
PARTS = st.sampled_from(["text", "expiry"])


def mostly(question):
    """Try an act where it is possible; where it isn't, now and then, since a refusal changes nothing."""
    return precondition(lambda self: question(self.oracle, self.oracle.now) or self.words % 5 == 4)


class Timelines(RuleBasedStateMachine):
    """One story, four people, a clock that goes both ways."""

    @initialize()
    def open(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.oracle, self.words = Oracle(), 0
        self.clock = mock.patch.object(clock, "server_time", side_effect=lambda: self.oracle.clock)
        self.clock.start()
        self.the_process_starts_again()
        section = Section.objects.get()
        self.article = Article(headline="Headline", section=section, **self.fields(self.oracle.copy))
        desk.save(self.article, by=self.users["reporter"])
        self.known = {}

    def teardown(self):
        if not hasattr(self, "atomic"):
            return
        try:
            self.look()
            self.oracle.clock = self.oracle.now  # one that is behind the last act is a fault of the server
            assert list(verifying.archive_faults()) == []
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- helpers ---

    def fields(self, text):
        return {"standfirst": text[0], "body": body(text)}

    def word(self):
        self.words += 1
        # Without a figure: a minor change may change none.
        return "word" + "".join("abcdefghij"[int(digit)] for digit in str(self.words))

    @contextmanager
    def expect(self, verb, actor, possible):
        """Expect a refusal where the actor may not, or the story is not so."""
        at = self.oracle.begin()
        allowed = at is not None and verb in MAY[actor] and possible
        if allowed:
            yield True
            self.oracle.last_act = at
        else:
            with pytest.raises(desk.Refused):
                yield False

    # --- the world ---

    @rule(seconds=st.sampled_from([-90, -61, -30, -1, 0.001, 1, 3, 30, 90, 3600]))
    def the_clock_moves(self, seconds):
        self.oracle.clock += timedelta(seconds=seconds)

    @rule()
    def the_process_starts_again(self):
        self.article = Article.objects.first()
        self.users = {user.username: user for user in User.objects.all()}

    @precondition(lambda self: any(row.start > self.oracle.now for row in self.oracle.rows))
    @rule(late=st.sampled_from([-MS, MS * 0, MS]), slot=SLOTS)
    def the_moment_of_a_plan_comes(self, late, slot):
        """Act just then: before, at and after the very millisecond."""
        oracle = self.oracle
        oracle.clock = next(row.start for row in oracle.rows if row.start > oracle.now) + late
        self.correct("chief", slot, "minor", slot)

    def the_desk_is_clear(self, is_live):
        """Do what the next acts need: the clock is right, nothing clashes, is spiked or planned."""
        oracle = self.oracle
        oracle.clock = oracle.now
        if oracle.spiked:
            self.unspike("chief")
        if oracle.clashes:
            self.settle("chief")
        for part in ("text", "expiry"):
            if oracle.planned(oracle.now, part):
                self.drop_plan("chief", part)
        if is_live and not oracle.live(oracle.now):
            self.publish("chief", None)

    # --- the acts ---

    @rule(actor=ACTORS, slot=SLOTS)
    def save(self, actor, slot):
        text = list(self.oracle.copy)
        text[slot] = self.word()
        if self.oracle.spiked:
            with pytest.raises(desk.Refused):
                desk.save(self.article, by=self.users[actor])
            return
        for field, value in self.fields(text).items():
            setattr(self.article, field, value)
        desk.save(self.article, by=self.users[actor], base=self.article.version)
        self.oracle.copy = tuple(text)

    @mostly(lambda oracle, at: not (oracle.spiked or oracle.clashes or oracle.planned(at, "text")))
    @rule(actor=ACTORS, ahead=st.none() | AHEAD)
    def publish(self, actor, ahead):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        start = oracle.now + ahead if ahead else at
        live, expiry = oracle.live(at), oracle.planned(at, "expiry")
        kind = "update" if live else "restoration" if oracle.in_force(at) else "first"
        possible = (
            not (oracle.spiked or oracle.clashes or oracle.planned(at, "text"))
            and not (kind == "restoration" and ahead)
            and not (live and live.text == oracle.copy)
            and not (expiry and expiry.start <= start)
        )
        with self.expect("publish", actor, possible) as allowed:
            moment = start if ahead else None
            desk.publish(self.article, by=self.users[actor], at=moment, kind=kind, note=f"note {start}")
            if allowed:
                oracle.put(at, Row(kind, start, oracle.copy, f"note {start}"), expiry)

    @rule(ahead=AHEAD)
    def plan_what_is_not_live(self, ahead):
        """Refused where it was withdrawn; an expiry goes with the only text that it would end."""
        self.the_desk_is_clear(is_live=False)
        if self.oracle.live(self.oracle.now):
            self.withdraw("chief")
        self.publish("chief", ahead)
        if self.oracle.planned(self.oracle.now, "text"):
            self.expire("chief", timedelta(hours=3))
            self.drop_plan("chief", "text")

    @mostly(lambda oracle, at: oracle.planned(at, "text") or oracle.planned(at, "expiry"))
    @rule(actor=ACTORS, part=PARTS, ahead=st.none() | AHEAD)
    def move_plan(self, actor, part, ahead):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        start = oracle.now + ahead if ahead else at
        plans = {name: oracle.planned(at, name) for name in ("text", "expiry")}
        possible = plans[part] is not None
        if possible:
            plans[part] = replace(plans[part], start=start)
            possible = not (all(plans.values()) and plans["expiry"].start <= plans["text"].start)
        with self.expect("move_plan", actor, possible) as allowed:
            desk.move_plan(self.article, by=self.users[actor], at=start if ahead else None, part=part)
            if allowed:
                oracle.put(at, plans["text"], plans["expiry"])

    @mostly(lambda oracle, at: oracle.planned(at, "text") or oracle.planned(at, "expiry"))
    @rule(actor=ACTORS, part=PARTS)
    def drop_plan(self, actor, part):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        text, expiry = oracle.planned(at, "text"), oracle.planned(at, "expiry")
        with self.expect("drop_plan", actor, text if part == "text" else expiry) as allowed:
            desk.drop_plan(self.article, by=self.users[actor], part=part)
            if allowed:
                self.keeps(text if part == "text" else None)
                stays = text if part == "expiry" else expiry if oracle.live(at) else None
                oracle.put(at, stays)

    @mostly(
        lambda oracle, at: (
            not oracle.planned(at, "expiry") and (oracle.live(at) or oracle.planned(at, "text"))
        )
    )
    @rule(actor=ACTORS, ahead=st.none() | AHEAD)
    def expire(self, actor, ahead):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        start = oracle.now + ahead if ahead else at
        text = oracle.planned(at, "text")
        last = text or oracle.live(at)
        possible = last and start > last.start and not oracle.planned(at, "expiry")
        with self.expect("expire", actor, possible) as allowed:
            desk.expire(self.article, by=self.users[actor], at=start if ahead else None)
            if allowed:
                oracle.put(at, text, Row("expiry", start))

    @mostly(lambda oracle, at: oracle.live(at))
    @rule(actor=ACTORS, slot=SLOTS, kind=KINDS, also=SLOTS)
    def correct(self, actor, slot, kind, also):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        live = oracle.live(at)
        changed = list(live.text if live else oracle.copy)
        wrong = {changed[place] for place in (slot, also)} - {""}
        for place in {slot, also}:
            changed[place] = self.word()
        with self.expect("correct", actor, live) as allowed:
            note = f"note {at}"
            changes = self.fields(changed)
            desk.correct(self.article, by=self.users[actor], kind=kind, note=note, changes=changes)
            if allowed:
                self.correct_in_oracle(at, live, tuple(changed), Row(kind, at, tuple(changed), note))
                oracle.errors += [(at, word) for word in wrong]

    @rule(theirs=SLOTS, mine=SLOTS, planned=SLOTS | st.none(), kind=KINDS, also=SLOTS, ends=st.booleans())
    def correct_beside_other_work(self, theirs, mine, planned, kind, also, ends):
        """Correct what the copy, and the plan if there is one, may have changed too."""
        self.the_desk_is_clear(is_live=True)
        if planned is not None:
            self.save("reporter", planned)
            self.publish("editor", timedelta(seconds=70))
            self.editions_are_the_oracle_s()
        if ends:
            self.expire("editor", timedelta(hours=2))
        self.save("reporter", mine)
        self.correct("editor", theirs, kind, also)
        self.editions_are_the_oracle_s()
        # Refused while it clashes; where it doesn't, with the correction in it.
        self.publish("chief", None)
        if ends:
            self.withdraw("chief")

    def correct_in_oracle(self, at, live, changed, row):
        oracle, plan = self.oracle, self.oracle.planned(at, "text")
        expiry = oracle.planned(at, "expiry")
        text, plan_clashes = merged(live.text, changed, plan.text) if plan else ((), True)
        oracle.put(at, row, None if plan_clashes else replace(plan, text=text), expiry)
        oracle.copy, clashes = merged(live.text, changed, oracle.copy)
        oracle.clashes = oracle.clashes or clashes
        self.keeps(plan if plan_clashes else None)

    def keeps(self, dropped):
        """Look for a dropped plan's words in the copy's history."""
        if dropped and dropped.text:
            assert self.article.history.filter(**self.fields(dropped.text)).exists(), "the plan is lost"

    @mostly(lambda oracle, at: oracle.live(at))
    @rule(actor=ACTORS)
    def withdraw(self, actor):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        with self.expect("withdraw", actor, oracle.live(at)) as allowed:
            plan = oracle.planned(at, "text")
            desk.withdraw(self.article, by=self.users[actor], note=f"note {at}")
            if allowed:
                self.keeps(plan)
                oracle.put(at, Row("withdrawal", at, note=f"note {at}"))

    @mostly(lambda oracle, at: oracle.in_force(at) and not oracle.live(at))
    @rule(actor=ACTORS)
    def restore(self, actor):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        last = next((row for row in reversed(oracle.rows) if row.start <= at and row.text), None)
        possible = last and not last.retracted and not oracle.live(at)
        with self.expect("restore", actor, possible) as allowed:
            desk.restore(self.article, by=self.users[actor], note=f"note {at}")
            if allowed:
                oracle.put(at, Row("restoration", at, last.text, f"note {at}"))

    @mostly(lambda oracle, at: oracle.in_force(at) and not oracle.planned(at, "text"))
    @rule(actor=ACTORS)
    def redact(self, actor):
        oracle, at = self.oracle, self.oracle.begin() or self.oracle.now
        words = {row.text[0] for row in oracle.rows if row.start <= at and row.text} - {""}
        with self.expect("redact", actor, words and not oracle.planned(at, "text")) as allowed:
            desk.redact(self.article, by=self.users[actor], fields=["standfirst"], order="Court, 1 March")
            if allowed:
                oracle.rows = [
                    replace(row, text=("", *row.text[1:])) if row.text and row.start <= at else row
                    for row in oracle.rows
                ]
                if oracle.copy[0] in words:
                    oracle.copy = ("", *oracle.copy[1:])
                assert not self.article.history.filter(standfirst__in=words).exists()

    @mostly(lambda oracle, at: not oracle.rows)
    @rule(actor=ACTORS)
    def spike(self, actor):
        oracle = self.oracle
        with self.expect("spike", actor, not oracle.spiked and not oracle.rows) as allowed:
            desk.spike(self.article, by=self.users[actor])
            oracle.spiked = allowed or oracle.spiked

    @mostly(lambda oracle, at: oracle.spiked)
    @rule(actor=ACTORS)
    def unspike(self, actor):
        with self.expect("unspike", actor, self.oracle.spiked) as allowed:
            desk.unspike(self.article, by=self.users[actor])
            self.oracle.spiked = self.oracle.spiked and not allowed

    @mostly(lambda oracle, at: oracle.clashes)
    @rule(actor=ACTORS)
    def settle(self, actor):
        with self.expect("settle", actor, self.oracle.clashes) as allowed:
            desk.settle(self.article, by=self.users[actor])
            if allowed:
                # What the copy still says of the old, the desk has decided.
                self.oracle.errors = [row for row in self.oracle.errors if row[1] not in self.oracle.copy]
                self.oracle.clashes = False

    # --- what must be true after each of them ---

    @invariant()
    def editions_are_the_oracle_s(self):
        if not hasattr(self, "atomic"):
            return
        rows = self.oracle.rows
        editions = list(self.article.editions.order_by("number"))
        assert [self.told(edition) for edition in editions] == rows
        assert [edition.number for edition in editions] == list(range(1, len(rows) + 1))
        assert [edition.live_until for edition in editions] == [row.start for row in rows[1:]] + [
            None
        ] * bool(rows)
        assert all(edition.first_published_at == rows[0].start for edition in editions)
        copy = Article.objects.get()
        assert (copy.standfirst, copy.body) == (self.oracle.copy[0], body(self.oracle.copy))
        assert (bool(copy.unmerged), copy.stage == "spiked") == (self.oracle.clashes, self.oracle.spiked)
        for moment, word in self.oracle.errors:
            assert not any(word in row.text for row in rows if row.start > moment), "an error came back"
        self.no_record_changes(editions)

    def told(self, edition):
        text = (edition.standfirst, *edition.body.split("\n\n")[::2]) if edition.has_text else ()
        return Row(edition.kind, edition.live_from, text, edition.note, edition.is_retracted)

    def no_record_changes(self, editions):
        by_number = {edition.number: (edition.digest, edition.note) for edition in editions}
        assert by_number | self.known == by_number
        acted = self.oracle.last_act
        self.known = {
            row.number: by_number[row.number] for row in editions if acted and row.live_from <= acted
        }

    @rule()
    def look(self):
        """Ask the three questions at every moment that could differ, past and future."""
        starts = [row.start for row in self.oracle.rows]
        for at in {START, self.oracle.now, *(start + d for start in starts for d in (-MS, MS * 0, MS))}:
            row, live = self.oracle.in_force(at), self.oracle.live(at)
            assert self.moments(Edition.objects.in_force(at)) == ([row.start] if row else [])
            assert self.moments(Edition.objects.published(at)) == ([live.start] if live else [])
            assert self.moments(Edition.objects.printed(at)) == [start for start in starts if start <= at]

    def moments(self, editions):
        return list(editions.order_by("number").values_list("live_from", flat=True))
