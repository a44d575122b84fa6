"""Leave: what accrues, what is used, what expires, and what is left, lot by lot.

Used leave takes the lot that expires first. Everything is integer seconds and local days.
"""

# ruff: noqa: RUF009  (the calls declare fields; what they return is immutable)

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from timesheet.core.model import Seconds
from timesheet.core.pay.schema import choice, duration, integer, text


@dataclass(frozen=True)
class AccrualRule:
    """How leave of one pay code accrues.

    ``every`` month or year (on the first) ``grant`` is given; by "worked", ``grant`` for each
    ``per`` worked. The balance never exceeds ``cap``; a lot expires ``expires_months`` after the
    end of the month it came in. Leave can be used after ``waiting_days`` from the hire.
    """

    pay_code: str = text("VAC")
    every: str = choice("month", "year", "worked")
    grant: Seconds = duration(0)
    per: Seconds = duration(0)
    cap: Seconds | None = duration(None)
    expires_months: int | None = integer(None)
    waiting_days: int = integer(0)


class Move(StrEnum):
    """Why a balance changed."""

    GRANTED = "granted"
    USED = "used"
    EXPIRED = "expired"


class Entry(NamedTuple):
    """One change of a balance; ``balance`` is what was left after it (negative: overdrawn)."""

    day: date
    move: Move
    seconds: Seconds
    balance: Seconds


@dataclass(frozen=True, slots=True)
class _Lot:
    left: Seconds
    expires: date | None


def entries(
    rule: AccrualRule,
    hired: date,
    worked: Mapping[date, Seconds],
    used: Mapping[date, Seconds],
    until: date,
) -> list[Entry]:
    """Return every change of the balance from the hire up to and with ``until``, in order."""
    account, earned = _Account(rule), 0
    by_work = rule.every == "worked"
    days = {*used, *(worked if by_work else ()), *_firsts(hired, until)}
    for day in sorted(day for day in days if hired <= day <= until):
        account.expire(day)
        earned += worked.get(day, 0) if by_work else 0
        granted, earned = _granted(rule, day, earned)
        account.grant(day, granted)
        account.use(day, used.get(day, 0))
    return account.entries


def _firsts(first: date, last: date) -> Iterator[date]:
    """Yield the firsts of months, on which leave is granted and expires."""
    day = first if first.day == 1 else _months_later(first, 0)
    while day <= last:
        yield day
        day = _months_later(day, 0)


def usable(rule: AccrualRule, hired: date, found: list[Entry], day: date) -> Seconds:
    """Return how much leave can be taken on a day."""
    if (day - hired).days < rule.waiting_days:
        return 0
    return max(0, next((e.balance for e in reversed(found) if e.day <= day), 0))


def _granted(rule: AccrualRule, day: date, earned: Seconds) -> tuple[Seconds, Seconds]:
    """Return what is granted on a day, and the worked seconds kept for the next grant."""
    if rule.every == "worked":
        if not rule.per:
            return 0, 0
        return earned * rule.grant // rule.per, _kept(rule, earned)
    first = day.day == 1 and (rule.every == "month" or day.month == 1)
    return (rule.grant if first else 0), 0


def _kept(rule: AccrualRule, earned: Seconds) -> Seconds:
    given = earned * rule.grant // rule.per
    # the least work that earns what was given; the rest goes on counting
    return earned - -(-given * rule.per // rule.grant) if rule.grant else 0


def _months_later(day: date, months: int) -> date:
    """Return the first day after so many whole months from the end of the day's month."""
    month = day.month + months
    return date(day.year + month // 12, month % 12 + 1, 1)


class _Account:
    """Lots of leave in order of expiry."""

    def __init__(self, rule: AccrualRule) -> None:
        self.rule = rule
        self.lots: list[_Lot] = []
        self.owed = 0
        self.entries: list[Entry] = []

    def balance(self) -> Seconds:
        """Return what is left, less what was used in advance."""
        return sum(lot.left for lot in self.lots) - self.owed

    def _note(self, day: date, move: Move, seconds: Seconds) -> None:
        if seconds:
            self.entries.append(Entry(day, move, seconds, self.balance()))

    def grant(self, day: date, seconds: Seconds) -> None:
        """Add a lot, as far as the cap allows."""
        if self.rule.cap is not None:
            seconds = max(0, min(seconds, self.rule.cap - self.balance()))
        back = min(self.owed, seconds)
        self.owed -= back
        months = self.rule.expires_months
        expires = None if months is None else _months_later(day, months)
        if seconds - back:
            self.lots.append(_Lot(seconds - back, expires))
        self._note(day, Move.GRANTED, seconds)

    def use(self, day: date, seconds: Seconds) -> None:
        """Take from the lots that expire first; what isn't there is owed."""
        left = seconds
        while left and self.lots:
            lot = self.lots[0]
            taken = min(left, lot.left)
            left -= taken
            self.lots[0] = replace(lot, left=lot.left - taken)
            if not self.lots[0].left:
                self.lots.pop(0)
        self.owed += left
        self._note(day, Move.USED, seconds)

    def expire(self, day: date) -> None:
        """Drop the lots whose day has come."""
        gone = [lot for lot in self.lots if lot.expires and lot.expires <= day]
        self.lots = [lot for lot in self.lots if lot not in gone]
        self._note(day, Move.EXPIRED, sum(lot.left for lot in gone))
