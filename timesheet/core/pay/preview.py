"""What would change: two ways of paying the same weeks, held side by side."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from timesheet.core.model import Cents, PayLine, Seconds


class Change(NamedTuple):
    """Hours and money of one pay code before and after, and how many people it touches."""

    pay_code: str
    seconds_before: Seconds
    seconds_after: Seconds
    cents_before: Cents
    cents_after: Cents
    people: int


def changes(before: Iterable[PayLine], after: Iterable[PayLine]) -> list[Change]:
    """Return the pay codes whose hours or money differ, in order of code."""
    old, new = _sums(before), _sums(after)
    people: dict[str, set[int]] = defaultdict(set)
    for person, code in old.keys() | new.keys():
        if old.get((person, code), (0, 0)) != new.get((person, code), (0, 0)):
            people[code].add(person)
    return [
        Change(code, *_both(old, new, code, 0), *_both(old, new, code, 1), len(people[code]))
        for code in sorted(people)
    ]


def affected(before: Iterable[PayLine], after: Iterable[PayLine]) -> dict[int, Cents]:
    """Return the people whose pay would change, with the difference in cents."""
    old, new = _sums(before), _sums(after)
    found: dict[int, Cents] = defaultdict(int)
    for (person, _), (_, cents) in new.items():
        found[person] += cents
    for (person, _), (_, cents) in old.items():
        found[person] -= cents
    return {person: cents for person, cents in sorted(found.items()) if cents}


Sums = dict[tuple[int, str], tuple[Seconds, Cents]]


def _sums(lines: Iterable[PayLine]) -> Sums:
    found: Sums = {}
    for line in lines:
        seconds, cents = found.get((line.person, line.pay_code), (0, 0))
        found[line.person, line.pay_code] = (seconds + line.seconds, cents + line.cents)
    return found


def _both(old: Sums, new: Sums, code: str, which: int) -> tuple[int, int]:
    return (
        sum(found[which] for (_, c), found in old.items() if c == code),
        sum(found[which] for (_, c), found in new.items() if c == code),
    )
