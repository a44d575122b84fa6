"""What was derived, as rows of the derived tables."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from timesheet.core.model import Issue, PayLine, Reason, Shift, Timecard

TeamOn = Callable[[date], int | None]
CostCenterOf = Callable[[int | None, int | None], int | None]


def compact(value: object) -> str:
    """Write a value as short JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def shift(shift: Shift, zone: str, team: int | None) -> dict[str, Any]:
    """Return a shift as a row."""
    first = shift.segments[0] if shift.segments else None
    return {
        "day": shift.day,
        "start_at": shift.start,
        "end_at": shift.end,
        "raw_start": shift.raw_start,
        "raw_end": shift.raw_end,
        "seconds": shift.seconds,
        "is_open": shift.open,
        "open_since": shift.open_since,
        "team_id": team,
        "site_id": first.site if first else None,
        "zone": (first.zone if first else None) or zone,
        "punches": compact(shift.punches),
        "segments": compact([[s.start, s.end, s.site] for s in shift.segments]),
        "meal_owed": shift.meal.owed if shift.meal else 0,
        "meal_taken": shift.meal.taken if shift.meal else 0,
        "meal_said_id": shift.meal.said if shift.meal else None,
    }


def _why(reason: Reason) -> dict[str, Any]:
    return {
        "source": reason.source.value,
        "ref": reason.ref,
        "details": compact(reason.details),
        "likely_project_id": reason.likely.project if reason.likely else None,
        "likely_task_id": reason.likely.task if reason.likely else None,
    }


def allocations_of(card: Timecard) -> Iterator[dict[str, Any]]:
    """Yield the allocations of a timecard as rows."""
    starts = [shift.start for shift in card.shifts]
    for line in card.allocations:
        shift = max((start for start in starts if start <= line.start), default=line.start)
        yield {
            "shift_start": shift,
            "start_at": line.start,
            "end_at": line.end,
            "seconds": line.seconds,
            "project_id": line.code.project,
            "task_id": line.code.task,
            "cost_code_id": line.code.cost_code,
            "cost_center_id": line.code.cost_center,
            "confidence": line.confidence,
            **_why(line.reason),
        }


def pay_line(line: PayLine) -> dict[str, Any]:
    """Return a pay line as a row."""
    return {
        "period": line.period,
        "pay_code": line.pay_code,
        "part": line.part.value,
        "seconds": line.seconds,
        "rate": line.rate,
        "multiplier": line.multiplier,
        "cents": line.cents,
        "ref": line.reason.ref,
        "details": compact(line.reason.details),
    }


def labor_lines_of(
    card: Timecard, team_on: TeamOn, cost_center: CostCenterOf
) -> Iterator[dict[str, Any]]:
    """Yield the labor lines of a timecard as rows, each with its team and cost center."""
    for line in card.labor_lines:
        team = team_on(line.day)
        yield {
            "period": line.period,
            "day": line.day,
            "team_id": team,
            "project_id": line.code.project,
            "task_id": line.code.task,
            "cost_code_id": line.code.cost_code,
            "cost_center_id": line.code.cost_center or cost_center(line.code.project, team),
            "pay_code": line.pay_code,
            "part": line.part.value,
            "seconds": line.seconds,
            "cents": line.cents,
            "start_at": line.start,
            "end_at": line.end,
            "shift_start": line.shift_start,
            "confidence": line.confidence,
            "attested": line.reason.attested,
            **_why(line.reason),
        }


def issue(issue: Issue) -> dict[str, Any]:
    """Return an exception as a row."""
    return {
        "day": issue.day,
        "at": issue.at,
        "code": issue.code,
        "severity": issue.severity.value,
        "details": compact(issue.details),
        "punches": compact(issue.punches),
        "seconds": issue.seconds,
        "cents": issue.cents,
        "settled_id": issue.settled,
    }
