"""Journal entries of what a pay period costs: wages, burden, and the accrual of a month end. Pure.

Every entry balances to the cent: the debits are sums of exported lines, and the credit is the sum
of the debits. Burden is worked out once for the whole and split by largest remainders, so that the
parts by cost center and project sum to it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from timesheet.core.journal.nouns import Entry, Line
from timesheet.core.model import Cents
from timesheet.core.money import round_half_up, split
from timesheet.core.worked import Worked


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that wages are booked on, as (number, name).

    ``direct`` for hours on a project or cost code, ``indirect`` for all others. ``burden_rate`` is
    in 1/100 of a percent of the wages; 0 books no burden.
    """

    direct: tuple[str, str] = ("6010", "Direct labor")
    indirect: tuple[str, str] = ("6000", "Indirect labor")
    burden: tuple[str, str] = ("6020", "Burden")
    wages_due: tuple[str, str] = ("2110", "Accrued wages")
    taxes_due: tuple[str, str] = ("2120", "Accrued payroll taxes")
    burden_rate: int = 0


LARGEST_BURDEN = 50_000
_RATE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)


def burden_rate(text: str) -> int | None:
    """Return a rate in 1/100 of a percent ("18.5" or "18,5" is 1850); None where it is none."""
    found = _RATE.fullmatch(text.strip())
    if found is None:
        return None
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return rate if rate <= LARGEST_BURDEN else None


_Place = tuple[bool, str, str]


def entries(
    key: str, number: int, day: date, lines: Iterable[Worked], accounts: Accounts
) -> list[Entry]:
    """Return the entries of some lines: wages by cost center and project, and their burden.

    ``key`` names where they come from (a batch); an entry's key is made of it and its kind, so that
    none can be posted twice. No money, no entry.
    """
    cents, seconds = _sums(lines)
    places = [place for place in sorted(cents) if cents[place] or seconds[place]]
    if not any(cents.values()):
        return []
    wages = [
        _line(accounts.direct if direct else accounts.indirect, cents[place], center, project)
        for place in places
        for direct, center, project in [place]
    ]
    wages = [replace(w, seconds=seconds[p], source=key) for w, p in zip(wages, places, strict=True)]
    found = [_balanced(f"{key}-W", number, "labor_distribution", day, wages, accounts.wages_due)]
    total = round_half_up(Fraction(sum(cents.values()) * accounts.burden_rate, 10_000))
    if total:
        shares = _spread(total, [cents[place] for place in places])
        burden = [
            replace(_line(accounts.burden, share, center, project), source=key)
            for share, (_, center, project) in zip(shares, places, strict=True)
            if share
        ]
        taxes = accounts.taxes_due
        found.append(_balanced(f"{key}-B", number + 1, "burden", day, burden, taxes))
    return found


def accrual(
    key: str, number: int, month_end: date, lines: Iterable[Worked], accounts: Accounts
) -> list[Entry]:
    """Return the accrual of what was worked until a month end, and its reversal.

    The reversal is dated the day after and names what it takes back.
    """
    due = [line for line in lines if line.day <= month_end]
    made = entries(key, number, month_end, due, accounts)
    made = [replace(one, kind="accrual", text=f"Accrual {month_end}") for one in made]
    return [*made, *(reversal(one, number + len(made) + n) for n, one in enumerate(made))]


def reversal(entry: Entry, number: int) -> Entry:
    """Return the entry that takes another back on the day after it."""
    lines = tuple(replace(line, debit=line.credit, credit=line.debit) for line in entry.lines)
    day = entry.day + timedelta(days=1)
    text = f"Reversal of {entry.text}"
    kind = f"{entry.kind}_reversal"
    return Entry(f"{entry.key}-R", number, kind, day, text, lines, reverses=entry.key)


def _sums(lines: Iterable[Worked]) -> tuple[dict[_Place, Cents], dict[_Place, int]]:
    cents: dict[_Place, Cents] = defaultdict(int)
    seconds: dict[_Place, int] = defaultdict(int)
    for line in lines:
        place = (bool(line.project or line.cost_code), line.cost_center, line.project)
        cents[place] += line.cents
        seconds[place] += line.seconds
    return cents, seconds


def _line(account: tuple[str, str], cents: Cents, center: str, project: str) -> Line:
    """Return a line of an expense; below zero it stands on the other side."""
    return Line(
        account[0], account[1], max(cents, 0), max(-cents, 0), center, project, memo=project
    )


def _balanced(
    key: str, number: int, kind: str, day: date, lines: Sequence[Line], against: tuple[str, str]
) -> Entry:
    due = sum(line.debit - line.credit for line in lines)
    memo = kind.replace("_", " ")
    other = Line(
        against[0], against[1], max(-due, 0), max(due, 0), memo=memo, source=lines[0].source
    )
    kept = [line for line in lines if line.debit or line.credit]
    return Entry(key, number, kind, day, f"{memo.capitalize()} {day}", (*kept, other))


def _spread(total: Cents, weights: Sequence[Cents]) -> list[Cents]:
    """Split by weights that may be negative; where all agree in sign, absolute values weigh."""
    if all(weight >= 0 for weight in weights) or all(weight <= 0 for weight in weights):
        return split(total, [abs(weight) for weight in weights])
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [round_half_up(one) for one in exact]
    parts[max(range(len(parts)), key=lambda n: abs(parts[n]))] += total - sum(parts)
    return parts
