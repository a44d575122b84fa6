"""What goes into a file for a provider, and what is said when it can't be made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a file is made for: a pay period, the batch's number, and when, on the wall clock."""

    first: date
    last: date
    batch: int
    made: datetime
    company: str = ""
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Earning:
    """What a pay code is at the provider: a code, and whether hours, money or both are sent.

    An empty code says explicitly that the pay code is not exported.
    """

    code: str
    sends: str = "hours"

    @property
    def exported(self) -> bool:
        """Tell whether the provider gets this pay code at all."""
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class Names:
    """How the provider calls what we know: by kind ("person", "project"), our name to theirs.

    ``settings`` are the company's values for the profile (its code at the provider, for one).
    """

    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    earnings: Mapping[str, Earning] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> str | None:
        """Return the provider's name; None where nobody said."""
        return self.known.get(kind, {}).get(name)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file can't be made, as a value: a sentence and what it is about.

    ``kind`` is that of a mapping (person, pay_code, project …) or setting, value, rows; ``name`` is
    ours. The ``values`` fill the ``%(name)s`` places of the text.
    """

    kind: str
    name: str
    text: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.values) if self.values else self.text


class Made(NamedTuple):
    """A finished file: its name, bytes, media type, and how many records it has."""

    name: str
    content: bytes
    media: str
    rows: int


def names_of(full: str) -> tuple[str, str]:
    """Return first and last name, written "Reyes, Ana" or "Ana Reyes"."""
    if "," in full:
        last, _, first = full.partition(",")
        return first.strip(), last.strip()
    first, _, last = full.strip().rpartition(" ")
    return first.strip(), last
