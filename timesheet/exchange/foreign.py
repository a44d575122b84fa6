"""Tables that others made, as texts: CSV in whatever dialect, or the first sheet of a workbook."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from timesheet.errors import Refused
from timesheet.exchange.text import legal

MOST_COLUMNS, LONGEST, MOST_PARTS = 250, 500, 100
SEPARATORS = (",", ";", "\t", "|")
NO_TABLE = "This is neither a CSV nor a workbook (.xlsx). Save it as one and send it again."
EMPTY = "This file is empty."
WORKBOOK = b"PK\x03\x04"
SIDE = 4_000_000


class Limits(NamedTuple):
    """How large a file may be: bytes as sent, bytes unpacked, rows; and what is said beyond."""

    size: int
    unpacked: int
    rows: int
    refusal: str


SMALL = Limits(
    4_000_000, 4_000_000, 20_000,
    "This file is larger than 4 MB, or has more than 20,000 rows: send a smaller one.",
)  # fmt: skip
# For who reads row by row, in a process of its own.
LARGE = Limits(
    16_000_000, 120_000_000, 200_000,
    "This file is larger than 16 MB, or has more than 200,000 rows: send it in parts.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of texts as they stand, blank ones too, and how the file was written.

    ``encoding`` and ``separator`` are "" of a workbook; ``eol`` is its line end.
    """

    rows: tuple[tuple[str, ...], ...]
    encoding: str = ""
    separator: str = ""
    eol: str = "\r\n"


def read(content: bytes) -> Sheet:
    """Return what a file holds; Refused where it holds no table, or too much of one."""
    rows = tuple(each(content, SMALL))
    if content.startswith(WORKBOOK):
        return Sheet(rows)
    text, encoding = _decoded(content)
    return Sheet(rows, encoding, _separator(text), "\r\n" if "\r\n" in text else "\n")


def each(content: bytes, limits: Limits) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a file one by one; Refused as in ``read``, maybe after some of them."""
    if not content.strip():
        raise Refused(EMPTY, field="file")
    if len(content) > limits.size:
        raise Refused(limits.refusal, field="file")
    of_workbook = content.startswith(WORKBOOK)
    for n, row in enumerate(_of_workbook(content, limits) if of_workbook else _of_text(content)):
        if n >= limits.rows:
            raise Refused(limits.refusal, field="file")
        yield tuple(legal(value).strip()[:LONGEST] for value in row[:MOST_COLUMNS])


def _of_text(content: bytes) -> Iterator[list[str]]:
    if b"\0" in content:
        raise Refused(NO_TABLE, field="file")
    text, _ = _decoded(content)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    except csv.Error:
        raise Refused(NO_TABLE, field="file") from None


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = encoding == "utf-8-sig" and not content.startswith(b"\xef\xbb\xbf")
        return text, "utf-8" if plain else encoding
    return content.decode("latin-1"), "latin-1"


def _separator(text: str) -> str:
    """Return what parts the columns: what stands in most lines the same number of times."""
    lines = [line for line in text[:100_000].splitlines()[:30] if line.strip()]

    def fits(sign: str) -> tuple[int, int]:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        (number, often), *_ = counts.most_common(1) or [(0, 0)]
        return often, number

    return max(SEPARATORS, key=fits)


def _of_workbook(content: bytes, limits: Limits) -> Iterator[list[str]]:
    try:
        _check(content, limits)
        # Only workbooks need the library, and starting a process with it takes half a second.
        from openpyxl import load_workbook  # noqa: PLC0415

        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for values in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
                yield [_plain(value) for value in values]
        finally:
            book.close()
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise Refused(NO_TABLE, field="file") from error


def _check(content: bytes, limits: Limits) -> None:
    """Refuse a workbook that unpacks to more than it may, or that declares entities."""
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked:
            raise Refused(limits.refusal, field="file")
        for part in parts:
            with archive.open(part) as file:
                # What expat reads of a part comes in chunks; a declaration stands before all else.
                if b"<!DOCTYPE" in file.read(SIDE):
                    raise BadZipFile


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(round(value, 6))
    return str(value)
