"""What is asked of a report: which rows, summed up by what, in which order; page and file alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest, nsmallest
from itertools import islice
from typing import Any

from timesheet.core.reports.grouping import grouped, rank
from timesheet.core.reports.table import Row, Rows, Table, Tally, Type, Value
from timesheet.core.reports.weekdays import WEEKDAY, has_weekdays, with_weekdays

AGAINST_PREVIOUS, AGAINST_BUDGET = "previous", "budget"
AGAINST = {AGAINST_PREVIOUS: "the days before", AGAINST_BUDGET: "budgets"}


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a report; names of columns that it doesn't have are passed over.

    ``text`` is looked for in all texts that a row shows, ``equal`` are pairs of a column and the
    plain value that it must have, ``by`` the columns to sum up by (after the filters), ``sort`` a
    column of the result (``down``: the largest first). ``columns`` are those to show (none: all),
    ``against`` is what the report is held against: the days before, or budgets.
    """

    text: str = ""
    equal: tuple[tuple[str, str], ...] = ()
    by: tuple[str, ...] = ()
    sort: str = ""
    down: bool = False
    columns: tuple[str, ...] = ()
    against: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that it speaks of."""
        return (*(name for name, _ in self.equal), *self.by, self.sort, *self.columns)

    @property
    def in_words(self) -> tuple[tuple[str, str], ...]:
        """The same as pairs of words, for whoever reads the file later."""
        said = [("Only", f"{name} = {value or '(none)'}") for name, value in self.equal]
        if self.text:
            said.append(("With the text", self.text))
        if self.by:
            said.append(("Summed up by", ", ".join(self.by)))
        if self.sort:
            said.append(("Sorted by", f"{self.sort}{', the largest first' if self.down else ''}"))
        if self.columns:
            said.append(("Columns", ", ".join(self.columns)))
        if self.against:
            said.append(("Compared with", AGAINST[self.against]))
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The first rows of a report, the sums of all its rows, and whether there are more.

    ``totals`` are as in ``Table.totals``; "rows" is missing where nobody counted them.
    """

    table: Table
    rows: tuple[Row, ...]
    totals: Mapping[str, int]
    more: bool


def matching(table: Table, asking: Asking) -> Table:
    """Return the rows asked for, summed up as asked for.

    Where their weekday is asked for, they name it.
    """
    if WEEKDAY.name in {*asking.names} and has_weekdays(table.columns):
        table = with_weekdays(table)
    if fits := _fitting(table, asking):
        source = table.rows
        table = replace(table, rows=Rows(lambda: filter(fits, source)))
    if asking.by and summable(table, asking.by):
        table = grouped(table, asking.by)
    return table


def summable(table: Table, by: Iterable[str]) -> bool:
    """Tell whether a report has these columns, and none of them is a sum itself."""
    kept = {column.name for column in table.columns if not column.total}
    if has_weekdays(table.columns):
        kept.add(WEEKDAY.name)
    return kept.issuperset(by)


def showing(table: Table, asking: Asking) -> Table:
    """Return the report with the columns asked for; the others are hidden, never changed.

    Where it has none of them, all are shown.
    """
    wanted = {name for name in asking.columns if table.has(name)}
    if not wanted & {column.name for column in table.columns if not column.hidden}:
        return table
    columns = tuple(replace(c, hidden=c.hidden or c.name not in wanted) for c in table.columns)
    return replace(table, columns=columns, person=table.person if table.person in wanted else "")


def ordered(table: Table, asking: Asking) -> Table:
    """Return the report in the order asked for; where one is, all its rows are held in memory."""
    if not table.has(asking.sort):
        return table
    source, key = table.rows, _order(table, asking.sort)
    rows = Rows(lambda: sorted(source, key=key, reverse=asking.down))
    return replace(_unlevelled(table, asking), rows=rows)


def _unlevelled(table: Table, asking: Asking) -> Table:
    """Return a report that says no more what it is summed up by, where that isn't its order."""
    kept = asking.sort == "" or asking.sort in table.levels[:1] or not table.has(asking.sort)
    return table if kept else replace(table, levels=())


def excerpt(
    table: Table, asking: Asking, limit: int, totals: Mapping[str, int] | None = None
) -> Excerpt:
    """Return the first rows of a report in the order asked for.

    Where the ``totals`` are known already, no more rows are read than are shown.
    """
    tally = Tally(table.columns)
    passing = table.rows if totals is not None else _counted(table.rows, tally)
    if table.has(asking.sort):
        pick = nlargest if asking.down else nsmallest
        rows = pick(limit + 1, passing, key=_order(table, asking.sort))
    else:
        stream = iter(passing)
        rows = list(islice(stream, limit + 1))
        if totals is None:
            for _row in stream:
                pass
    found = tally.totals if totals is None else totals
    return Excerpt(_unlevelled(table, asking), tuple(rows[:limit]), found, len(rows) > limit)


def plain(value: Value) -> str:
    """Return a value as it stands in an address."""
    return "" if value is None else str(value)


def _counted(rows: Iterable[Row], tally: Tally) -> Iterator[Row]:
    for row in rows:
        tally.add(row)
        yield row


def _fitting(table: Table, asking: Asking) -> Callable[[Row], bool] | None:
    needle = asking.text.casefold()
    equal = [(table.index(name), value) for name, value in asking.equal if table.has(name)]
    if not needle and not equal:
        return None
    shown = [i for i, c in enumerate(table.columns) if c.type is Type.TEXT and not c.hidden]

    def fits(row: Row) -> bool:
        if any(plain(row[i]) != value for i, value in equal):
            return False
        return not needle or any(needle in str(row[i]).casefold() for i in shown)

    return fits


def _order(table: Table, name: str) -> Callable[[Row], tuple[bool, Any]]:
    at = table.index(name)
    order = table.columns[at].order

    def key(row: Row) -> tuple[bool, Any]:
        value = row[at]
        if order:
            return value != "", rank(order, value)
        if isinstance(value, str):
            return value != "", value.casefold()
        return value is not None, 0 if value is None else value

    return key
