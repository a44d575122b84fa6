"""How sure is sure: stated confidence against what was confirmed, by age of the last word.

Confidence goes stale: the same evidence is worth less a fortnight after a worker's last answer
than on the day after. Each class of confidence, over all ages and at each age, counts what was
stated and what came true; the stated value is scaled by their ratio. While there is little to go
by, an age is believed to be like all ages, and these to be as stated, but no surer than
``UNEARNED``, or at the close as they proved to be after the clock-out: hours may be accepted on
what is stated, so it errs on the side of doubt. Questions are weighed by what is likely, without
that caution. How often plans and rules came true is counted for the company, for each rule, and
in each crew; of a rule that gives a part of shifts, by the part.

Two things are counted apart: how often the code that was named is the main one of its shift, and
what of a shift its other codes take: where the learner is sure, shifts are seldom divided, and
where it is in doubt they often are.
"""

from collections.abc import Hashable, Iterator, Mapping

from timesheet.core.inference.learner.sight import GIVEN, PARTS, Fact, Sight
from timesheet.core.inference.learner.view import AGES, View

PRIOR = 20.0
"""Confirmed shifts' worth of belief in what is stated, before there is a record."""
ALL = -1
"""Stands for shifts of any age: what a class of age is compared with."""
UNEARNED = 0.9
"""More than this is only stated on a record of what came true: such hours are accepted unseen."""
COMMON = 40.0
"""Detailed shifts of a person before his own divided days count as much as the company's."""
FEW = 10.0
"""Confirmed shifts until a class of confidence, or a crew, counts as much as all of them."""
MOST = 0.999
"""Nothing inferred is ever stated as certain."""
BINS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


class Calibration:
    """Counts of stated and true confidence, and of what shifts hold beside their main code."""

    def __init__(self) -> None:
        self._bins: dict[tuple[int, int], tuple[float, float]] = {}
        self._beside: dict[int, tuple[float, float]] = {}
        self._people: dict[Hashable, tuple[float, float]] = {}
        self._kept: dict[tuple[str, Hashable], tuple[float, float]] = {}

    def likely(self, view: View, sure: float) -> float:
        """Return how often what was said with this confidence came true at this age."""
        return min(MOST, _shrunk(self._bins.get(_bin(view, sure)), sure, sure))

    def honest(self, view: View, sure: float, before: "Calibration | None" = None) -> float:
        """Return the confidence to state: what is likely, as far as there is a record of it.

        ``before`` is the record at an earlier time of such shifts, on which a short one leans.
        """
        age, size = _bin(view, sure)
        belief = min(sure, UNEARNED) if before is None else before.honest(view, sure)
        earned = _shrunk(self._bins.get((ALL, size)), sure, belief, FEW)
        return min(MOST, _shrunk(self._bins.get((age, size)), sure, earned))

    def learn(self, view: View, fact: Fact, stated: float, true: float) -> None:
        """Count how sure the learner was, and the share of the code it named."""
        age, size = _bin(view, stated)
        main = max(fact.shares.values(), default=1.0)
        right = true / main if main > 0 else 0.0
        for place in ((ALL, size), (age, size)):
            old = self._bins.get(place, (0.0, 0.0))
            self._bins[place] = (old[0] + fact.weight * stated, old[1] + fact.weight * right)
        if fact.detailed:
            expected, own = self._people.get(fact.sight.person, (0.0, 0.0))
            usual, others = self._usually_beside(size), max(0.0, 1 - main)
            self._people[fact.sight.person] = (expected + usual, own + others)
            for kind in (ALL, size):
                seen, beside = self._beside.get(kind, (0.0, 0.0))
                self._beside[kind] = (seen + 1, beside + others)
        for one in fact.sight.expected:
            share = fact.shares.get(one.code, 0.0)
            part = one.weight / PARTS if one.kind == GIVEN else 1.0
            came = min(part, share) if one.kind == GIVEN else share / main if main > 0 else 0.0
            for key in _records(one.kind, one.ref, fact.sight):
                seen, kept = self._kept.get(key, (0.0, 0.0))
                self._kept[key] = (seen + part, kept + came)

    def purity(self, person: Hashable, sure: float) -> float:
        """Return the share that the main code usually takes of a shift named with this confidence.

        A one-tap answer names the main code only; what detailed timesheets say about the rest, of
        all and by how much this person's are more divided, keeps the confidence honest.
        """
        common = COMMON * self._usually_beside(ALL)
        if common <= 0:
            return 1.0
        expected, own = self._people.get(person, (0.0, 0.0))
        beside = self._usually_beside(_size(sure)) * (own + common) / (expected + common)
        return max(0.0, 1 - beside)

    def _usually_beside(self, size: int) -> float:
        """Return the share that other codes than the main one take of shifts of a class."""
        seen, beside = self._beside.get(ALL, (0.0, 0.0))
        every = beside / (seen + FEW)
        if size == ALL:
            return every
        seen, beside = self._beside.get(size, (0.0, 0.0))
        return (beside + FEW * every) / (seen + FEW)

    def kept(self, sight: Sight, kind: str, ref: str, prior: float) -> float:
        """Return how often such expectations came true: in the company, of who says it, here."""
        usual = prior
        for key in _records(kind, ref, sight):
            seen, kept = self._kept.get(key, (0.0, 0.0))
            usual = (kept + FEW * usual) / (seen + FEW)
        return min(MOST, usual)

    def table(self) -> dict[str, list[list[object]]]:
        """Return all counts as plain lists."""
        return {
            "bins": [[*place, *sums] for place, sums in sorted(self._bins.items())],
            "beside": [[size, *sums] for size, sums in sorted(self._beside.items())],
            "people": [[person, *sums] for person, sums in self._people.items()],
            "kept": [[*key, *sums] for key, sums in sorted(self._kept.items(), key=str)],
        }

    def load(self, saved: object) -> None:
        """Take back what ``table`` returned."""
        if isinstance(saved, Mapping):
            self._bins = {(int(a), int(b)): (float(s), float(t)) for a, b, s, t in saved["bins"]}
            # A version of before this was counted by class knows nothing of it.
            self._beside = {int(k): (float(n), float(m)) for k, n, m in saved.get("beside", ())}
            self._people = {who: (float(n), float(m)) for who, n, m in saved.get("people", ())}
            self._kept = {(k, t): (float(n), float(m)) for k, t, n, m in saved.get("kept", ())}


def _records(kind: str, ref: str, sight: Sight) -> Iterator[tuple[str, Hashable]]:
    """Yield the records that an expectation counts in, from the common one to its own."""
    kind = "rule" if kind == GIVEN else kind
    yield kind, None
    if ref != kind:
        yield ref, None
    yield ref, _team(sight)


def _team(sight: Sight) -> Hashable:
    # None is the company.
    return "" if sight.team is None else sight.team


def _shrunk(
    record: tuple[float, float] | None, sure: float, belief: float, prior: float = PRIOR
) -> float:
    """Return what came true of those as sure as this, drawn towards a belief."""
    if sure <= 0:
        return 0.0
    stated, true = record or (0.0, 0.0)
    return sure * (true + prior * belief) / (stated + prior * sure)


def _bin(view: View, sure: float) -> tuple[int, int]:
    return sum(view.age >= edge for edge in AGES), _size(sure)


def _size(sure: float) -> int:
    return sum(sure >= edge for edge in BINS)
