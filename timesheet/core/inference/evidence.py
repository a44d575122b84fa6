"""What is known about one person's shifts, and how sure each source is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from timesheet.core.inference.rules import Rule
from timesheet.core.model import Answer, Code, Instant, RosterShift, Shift, Source


class Track(NamedTuple):
    """How often a source was right, of how many times that a person's word was known afterwards."""

    right: int = 0
    seen: int = 0

    def confidence(self, prior: "Track") -> float:
        """Return the share right, Laplace's way, with a prior counted as if it had been seen."""
        return (self.right + prior.right + 1) / (self.seen + prior.seen + 2)


# What a source is trusted with before it has a record, as cases that it would have got right. An
# admin's rule and a planned shift are somebody's considered word (19 of 20, 8 of 10 with Laplace's
# two); a last code is a coin toss: on real timesheets it was right .41 to .99 of the time, which
# no constant can know. Every confirmed shift of the company moves these.
PRIORS: Mapping[Source, Track] = {
    Source.RULE: Track(18, 18),
    Source.ROSTER: Track(7, 8),
    Source.LAST_CODE: Track(0, 0),
}


class LastConfirmed(NamedTuple):
    """The code that the person last gave his word for, and the day of that work if known."""

    code: Code
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the learner thinks of one shift: codes with calibrated probabilities, likeliest first.

    ``shares`` are weights to split the shift by, only where the person's confirmed days are split.
    ``ref`` names the version of the learner ("learned v7"), ``details`` its strongest sources.
    """

    ranked: tuple[tuple[Code, float], ...]
    details: tuple[str, ...] = ()
    ref: str = ""
    shares: tuple[tuple[Code, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that ``allocate`` weighs for the shifts of one person.

    ``shifts`` are all shifts that the answers may be about (a word on a whole shift belongs to the
    one that it overlaps most); empty: the shift at hand only. ``learned`` is by start of shift.
    ``records`` say how often each source was right so far. Hours that no source is surer of than
    ``threshold`` stand as unallocated.
    """

    answers: tuple[Answer, ...] = ()
    rules: tuple[Rule, ...] = ()
    roster: tuple[RosterShift, ...] = ()
    last: LastConfirmed | None = None
    zone: str = "UTC"
    team: int | None = None
    threshold: float = 0.7
    shifts: tuple[Shift, ...] = ()
    learned: Mapping[Instant, Prediction] = field(default_factory=dict)
    records: Mapping[Source, Track] = field(default_factory=dict)

    def trust(self, source: Source) -> float:
        """Return the probability that a source is right, from its record."""
        return self.records.get(source, Track()).confidence(PRIORS[source])
