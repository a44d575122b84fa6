"""What a workbook of corrections asks for, held against the lines as they stand now.

The workbook's own values are never believed: a row names a piece of work and the revision that it
was made from, and says which code the piece should have. A row that is missing asks for nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from timesheet.core.model import WORDS, Cents, Code, Instant, Seconds

NEAR = 0.4
"""How alike two codes must be, from 0 to 1, for one to be offered instead of the other."""


class Shut(StrEnum):
    """Why a piece of work takes no other code from this person."""

    CLOSED = "closed"
    OWN = "own"


class Piece(NamedTuple):
    """Seconds of a shift on a code and their cents; ``shown`` are the locked cells of its row.

    ``center`` is the cost center that the cents fall to, whether the code names it or not.
    """

    person: int
    shift: Instant
    start: Instant
    end: Instant
    code: Code
    source: str
    seconds: Seconds
    cents: Cents
    day: date
    team: int | None
    shut: Shut | None
    shown: tuple[tuple[str, str], ...] = ()
    center: int | None = None

    @property
    def key(self) -> str:
        """The name of the piece in a workbook; it tells person, shift, span and code."""
        code = (part or 0 for part in self.code)
        return "L" + ".".join(map(str, (self.person, self.shift, self.start, self.end, *code)))

    @property
    def spoken(self) -> bool:
        """True where it rests on a person's word."""
        return self.source in WORDS

    @property
    def revision(self) -> str:
        """What the row was made from; another word, code, length or owner changes it."""
        said = repr((self.key, self.source, self.seconds, self.center, self.shown))
        return "r" + hashlib.sha256(said.encode()).hexdigest()[:12]


class Said(NamedTuple):
    """A row of a workbook as texts; ``number`` is the row's on its sheet."""

    number: int
    key: str
    revision: str
    project: str
    task: str
    note: str
    shown: Mapping[str, str]
    center: str = ""
    pay_code: str = ""

    @property
    def asked(self) -> tuple[str, str, str]:
        """What the row asks for; nothing where all of it is empty."""
        return self.project, self.task, self.center


@dataclass(frozen=True)
class Codes:
    """The codes there are, as people write them, and those that may be named in the period."""

    projects: Mapping[str, int]
    tasks: Mapping[tuple[int, str], int]
    in_use: frozenset[Code]
    centers: Mapping[str, int] = field(default_factory=dict)
    _folded: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Codes are found whatever the case they are written in."""
        object.__setattr__(self, "_folded", _folded(self.projects))

    def find(self, said: Said, now: Code) -> "Code | Wrong":
        """Return the code that a row asks for; what it doesn't say stays, where that can be."""
        center = self._center(said.center)
        if isinstance(center, Wrong):
            return center
        project = self._folded.get(said.project.casefold()) if said.project else now.project
        if project is None and not said.project:
            return Wrong("correct_project", "", Why.NO_PROJECT)
        if project is None:
            near = _nearest(said.project, self.projects)
            return Wrong("correct_project", said.project, Why.PROJECT, near)
        if said.task:
            return self._task(project, said.task, center)
        kept = now if not said.project else Code(project)
        return kept._replace(cost_center=center) if center else kept

    def _center(self, said: str) -> "int | Wrong | None":
        if not said:
            return None
        found = _folded(self.centers).get(said.casefold())
        near = _nearest(said, self.centers)
        return found or Wrong("correct_cost_center", said, Why.COST_CENTER, near)

    def _task(self, project: int, said: str, center: int | None) -> "Code | Wrong":
        own = {text: key for (of, text), key in self.tasks.items() if of == project}
        for text, key in own.items():
            if text.casefold() == said.casefold():
                return Code(project, key, None, center)
        return Wrong("correct_task", said, Why.TASK, _nearest(said, own))


class Why(StrEnum):
    """Why a row is refused."""

    ROW = "row"
    TWICE = "twice"
    PROJECT = "project"
    TASK = "task"
    NO_PROJECT = "no_project"
    COST_CENTER = "cost_center"
    PAY_CODE = "pay_code"
    ENDED = "ended"
    CLOSED = "closed"
    OWN = "own"


