"""What is derived step by step is what a rebuild derives, whatever lies beside the punches."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support import company
from timesheet.actions import declaring, deriving
from timesheet.actions.setting_up import pay_policies
from timesheet.core.model import Kind
from timesheet.core.pay.declared import Declaration, Says
from timesheet.core.pay.policy import Policy
from timesheet.errors import Conflict, Missing
from timesheet.store import db, derived, facts, policies, staff
from timesheet.store.derived import issues, labor_lines, pay_lines, shifts, workweeks

DAY = timedelta(days=1)
MONDAY = company.TODAY - 7 * DAY


@pytest.fixture
def world(app):
    found = company.set_up()
    for week in company.mondays(3):
        for n in range(4):
            company.worked(found.worker, week + n * DAY, 8, 10)
    deriving.rebuild()
    return found


def said(world, says, first=MONDAY, last=None, **more):
    return Declaration(0, world.worker, says, first, last or first, world.admin, 1, **more)


def rows(table, *columns, person=None):
    query = select(*(table.c[name] for name in columns)).order_by(table.c.week, table.c.id)
    if person is not None:
        query = query.where(table.c.person_id == person)
    with db.read() as tx:
        return [tuple(row) for row in tx.execute(query)]


def weeks(person):
    with db.read() as tx:
        return derived.weeks_of(tx, person)


def policy(document, effective_from=date(2026, 1, 1), team=None):
    with db.write() as tx:
        policies.add_pay_policy(
            tx, code="own", name="own", effective_from=effective_from, team=team, person=None,
            document=json.dumps(Policy.from_dict(document).to_dict()), at=1, by=None,
        )  # fmt: skip
        deriving.mark_stale(tx)
    deriving.derive_stale()


def press_late(person, day, hour, kind):
    """Record a punch and derive as a click does."""
    at = company.NOON + ((day - company.TODAY).days * 24 + hour - 12) * 3600
    with db.write() as tx:
        facts.add_punch(
            tx, person_id=person, client_uuid=f"late-{at}", kind=kind.value, at=at,
            received_us=at * 1_000_000, channel="web", actor_id=person, body_hash="",
            zone=company.ZONE,
        )  # fmt: skip
    deriving.derive_at(person, at)


def test_leave_makes_its_week_and_goes_with_it(world):
    first = date(2026, 8, 3)
    key = declaring.declare(said(world, Says.LEAVE, first, first + DAY, name="VAC", seconds=28800))
    assert first in weeks(world.worker)
    leave = [row for row in rows(pay_lines, "pay_code", "seconds", "cents") if row[0] == "VAC"]
    assert leave == [("VAC", 28800, 16000)] * 2
    assert deriving.check() == []
    declaring.withdraw(key, world.admin, "not then", 2, None)
    assert not [row for row in rows(pay_lines, "pay_code") if row == ("VAC",)]
    assert deriving.check() == []
    with pytest.raises(Conflict):
        declaring.withdraw(key, world.admin, "not then", 2, None)
    with pytest.raises(Missing):
        declaring.withdraw(key, world.mate, "not mine", 2, frozenset({world.mate}))


def test_a_salary_from_a_day_on_reaches_every_later_week(world):
    policy({"rate": {"method": "exempt"}})
    forever = date(9999, 12, 31)
    declaring.declare(said(world, Says.EARNING, company.mondays(3)[1], forever, name="SALARY",
                           cents=90_000))  # fmt: skip
    sums = {}
    for week, cents in rows(pay_lines, "week", "cents"):
        sums[week] = sums.get(week, 0) + cents
    assert list(sums.values()) == [0, 90_000, 90_000]
    assert deriving.check() == []


def test_a_week_that_others_average_with_changes_them_too(world):
    policy({"compliance": {"max_avg_week_h": 43, "reference_weeks": 2}})
    assert rows(issues, "code") == []
    first = company.mondays(3)[1]
    for hour, kind in ((8, Kind.IN), (18, Kind.OUT)):
        press_late(world.worker, first + 4 * DAY, hour, kind)
    assert rows(issues, "week", "code") == [
        (first, "max_avg_week"),
        (first + 7 * DAY, "max_avg_week"),
    ]
    assert deriving.check() == []


def test_averaged_overtime_is_that_of_the_whole_block(world):
    policy({
        "time": {"averaging_weeks": 2, "averaging_anchor": company.mondays(3)[1].isoformat()},
        "overtime": {"weekly": [{"over_h": 40, "mult": "1.5"}]},
    })  # fmt: skip
    first = company.mondays(3)[1]
    for hour, kind in ((8, Kind.IN), (18, Kind.OUT)):
        press_late(world.worker, first + 4 * DAY, hour, kind)
    over = {week: seconds for week, code, seconds in rows(pay_lines, "week", "pay_code", "seconds")
            if code == "OT" and seconds}  # fmt: skip
    assert over == {first + 7 * DAY: 10 * 3600}
    assert deriving.check() == []


def test_weeks_move_where_a_policy_says_when_they_begin(world):
    policy({"time": {"week_start": {"day": "sun", "time": "00:00"}}}, company.mondays(3)[1] + DAY)
    first = company.mondays(3)[0]
    begun = [week for week in weeks(world.worker) if week >= first]
    # The week of the change has six days; none lies in two weeks.
    assert begun == [first, first + 7 * DAY, first + 13 * DAY, first + 20 * DAY]
    assert sum(s for (s,) in rows(labor_lines, "seconds")) == 3 * 4 * 10 * 3600
    assert deriving.check() == []
    with db.read() as tx:
        assert not tx.execute(select(workweeks).where(workweeks.c.stale)).all()


def test_teams_and_their_policies_hold_by_the_day(world):
    with db.write() as tx:
        crew = db.add(tx, staff.memberships.metadata.tables["team"], {"name": "Night"})
        staff.join(tx, world.worker, crew, MONDAY + 2 * DAY)
    eight = {"overtime": {"daily": [{"over_h": 8, "mult": "1.5"}]}}
    policy(eight, team=crew)
    found = dict.fromkeys(range(4))
    for day, team in rows(shifts, "day", "team_id", person=world.worker)[-4:]:
        found[(day - MONDAY).days] = team
    assert list(found.values()) == [world.team, world.team, crew, crew]
    over = {day for day, code, part in rows(labor_lines, "day", "pay_code", "part")
            if (code, part) == ("OT", "straight")}  # fmt: skip
    assert over == {MONDAY + 2 * DAY, MONDAY + 3 * DAY}
    assert deriving.check() == []
    pay_policies.assign("plain", MONDAY, None, world.worker, world.author)
    assert not [1 for day, code in rows(labor_lines, "day", "pay_code") if code == "OT"]
    assert deriving.check() == []
