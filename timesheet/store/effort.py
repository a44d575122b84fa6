"""What the workers' tasks cost them, counted by their pages: the effort side of the tradeoff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import case, func, select

from timesheet.core.model import Instant, Source
from timesheet.core.money import round_half_up
from timesheet.core.reports.effort_detail import FIELDS, DetailView
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.facts import parts_from_json
from timesheet.store.names import Names
from timesheet.store.selection import Selection, stream, within
from timesheet.store.tables import AnswerRow, EffortRow, LaborLineRow

efforts = table_of(EffortRow)

ENDS = ("out", "left")
lines = table_of(LaborLineRow)
answers = table_of(AnswerRow)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one task took: counts, and milliseconds from opening the page to the task's end."""

    taps: int
    keystrokes: int
    page_loads: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class PerShift:
    """Means over the shifts whose end was counted, all tasks of their workers included.

    ``seconds`` is the mean time that pages were open for tasks; ``shifts`` 0: nothing counted yet.
    """

    shifts: int
    taps: float
    keystrokes: float
    page_loads: float
    seconds: float


@dataclass(frozen=True, slots=True)
class PerTask:
    """Means of one kind of task, and how often it was done."""

    task: str
    number: int
    taps: float
    keystrokes: float
    seconds: float


def add_effort(tx: Tx, day: date, task: str, spent: Spent) -> None:
    """Add a task as it was counted."""
    values = {
        "taps": spent.taps,
        "keystrokes": spent.keystrokes,
        "page_loads": spent.page_loads,
        "milliseconds": spent.milliseconds,
    }
    add(tx, efforts, {"day": day, "task": task, **values})


def per_shift(tx: Tx, first: date | None = None, last: date | None = None) -> PerShift:
    """Return what a shift costs a worker, on days from first to last (default: ever).

    Every shift ends with one counted "out", or with the word when it ended where that was forgotten
    ("left"): the sums of all tasks are divided by those; rows name nobody and needn't.
    """
    ends = func.count().filter(efforts.c.task.in_(ENDS))
    query = select(
        ends,
        func.coalesce(func.sum(efforts.c.taps), 0),
        func.coalesce(func.sum(efforts.c.keystrokes), 0),
        func.coalesce(func.sum(efforts.c.page_loads), 0),
        func.coalesce(func.sum(efforts.c.milliseconds), 0),
    )
    if first is not None:
        query = query.where(efforts.c.day >= first)
    if last is not None:
        query = query.where(efforts.c.day <= last)
    shifts, taps, keys, loads, millis = (int(value) for value in tx.execute(query).one())
    n = shifts or 1
    return PerShift(shifts, taps / n, keys / n, loads / n, millis / n / 1000)


def per_task(tx: Tx) -> list[PerTask]:
    """Return what each kind of task costs, the most frequent first."""
    number = func.count()
    query = (
        select(
            efforts.c.task,
            number,
            func.sum(efforts.c.taps),
            func.sum(efforts.c.keystrokes),
            func.sum(efforts.c.milliseconds),
        )
        .group_by(efforts.c.task)
        .order_by(number.desc(), efforts.c.task)
    )
    return [
        PerTask(task, n, int(taps) / n, int(keys) / n, int(millis) / n / 1000)
        for task, n, taps, keys, millis in tx.execute(query)
    ]


def by_day(tx: Tx, first: date, last: date) -> list[tuple[date, int, int, int, int]]:
    """Return by day: shifts whose end was counted, taps, keystrokes, milliseconds."""
    c = efforts.c
    ends = func.count().filter(c.task == "out")
    query = select(c.day, ends, func.sum(c.taps), func.sum(c.keystrokes), func.sum(c.milliseconds))
    rows = tx.execute(query.where(c.day.between(first, last)).group_by(c.day).order_by(c.day))
    return [(row[0], int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows]


def office_words(
    tx: Tx, during: tuple[Instant, Instant]
) -> Iterator[tuple[Instant, int, int | None]]:
    """Yield when the hours began that accounting said words about, whose, and the first project."""
    first, end = during
    query = select(answers.c.start_at, answers.c.person_id, answers.c.parts).where(
        answers.c.source == Source.ACCOUNTING_WORD.value,
        answers.c.start_at >= first,
        answers.c.start_at < end,
    )
    for at, person, document in stream(tx, query):
        parts = parts_from_json(document)
        yield at, person, parts[0][0].project if parts else None


def detail_by_week(
    tx: Tx, chosen: Selection, names: Names, *, of_codes: bool = False
) -> list[DetailView]:
    """Return the labor lines of some days by workweek: what is needed, said, expected right.

    ``of_codes``: by team and project of each week.
    """
    c = lines.c
    work = case((c.source == Source.POLICY.value, 0), else_=1)
    by = (c.week, c.team_id, c.project_id) if of_codes else (c.week,)
    query = select(
        *by,
        func.sum(work),
        func.sum(work * c.confidence),
        func.sum(c.seconds),
        func.coalesce(func.sum(c.seconds).filter(c.attested), 0),
        func.sum(c.seconds * c.confidence),
        func.sum(c.cents),
        func.sum(c.cents * c.confidence),
        func.count(),
    )
    found = []
    for row in tx.execute(query.where(within(lines, chosen)).group_by(*by).order_by(*by)):
        needed, right, seconds, said, right_seconds, cents, right_cents, count = row[len(by) :]
        shown = codes(names, *row[1:3]) if of_codes else ("", "")
        found.append(
            DetailView(
                row[0], *shown, int(needed) * FIELDS, _whole(right * FIELDS), int(seconds),
                int(said), _whole(right_seconds), int(cents), _whole(right_cents), count,
            )
        )  # fmt: skip
    return found


def codes(names: Names, team: int | None, project: int | None) -> tuple[str, str]:
    """Return how team and project of a line are shown."""
    code = names.projects[project].code if project in names.projects else UNALLOCATED
    return names.teams.get(team or 0, ""), code


def _whole(value: float) -> int:
    return round_half_up(Fraction(value))