class Wrong(NamedTuple):
    """Why no code can be made of what a row says: column, value, reason and the nearest code."""

    column: str
    value: str
    why: Why
    nearest: str = ""


class Change(NamedTuple):
    """A piece that gets another code, by the row that asked for it."""

    number: int
    piece: Piece
    code: Code
    note: str


class Clash(NamedTuple):
    """A row made from what isn't so any more: what it asks for, and the codes now (or none)."""

    number: int
    wanted: Code
    now: tuple[Code, ...]
    piece: Piece | None


class Bad(NamedTuple):
    """A row that can't be taken: the column and value to blame, why, and the nearest code."""

    number: int
    column: str
    value: str
    why: Why
    nearest: str = ""


class Moved(NamedTuple):
    """Changes of one pattern: from a code to a code; ``team``, ``person`` where all are of one."""

    before: Code
    after: Code
    lines: int
    people: int
    seconds: Seconds
    cents: Cents
    team: int | None
    person: int | None


@dataclass
class Plan:
    """What applying a workbook would do. ``ignored`` counts edited cells of locked columns."""

    changes: list[Change] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    refused: list[Bad] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    same: int = 0

    @property
    def stamp(self) -> str:
        """Name what would be written, so that exactly what was shown is applied."""
        said = [(one.piece.key, one.piece.revision, one.code, one.note) for one in self.changes]
        return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()[:24]

    def patterns(self) -> list[Moved]:
        """Return the changes by from → to, the most money first."""
        alike: defaultdict[tuple[Code, Code], list[Piece]] = defaultdict(list)
        for piece, code in ((one.piece, one.code) for one in self.changes):
            # Where cost centers aren't spoken of, lines of several are one pattern.
            center = piece.center if code.cost_center else None
            before = Code(*piece.code[:2], cost_center=center)
            after = Code(*code[:2], cost_center=code.cost_center)
            alike[before, after].append(piece)
        found = (_moved(before, after, some) for (before, after), some in alike.items())
        return sorted(found, key=lambda one: (-abs(one.cents), -one.seconds, one.lines))

    def by_project(self) -> list[tuple[int | None, Seconds, Cents]]:
        """Return what each project gains or loses in seconds and cents; they sum to nothing."""
        moved: defaultdict[int | None, list[int]] = defaultdict(lambda: [0, 0])
        for one in self.changes:
            for project, sign in ((one.piece.code.project, -1), (one.code.project, 1)):
                moved[project][0] += sign * one.piece.seconds
                moved[project][1] += sign * one.piece.cents
        found = [(key, sums[0], sums[1]) for key, sums in moved.items() if any(sums)]
        return sorted(found, key=lambda one: (one[2], one[0] or 0))


def plan(rows: Iterable[Said], pieces: Iterable[Piece], codes: Codes) -> Plan:
    """Hold the rows of a workbook against the pieces as they stand, in whatever order they are."""
    return _Planner(pieces, codes).plan(rows)


