"""A report as a file: the same table as on screen, with the database's control totals beside it."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import TextIOWrapper
from typing import IO

from timesheet import __version__
from timesheet.actions import controls, period_sheets, reporting
from timesheet.actions.reporting import Report
from timesheet.core.model import Instant
from timesheet.core.reports.asking import ordered
from timesheet.errors import Refused, TimesheetError
from timesheet.exchange import csv_file, json_file
from timesheet.exchange.book.source import WorkbookSource
from timesheet.exchange.csv_file import DIALECTS
from timesheet.exchange.fields import Speak, headings, silent
from timesheet.exchange.workbook import write_workbook
from timesheet.store import closing, terms, totals

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is wanted: xlsx, csv (in a dialect: us, de, iso) or json; for whom, and when.

    ``speak`` says the words of the core in the reader's language, where people read the file: JSON
    keeps them as they are.
    """

    kind: str = "xlsx"
    now: Instant = 0
    by: str = ""
    dialect: str = "iso"
    speak: Speak = silent


def write(out: IO[bytes], report: Report, wanted: Wanted) -> None:
    """Write a report into a binary file; Refused where the kind or dialect is unknown."""
    report = replace(report, table=ordered(report.table, report.asking))
    if wanted.kind == "xlsx":
        _workbook(out, report, wanted)
    elif wanted.kind == "csv":
        if wanted.dialect not in DIALECTS:
            msg = f"there is no dialect {wanted.dialect!r}; there are {', '.join(DIALECTS)}"
            raise Refused(msg, field="dialect")
        csv_file.write_csv(out, report.table, DIALECTS[wanted.dialect], speak=wanted.speak)
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
    control = controls.control(report)
    source = WorkbookSource(
        table=report.table,
        control=control,
        extras=period_sheets.extras(report, control),
        generated_at=datetime.fromtimestamp(wanted.now, UTC),
        exceptions=None if itself else reporting.issues(report.source, ()),
        period=(chosen.first, chosen.last),
        state=_state(report, headings(wanted.speak)),
        export_id=_export_id(report, wanted),
        generated_by=wanted.by,
        version=__version__,
        speak=wanted.speak,
    )
    summary = write_workbook(out, source)
    if not summary.reconciled:
        msg = "the workbook's rows don't sum to the database's control totals; it is not offered"
        raise TimesheetError(msg)


def _state(report: Report, say: Callable[[str], str]) -> str:
    """Return how many people of a pay period stand how: "2 locked, 1 open"; "" for other days."""
    tx, chosen = report.source.tx, report.source.chosen
    if terms.house(tx).calendar.period_of(chosen.first) != (chosen.first, chosen.last):
        return ""
    states = Counter(one.state.value for one in closing.standings(tx, chosen.first).values())
    others = totals.control(tx, chosen).people - states.total()
    if others > 0:
        states["open"] += others
    return ", ".join(f"{count} {say(state)}" for state, count in sorted(states.items()) if count)


def _export_id(report: Report, wanted: Wanted) -> str:
    chosen, asking = report.source.chosen, report.asking
    people = "all" if chosen.people is None else sorted(chosen.people)
    said = f"{report.table.name} {chosen.first} {chosen.last} {people} {asking}"
    said = f"{said} {wanted.now} {wanted.by}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]
