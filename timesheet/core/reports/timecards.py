"""Time cards: the evidence of each day, clock in and out, breaks, segments and exceptions.

Of every row: clock = worked + break + rounding, to the second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from itertools import groupby

from timesheet.core.calendar import local
from timesheet.core.model import Instant
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type
from timesheet.core.reports.views import IssueView, SegmentView, ShiftView

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team"),
    Column("day", "Day", Type.DAY, about="Local day that the shift counts for."),
    Column("site", "Site"),
    Column("zone", "Zone", width=18, about="The time zone that the clock times are in."),
    Column("clock_in", "Clock in", Type.TIME, about="As punched."),
    Column("clock_out", "Clock out", Type.TIME, about="As punched; none while open."),
    Column("start", "Start", Type.TIME, about="What counts after rounding."),
    Column("end", "End", Type.TIME, about="What counts after rounding; none while open."),
    Column("clock_seconds", "Clock", Type.SECONDS, total=True, about="From in to out, as punched."),
    Column("break_seconds", "Breaks", Type.SECONDS, total=True, about="Unpaid time within."),
    Column(
        "deducted_seconds",
        "Of it deducted",
        Type.SECONDS,
        total=True,
        about="The part of the breaks that the pay policy took off; nobody punched it.",
    ),
    Column(
        "rounding_seconds",
        "Rounding",
        Type.SECONDS,
        total=True,
        about="What rounding took from the clock; negative where it gave.",
    ),
    Column("seconds", "Worked", Type.SECONDS, total=True, about="Paid presence."),
    Column("segments", "Segments", width=40, about="The paid pieces and their codes."),
    Column("exceptions", "Exceptions", speech=Speech.DETAILS, width=40),
    Column("shifts", "Shifts", Type.COUNT, total=True),
)


def timecards(
    shifts: Iterable[ShiftView],
    issues: Iterable[IssueView] = (),
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row per shift, and one for each day that has exceptions but no shift.

    Shifts come ordered by person and day. A day's exceptions stand on its first row; those of
    days without a shift follow the person's shifts, those of people without any come last.
    """
    return Table(
        name="timecards",
        title="Time cards",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(shifts, issues)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day"),
        person="person_number",
    )


def _rows(shifts: Iterable[ShiftView], issues: Iterable[IssueView]) -> Iterator[Row]:
    waiting = _by_person(issues)
    for person, of_person in groupby(shifts, key=lambda shift: shift.person_id):
        days = waiting.pop(person, {})
        for shift in of_person:
            yield _shift_row(shift, days.pop(shift.day, ()))
        yield from _lonely(days)
    for days in waiting.values():
        yield from _lonely(days)


def _by_person(issues: Iterable[IssueView]) -> dict[int, dict[date, Sequence[IssueView]]]:
    found: dict[int, dict[date, list[IssueView]]] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        found[issue.person_id][issue.day].append(issue)
    return {person: dict(days) for person, days in found.items()}


def _lonely(days: dict[date, Sequence[IssueView]]) -> Iterator[Row]:
    for day in sorted(days):
        first = days[day][0]
        who: Row = (first.person_id, first.person_number, first.person, first.team)
        nothing: Row = (None, None, None, None, 0, 0, 0, 0, 0, "")
        yield (*who, day, "", first.zone, *nothing, _exceptions(days[day]), 0)


def _shift_row(shift: ShiftView, issues: Sequence[IssueView]) -> Row:
    counted = shift.end - shift.start
    clock = counted if shift.open else shift.raw_end - shift.raw_start
    return (
        shift.person_id,
        shift.person_number,
        shift.person,
        shift.team,
        shift.day,
        shift.site,
        shift.zone,
        _wall(shift.raw_start, shift.zone),
        None if shift.open else _wall(shift.raw_end, shift.zone),
        _wall(shift.start, shift.zone),
        None if shift.open else _wall(shift.end, shift.zone),
        clock,
        counted - shift.seconds,
        shift.meal_taken,
        clock - counted,
        shift.seconds,
        "; ".join(_segment(segment, shift.zone) for segment in shift.segments),
        _exceptions(issues),
        1,
    )


def _wall(at: Instant, zone: str) -> time:
    return local(at, zone).time()


def _segment(segment: SegmentView, zone: str) -> str:
    span = f"{_wall(segment.start, zone):%H:%M}-{_wall(segment.end, zone):%H:%M}"
    return f"{span} {segment.code}".rstrip()


def _exceptions(issues: Sequence[IssueView]) -> str:
    return "; ".join(issue.words for issue in issues)
