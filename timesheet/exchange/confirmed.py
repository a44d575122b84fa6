"""A file of history as confirmed shifts for a replay: streamed, in the order of their ends.

A file in the order of starts, as the shared format is, is never held in memory as a whole; another
must be sorted first. Wall-clock times are taken as they stand; no zone is needed.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from timesheet.core.inference.backtest import Case
from timesheet.core.inference.learner.sight import Fact, Label, Minutes, Sight
from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.exchange import history
from timesheet.exchange.history import Entry, RowError

GAP: Seconds = 4 * HOUR
"""A longer absence, or another day, begins another shift."""
DAY: Seconds = 24 * HOUR
SWEEP = 500
"""Rows after which shifts that nothing can be added to are let go."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: ``task`` asks for project and task, ``rows`` for each row as a shift.

    ``sort``: its rows are not in the order of starts.
    """

    path: Path
    task: bool = False
    rows: bool = False
    sort: bool = False


class Unordered(Exception):
    """The rows are not in the order of starts; read with ``sort``."""


@dataclass(slots=True)
class Found:
    """What was met on the way: rows with their hours, those without a code, those unreadable."""

    rows: int = 0
    uncoded: int = 0
    unusable: int = 0


@dataclass(slots=True)
class _Shift:
    """A shift while its rows are joined."""

    key: str
    person: str
    team: str
    start: Instant
    end: Instant
    seconds: dict[Label, Seconds] = field(default_factory=dict)

    def takes(self, entry: Entry) -> bool:
        """Tell whether a row of the same person belongs to this shift."""
        return entry.start - self.end <= GAP and entry.start // DAY == self.start // DAY

    def add(self, entry: Entry, label: Label) -> None:
        paid = entry.end - entry.start - entry.break_seconds
        self.end = max(self.end, entry.end)
        self.seconds[label] = self.seconds.get(label, 0) + paid

    def case(self) -> Case:
        total = sum(self.seconds.values())
        sight = Sight(
            self.key,
            self.person,
            _minutes(self.start),
            _minutes(self.end),
            total,
            (("team", self.team),) if self.team else (),
        )
        # Nothing is known of pay: an hour is an hour for everybody.
        return Case(Fact(sight, {c: s / total for c, s in self.seconds.items()}), cents=total)


def _minutes(at: Instant) -> Minutes:
    return at // 60


def cases(reading: Reading, found: Found) -> Iterator[Case]:
    """Yield the shifts of a file whose work is known, in the order of their ends; count in found.

    Refused where the file as a whole can't be read; raises Unordered where it must be sorted.
    """
    joined = _Joined(reading)
    coded = _coded(reading.path, found)
    last: Instant | None = None
    for entry in sorted(coded, key=lambda e: e.start) if reading.sort else coded:
        if last is not None and entry.start < last:
            raise Unordered
        last = entry.start
        joined.add(entry)
        if not found.rows % SWEEP:
            yield from joined.finished(last)
    yield from joined.finished(None)


def _coded(path: Path, found: Found) -> Iterator[Entry]:
    for entry in history.entries(path, "UTC"):
        found.rows += 1
        if isinstance(entry, RowError):
            found.unusable += 1
        elif not entry.project:
            found.uncoded += 1
        else:
            yield entry


class _Joined:
    """Rows joined to shifts, and the shifts in a heap until none can end before them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._open: dict[str, _Shift] = {}
        self._ended: list[tuple[Instant, str, int, _Shift]] = []
        self._order = count()

    def add(self, entry: Entry) -> None:
        label: Label = (entry.project, entry.task) if self._reading.task else entry.project
        shift = self._open.get(entry.person)
        if shift is None or self._reading.rows or not shift.takes(entry):
            if shift is not None:
                self._end(shift)
            shift = _Shift(entry.entry_id, entry.person, entry.team, entry.start, entry.start)
            self._open[entry.person] = shift
        shift.add(entry, label)

    def _end(self, shift: _Shift) -> None:
        heapq.heappush(self._ended, (shift.end, shift.person, next(self._order), shift))

    def finished(self, now: Instant | None) -> Iterator[Case]:
        """Yield the shifts that nothing can be added to, and that none can end before."""
        until = None if now is None else now - GAP
        for person, shift in list(self._open.items()):
            if until is None or shift.end < until:
                self._end(self._open.pop(person))
        while self._ended and (until is None or self._ended[0][0] < until):
            yield heapq.heappop(self._ended)[3].case()
