"""How far the rules of a policy look beyond the week that is paid."""

from datetime import date, timedelta

from timesheet.core.pay.cut import averaging_block
from timesheet.core.pay.policy import Policy


def reach(policy: Policy, week: date) -> tuple[date, date]:
    """Return the first and last day whose shifts must be given to pay the week of ``week``.

    A day on either side for shifts over the edge; further for averaging, workdays that roll,
    consecutive days that roll over the week, and the rest since the last shift.
    """
    first, last = week - timedelta(days=1), week + timedelta(days=7)
    if policy.shift.day_attribution == "rolling24" or policy.compliance.min_daily_rest:
        first = min(first, week - timedelta(days=3))
    nth = policy.overtime.nth_day
    if nth and nth.scope == "rolling":
        first = min(first, week - timedelta(days=nth.n + 7))
    if policy.time.averaging_weeks > 1:
        begin, end = averaging_block(policy, week)
        first, last = min(first, begin - timedelta(days=1)), max(last, end)
    return first, last
