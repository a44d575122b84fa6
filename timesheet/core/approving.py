"""A lead's approval of somebody's day: what he saw, what differs since, and what keeps him. Pure.

An approval keeps nobody from mending the day: it says how the day stood, so that every difference
since then can be shown, and approved again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from timesheet.core.closing import Refusal, State
from timesheet.core.model import Code, Instant, Seconds


class Worked(NamedTuple):
    """A shift as it stood: its span, and the seconds of presence in it."""

    start: Instant
    end: Instant
    seconds: Seconds


class Charged(NamedTuple):
    """Seconds of a day on a code, as they stood."""

    code: Code
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class DayStood:
    """How somebody's day stood: his shifts by their start, and his codes in order, each once."""

    shifts: tuple[Worked, ...] = ()
    codes: tuple[Charged, ...] = ()

    @property
    def seconds(self) -> Seconds:
        """The presence of the day."""
        return sum(shift.seconds for shift in self.shifts)

    def written(self) -> str:
        """Return it as JSON, the same text for the same day."""
        codes = [[*one.code, one.seconds] for one in self.codes]
        return json.dumps({"shifts": self.shifts, "codes": codes}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "DayStood":
        """Return the day that ``written`` wrote."""
        held = json.loads(text)
        codes = tuple(Charged(Code(*row[:4]), row[4]) for row in held["codes"])
        return cls(tuple(Worked(*row) for row in held["shifts"]), codes)


def day_stood(shifts: Sequence[Worked], codes: Sequence[Charged]) -> DayStood:
    """Return a day of shifts and codes in any order; a code may come in several pieces."""
    sums: dict[Code, Seconds] = {}
    for one in codes:
        sums[one.code] = sums.get(one.code, 0) + one.seconds
    ordered = sorted(sums.items(), key=lambda pair: [part or 0 for part in pair[0]])
    return DayStood(tuple(sorted(shifts)), tuple(Charged(*pair) for pair in ordered))


class ApprovedDay(NamedTuple):
    """An approval that holds: of which day, when it was given, and how the day stood then."""

    day: date
    made_at: Instant
    stood: DayStood


class What(StrEnum):
    """What differs: when a shift began or ended, its breaks, the shift itself, a code."""

    CAME = "came"
    LEFT = "left"
    BREAKS = "breaks"
    ADDED = "added"
    GONE = "gone"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is otherwise than it stood.

    ``before`` and ``after`` are instants of CAME and LEFT, the ends of an ADDED or GONE shift, and
    else seconds; ``code`` is that of CODE.
    """

    what: What
    before: int
    after: int
    code: Code | None = None


def differences(then: DayStood, now: DayStood) -> tuple[Difference, ...]:
    """Return what differs between two states of a day; nothing where they are the same."""
    return (*_of_shifts(then.shifts, now.shifts), *_of_codes(then, now))


def _of_shifts(then: Sequence[Worked], now: Sequence[Worked]) -> Iterator[Difference]:
    left = list(now)
    for was in then:
        same = next((one for one in left if one.start < was.end and was.start < one.end), None)
        same = next((one for one in left if one.start == was.start), same)
        if same is None:
            yield Difference(What.GONE, was.start, was.end)
            continue
        left.remove(same)
        yield from _of_shift(was, same)
    for one in left:
        yield Difference(What.ADDED, one.start, one.end)


def _of_shift(was: Worked, now: Worked) -> Iterator[Difference]:
    if was.start != now.start:
        yield Difference(What.CAME, was.start, now.start)
    if was.end != now.end:
        yield Difference(What.LEFT, was.end, now.end)
    if (was.start, was.end) == (now.start, now.end) and was.seconds != now.seconds:
        yield Difference(What.BREAKS, was.seconds, now.seconds)


def _of_codes(then: DayStood, now: DayStood) -> Iterator[Difference]:
    """Yield the codes that came or went; of the others, where no time explains the difference."""
    was, is_now = dict(then.codes), dict(now.codes)
    for code in [*was, *(code for code in is_now if code not in was)]:
        before, after = was.get(code, 0), is_now.get(code, 0)
        timed = then.shifts != now.shifts and before and after
        if before != after and not timed:
            yield Difference(What.CODE, before, after, code)


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody who looks at somebody's day to approve it.

    ``state`` is that of the pay period; ``edited``: he mended the day himself; ``clocked_in``: a
    shift of it goes on; ``blocked``: an exception of it must be settled.
    """

    author: int
    roles: frozenset[str]
    person: int
    state: State = State.OPEN
    edited: bool = False
    clocked_in: bool = False
    blocked: bool = False
    stale: bool = False


def kept_from(looking: Looking) -> Refusal | None:
    """Return why a day may not be approved, or None; the rules are those of the pay period's.

    Nobody approves his own day or what he has mended, and nobody who sets rules and rates.
    """
    hindrances = (
        (Refusal.STATE, looking.state not in {State.OPEN, State.SUBMITTED}),
        (Refusal.OWN, looking.author == looking.person),
        (Refusal.ROLE, "lead" not in looking.roles),
        (Refusal.SETS_RULES, "admin" in looking.roles),
        (Refusal.CLOCKED_IN, looking.clocked_in),
        (Refusal.BLOCKED, looking.blocked),
        (Refusal.EDITED, looking.edited),
        (Refusal.STALE, looking.stale),
    )
    return next((why for why, holds in hindrances if holds), None)


@dataclass(frozen=True, slots=True)
class Days:
    """How many of somebody's days are approved as they stand, changed since, and worked in all."""

    approved: int = 0
    changed: int = 0
    worked: int = 0

    @property
    def all_approved(self) -> bool:
        """True where every day with work is approved as it stands."""
        return bool(self.worked) and self.approved == self.worked and not self.changed
