"""Any report by any of its columns: the same totals, fewer rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from timesheet.core.reports.table import Column, Row, Rows, Table, Type, Value

LINES = Column("lines", "Lines", Type.COUNT, total=True, about="How many lines are in this row.")


def grouped(table: Table, by: Sequence[str]) -> Table:
    """Return the report summed up by some of its columns, sorted by them.

    The other columns that may be summed follow; memory is that of the groups.
    """
    keys = [table.index(name) for name in by]
    sums = [i for i, column in enumerate(table.columns) if column.total and i not in keys]
    return replace(
        table,
        name=f"{table.name}_by_{'_'.join(by)}" if by else f"{table.name}_total",
        columns=tuple(table.columns[i] for i in (*keys, *sums)),
        rows=Rows(lambda: _sum_up(table.rows, keys, sums)),
        drill=tuple(by),
        person=table.person if table.person in by else "",
    )


def _sum_up(rows: Iterable[Row], keys: Sequence[int], sums: Sequence[int]) -> list[Row]:
    groups: dict[Row, list[int]] = {}
    for row in rows:
        key = tuple(row[i] for i in keys)
        found = groups.get(key)
        if found is None:
            found = groups[key] = [0] * len(sums)
        for slot, position in enumerate(sums):
            value = row[position]
            if isinstance(value, int):
                found[slot] += value
    return [(*key, *groups[key]) for key in sorted(groups, key=_order)]


def _order(key: Row) -> list[tuple[bool, Value]]:
    return [(value is not None, "" if value is None else value) for value in key]
