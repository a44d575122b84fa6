"""Forms: the documents that ship, and a filled form as a CSV or as a page to print and sign."""

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from html import escape
from io import StringIO

from timesheet import paths
from timesheet.core.forms.document import Form, read
from timesheet.core.forms.nouns import Filled, Mark

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


def content(form: Form, filled: Filled) -> bytes:
    """Return a filled form as the bytes of its file."""
    if form.media == "html":
        return page(form, filled).encode()
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=form.file.separator, lineterminator=form.file.eol)
    writer.writerow(filled.headings)
    writer.writerows(filled.rows)
    return out.getvalue().encode(form.file.encoding, "replace")


def _signatures(form: Form, filled: Filled) -> Iterator[str]:
    """Yield for each person who signed, or a line to sign on; a signature that fails says so."""
    if form.signing is None:
        return
    titles = form.signing.person, form.signing.supervisor
    for one in filled.signed:
        for title, mark in zip(titles, (one.person, one.supervisor), strict=True):
            yield f"{one.name} – {title}: {_signature(mark, form.signing.date)}"


def _signature(mark: Mark | None, written: str) -> str:
    if mark is None:
        return LINE
    signed = f"{mark.by}, signed electronically on {mark.on.strftime(written)}"
    return signed if mark.holds else f"{signed}. {CHANGED} {LINE}"


def page(form: Form, filled: Filled) -> str:
    """Return a filled form as a page that prints on letter paper, landscape, with its statement."""
    head = "".join(f"<div><dt>{escape(t)}</dt><dd>{escape(v)}</dd></div>" for t, v in filled.head)
    headings = "".join(f'<th scope="col">{escape(text)}</th>' for text in filled.headings)
    rows = "\n".join(
        f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row)}</tr>" for row in filled.rows
    )
    said = "\n".join(f"<p>{escape(text)}</p>" for text in filled.statement)
    said += "".join(f"\n<p>{escape(text)}</p>" for text in _signatures(form, filled))
    return (
        f'<!doctype html>\n<html lang="{form.language}">\n<meta charset="utf-8">\n'
        f"<title>{escape(form.name)}</title>\n<style>{STYLE}</style>\n"
        f"<h1>{escape(form.name)}</h1>\n<dl>{head}</dl>\n"
        f"<table><thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>\n"
        f"{f'<section>{chr(10)}{said}{chr(10)}</section>{chr(10)}' if said else ''}</html>\n"
    )
