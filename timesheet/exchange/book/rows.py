"""Rows as the XML of a sheet, streamed into the archive; memory doesn't grow with their number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import getitem, itemgetter
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from timesheet.core.reports.table import Row
from timesheet.exchange.book.cells import TextCells, cells, text_cell
from timesheet.exchange.fields import Field, Speak, silent
from timesheet.exchange.remembered import Remembered

CHUNK = 1000
MOST_ROWS = 1_048_575  # below the heading
# An entry of 2 GiB needs the long form of the archive, which Excel has refused to open.
MOST_BYTES = 1_900_000_000
# Archives begin in 1980; a fixed date makes the same data the same bytes.
PINNED = (1980, 1, 1, 0, 0, 0)
FAST = 1


class Frame(NamedTuple):
    """What stands before and after the rows of a sheet."""

    head: bytes
    tail: bytes


def entry(path: str, level: int | None = None) -> ZipInfo:
    """Return an entry of the archive with pinned date and attributes."""
    info = ZipInfo(path, PINNED)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o600 << 16
    info._compresslevel = level  # type: ignore[attr-defined]  # noqa: SLF001 (public from 3.13)
    return info


class RowWriter:
    """Makes the XML of rows, the styles given by index in the book's style sheet."""

    def __init__(
        self,
        fields: Sequence[Field],
        styles: Sequence[int],
        heading: int,
        speak: Speak = silent,
    ) -> None:
        self._fields = fields
        self._heading = heading
        self._cells: list[Remembered] = [cells(field.kind, speak(field.column)) for field in fields]
        pick: Callable[[Row], Any] = itemgetter(*(field.at for field in fields))
        self._pick = pick if len(fields) > 1 else lambda row: (pick(row),)
        # NUL stands for the row's number: no cell can hold one, and replace is the fastest way.
        self._template = (
            '<row r="\0">'
            + "".join(
                f'<c r="{get_column_letter(i)}\0" s="{style}"%s'
                for i, style in enumerate(styles, 1)
            )
            + "</row>"
        )

    @property
    def changed(self) -> int:
        """How many texts could not be written as they are."""
        return sum(one.changed for one in self._cells if isinstance(one, TextCells))

    def heading(self) -> bytes:
        """Return row 1."""
        made = "".join(
            f'<c r="{get_column_letter(i)}1" s="{self._heading}"{text_cell(field.name)}'
            for i, field in enumerate(self._fields, 1)
        )
        return f'<row r="1">{made}</row>'.encode()

    def rows(self, rows: Iterable[Row], number: int) -> bytes:
        """Return some rows, the first of them of this number."""
        template, pick, found = self._template, self._pick, self._cells
        made = []
        for row in rows:
            values = tuple(map(getitem, found, pick(row)))
            made.append(template.replace("\0", str(number)) % values)
            number += 1
        return "".join(made).encode()


def stream(
    archive: ZipFile, paths: Iterator[str], frame: Frame, writer: RowWriter, rows: Iterable[Row]
) -> list[int]:
    """Write rows into as many sheets as they need; return the number of rows of each.

    ``paths`` are the entries to use, in order; there is one sheet even without rows.
    """
    source = iter(rows)
    counts: list[int] = []
    chunk = list(islice(source, CHUNK))
    while chunk or not counts:
        with archive.open(entry(next(paths), FAST), "w") as sheet:
            size = sheet.write(frame.head + writer.heading())
            count = 0
            while chunk and size < MOST_BYTES:
                fitting = chunk[: MOST_ROWS - count]
                size += sheet.write(writer.rows(fitting, count + 2))
                count += len(fitting)
                chunk = chunk[len(fitting) :]
                if chunk:
                    break
                chunk = list(islice(source, CHUNK))
            sheet.write(frame.tail)
        counts.append(count)
    return counts
