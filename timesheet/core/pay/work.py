"""What goes into a week of pay and what comes out: values, all instants and cents integers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from timesheet.core.model import Cents, Instant, Issue, PayLine, PaySpan, Rate, Seconds, Shift
from timesheet.core.pay.schema import ONE, Mult


class RateSpan(NamedTuple):
    """The base rate (1/10,000 per hour) of the work within ``[start, end)``."""

    start: Instant
    end: Instant
    rate: Rate


class Span(NamedTuple):
    """A stretch of time, half-open."""

    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class Absence:
    """Paid time without work on a day: leave, an idle holiday, or an amount alone.

    ``cents`` wins over ``seconds`` at ``rate``; it never counts as hours worked, and fills the
    weekly threshold only where the policy says that paid leave does. ``ref`` and ``reason`` say
    who entered it and why.
    """

    day: date
    pay_code: str
    seconds: Seconds = 0
    rate: Rate = 0
    cents: Cents | None = None
    ref: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Earnings:
    """What a person earns in the week beside hourly rates, in cents.

    ``salary`` is weekly; ``bonus`` is non-discretionary and enters the regular rate, as does a
    ``commission``; ``piece`` is what was earned by pieces; ``day_rate`` is paid for each day
    worked; ``paid`` is what was really paid for the week, where that is known and to be held
    against a minimum wage.
    """

    salary: Cents = 0
    bonus: Cents = 0
    commission: Cents = 0
    piece: Cents = 0
    day_rate: Cents = 0
    paid: Cents | None = None


@dataclass(frozen=True, slots=True)
class PayWeek:
    """One person's workweek, ready to be paid.

    ``shifts`` are counted shifts (rounded, breaks taken) touching the week and, where the rules
    look further (see ``reach``), their neighbours; only time in the week is paid. ``punched`` are
    the same shifts before rounding and breaks: what compliance looks at. ``rates`` are sorted and
    don't overlap. ``period_of`` gives the first day of a day's pay period. ``callouts`` lie within
    the shifts, ``standby`` outside. ``meal_waived`` pairs a day with 1 or 2, the meal waived;
    ``earlier`` are the seconds worked in the weeks before, latest first; ``drift`` is what rounding
    added to (or took from) the punched time. ``paid`` narrows what is paid here to a part of the
    week, where another policy pays the rest; all of the week's work still fills the thresholds.
    """

    person: int
    week: date
    week_start: Instant
    week_end: Instant
    zone: str
    shifts: tuple[Shift, ...]
    period_of: Callable[[date], date]
    rates: tuple[RateSpan, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    punched: tuple[Shift, ...] = ()
    callouts: tuple[Span, ...] = ()
    standby: tuple[Span, ...] = ()
    absences: tuple[Absence, ...] = ()
    earnings: Earnings = Earnings()
    rest_missed: frozenset[date] = frozenset()
    meal_waived: frozenset[tuple[date, int]] = frozenset()
    scheduled: Mapping[date, Seconds] = field(default_factory=dict)
    approved_overtime: Seconds | None = None
    earlier: tuple[Seconds, ...] = ()
    drift: Seconds = 0
    paid: Span | None = None

    @property
    def pays(self) -> Span:
        """The part of the week that is paid: all of it, unless its policy changes within."""
        return self.paid or Span(self.week_start, self.week_end)


class Step(NamedTuple):
    """One step of the computation in words, with the hours per multiplier before and after it."""

    name: str
    before: str
    after: str
    words: str


@dataclass(slots=True)
class Piece:
    """Work in which nothing changes: one day, period, rate and, in the end, one multiplier.

    ``ot`` is the highest overtime multiplier so far and ``why`` its rule, ``holiday`` that of a
    public holiday; ``mult`` is what is paid. ``workday`` groups the pieces of one workday.
    """

    start: Instant
    end: Instant
    shift: int
    day: date
    calendar_day: date
    workday: int
    period: date
    rate: Rate
    inside: bool
    counted: bool
    ot: Mult = ONE
    why: str = ""
    holiday: Mult = ONE
    penalty: Mult = ONE
    mult: Mult = ONE

    def cut(self, at: Instant) -> "Piece":
        """Shorten the piece to end at ``at`` and return the rest."""
        rest = Piece(
            at, self.end, self.shift, self.day, self.calendar_day, self.workday, self.period,
            self.rate, self.inside, self.counted, self.ot, self.why, self.holiday, self.penalty,
            self.mult,
        )  # fmt: skip
        self.end = at
        return rest


@dataclass(frozen=True, slots=True)
class Extra:
    """Pay in addition to the hours worked: a differential, a top-up, a premium hour.

    ``value`` is its money in 1/10,000 of 1/10,000 of the currency unit per hour times seconds (an
    exact integer; ``lines`` makes cents of it); None: ``seconds`` at the regular rate. ``seconds``
    are the hours it is expressed in, none for a bare amount. ``regular``: part of the regular rate.
    """

    code: str
    day: date
    period: date
    seconds: Seconds
    value: int | None
    spans: tuple[PaySpan, ...] = ()
    regular: bool = False
    inside: bool = True


@dataclass(frozen=True, slots=True)
class PayResult:
    """A paid week. ``regular_rate`` is 1/10,000 per hour, rounded, None where nothing was worked.

    The spans of the STRAIGHT lines of work partition the paid time. ``extras`` are what is behind
    the PREMIUM lines that aren't overtime; ``drift`` is counted less punched time in seconds.
    """

    lines: tuple[PayLine, ...]
    issues: tuple[Issue, ...] = ()
    steps: tuple[Step, ...] = ()
    extras: tuple[Extra, ...] = ()
    pieces: tuple[Piece, ...] = ()
    regular_rate: Rate | None = None
    drift: Seconds = 0
