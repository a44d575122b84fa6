"""The day of the week: a dimension that every report has whose rows are of a day."""

from dataclasses import replace
from datetime import date
from typing import Final

from timesheet.core.reports.table import Column, Rows, Speech, Table, Type

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY: Final = Column(
    "weekday", "Weekday", speech=Speech.WORD, order=DAYS, width=11, about="Of the day of the row."
)


def has_weekdays(columns: tuple[Column, ...]) -> bool:
    """Tell whether rows with these columns are of a day, and don't name its weekday yet."""
    of_day = any(c.name == "day" and c.type is Type.DAY and not c.hidden for c in columns)
    return of_day and all(column.name != WEEKDAY.name for column in columns)


def with_weekdays(table: Table) -> Table:
    """Return a report with the weekday of each row's day as its last column."""
    at, source = table.index("day"), table.rows

    def name(day: object) -> str:
        return DAYS[day.weekday()] if isinstance(day, date) else ""

    rows = Rows(lambda: ((*row, name(row[at])) for row in source))
    return replace(table, columns=(*table.columns, WEEKDAY), rows=rows)