class _Planner:
    def __init__(self, pieces: Iterable[Piece], codes: Codes) -> None:
        self._codes = codes
        self._pieces = {piece.key: piece for piece in pieces}
        self._shifts: defaultdict[tuple[int, int], list[Piece]] = defaultdict(list)
        for piece in self._pieces.values():
            self._shifts[piece.person, piece.shift].append(piece)
        self._asked: dict[str, tuple[str, str, str]] = {}
        self._plan = Plan()

    def plan(self, rows: Iterable[Said]) -> Plan:
        for row in rows:
            self._row(row)
        return self._plan

    def _row(self, row: Said) -> None:
        piece = self._pieces.get(row.key)
        fresh = piece is not None and piece.revision == row.revision
        if piece is not None and fresh:
            self._plan.ignored += [(row.number, name) for name in _edited(row, piece)]
        if row.pay_code:
            self._refuse(row, "correct_pay_code", row.pay_code, Why.PAY_CODE)
        if not any(row.asked):
            return
        named = _named(row.key)
        if named is None:
            self._refuse(row, "line", row.key[:40], Why.ROW)
        elif (before := self._asked.get(row.key)) is not None:
            if before != row.asked:
                self._refuse(row, "line", "", Why.TWICE)
        else:
            self._asked[row.key] = row.asked
            wanted = self._codes.find(row, named[1])
            if isinstance(wanted, Code):
                self._wanted(row, piece if fresh else None, wanted, named[0])
            else:
                self._plan.refused.append(Bad(row.number, *wanted))

    def _wanted(self, row: Said, piece: Piece | None, code: Code, span: tuple[int, ...]) -> None:
        """Sort a row by what it asks for; ``piece`` is there where the revision still holds."""
        now = self._now(span)
        piece = piece or _unspoken(now, span)
        if (piece is not None and _same(piece, code)) or (
            piece is None and now and all(_has(some, code) for some in now)
        ):
            self._plan.same += 1
        elif piece is None:
            every = [one for some in now for one in some]
            found = tuple(dict.fromkeys(Code(*one.code[:2]) for one in every))
            clash = Clash(row.number, code, found, every[0] if every else None)
            self._plan.clashes.append(clash)
        elif piece.shut is not None:
            self._refuse(row, "line", "", Why(piece.shut.value))
        elif (row.project or row.task) and Code(*code[:2]) not in self._codes.in_use:
            column = "correct_task" if row.task else "correct_project"
            self._refuse(row, column, row.task or row.project, Why.ENDED)
        else:
            self._plan.changes.append(Change(row.number, piece, code, row.note))

    def _now(self, span: tuple[int, ...]) -> list[list[Piece]]:
        """Return the pieces that a span of a shift is now in, those of one span together."""
        person, shift, start, end = span
        found: defaultdict[tuple[int, int], list[Piece]] = defaultdict(list)
        for one in self._shifts.get((person, shift), ()):
            if one.start < end and one.end > start:
                found[one.start, one.end].append(one)
        return list(found.values())

    def _refuse(self, row: Said, column: str, value: str, why: Why) -> None:
        self._plan.refused.append(Bad(row.number, column, value, why))


def _unspoken(now: list[list[Piece]], span: tuple[int, ...]) -> Piece | None:
    """Return the one piece of a span where nobody's word is on it.

    Another inference since the workbook was made is no reason not to take a person's word: else
    what the first half of a workbook teaches would make conflicts of its second half.
    """
    if len(now) == 1 and len(now[0]) == 1:
        (one,) = now[0]
        if not one.spoken and (one.start, one.end) == span[2:]:
            return one
    return None


def _same(piece: Piece, code: Code) -> bool:
    """Tell whether a piece is on a code already; one without a cost center leaves that alone."""
    return piece.code[:2] == code[:2] and code.cost_center in {None, piece.center}


def _has(pieces: Iterable[Piece], code: Code) -> bool:
    return any(_same(one, code) for one in pieces)


def _named(key: str) -> tuple[tuple[int, ...], Code] | None:
    """Return the span and the code that a key names; None where it is no key of ours."""
    parts = key.removeprefix("L").split(".")
    whole = all(part.isascii() and part.isdecimal() and len(part) < 16 for part in parts)
    if not key.startswith("L") or len(parts) != 8 or not whole:
        return None
    numbers = [int(part) for part in parts]
    return tuple(numbers[:4]), Code(*(number or None for number in numbers[4:]))


def _edited(row: Said, piece: Piece) -> Iterator[str]:
    """Yield the locked columns of a row whose value is not what we wrote."""
    return (name for name, value in piece.shown if row.shown.get(name, value) != value)


def _moved(before: Code, after: Code, pieces: list[Piece]) -> Moved:
    teams, people = {piece.team for piece in pieces}, {piece.person for piece in pieces}
    return Moved(
        before,
        after,
        len(pieces),
        len(people),
        sum(piece.seconds for piece in pieces),
        sum(piece.cents for piece in pieces),
        next(iter(teams)) if len(teams) == 1 else None,
        next(iter(people)) if len(people) == 1 else None,
    )


def _nearest(text: str, known: Iterable[str]) -> str:
    """Return the known code most like a text; "" where none is like it at all."""
    folded = {code.casefold(): code for code in known}
    found = get_close_matches(text.casefold()[:80], folded, 1, NEAR)
    return folded[found[0]] if found else ""


def _folded(known: Mapping[str, int]) -> dict[str, int]:
    return {code.casefold(): key for code, key in known.items()}
