"""Journals balance, in every entry and whatever is booked; accruals take themselves back."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.journal.burden import Burden, BurdenFrom, burden_rate
from timesheet.core.journal.making import Accounts, accrual, costs, entries
from timesheet.core.worked import Worked

MONTH_END = date(2026, 11, 30)
DUE = {"2110", "2120"}

worked = st.builds(
    Worked,
    person=st.sampled_from(["1", "2"]),
    name=st.just("Ana"),
    day=st.dates(date(2026, 11, 16), date(2026, 12, 6)),
    pay_code=st.sampled_from(["REG", "OT"]),
    seconds=st.integers(-36_000, 36_000),
    cents=st.integers(-50_000, 50_000),
    project=st.sampled_from(["", "P-100", "P-200"]),
    cost_center=st.sampled_from(["", "1000"]),
)
some = st.lists(worked, max_size=12)


def at(rate, **by_pay_code):
    return Burden([BurdenFrom(date(2000, 1, 1), rate, by_pay_code)])


def spent(found):
    return sum(x.debit - x.credit for e in found for x in e.lines if x.account not in DUE)


@given(some, st.integers(0, 5_000))
def test_every_entry_balances_and_the_wages_are_those_of_the_lines(lines, rate):
    found = entries("TS-7", 1, MONTH_END, costs(lines, at(rate)), Accounts())
    assert [entry.balance for entry in found] == [0] * len(found)
    wages = [entry for entry in found if entry.kind == "labor_distribution"]
    assert spent(wages) == sum(line.cents for line in lines)
    assert len({entry.key for entry in found}) == len(found)


@given(some, some, st.integers(0, 5_000))
def test_an_accrual_and_its_reversal_leave_nothing(lines, estimates, rate):
    found = accrual("AC-11", 1, MONTH_END, costs(lines, at(rate, OT=0), estimates), Accounts())
    left = Counter()
    for entry in found:
        assert entry.balance == 0
        for line in entry.lines:
            left[line.account, line.cost_center, line.project] += line.debit - line.credit
    assert not any(left.values())
    assert {e.day for e in found if e.reverses} <= {date(2026, 12, 1)}
    assert {e.reverses for e in found if e.reverses} == {e.key for e in found if not e.reverses}


def test_the_burden_is_rounded_once_and_sums_to_the_whole():
    lines = [Worked("1", "Ana", MONTH_END, "REG", 60, 1, project=f"P-{n}") for n in range(3)]
    _wages, burden = entries("TS-7", 1, MONTH_END, costs(lines, at(5_000)), Accounts())
    debits = sorted(line.debit for line in burden.lines if line.account == "6020")
    assert debits == [1, 1]


def test_an_accrual_stands_at_the_month_end_and_its_reversal_on_the_day_after():
    lines = [Worked("1", "Ana", MONTH_END, "REG", 3600, 2400)]
    accrued, reversed_ = accrual("AC-11", 1, MONTH_END, costs(lines, Burden()), Accounts())
    assert (accrued.lines[0].debit, accrued.kind, accrued.day) == (2400, "accrual", MONTH_END)
    assert (reversed_.lines[0].credit, reversed_.day) == (2400, date(2026, 12, 1))


def test_what_is_estimated_has_lines_of_its_own_that_say_so():
    line = Worked("1", "Ana", MONTH_END, "REG", 3600, 2400, project="P-100")
    (entry, _reversal) = accrual("AC-11", 1, MONTH_END, costs([line], Burden(), [line]), Accounts())
    assert [(x.debit, x.memo) for x in entry.lines[:-1]] == [
        (2400, "P-100"), (2400, "P-100 (estimate)"),
    ]  # fmt: skip


def test_the_burden_is_that_of_the_day_and_of_the_pay_code():
    rates = Burden(
        [BurdenFrom(date(2026, 11, 20), 2_000, {"OT": 500}), BurdenFrom(date(2026, 1, 1), 1_000)]
    )
    assert rates.rate(date(2025, 12, 31), "REG") == 0
    lines = [
        Worked("1", "Ana", date(2026, 11, 19), "OT", 3600, 10_000, project="A"),
        Worked("1", "Ana", date(2026, 11, 20), "REG", 3600, 10_000, project="B"),
        Worked("1", "Ana", date(2026, 11, 20), "OT", 3600, 10_000, project="C"),
    ]
    assert [cost.burden for cost in costs(lines, rates)] == [1_000, 2_000, 500]


def test_of_two_burdens_from_one_day_on_the_later_holds():
    first = date(2026, 1, 1)
    assert Burden([BurdenFrom(first, 100), BurdenFrom(first, 200)]).rate(first, "REG") == 200


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0", 0), ("18.5", 1850), ("18,05", 1805), (" 20 ", 2000), ("500", 50_000)]
    + [
        (wrong, None)
        for wrong in ("500.01", "18.555", "-5", "inf", "nan", "1e2", "², ", "20 %", "")
    ],
)
def test_a_burden_rate_is_read_without_a_float_and_never_guessed(text, rate):
    assert burden_rate(text) == rate


OWN = Accounts(
    of_pay_codes={"VAC": "PTO"}, of_projects={"P-100": "Harbour"}, of_cost_centers={"1000": "Shop"}
)


@pytest.mark.parametrize(
    ("code", "project", "center", "account"),
    [
        ("VAC", "P-100", "1000", "PTO"), ("REG", "P-100", "1000", "Harbour"),
        ("REG", "P-200", "1000", "Shop"), ("REG", "P-200", "", "6010"), ("REG", "", "", "6000"),
    ],
)  # fmt: skip
def test_wages_are_booked_on_the_account_of_the_pay_code_then_project_then_cost_center(
    code, project, center, account
):
    line = Worked("1", "Ana", MONTH_END, code, 60, 100, project=project, cost_center=center)
    found = costs([line], Burden(), apart={"VAC"})
    (wages,) = entries("TS-7", 1, MONTH_END, found, OWN)
    assert [one.account for one in wages.lines] == [account, "2110"]


@given(some, st.integers(0, 5_000))
def test_what_stands_apart_for_one_ledger_is_one_line_in_another(lines, rate):
    whole, apart = (costs(lines, at(rate), apart=codes) for codes in ((), {"OT"}))
    assert sum(one.cents for one in apart) == sum(one.cents for one in whole)
    assert sum(one.burden for one in apart) == sum(one.burden for one in whole)
    for found in (whole, apart):
        for entry in entries("TS-7", 1, MONTH_END, found, Accounts()):
            places = [(one.account, one.cost_center, one.project) for one in entry.lines]
            assert len(set(places)) == len(places)
    own = Accounts(of_pay_codes={"OT": "Overtime"})
    booked = entries("TS-7", 1, MONTH_END, apart, own)
    assert [entry.balance for entry in booked] == [0] * len(booked)
    overtime = sum(
        one.debit - one.credit for entry in booked for one in entry.lines
        if one.account == "Overtime"
    )  # fmt: skip
    assert overtime == sum(line.cents for line in lines if line.pay_code == "OT")
