"""A report as a file: the same table as on screen, with the database's control totals beside it."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import TextIOWrapper
from typing import IO

from timesheet import __version__
from timesheet.actions import reporting
from timesheet.actions.reporting import Report
from timesheet.core.model import Instant
from timesheet.core.reports.asking import ordered
from timesheet.errors import Refused, TimesheetError
from timesheet.exchange import csv_file, json_file
from timesheet.exchange.book.source import Control, WorkbookSource
from timesheet.exchange.csv_file import DIALECTS
from timesheet.exchange.workbook import write_workbook
from timesheet.store import issues as stored
from timesheet.store import totals

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is wanted: xlsx, csv (in a dialect: us, de, iso) or json; for whom, and when."""

    kind: str = "xlsx"
    now: Instant = 0
    by: str = ""
    dialect: str = "iso"
    state: str = ""


def write(out: IO[bytes], report: Report, wanted: Wanted) -> None:
    """Write a report into a binary file; Refused where the kind or dialect is unknown."""
    report = replace(report, table=ordered(report.table, report.asking))
    if wanted.kind == "xlsx":
        _workbook(out, report, wanted)
    elif wanted.kind == "csv":
        if wanted.dialect not in DIALECTS:
            msg = f"there is no dialect {wanted.dialect!r}; there are {', '.join(DIALECTS)}"
            raise Refused(msg, field="dialect")
        csv_file.write_csv(out, report.table, DIALECTS[wanted.dialect])
    elif wanted.kind == "json":
        text = TextIOWrapper(out, encoding="ascii", write_through=True)
        json_file.write_json(text, report.table)
        text.detach()
    else:
        msg = f"there is no format {wanted.kind!r}; there are {', '.join(TYPES)}"
        raise Refused(msg, field="format")


def file_name(report: Report, kind: str) -> str:
    """Return the name of a report's file; it says which rows are in it, where not all are."""
    chosen, asking = report.source.chosen, report.asking
    said = "_".join([*(value or "none" for _, value in asking.equal), asking.text])
    only = re.sub(r"[^0-9A-Za-z.-]+", "-", said).strip("-")[:60]
    pieces = [report.table.name, f"{chosen.first}_{chosen.last}", f"only_{only}" if only else ""]
    return f"{'_'.join(piece for piece in pieces if piece)}.{kind}"


def _workbook(out: IO[bytes], report: Report, wanted: Wanted) -> None:
    chosen = report.source.chosen
    itself = report.name == "exceptions"
    source = WorkbookSource(
        table=report.table,
        control=_control(report),
        generated_at=datetime.fromtimestamp(wanted.now, UTC),
        exceptions=None if itself else reporting.issues(report.source, ()),
        period=(chosen.first, chosen.last),
        state=wanted.state,
        export_id=_export_id(report, wanted),
        generated_by=wanted.by,
        version=__version__,
    )
    summary = write_workbook(out, source)
    if not summary.reconciled:
        msg = "the workbook's rows don't sum to the database's control totals; it is not offered"
        raise TimesheetError(msg)


def _control(report: Report) -> Control:
    """Ask the database itself for the totals that the rows of a report must come to."""
    tx, chosen = report.source.tx, report.source.chosen
    issues = sum(stored.issue_counts(tx, chosen).values())
    if not report.whole:
        return Control(exceptions=issues)
    if report.name == "exceptions":
        return Control(rows=None if report.asking.by else issues)
    if report.name == "timecards":
        return Control(seconds=totals.present(tx, chosen), exceptions=issues)
    ours = totals.control(tx, chosen, line_by_line=True)
    itself = report.name == "labor-lines" and not report.asking.by
    by_pay_code = report.table.has("pay_code")
    return Control(
        seconds=ours.seconds,
        cents=ours.cents,
        rows=ours.rows if itself else None,
        people=ours.people if report.table.person else None,
        lines=ours.rows,
        exceptions=issues,
        by={"pay_code": totals.sums_by_pay_code(tx, chosen)} if by_pay_code else {},
    )


def _export_id(report: Report, wanted: Wanted) -> str:
    chosen, asking = report.source.chosen, report.asking
    people = "all" if chosen.people is None else sorted(chosen.people)
    said = f"{report.table.name} {chosen.first} {chosen.last} {people} {asking}"
    said = f"{said} {wanted.now} {wanted.by}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]
