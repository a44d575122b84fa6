"""Presses that are repeated, raced, forged, late or out of order: one punch each, times right."""

import itertools
import json
import random
import threading
import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.support.signin import add_person
from timesheet.actions import deriving, punching
from timesheet.actions.punching import Press
from timesheet.core import calendar
from timesheet.core.punching import Outcome
from timesheet.errors import Conflict, Refused
from timesheet.store import derived, facts
from timesheet.store.db import read, write

NOON = 1_795_435_200  # 2026-11-23 12:00 UTC


def press(person, intent, at=NOON, key=None, **more):
    more.setdefault("received_us", at * 1_000_000)
    key = key or str(uuid.uuid4())
    return Press(person=person, uuid=key, intent=intent, zone="UTC", actor=person, **more)


def punches(app, person):
    with app.app_context(), read() as tx:
        return facts.punches_of(tx, person)


def together(app, calls):
    """Make calls at one moment in threads of their own; return their answers."""
    answers, barrier = [None] * len(calls), threading.Barrier(len(calls))

    def run(n, call):
        with app.app_context():
            barrier.wait()
            answers[n] = call()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("off", [-3600, 3600, -86400, 86400, -NOON, 2_300_000_000])
def test_p16_the_servers_clock_counts(app, off):
    ann = add_person(app, "ann").id
    with app.app_context():
        pressed = punching.punch(press(ann, "in", claimed_at=NOON + off))
        with read() as tx:
            kept = tx.execute(text("SELECT claimed_at, at FROM punch")).one()
    assert pressed.at == NOON
    assert tuple(kept) == (NOON + off, NOON)


def test_p16_offline_the_claim_counts_within_its_window(app):
    ann = add_person(app, "ann").id
    with app.app_context():
        claims = [NOON - 3600, NOON - 71 * 3600, NOON - 73 * 3600, NOON + 3600]
        answers = [
            punching.punch(press(ann, "in", claimed_at=claim, offline=True)).at for claim in claims
        ]
    assert answers == [NOON - 3600, NOON - 71 * 3600, NOON, NOON]


def test_p17_a_replay_is_one_punch(app):
    ann, key = add_person(app, "ann").id, str(uuid.uuid4())
    first = press(ann, "in", key=key)
    answers = []
    for _ in range(10):
        answers += together(app, [lambda: punching.record(first)] * 10)
    assert len(punches(app, ann)) == 1
    assert len({answer.punch for answer in answers}) == 1
    assert sorted(a.outcome for a in answers) == ["recorded"] + ["repeated"] * 99
    with app.app_context(), pytest.raises(Conflict):
        punching.punch(press(ann, "out", key=key))


def test_p17_a_declined_press_never_clocks_in_later(app):
    ann = add_person(app, "ann").id
    with app.app_context():
        punching.punch(press(ann, "in"))
        second = press(ann, "in", NOON + 60)
        assert punching.punch(second).outcome is Outcome.ALREADY
        punching.punch(press(ann, "out", NOON + 3600))
        late = punching.punch(second)
        assert late.outcome is Outcome.ALREADY
        assert late.clock.state == "out"
    assert len(punches(app, ann)) == 2


def test_p18_twenty_tabs_one_open_shift(app):
    ann = add_person(app, "ann").id
    for turn in range(10):
        at = NOON + turn * 7200
        calls = [lambda at=at: punching.record(press(ann, "in", at)) for _ in range(20)]
        answers = together(app, calls)
        assert sorted(a.outcome for a in answers) == ["already"] * 19 + ["recorded"]
        assert {a.clock.state for a in answers} == {"in"}
        with app.app_context():
            punching.record(press(ann, "out", at + 3600))
    assert len(punches(app, ann)) == 20


def test_a_forgotten_clock_out_does_not_swallow_the_next_clock_in(app):
    ann = add_person(app, "ann").id
    with app.app_context():
        punching.punch(press(ann, "in"))
        assert punching.punch(press(ann, "in", NOON + 20 * 3600)).made


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]
)
def test_p19_nights_on_which_clocks_move(app, zone):
    ann = add_person(app, "ann", zone=zone).id
    lengths = set()
    for n in range(365):
        night = datetime(2026, 1, 1, 22) + timedelta(days=n)
        start = calendar.instant(night, zone)
        end = calendar.instant(night + timedelta(hours=8), zone)
        if end - start != 8 * 3600:
            lengths |= shift(app, ann, start, end)
    assert lengths == ({7.5, 8.5} if zone == "Australia/Lord_Howe" else {7, 9})


def shift(app, person, start, end):
    with app.app_context():
        for kind, at in (("in", start), ("out", end)):
            punching.punch(press(person, kind, at))
        with read() as tx:
            found = tx.execute(
                text("SELECT seconds FROM shift WHERE start_at = :at"), {"at": start}
            ).scalar_one()
            days = tx.execute(
                text("SELECT sum(seconds) FROM labor_line WHERE shift_start = :at"), {"at": start}
            ).scalar_one()
    assert days == found == end - start
    return {found / 3600}


def test_p20_any_order_of_delivery_makes_the_same_shifts(app):
    plan = [("in", 8), ("out", 16), ("in", 32), ("out", 40), ("in", 56), ("out", 64)]
    orders = list(itertools.permutations(plan))
    wanted = None
    for n, order in enumerate(random.Random(7).sample(orders, 12)):
        person = add_person(app, f"worker{n}").id
        with app.app_context():
            for kind, hour in [*order, order[0]]:
                at, key = NOON - (72 - hour) * 3600 + 3600, f"{kind}-{hour}-{n:04}"
                punching.punch(press(person, kind, NOON, key=key, claimed_at=at, offline=True))
            with read() as tx:
                rows = tx.execute(
                    text("SELECT start_at, end_at, seconds FROM shift WHERE person_id = :p "
                         "ORDER BY start_at"), {"p": person},
                ).all()  # fmt: skip
        assert len(rows) == 3
        wanted = wanted or rows
        assert rows == wanted


def test_facts_can_not_be_changed(app):
    ann = add_person(app, "ann").id
    with app.app_context():
        punching.punch(press(ann, "in"))
        for statement in ("UPDATE punch SET at = 0", "DELETE FROM punch"):
            with pytest.raises(DatabaseError, match="only ever added"), write() as tx:
                tx.execute(text(statement))
    assert len(punches(app, ann)) == 1


def test_a_failure_after_the_punch_leaves_the_punch_and_a_stale_week(app, monkeypatch):
    ann = add_person(app, "ann").id
    with app.app_context():
        with monkeypatch.context() as patch:
            patch.setattr(deriving, "derive", lambda *_: 1 / 0)
            assert punching.punch(press(ann, "in")).made
        with read() as tx:
            assert derived.count_stale(tx) > 0
        assert deriving.derive_stale() > 0
        assert deriving.check() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"intent": "toggle"}, "intent"),
        ({"uuid": "x"}, "uuid"),
        ({"intent": "transfer"}, "project"),
    ],
)
def test_presses_that_make_no_sense(app, change, field):
    ann = add_person(app, "ann").id
    values = {"person": ann, "uuid": str(uuid.uuid4()), "intent": "in", "zone": "UTC", "actor": ann}
    with app.app_context(), pytest.raises(Refused) as refused:
        punching.punch(Press(**{**values, **change}, received_us=NOON * 1_000_000))
    assert refused.value.field == field
    assert json.dumps(refused.value.message)
