"""A report as JSON: ``{"columns": […], "rows": [{…}], "totals": {…}, …}``, integers inside."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import IO

from timesheet.core.reports.grouping import subtotals
from timesheet.core.reports.table import Digest, Table, Tally, Value


def write_json(out: IO[str], table: Table) -> Mapping[str, int]:
    """Write a report row by row into a text file; return its totals.

    Days are ISO dates, times "HH:MM:SS", seconds and cents integers; all output is ASCII. Rows
    never are subtotals: where a report has some, they are in ``subtotals``, each with its level,
    the number of columns that it is of. The ``data_hash`` is that of ``core.reports.table.Digest``
    over the rows, as in the workbook.
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
    yield "\n]" + _subtotals(table) + ', "totals": ' + json.dumps(tally.totals)
    yield ', "data_hash": ' + json.dumps(digest.hexdigest()) + "}\n"


def _subtotals(table: Table) -> str:
    """Return the subtotals, each with the columns that it is of and what these rows sum to."""
    names = [c.name for c in table.columns]
    sums = {c.name for c in table.columns if c.total or c.ratio}
    found = []
    for level, row in subtotals(table):
        of = sums.union(table.levels[:level])
        said = {name: value for name, value in zip(names, row, strict=True) if name in of}
        found.append(json.dumps({"subtotal": level, **said}, default=_iso, allow_nan=False))
    return ', "subtotals": [\n' + ",\n".join(found) + "\n]" if found else ""


def _iso(value: Value) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    msg = f"no JSON for {value!r}"
    raise TypeError(msg)
