from tests.core.reports.report_views import MONDAY
from timesheet.core.pay.leave import AccrualRule, entries
from timesheet.core.reports.absence import AbsenceView, Account, absence

HOUR = 3600


def test_hours_balance_and_cost_of_a_kind_of_leave():
    # 20 h were left, a first of the month gave 10, two days of 8 h were taken, 8 h are booked.
    account = Account(20 * HOUR, 10 * HOUR, 16 * HOUR, 0, 14 * HOUR, 8 * HOUR)
    views = [
        AbsenceView(1, "7", "Ana", "Field", "VAC", "Vacation", 16 * HOUR, 38400, 0, account, 2),
        AbsenceView(1, "7", "Ana", "Field", "UNPAID", "Unpaid", 0, 0, 8 * HOUR, None, 0),
    ]
    table = absence(views)
    vacation, unpaid = table.records()
    assert vacation["before_seconds"] + vacation["granted_seconds"] == (
        vacation["used_seconds"] + vacation["left_seconds"]
    )
    assert (vacation["seconds"], vacation["cents"], vacation["left_seconds"]) == (
        57600, 38400, 50400,
    )  # fmt: skip
    assert (unpaid["unpaid_seconds"], unpaid["left_seconds"]) == (28800, None)
    assert table.totals == {
        "seconds": 57600, "cents": 38400, "unpaid_seconds": 28800, "lines": 2, "rows": 2,
    }  # fmt: skip


def test_a_balance_needs_no_look_at_each_day():
    rule = AccrualRule("VAC", "month", 10 * HOUR, cap=25 * HOUR, expires_months=2)
    found = entries(rule, MONDAY, {}, {MONDAY: HOUR}, MONDAY.replace(year=2027, month=4, day=1))
    assert [(str(e.day), e.move.value, e.seconds // HOUR, e.balance // HOUR) for e in found] == [
        ("2026-11-16", "used", 1, -1),
        ("2026-12-01", "granted", 10, 9),
        ("2027-01-01", "granted", 10, 19),
        ("2027-02-01", "granted", 6, 25),
        ("2027-03-01", "expired", 9, 16),
        ("2027-03-01", "granted", 9, 25),
        ("2027-04-01", "expired", 10, 15),
        ("2027-04-01", "granted", 10, 25),
    ]
