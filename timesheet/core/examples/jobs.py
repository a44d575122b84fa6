"""Job cost of a worked example: straight money where worked, premium as the policy allocates it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from timesheet.core.examples.reading import Example
from timesheet.core.model import Part, PayLine, PaySpan, Seconds, Shift
from timesheet.core.money import split
from timesheet.core.pay.work import PayResult

_OVERTIME = ("OT", "DT", "HOL", "PEN")


def by_job(shifts: Iterable[Shift], example: Example) -> dict[str, Seconds]:
    """Return the counted seconds of each job, in order of first appearance."""
    found: dict[str, Seconds] = defaultdict(int)
    for job, span in _worked(shifts, example):
        found[job] += span[1] - span[0]
    return dict(found)


def _worked(shifts: Iterable[Shift], example: Example) -> list[tuple[str, tuple[int, int]]]:
    return [
        (job, (segment.start, segment.end))
        for shift in shifts
        for segment in shift.segments
        if (job := example.jobs[segment.words[0].code.project or 0]) is not None
    ]


def job_money(results: list[PayResult], shifts: list[Shift], example: Example) -> dict[str, Any]:
    """Return premium and cost per job, and the premium that goes to overhead, in money."""
    worked = _worked(shifts, example)
    jobs = list(dict.fromkeys(job for job, _ in worked))
    premium = dict.fromkeys(jobs, 0)
    cost = dict.fromkeys(jobs, 0)
    overhead = 0
    for result in results:
        week = [PaySpan(p.start, p.end, p.day) for p in result.pieces]
        for line in result.lines:
            extra = line.part == Part.PREMIUM and line.pay_code.startswith(_OVERTIME)
            if extra and example.policy.allocation.premium == "overhead":
                overhead += line.cents
                continue
            for job, amount in _shares(line, week, worked, jobs, example, extra=extra).items():
                cost[job] += amount
                if extra:
                    premium[job] += amount
    return {
        "job_premium": {job: amount / 100 for job, amount in premium.items()},
        "job_cost": {job: amount / 100 for job, amount in cost.items()},
        "overhead_premium": overhead / 100,
    }


def _shares(
    line: PayLine,
    week: list[PaySpan],
    worked: list[tuple[str, tuple[int, int]]],
    jobs: list[str],
    example: Example,
    *,
    extra: bool,
) -> dict[str, int]:
    designated = example.policy.allocation.designated
    if extra and designated in jobs:
        return {designated: line.cents}
    seconds = dict.fromkeys(jobs, 0)
    for span in line.spans or week:
        for job, (start, end) in worked:
            seconds[job] += max(0, min(end, span.end) - max(start, span.start))
    if not any(seconds.values()):
        return {}
    return dict(zip(jobs, split(line.cents, list(seconds.values())), strict=True))
