"""The product's own learner under the measuring stick of real timesheets (eval.py)."""

from datetime import datetime
from typing import Any

from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.questions import Budget
from timesheet.core.inference.learner.sight import Fact, Label, Sight

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock throughout
Unit = dict[str, Any]


def minutes(wall: datetime) -> int:
    return int((wall - EPOCH).total_seconds() // 60)


def sight(unit: Unit) -> Sight:
    groups = (("team", unit["team"]),)
    seconds = round(unit["hours"] * 3600)
    return Sight(
        unit["id"], unit["person"], minutes(unit["start"]), minutes(unit["end"]), seconds, groups
    )


class Adapter:
    """What eval.py calls; it never sees the truth but through ``learn``."""

    driver = "timesheet"

    def __init__(self) -> None:
        self.learner = Learner()
        self.budget = Budget()
        self._considered: object = None

    def predict(self, unit: Unit) -> dict[str, dict[Label, float]]:
        return {self.driver: dict(self.learner.predict(sight(unit)).ranked)}

    def worth(self, unit: Unit, dists: dict[str, dict[Label, float]]) -> float:
        self._considered = unit["id"]
        sure = max(dists[self.driver].values(), default=0.0)
        return self.budget.worth(sight(unit), (1 - sure) * min(unit["hours"], 12))

    def learn(self, unit: Unit, truth: dict[Label, float]) -> None:
        asked = unit["id"] == self._considered
        if asked:
            self.budget.asked(sight(unit))
        total = sum(truth.values())
        if total > 0:
            shares = {code: hours / total for code, hours in truth.items()}
            self.learner.learn(Fact(sight(unit), shares, detailed=not asked))

    def settle(self, unit: Unit) -> dict[Label, float]:
        return dict(self.learner.predict(sight(unit), closing=True).ranked)
