from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core.pay.leave import AccrualRule, Entry, Move, entries, usable
from timesheet.core.pay.schema import read_block, to_data

HOUR = 3600
JANUARY = date(2026, 1, 1)


def test_a_monthly_grant_with_use():
    rule = AccrualRule(grant=10 * HOUR)
    found = entries(rule, date(2026, 1, 15), {}, {date(2026, 3, 10): 8 * HOUR}, date(2026, 4, 1))
    assert found == [
        Entry(date(2026, 2, 1), Move.GRANTED, 10 * HOUR, 10 * HOUR),
        Entry(date(2026, 3, 1), Move.GRANTED, 10 * HOUR, 20 * HOUR),
        Entry(date(2026, 3, 10), Move.USED, 8 * HOUR, 12 * HOUR),
        Entry(date(2026, 4, 1), Move.GRANTED, 10 * HOUR, 22 * HOUR),
    ]


def test_an_hour_for_each_thirty_worked_keeps_the_rest():
    rule = AccrualRule(pay_code="SICK", every="worked", grant=HOUR, per=30 * HOUR)
    days = {JANUARY + timedelta(days=i): 8 * HOUR for i in range(30)}
    found = entries(rule, JANUARY, days, {}, date(2026, 1, 31))
    assert found[-1].balance == 8 * HOUR
    odd = {JANUARY + timedelta(days=i): 7 * HOUR + 13 for i in range(30)}
    found = entries(rule, JANUARY, odd, {}, date(2026, 1, 31))
    assert found[-1].balance == 30 * (7 * HOUR + 13) // 30


def test_a_cap_an_expiry_and_leave_in_advance():
    capped = AccrualRule(grant=10 * HOUR, cap=15 * HOUR)
    assert entries(capped, JANUARY, {}, {}, date(2026, 4, 1))[-1].balance == 15 * HOUR
    expiring = AccrualRule(every="year", grant=80 * HOUR, expires_months=14)
    found = entries(expiring, JANUARY, {}, {date(2026, 7, 1): 30 * HOUR}, date(2027, 4, 1))
    assert found[-1] == Entry(date(2027, 4, 1), Move.EXPIRED, 50 * HOUR, 80 * HOUR)
    early = entries(capped, JANUARY, {}, {JANUARY: 12 * HOUR}, date(2026, 2, 1))
    assert [e.balance // HOUR for e in early] == [10, -2, 8]


def test_leave_can_be_used_after_the_waiting_time():
    rule = AccrualRule(grant=10 * HOUR, waiting_days=90)
    found = entries(rule, JANUARY, {}, {}, date(2026, 6, 1))
    assert usable(rule, JANUARY, found, date(2026, 3, 31)) == 0
    assert usable(rule, JANUARY, found, date(2026, 4, 1)) == 40 * HOUR


def test_a_rule_is_data():
    data = {"pay_code": "PTO", "grant_h": 8, "cap_h": 120, "expires_months": 12}
    rule = read_block(AccrualRule, data, "leave[0]")
    assert (rule.grant, rule.cap) == (8 * HOUR, 120 * HOUR)
    assert read_block(AccrualRule, to_data(rule), "leave[0]") == rule


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.dates(JANUARY, date(2026, 12, 31)), st.integers(0, 30_000), max_size=20),
    st.integers(0, 12),
    st.integers(0, 50),
)
def test_granted_less_used_less_expired_is_the_balance(used, months, cap):
    rule = AccrualRule(grant=7 * HOUR, cap=cap * HOUR, expires_months=months)
    balance = 0
    for entry in entries(rule, JANUARY, {}, used, date(2027, 3, 1)):
        balance += entry.seconds if entry.move is Move.GRANTED else -entry.seconds
        assert entry.balance == balance <= rule.cap
