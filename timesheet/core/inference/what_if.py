"""What a change of rules does to a timecard: what moves, and which words it contradicts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from timesheet.core import money
from timesheet.core.inference.rules import Eligible
from timesheet.core.model import (
    Allocation,
    Cents,
    Code,
    Instant,
    LaborLine,
    Seconds,
    Source,
    Timecard,
)


@dataclass(frozen=True, slots=True)
class Move:
    """Hours of a shift that stand on another code than before, and the money that goes along."""

    person: int
    was: Code
    becomes: Code
    seconds: Seconds
    cents: Cents


@dataclass(frozen=True, slots=True)
class Clash:
    """A person's word, and what the rule alone would have said about the same hours."""

    person: int
    day: date
    start: Instant
    seconds: Seconds
    said: Code
    ruled: Code


@dataclass(slots=True)
class _Charged:
    seconds: dict[Code, Seconds] = field(default_factory=lambda: defaultdict(int))
    cents: dict[Code, Cents] = field(default_factory=lambda: defaultdict(int))


def moves(before: Timecard, after: Timecard) -> list[Move]:
    """Return what moves between two derivations of the same facts, shift by shift."""
    was, becomes = _by_shift(before.labor_lines), _by_shift(after.labor_lines)
    return [
        move
        for start in sorted(was.keys() | becomes.keys())
        for move in _of_shift(
            before.person, was.get(start, _Charged()), becomes.get(start, _Charged())
        )
    ]


def _by_shift(lines: tuple[LaborLine, ...]) -> dict[Instant, _Charged]:
    found: dict[Instant, _Charged] = defaultdict(_Charged)
    for line in lines:
        charged = found[line.shift_start]
        charged.seconds[line.code] += line.seconds
        charged.cents[line.code] += line.cents
    return found


def _of_shift(person: int, was: _Charged, becomes: _Charged) -> Iterator[Move]:
    """Yield the moves of one shift: what a code loses goes to the codes that gain."""
    gained = _more(becomes.seconds, was.seconds)
    for code, lost in _more(was.seconds, becomes.seconds).items():
        targets: list[Code] = []
        parts: list[Seconds] = []
        for target, room in gained.items():
            part = min(room, lost - sum(parts))
            if part:
                targets.append(target)
                parts.append(part)
                gained[target] -= part
        cents = was.cents[code] * lost // was.seconds[code]
        shares = money.split(cents, parts) if parts else []
        for target, seconds, share in zip(targets, parts, shares, strict=True):
            yield Move(person, code, target, seconds, share)


def _more(these: Mapping[Code, Seconds], those: Mapping[Code, Seconds]) -> dict[Code, Seconds]:
    return {
        code: seconds - those.get(code, 0)
        for code, seconds in these.items()
        if seconds > those.get(code, 0)
    }


def against_words(card: Timecard, alone: Timecard) -> tuple[list[Clash], list[Clash]]:
    """Return where a rule agrees with what people said, and where it contradicts them.

    ``alone`` is derived from the same punches with nobody's word and no rule but the one in
    question. Each line that was said in words counts once.
    """
    ruled = [a for a in alone.allocations if a.reason.source is Source.RULE]
    agrees: list[Clash] = []
    clashes: list[Clash] = []
    for line in card.allocations:
        over = [a for a in ruled if a.start < line.end and line.start < a.end]
        if not line.reason.attested or not over:
            continue
        agreeing = [a for a in over if Eligible((a.code,)).admits(line.code)]
        best = max(agreeing or over, key=lambda a: a.seconds)
        clash = Clash(card.person, _day(card, line), line.start, line.seconds, line.code, best.code)
        (agrees if agreeing else clashes).append(clash)
    return agrees, clashes


def _day(card: Timecard, line: Allocation) -> date:
    days = [shift.day for shift in card.shifts if shift.start <= line.start < shift.end]
    return days[0] if days else card.week
