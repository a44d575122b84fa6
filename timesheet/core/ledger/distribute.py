"""Pay lines over allocations: labor lines, whose seconds and cents sum to the pay lines'."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import lcm

from timesheet.core import money
from timesheet.core.model import (
    UNALLOCATED,
    Allocation,
    Instant,
    LaborLine,
    Part,
    PayLine,
    PaySpan,
    Seconds,
    Shift,
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Seconds of one pay span on one allocation."""

    span: PaySpan
    allocation: Allocation
    start: Instant
    end: Instant
    seconds: Seconds


def distribute(
    lines: Sequence[PayLine], allocations: Sequence[Allocation], shifts: Sequence[Shift]
) -> tuple[LaborLine, ...]:
    """Return the labor lines of a person's workweek, in order of time.

    Each second of a straight line goes to what was allocated at that second (shared by largest
    remainder where several codes share it); its cents follow the seconds. A premium line's cents
    go over the straight seconds within its spans, or over the whole week's where it has none.
    """
    ordered = sorted(allocations, key=lambda a: a.start)
    starts = [shift.start for shift in shifts]
    found: list[LaborLine] = []
    worked: list[_Piece] = []
    for line in lines:
        if line.absent:
            found.append(_bare(line))
        elif line.part is Part.STRAIGHT:
            pieces = [piece for span in line.spans for piece in _pieces(span, ordered)]
            worked += pieces
            found += _labor(line, pieces, [p.seconds for p in pieces], starts)
    for line in lines:
        if line.part is Part.PREMIUM and not line.absent:
            pieces, weights = _under(line, worked)
            found += _labor(line, pieces, weights, starts)
    return tuple(sorted(_joined(found), key=_order))


def _order(line: LaborLine) -> tuple[Instant, str, str, Instant]:
    return line.start, line.part, line.pay_code, line.end


def _pieces(span: PaySpan, allocations: Sequence[Allocation]) -> Iterator[_Piece]:
    over = [a for a in allocations if a.start < span.end and a.end > span.start]
    inner = {at for a in over for at in (a.start, a.end) if span.start < at < span.end}
    for start, end in pairwise([span.start, *sorted(inner), span.end]):
        here = [a for a in over if a.start <= start and a.end >= end]
        if not here:
            msg = f"paid time from {start} to {end} has no allocation"
            raise ValueError(msg)
        seconds = money.split(end - start, _densities(here))
        for allocation, part in zip(here, seconds, strict=True):
            if part:
                yield _Piece(span, allocation, start, end, part)


def _densities(here: Sequence[Allocation]) -> list[int]:
    """Weights of the allocations that share an interval: seconds each has per second of its own."""
    if len(here) == 1:
        return [1]
    shares = [Fraction(a.seconds, a.end - a.start) for a in here]
    common = lcm(*(share.denominator for share in shares))
    return [int(share * common) for share in shares]


def _under(line: PayLine, worked: Sequence[_Piece]) -> tuple[list[_Piece], list[int]]:
    """Find the work that a premium is spread over, with the seconds of it that count."""
    if not line.spans:
        return list(worked), [piece.seconds for piece in worked]
    pieces, weights = [], []
    for piece in worked:
        covered = sum(max(0, min(s.end, piece.end) - max(s.start, piece.start)) for s in line.spans)
        if covered:
            pieces.append(piece)
            weights.append(piece.seconds * covered // (piece.end - piece.start) or 1)
    return pieces, weights


def _labor(
    line: PayLine, pieces: Sequence[_Piece], weights: list[int], starts: Sequence[Instant]
) -> Iterator[LaborLine]:
    if not pieces:
        if line.cents or line.seconds:
            yield _bare(line)
        return
    cents = money.split(line.cents, weights)
    for piece, part in zip(pieces, cents, strict=True):
        if line.part is Part.PREMIUM and not part:
            continue
        allocation = piece.allocation
        yield LaborLine(
            person=line.person,
            week=line.week,
            period=line.period,
            day=piece.span.day,
            code=allocation.code,
            pay_code=line.pay_code,
            part=line.part,
            seconds=piece.seconds if line.part is Part.STRAIGHT else 0,
            cents=part,
            start=piece.start,
            end=piece.end,
            shift_start=starts[max(0, bisect_right(starts, piece.start) - 1)],
            confidence=allocation.confidence,
            reason=allocation.reason,
        )


def _bare(line: PayLine) -> LaborLine:
    """Money without any work under it (leave, a top-up for a day without work)."""
    span = line.spans[0] if line.spans else None
    return LaborLine(
        person=line.person,
        week=line.week,
        period=line.period,
        day=span.day if span else max(line.week, line.period),
        code=UNALLOCATED,
        pay_code=line.pay_code,
        part=line.part,
        seconds=line.seconds,
        cents=line.cents,
        start=span.start if span else 0,
        end=span.end if span else 0,
        shift_start=0,
        confidence=1.0,
        reason=line.reason,
    )


def _joined(lines: Iterable[LaborLine]) -> Iterator[LaborLine]:
    """Join lines that differ in nothing but their piece of the same shift and day."""
    last: LaborLine | None = None
    for line in sorted(lines, key=lambda x: (x.part, x.pay_code, x.start, x.end)):
        if last is not None and _alike(last, line):
            last = replace(
                last,
                end=line.end,
                seconds=last.seconds + line.seconds,
                cents=last.cents + line.cents,
            )
            continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _alike(last: LaborLine, line: LaborLine) -> bool:
    return (
        last.end == line.start
        and (last.day, last.code, last.pay_code, last.part, last.period)
        == (line.day, line.code, line.pay_code, line.part, line.period)
        and (last.reason, last.confidence, last.shift_start)
        == (line.reason, line.confidence, line.shift_start)
    )
