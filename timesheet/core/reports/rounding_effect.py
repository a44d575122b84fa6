"""Rounding effect: what rounding gave and took, so that somebody can see whether it is neutral."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby

from timesheet.core.model import Rate
from timesheet.core.money import wage
from timesheet.core.reports.table import Column, Row, Rows, Table, Type
from timesheet.core.reports.views import ShiftView

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team"),
    Column("site", "Site"),
    Column("day", "Day", Type.DAY, about="Local day that the shift counts for."),
    Column("clock_seconds", "Clock", Type.SECONDS, total=True, about="As punched."),
    Column("counted_seconds", "Counted", Type.SECONDS, total=True, about="After rounding."),
    Column("seconds", "Difference", Type.SECONDS, total=True, about="Counted less punched."),
    Column("cents", "Worth", Type.CENTS, total=True, about="The difference at the person's rate."),
    Column("given_seconds", "Given", Type.SECONDS, total=True, about="Where it added time."),
    Column("taken_seconds", "Taken", Type.SECONDS, total=True, about="Where it took time."),
    Column("given", "Shifts longer", Type.COUNT, total=True),
    Column("taken", "Shifts shorter", Type.COUNT, total=True),
    Column("shifts", "Shifts", Type.COUNT, total=True),
)


def rounding_effect(
    shifts: Iterable[ShiftView],
    rate_on: Callable[[int, date], Rate],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each person, day and site of shifts that come ordered by person and day.

    ``rate_on`` tells the rate of a person on a day. Clock + difference = counted, in every row;
    a shift that is still open has no difference.
    """
    return Table(
        name="rounding_effect",
        title="Rounding effect",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(shifts, rate_on)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day"),
        person="person_number",
    )


def _rows(shifts: Iterable[ShiftView], rate_on: Callable[[int, date], Rate]) -> Iterator[Row]:
    for key, found in groupby(shifts, key=_key):
        clock = counted = given = taken = longer = shorter = number = 0
        for shift in found:
            long = shift.end - shift.start
            punched = long if shift.open else shift.raw_end - shift.raw_start
            clock, counted, number = clock + punched, counted + long, number + 1
            given, taken = given + max(long - punched, 0), taken + max(punched - long, 0)
            longer, shorter = longer + (long > punched), shorter + (long < punched)
        person, day = key[0], key[5]
        assert isinstance(person, int)  # noqa: S101  (for the type checker)
        assert isinstance(day, date)  # noqa: S101
        worth = wage(counted - clock, rate_on(person, day))
        yield (
            *key, clock, counted, counted - clock, worth, given, taken, longer, shorter, number,
        )  # fmt: skip


def _key(shift: ShiftView) -> Row:
    return (
        shift.person_id, shift.person_number, shift.person, shift.team, shift.site, shift.day,
    )  # fmt: skip
