"""Any report by any of its columns: the same totals, fewer rows, and subtotals on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from timesheet.core.reports.table import Column, Kept, Row, Rows, Table, Tally, Type, Value

LINES = Column("lines", "Lines", Type.COUNT, total=True, about="How many lines are in this row.")

SUBTOTAL = Column(
    "subtotal",
    "Subtotal",
    Type.COUNT,
    about="Of how many columns this is the subtotal; 0: a row, and the total is of these only.",
)


def grouped(table: Table, by: Sequence[str]) -> Table:
    """Return the report summed up by some of its columns, sorted by them.

    The other columns that may be summed follow, and the ratios of such; memory is that of the
    groups.
    """
    keys = [table.index(name) for name in by]
    sums = [i for i, column in enumerate(table.columns) if column.total and i not in keys]
    summed = {table.columns[i].name for i in sums}
    kept = [
        i
        for i, column in enumerate(table.columns)
        if i in sums or (column.ratio and summed.issuperset(column.ratio))
    ]
    columns = [table.columns[i] for i in kept]
    return replace(
        table,
        name=f"{table.name}_by_{'_'.join(by)}" if by else f"{table.name}_total",
        columns=(*(table.columns[i] for i in keys), *columns),
        rows=Kept(lambda: _sum_up(table, keys, columns)),
        drill=tuple(by),
        person=table.person if table.person in by else "",
        levels=tuple(by),
    )


def _sum_up(table: Table, keys: Sequence[int], columns: Sequence[Column]) -> list[Row]:
    sums = [i for i, column in enumerate(table.columns) if column.total]
    names = [table.columns[i].name for i in sums]
    groups: dict[Row, list[int]] = {}
    for row in table.rows:
        key = tuple(row[i] for i in keys)
        found = groups.get(key)
        if found is None:
            found = groups[key] = [0] * len(sums)
        for slot, position in enumerate(sums):
            value = row[position]
            if isinstance(value, int):
                found[slot] += value
    ordered = sorted(groups, key=in_order([table.columns[i] for i in keys]))
    return [
        (*key, *_values(columns, dict(zip(names, groups[key], strict=True)))) for key in ordered
    ]


def _values(columns: Iterable[Column], sums: Mapping[str, int]) -> list[Value]:
    return [column.of(sums) for column in columns]


def in_order(columns: Sequence[Column]) -> Callable[[Row], list[tuple[bool, Value]]]:
    """Return the function from values of columns to what they are sorted by: none comes first."""
    orders = [column.order for column in columns]

    def key(values: Row) -> list[tuple[bool, Value]]:
        return [
            (value is not None, rank(order, value) if order else "" if value is None else value)
            for value, order in zip(values, orders, strict=True)
        ]

    return key


def rank(order: Sequence[str], value: Value) -> int:
    """Return where a value stands in an order; what isn't in it comes first."""
    return order.index(value) if value in order else -1


class Subtotal(NamedTuple):
    """What rows sum to that agree in the first ``level`` of the columns they are summed up by.

    ``row`` has the columns of the report; what it can't say of all these rows is none.
    """

    level: int
    row: Row


def levels(table: Table) -> tuple[str, ...]:
    """Return the columns that subtotals are of: all but the last, as far as they are shown."""
    shown = {column.name for column in table.columns if not column.hidden}
    return tuple(takewhile(shown.__contains__, table.levels[:-1]))


def subtotals(table: Table) -> list[Subtotal]:
    """Return the subtotals of a report, each before those within it."""
    return [one for before in _befores(table).values() for one in before]


def with_subtotals(table: Table) -> Table:
    """Return a report for a file that has its subtotals among its rows, before what they sum up.

    Its first column then says which these are; without subtotals it is the report itself.
    """
    if not levels(table):
        return table
    columns = (SUBTOTAL, *table.columns)
    return replace(table, columns=columns, rows=Rows(lambda: _interleaved(table)), levels=())


def _interleaved(table: Table) -> Iterator[Row]:
    before = before_rows(table)
    for row in table.rows:
        for level, sums in before(row):
            yield level, *sums
        yield 0, *row


def before_rows(table: Table) -> Callable[[Row], tuple[Subtotal, ...]]:
    """Return the function from a row to the subtotals that stand before it, where some do."""
    found = _befores(table)
    at = [table.index(name) for name in levels(table)]
    return lambda row: found.pop(tuple(row[i] for i in at), ())


def _befores(table: Table) -> dict[Row, tuple[Subtotal, ...]]:
    """Return the subtotals by the values of the first row that they stand before."""
    names = levels(table)
    if not names:
        return {}
    at = [table.index(name) for name in names]
    sums: dict[Row, Tally] = {}
    first: dict[Row, list[Row]] = {}
    for row in table.rows:
        values = tuple(row[i] for i in at)
        for level in range(1, len(at) + 1):
            found = sums.get(values[:level])
            if found is None:
                found = sums[values[:level]] = Tally(table.columns)
                first.setdefault(values, []).append(values[:level])
            found.add(row)
    return {
        values: tuple(_subtotal(table, at, key, sums[key].totals) for key in begun)
        for values, begun in first.items()
    }


def _subtotal(table: Table, at: Sequence[int], key: Row, sums: Mapping[str, int]) -> Subtotal:
    said = dict(zip(at, key, strict=False))
    row = [
        said[i] if i in said else "" if column.type is Type.TEXT else column.of(sums)
        for i, column in enumerate(table.columns)
    ]
    return Subtotal(len(key), tuple(row))
