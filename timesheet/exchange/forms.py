"""Forms: the documents that ship, and a filled form as a CSV or as a page to print and sign."""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from io import StringIO
from typing import IO

from timesheet import paths
from timesheet.core.forms.document import Form, read
from timesheet.core.forms.filling import fill, unfilled
from timesheet.core.forms.nouns import Facts, Filled, Mark, OfPerson

# A page of its own: it is opened where no style sheet of ours is. Eight workers a page.
STYLE = """
@page { size: letter landscape; margin: 10mm }
body { font: 9pt/1.3 Arial, Helvetica, sans-serif; color: #000; margin: 0 }
h1 { font-size: 12pt; margin: 0 0 4pt }
dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2pt 8pt; margin: 0 0 6pt }
dt { font-size: 7pt } dd { margin: 0; border-bottom: .5pt solid #000; min-height: 11pt }
table { border-collapse: collapse; width: 100%; font-size: 7.5pt }
th, td { border: .5pt solid #000; padding: 1pt 2pt; vertical-align: top; white-space: pre-line }
th { text-align: left; font-weight: normal; font-size: 6.5pt; background: #eee }
thead { display: table-header-group } tr { break-inside: avoid }
tr:nth-child(8n) { break-after: page }
section { break-before: page; font-size: 10pt; max-width: 190mm } section p { margin: 0 0 8pt }
"""
LINE = "signature and date ______________________________"
CHANGED = "What stands here has changed since, so this signature does not count."


@cache
def shipped() -> dict[str, Form]:
    """Return the forms of ``timesheet/forms`` by code, in order of their names."""
    found = []
    for path in (paths.PACKAGE / "forms").glob("*.toml"):
        try:
            found.append(read(tomllib.loads(path.read_text(encoding="utf-8"))))
        except ValueError as error:
            msg = f"{path.name}: {error}"
            raise ValueError(msg) from None
    return {one.code: one for one in sorted(found, key=lambda one: one.name)}


class Sheet:
    """The file of a form, written person by person; ``blank`` is the form without its people."""

    def __init__(self, out: IO[bytes], form: Form, blank: Filled) -> None:
        """Write what stands before the rows."""
        self._out, self._form, self._blank = out, form, blank
        self._signatures: list[str] = []
        if form.media == "html":
            self._write(_before(form, blank))
        else:
            self._rows([blank.headings])

    def add(self, one: OfPerson) -> None:
        """Write what it says of a person."""
        if self._form.media != "html":
            self._rows(one.rows)
            return
        for row in one.rows:
            self._write(f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row)}</tr>\n")
        self._signatures += _signatures(self._form, one)

    def end(self) -> None:
        """Write what stands after the rows."""
        if self._form.media == "html":
            self._write(_after((*self._blank.statement, *self._signatures)))

    def _rows(self, rows: Iterable[Sequence[str]]) -> None:
        text, rules = StringIO(newline=""), self._form.file
        csv.writer(text, delimiter=rules.separator, lineterminator=rules.eol).writerows(rows)
        self._write(text.getvalue())

    def _write(self, text: str) -> None:
        # What marks a file as UTF-8 stands at its beginning only.
        mark = self._form.file.encoding == "utf-8-sig" and self._out.tell() > 0
        encoding = "utf-8" if mark or self._form.media == "html" else self._form.file.encoding
        self._out.write(text.encode(encoding, "replace"))


def write(out: IO[bytes], form: Form, frame: Facts, some: Iterable[Facts] | None = None) -> Filled:
    """Write a form's file as ``fill`` fills it, and return it without its rows."""
    sheet = Sheet(out, form, unfilled(form, frame))
    filled = fill(form, frame, some, most=0, keep=sheet.add)
    sheet.end()
    return filled


def _signatures(form: Form, one: OfPerson) -> Iterator[str]:
    """Yield who signed for a person, or a line to sign on; a signature that fails says so."""
    if form.signing is None or one.signed is None:
        return
    titles = form.signing.person, form.signing.supervisor
    for title, mark in zip(titles, (one.signed.person, one.signed.supervisor), strict=True):
        yield f"{one.name} – {title}: {_signature(mark, form.signing.date)}"


def _signature(mark: Mark | None, written: str) -> str:
    if mark is None:
        return LINE
    signed = f"{mark.by}, signed electronically on {mark.on.strftime(written)}"
    return signed if mark.holds else f"{signed}. {CHANGED} {LINE}"


def _before(form: Form, blank: Filled) -> str:
    """Return a page that prints on letter paper, landscape, up to its first row."""
    head = "".join(f"<div><dt>{escape(t)}</dt><dd>{escape(v)}</dd></div>" for t, v in blank.head)
    headings = "".join(f'<th scope="col">{escape(text)}</th>' for text in blank.headings)
    return (
        f'<!doctype html>\n<html lang="{form.language}">\n<meta charset="utf-8">\n'
        f"<title>{escape(form.name)}</title>\n<style>{STYLE}</style>\n"
        f"<h1>{escape(form.name)}</h1>\n<dl>{head}</dl>\n"
        f"<table><thead><tr>{headings}</tr></thead>\n<tbody>\n"
    )


def _after(paragraphs: Iterable[str]) -> str:
    """Return what follows the last row: the statement, and the signatures."""
    said = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    section = f"<section>\n{said}\n</section>\n" if said else ""
    return f"</tbody></table>\n{section}</html>\n"
