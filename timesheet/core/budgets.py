"""Budgets of projects, what customers owe for them, and what was billed: nouns, and what holds.

Budgets and terms are versioned by the day from which they hold; of two from one day on, the one
recorded later. What was billed are facts. Money is wages without burden, in cents.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from timesheet.core.model import Cents, Rate, Seconds

Place = tuple[int, int | None]


class Budget(NamedTuple):
    """What a project, or one task of it, may take in hours and wages; both 0: none any more."""

    project: int
    task: int | None
    seconds: Seconds
    cents: Cents
    valid_from: date
    reason: str = ""

    @property
    def place(self) -> Place:
        """What it is for."""
        return self.project, self.task


class Basis(StrEnum):
    """How a customer pays for a project."""

    HOURLY = "hourly"
    FIXED = "fixed"
    NOTHING = "nothing"


class Terms(NamedTuple):
    """How a project is paid for: a rate (1/10,000 an hour), or the amount of the contract."""

    project: int
    basis: Basis
    rate: Rate
    cents: Cents
    valid_from: date
    reason: str = ""


class Billed(NamedTuple):
    """An invoice of a day as accounting entered it; negative: a credit note."""

    project: int
    day: date
    cents: Cents
    number: str = ""
    reason: str = ""


class InForce(NamedTuple):
    """The budget as it was first set, and as it was last revised."""

    original: Budget
    revised: Budget


V = TypeVar("V", Budget, Terms)
K = TypeVar("K")


def in_force(budgets: Iterable[Budget], day: date) -> dict[Place, InForce]:
    """Return the budgets that hold on a day, by place; they come in the order of recording."""
    first = _firsts(budgets, day)
    latest = _latest((b for b in first[1]), day, lambda b: b.place)
    return {
        place: InForce(first[0][place], revised)
        for place, revised in latest.items()
        if revised.seconds or revised.cents
    }


def terms_on(terms: Iterable[Terms], day: date) -> dict[int, Terms]:
    """Return how each project is paid for on a day; they come in the order of recording."""
    found = _latest(terms, day, lambda one: one.project)
    return {project: one for project, one in found.items() if one.basis is not Basis.NOTHING}


def _firsts(budgets: Iterable[Budget], day: date) -> tuple[dict[Place, Budget], list[Budget]]:
    first: dict[Place, Budget] = {}
    held = [budget for budget in budgets if budget.valid_from <= day]
    for budget in held:
        before = first.get(budget.place)
        if before is None or budget.valid_from < before.valid_from:
            first[budget.place] = budget
    return first, held


def _latest(versions: Iterable[V], day: date, key: Callable[[V], K]) -> dict[K, V]:
    found: dict[K, V] = {}
    for one in versions:
        held = found.get(key(one))
        if one.valid_from <= day and (held is None or one.valid_from >= held.valid_from):
            found[key(one)] = one
    return found


def place_of(project: int, task: int | None, held: Mapping[Place, InForce]) -> Place:
    """Return the place whose budget hours on a code draw on.

    A budget of the whole project holds all its hours, until one of its tasks has a budget of its
    own: from then on it is of what is on no task.
    """
    by_task = any(one == project and own is not None for one, own in held)
    return (project, None) if (project, None) in held and not by_task else (project, task)
