"""What the demo's projects were to take, what they are paid for, and what was billed so far."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from timesheet.core.budgets import Basis, Billed, Budget, Terms
from timesheet.core.model import HOUR, RATE_UNIT, Cents, Seconds

# Budgets against what was spent: most will do, some won't, some are far from done.
ENOUGH = (135, 92, 160, 115, 240)
LATER = timedelta(days=28)


class Spent(NamedTuple):
    """What the hours of a project, or of one of its tasks, took."""

    project: int
    task: int | None
    seconds: Seconds
    cents: Cents
    customer: bool = True


def budgets(spent: Sequence[Spent], first: date) -> Iterator[Budget]:
    """Yield the budgets; a third of them were raised after four weeks."""
    for n, one in enumerate(spent):
        share = ENOUGH[n % len(ENOUGH)]
        hours = max(one.seconds * share // 100 // HOUR // 10 * 10, 10)
        cents = one.cents * share // 100 // 50_000 * 50_000 + 50_000
        place = (one.project, one.task)
        if n % 3 == 1:
            less = (hours * 8 // 10 * HOUR, cents * 8 // 10)
            yield Budget(*place, *less, first, "estimate")
            yield Budget(*place, hours * HOUR, cents, first + LATER, "change order 1")
        else:
            yield Budget(*place, hours * HOUR, cents, first, "estimate")


def terms(projects: Sequence[Spent], first: date) -> Iterator[Terms]:
    """Yield how the customers' projects are paid for: every fourth at a fixed price."""
    for n, one in enumerate(projects):
        if one.customer and n % 4 == 1:
            price = max(one.cents * 3 // 100_000 * 100_000, 100_000)
            yield Terms(one.project, Basis.FIXED, 0, price, first, "contract")
        elif one.customer:
            yield Terms(one.project, Basis.HOURLY, _bill_rate(one), 0, first, "contract")


def billed(projects: Sequence[Spent], first: date, until: date) -> Iterator[Billed]:
    """Yield an invoice every four weeks: what most of the hours until then were worth."""
    days = range(LATER.days, max((until - first).days, LATER.days) + 1, LATER.days)
    for n, one in enumerate(projects):
        worth = one.seconds * _bill_rate(one) // (HOUR * RATE_UNIT // 100)
        part = worth * (85, 60, 110)[n % 3] // 100 // max(len(days), 1)
        for number, day in enumerate(days, 1) if one.customer and part > 0 else ():
            yield Billed(
                one.project, first + timedelta(days=day - 1), part, f"{n + 1:03}-{number:02}"
            )


def _bill_rate(one: Spent) -> int:
    """Return a price an hour in whole fives: a little more than twice the wages."""
    wage = one.cents * HOUR // max(one.seconds, 1)
    return max(wage * 22 // 10 // 500 * 5, 5) * RATE_UNIT
