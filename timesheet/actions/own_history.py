"""The company's own past as cases for a replay, and how right its books are as they stand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from timesheet.core import effort
from timesheet.core.inference import evaluation, expected, learned
from timesheet.core.inference.backtest import Case
from timesheet.core.inference.evaluation import Mark
from timesheet.core.inference.evidence import Evidence
from timesheet.core.inference.learner.sight import Fact
from timesheet.core.inference.sample import WEEKS, drawn
from timesheet.core.model import HOUR, UNALLOCATED, Code, Instant, Seconds
from timesheet.exchange import truth
from timesheet.exchange.truth import TruePiece
from timesheet.store import accepted, bulk, past, terms
from timesheet.store.db import Tx, read
from timesheet.store.past import Acts, Past
from timesheet.store.terms import Worker

RECENT: Seconds = WEEKS * 7 * 24 * HOUR
"""How far back from the last shift "now" reaches."""
TOLD = 0.9
"""Share of a shift of which the truth must be known."""


@dataclass(frozen=True, slots=True)
class Own:
    """Shifts whose truth is known, in the order of their ends; the number of all; how it is now.

    ``source`` is "company" where people's words are the truth, "demo" where its generator is.
    """

    source: str
    cases: Sequence[Case]
    shifts: int
    now: Mark | None


def load(truth_file: Path | None, most: int) -> Own:
    """Read the company's latest shifts, ``most`` at most.

    ``truth_file`` is that of a demo company, None in any other.
    """
    with read() as tx:
        known = Truth.of(tx, truth_file) if truth_file is not None else None
        recent = past.last(tx) - RECENT
        first, people = _drawn(tx, recent, most)
        books, cases, number = _Books(max(first, recent)), [], 0
        house = terms.house(tx)
        for person in people:
            worker, blind = terms.worker(tx, person), accepted.blind(tx, person)
            for one in past.of_person(tx, person, first):
                number += 1
                right = known.right(one) if known else {}
                books.add(one, right)
                evidence = terms.terms_of(house, worker, one.week).evidence
                fact = _fact(one, worker, evidence, blind, right if known else None)
                if fact is not None:
                    cases.append(Case(fact, one.cents, expected.firm(one.shift, evidence)))
        now = books.mark(past.acts(tx, books.since, people))
    cases.sort(key=lambda case: (case.fact.sight.end, str(case.fact.sight.id)))
    return Own("demo" if known else "company", cases, number, now)


def _drawn(tx: Tx, recent: Instant, most: int) -> tuple[Instant, list[int]]:
    """Return from when on to look, and at whom: at all, or recently at some crews."""
    first = min(past.since(tx, most), recent)
    crews = past.by_crew(tx, first)
    numbers = {crew: sum(held.values()) for crew, held in crews.items()}
    if sum(numbers.values()) <= most:
        return first, sorted({person for held in crews.values() for person in held})
    return first, sorted({person for crew in drawn(numbers, most) for person in crews[crew]})


def _fact(
    one: Past,
    worker: Worker,
    evidence: Evidence,
    blind: Container[str],
    true: Mapping[Code, Seconds] | None,
) -> Fact | None:
    """Return what a shift was for: as was true, or (None) as people said of every hour of it."""
    shift = replace(one.shift, expected=expected.expected(one.shift, evidence))
    sight = learned.sight_of(shift, worker.zone)
    if true is None:
        fact = learned.fact_of(sight, one.booked, blind=blind)
        return fact if fact is not None and fact.detailed else None
    total = sum(true.values())
    return Fact(sight, {code: s / total for code, s in true.items()}) if total else None


@dataclass(frozen=True, slots=True)
class Truth:
    """What the generator of a demo company knows."""

    pieces: Mapping[int, Sequence[TruePiece]]
    codes: Mapping[tuple[str, str], Code]

    @classmethod
    def of(cls, tx: Tx, file: Path) -> "Truth | None":
        """Read the file of the truth; None where there is none."""
        pieces = truth.read(file)
        if not pieces:
            return None
        people, projects = bulk.ids(tx, bulk.people, "number"), bulk.ids(tx, bulk.projects, "code")
        tasks = bulk.ids(tx, bulk.tasks, "project_id", "code")
        names = {project: name for name, project in projects.items()}
        codes = {(names[p], task): Code(p, key) for (p, task), key in tasks.items()}
        return cls({people[n]: held for n, held in pieces.items() if n in people}, codes)

    def right(self, one: Past) -> dict[Code, Seconds]:
        """Return the true seconds of a shift by code; empty where too little of it is known."""
        found: dict[Code, int] = defaultdict(int)
        pieces = self.pieces.get(one.shift.person, ())
        first = bisect_left(pieces, one.shift.start, key=lambda piece: piece.end)
        for piece in pieces[first:]:
            if piece.start >= one.shift.end:
                break
            for segment in one.shift.segments:
                common = min(piece.end, segment.end) - max(piece.start, segment.start)
                if common > 0:
                    found[self.codes[piece.project, piece.task]] += common
        return dict(found) if sum(found.values()) >= TOLD * one.shift.seconds else {}


@dataclass(slots=True)
class _Books:
    """Sums over shifts since an instant: how much of what is booked for them is right.

    Where the truth is known it is compared. Else a person's word is right, what is inferred as
    often as it states, and what is unallocated never.
    """

    since: Instant
    shifts: int = 0
    seconds: int = 0
    cents: int = 0
    right_seconds: float = 0.0
    right_cents: float = 0.0

    def add(self, one: Past, true: Mapping[Code, Seconds]) -> None:
        if one.shift.start < self.since:
            return
        right = _agreeing(one, true) if true else _stated(one)
        share = min(1.0, right / one.shift.seconds)
        self.shifts += 1
        self.seconds += one.shift.seconds
        self.cents += one.cents
        self.right_seconds += share * one.shift.seconds
        self.right_cents += share * one.cents

    def mark(self, acts: Acts) -> Mark | None:
        """Return the books as a mark on the picture; None without shifts."""
        if not self.shifts:
            return None
        taps = effort.TAP.times(acts.presses + acts.answers) + effort.CHOICE.times(acts.choices)
        money = self.right_cents / self.cents if self.cents else 0.0
        cost = taps.times(1 / self.shifts)
        return evaluation.mark(cost, self.right_seconds / self.seconds, money)


def as_told(code: Code, true: Mapping[Code, Seconds]) -> Code:
    """Return a code as far as the truth tells it: where that knows project and task, no further."""
    return code if code in true else Code(code.project, code.task)


def _agreeing(one: Past, true: Mapping[Code, Seconds]) -> float:
    booked: dict[Code, int] = defaultdict(int)
    for line in one.booked:
        booked[as_told(line.code, true)] += line.seconds
    return sum(min(seconds, true.get(code, 0)) for code, seconds in booked.items())


def _stated(one: Past) -> float:
    return sum(
        line.seconds * (1.0 if line.reason.attested else line.confidence)
        for line in one.booked
        if line.code != UNALLOCATED
    )
