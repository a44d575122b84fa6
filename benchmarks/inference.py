"""The product's own learner under the measuring stick of real timesheets (eval.py)."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from timesheet.core.inference.learner.crew import Pending, touches, value
from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.questions import Budget
from timesheet.core.inference.learner.sight import Fact, Label, Sight

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock throughout
MOST_HOURS = 12
Unit = dict[str, Any]


def minutes(wall: datetime) -> int:
    return int((wall - EPOCH).total_seconds() // 60)


def sight(unit: Unit) -> Sight:
    groups = (("team", unit["team"]),)
    seconds = round(unit["hours"] * 3600)
    return Sight(
        unit["id"], unit["person"], minutes(unit["start"]), minutes(unit["end"]), seconds, groups
    )


class Board:
    """The shifts without a word: what the product's store knows by person and by day."""

    def __init__(self) -> None:
        self._days: dict[int, dict[object, Pending]] = defaultdict(dict)

    def near(self, seen: Sight) -> list[Pending]:
        days = (seen.day,)
        found = (p for day in days for p in self._days.get(day, {}).values())
        return [p for p in found if touches(seen, p.sight)]

    def put(self, pending: Pending) -> None:
        day = pending.sight.day
        self._days[day][pending.sight.id] = pending
        for old in [d for d in self._days if d < day - 1]:
            del self._days[old]

    def drop(self, seen: Sight) -> None:
        self._days.get(seen.day, {}).pop(seen.id, None)


class Adapter:
    """What eval.py calls; it never sees the truth but through ``learn``.

    A shift whose own truth is known is settled without it (what it would have been inferred as).
    """

    driver = "timesheet"

    def __init__(self) -> None:
        self.learner = Learner()
        self.budget = Budget()
        self.board = Board()
        self._seen: Sight | None = None
        self._opinion = Opinion(())

    def predict(self, unit: Unit) -> dict[str, dict[Label, float]]:
        self._seen = None
        self._opinion = self.learner.predict(sight(unit))
        return {self.driver: dict(self._opinion.ranked)}

    def worth(self, unit: Unit, dists: dict[str, dict[Label, float]]) -> float:  # noqa: ARG002
        seen = self._seen = sight(unit)
        here = Pending(seen, min(unit["hours"], MOST_HOURS))
        gain = value(self.learner, here, self._opinion, self.board.near(seen))
        self.board.put(here)
        return self.budget.worth(seen, gain)

    def learn(self, unit: Unit, truth: dict[Label, float]) -> None:
        seen = sight(unit)
        asked = self._seen is not None and seen.id == self._seen.id
        if asked:
            self.budget.asked(seen)
            self.board.drop(seen)
        total = sum(truth.values())
        if total > 0:
            shares = {code: hours / total for code, hours in truth.items()}
            self.learner.learn(Fact(seen, shares, detailed=not asked))

    def settle(self, unit: Unit) -> dict[Label, float]:
        return dict(self.learner.predict(sight(unit), closing=True).ranked)
