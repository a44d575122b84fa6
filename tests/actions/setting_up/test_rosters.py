from datetime import date, time

import pytest

from tests.support.company import World, mondays, worked
from timesheet.actions import deriving
from timesheet.actions.setting_up import rosters
from timesheet.actions.setting_up.rosters import Unreadable
from timesheet.core import calendar
from timesheet.core.model import Code
from timesheet.errors import Missing
from timesheet.exchange import roster_paste
from timesheet.exchange.roster_paste import PlannedLine
from timesheet.store import db
from timesheet.store import rosters as stored
from timesheet.store.derived import labor_lines

DAY = date(2026, 11, 16)


def planned():
    with db.read() as tx:
        return stored.planned(tx, 0, 1 << 40)


def line(n=1, person="P2", day=DAY, start=time(8), end=time(16), **more):
    return PlannedLine(n, person, day, start, end, **more)


def test_a_planned_shift_is_read_in_the_zone_of_its_site_and_may_pass_midnight(world: World):
    night = line(start=time(22), end=time(6), site="pier", project="h", task="frame")
    assert rosters.plan([night, line(2)], world.author) == 2
    day, night = sorted(planned(), key=lambda s: s.start)
    assert calendar.local(day.start, "Europe/Berlin").hour == 8
    assert calendar.local(night.start, "America/New_York").hour == 22
    assert night.end - night.start == 8 * 3600
    assert (night.site, night.code) == (world.site, Code(world.harbour, world.framing))


def test_a_plan_gives_a_code_to_hours_worked_and_takes_it_back(world: World):
    monday = mondays(1)[0]
    worked(world.worker, monday)
    deriving.rebuild()

    def codes():
        with db.read() as tx:
            return {row.project_id for row in tx.execute(labor_lines.select())}

    assert codes() == {None}
    rosters.plan([line(day=monday, project="H")], world.author)
    assert codes() == {world.harbour}
    [shift] = planned()
    rosters.cancel(shift.id, world.author)
    assert codes() == {None}
    with pytest.raises(Missing):
        rosters.cancel(shift.id, world.author)


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (line(person="P99"), "person"),
        (line(site="Moon"), "site"),
        (line(project="X"), "project"),
        (line(project="D", task="FRAME"), "task"),
        (line(task="FRAME"), "task"),
        (line(day=date(2026, 3, 29), start=time(2, 30)), "start"),
        (line(2, start=time(15), end=time(20)), "start"),
    ],
)
def test_all_or_nothing_with_the_line_and_column_of_each_problem(world: World, bad, column):
    with pytest.raises(Unreadable) as caught:
        rosters.plan([line(7), bad], world.author)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (bad.line, column)
    assert planned() == []


def test_nothing_to_plan_is_nothing_planned(world: World):
    assert rosters.plan([], world.author) == 0


def test_pasted_text_is_read_with_or_without_a_head_in_any_delimiter():
    plain = [line(1, project="H")]
    assert roster_paste.read("P2;2026-11-16;8:00;16:00;;H;") == (plain, [])
    headed = "day\tperson\tend\tstart\tproject\n2026-11-16\tP2\t16:00\t08:00\tH\n\n"
    assert roster_paste.read(headed) == ([line(2, project="H")], [])


@pytest.mark.parametrize(
    ("text", "number", "column"),
    [
        ("P2,16.11.2026,8:00,16:00", 1, "day"),
        ("P2,2026-11-16,8:00,16:00\nP2,2026-11-17,25:00,16:00", 2, "start"),
        ("P2,2026-11-16,8:00", 1, "end"),
        ("P2,2026-11-16,8:00,16:00,a,b,c,d", 1, ""),
        ("P2\x00,2026-11-16", 1, ""),
        ("P" * 201 + ",2026-11-16,8:00,16:00", 1, "person"),
        ('"' + "x" * 200_000, 1, ""),
        ("a,2026-11-16,8:00,9:00\n" * 5001, 5001, ""),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(text, number, column):
    _, problems = roster_paste.read(text)
    assert (problems[0].line, problems[0].column) == (number, column)
