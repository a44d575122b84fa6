"""The parts that openpyxl wrote, into our archive: values into formulas, dates pinned."""

import re
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

from openpyxl import Workbook

from timesheet.exchange.book.rows import Frame, entry

_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v ?/></c>', re.DOTALL)
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)</dcterms:created>")


def sheet_path(book: Workbook, title: str) -> str:
    """Return where openpyxl puts a sheet into the archive."""
    return f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml"


def frames(book: Workbook, titles: Collection[str]) -> dict[str, Frame]:
    """Return what stands before and after the rows of some sheets."""
    with ZipFile(_saved(book)) as archive:
        return {title: _frame(archive.read(sheet_path(book, title))) for title in titles}


def _frame(xml: bytes) -> Frame:
    # The dimension would be that of the model row; it may be left out, and readers then look.
    xml = _DIMENSION.sub(b"", xml)
    head, rest = xml.split(b"<sheetData>", 1)
    tail = rest.split(b"</sheetData>", 1)[1]
    return Frame(head + b"<sheetData>", b"</sheetData>" + tail)


def add_parts(
    archive: ZipFile,
    book: Workbook,
    written: Collection[str],
    values: Mapping[str, Mapping[str, float | str]],
) -> None:
    """Add all parts of the book but those already ``written``."""
    titles = {sheet_path(book, title): title for title in book.sheetnames}
    with ZipFile(_saved(book)) as made:
        for name in made.namelist():
            if name not in written:
                content = made.read(name)
                if known := values.get(titles.get(name, "")):
                    content = _filled(content, known)
                if name == "docProps/core.xml":
                    content = _pinned(content)
                archive.writestr(entry(name), content)


def _saved(book: Workbook) -> BytesIO:
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def _filled(xml: bytes, known: Mapping[str, float | str]) -> bytes:
    def fill(found: re.Match[str]) -> str:
        cell, attributes, formula = found.groups()
        value = known[cell]
        if isinstance(value, str):
            return f'<c r="{cell}"{attributes} t="str"><f>{formula}</f><v>{escape(value)}</v></c>'
        return f'<c r="{cell}"{attributes}><f>{formula}</f><v>{value}</v></c>'

    return _FORMULA.sub(fill, xml.decode()).encode()


def _pinned(core: bytes) -> bytes:
    created = _CREATED.search(core)
    return _MODIFIED.sub(rb"\g<1>" + (created[1] if created else b"") + rb"\g<2>", core)


def numbered(first: int) -> Iterator[str]:
    """Yield the paths of sheets from a number on."""
    while True:
        yield f"xl/worksheets/sheet{first}.xml"
        first += 1
