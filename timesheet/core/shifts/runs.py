"""Effective punches to runs: pieces of presence from one punch to the next.

A missing punch is an exception, never a guess: an in that is followed by another in, or by nothing
within the longest shift allowed, pays nothing until somebody says when it ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from timesheet.core.model import Code, Instant, Kind, Punch, Seconds

# A second press of the same button within this time is the same press.
DOUBLE: Seconds = 300

_OPENING = frozenset({Kind.IN, Kind.BREAK_END})


@dataclass(frozen=True, slots=True)
class Run:
    """Presence from an opening punch to a closing one.

    ``word`` is the punch whose word holds: the opening one, or the one from before a break.
    """

    start: Instant
    end: Instant
    opened: Punch
    closed: Punch
    word: Punch

    @property
    def code(self) -> Code | None:
        """The code that the worker said when he began it, where he did."""
        return self.word.code


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a punch: ``missing_out``, ``missing_in`` or ``double_punch``."""

    name: str
    punch: Punch


@dataclass(slots=True)
class Runs:
    """What the punches made: runs, the in that is still open, and what was wrong."""

    runs: list[Run] = field(default_factory=list)
    open: Punch | None = None
    on_break: Punch | None = None
    faults: list[Fault] = field(default_factory=list)


def find_runs(punches: Sequence[Punch], max_shift: Seconds) -> Runs:
    """Walk a person's effective punches, in order of time, and pair them.

    Punches that carry a ``pair`` were recorded as one entry and pair with each other only; the
    rest pair in order. A pair longer than ``max_shift`` seconds is two missing punches.
    """
    found = _Walk(max_shift)
    paired: dict[str, list[Punch]] = {}
    for at, together in groupby(punches, key=lambda p: p.at):
        for punch in _in_order(list(together), is_open=found.is_open(at)):
            if punch.pair is None:
                found.take(punch)
            else:
                paired.setdefault(punch.pair, []).append(punch)
    result = found.finish()
    for entry in paired.values():
        _close_entry(entry, result)
    result.runs.sort(key=lambda run: (run.start, run.end, run.opened.id))
    return result


def _in_order(together: list[Punch], *, is_open: bool) -> list[Punch]:
    # Two punches in one second have no order of their own, and arrival says nothing (a phone may
    # deliver late): whoever is in goes out first, whoever is out comes in first.
    if len(together) == 1:
        return together
    return sorted(together, key=lambda p: ((p.kind in _OPENING) == is_open, p.kind, p.id))


def _close_entry(entry: list[Punch], result: Runs) -> None:
    opening = [p for p in entry if p.kind is Kind.IN]
    closing = [p for p in entry if p.kind is Kind.OUT]
    if opening and closing and closing[-1].at >= opening[0].at:
        result.runs.extend(_without_break(opening[0], closing[-1], opening[0]))
        return
    result.faults.extend(Fault("missing_out", p) for p in opening)
    result.faults.extend(Fault("missing_in", p) for p in closing)


def _without_break(opened: Punch, closed: Punch, word: Punch) -> list[Run]:
    """Cut a declared unpaid break out of the middle: nobody said when it was."""
    rest = min(closed.break_seconds, closed.at - opened.at)
    if not rest:
        return [Run(opened.at, closed.at, opened, closed, word)]
    first = opened.at + (closed.at - opened.at - rest) // 2
    pieces = [
        Run(opened.at, first, opened, closed, word),
        Run(first + rest, closed.at, opened, closed, word),
    ]
    return [piece for piece in pieces if piece.end > piece.start]


class _Walk:
    """The state of a clock while punches pass by."""

    def __init__(self, max_shift: Seconds) -> None:
        self.max_shift = max_shift
        self.opened: Punch | None = None
        self.on_break: Punch | None = None
        self.word: Punch | None = None
        self.last: Punch | None = None
        self.result = Runs()

    def is_open(self, at: Instant) -> bool:
        """Tell whether a shift is open that a punch at an instant could still end."""
        return self.opened is not None and at - self.opened.at <= self.max_shift

    def take(self, punch: Punch) -> None:
        if self._repeats(punch):
            self._fault("double_punch", punch)
            return
        self._forget_what_is_too_old(punch)
        if punch.kind in {Kind.IN, Kind.BREAK_END}:
            self._come(punch)
        elif punch.kind is Kind.TRANSFER:
            self._transfer(punch)
        else:
            self._go(punch)
        self.last = punch

    def finish(self) -> Runs:
        self.result.open, self.result.on_break = self.opened, self.on_break
        return self.result

    def _repeats(self, punch: Punch) -> bool:
        last = self.last
        return (
            last is not None
            and last.kind is punch.kind is not Kind.TRANSFER
            and (punch.at - last.at <= DOUBLE)
        )

    def _forget_what_is_too_old(self, punch: Punch) -> None:
        if self.opened is not None and punch.at - self.opened.at > self.max_shift:
            self._fault("missing_out", self.opened)
            self.opened = None
        if self.on_break is not None and punch.at - self.on_break.at > self.max_shift:
            self._fault("missing_out", self.on_break)
            self.on_break = None

    def _come(self, punch: Punch) -> None:
        if self.opened is not None:
            if punch.kind is Kind.BREAK_END:
                self._fault("double_punch", punch)
                return
            self._fault("missing_out", self.opened)
        elif self.on_break is None and punch.kind is Kind.BREAK_END:
            self._fault("missing_in", punch)
        # Who comes back from a break goes on with what he was at, unless he says otherwise.
        back = self.on_break is not None and punch.kind is Kind.BREAK_END
        if not back or self.word is None or punch.code is not None:
            self.word = punch
        self.opened, self.on_break = punch, None

    def _transfer(self, punch: Punch) -> None:
        if self.opened is None:
            if self.on_break is None:
                self._fault("missing_in", punch)
        else:
            self._close(punch)
        self.opened, self.word, self.on_break = punch, punch, None

    def _go(self, punch: Punch) -> None:
        leaves = punch.kind is Kind.OUT
        if self.opened is not None:
            self._close(punch)
        elif self.on_break is None or not leaves:
            self._fault("missing_in", punch)
        self.opened, self.on_break = None, None if leaves else punch

    def _close(self, punch: Punch) -> None:
        opened = self.opened
        if opened is not None and punch.at > opened.at:
            self.result.runs.extend(_without_break(opened, punch, self.word or opened))

    def _fault(self, name: str, punch: Punch) -> None:
        self.result.faults.append(Fault(name, punch))
