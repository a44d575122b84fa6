"""Rate history and use: which rate held when, who said so, and what was paid under it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from timesheet.core.calendar import local
from timesheet.core.model import Cents, Instant, Rate, Seconds
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("only_project", "Project", about="The one project that the rate is for; none: all."),
    Column("rate", "Rate", Type.RATE, about="An hour; none: paid without any rate."),
    Column("valid_from", "From", Type.DAY, about="The first day that it is meant for."),
    Column("valid_to", "Until", Type.DAY, about="The last day; none while it holds."),
    Column("change", "Change", Type.SHARE, about="Against the rate before it."),
    Column("state", "State", speech=Speech.WORD, width=12,
           about="in use, to come, ended, replaced or missing."),
    Column("recorded", "Recorded", Type.DAY),
    Column("by", "By", width=24),
    Column("reason", "Reason", width=40),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid in the days, at this rate."),
    Column("cents", "Amount", Type.CENTS, total=True,
           about="Wages of these lines, premiums and amounts without hours among them."),
    LINES,
)  # fmt: skip
DAY = timedelta(days=1)


class RateView(NamedTuple):
    """A recorded rate; ``project`` None is for all projects, ``by`` "" nobody known."""

    id: int
    person_id: int
    person_number: str
    person: str
    project: int | None
    only_project: str
    rate: Rate
    valid_from: date
    recorded_at: Instant
    by: str
    reason: str


class UsedView(NamedTuple):
    """What a person was paid on a day for a project, summed up."""

    person_id: int
    day: date
    project: int | None
    seconds: Seconds
    cents: Cents
    lines: int


NO_RATE = 0


def rate_history(
    rates: Iterable[RateView],
    used: Mapping[tuple[int, int], tuple[Seconds, Cents, int]],
    unrated: Mapping[int, tuple[str, str]],
    zone: str,
    today: date,
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each rate, by person, project and first day.

    ``rates`` come ordered by that, the later recorded later. ``used`` are the sums by person and
    rate (``NO_RATE``: paid without one, a row of its own, for which ``unrated`` has number and
    name). Days are those of ``zone``.
    """
    return Table(
        name="rate_history",
        title="Rate history and use",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(rates, used, unrated, zone, today)),
        parameters=parameters,
        notes=notes,
        drill=("person_id",),
    )


def used_by_rate(
    rates: Iterable[RateView], used: Iterable[UsedView]
) -> dict[tuple[int, int], tuple[Seconds, Cents, int]]:
    """Return what was paid at each rate: sums by person and rate, by the rule of ``rate_of``."""
    held: dict[int, list[RateView]] = {}
    for rate in rates:
        held.setdefault(rate.person_id, []).append(rate)
    found: dict[tuple[int, int], tuple[Seconds, Cents, int]] = {}
    for one in used:
        key = (one.person_id, _holding(held.get(one.person_id, ()), one))
        seconds, cents, lines = found.get(key, (0, 0, 0))
        found[key] = seconds + one.seconds, cents + one.cents, lines + one.lines
    return found


def _holding(rates: Iterable[RateView], used: UsedView) -> int:
    """Return the id of the rate that held: the project's first, then the latest."""
    best = NO_RATE
    rank: tuple[bool, date] | None = None
    for rate in rates:
        if rate.valid_from > used.day or rate.project not in {None, used.project}:
            continue
        key = (rate.project is not None, rate.valid_from)
        if rank is None or key >= rank:
            best, rank = rate.id, key
    return best


def _rows(
    rates: Iterable[RateView],
    used: Mapping[tuple[int, int], tuple[Seconds, Cents, int]],
    unrated: Mapping[int, tuple[str, str]],
    zone: str,
    today: date,
) -> Iterator[Row]:
    for _, group in groupby(rates, key=lambda one: (one.person_id, one.project)):
        line = list(group)
        before: Rate | None = None
        for n, one in enumerate(line):
            following = line[n + 1].valid_from if n + 1 < len(line) else None
            replaced = following == one.valid_from
            last = None if following is None or replaced else following - DAY
            state = "replaced" if replaced else _state(one, last, today)
            yield (
                one.person_id, one.person_number, one.person, one.only_project, one.rate,
                one.valid_from, last, _change(one.rate, before), state,
                local(one.recorded_at, zone).date() if one.recorded_at else None,
                one.by, one.reason, *used.get((one.person_id, one.id), (0, 0, 0)),
            )  # fmt: skip
            before = before if replaced else one.rate
    for person, (number, name) in unrated.items():
        nothing = (None,) * 4
        yield (person, number, name, "", *nothing, "missing", None, "", "",
               *used[person, NO_RATE])  # fmt: skip


def _state(rate: RateView, last: date | None, today: date) -> str:
    if last is not None and last < today:
        return "ended"
    return "to come" if rate.valid_from > today else "in use"


def _change(rate: Rate, before: Rate | None) -> float | None:
    return float(Fraction(rate - before, before)) if before else None
