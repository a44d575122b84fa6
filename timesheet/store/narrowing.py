"""Values that columns of a report show, as conditions on the rows that they are made from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.store.names import Names
from timesheet.store.selection import Selection

Pairs = tuple[tuple[str, str], ...]

NOBODY_AT_ALL: frozenset[int] = frozenset()


def narrowed(
    chosen: Selection, equal: Pairs, names: Names, *, of_lines: bool
) -> tuple[Selection, Pairs]:
    """Return a selection of the rows that show these values, and what it can't tell.

    ``of_lines``: the report's rows are labor lines; of any other, only people and days are told.
    """
    left: list[tuple[str, str]] = []
    for column, value in equal:
        if column in _PEOPLE:
            chosen = _of_people(chosen, _PEOPLE[column](names, value))
        elif column == "day":
            chosen = _of_day(chosen, value)
        elif of_lines and column in _LINES:
            name, values = _LINES[column](names, value)
            chosen = replace(chosen, equal=(*chosen.equal, (name, values)))
        else:
            left.append((column, value))
    return chosen, tuple(left)


def _of_people(chosen: Selection, people: frozenset[int]) -> Selection:
    return replace(chosen, people=people if chosen.people is None else chosen.people & people)


def _of_day(chosen: Selection, value: str) -> Selection:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return replace(chosen, people=NOBODY_AT_ALL)
    if not chosen.first <= day <= chosen.last:
        return replace(chosen, people=NOBODY_AT_ALL)
    return replace(chosen, first=day, last=day)


def _person(names: Names, value: str) -> frozenset[int]:
    key = int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else None
    return frozenset({key}) & names.people.keys() if key is not None else NOBODY_AT_ALL


_PEOPLE: Mapping[str, Callable[[Names, str], frozenset[int]]] = {
    "person_id": _person,
    "person": lambda names, value: _keys(names.people, lambda p: p.name == value),
    "person_number": lambda names, value: _keys(names.people, lambda p: p.number == value),
}


def _keys(there: Mapping[int, Any], fits: Callable[[Any], bool]) -> frozenset[int]:
    return frozenset(key for key, name in there.items() if fits(name))


def _named(table: str, column: str) -> Callable[[Names, str], tuple[str, tuple[int | None, ...]]]:
    def find(names: Names, value: str) -> tuple[str, tuple[int | None, ...]]:
        found: Iterable[int | None] = _keys(getattr(names, table), lambda name: name == value)
        return column, (*found, None) if value == "" else tuple(found)

    return find


def _project(
    field: str, nothing: str
) -> Callable[[Names, str], tuple[str, tuple[int | None, ...]]]:
    def find(names: Names, value: str) -> tuple[str, tuple[int | None, ...]]:
        found = _keys(names.projects, lambda project: getattr(project, field) == value)
        return "project_id", (*found, None) if value in {"", nothing} else tuple(found)

    return find


def _itself(column: str) -> Callable[[Names, str], tuple[str, tuple[Any, ...]]]:
    return lambda _names, value: (column, (value,))


def _of_days(column: str) -> Callable[[Names, str], tuple[str, tuple[Any, ...]]]:
    def find(_names: Names, value: str) -> tuple[str, tuple[Any, ...]]:
        try:
            return column, (date.fromisoformat(value),)
        except ValueError:
            return column, ()

    return find


_LINES: Mapping[str, Callable[[Names, str], tuple[str, tuple[Any, ...]]]] = {
    "team": _named("teams", "team_id"),
    "project": _project("code", UNALLOCATED),
    "project_name": _project("name", ""),
    "customer": _project("customer", ""),
    "task": _named("tasks", "task_id"),
    "cost_code": _named("cost_codes", "cost_code_id"),
    "cost_center": _named("cost_centers", "cost_center_id"),
    "pay_code": _itself("pay_code"),
    "source": _itself("source"),
    "week": _of_days("week"),
    "period": _of_days("period"),
}
