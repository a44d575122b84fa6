"""Labor lines of a pay period that nobody has given his word for: what the review is made from.

Patterns are summed up by the database from the sums of weeks, which have a third of the rows;
lines are read for the pattern that is opened, for patterns of days, and where a week's sums have
days inside and outside of the period.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Label,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from timesheet.core.closing import CLOSED
from timesheet.core.model import WORDS, Cents, Code, Instant, Seconds, Source
from timesheet.core.review import MILLE, TIERS
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import WEEK, Selection, whose, within
from timesheet.store.tables import LaborLineRow, LaborWeekRow, PeriodStep

lines = table_of(LaborLineRow)
weeks = table_of(LaborWeekRow)
steps = table_of(PeriodStep)
# Leave and amounts without work rest on no code that anybody could doubt.
DAY = timedelta(days=1)
UNDOUBTED = frozenset({Source.POLICY.value, *(source.value for source in WORDS)})


class Cut(StrEnum):
    """How lines are cut into patterns: the usual way, of all teams together, or finer."""

    USUAL = "pattern"
    ACROSS = "across"
    PERSON = "person"
    DAY = "day"


class Alike(NamedTuple):
    """What lines have in common that one word may settle.

    The team, what they rest on, the codes, and how sure they are (a place in ``review.TIERS``);
    ``person`` and ``day`` where they are cut by these. Of all teams together, ``team`` and ``ref``
    say nothing.
    """

    team: int | None
    source: str
    ref: str
    code: Code
    likely: Code
    tier: int
    cut: Cut = Cut.USUAL
    person: int = 0
    day: date | None = None


class Group(NamedTuple):
    """Lines that are alike, summed up; ``doubt`` is in thousandths of a cent.

    ``key`` has the values of what they have in common. ``money`` counts a reversal like what it
    reverses. ``alone`` is the variance of the wrong money in cents squared, were one line wrong
    whatever another is. ``sure`` is the mean of the lines' confidences in thousandths, ``stated``
    the mean by time of what they state (also where they stand on no code). ``mark`` is another
    one when any of the lines begins, ends or belongs otherwise.
    """

    key: tuple[Any, ...]
    cut: Cut
    first: int
    lines: int
    people: int
    seconds: Seconds
    cents: Cents
    money: Cents
    doubt: int
    alone: float
    sure: float
    stated: float
    mark: int

    @property
    def alike(self) -> Alike:
        """What its lines have in common."""
        return alike(self.cut, self.key)


class DoubtfulLine(NamedTuple):
    """A line with its shift (the person and when it began), its span, money, and how sure it is."""

    id: int
    person: int
    day: date
    shift: Instant
    start: Instant
    end: Instant
    seconds: Seconds
    cents: Cents
    code: Code
    confidence: float


_ON_NOTHING = and_(*(lines.c[name].is_(None) for name in ("project_id", "task_id", "cost_code_id")))
# On no code at all nothing is right yet, however good the guess is. Literals, since PostgreSQL
# takes an expression with other parameters for another one when it groups.
_STATED = cast(func.round(lines.c.confidence * literal_column(str(MILLE))), Integer)
_SURE = case((_ON_NOTHING, literal_column("0")), else_=_STATED)
DOUBT = func.abs(lines.c.cents) * (MILLE - _SURE)
VARIANCE = 1.0 * lines.c.cents * lines.c.cents * (MILLE - _SURE) * _SURE / MILLE**2
_TIER = case(
    *((literal_column(str(end)) > _SURE, literal_column(str(n))) for n, end in enumerate(TIERS)),
    else_=literal_column(str(len(TIERS))),
).label("tier")
_RULE = case(
    (lines.c.source == literal_column(f"'{Source.RULE.value}'"), lines.c.ref),
    else_=literal_column("''"),
).label("rule")
_CODE = ("project_id", "task_id", "cost_code_id", "likely_project_id", "likely_task_id")
_TEXTS = frozenset({"source", "rule"})
# What differs most comes first: databases sort by it to group.
_ACROSS = (*_CODE, "source", "tier")
_USUAL = ("team_id", *_ACROSS, "rule")
_CUTS = {
    Cut.USUAL: _USUAL,
    Cut.ACROSS: _ACROSS,
    Cut.PERSON: ("person_id", *_USUAL),
    Cut.DAY: ("day", *_USUAL),
}
_MARK = (
    cast(lines.c.start_at % 1_000_003, BigInteger) * (lines.c.person_id % 9_973 + 1)
    + lines.c.end_at
    - lines.c.start_at
)
# What a pattern is made from: sums of weeks, or the lines themselves.
_SUMS: dict[Table, list[ColumnElement[Any]]] = {
    weeks: [
        func.sum(weeks.c[name])
        for name in (
            "lines", "seconds", "cents", "money", "doubt", "alone", "sure", "right_seconds", "mark",
        )
    ],
    lines: [
        func.count(),
        func.sum(lines.c.seconds),
        func.sum(lines.c.cents),
        func.sum(func.abs(lines.c.cents)),
        func.sum(DOUBT),
        func.sum(VARIANCE),
        func.sum(_SURE),
        func.sum(lines.c.seconds * lines.c.confidence),
        func.sum(_MARK),
    ],
}  # fmt: skip
_LINE = [
    lines.c[name]
    for name in (
        "id", "person_id", "day", "shift_start", "start_at", "end_at", "seconds", "cents",
        "project_id", "task_id", "cost_code_id", "confidence",
    )
]  # fmt: skip


def whole_doubt(tx: Tx, chosen: Selection) -> int:
    """Return the expected wrong money of all lines on no word, in thousandths of a cent."""
    query = select(func.coalesce(func.sum(DOUBT), 0))
    return int(tx.execute(query.where(within(lines, chosen), unspoken(lines))).scalar_one())


def doubt_of_people(tx: Tx, chosen: Selection) -> dict[int, int]:
    """Return the same by person; who has none is left out."""
    query = select(lines.c.person_id, func.sum(DOUBT)).where(within(lines, chosen))
    rows = tx.execute(query.where(unspoken(lines)).group_by(lines.c.person_id))
    return {person: int(doubt) for person, doubt in rows}


def open_ones(chosen: Selection, besides: int | None = None) -> ColumnElement[bool]:
    """Return the condition that a line rests on no word and may still be given a code."""
    return and_(within(lines, chosen), unspoken(lines), _may_be_coded(lines, chosen, besides))


def unspoken(table: Table) -> ColumnElement[bool]:
    """Return the condition that a line rests on nobody's word."""
    return and_(~table.c.attested, table.c.source.not_in(sorted(UNDOUBTED)))


