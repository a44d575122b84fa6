"""The sweep that reminds: the right people, each once, at a cost that doesn't grow with them."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from tests.support import crew
from tests.threats.walking import statements
from timesheet import jobs, now
from timesheet.actions import deriving, reminding
from timesheet.core.model import RosterShift
from timesheet.core.pay.declared import Declaration, Says
from timesheet.core.reminding import Cause
from timesheet.store import declarations, reminders, rosters
from timesheet.store.base import table_of
from timesheet.store.db import read, write
from timesheet.store.reminders import Policy
from timesheet.store.tables import Clock, Person, ReminderRow

TODAY = crew.MONDAY + timedelta(days=21)


@pytest.fixture
def ids(app):
    found = crew.found(app)
    for week in range(3):
        crew.work(app, found, crew.MONDAY + timedelta(days=7 * week))
    with write() as tx:
        reminders.set_policy(tx, Policy())
    crew.press(app, found["ana"], "in", TODAY, "07:58")
    deriving.rebuild()
    return found


def sweep(wall, day=TODAY):
    return reminding.sweep(crew.instant(day, wall), lambda done, total: None)


def given():
    rows = table_of(ReminderRow)
    with read() as tx:
        return {
            (row.person_id, row.cause, row.why)
            for row in tx.execute(select(rows).order_by(rows.c.id))
        }


def test_those_who_forgot_are_reminded_once_and_nobody_else(ids):
    ana, ben = ids["ana"], ids["ben"]
    assert sweep("07:20") == 0
    assert sweep("07:40") == 1
    assert given() == {(ben, "clock_in", "usual")}
    assert sweep("08:00") == 1
    assert sweep("17:10") == 0
    assert sweep("17:15") == sweep("17:20") + 1 == 1
    assert given() == {
        (ben, "clock_in", "usual"), (ana, "week", ""), (ana, "clock_out", "usual")
    }  # fmt: skip
    shown = reminding.shown(ana, crew.instant(TODAY, "17:30"))
    assert [one.cause for one in shown] == [Cause.CLOCK_OUT, Cause.WEEK]


def test_what_was_done_meanwhile_or_stopped_is_shown_no_more(app, ids):
    sweep("17:15")
    at = crew.instant(TODAY, "17:31")
    reminding.stop(ids["ana"], [Cause.WEEK])
    assert [one.cause for one in reminding.shown(ids["ana"], at)] == [Cause.CLOCK_OUT]
    crew.press(app, ids["ana"], "out", TODAY, "17:30")
    assert reminding.shown(ids["ana"], at) == []
    assert sweep("10:00", TODAY + timedelta(days=7)) > 0
    assert not [row for row in given() if row[:2] == (ids["ana"], "week") and row[2]]
    with read() as tx:
        assert len(reminders.told(tx, [ids["ana"]], at)[ids["ana"]]) == 3


def test_who_is_planned_is_reminded_by_the_roster_and_who_has_left_the_company_by_nothing(ids):
    starts = crew.instant(TODAY, "10:00")
    plans = [RosterShift(0, ids[who], starts, starts + 6 * 3600) for who in ("ben", "carla")]
    with write() as tx:
        rosters.add_shifts(tx, plans, 0)
        people = table_of(Person)
        tx.execute(update(people).where(people.c.id == ids["ben"]).values(ended_on=TODAY))
    assert sweep("07:40") == 0
    sweep("10:15")
    assert (ids["carla"], "clock_in", "roster") in given()
    assert not [row for row in given() if row[0] == ids["ben"]]


def test_who_is_on_leave_is_left_in_peace_unless_it_was_taken_back(ids):
    told = Declaration(0, ids["ben"], Says.LEAVE, TODAY, TODAY, ids["carla"], 0, "PTO", seconds=1)
    with write() as tx:
        key = declarations.put(tx, told)
    assert sweep("07:40") == 0
    with write() as tx:
        declarations.put(tx, replace(told, says=Says.WITHDRAWN, about=key))
    assert sweep("07:40") == 1


def test_many_processes_give_each_reminder_once(app, ids):
    found, barrier = [], threading.Barrier(4)

    def run():
        with app.app_context():
            barrier.wait()
            found.append(sweep("17:15"))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == len(given()) == 2


def test_more_people_cost_no_more_statements(app, ids):
    with statements(app) as few:
        sweep("07:40")
    starts = crew.instant(TODAY, "08:00")
    with write() as tx:
        people, clocks = table_of(Person), table_of(Clock)
        for n in range(40):
            row = {"number": f"X{n}", "name": f"X{n}", "login": f"x{n}", "zone": crew.ZONE,
                   "auth_version": 1, "locale": "en"}  # fmt: skip
            key = tx.execute(insert(people).values(row).returning(people.c.id)).scalar_one()
            tx.execute(insert(clocks).values(person_id=key, state="out", version=0))
            rosters.add_shifts(tx, [RosterShift(0, key, starts, starts + 4 * 3600)], 0)
    with statements(app) as many:
        assert sweep("08:15") == 41
    assert len(many) == len(few)


def test_the_sweep_is_a_job_every_few_minutes_unless_nothing_is_wanted(settings, ids, monkeypatch):
    at = [crew.instant(TODAY, "07:40")]
    monkeypatch.setattr(now, "utc", lambda: at[0])
    assert (jobs.run_all(settings), jobs.run_all(settings)) == (1, 0)
    assert len(given()) == 1
    at[0] += jobs.REMIND
    assert jobs.run_all(settings) == 1
    at[0] += jobs.REMIND
    with write() as tx:
        reminders.set_policy(tx, crew.SILENT)
    assert jobs.run_all(settings) == 0
