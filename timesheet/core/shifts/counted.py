"""Steps 3 and 4 in one call: shifts as punched become shifts as they count, with the drift."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from timesheet.core.model import Instant, Seconds, Shift
from timesheet.core.pay.blocks import Rounding
from timesheet.core.pay.days import workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.work import Span
from timesheet.core.shifts.breaks import Said, take_breaks
from timesheet.core.shifts.rounding import round_shift, round_total, snap, stretch


class Counted(NamedTuple):
    """A counted shift, and by how many seconds rounding made it longer (or shorter)."""

    shift: Shift
    drift: Seconds


class Planned(NamedTuple):
    """When a shift was planned to begin and end, as far as it was."""

    start: Instant | None
    end: Instant | None


def count_shifts(
    shifts: Sequence[Shift],
    policy: Policy,
    zone: str,
    *,
    planned: Mapping[Instant, Planned] | None = None,
    sleeps: Sequence[Span] = (),
    waived: Collection[Instant] = (),
    said: Mapping[Instant, Said] | None = None,
) -> list[Counted]:
    """Return the shifts rounded and with their breaks taken, in order of time.

    ``planned``, ``waived`` and ``said`` (of meals) name shifts by their punched start.
    """
    found = sorted(shifts, key=lambda shift: shift.raw_start)
    rounded = _rounded(found, policy.rounding, zone, planned or {})
    at = policy.time.day_start
    return [
        Counted(
            take_breaks(
                new,
                policy.breaks,
                zone,
                day_start=at,
                sleeps=sleeps,
                waived=old.raw_start in waived,
                said=(said or {}).get(old.raw_start),
            ),
            new.seconds - old.seconds,
        )
        for old, new in zip(found, rounded, strict=True)
    ]


def _rounded(
    shifts: list[Shift], rule: Rounding | None, zone: str, planned: Mapping[Instant, Planned]
) -> list[Shift]:
    if rule is None:
        return shifts
    done = []
    for shift in shifts:
        plan = planned.get(shift.raw_start)
        snapped = snap(shift, rule, plan.start, plan.end) if plan else shift
        done.append(round_shift(snapped, rule, zone))
    return _by_day(done, rule, zone) if rule.unit == "day_total" else done


def _by_day(shifts: list[Shift], rule: Rounding, zone: str) -> list[Shift]:
    """Round the total of each local day, at the end of its last shift."""
    done: list[Shift] = []
    for _, group in groupby(shifts, key=lambda shift: workday(shift.start, zone)):
        day = list(group)
        total = sum(shift.seconds for shift in day)
        left = round_total(total, rule) - total
        for shift in reversed(day):
            by = max(left, -shift.seconds)
            left -= by
            done.append(stretch(shift, by))
    return sorted(done, key=lambda shift: shift.raw_start)
