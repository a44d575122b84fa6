"""What is known about one person's shifts, and how sure each source is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from timesheet.core.inference.places import Beside
from timesheet.core.inference.rules import Rule
from timesheet.core.inference.splits import Day, Split
from timesheet.core.model import Answer, Code, Instant, RosterShift, Shift, Source

# What a source is trusted with where the learner has no word to judge it by. An admin's rule and a
# planned shift are somebody's considered word (19 of 20, 8 of 10); a last code is a coin toss: on
# real timesheets it was right .41 to .99 of the time, which no constant can know. Once anybody has
# given his word, the learner weighs what they expect (``learner.expected``).
TRUST: Mapping[Source, float] = {Source.RULE: 0.95, Source.ROSTER: 0.8, Source.LAST_CODE: 0.5}

OTHERS = 0.6
"""Trust in what is planned for others at the same site, where it is one code."""


class LastConfirmed(NamedTuple):
    """The code that the person last gave his word for, and the day of that work if known."""

    code: Code
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the learner thinks of one shift: codes with calibrated probabilities, likeliest first.

    ``ref`` names the version of the learner ("learned v7"), ``details`` its strongest sources.
    ``split`` is how the shift is probably divided, where confirmed days are; ``days`` are those of
    the worker, which tell what a stretch may be for that a switch says little of. ``kept`` is how
    often the roster came true, and each rule that gives a part of the shift, where anybody said so.
    """

    ranked: tuple[tuple[Code, float], ...]
    details: tuple[str, ...] = ()
    ref: str = ""
    split: Split | None = None
    days: tuple[Day, ...] = ()
    kept: Mapping[str, float] = field(default_factory=dict)

    def trust(self, source: Source, ref: str) -> float:
        """Return how far what a rule or the roster says is to be trusted: by its record."""
        return self.kept.get(ref, TRUST[source])

    def sure_of(self, code: Code) -> float | None:
        """Return the probability of a code; None where the learner doesn't know it."""
        return dict(self.ranked).get(code)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that ``allocate`` weighs for the shifts of one person.

    ``shifts`` are all shifts that the answers may be about (a word on a whole shift belongs to the
    one that it overlaps most); empty: the shift at hand only. ``learned`` is by start of shift.
    ``beside`` is read only where the person's own roster doesn't tell where and on what he works.
    Hours that no source is surer of than ``threshold`` stand as unallocated.
    """

    answers: tuple[Answer, ...] = ()
    rules: tuple[Rule, ...] = ()
    roster: tuple[RosterShift, ...] = ()
    beside: tuple[Beside, ...] = ()
    last: LastConfirmed | None = None
    zone: str = "UTC"
    team: int | None = None
    threshold: float = 0.7
    shifts: tuple[Shift, ...] = ()
    learned: Mapping[Instant, Prediction] = field(default_factory=dict)
