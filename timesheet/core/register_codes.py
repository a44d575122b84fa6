"""Pay codes of a provider's register beside ours, whatever the provider calls them. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from timesheet.core.headings import plain
from timesheet.core.model import Cents
from timesheet.core.register_rows import Paid, Part, code_of, plus

# What headings call the usual pay codes where nobody said otherwise.
USUAL_NAMES = {
    "regular": "REG", "reg": "REG", "overtime": "OT", "ot": "OT", "double": "DT",
    "doubleot": "DT", "doubleovertime": "DT", "doubletime": "DT", "pto": "VAC", "vacation": "VAC",
    "sick": "SICK", "holiday": "HOL", "bonus": "BONUS",
}  # fmt: skip


class Tolerance(NamedTuple):
    """How far two amounts may be apart and still agree: a provider rounds otherwise than we."""

    hundredths: int = 5
    cents: Cents = 100


USUAL = Tolerance()


class HasParts(Protocol):
    """Somebody with pay codes."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """His pay codes, by our names."""


class PartDifference(NamedTuple):
    """A pay code of a person, by the provider's name; ``known``: it is one of ours.

    What the register never says of a pay code (its hours, or its money) is None.
    """

    ours: Part
    theirs: Part
    known: bool
    agrees: bool


class PayCodes:
    """The pay codes of a pay period: how each is called at the provider, and what a register says.

    Several of ours may be one of theirs; they are compared together, under the provider's name.
    """

    def __init__(
        self,
        ours: Iterable[HasParts],
        theirs: Iterable[Paid],
        called: Mapping[str, str],
        tolerance: Tolerance,
    ) -> None:
        self.tolerance = tolerance
        self._called = dict(called)
        for one in ours:
            for part in one.parts:
                self._called.setdefault(part.code, part.code)
        self._keys = {_plain(name): _plain(name) for name in self._called.values()}
        for own, name in self._called.items():
            self._keys.setdefault(_plain(own), _plain(name))
        said = [part for one in theirs for part in one.parts]
        self._hours = any(part.hundredths is not None for part in said)
        self._money = any(part.cents is not None for part in said)

    def key(self, code: str) -> str:
        """Return what a code of the register is compared under; "" where it is none of ours."""
        found = self._keys.get(_plain(code), "")
        usual = USUAL_NAMES.get(_plain(code), "")
        return found or _plain(self._called.get(usual, usual))

    def compared(self, ours: Iterable[Part], theirs: Iterable[Part]) -> tuple[PartDifference, ...]:
        """Return a person's pay codes beside those of the register; () where it has none."""
        there: dict[str, Part] = {}
        for part in theirs:
            _add(there, self.key(part.code) or part.code, part)
        if not there:
            return ()
        here: dict[str, Part] = {}
        for part in ours:
            name = self._called[part.code]
            _add(here, _plain(name), part._replace(code=name))
        return tuple(
            self._difference(here.get(key), there.get(key)) for key in sorted({*here, *there})
        )

    def _difference(self, ours: Part | None, theirs: Part | None) -> PartDifference:
        code = theirs.code if theirs else ours.code if ours else ""
        own = ours or Part(code, 0, 0)
        hours = plus(0 if self._hours else None, theirs.hundredths if theirs else None)
        money = plus(0 if self._money else None, theirs.cents if theirs else None)
        agrees = near(hours, own.hundredths or 0, self.tolerance.hundredths) and near(
            money, own.cents or 0, self.tolerance.cents
        )
        known = theirs is None or bool(self.key(theirs.code))
        return PartDifference(own, Part(code, hours, money), known, agrees)


def near(one: int | None, other: int, apart: int) -> bool:
    """Tell whether two amounts agree within a tolerance; what isn't said contradicts nothing."""
    return one is None or abs(one - other) <= apart


def _add(held: dict[str, Part], key: str, part: Part) -> None:
    before = held.get(key)
    if before is not None:
        part = before._replace(
            hundredths=plus(before.hundredths, part.hundredths),
            cents=plus(before.cents, part.cents),
        )
    held[key] = part


def _plain(code: str) -> str:
    return plain(code_of(code))
