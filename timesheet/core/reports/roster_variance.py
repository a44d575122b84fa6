"""Variance to the roster: what was planned, what was worked, and what it cost that was not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from timesheet.core.model import Instant, Rate, Seconds
from timesheet.core.money import wage
from timesheet.core.reports.table import Column, Kept, Row, Speech, Table, Type
from timesheet.core.reports.views import ShiftView

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team"),
    Column("day", "Day", Type.DAY),
    Column("finding", "Finding", speech=Speech.WORD, width=14,
           about="no show, unplanned, late, left early, or as planned."),
    Column("planned_seconds", "Planned", Type.SECONDS, total=True),
    Column("seconds", "Worked", Type.SECONDS, total=True, about="Paid presence."),
    Column("difference_seconds", "Difference", Type.SECONDS, total=True,
           about="Worked less planned."),
    Column("late_seconds", "Late", Type.SECONDS, total=True, about="After the planned start."),
    Column("early_seconds", "Left early", Type.SECONDS, total=True,
           about="Before the last planned end."),
    Column("unplanned_seconds", "Unplanned", Type.SECONDS, total=True,
           about="Worked outside of every planned shift."),
    Column("unplanned_cents", "Unplanned amount", Type.CENTS, total=True,
           about="Those hours at the person's rate."),
    Column("no_shows", "No shows", Type.COUNT, total=True, about="Planned days without work."),
)  # fmt: skip
# Who comes five minutes after the planned start came as planned.
GRACE: Seconds = 5 * 60


class PlanView(NamedTuple):
    """A planned shift: ``[start, end)`` on the local day of its start."""

    person_id: int
    person_number: str
    person: str
    team: str
    day: date
    start: Instant
    end: Instant


def roster_variance(
    plans: Iterable[PlanView],
    shifts: Iterable[ShiftView],
    rate_on: Callable[[int, date], Rate],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each person and day that has a plan or a shift, by person and day.

    ``rate_on`` tells the rate of a person on a day. Memory is that of the plans and shifts.
    """
    return Table(
        name="roster_variance",
        title="Variance to the roster",
        columns=COLUMNS,
        rows=Kept(lambda: list(_rows(plans, shifts, rate_on))),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day"),
        person="person_number",
    )


def _rows(
    plans: Iterable[PlanView],
    shifts: Iterable[ShiftView],
    rate_on: Callable[[int, date], Rate],
) -> Iterator[Row]:
    every: list[PlanView | ShiftView] = [*plans, *shifts]
    every.sort(key=lambda one: (one.person_id, one.day, one.start))
    for (person, day), found in groupby(every, key=lambda one: (one.person_id, one.day)):
        here = list(found)
        planned = [one for one in here if isinstance(one, PlanView)]
        worked = [one for one in here if isinstance(one, ShiftView)]
        yield (*here[-1][:4], day, *_measures(planned, worked, rate_on(person, day)))


def _measures(planned: Sequence[PlanView], worked: Sequence[ShiftView], rate: Rate) -> Row:
    plan = sum(one.end - one.start for one in planned)
    seconds = sum(shift.seconds for shift in worked)
    late = early = 0
    if planned and worked:
        late = max(0, min(s.start for s in worked) - min(p.start for p in planned))
        if not any(s.open for s in worked):
            early = max(0, max(p.end for p in planned) - max(s.end for s in worked))
    unplanned = seconds - _inside(planned, worked)
    missed = bool(planned) and not worked
    finding = _finding(missed=missed, planned=bool(planned), late=late, early=early)
    return (
        finding, plan, seconds, seconds - plan, late, early, unplanned, wage(unplanned, rate),
        int(missed),
    )  # fmt: skip


def _inside(planned: Sequence[PlanView], worked: Sequence[ShiftView]) -> Seconds:
    """Return the paid seconds within planned shifts; planned shifts that overlap count once."""
    spans: list[list[Instant]] = []
    for one in sorted(planned, key=lambda plan: plan.start):
        if spans and one.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], one.end)
        else:
            spans.append([one.start, one.end])
    pieces = [segment for shift in worked for segment in shift.segments]
    return sum(
        max(0, min(piece.end, end) - max(piece.start, start))
        for piece in pieces
        for start, end in spans
    )


def _finding(*, missed: bool, planned: bool, late: Seconds, early: Seconds) -> str:
    if missed:
        return "no show"
    if not planned:
        return "unplanned"
    if late > GRACE:
        return "late"
    return "left early" if early > GRACE else "as planned"
