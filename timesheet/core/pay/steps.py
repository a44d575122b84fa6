"""How was this computed? Every step of a week with before and after, in words.

Asked for by a person looking at a timecard, so it runs the steps once more and watches them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from timesheet.core.model import Part, PayLine, Seconds, Shift
from timesheet.core.pay.blocks import Tier
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.regular import regular_rate
from timesheet.core.pay.schema import MULT_UNIT, ONE, plain
from timesheet.core.pay.week import add, classify, pay_week
from timesheet.core.pay.words import hourly, hours, money
from timesheet.core.pay.work import Extra, PayWeek, Piece, Step


def by_multiplier(pieces: Sequence[Piece]) -> str:
    """Sum up hours by multiplier: "40 h x 1, 6 h x 1.5"."""
    seconds: dict[int, Seconds] = defaultdict(int)
    for piece in pieces:
        if piece.inside:
            penalty = piece.penalty if piece.ot == ONE else ONE
            seconds[max(piece.mult, piece.ot, piece.holiday, penalty)] += piece.end - piece.start
    found = [f"{hours(s)} x {plain(m, MULT_UNIT)}" for m, s in sorted(seconds.items())]
    return ", ".join(found) or "nothing"


def explain(work: PayWeek, policy: Policy) -> tuple[Step, ...]:
    """Return the steps from punched time to pay lines, those that changed nothing left out."""
    watch = _Watch(hours(_within(work, work.punched or work.shifts)))
    words = "Rounding and breaks: what counts beside what was punched."
    watch.changed("counted", words, hours(_within(work, work.shifts)))

    def seen(name: str, pieces: list[Piece]) -> None:
        if name == "cut":
            watch.before = by_multiplier(pieces)
        watch.changed(name, _words(name, policy), by_multiplier(pieces))

    pieces = classify(work, policy, seen)
    added = add(pieces, work, policy)
    for code, amount in _extras(added):
        watch.steps.append(Step(code, "", amount, "Paid in addition; no hours of work."))
    rate = regular_rate(pieces, added, work, policy)
    if any(piece.mult > ONE for piece in pieces) and rate.seconds:
        words = f"Regular rate: all pay for {hours(rate.seconds)} of work, by the hour."
        watch.steps.append(Step("regular_rate", "", f"{hourly(rate.rate)} an hour", words))
    return (*watch.steps, *_money(pay_week(work, policy).lines))


class _Watch:
    """Collects the steps that changed something."""

    def __init__(self, before: str) -> None:
        self.before = before
        self.steps: list[Step] = []

    def changed(self, name: str, words: str, after: str) -> None:
        """Keep a step if it made a difference to the one before it."""
        if after != self.before:
            self.steps.append(Step(name, self.before, after, words))
            self.before = after


def _within(work: PayWeek, shifts: Sequence[Shift]) -> Seconds:
    return sum(
        max(0, min(segment.end, work.week_end) - max(segment.start, work.week_start))
        for shift in shifts
        for segment in shift.segments
    )


def _words(name: str, policy: Policy) -> str:
    overtime = policy.overtime
    nth = overtime.nth_day
    return {
        "daily": f"Overtime by the day: {_tiers(overtime.daily)}.",
        "consecutive": f"Overtime by the hours of one shift: {_tiers(overtime.consecutive)}.",
        "nth_day": f"Day {nth.n} of work in a row: {_tiers(nth.tiers)}." if nth else "",
        "holiday": "Work on a public holiday.",
        "weekly": f"What is still straight, by the week: {_tiers(overtime.weekly)}.",
        "mult_by_day": "Overtime on certain days has a multiplier of its own.",
        "penalties": "Penalty rates in place of the ordinary one.",
        "settled": "The highest single multiplier counts.",
    }.get(name, "")


def _tiers(found: Sequence[Tier]) -> str:
    return ", ".join(f"over {hours(t.over)} x {plain(t.mult, MULT_UNIT)}" for t in found)


def _extras(added: Sequence[Extra]) -> list[tuple[str, str]]:
    seconds: dict[str, Seconds] = defaultdict(int)
    for extra in added:
        if extra.inside:
            seconds[extra.code] += extra.seconds
    return [(code, hours(s) if s else "an amount") for code, s in sorted(seconds.items())]


def _money(lines: Sequence[PayLine]) -> Iterator[Step]:
    total = 0
    for line in lines:
        before, total = money(total), total + line.cents
        if line.part == Part.STRAIGHT:
            words = f"{line.pay_code}: {hours(line.seconds)} at {hourly(line.rate)}"
        else:
            words = f"{line.pay_code}, in addition: {money(line.cents)}"
        yield Step("money", before, money(total), words)
