"""Days that nobody spoke of are divided as confirmed days are, until an admin says no."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.actions.test_asking import at
from tests.support import company
from tests.support.company import World
from timesheet.actions import deriving, refitting
from timesheet.actions.setting_up import questions as settings
from timesheet.actions.setting_up.changes import fingerprint
from timesheet.core.model import Code
from timesheet.store import facts
from timesheet.store.db import read, write
from timesheet.store.derived import allocations
from timesheet.store.questions import Budget, lines

DAY = timedelta(days=1)
FIRST = date(2026, 11, 2)
LAST = FIRST + 9 * DAY


@pytest.fixture
def world(app) -> World:
    """Let a worker confirm seven days, nine parts harbour and one depot, and then say nothing."""
    found = company.set_up()
    for n in (0, 1, 2, 3, 4, 7, 8, 9):
        company.worked(found.worker, FIRST + n * DAY)
    with write() as tx:
        for n in (0, 1, 2, 3, 4, 7, 8):
            day = FIRST + n * DAY
            parts = ((Code(found.harbour), 9), (Code(found.depot), 1))
            facts.add_answer(
                tx, parts, person_id=found.worker, start_at=at(day, 8), end_at=at(day, 16),
                source="own_word", author_id=found.worker, made_at=at(day, 17),
            )  # fmt: skip
    deriving.rebuild()
    refitting.refit(1)
    return found


def booked(person: int, day: date) -> list[tuple[int, int, str, float, str]]:
    query = select(allocations).where(
        allocations.c.person_id == person, allocations.c.shift_start == at(day, 8)
    )
    with read() as tx:
        rows = tx.execute(query.order_by(allocations.c.seconds.desc())).all()
    return [(r.project_id, r.seconds, r.source, r.confidence, r.details) for r in rows]


def test_lines_that_nobody_typed(world):
    harbour, depot = booked(world.worker, LAST)
    assert harbour[:3] == (world.harbour, 25_932, "learned")
    assert depot[:3] == (world.depot, 2_868, "learned")
    for _, _, _, confidence, details in (harbour, depot):
        assert "divided like 7 of 7 of your confirmed days" in details
        assert 0.5 <= confidence < 1
    with read() as tx:
        labor = select(func.sum(lines.c.seconds)).where(lines.c.shift_start == at(LAST, 8))
        assert tx.execute(labor).scalar_one() == 8 * 3600
    assert {row[2] for row in booked(world.worker, FIRST)} == {"own_word"}
    assert deriving.check() == []


def test_an_admin_sees_them_and_switches_them_off(world):
    said = booked(world.worker, FIRST)
    parts = settings.divided(at(LAST, 20))
    assert [(one.label, one.shifts, one.people, one.seconds) for one in parts] == [
        ("Harbour", 1, 1, 25_932),
        ("Depot", 1, 1, 2_868),
    ]
    now = settings.budget()
    settings.save(Budget(2, 0, 100, divides=False), fingerprint(now), world.author)
    assert [row[:3] for row in booked(world.worker, LAST)] == [(world.harbour, 28_800, "learned")]
    assert settings.divided(at(LAST, 20)) == []
    assert booked(world.worker, FIRST) == said
    assert deriving.check() == []
