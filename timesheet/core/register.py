"""The provider's payroll register beside ours: differences per person and pay code. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from timesheet.core.export.nouns import names_of
from timesheet.core.headings import plain
from timesheet.core.model import Cents
from timesheet.core.register_codes import USUAL, PartDifference, PayCodes, Tolerance, near
from timesheet.core.register_rows import Paid, Part, plus


class Ours(NamedTuple):
    """What we know of a person in a pay period, with his ids at providers.

    ``parts`` are his pay codes, by our names.
    """

    number: str
    name: str
    hundredths: int
    cents: Cents
    ids: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()


class Difference(NamedTuple):
    """A person of ours beside the register; ``theirs`` None where the register hasn't got him.

    ``parts`` are his pay codes, where the register has them.
    """

    ours: Ours
    theirs: Paid | None
    agrees: bool
    parts: tuple[PartDifference, ...] = ()


class Stranger(NamedTuple):
    """Somebody in the register beside whom nobody of ours stands, and the most similar of ours.

    ``open``: he is found, but his hours aren't locked here yet.
    """

    theirs: Paid
    nearest: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A register beside ours: everybody of both stands in it once.

    ``unknown`` are pay codes of the register that are none of ours. Who has one is compared by his
    sums alone: what it should be held against, nobody said.
    """

    differences: tuple[Difference, ...]
    strangers: tuple[Stranger, ...]
    unknown: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """True where everybody agrees within the tolerance."""
        return not self.strangers and all(one.agrees for one in self.differences)


def compare(
    ours: Sequence[Ours],
    theirs: Sequence[Paid],
    tolerance: Tolerance = USUAL,
    others: Sequence[Ours] = (),
    called: Mapping[str, str] | None = None,
) -> Comparison:
    """Return everybody of ours beside the register, and everybody of the register's we don't know.

    By an id at a provider or our own number, else by a name that only one person has. ``others``
    are people of ours with nothing to compare yet; ``called`` is how the provider calls our pay
    codes where it isn't as we do.
    """
    matched: dict[str, list[Paid]] = defaultdict(list)
    strangers = []
    find = _Finder(ours)
    find_other = _Finder(others)
    known = {one.number: f"{one.name} ({one.number})" for one in (*ours, *others)}
    names = {plain(" ".join(names_of(one.name))): known[one.number] for one in (*ours, *others)}
    for one in theirs:
        number = find(one)
        if number is not None:
            matched[number].append(one)
        elif (number := find_other(one)) is not None:
            strangers.append(Stranger(one, known[number], open=True))
        else:
            near = get_close_matches(plain(" ".join(names_of(one.name))), names, 1, 0.5)
            strangers.append(Stranger(one, names[near[0]] if near else ""))
    codes = PayCodes(ours, theirs, called or {}, tolerance)
    found = [_difference(one, matched.get(one.number), codes) for one in ours]
    unknown = {part.code for one in theirs for part in one.parts if not codes.key(part.code)}
    return Comparison(tuple(found), tuple(strangers), tuple(sorted(unknown)))


class _Finder:
    """Finds a person of ours for one of the register; None where nobody is, or several are."""

    def __init__(self, ours: Iterable[Ours]) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for one in ours:
            for key in (one.number, *one.ids):
                self._ids[key.lstrip("0").casefold()].add(one.number)
            self._names[plain(" ".join(names_of(one.name)))].add(one.number)

    def __call__(self, one: Paid) -> str | None:
        by_id = self._ids.get(one.id.lstrip("0").casefold(), set()) if one.id else set()
        found = by_id or self._names.get(plain(" ".join(names_of(one.name))), set())
        return next(iter(found)) if len(found) == 1 else None


def _difference(ours: Ours, some: list[Paid] | None, codes: PayCodes) -> Difference:
    if not some:
        return Difference(ours, None, agrees=not (ours.hundredths or ours.cents))
    theirs, tolerance = some[0], codes.tolerance
    for one in some[1:]:
        theirs = theirs._replace(
            hundredths=plus(theirs.hundredths, one.hundredths),
            cents=plus(theirs.cents, one.cents),
            parts=(*theirs.parts, *one.parts),
        )
    parts = codes.compared(ours.parts, theirs.parts)
    sums = near(theirs.hundredths, ours.hundredths, tolerance.hundredths) and near(
        theirs.cents, ours.cents, tolerance.cents
    )
    told = all(part.known for part in parts)
    agrees = sums and (not told or all(part.agrees for part in parts))
    return Difference(ours, theirs, agrees, parts)
