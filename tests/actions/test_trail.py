"""The audit trail tells every kind of fact once, with its log entry where it has one."""

import json
from datetime import date

import pytest

from tests.support import crew
from timesheet.actions import reporting
from timesheet.actions.reporting import Request
from timesheet.actions.setting_up import rates
from timesheet.actions.setting_up.changes import Author
from timesheet.core.model import Code, Kind
from timesheet.store import audit, facts
from timesheet.store.db import write
from timesheet.store.tables import Audit, PeriodStep

DAY = date(2026, 11, 10)
NOON = crew.instant(DAY, "12:00")


@pytest.fixture
def ids(app):
    return crew.found(app)


def trail():
    with reporting.opened(Request("audit-trail", DAY, DAY)) as report:
        return list(report.table.records())


def answer(tx, ids, code, **more):
    return facts.add_answer(
        tx, [(code, 1)], person_id=ids["ana"], start_at=NOON - 3600, end_at=NOON,
        source="own_word", author_id=ids["ana"], **more,
    )  # fmt: skip


def test_a_word_and_its_withdrawal_say_what_stood_before(app, ids):
    with write() as tx:
        first = answer(tx, ids, Code(ids["harbour"]), made_at=NOON)
        answer(tx, ids, Code(ids["harbour"], ids["raising"]), made_at=NOON + 60)
        answer(tx, ids, Code(ids["harbour"]), made_at=NOON + 120, withdraws_id=first)
    said = [(row["event"], row["before"], row["after"]) for row in trail()]
    assert said == [
        ("said", "", "HARBOUR"),
        ("said", "HARBOUR", "HARBOUR / 10"),
        ("took back", "HARBOUR", ""),
    ]


def test_a_correction_stands_with_its_entry_of_the_log(app, ids):
    with write() as tx:
        punch = facts.add_punch(
            tx, person_id=ids["ana"], client_uuid="a-press-of-ana", kind="in", at=NOON,
            received_us=NOON * 1_000_000, channel="web", actor_id=ids["ana"], body_hash="",
            zone=crew.ZONE,
        )  # fmt: skip
        key = facts.add_correction(
            tx, person_id=ids["ana"], author_id=ids["carla"], made_at=NOON + 60, punch_id=punch,
            at=NOON - 600, kind=Kind.IN.value, zone=crew.ZONE, reason="the bus was late",
        )  # fmt: skip
        values = {"actor_id": ids["carla"], "event": "corrected", "subject": "person"}
        row = {**values, "subject_id": ids["ana"], "payload": json.dumps({"correction": key})}
        row |= {"at": NOON + 61, "previous": audit.head(tx)}
        tx.execute(Audit.__table__.insert().values(**row, hash=audit.digest(row)))
    (found,) = trail()
    assert (found["before"], found["after"]) == ("in 12:00", "in 11:50")
    assert (found["by"], found["person"], found["day"]) == ("Carla Weiss", "Ana Ruiz", DAY)
    assert (found["reason"], found["entry"]) == ("the bus was late", 1)


def test_a_step_names_the_state_before(app, ids):
    with write() as tx:
        for n, (step, state) in enumerate((("submit", "submitted"), ("approve", "approved"))):
            values = {"person_id": ids["ana"], "period": crew.MONDAY, "last_day": DAY, "step": step}
            values |= {"state": state, "author_id": ids["carla"], "made_at": NOON + n}
            tx.execute(PeriodStep.__table__.insert().values(**values, reason="", seen=""))
    assert [(row["before"], row["after"].split()[0]) for row in trail()] == [
        ("open", "submitted"), ("submitted", "approved"),
    ]  # fmt: skip


def test_a_rate_says_the_one_before_and_what_others_did_is_there_too(app, ids, monkeypatch):
    monkeypatch.setattr("timesheet.now.utc", lambda: NOON)
    rates.add(ids["ana"], 260_000, DAY, None, "a good year", Author(ids["carla"], NOON))
    monkeypatch.setattr("timesheet.now.utc", lambda: NOON + 1)
    with write() as tx:
        audit.record(tx, ids["carla"], "planned", "roster", None, {"shifts": 3})
    rate, planned = trail()
    assert (rate["before"], rate["after"]) == ("24.00", f"26.00 from {DAY}")
    assert (rate["entry"], rate["reason"]) == (1, "a good year")
    assert (planned["event"], planned["after"], planned["entry"]) == ("planned", "shifts: 3", 2)