def _may_be_coded(table: Table, chosen: Selection, besides: int | None) -> ColumnElement[bool]:
    latest = select(func.max(steps.c.id)).where(steps.c.period == chosen.first)
    shut = select(steps.c.person_id).where(
        steps.c.id.in_(latest.group_by(steps.c.person_id)), steps.c.state.in_(sorted(CLOSED))
    )
    return and_(table.c.person_id.not_in(shut), table.c.person_id != (besides or 0))


def groups(
    tx: Tx,
    chosen: Selection,
    besides: int | None = None,
    cut: Cut = Cut.USUAL,
    like: Alike | None = None,
    *,
    beside: bool = False,
) -> list[Group]:
    """Return the lines of a pay period that rest on no word, summed up by what they have in common.

    ``besides`` is whose lines are left out: nobody reviews his own. The days chosen begin with
    the period. ``like``: only lines of that pattern, which may be cut finer. ``beside``: the
    lines that may not be given a code instead: those of closed people, and of ``besides``.
    """
    days = cut is Cut.DAY or (like is not None and like.cut is Cut.DAY)
    table = lines if days or _cut_through(tx, chosen) else weeks
    keys, may = [_key(table, name) for name in _CUTS[cut]], _may_be_coded(table, chosen, besides)
    query = select(
        *keys,
        func.min(table.c.id),
        func.count(table.c.person_id.distinct()),
        *_SUMS[table],
    ).where(
        within(lines, chosen) if table is lines else _near(chosen),
        unspoken(table),
        ~may if beside else may,
        *(() if like is None else _same(table, like)),
    )
    by = [key.name if isinstance(key, Label) else key for key in keys]
    return [_group(row, cut) for row in tx.execute(query.group_by(*by)).all()]


