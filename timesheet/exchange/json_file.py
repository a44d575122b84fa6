"""A report as JSON: ``{"columns": […], "rows": [{…}], "totals": {…}, …}``, integers inside."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import IO

from timesheet.core.reports.table import Digest, Table, Tally, Value


def write_json(out: IO[str], table: Table) -> Mapping[str, int]:
    """Write a report row by row into a text file; return its totals.

    Days are ISO dates, times "HH:MM:SS", seconds and cents integers; all output is ASCII. The
    ``data_hash`` is that of ``core.reports.table.Digest``, as in the workbook.
    """
    table = table.shown
    tally = Tally(table.columns)
    for piece in json_pieces(table, tally):
        out.write(piece)
    return tally.totals


def json_pieces(table: Table, tally: Tally | None = None) -> Iterator[str]:
    """Yield the JSON text of a report in pieces, for streaming; one pass over the rows."""
    table = table.shown
    tally, digest = tally or Tally(table.columns), Digest()
    yield '{"name": ' + json.dumps(table.name) + ', "title": ' + json.dumps(table.title)
    yield ', "columns": ' + json.dumps(
        [{"name": c.name, "title": c.title, "type": str(c.type)} for c in table.columns]
    )
    yield ', "parameters": ' + json.dumps(dict(table.parameters))
    yield ', "notes": ' + json.dumps(table.notes) + ', "rows": ['
    names = [column.name for column in table.columns]
    separator = "\n"
    for row in table.rows:
        tally.add(row)
        digest.add((row,))
        record = dict(zip(names, row, strict=True))
        yield separator + json.dumps(record, default=_iso, allow_nan=False)
        separator = ",\n"
    yield '\n], "totals": ' + json.dumps(tally.totals)
    yield ', "data_hash": ' + json.dumps(digest.hexdigest()) + "}\n"


def _iso(value: Value) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    msg = f"no JSON for {value!r}"
    raise TypeError(msg)
