"""Journal entries of what a pay period costs: wages, burden, and the accrual of a month end. Pure.

Every entry balances to the cent: the debits are sums of exported lines, and the credit is the sum
of the debits. Burden is worked out once for the whole and split by largest remainders, so that the
parts by cost center and project sum to it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from timesheet.core.journal.burden import Burden
from timesheet.core.journal.nouns import Entry, Line
from timesheet.core.model import Cents, Seconds
from timesheet.core.money import round_half_up, split
from timesheet.core.worked import Worked


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that wages are booked on, as (number, name).

    ``direct`` for hours on a project or cost code, ``indirect`` for all others. Where a pay code
    has an account of its own, wages are booked on that; else on the project's, else on the cost
    center's.
    """

    direct: tuple[str, str] = ("6010", "Direct labor")
    indirect: tuple[str, str] = ("6000", "Indirect labor")
    burden: tuple[str, str] = ("6020", "Burden")
    wages_due: tuple[str, str] = ("2110", "Accrued wages")
    taxes_due: tuple[str, str] = ("2120", "Accrued payroll taxes")
    of_pay_codes: Mapping[str, str] = field(default_factory=dict)
    of_projects: Mapping[str, str] = field(default_factory=dict)
    of_cost_centers: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> frozenset[str]:
        """The accounts that are said for pay codes, projects and cost centers."""
        every = (self.of_pay_codes, self.of_projects, self.of_cost_centers)
        return frozenset(account for some in every for account in some.values())

    def of(self, place: "Place") -> tuple[str, str]:
        """Return the account that wages of a place are booked on."""
        own = (
            self.of_pay_codes.get(place.pay_code)
            or self.of_projects.get(place.project)
            or self.of_cost_centers.get(place.cost_center)
        )
        return (own, "") if own else self.direct if place.direct else self.indirect


class Place(NamedTuple):
    """Where wages are booked: what tells two lines of an entry apart.

    ``pay_code`` is "" but for those that some ledger books on accounts of their own.
    """

    direct: bool
    cost_center: str
    project: str
    estimated: bool = False
    pay_code: str = ""


class Cost(NamedTuple):
    """What work on a place costs: hours, wages, and their share of the burden."""

    place: Place
    seconds: Seconds
    cents: Cents
    burden: Cents


# A rate in 1/100 of a percent times cents is in 1/10,000 of a cent.
_WHOLE = 10_000


def costs(
    lines: Iterable[Worked],
    burden: Burden,
    estimates: Iterable[Worked] = (),
    apart: Collection[str] = (),
) -> tuple[Cost, ...]:
    """Return what lines cost by place, in order; what is estimated stands apart.

    So do the pay codes in ``apart``: those that have accounts of their own.
    """
    sums: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
    for estimated, some in ((False, lines), (True, estimates)):
        for line in some:
            direct = bool(line.project or line.cost_code)
            code = line.pay_code if line.pay_code in apart else ""
            held = sums[Place(direct, line.cost_center, line.project, estimated, code)]
            held[0] += line.seconds
            held[1] += line.cents
            held[2] += line.cents * burden.rate(line.day, line.pay_code)
    places = [place for place in sorted(sums) if any(sums[place])]
    weights = [sums[place][2] for place in places]
    shares = _spread(round_half_up(Fraction(sum(weights), _WHOLE)), weights)
    return tuple(
        Cost(place, sums[place][0], sums[place][1], share)
        for place, share in zip(places, shares, strict=True)
    )


def entries(
    key: str, number: int, day: date, spent: Sequence[Cost], accounts: Accounts
) -> list[Entry]:
    """Return the entries of some costs: wages by cost center and project, and their burden.

    ``key`` names where they come from (a batch); an entry's key is made of it and its kind, so that
    none can be posted twice. No money, no entry: hours without any are in none.
    """
    found: list[Entry] = []
    wages = [
        replace(_line(account, cost.cents, cost.place), seconds=cost.seconds)
        for account, cost in _booked(spent, accounts.of)
        if cost.cents
    ]
    burden = [
        _line(account, cost.burden, cost.place)
        for account, cost in _booked(spent, lambda _: accounts.burden)
        if cost.burden
    ]
    if wages:
        due = accounts.wages_due
        found.append(_balanced(key, "W", number, "labor_distribution", day, wages, due))
    if burden:
        next_number = number + len(found)
        found.append(_balanced(key, "B", next_number, "burden", day, burden, accounts.taxes_due))
    return found


def accrual(
    key: str, number: int, month_end: date, spent: Sequence[Cost], accounts: Accounts
) -> list[Entry]:
    """Return the accrual of what was worked until a month end, and its reversal.

    The reversal is dated the day after and names what it takes back.
    """
    made = entries(key, number, month_end, spent, accounts)
    made = [replace(one, kind="accrual", text=f"Accrual {month_end}") for one in made]
    return [*made, *(reversal(one, number + len(made) + n) for n, one in enumerate(made))]


def reversal(entry: Entry, number: int) -> Entry:
    """Return the entry that takes another back on the day after it."""
    lines = tuple(replace(line, debit=line.credit, credit=line.debit) for line in entry.lines)
    day = entry.day + timedelta(days=1)
    text = f"Reversal of {entry.text}"
    kind = f"{entry.kind}_reversal"
    return Entry(f"{entry.key}-R", number, kind, day, text, lines, reverses=entry.key)


def _booked(
    spent: Iterable[Cost], account: Callable[[Place], tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Cost]]:
    """Yield accounts with what is booked on them: one line a place, whatever led to the account."""
    sums: dict[tuple[tuple[str, str], Place], list[int]] = {}
    for cost in spent:
        on = account(cost.place), cost.place._replace(direct=False, pay_code="")
        held = sums.setdefault(on, [0, 0, 0])
        for n, value in enumerate(cost[1:]):
            held[n] += value
    for (on_account, place), (seconds, cents, burden) in sums.items():
        yield on_account, Cost(place, seconds, cents, burden)


def _line(account: tuple[str, str], cents: Cents, place: Place) -> Line:
    """Return a line of an expense; below zero it stands on the other side."""
    memo = f"{place.project} (estimate)".strip() if place.estimated else place.project
    number, name = account
    sides = max(cents, 0), max(-cents, 0)
    return Line(
        number, name, *sides, place.cost_center, place.project, memo=memo,
        estimated=place.estimated,
    )  # fmt: skip


def _balanced(
    source: str,
    suffix: str,
    number: int,
    kind: str,
    day: date,
    lines: Sequence[Line],
    against: tuple[str, str],
) -> Entry:
    due = sum(line.debit - line.credit for line in lines)
    memo = kind.replace("_", " ")
    other = Line(against[0], against[1], max(-due, 0), max(due, 0), memo=memo)
    named = tuple(replace(line, source=source) for line in (*lines, other))
    return Entry(f"{source}-{suffix}", number, kind, day, f"{memo.capitalize()} {day}", named)


def _spread(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Split by weights that may be negative; where all agree in sign, absolute values weigh."""
    if not total:
        return [0] * len(weights)
    if all(weight >= 0 for weight in weights) or all(weight <= 0 for weight in weights):
        return split(total, [abs(weight) for weight in weights])
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [round_half_up(one) for one in exact]
    parts[max(range(len(parts)), key=lambda n: abs(parts[n]))] += total - sum(parts)
    return parts
