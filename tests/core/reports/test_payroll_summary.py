from datetime import timedelta

from tests.core.reports.report_views import MONDAY, line
from timesheet.core.money import average_rate
from timesheet.core.reports.labor_distribution import labor_distribution
from timesheet.core.reports.payroll_summary import payroll_summary


def test_one_row_per_person_period_and_pay_code():
    later = MONDAY + timedelta(days=14)
    lines = [
        line(),
        line(project="P-200"),
        line(pay_code="OT", seconds=1800, cents=1500),
        line(period=later),
        line(person_id=2, person_number="7", person="Bo"),
    ]
    found = [
        (r["person"], r["period"], r["pay_code"], r["seconds"], r["cents"], r["lines"])
        for r in payroll_summary(lines).records()
    ]
    assert found == [
        ("Ana Reyes", MONDAY, "OT", 1800, 1500, 1),
        ("Ana Reyes", MONDAY, "REG", 7200, 4000, 2),
        ("Ana Reyes", later, "REG", 3600, 2000, 1),
        ("Bo", MONDAY, "REG", 3600, 2000, 1),
    ]


def test_it_pays_what_the_labor_distribution_distributes():
    lines = [line(cents=n, seconds=n * 3, pay_code=f"C{n % 4}") for n in range(40)]
    payroll, labor = payroll_summary(lines).totals, labor_distribution(lines).totals
    assert all(payroll[name] == labor[name] for name in ("seconds", "cents", "lines"))


def test_average_rates():
    assert average_rate(3600, 1337) == 133_700
    assert average_rate(1200, 500) == 150_000
    assert average_rate(7, 1) == 51_429  # 5.142857 an hour
    assert average_rate(-3600, -1337) == 133_700
    assert average_rate(0, 500) is None
