from datetime import date, time

from tests.core.reports.report_views import MONDAY, SEVEN
from timesheet.core.reports.audit_trail import ChangeView, audit_trail


def test_a_change_says_who_what_when_why_and_what_it_pays():
    changes = [
        ChangeView(SEVEN, "Carla", "corrected", "punch", 4, 1, "Ana", MONDAY, "in 07:58",
                   "in 08:05", "late bus", "punch correction", None, 9, "f00"),
        ChangeView(SEVEN + 60, "Carla", "earning", "declaration", 2, 1, "Ana", MONDAY, "",
                   "BONUS", "well done", "declaration", 25_000),
    ]  # fmt: skip
    table = audit_trail(changes, "Europe/Berlin", since=MONDAY)
    corrected, bonus = table.records()
    assert (corrected["made"], corrected["at"]) == (date(2026, 11, 19), time(19, 0))
    assert (corrected["before"], corrected["after"]) == ("in 07:58", "in 08:05")
    assert (corrected["entry"], corrected["cents"], bonus["cents"]) == (9, None, 25_000)
    assert table.totals == {"cents": 25_000, "rows": 2}
