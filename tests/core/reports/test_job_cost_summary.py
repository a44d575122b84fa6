from datetime import date

import pytest

from timesheet.core.budgets import Budget, in_force
from timesheet.core.reports.job_cost_summary import Cost, Job, estimate, job_cost_summary

HOUR = 3600
JAN = date(2026, 1, 1)
SAID = [Budget(1, None, 80 * HOUR, 160_000, JAN), Budget(1, None, 100 * HOUR, 200_000, JAN)]
HELD = in_force(SAID, JAN)
JOBS = {
    (1, None): Job("HARBOUR", "Harbour hall"),
    (2, 7): Job("DEPOT", "Depot", "10", "03-01"),
    (None, None): Job(),
}
COSTS = [
    # Forty of the hundred hours are worked, at 25.00 an hour; ten of them are in no locked period.
    Cost(1, 5, 10 * HOUR, 25_000, 30 * HOUR, 75_000, 10 * HOUR, 25_000, 75_000 * 1850, 2),
    Cost(1, None, 0, 0, 10 * HOUR, 25_000, 0, 0, 25_000 * 1850, 0),
    Cost(2, 7, HOUR, 2_000, HOUR, 2_000, HOUR, 2_000, 2_000 * 1850, 1),
    Cost(None, None, HOUR, 1_900, HOUR, 1_900, HOUR, 1_900, 1_900 * 1850, 1),
]


def rows():
    return {row["project"]: row for row in job_cost_summary(COSTS, HELD, JOBS).records()}


def test_a_job_with_a_budget_is_estimated_to_its_end():
    row = rows()["HARBOUR"]
    assert (row["original_seconds"], row["budget_seconds"]) == (80 * HOUR, 100 * HOUR)
    assert (row["seconds"], row["cents"]) == (10 * HOUR, 25_000)
    assert (row["to_date_seconds"], row["to_date_cents"]) == (40 * HOUR, 100_000)
    assert (row["committed_seconds"], row["committed_cents"]) == (10 * HOUR, 25_000)
    # Sixty hours are left at 25.00: 1,500.00; in all 2,500.00, which is 500.00 too much.
    assert (row["to_complete_cents"], row["eac_cents"]) == (150_000, 250_000)
    assert (row["variance_cents"], row["used_share"]) == (-50_000, 0.4)


def test_a_job_without_a_budget_shows_what_it_cost_and_no_estimate():
    row = rows()["DEPOT"]
    assert (row["task"], row["cost_code"], row["cents"]) == ("10", "03-01", 2_000)
    assert row["budget_cents"] is row["eac_cents"] is row["used_share"] is None


def test_all_hours_and_money_are_there_and_rows_lead_to_their_lines():
    table = job_cost_summary(COSTS, HELD, JOBS)
    assert table.totals["seconds"] == sum(cost.seconds for cost in COSTS)
    assert table.totals["to_date_cents"] == sum(cost.to_date_cents for cost in COSTS)
    assert [row["project"] for row in table.records()] == ["DEPOT", "HARBOUR", "unallocated"]
    assert rows()["HARBOUR"]["only_task"] is None
    assert rows()["DEPOT"]["only_task"] == "10"


@pytest.mark.parametrize(
    ("worked", "spent", "hours", "money", "ahead"),
    [
        (0, 0, 100, 200_000, (200_000, 200_000, 0.0)),  # nothing done: what the budget says
        (120, 240_000, 100, 200_000, (0, 240_000, 1.2)),  # over it: nothing is left
        (10, 30_000, 0, 50_000, (20_000, 50_000, None)),  # a budget of money alone
    ],
)
def test_what_is_left(worked, spent, hours, money, ahead):
    cost = Cost(1, None, 0, 0, worked * HOUR, spent)
    assert tuple(estimate(cost, hours * HOUR, money)) == ahead


def test_a_budget_that_nobody_has_touched_stands_there():
    (row,) = job_cost_summary([], HELD, JOBS).records()
    assert (row["to_date_cents"], row["eac_cents"], row["variance_cents"]) == (0, 200_000, 0)


def test_burden_is_rounded_once_and_its_rows_sum_to_it():
    # 18.5 % of 1,000.00, of 20.00 and of 19.00: 185.00, 3.70 and 3.515 are 192.22 in all.
    assert [rows()[name]["burden_cents"] for name in ("HARBOUR", "DEPOT", "unallocated")] == [
        18_500, 370, 352,
    ]  # fmt: skip
