"""What came to light after a pay period was closed: the difference, as lines of their own. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timesheet.core.model import Cents, Code, Seconds


class Cause(StrEnum):
    """Why hours or money of a closed day are other than they were closed with."""

    TIME = "time"
    CODE = "code"
    PAY = "pay"


class Settlement(StrEnum):
    """How an adjustment reaches whom it concerns (the field's "include in totals", named)."""

    NEXT_PAYROLL = "next_payroll"
    COST_ONLY = "cost_only"


@dataclass(frozen=True, slots=True)
class Amount:
    """Seconds and cents of a day on a code and a pay code; ``attested``: a person said the code."""

    day: date
    code: Code
    pay_code: str
    part: str
    seconds: Seconds
    cents: Cents
    attested: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is to be added to a closed day; below zero what is to be taken from it."""

    day: date
    code: Code
    pay_code: str
    part: str
    seconds: Seconds
    cents: Cents
    cause: Cause


_Paid = tuple[str, str]
_Key = tuple[Code, str, str]


def adjustments(now: Iterable[Amount], closed: Iterable[Amount]) -> list[Adjustment]:
    """Return the lines that lead from what was closed to what holds now, in order of days.

    ``closed`` holds what earlier adjustments brought as well. Where only codes differ, a day is
    left alone unless a person has said one of the new ones: an inference that has learned since
    then rewrites no books. The lines of such a day sum to zero.
    """
    by_day: dict[date, tuple[list[Amount], list[Amount]]] = defaultdict(lambda: ([], []))
    for amount in now:
        by_day[amount.day][0].append(amount)
    for amount in closed:
        by_day[amount.day][1].append(amount)
    return [line for day in sorted(by_day) for line in _of_day(day, *by_day[day])]


def settlement(lines: Iterable[Adjustment]) -> Settlement:
    """Return how one person's adjustments are settled: what moves no pay moves cost alone."""
    moved: Counter[_Paid] = Counter()
    for line in lines:
        moved[line.pay_code, "seconds"] += line.seconds
        moved[line.pay_code, "cents"] += line.cents
    return Settlement.NEXT_PAYROLL if any(moved.values()) else Settlement.COST_ONLY


def _of_day(day: date, now: list[Amount], closed: list[Amount]) -> list[Adjustment]:
    seconds: Counter[_Key] = Counter()
    cents: Counter[_Key] = Counter()
    for sign, amounts in ((1, now), (-1, closed)):
        for one in amounts:
            key = (one.code, one.pay_code, one.part)
            seconds[key] += sign * one.seconds
            cents[key] += sign * one.cents
    moved = [key for key in sorted({**seconds, **cents}, key=_order) if seconds[key] or cents[key]]
    said = {(a.code, a.pay_code, a.part) for a in now if a.attested}
    cause = _cause(seconds, cents)
    if cause is Cause.CODE and said.isdisjoint(moved):
        return []
    return [Adjustment(day, *key, seconds[key], cents[key], cause) for key in moved]


def _cause(seconds: Counter[_Key], cents: Counter[_Key]) -> Cause:
    if sum(seconds.values()):
        return Cause.TIME
    paid: Counter[_Paid] = Counter()
    money: Counter[_Paid] = Counter()
    for code, pay_code, part in {*seconds, *cents}:
        paid[pay_code, part] += seconds[code, pay_code, part]
        money[pay_code, part] += cents[code, pay_code, part]
    return Cause.PAY if any(paid.values()) or any(money.values()) else Cause.CODE


def _order(key: _Key) -> tuple[tuple[int, ...], str, str]:
    code, pay_code, part = key
    return tuple(piece or 0 for piece in code), pay_code, part
