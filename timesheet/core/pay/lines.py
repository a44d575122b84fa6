"""Steps 12 and 13: pay lines. Straight hours at base rate, what is added as lines of its own.

A line's cents are rounded half up, once. Premium lines say by their spans over which work their
money is spread: none for all work of the week, the day's work, or the very hours.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from timesheet.core.model import Cents, Part, PayLine, PaySpan, Rate, Reason, Seconds, Source
from timesheet.core.money import split
from timesheet.core.pay.days import day_begins
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.regular import (
    RATE_SECONDS_PER_CENT,
    VALUE_PER_CENT,
    RegularRate,
    half_up,
)
from timesheet.core.pay.schema import MULT_UNIT, ONE, Mult, plain
from timesheet.core.pay.work import Absence, Extra, PayWeek, Piece

OVERTIME = frozenset({"daily", "consecutive", "nth_day", "weekly"})
_ORDER = {"REG": 0, "OT": 1, "DT": 2, "HOL": 3}
_CODES = {15_000: "OT", 20_000: "DT"}


class Key(NamedTuple):
    """What makes hours one line."""

    period: date
    pay_code: str
    rate: Rate
    mult: Mult
    why: str
    day: date | None


@dataclass(slots=True)
class Group:
    """The hours of one line."""

    seconds: Seconds = 0
    spans: list[PaySpan] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """Take a piece in, joined to the last where they touch."""
        self.seconds += piece.end - piece.start
        start = piece.start
        if self.spans and self.spans[-1].end == start and self.spans[-1].day == piece.day:
            start = self.spans.pop().start
        self.spans.append(PaySpan(start, piece.end, piece.day))


def pay_code(mult: Mult, why: str) -> str:
    """Return the pay code of hours: REG, OT, DT (other overtime by its multiplier), HOL, PEN."""
    if mult <= ONE:
        return "REG"
    if why in OVERTIME:
        return _CODES.get(mult) or f"OT{plain(mult, MULT_UNIT)}"
    return "HOL" if why == "holiday" else "PEN"


@lru_cache(maxsize=4096)
def _reason(policy_code: str, version: int, words: str) -> Reason:
    return Reason(Source.POLICY, f"{policy_code} v{version}".strip(), (words,) if words else ())


@lru_cache(maxsize=256)
def _mult_text(mult: Mult) -> str:
    return plain(mult, MULT_UNIT)


def pay_lines(
    pieces: list[Piece], extras: list[Extra], rate: RegularRate, work: PayWeek, policy: Policy
) -> list[PayLine]:
    """Return all lines of the week, straight ones first within a pay code."""
    paid = [piece for piece in pieces if piece.inside]
    lines = [
        *_straight(paid, rate, work, policy),
        *_premium(paid, rate, work, policy),
        *_extra_lines(extras, rate, work, policy),
        *_bonus(work, policy),
        *_absences(work, policy),
    ]
    return sorted(lines, key=_order)


def _order(line: PayLine) -> tuple[date, int, str, str, int, str]:
    code = line.pay_code
    return (line.period, _ORDER.get(code, 9), code, (line.part != Part.STRAIGHT and "p") or "",
            line.rate, line.multiplier)  # fmt: skip


def _straight(paid: list[Piece], rate: RegularRate, work: PayWeek, policy: Policy) -> list[PayLine]:
    groups: dict[tuple[date, str, Rate, Mult], Group] = defaultdict(Group)
    for piece in paid:
        code = pay_code(piece.mult, piece.why)
        groups[piece.period, code, piece.rate, piece.mult].add(piece)
    shares = [0] * len(groups)
    if rate.pot and groups:
        shares = split(rate.pot, [group.seconds for group in groups.values()])
    return [
        PayLine(
            work.person, work.week, period, code, Part.STRAIGHT, group.seconds,
            base or _pot_rate(rate, paid), _mult_text(mult),
            half_up(group.seconds * base, RATE_SECONDS_PER_CENT) + share,
            tuple(group.spans), _reason(policy.code, policy.version, ""),
        )
        for ((period, code, base, mult), group), share in zip(groups.items(), shares, strict=True)
    ]  # fmt: skip


def _pot_rate(rate: RegularRate, paid: list[Piece]) -> Rate:
    if not rate.pot:
        return 0
    return half_up(rate.pot * RATE_SECONDS_PER_CENT, sum(p.end - p.start for p in paid))


def _premium(paid: list[Piece], rate: RegularRate, work: PayWeek, policy: Policy) -> list[PayLine]:
    groups: dict[Key, Group] = defaultdict(Group)
    in_effect = policy.rate.method == "rate_in_effect"
    by_day = policy.allocation.premium == "proportional_day"
    for piece in paid:
        if piece.mult <= ONE:
            continue
        own = in_effect or piece.why not in OVERTIME
        day = piece.day if by_day and piece.why != "weekly" else None
        key = Key(
            piece.period, pay_code(piece.mult, piece.why), piece.rate if own else -1, piece.mult,
            "overtime" if piece.why in OVERTIME else piece.why, day,
        )  # fmt: skip
        groups[key].add(piece)
    return [_premium_line(key, group, paid, rate, work, policy) for key, group in groups.items()]


def _premium_line(
    key: Key, group: Group, paid: list[Piece], rate: RegularRate, work: PayWeek, policy: Policy
) -> PayLine:
    more = key.mult - ONE
    if key.rate < 0:
        value, per = rate.value, rate.seconds
        shown = rate.rate
    else:
        # the rate in effect, and with it its share of what isn't hourly pay
        other = rate.other if key.why == "overtime" else 0
        value, per = key.rate * rate.seconds * MULT_UNIT + other, rate.seconds
        shown = half_up(value, per * MULT_UNIT)
    numerator, denominator = more * group.seconds * value, per * VALUE_PER_CENT * MULT_UNIT
    if rate.flat and rate.straight and key.why == "overtime":
        numerator = numerator * rate.straight + key.mult * group.seconds * rate.flat * per
        denominator *= rate.straight
    return PayLine(
        work.person, work.week, key.period, key.pay_code, Part.PREMIUM, 0, shown,
        _mult_text(more), half_up(numerator, denominator), _spans(key, group, paid, policy),
        _reason(policy.code, policy.version, _WORDS.get(key.why, key.why)),
    )  # fmt: skip


_WORDS = {
    "overtime": "overtime at the regular rate",
    "holiday": "work on a public holiday",
    "penalty": "penalty rate in place of the ordinary one",
}


def _spans(key: Key, group: Group, paid: list[Piece], policy: Policy) -> tuple[PaySpan, ...]:
    method = policy.allocation.premium
    if method == "proportional_day" and key.day is not None:
        whole = Group()
        for piece in paid:
            if piece.day == key.day:
                whole.add(piece)
        return tuple(whole.spans)
    if method in {"proportional_hours", "proportional_day"}:
        return ()
    return tuple(group.spans)


def _extra_lines(
    extras: list[Extra], rate: RegularRate, work: PayWeek, policy: Policy
) -> list[PayLine]:
    groups: dict[tuple[date, str, date | None], list[Extra]] = defaultdict(list)
    for extra in extras:
        if extra.inside:
            # a top-up belongs to its day's work, a differential is one line over its windows
            groups[extra.period, extra.code, None if extra.regular else extra.day].append(extra)
    return [
        PayLine(
            work.person, work.week, period, code.upper(), Part.PREMIUM, 0,
            _extra_rate(group, rate), "1", half_up(_worth(group, rate), VALUE_PER_CENT),
            tuple(span for extra in group for span in extra.spans),
            _reason(policy.code, policy.version, code.replace("_", " ")),
        )
        for (period, code, _), group in groups.items()
    ]  # fmt: skip


def _worth(group: list[Extra], rate: RegularRate) -> int:
    fixed = sum(extra.value for extra in group if extra.value is not None)
    seconds = sum(extra.seconds for extra in group if extra.value is None)
    if not seconds or not rate.seconds:
        return fixed
    found = half_up(seconds * rate.value, rate.seconds)
    if rate.flat and rate.straight:
        found += half_up(seconds * rate.flat, rate.straight)
    return fixed + found


def _extra_rate(group: list[Extra], rate: RegularRate) -> Rate:
    seconds = sum(extra.seconds for extra in group)
    return half_up(_worth(group, rate), seconds * MULT_UNIT) if seconds else 0


def _bonus(work: PayWeek, policy: Policy) -> list[PayLine]:
    """Return amounts of the week, paid with its last part."""
    if work.pays.end < work.week_end:
        return []
    amounts = (("BONUS", work.earnings.bonus), ("COMMISSION", work.earnings.commission))
    return [line for code, cents in amounts if cents for line in _amount(code, cents, work, policy)]


def _amount(code: str, cents: Cents, work: PayWeek, policy: Policy) -> list[PayLine]:
    period = work.period_of(work.week + timedelta(days=6))
    reason = _reason(policy.code, policy.version, "")
    return [
        PayLine(work.person, work.week, period, code, Part.PREMIUM, 0, 0, "1", cents, (), reason)
    ]


def _why_absent(absence: Absence, policy: Policy) -> Reason:
    if absence.ref:
        return Reason(Source.POLICY, absence.ref, (absence.reason,) if absence.reason else ())
    return _reason(policy.code, policy.version, "paid absence")


def _absences(work: PayWeek, policy: Policy) -> list[PayLine]:
    """Return the lines of paid time without work; their spans begin with the day."""
    lines = []
    for absence in work.absences:
        start = day_begins(absence.day, work.zone)
        if not work.pays.start <= start < work.pays.end:
            continue
        span = PaySpan(start, start + absence.seconds, absence.day)
        cents = absence.cents
        if cents is None:
            cents = half_up(absence.seconds * absence.rate, RATE_SECONDS_PER_CENT)
        lines.append(
            PayLine(
                work.person, work.week, work.period_of(absence.day), absence.pay_code,
                Part.STRAIGHT if absence.seconds else Part.PREMIUM, absence.seconds, absence.rate,
                "1", cents, (span,) if absence.seconds else (),
                _why_absent(absence, policy), absent=True,
            )
        )  # fmt: skip
    return lines
