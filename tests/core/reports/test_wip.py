from datetime import date

from timesheet.core.budgets import Basis, Terms
from timesheet.core.reports.wip import Contract, Work, wip

HOUR = 3600
JAN = date(2026, 1, 1)
HOURLY = Terms(1, Basis.HOURLY, 900_000, 0, JAN)
FIXED = Terms(2, Basis.FIXED, 0, 1_000_000, JAN)


def table(works, **contracts):
    held = {int(key[1:]): Contract(key, "", "Port", *rest) for key, rest in contracts.items()}
    return wip(works, held)


def test_hours_earn_the_rate_of_their_day():
    works = [
        Work(1, 800_000, 0, 0, 10 * HOUR, 25_000, 0),
        Work(1, 900_000, 2 * HOUR, 5_000, 5 * HOUR, 12_500, 1),
    ]
    (row,) = table(works, p1=(HOURLY, None, 50_000, 100_000)).records()
    # Ten hours at 80.00 and five at 90.00, two of these in the days of the report.
    assert (row["earned_cents"], row["earned_to_date_cents"]) == (18_000, 125_000)
    assert (row["billed_cents"], row["billed_to_date_cents"]) == (50_000, 100_000)
    assert (row["unbilled_cents"], row["overbilled_cents"]) == (25_000, 0)
    assert (row["to_date_seconds"], row["to_date_cents"]) == (15 * HOUR, 37_500)
    assert (row["basis"], row["bill_rate"], row["contract_cents"]) == ("hour", 900_000, None)


def test_a_fixed_price_is_earned_as_far_as_it_is_complete():
    works = [Work(2, 0, 10 * HOUR, 20_000, 40 * HOUR, 80_000, 3)]
    (row,) = table(works, p2=(FIXED, 200_000, 0, 500_000)).records()
    # 800.00 of 2,000.00 are spent, before the days of the report 600.00: 40 and 30 per cent.
    assert (row["complete_share"], row["earned_to_date_cents"]) == (0.4, 400_000)
    assert row["earned_cents"] == 100_000
    assert (row["unbilled_cents"], row["overbilled_cents"]) == (0, 100_000)


def test_a_price_that_nobody_estimates_and_work_nobody_pays_earn_nothing_yet():
    works = [Work(2, 0, HOUR, 2_000, HOUR, 2_000, 1), Work(3, 0, HOUR, 1_000, HOUR, 1_000, 1)]
    fixed, own = table(works, p2=(FIXED, None, 0, 0), p3=(None, None, 0, 0)).records()
    assert fixed["earned_to_date_cents"] is fixed["unbilled_cents"] is None
    assert (own["basis"], own["earned_cents"]) == ("", None)
    assert table(works, p2=(FIXED, None, 0, 0), p3=(None, None, 0, 0)).totals["cents"] == 3_000
