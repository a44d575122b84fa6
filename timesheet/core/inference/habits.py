"""Standard fractions found in confirmed shifts: "a tenth of a day on Harbour is travel".

They are proposed to the admin as breakdown rules, with the evidence; nothing acts unasked.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from timesheet.core.inference.learner.sight import Fact
from timesheet.core.inference.rules import WHOLE, Breakdown, Place, Step
from timesheet.core.model import Code

ENOUGH = 8
"""Confirmed shifts of a project before its fractions mean anything."""
USUAL = 0.8
"""Share of those shifts in which a part must occur."""
STEADY = 0.1
"""Most that the part's share may stray from its mean, on average."""


class Habit(NamedTuple):
    """A project's usual breakdown, and in how many of how many confirmed shifts it occurred."""

    project: int
    breakdown: Breakdown
    right: int
    seen: int


def habits(facts: Iterable[Fact]) -> list[Habit]:
    """Return the steady fractions of each project, from shifts whose every code was told."""
    days: dict[int, list[dict[Code, float]]] = defaultdict(list)
    for fact in facts:
        codes = {code: s for code, s in fact.shares.items() if isinstance(code, Code)}
        projects = {code.project for code in codes}
        if fact.detailed and len(projects) == 1:
            project = projects.pop()
            if project is not None:
                days[project].append(codes)
    found = (_habit(project, seen) for project, seen in sorted(days.items()))
    return [habit for habit in found if habit is not None]


def _habit(project: int, days: list[dict[Code, float]]) -> Habit | None:
    if len(days) < ENOUGH:
        return None
    sums: dict[Code, float] = defaultdict(float)
    for day in days:
        for code, share in day.items():
            sums[code] += share
    main = max(sums, key=lambda code: (sums[code], code.task or 0))
    parts = [(code, total / len(days)) for code, total in sums.items() if code != main]
    steady = [(code, mean) for code, mean in parts if _steady(code, mean, days)]
    if not steady:
        return None
    steps = tuple(Step(Place.FRACTION, round(mean * WHOLE), code) for code, mean in steady)
    right = sum(all(code in day for code, _ in steady) for day in days)
    return Habit(project, Breakdown(steps), right, len(days))


def _steady(code: Code, mean: float, days: list[dict[Code, float]]) -> bool:
    occurs = sum(code in day for day in days)
    strays = sum(abs(day.get(code, 0.0) - mean) for day in days) / len(days)
    return occurs >= USUAL * len(days) and strays <= STEADY
