"""Versions of rules: which version of a rule holds on which days of work."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from timesheet.core.inference.rules import Rule

DAY = timedelta(days=1)


def in_force(versions: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules that hold on some day, each cut to the days on which it does.

    A later version takes the place of the earlier ones from its own first day on; a version that
    isn't active holds on no day, and so ends the rule from its first day on. Days before that keep
    the version they had.
    """
    in_order = sorted(versions, key=lambda rule: (rule.id, rule.version))
    found = (r for _, group in groupby(in_order, key=lambda rule: rule.id) for r in _cut(group))
    return tuple(sorted(found, key=lambda rule: (rule.id, rule.version)))


def _cut(versions: Iterable[Rule]) -> Iterator[Rule]:
    taken_from: date | None = None
    for rule in reversed(list(versions)):
        last = _earlier(rule.valid_to, taken_from - DAY if taken_from else None)
        if rule.active and (last is None or (rule.valid_from or date.min) <= last):
            yield replace(rule, valid_to=last)
        if rule.valid_from is None or rule.valid_from == date.min:
            return
        taken_from = _earlier(taken_from, rule.valid_from)


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days) if days else None
