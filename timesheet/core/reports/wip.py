"""WIP: what was earned with a project's hours, what was billed, and what is between them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from timesheet.core.budgets import Basis, Terms
from timesheet.core.model import Cents, Rate, Seconds
from timesheet.core.money import round_half_up, wage
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.table import Behind, Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("project_name", "Project name", width=28),
    Column("customer", "Customer"),
    Column("basis", "Paid by", speech=Speech.WORD, width=16,
           about="The hour or a fixed price; none: not billed."),
    Column("bill_rate", "Bill rate", Type.RATE, about="An hour, on the last day."),
    Column("contract_cents", "Contract", Type.CENTS, total=True, behind=Behind.BUDGETS,
           about="The fixed price."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="In the days of the report."),
    Column("cents", "Wages", Type.CENTS, total=True, about="In the days of the report."),
    Column("to_date_seconds", "Hours to date", Type.SECONDS, total=True, behind=Behind.TO_DATE),
    Column("to_date_cents", "Wages to date", Type.CENTS, total=True, behind=Behind.TO_DATE),
    Column("complete_share", "Complete", Type.SHARE,
           about="Of a fixed price: wages to date of those estimated at completion."),
    Column("earned_cents", "Earned", Type.CENTS, total=True, about="In the days of the report."),
    Column("earned_to_date_cents", "Earned to date", Type.CENTS, total=True,
           behind=Behind.TO_DATE,
           about="Hours at the bill rate of their day, or the part of the price that is complete."),
    Column("billed_cents", "Billed", Type.CENTS, total=True, behind=Behind.BUDGETS,
           about="In the days of the report."),
    Column("billed_to_date_cents", "Billed to date", Type.CENTS, total=True,
           behind=Behind.BUDGETS),
    Column("unbilled_cents", "Unbilled", Type.CENTS, total=True, behind=Behind.NOTHING,
           about="Earned and not billed yet: an asset."),
    Column("overbilled_cents", "Overbilled", Type.CENTS, total=True, behind=Behind.NOTHING,
           about="Billed and not earned yet: a liability."),
    LINES,
)  # fmt: skip
WORDS = {Basis.HOURLY: "hour", Basis.FIXED: "fixed price", Basis.NOTHING: ""}


class Work(NamedTuple):
    """A project's hours at one bill rate (0: none): in the days of the report, and to date."""

    project: int | None
    rate: Rate
    seconds: Seconds
    cents: Cents
    to_date_seconds: Seconds
    to_date_cents: Cents
    lines: int


class Contract(NamedTuple):
    """A project's name and terms on the last day; ``eac`` None where nothing is estimated.

    ``billed`` and ``billed_to_date`` are the invoices of the days, and of all days until then.
    """

    project: str
    project_name: str
    customer: str
    terms: Terms | None
    eac: Cents | None
    billed: Cents
    billed_to_date: Cents


def wip(
    works: Iterable[Work],
    contracts: Mapping[int | None, Contract],
    *,
    since: date | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each project of ``contracts``, in their order."""
    by_project: dict[int | None, list[Work]] = {project: [] for project in contracts}
    for work in works:
        by_project[work.project].append(work)
    return Table(
        name="wip",
        title="Unbilled labor (WIP)",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(by_project, contracts)),
        parameters=parameters,
        notes=notes,
        drill=("project",),
        since=since,
    )


def _rows(
    by_project: Mapping[int | None, list[Work]], contracts: Mapping[int | None, Contract]
) -> Iterator[Row]:
    for project, contract in contracts.items():
        works = by_project[project]
        cents, ever = sum(w.cents for w in works), sum(w.to_date_cents for w in works)
        terms, eac = contract.terms, contract.eac
        share = min(ever / eac, 1.0) if terms and terms.basis is Basis.FIXED and eac else None
        before, earned = _earned(works, terms, (ever - cents, ever), eac)
        open_cents = None if earned is None else earned - contract.billed_to_date
        yield (
            contract.project, contract.project_name, contract.customer,
            WORDS[terms.basis] if terms else "",
            terms.rate if terms and terms.basis is Basis.HOURLY else None,
            terms.cents if terms and terms.basis is Basis.FIXED else None,
            sum(w.seconds for w in works), cents, sum(w.to_date_seconds for w in works), ever,
            share, None if earned is None or before is None else earned - before, earned,
            contract.billed, contract.billed_to_date,
            None if open_cents is None else max(open_cents, 0),
            None if open_cents is None else max(-open_cents, 0),
            sum(w.lines for w in works),
        )  # fmt: skip


def _earned(
    works: list[Work], terms: Terms | None, spent: tuple[Cents, Cents], eac: Cents | None
) -> tuple[Cents | None, Cents | None]:
    """Return what was earned before the days of the report, and until their end.

    Hours at one rate are rounded once. Nothing is known of a fixed price that nobody estimates.
    """
    if terms is None:
        return None, None
    if terms.basis is Basis.HOURLY:
        before = sum(wage(w.to_date_seconds - w.seconds, w.rate) for w in works)
        return before, sum(wage(w.to_date_seconds, w.rate) for w in works)
    if not eac:
        return None, None
    before, until = (_part(terms.cents, cents, eac) for cents in spent)
    return before, until


def _part(price: Cents, spent: Cents, eac: Cents) -> Cents:
    return round_half_up(Fraction(price * min(max(spent, 0), eac), eac))