def _key(table: Table, name: str) -> ColumnElement[Any]:
    """Return the column of a table that holds one thing that lines may have in common."""
    made = {"tier": _TIER, "rule": _RULE} if table is lines else {}
    return made[name] if name in made else table.c[name]


def _near(chosen: Selection) -> ColumnElement[bool]:
    """Return the condition that a week's sums lie within the days chosen."""
    first = weeks.c.first_day.between(chosen.first, chosen.last)
    return and_(first, weeks.c.last_day <= chosen.last, whose(weeks, chosen))


def _cut_through(tx: Tx, chosen: Selection) -> bool:
    """Return whether any week's sums have days inside and outside of those chosen."""
    c, end = weeks.c, chosen.last
    over = or_(
        and_(
            c.first_day.between(chosen.first - WEEK, chosen.first - DAY), c.last_day >= chosen.first
        ),
        and_(c.first_day.between(end - WEEK, end), c.last_day > end),
    )
    return tx.execute(select(c.id).where(over, whose(weeks, chosen)).limit(1)).first() is not None


def _group(row: Sequence[Any], cut: Cut) -> Group:
    keys = len(_CUTS[cut])
    first, people, number, seconds, cents, money, doubt, alone, sure, right, mark = row[keys:]
    number, seconds = int(number), int(seconds)
    return Group(
        tuple(row[:keys]), cut, first, number, people, seconds, int(cents), int(money), int(doubt),
        float(alone), int(sure) / number, float(right) / seconds if seconds else 0.0, int(mark),
    )  # fmt: skip


def alike(cut: Cut, key: Sequence[Any]) -> Alike:
    """Return what lines have in common whose values are these; ValueError where it is no key."""
    held = dict(zip(_CUTS[cut], key, strict=True))
    if not all(_fits(name, value) for name, value in held.items()):
        msg = "not what lines have in common"
        raise ValueError(msg)
    project, task, cost_code, *likely = (held[name] for name in _CODE)
    return Alike(
        held.get("team_id"), held["source"], held.get("rule", ""),
        Code(project, task, cost_code), Code(*likely), held["tier"], cut,
        held.get("person_id", 0), held.get("day"),
    )  # fmt: skip


def _fits(name: str, value: object) -> bool:
    if name in _TEXTS:
        return isinstance(value, str) and "\0" not in value
    if name == "day":
        return isinstance(value, str | date)
    return value is None or (type(value) is int and abs(value) < 2**53)


def _same(table: Table, alike: Alike) -> list[ColumnElement[bool]]:
    """Return the conditions that a line is of a pattern."""
    held: dict[str, Any] = dict(zip(_CODE, (*alike.code[:3], *alike.likely[:2]), strict=True))
    held |= {
        "source": alike.source,
        "tier": alike.tier,
        "team_id": alike.team,
        "rule": alike.ref,
    }
    held |= {"person_id": alike.person, "day": alike.day}
    keys = {name: _key(table, name) for name in _CUTS[alike.cut]}
    return [
        (key.element if isinstance(key, Label) else key).is_not_distinct_from(held[name])
        for name, key in keys.items()
    ]


