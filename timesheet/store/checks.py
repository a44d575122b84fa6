"""What must hold in a sound database, asked of the database itself; each answer is a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, or_, select, text

from timesheet.store import audit
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables import (
    AllocationRow,
    AnswerRow,
    Clock,
    CorrectionRow,
    LaborLineRow,
    PayLineRow,
    PunchRow,
    ShiftRow,
    Workweek,
)

# The tables whose rows are only ever added; triggers in the database see to it.
FACTS = (
    "punch",
    "declined",
    "correction",
    "answer",
    "accepted_doubt",
    "dispute",
    "declaration",
    "import_batch",
    "period_step",
    "closed_week",
    "day_approval",
    "export_name",
    "export_batch",
    "export_void",
    "form_signature",
    "burden_version",
    "export_profile",
    "budget",
    "billing_terms",
    "billed",
    "payroll_register",
    "sample_draw",
    "sample_coding",
    "audit",
    "reminder",
)
MOST = 20


@dataclass(frozen=True, slots=True)
class Check:
    """A statement that finds what is wrong, and the sentence for each row that it finds."""

    words: str
    query: Select[Any]


def problems(tx: Tx) -> Iterator[str]:
    """Tell everything that is wrong, cheapest proof first, at most some of each kind."""
    yield from _damage(tx)
    yield from _lost_guards(tx)
    broken = audit.first_broken(tx)
    if broken is not None:
        yield f"audit: entry {broken} does not fit the chain"
    for check in CHECKS:
        for row in tx.execute(check.query.limit(MOST)):
            yield check.words.format(*row)


def _damage(tx: Tx) -> Iterator[str]:
    """Let SQLite look at its file; PostgreSQL watches its own."""
    if not is_sqlite(tx):
        return
    for (found,) in tx.execute(text(f"PRAGMA integrity_check({MOST})")):
        if found != "ok":
            yield f"file: {found}"
    for table, row, parent, _ in tx.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST):
        yield f"{table}: row {row} refers to a row of {parent} that is not there"


def _lost_guards(tx: Tx) -> Iterator[str]:
    """Look for the triggers that refuse changes: who tampers by hand drops them first."""
    if is_sqlite(tx):
        query, verbs = "SELECT name FROM sqlite_master WHERE type = 'trigger'", ("update", "delete")
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        verbs = ("change", "truncate")
    there = set(tx.execute(text(query)).scalars())
    for table in FACTS:
        for verb in verbs:
            if f"{table}_no_{verb}" not in there:
                yield f"{table}: the guard against {verb} is missing"


def _clock_without_punch() -> Select[Any]:
    clock, punch = table_of(Clock), table_of(PunchRow)
    both = (punch.c.id == clock.c.punch_id) & (punch.c.person_id == clock.c.person_id)
    return (
        select(clock.c.person_id, clock.c.punch_id)
        .outerjoin(punch, both)
        .where(clock.c.punch_id.is_not(None), punch.c.id.is_(None))
        .order_by(clock.c.person_id)
    )


def _correction_of_another() -> Select[Any]:
    correction, punch = table_of(CorrectionRow), table_of(PunchRow)
    return (
        select(correction.c.id, punch.c.id)
        .join(punch, punch.c.id == correction.c.punch_id)
        .where(punch.c.person_id != correction.c.person_id)
        .order_by(correction.c.id)
    )


def _withdrawal_of_another() -> Select[Any]:
    answer = table_of(AnswerRow)
    earlier = answer.alias()
    return (
        select(answer.c.id, earlier.c.id)
        .join(earlier, earlier.c.id == answer.c.withdraws_id)
        .where(earlier.c.person_id != answer.c.person_id)
        .order_by(answer.c.id)
    )


def _shift_not_allocated() -> Select[Any]:
    """Find shifts of derived workweeks whose allocations don't sum to their seconds."""
    shift, allocation, week = table_of(ShiftRow), table_of(AllocationRow), table_of(Workweek)
    of_shift = (
        (allocation.c.person_id == shift.c.person_id)
        & (allocation.c.week == shift.c.week)
        & (allocation.c.shift_start == shift.c.start_at)
    )
    of_week = (week.c.person_id == shift.c.person_id) & (week.c.week == shift.c.week)
    allocated = func.coalesce(func.sum(allocation.c.seconds), 0)
    return (
        select(shift.c.person_id, shift.c.day, shift.c.seconds, allocated)
        .join(week, of_week & ~week.c.stale)
        .outerjoin(allocation, of_shift)
        .group_by(shift.c.id, shift.c.person_id, shift.c.day, shift.c.seconds)
        .having(allocated != shift.c.seconds)
        .order_by(shift.c.person_id, shift.c.day)
    )


def _labor_against_pay() -> Select[Any]:
    """Find weeks and pay codes whose labor lines don't sum to their pay lines."""
    pay, labor = table_of(PayLineRow), table_of(LaborLineRow)
    sides = [
        select(
            lines.c.person_id,
            lines.c.week,
            lines.c.pay_code,
            (lines.c.seconds * sign).label("seconds"),
            (lines.c.cents * sign).label("cents"),
        )
        for lines, sign in ((pay, literal(1)), (labor, literal(-1)))
    ]
    both = sides[0].union_all(sides[1]).subquery()
    seconds, cents = func.sum(both.c.seconds), func.sum(both.c.cents)
    return (
        select(both.c.person_id, both.c.week, both.c.pay_code, seconds, cents)
        .group_by(both.c.person_id, both.c.week, both.c.pay_code)
        .having(or_(seconds != 0, cents != 0))
        .order_by(both.c.person_id, both.c.week, both.c.pay_code)
    )


def _negative() -> Select[Any]:
    labor = table_of(LaborLineRow)
    return (
        select(labor.c.person_id, labor.c.day, case((labor.c.seconds < 0, "seconds"), else_="span"))
        .where(or_(labor.c.seconds < 0, labor.c.end_at < labor.c.start_at))
        .order_by(labor.c.person_id, labor.c.day)
    )


CHECKS = (
    Check("clock: that of person {} names punch {}, which is not his", _clock_without_punch()),
    Check("correction: {} is of punch {}, which is another person's", _correction_of_another()),
    Check("answer: {} withdraws {}, which is another person's", _withdrawal_of_another()),
    Check("allocation: person {}, {}: {} s of presence, {} s allocated", _shift_not_allocated()),
    Check("labor lines: person {}, week of {}, {}: {} s and {} cents short", _labor_against_pay()),
    Check("labor lines: person {}, {}: negative {}", _negative()),
)
