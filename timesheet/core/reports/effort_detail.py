"""Effort against detail: what the workers' taps brought accounting, week by week.

Efforts are counted without anybody's name, so they are of the whole company. What they brought is
known by team and project as well; there a week's taps stand in a row of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from timesheet.core.model import Cents, Seconds
from timesheet.core.money import round_half_up
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.table import Behind, Column, Row, Rows, Table, Type

COLUMNS = (
    Column("week", "Week", Type.DAY, about="First day of the workweek."),
    Column("team", "Team", about="The team at the time of the work."),
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("shifts", "Shifts counted", Type.COUNT, total=True, behind=Behind.NOTHING,
           about="Shifts whose end was pressed on a page that counts."),
    Column("taps", "Taps", Type.COUNT, total=True, behind=Behind.NOTHING,
           about="Of all workers, for all their tasks."),
    Column("keystrokes", "Keys", Type.COUNT, total=True, behind=Behind.NOTHING),
    Column("page_seconds", "Time on pages", Type.SECONDS, total=True, behind=Behind.NOTHING,
           about="From opening a page to the end of its task."),
    Column("shift_seconds", "Time a shift", Type.SECONDS, ratio=("page_seconds", "shifts"),
           about="Mean time on pages."),
    Column("fields", "Fields needed", Type.COUNT, total=True,
           about="A project and a task for each line of work."),
    Column("right_fields", "Fields right", Type.COUNT, total=True,
           about="Expected, by the confidence of each line."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="All paid hours of the week."),
    Column("attested_seconds", "Said by people", Type.SECONDS, total=True),
    Column("right_seconds", "Hours right", Type.SECONDS, total=True,
           about="Expected to stand on the right code; leave and holidays are."),
    Column("cents", "Amount", Type.CENTS, total=True),
    Column("right_cents", "Amount right", Type.CENTS, total=True, about="Expected."),
    Column("right_share", "Right", Type.SHARE, ratio=("right_cents", "cents"),
           about="Of the amount."),
    Column("office_words", "Said by accounting", Type.COUNT, total=True,
           about="Words of accounting on hours of the week: a click each at least."),
    LINES,
)  # fmt: skip
FIELDS = 2
CODES = ("team", "project")
NOTE = "Taps are counted without names; rows are of the whole company, never of a worker."
NOTE_OF_CODES = (
    "Taps are counted without names: those of a week stand in a row without team and project."
)
Place = tuple[date, str, str]
NOTHING = (0,) * 8


class Spent(NamedTuple):
    """What all tasks of a week took, and how many of them ended a shift."""

    shifts: int = 0
    taps: int = 0
    keystrokes: int = 0
    milliseconds: int = 0


class DetailView(NamedTuple):
    """The labor lines of a week, summed up; ``fields`` are the codes that its lines need.

    ``team`` and ``project`` are "" where they are of all. ``right_*`` are expected values, rounded
    once.
    """

    week: date
    team: str
    project: str
    fields: int
    right_fields: int
    seconds: Seconds
    attested_seconds: Seconds
    right_seconds: Seconds
    cents: Cents
    right_cents: Cents
    lines: int


def effort_detail(
    weeks: Sequence[DetailView],
    spent: Mapping[date, Spent],
    office_words: Mapping[Place, int],
    *,
    of_codes: bool = False,
    parameters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """Return a row for each week, or (``of_codes``) for each week, team and project.

    ``spent`` is by the first day of the week, ``office_words`` by week, team and project.
    """
    names = [c.name for c in COLUMNS if of_codes or c.name not in CODES]
    return Table(
        name="effort_detail",
        title="Effort against detail",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(weeks, spent, office_words)),
        parameters=parameters,
        notes=(NOTE_OF_CODES if of_codes else NOTE,),
        drill=("week", *CODES) if of_codes else ("week",),
    ).select(names)


def _rows(
    weeks: Sequence[DetailView], spent: Mapping[date, Spent], office_words: Mapping[Place, int]
) -> Iterator[Row]:
    brought = {(one.week, one.team, one.project): one for one in weeks}
    known = {week for week, _team, _project in brought}
    took = {(week, "", ""): one for week, one in spent.items() if week in known}
    for place in sorted({*brought, *took, *(p for p in office_words if p[0] in known)}):
        one, effort = brought.get(place), took.get(place, Spent())
        seen = Fraction(effort.milliseconds, 1000)
        detail = one[3:] if one else NOTHING
        cents, right_cents = detail[5:7]
        yield (
            *place,
            *effort[:3],
            round_half_up(seen),
            round_half_up(seen / effort.shifts) if effort.shifts else None,
            *detail[:7],
            right_cents / cents if cents else None,
            office_words.get(place, 0),
            detail[7],
        )
