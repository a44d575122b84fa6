"""What was expected of a shift before it was worked, and how such expectations came true.

A rule, a hint and the roster are evidence like all other: how much each counts is learned from
confirmed shifts, and what really was done where something else was expected is counted with it.
To add a source, add it to ``SOURCES`` here.
"""

from collections.abc import Callable

from timesheet.core.inference.learner.sight import APPROVED
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
    keys = ((("expected", e.ref, e.code), 1.0) for e in view.sight.planned)
    return by_mass(pooled(view.memory, keys))


def came_true_here(view: View) -> Found:
    """Return the same of the crew."""
    groups = view.sight.groups
    keys = ((("expected", e.ref, e.code, g), 1.0) for e in view.sight.planned for g in groups)
    return by_mass(pooled(view.memory, keys))


def approved(view: View) -> Found:
    """Return what stood when the shift was approved, and what such shifts of the crew were for."""
    mine = [one for one in view.sight.expected if one.kind == APPROVED]
    crew = [group for group in view.sight.groups if group[0] == "team"]
    keys = ((("expected", e.ref, e.code, group), 1.0) for e in mine for group in crew)
    counts = pooled(view.memory, keys)
    for one in mine:
        counts[one.code] = counts.get(one.code, 0.0) + 1
    return by_mass(counts)


SOURCES: tuple[Source, ...] = (
    Source("roster", _expected("roster", PLANNED), 2.5, "planned on the roster"),
    Source("rule", _expected("rule", 2 * PLANNED), 1.5, "a rule of the company"),
    Source("elsewhere", _expected("elsewhere", 1), 0.3, "planned on the roster, at another site"),
    Source("beside", _expected("beside", None), 0.6, "planned for others at your site then"),
    Source("open", _expected("open", PLANNED), 1.5, "a free place at your site then"),
    Source("hint", _expected("hint", None), 0.4, "a hint of the company"),
    Source("came true", came_true, 0.3, "{right} of {seen} that were planned like this"),
    Source(
        "came true here", came_true_here, 0.2, "{right} of {seen} in your crew planned like this"
    ),
    Source("approved", approved, 0.0, "approved so by your lead"),
)
