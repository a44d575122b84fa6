"""Accrued wages at a month end: what isn't posted yet, by account, cost center and project."""

from collections.abc import Callable, Sequence
from datetime import date

from timesheet.core.journal.making import Cost, Place
from timesheet.core.model import Cents, Seconds
from timesheet.core.reports.table import Behind, Column, Row, Table, Type

COLUMNS = (
    Column("account", "Account", width=12, about="The account that the wages are booked on."),
    Column("cost_center", "Cost center", width=14),
    Column("project", "Project", about="Project code; empty where none is booked."),
    Column("seconds", "Hours", Type.SECONDS, total=True, behind=Behind.TO_DATE),
    Column("gross_cents", "Gross", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="Wages; the debit of the entry."),
    Column("burden_cents", "Burden", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="By the rates of each day."),
    Column("cost_cents", "Employer cost", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="Gross and burden."),
    Column("estimated_seconds", "Estimated hours", Type.SECONDS, total=True,
           behind=Behind.TO_DATE, about="Of the hours."),
    Column("estimated_cents", "Estimate part", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="Of the employer cost: open shifts and missing days, from roster or average."),
)  # fmt: skip
NOTE = (
    "All lines until the last day that are in no posted payroll; what is missing in open pay"
    " periods is estimated. A payroll that ends after it isn't posted at it."
)


def accrued_wages(
    costs: Sequence[Cost],
    account: Callable[[Place], str],
    *,
    since: date | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """Return costs by account, cost center and project, the estimate beside the whole.

    ``since`` is the first day of what is owed; an estimate has no lines behind it.
    """
    return Table(
        name="accrued_wages",
        title="Accrued wages at month end",
        columns=COLUMNS,
        rows=tuple(_rows(costs, account)),
        parameters=parameters,
        notes=(NOTE,),
        drill=("cost_center", "project"),
        since=since,
    )


def _rows(costs: Sequence[Cost], account: Callable[[Place], str]) -> list[Row]:
    sums: dict[tuple[str, str, str], list[int]] = {}
    for cost in costs:
        place = cost.place
        key = account(place), place.cost_center, place.project
        held = sums.setdefault(key, [0] * 6)
        whole = cost.cents + cost.burden
        share: tuple[Seconds, Cents] = (cost.seconds, whole) if place.estimated else (0, 0)
        for n, value in enumerate((cost.seconds, cost.cents, cost.burden, whole, *share)):
            held[n] += value
    return [(*key, *sums[key]) for key in sorted(sums)]
