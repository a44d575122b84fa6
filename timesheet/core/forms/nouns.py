"""What a form is filled from, and the filled form."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from timesheet.core.export.nouns import Problem
from timesheet.core.model import Cents, Seconds
from timesheet.core.worked import Worked


class Presence(NamedTuple):
    """A shift as the law wants it recorded: wall-clock times, minutes of pauses, what was changed.

    ``start``, ``end`` and the pauses are texts like 07:02; ``seconds`` is the time worked, and
    ``overtime`` what of it is overtime.
    """

    person: str
    name: str
    day: date
    start: str
    end: str
    pauses: tuple[tuple[str, str], ...]
    pause_seconds: Seconds
    seconds: Seconds
    overtime: Seconds
    site: str = ""
    changed_by: str = ""
    changed_on: date | None = None
    reason: str = ""
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What only people know: the company's settings, and values by kind and what they are about.

    A kind is "last4" about a person's number, "class" about a task, "award" about a project.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, about: str) -> str:
        """Return a value; "" where nobody said."""
        return self.known.get(kind, {}).get(about, "")


class Signature(NamedTuple):
    """That ``by`` certified rows of a form, on his local day: those about a person's number.

    ``role`` is one of ``core.forms.signatures.Role``, ``sha256`` the digest of what he signed.
    """

    about: str
    role: str
    by: str
    on: date
    sha256: str


class Mark(NamedTuple):
    """A signature beside a form of now: ``holds`` is False where the rows have changed since."""

    by: str
    on: date
    holds: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """What somebody signs of a person: the headings and rows that the form says are signed."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def sha256(self) -> str:
        """A digest of it: the same as long as the same stands in it."""
        text = json.dumps([self.headings, self.rows], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Standing(NamedTuple):
    """Who signed for a person of a form; None where nobody did. ``sha256`` is that of ``what``."""

    number: str
    name: str
    what: Signed
    sha256: str
    person: Mark | None
    supervisor: Mark | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a form of some days is filled from, some people at a time.

    Of ``project`` where it is a form of one; on those in ``must`` hours need the person's word.
    ``year`` are the lines of the calendar year, for forms that have a yearly ceiling. ``measured``
    are seconds by person, first and last day measured, ``measured_names`` their names, ``since``
    is the first day that has hours here, ``resumed`` says who came back as a new employee, when and
    after how many weeks, ``away`` are days of special unpaid leave, as ``measured``: for forms that
    look back.
    """

    first: date
    last: date
    company: str
    said: Said
    lines: Sequence[Worked] = ()
    shifts: Sequence[Presence] = ()
    year: Sequence[Worked] = ()
    project: str = ""
    project_name: str = ""
    must: frozenset[str] = frozenset()
    currency: str = "USD"
    signatures: Sequence[Signature] = ()
    measured: Mapping[tuple[str, date, date], Seconds] = field(default_factory=dict)
    measured_names: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    resumed: Mapping[str, tuple[date, int]] = field(default_factory=dict)
    away: Mapping[tuple[str, date, date], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form: pairs of its head, headings, rows of texts, and what keeps it from being made.

    ``statement`` are the paragraphs to be signed, ``signed`` who did for each of its people,
    ``rests`` what each row rests on: all of them, or those of the first people only. ``count`` says
    how many rows there are, ``unsigned`` how many people lack a signature that holds.
    """

    head: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    statement: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rests: tuple[str, ...] = ()
    signed: tuple[Standing, ...] = ()
    count: int = 0
    unsigned: int = 0
    people: int = 0
    seconds: Seconds = 0
    cents: Cents = 0


class OfPerson(NamedTuple):
    """What a filled form says of one person: rows, what each rests on, and who signed them."""

    number: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    rests: tuple[str, ...]
    signed: Standing | None
