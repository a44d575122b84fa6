"""What was expected of a shift before it was worked, and how such expectations came true.

A rule, a hint and the roster are evidence like all other: how much each counts is learned from
confirmed shifts, and what really was done where something else was expected is counted with it.
To add a source, add it to ``SOURCES`` here.
"""

from collections.abc import Callable

from timesheet.core.inference.learner.source import Source
from timesheet.core.inference.learner.view import Found, View, by_mass, pooled, tally

PLANNED = 9
"""Confirmed shifts that a planner's or an admin's considered word is worth to begin with."""


def _expected(kind: str, worth: int | None) -> Callable[[View], Found]:
    def find(view: View) -> Found:
        mine = (e for e in view.sight.expected if e.kind == kind)
        return by_mass(tally((e.code, worth or e.weight) for e in mine))

    return find


def came_true(view: View) -> Found:
    """Return what shifts of which the same was expected were for."""
    keys = ((("expected", e.ref, e.code), 1.0) for e in view.sight.expected)
    return by_mass(pooled(view.memory, keys))


def came_true_here(view: View) -> Found:
    """Return the same of the crew."""
    sight = view.sight
    keys = ((("expected", e.ref, e.code, g), 1.0) for e in sight.expected for g in sight.groups)
    return by_mass(pooled(view.memory, keys))


SOURCES: tuple[Source, ...] = (
    Source("roster", _expected("roster", PLANNED), 1.5, "planned on the roster"),
    Source("rule", _expected("rule", 2 * PLANNED), 1.5, "a rule of the company"),
    Source("hint", _expected("hint", None), 0.6, "a hint of the company"),
    Source("came true", came_true, 0.3, "{right} of {seen} that were planned like this"),
    Source(
        "came true here", came_true_here, 0.2, "{right} of {seen} in your crew planned like this"
    ),
)
