"""A report as a workbook: native tables, live formulas with their values, and a reconciliation.

openpyxl makes the book around one model row of each table; the rows are streamed into the XML of
their sheets. Memory doesn't grow with the number of rows, and the same source makes the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from timesheet.core.reports.grouping import levels
from timesheet.core.reports.table import Table
from timesheet.exchange.book import front, package, reconciliation, subtotals
from timesheet.exchange.book.cells import LONGEST_TEXT
from timesheet.exchange.book.formulas import Data, Values
from timesheet.exchange.book.groups import Watch
from timesheet.exchange.book.rows import Frame, RowWriter, stream
from timesheet.exchange.book.sheets import Model, model_sheet, reference
from timesheet.exchange.book.source import Control, Extra, WorkbookSource, WorkbookSummary
from timesheet.exchange.book.summary import Summary, dimensions

__all__ = ["Control", "WorkbookSource", "WorkbookSummary", "write_workbook"]

DATA, EXCEPTIONS = "Data", "Exceptions"
FRONT = ("Read me", "Summary", reconciliation.TITLE)


def write_workbook(out: Path | str | IO[bytes], source: WorkbookSource) -> WorkbookSummary:
    """Write a workbook to a path or a binary file; return what was written.

    A path appears complete or not at all. Check ``reconciled`` of the answer before offering the
    file to anybody: where it is False, the rows and the control totals disagree.
    """
    if not isinstance(out, Path | str):
        return _write(out, source)
    path = Path(out)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            summary = _write(file, source)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return summary


def _write(out: IO[bytes], source: WorkbookSource) -> WorkbookSummary:
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        return _Book(archive, source).write()


class _Book:
    """One workbook on its way into its archive."""

    def __init__(self, archive: ZipFile, source: WorkbookSource) -> None:
        table = source.table.shown
        self._archive = archive
        self._source = replace(source, table=table)
        self._dimensions = dimensions(table, source.summaries)
        listed = [name for name in front.LISTS if name in {c.name for c in table.columns}]
        grouped = dict.fromkeys((*self._dimensions, *source.control.by, *listed))
        self._watch = Watch(table, tuple(grouped))
        self._book = _empty_book(source)
        self._values = Values()
        self._data = Data(("tblData",))
        self._changed = 0

    def write(self) -> WorkbookSummary:
        """Stream the rows, then add everything that is made from what they came to."""
        checks = self._stream()
        good = self._fill(checks)
        written = self._archive.namelist()
        package.add_parts(self._archive, self._book, written, self._values)
        return WorkbookSummary(
            totals=self._watch.totals,
            people=self._watch.people,
            data_hash=self._watch.data_hash,
            sheets=tuple(self._book.sheetnames),
            reconciled=good,
            changed_texts=self._changed,
        )

    def _stream(self) -> list[reconciliation.Check]:
        source, extras = self._source, self._extras()
        data = self._model(DATA, source.table, "tblData")
        models = [self._model(one.title, one.table, one.native) for one in extras]
        frames = package.frames(self._book, [DATA, *(one.title for one in extras)])
        counts = self._rows(self._watch, data, frames[DATA])
        self._more_sheets(data, counts)
        checks = reconciliation.checks(source, self._watch, self._data, self._dimensions)
        for one, model in zip(extras, models, strict=True):
            watch = Watch(one.table, ())
            self._rows(watch, model, frames[one.title])
            if one.title == EXCEPTIONS:
                first, written = model.fields[0].name, watch.totals["rows"]
                checks.append(reconciliation.exceptions_check(source, one.native, first, written))
            checks += reconciliation.extra_checks(source, one, watch)
        return checks

    def _extras(self) -> list[Extra]:
        """Return the sheets behind the data, in their order."""
        found = [one for one in self._source.extras if not one.last]
        if self._source.exceptions:
            found.append(Extra(EXCEPTIONS, self._source.exceptions))
        found += [one for one in self._source.extras if one.last]
        return [one._replace(table=replace(one.table.shown, person="")) for one in found]

    def _model(self, title: str, table: Table, native: str) -> Model:
        return model_sheet(self._book, table, title, native, self._source.export_id)

    def _rows(self, watch: Watch, model: Model, frame: Frame) -> list[int]:
        writer = RowWriter(model.fields, model.styles, model.heading, self._source.speak)
        first = self._book.sheetnames.index(model.sheet.title) + 1
        counts = stream(self._archive, package.numbered(first), frame, writer, watch.rows())
        self._changed += writer.changed
        model.native.ref = reference(len(model.fields), counts[0])
        return counts

    def _more_sheets(self, model: Model, counts: Sequence[int]) -> None:
        for number, count in enumerate(counts[1:], 2):
            native = f"tblData{number}"
            title = f"{DATA} {number}"
            more = self._model(title, self._source.table, native)
            more.native.ref = reference(len(model.fields), count)
            self._book.move_sheet(title, len(FRONT) + number - len(self._book.sheetnames))
            self._data = Data((*self._data.tables, native))

    def _fill(self, checks: list[reconciliation.Check]) -> bool:
        book, source, footer = self._book, self._source, self._source.export_id
        summary = Summary(book["Summary"], source, self._watch, self._data, self._values)
        summary.fill(self._dimensions, footer)
        if levels(source.table):
            checks += self._subtotals(footer)
        sheet = book[reconciliation.TITLE]
        good = reconciliation.reconcile(sheet, checks, self._values, source)
        front.read_me(book["Read me"], source, self._watch, self._notes())
        front.list_sheet(book.create_sheet("Lists"), self._lists(), footer)
        front.meta_sheet(book.create_sheet("_meta"), source, self._watch)
        return good

    def _subtotals(self, footer: str) -> list[reconciliation.Check]:
        sheet = self._book.create_sheet(subtotals.TITLE)
        totals = self._watch.totals
        made = subtotals.Subtotals(sheet, self._source, self._data, self._values)
        return made.fill(totals["rows"], totals, footer)

    def _notes(self) -> list[str]:
        notes = []
        if len(self._data.tables) > 1:
            last = f"{DATA} {len(self._data.tables)}"
            notes.append(f"A sheet holds 1,048,575 rows; the data goes on up to the sheet {last}.")
        if self._changed:
            notes.append(
                f"{self._changed} texts have characters that no workbook can hold (shown as "
                f"\ufffd) or were cut to {LONGEST_TEXT:,} characters."
            )
        return notes

    def _lists(self) -> Mapping[str, Sequence[str]]:
        names = {column.name for column in self._source.table.columns}
        return {
            name: self._source.lists[name]
            if name in self._source.lists
            else (self._watch.values(name) if name in names else ())
            for name in front.LISTS
        }


def _empty_book(source: WorkbookSource) -> Workbook:
    book = Workbook()
    book.worksheets[0].title = FRONT[0]
    for title in FRONT[1:]:
        book.create_sheet(title)
    book.properties.creator = "timesheet"
    book.properties.title = source.table.title
    book.properties.created = source.generated_at.astimezone(UTC).replace(tzinfo=None)
    return book
