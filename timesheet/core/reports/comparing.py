"""A report beside another one: the days before and what changed, or budgets and what is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from timesheet.core.reports.grouping import in_order
from timesheet.core.reports.table import Behind, Column, Row, Rows, Table, Type, Value

MEASURES = ("seconds", "cents")
BUDGET = (
    Column("spent_seconds", "Hours to date", Type.SECONDS, total=True, behind=Behind.TO_DATE,
           about="All hours that the budget was for, since the first day; none without one."),
    Column("spent_cents", "To date", Type.CENTS, total=True, behind=Behind.TO_DATE),
    Column("budget_seconds", "Budget hours", Type.SECONDS, total=True, behind=Behind.BUDGETS,
           about="The budget that holds on the last day."),
    Column("budget_cents", "Budget", Type.CENTS, total=True, behind=Behind.BUDGETS,
           about="Wages, without burden."),
    Column("left_seconds", "Hours left", Type.SECONDS, total=True, behind=Behind.BUDGETS,
           about="Budget less what was spent of it; negative: overspent."),
    Column("left_cents", "Money left", Type.CENTS, total=True, behind=Behind.BUDGETS),
    Column("used_share", "Hours used", Type.SHARE, ratio=("spent_seconds", "budget_seconds"),
           about="Hours to date of the budget's hours."),
    Column("used_cents_share", "Money used", Type.SHARE, ratio=("spent_cents", "budget_cents"),
           about="Amount to date of the budget's amount."),
)  # fmt: skip
NO_DAYS = timedelta(0)


def compared(
    table: Table,
    other: Table,
    key: Sequence[str],
    words: tuple[str, str],
    shift: timedelta = NO_DAYS,
) -> Table:
    """Return a report with what stood in the other one, the change, and the change in per cent.

    Rows belong together that have the same values in the columns ``key``, days of the other report
    moved by ``shift``. Rows that only the other one has have nothing now; they come last, or where
    they belong in a report whose rows are in the order of their key (it is summed up by it).
    ``words`` name the new columns: a stem ("previous") and a title ("Before").
    """
    measures = [n for n in MEASURES if table.has(n) and other.has(n)]
    source, mine = table.rows, _Reading(table, key, measures)
    theirs = _Reading(other, key, measures, shift)
    return replace(
        table,
        columns=(*table.columns, *_columns(table, measures, *words)),
        rows=Rows(lambda: _in_place(_rows(source, other.rows, mine, theirs), table, key)),
    )


def budgeted(
    table: Table, spent: Mapping[Row, tuple[int, ...]], key: Sequence[str], *, others: bool = True
) -> Table:
    """Return a report with the budgets of its rows, what was spent of them, and what is left.

    ``spent`` has hours and money to date and those of the budget, by the values of ``key``. A
    budget that no row is about stands in a row of its own where ``others`` are wanted.
    """
    at, source = [table.index(name) for name in key], table.rows

    def rows() -> Iterator[Row]:
        left = dict(spent)
        for row in source:
            yield (*row, *_of_budget(left.pop(tuple(row[i] for i in at), None)))
        for place, sums in left.items() if others else ():
            said = dict(zip(at, place, strict=True))
            yield (*_nothing(table, said), *_of_budget(sums))

    columns = (*table.columns, *BUDGET)
    return replace(table, columns=columns, rows=Rows(lambda: _in_place(rows(), table, key)))


def _of_budget(sums: tuple[int, ...] | None) -> Row:
    if sums is None:
        return (None,) * len(BUDGET)
    seconds, cents, whole, money = sums
    values = dict(zip((column.name for column in BUDGET), sums, strict=False))
    return (*sums, whole - seconds, money - cents, *(column.of(values) for column in BUDGET[-2:]))


def _nothing(table: Table, said: Mapping[int, Value]) -> Row:
    """Return a row that says only what it is about."""
    usual = (0 if c.total else "" if c.type is Type.TEXT else None for c in table.columns)
    return tuple(said.get(i, nothing) for i, nothing in enumerate(usual))


def _in_place(rows: Iterator[Row], table: Table, key: Sequence[str]) -> Iterable[Row]:
    first = [column.name for column in table.columns[: len(key)]]
    if first != list(key):
        return rows
    order = in_order(table.columns[: len(key)])
    return sorted(rows, key=lambda row: order(row[: len(key)]))


def _columns(table: Table, measures: Sequence[str], stem: str, title: str) -> Iterator[Column]:
    for name in measures:
        column = table.columns[table.index(name)]
        of = "" if name == measures[-1] else f"{name}_"
        before, change = f"{stem}_{name}", f"{stem}_change_{name}"
        yield _sum(before, f"{title}: {column.title}", column.type, Behind.BEFORE)
        yield _sum(change, f"Change: {column.title}", column.type, Behind.NOTHING)
        relative = f"Relative change: {column.title}"
        yield Column(
            f"{stem}_change_{of}share",
            relative,
            Type.SHARE,
            ratio=(f"{stem}_change_{name}", f"{stem}_{name}"),
            about="The change, of what stood there.",
        )


def _sum(name: str, title: str, kind: Type, behind: Behind) -> Column:
    return Column(name, title, kind, total=True, behind=behind)


class _Reading:
    """Where key and measures of a report's rows stand."""

    def __init__(
        self, table: Table, key: Sequence[str], measures: Sequence[str], shift: timedelta = NO_DAYS
    ) -> None:
        self.table, self.shift = table, shift
        self.key = [table.index(name) for name in key]
        self.measures = [table.index(name) for name in measures]

    def place(self, row: Row) -> Row:
        """Return what a row is about."""
        return tuple(self.moved(row[i]) for i in self.key)

    def moved(self, value: Value) -> Value:
        """Return a value, a day moved by the shift."""
        return value + self.shift if isinstance(value, date) else value

    def sums(self, row: Row) -> list[int]:
        """Return the measures of a row."""
        return [value if isinstance(value := row[i], int) else 0 for i in self.measures]


def _rows(
    now: Iterable[Row], other: Iterable[Row], mine: _Reading, theirs: _Reading
) -> Iterator[Row]:
    held: dict[Row, list[int]] = {}
    first: dict[Row, Row] = {}
    for row in other:
        place, sums = theirs.place(row), theirs.sums(row)
        first.setdefault(place, row)
        held[place] = [a + b for a, b in zip(held.get(place, [0] * len(sums)), sums, strict=True)]
    nothing = [0] * len(mine.measures)
    for row in now:
        yield (*row, *_change(mine.sums(row), held.pop(mine.place(row), nothing)))
    for place, sums in held.items():
        if any(sums):
            gone = _gone(mine, theirs, place, first[place])
            yield (*gone, *_change(nothing, sums))


def _change(now: Sequence[int], before: Sequence[int]) -> Iterator[int | float | None]:
    for ours, theirs in zip(now, before, strict=True):
        yield theirs
        yield ours - theirs
        yield (ours - theirs) / theirs if theirs else None


def _gone(mine: _Reading, theirs: _Reading, place: Row, row: Row) -> Row:
    """Return a row of the other report as one of ours that has nothing now."""
    at = dict(zip(mine.key, place, strict=True))
    found: list[Value] = []
    for i, column in enumerate(mine.table.columns):
        if i in at:
            found.append(at[i])
        elif column.total:
            found.append(0)
        elif column.type is Type.TEXT or column.hidden:
            known = theirs.table.has(column.name)
            nothing = "" if column.type is Type.TEXT else None
            found.append(row[theirs.table.index(column.name)] if known else nothing)
        else:
            found.append(None)
    return tuple(found)