def lines_of(
    tx: Tx, chosen: Selection, alike: Alike, besides: int | None = None
) -> list[DoubtfulLine]:
    """Return the lines of one pattern of a pay period, by person and time."""
    return _read(tx, select(*_LINE).where(open_ones(chosen, besides), *_same(lines, alike)))


class Likely(NamedTuple):
    """Lines on a code (none: UNALLOCATED) that are likely for another or the same, summed up.

    ``doubt`` is in thousandths of a cent: what is expected to be wrong now, and ``left`` once they
    stand on what they are likely for.
    """

    code: Code
    likely: Code
    lines: int
    seconds: Seconds
    cents: Cents
    doubt: int
    left: int
    mark: int


def likely_ones(chosen: Selection, besides: int, sure: int) -> ColumnElement[bool]:
    """Return the condition that a line may be accepted as at least so sure, in thousandths."""
    known = or_(
        lines.c.project_id.is_not(None), and_(_ON_NOTHING, lines.c.likely_project_id.is_not(None))
    )
    return and_(open_ones(chosen, besides), known, sure <= _STATED)


def likely(tx: Tx, chosen: Selection, besides: int, sure: int) -> list[Likely]:
    """Return what of a pay period may be accepted as at least so sure, the most money first."""
    c = lines.c
    to = [case((_ON_NOTHING, c[f"likely_{name}"]), else_=c[name]) for name in _CODE[:2]]
    keys = [c.project_id, c.task_id, *(one.label(f"to_{n}") for n, one in enumerate(to))]
    query = select(
        *keys, func.count(), func.sum(c.seconds), func.sum(c.cents), func.sum(DOUBT),
        func.sum(func.abs(c.cents) * (MILLE - _STATED)), func.sum(_MARK),
    ).where(likely_ones(chosen, besides, sure))  # fmt: skip
    rows = tx.execute(query.group_by(c.project_id, c.task_id, *to)).all()
    found = [
        Likely(Code(*row[:2]), Code(*row[2:4]), *(int(value) for value in row[4:])) for row in rows
    ]
    return sorted(found, key=lambda one: (-one.cents, one.likely.project or 0, one.lines))


def likely_lines(tx: Tx, chosen: Selection, besides: int, sure: int) -> list[DoubtfulLine]:
    """Return those lines, by person and time."""
    return _read(tx, select(*_LINE).where(likely_ones(chosen, besides, sure)))


def lines_at(
    tx: Tx, chosen: Selection, span: tuple[Instant, Instant], code: Code, besides: int
) -> list[DoubtfulLine]:
    """Return the lines of a pay period that cover a span and stand on a code (project, task)."""
    c = lines.c
    query = select(*_LINE).where(
        open_ones(chosen, besides), c.start_at == span[0], c.end_at == span[1],
        c.project_id.is_not_distinct_from(code.project),
        c.task_id.is_not_distinct_from(code.task),
    )  # fmt: skip
    return _read(tx, query)


def _read(tx: Tx, query: Select[Any]) -> list[DoubtfulLine]:
    ordered = query.order_by(lines.c.person_id, lines.c.start_at, lines.c.id)
    return [_line(row) for row in tx.execute(ordered)]


def _line(row: Any) -> DoubtfulLine:
    code = Code(row.project_id, row.task_id, row.cost_code_id)
    return DoubtfulLine(
        row.id, row.person_id, row.day, row.shift_start, row.start_at, row.end_at, row.seconds,
        row.cents, code, row.confidence,
    )  # fmt: skip


def all_money(tx: Tx, chosen: Selection) -> list[tuple[int, Cents]]:
    """Return every line of work of some days with its money: what a sample is drawn from."""
    query = select(lines.c.id, lines.c.cents).where(
        within(lines, chosen), lines.c.source != Source.POLICY.value, whose(lines, chosen)
    )
    rows = tx.execute(query.order_by(lines.c.person_id, lines.c.start_at, lines.c.id))
    return [(row[0], row[1]) for row in rows]
