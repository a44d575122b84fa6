"""Workbooks of other programs, read row by row: only what their cells show, never what they are.

A value is a text, or a number where the cell holds one: days and times are numbers in a workbook
(1900 or 1904), and whoever reads a column knows which it wants. Nothing that a workbook names is
opened, no formula is computed, no document type is read. Whoever calls this limits its process.
"""

import re
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

Cell = str | float | None
MOST_COLUMNS = 100
LONGEST = 32_767
_CHUNK = 1 << 16
_DIGITS = "0123456789"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_1904 = 1462


class Unreadable(Exception):
    """No workbook, a damaged one, or one that asks for more than its cells."""


class Sheet(NamedTuple):
    """A sheet's name, what to add to its days (books of 1904 count otherwise), and its rows."""

    name: str
    days: int
    rows: Iterator[list[Cell]]


def sheets(archive: ZipFile) -> Iterator[Sheet]:
    """Yield the sheets in the book's order, blank rows as empty lists.

    Read a sheet's rows before the next sheet.
    """
    book = _parsed(archive, "xl/workbook.xml")
    of_1904 = any(n == "workbookPr" and said.get("date1904") in {"1", "true"} for n, said in book)
    targets = {
        said.get("Id"): said.get("Target", "")
        for name, said in _parsed(archive, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    texts = _texts(archive) if "xl/sharedStrings.xml" in archive.NameToInfo else []
    for name, said in book:
        if name == "sheet":
            related = next((value for key, value in said.items() if _bare(key) == "id"), "")
            target = targets.get(related, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in archive.NameToInfo:
                yield Sheet(said.get("name", ""), of_1904 * _1904, _rows(archive, path, texts))


def _parsed(archive: ZipFile, path: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part, without their content."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, values: found.append((_bare(name), values))
    with archive.open(path) as part:
        for _ in _fed(parser, part):
            pass
    return found


def _texts(archive: ZipFile) -> list[str]:
    """Return the texts that cells share."""
    collector = _Texts()
    with archive.open("xl/sharedStrings.xml") as part:
        for _ in _fed(collector.parser, part):
            pass
    return collector.found


def _rows(archive: ZipFile, path: str, texts: list[str]) -> Iterator[list[Cell]]:
    collector = _Rows(texts)
    with archive.open(path) as part:
        for _ in _fed(collector.parser, part):
            yield from collector.found
            collector.found.clear()


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refused(*_said: object) -> None:
        # No program writes a document type into a workbook; entities could only do harm.
        raise Unreadable

    parser.StartDoctypeDeclHandler = refused
    return parser


def _fed(parser: Any, part: IO[bytes]) -> Iterator[None]:
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk)
        yield
    parser.Parse(b"", 1)
    yield


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Texts:
    """The shared texts: runs put together, phonetic hints left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._wanted = self._hint = False
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, _values: dict[str, str]) -> None:
        name = _bare(name)
        if name == "t":
            self._wanted = not self._hint
        elif name == "rPh":
            self._hint = True

    def _end(self, name: str) -> None:
        name = _bare(name)
        if name == "t":
            self._wanted = False
        elif name == "rPh":
            self._hint = False
        elif name == "si":
            self.found.append(_unescaped("".join(self._pieces))[:LONGEST])
            self._pieces.clear()

    def _text(self, text: str) -> None:
        if self._wanted:
            self._pieces.append(text)


class _Rows:
    """The rows of a sheet: this is the inner loop, so it does no more than it must."""

    def __init__(self, texts: list[str]) -> None:
        self.found: list[list[Cell]] = []
        self._texts = texts
        self._row: list[Cell] = []
        self._at, self._type, self._value = -1, "", ""
        self._wanted = self._hint = False
        self._columns: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, values: dict[str, str]) -> None:
        name = self._names.get(name) or self._names.setdefault(name, _bare(name))
        if name == "c":
            self._type = values.get("t", "n")
            where = values.get("r", "").rstrip(_DIGITS)
            self._at = self._column(where) if where else self._at + 1
            self._value = ""
        elif name in {"v", "t"}:
            self._wanted = not self._hint
        elif name == "rPh":
            self._hint = True

    def _column(self, letters: str) -> int:
        at = self._columns.get(letters)
        if at is None:
            at = -1
            for letter in letters[:4].upper():
                at = (at + 1) * 26 + ord(letter) - 65
            self._columns[letters] = at
        return at

    def _end(self, name: str) -> None:
        name = self._names[name]
        if name == "c":
            if self._value and 0 <= self._at < MOST_COLUMNS:
                while len(self._row) < self._at:
                    self._row.append(None)
                self._row.append(_KINDS.get(self._type, _text)(self))
        elif name in {"v", "t"}:
            self._wanted = False
        elif name == "row":
            self.found.append(self._row)
            self._row, self._at = [], -1
        elif name == "rPh":
            self._hint = False

    def _text(self, text: str) -> None:
        if self._wanted:
            self._value += text

    def shared(self) -> str:
        """Return the shared text that the cell names."""
        return self._texts[int(self._value)]

    def number(self) -> float:
        """Return the number that the cell holds."""
        return float(self._value)

    def plain(self) -> str:
        """Return the text that the cell holds itself."""
        return _unescaped(self._value)[:LONGEST]


def _text(cell: _Rows) -> str:
    return cell.plain()


_KINDS: dict[str, Callable[[_Rows], Cell]] = {"s": _Rows.shared, "n": _Rows.number}
