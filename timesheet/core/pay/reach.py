"""How far the rules of a policy look beyond the week that is paid, back and ahead."""

from datetime import date, timedelta

from timesheet.core.pay.cut import averaging_block
from timesheet.core.pay.policy import Policy

DAY = timedelta(days=1)


def looks_beyond(policy: Policy) -> bool:
    """Tell whether other weeks' shifts matter to a week's pay or exceptions at all."""
    nth = policy.overtime.nth_day
    return bool(
        policy.shift.day_attribution == "rolling24"
        or policy.compliance.min_daily_rest
        or policy.compliance.max_avg_week
        or policy.time.averaging_weeks > 1
        or (nth and nth.scope == "rolling")
    )


def reach(policy: Policy, week: date) -> tuple[date, date]:
    """Return the first and last day whose shifts must be given to pay the week of ``week``.

    A day on either side for shifts over the edge; further for averaging, workdays that roll,
    consecutive days that roll over the week, the rest since the last shift, weekly averages.
    """
    first, last = week - DAY, week + 7 * DAY
    if policy.shift.day_attribution == "rolling24" or policy.compliance.min_daily_rest:
        first = min(first, week - 3 * DAY)
    nth = policy.overtime.nth_day
    if nth and nth.scope == "rolling":
        first = min(first, week - (nth.n + 7) * DAY)
    if policy.compliance.max_avg_week:
        first = min(first, week - (7 * (policy.compliance.reference_weeks - 1) + 1) * DAY)
    if policy.time.averaging_weeks > 1:
        begin, end = averaging_block(policy, week)
        first, last = min(first, begin - DAY), max(last, end)
    return first, last


def dependents(policy: Policy, week: date) -> tuple[date, date]:
    """Return between which days, inclusive, the weeks begin that look at the week of ``week``."""
    first, last = week, week + 7 * DAY
    nth = policy.overtime.nth_day
    if nth and nth.scope == "rolling":
        last = max(last, week + (nth.n + 14) * DAY)
    if policy.compliance.max_avg_week:
        last = max(last, week + 7 * policy.compliance.reference_weeks * DAY)
    if policy.time.averaging_weeks > 1:
        begin, end = averaging_block(policy, week)
        first, last = min(first, begin), max(last, end - DAY)
    return first, last
