"""Runs to segments to shifts: presence counts once, whatever is open at the same time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from timesheet.core import calendar
from timesheet.core.model import (
    Correction,
    Instant,
    Issue,
    Punch,
    Seconds,
    Segment,
    Severity,
    Shift,
    Word,
)
from timesheet.core.shifts.effective import effective
from timesheet.core.shifts.runs import Fault, Run, Runs, find_runs

MOST = 1 << 62
# An in without an out for longer is a missing punch, where the company says nothing else.
MAX_SHIFT: Seconds = 18 * 3600


@dataclass(frozen=True, slots=True)
class PairingRules:
    """How punches become shifts.

    ``zone`` is the person's where a punch names none. A gap of ``new_shift_gap`` seconds begins
    another shift. A punch farther than ``max_shift`` seconds from its fellow is not paired.
    """

    zone: str
    new_shift_gap: Seconds = 4 * 3600
    max_shift: Seconds = MAX_SHIFT


def shifts_of(
    punches: Iterable[Punch], corrections: Iterable[Correction], rules: PairingRules
) -> tuple[tuple[Shift, ...], tuple[Issue, ...]]:
    """Return a person's shifts in order, and what was wrong with the punches.

    What the worker is in the middle of is an ``open`` shift: it ends, for now, where its last
    closed segment does.
    """
    counted = effective(punches, corrections)
    runs = find_runs(counted, rules.max_shift)
    segments = cut(runs.runs)
    shifts = _group(segments, runs, rules)
    issues = [_issue_of(fault, rules) for fault in runs.faults]
    issues += _overlaps(shifts, runs.runs, rules)
    return tuple(shifts), tuple(sorted(issues, key=lambda i: (i.at, i.code, i.punches)))


def cut(runs: Sequence[Run]) -> list[Segment]:
    """Cut runs that may overlap into segments that don't; each names all the words then open."""
    edges = sorted({run.start for run in runs} | {run.end for run in runs})
    if sum(run.end - run.start for run in runs) == _covered(runs):
        return [_segment(run.start, run.end, [run]) for run in runs if run.start < run.end]
    segments = []
    active: list[Run] = []
    waiting = sorted(runs, key=lambda run: run.start, reverse=True)
    for start, end in pairwise(edges):
        active = [run for run in active if run.end > start]
        while waiting and waiting[-1].start <= start:
            active.append(waiting.pop())
        if active:
            segments.append(_segment(start, end, active))
    return segments


def _covered(runs: Sequence[Run]) -> Seconds:
    total, reached = 0, 0
    for run in runs:
        total += max(0, run.end - max(run.start, reached))
        reached = max(reached, run.end)
    return total


def _segment(start: Instant, end: Instant, runs: Sequence[Run]) -> Segment:
    first = runs[0].opened
    words = tuple(Word(run.code, run.word.id) for run in runs if run.code is not None)
    return Segment(start, end, words, first.site, first.zone, first.device)


def _group(segments: Sequence[Segment], runs: Runs, rules: PairingRules) -> list[Shift]:
    person = _person(runs)
    groups: list[list[Segment]] = []
    for segment in segments:
        if groups and segment.start - groups[-1][-1].end < rules.new_shift_gap:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    used: list[tuple[int, ...]] = sorted(
        {(p.at, p.id) for run in runs.runs for p in (run.opened, run.closed)}
    )
    shifts = [_shift(person, group, used, rules) for group in groups]
    return _with_open(shifts, runs, rules)


def _person(runs: Runs) -> int:
    for run in runs.runs:
        return run.opened.person
    waiting = runs.open or runs.on_break
    return waiting.person if waiting else 0


def _shift(
    person: int, group: list[Segment], used: list[tuple[int, ...]], rules: PairingRules
) -> Shift:
    start, end = group[0].start, group[-1].end
    within = used[bisect_left(used, (start,)) : bisect_right(used, (end, MOST))]
    punches = tuple(punch for _, punch in within)
    day = calendar.day_of(start, group[0].zone or rules.zone)
    return Shift(person, day, start, end, tuple(group), start, end, punches)


def _with_open(shifts: list[Shift], runs: Runs, rules: PairingRules) -> list[Shift]:
    opened = runs.open or runs.on_break
    if opened is None:
        return shifts
    last = shifts[-1] if shifts else None
    if last is not None and opened.at - last.end < rules.new_shift_gap:
        punches = (*last.punches, opened.id) if opened.id not in last.punches else last.punches
        shifts[-1] = Shift(
            last.person, last.day, last.start, last.end, last.segments,
            last.raw_start, last.raw_end, punches, open=True, open_since=opened.at,
        )  # fmt: skip
        return shifts
    day = calendar.day_of(opened.at, opened.zone or rules.zone)
    at, ids = opened.at, (opened.id,)
    fresh = Shift(opened.person, day, at, at, (), at, at, ids, open=True, open_since=at)
    return [*shifts, fresh]


def _overlaps(shifts: list[Shift], runs: list[Run], rules: PairingRules) -> list[Issue]:
    """One exception for each shift in which two entries were open at once."""
    issues = []
    starts = [run.start for run in runs]
    for shift in shifts:
        within = runs[bisect_left(starts, shift.start) : bisect_left(starts, shift.end)]
        twice = sum(run.end - run.start for run in within) - shift.seconds
        if twice:
            day = calendar.day_of(shift.start, rules.zone)
            issues.append(
                Issue("overlap", Severity.INFO, shift.person, day, shift.start,
                      punches=shift.punches, seconds=twice)
            )  # fmt: skip
    return issues


def _issue_of(fault: Fault, rules: PairingRules) -> Issue:
    punch = fault.punch
    severity = Severity.INFO if fault.name == "double_punch" else Severity.BLOCK
    day = _day_of(punch, rules)
    return Issue(fault.name, severity, punch.person, day, punch.at, punches=(punch.id,))


def _day_of(punch: Punch, rules: PairingRules) -> date:
    return calendar.day_of(punch.at, punch.zone or rules.zone)
