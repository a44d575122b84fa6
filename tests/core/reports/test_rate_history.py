from datetime import date

from timesheet.core.reports.rate_history import RateView, UsedView, rate_history, used_by_rate

JAN, JUNE = date(2026, 1, 1), date(2026, 6, 1)


def rate(key, amount, day, project=None, code="", reason="hired"):
    return RateView(key, 1, "7", "Ana", project, code, amount, day, 1_767_258_000, "Ada", reason)


RATES = (
    rate(1, 200_000, JAN),
    rate(2, 220_000, JUNE, reason="raise"),
    rate(4, 230_000, JUNE, reason="was 23"),
    rate(3, 300_000, JUNE, 5, "HARBOUR"),
)
USED = (
    UsedView(1, date(2026, 5, 31), 5, 3600, 2000, 1),
    UsedView(1, JUNE, 5, 7200, 6000, 2),
    UsedView(1, JUNE, None, 3600, 2300, 1),
    UsedView(2, JUNE, None, 60, 0, 1),
)


def table():
    used = used_by_rate(RATES, USED)
    return rate_history(RATES, used, {2: ("8", "Bo")}, "UTC", date(2026, 7, 1))


def test_each_rate_says_when_it_holds_who_said_so_and_what_was_paid_under_it():
    found = [
        (r["only_project"], r["rate"], r["valid_to"], r["state"], r["seconds"], r["cents"])
        for r in table().records()
    ]
    assert found == [
        ("", 200_000, date(2026, 5, 31), "ended", 3600, 2000),
        ("", 220_000, None, "replaced", 0, 0),
        ("", 230_000, None, "in use", 3600, 2300),
        ("HARBOUR", 300_000, None, "in use", 7200, 6000),
        ("", None, None, "missing", 60, 0),
    ]
    raised = list(table().records())[2]
    assert (raised["change"], raised["by"], raised["recorded"]) == (0.15, "Ada", JAN)


def test_what_was_paid_is_all_there():
    assert table().totals["seconds"] == sum(one.seconds for one in USED)
    assert table().totals["cents"] == sum(one.cents for one in USED)
    assert table().totals["lines"] == 5
