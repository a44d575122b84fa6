"""Shifts to allocations: what each hour was for, with the reason and how sure we are.

The weighing, strongest first: the worker's own word, accounting's and the lead's; hard rules;
roster, what the learner thinks, the last confirmed code, each as sure as its record; else
unallocated. The seconds of a shift's allocations always sum to its paid seconds.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from timesheet.core import money
from timesheet.core.inference import breakdown, proposals, words
from timesheet.core.inference.evidence import TRUST, Evidence
from timesheet.core.inference.proposals import Case
from timesheet.core.inference.rules import Rule
from timesheet.core.model import Allocation, Answer, Code, Instant, Reason, Segment, Shift, Source


def allocate(shift: Shift, evidence: Evidence) -> tuple[Allocation, ...]:
    """Return the allocations of a shift, in time; they sum exactly to ``shift.seconds``."""
    rules = proposals.applying(evidence.rules, shift, evidence)
    answers = words.about(evidence.answers, shift, evidence.shifts)
    trust = TRUST[Source.RULE]
    lines: list[Allocation] = []
    for piece in pieces(shift, answers, rules, evidence):
        zone = piece.zone or evidence.zone
        here = tuple(rule for rule in rules if rule.when.hold_for_piece(piece, zone))
        booked = _book(Case(shift, piece, evidence, here), answers)
        for line in breakdown.apply(booked, shift, here, trust):
            _append(lines, line)
    return tuple(lines)


def pieces(
    shift: Shift, answers: Sequence[Answer], rules: Sequence[Rule], evidence: Evidence
) -> Iterator[Segment]:
    """Yield the segments, cut wherever an answer, a rule or a planned shift begins or ends."""
    fixed = words.cuts(answers) + breakdown.cuts(shift, rules) + _roster_cuts(shift, evidence)
    for segment in shift.segments:
        zone = segment.zone or evidence.zone
        timed = [at for r in rules for at in r.when.cuts(segment.start, segment.end, zone)]
        inside = sorted({at for at in fixed + timed if segment.start < at < segment.end})
        yield from _cut(segment, inside)


def _roster_cuts(shift: Shift, evidence: Evidence) -> list[Instant]:
    mine = [r for r in evidence.roster if r.person == shift.person and r.code is not None]
    return [at for r in mine for at in (r.start, r.end) if shift.start < at < shift.end]


def _cut(segment: Segment, inside: Sequence[Instant]) -> Iterator[Segment]:
    edges = [segment.start, *inside, segment.end]
    for start, end in pairwise(edges):
        if end > start:
            yield Segment(start, end, segment.words, segment.site, segment.zone, segment.device)


def _book(case: Case, answers: Sequence[Answer]) -> Iterator[Allocation]:
    said = words.said(case.piece, answers)
    if said is not None:
        return _lines(case.piece, said.parts, said.reason, 1.0)
    found = proposals.decide(case)
    return _lines(case.piece, found.parts, found.reason, found.confidence)


def _lines(
    piece: Segment, parts: Sequence[tuple[Code, int]], reason: Reason, confidence: float
) -> Iterator[Allocation]:
    seconds = money.split(piece.seconds, [weight for _, weight in parts])
    for (code, _), part in zip(parts, seconds, strict=True):
        if part:
            yield Allocation(piece.start, piece.end, part, code, reason, confidence)


def _append(lines: list[Allocation], line: Allocation) -> None:
    """Add a line, as one with the line before it where nothing but the cut lies between."""
    if lines and _joins(lines[-1], line):
        last = lines.pop()
        line = Allocation(
            last.start,
            line.end,
            last.seconds + line.seconds,
            line.code,
            line.reason,
            line.confidence,
        )
    lines.append(line)


def _joins(last: Allocation, line: Allocation) -> bool:
    return (
        last.end == line.start
        and last.seconds == last.end - last.start
        and line.seconds == line.end - line.start
        and (last.code, last.reason, last.confidence) == (line.code, line.reason, line.confidence)
    )
