import io
import json
from datetime import date, time

import pytest

from timesheet.core.reports.table import Column, Digest, Table, Type
from timesheet.exchange.json_file import json_pieces, write_json

COLUMNS = (
    Column("id", "Id", Type.COUNT, hidden=True),
    Column("person", "Person"),
    Column("day", "Day", Type.DAY),
    Column("at", "At", Type.TIME),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("attested", "Attested", Type.BOOLEAN),
)
ROW = (1, "Jörg", date(2026, 3, 1), time(7, 2), 27_000, False)


def table(*rows):
    return Table("small", "Small", COLUMNS, rows, (("Period", "March"),), ("A note.",))


def test_columns_rows_and_totals():
    out = io.StringIO()
    totals = write_json(out, table(ROW, (2, "\ud800", None, None, None, True)))
    document = json.loads(out.getvalue())
    assert [column["name"] for column in document["columns"]] == [c.name for c in COLUMNS[1:]]
    assert document["columns"][3] == {"name": "seconds", "title": "Hours", "type": "seconds"}
    assert document["rows"][0] == {
        "person": "Jörg",
        "day": "2026-03-01",
        "at": "07:02:00",
        "seconds": 27_000,
        "attested": False,
    }
    assert document["rows"][1]["seconds"] is None
    assert document["totals"] == totals == {"seconds": 27_000, "rows": 2}
    assert (document["parameters"], document["notes"]) == ({"Period": "March"}, ["A note."])


def test_no_rows_are_a_list_too():
    document = json.loads("".join(json_pieces(table())))
    assert (document["rows"], document["totals"]) == ([], {"seconds": 0, "rows": 0})


def test_the_digest_is_that_of_the_shown_rows():
    digest = Digest()
    digest.add(table(ROW).shown.rows)
    assert json.loads("".join(json_pieces(table(ROW))))["data_hash"] == digest.hexdigest()


def test_what_is_no_value_of_a_table_is_refused():
    with pytest.raises(TypeError, match="no JSON for"):
        "".join(json_pieces(table((1, object(), None, None, None, True))))
    with pytest.raises(ValueError, match="JSON compliant"):
        "".join(json_pieces(table((1, float("nan"), None, None, None, True))))
