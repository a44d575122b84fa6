"""What the learner thinks of shifts, and which shifts a word makes it think about again.

A shift is predicted from the words that the present version has settled, and from the words near
it that were said or taken back since (``learner.excerpt``). So the same facts under the same
version give the same rows, whatever the order in which the words came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from timesheet.core import reason
from timesheet.core.inference import learned
from timesheet.core.inference.evidence import Prediction
from timesheet.core.inference.learner import crew
from timesheet.core.inference.learner.model import SETTLE
from timesheet.core.inference.learner.sight import Sight
from timesheet.core.model import Answer, Instant, Shift, Timecard
from timesheet.core.pipeline import Foresee
from timesheet.store import learned as store
from timesheet.store import questions, seen
from timesheet.store.db import Tx
from timesheet.store.learned import Version
from timesheet.store.terms import Worker

Key = tuple[int, date]
DAY_SECONDS = 86_400
LONGEST = DAY_SECONDS
MANY = 50
"""Changed words from which on whole days are derived again, instead of asking for each word."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """The version that holds, and the transaction in which it looks at shifts.

    ``divides``: shifts may be divided as people's confirmed days are.
    """

    tx: Tx
    version: Version
    divides: bool = True

    def of(self, worker: Worker) -> Foresee:
        """Return what foresees the shifts of a person."""

        def foresee(shifts: Sequence[Shift]) -> Mapping[Instant, Prediction]:
            sights = {shift.start: sight_of(shift, worker) for shift in shifts}
            return self.look(sights) if sights else {}

        return foresee

    def look(self, sights: Mapping[Instant, Sight]) -> dict[Instant, Prediction]:
        """Return what is thought of shifts, for those of which anything is."""
        version = self.version
        if version.weights is None:
            return {}
        known = store.excerpt(self.tx, list(sights.values()), version.size)
        found: dict[Instant, Prediction] = {}
        if known.silent:
            return found
        crew = seen.words_beside(self.tx, sights.values()) if self.divides else None
        for start, sight in sights.items():
            learner = known.learner(version.weights, sight)
            closing = sight.end + SETTLE < version.until
            view = learned.prediction(learner, sight, version.ref, closing=closing, crew=crew)
            if view is not None:
                found[start] = view
        return found


def foresight(tx: Tx) -> Foresight:
    """Return the learner as it stands."""
    return Foresight(tx, store.version(tx), questions.divides(tx))


def sight_of(shift: Shift, worker: Worker) -> Sight:
    """Return what the learner sees of a person's shift."""
    return learned.sight_in(shift, worker.zone, worker.team_on(shift.day))


def seen_rows(card: Timecard, worker: Worker, answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Return the closed shifts of a workweek as the learner sees them, with what was said."""
    blind = {reason.of_answer(one.id) for one in answers if one.blind}
    rows = []
    for shift in card.shifts:
        if shift.open or not shift.seconds:
            continue
        sight = sight_of(shift, worker)
        lines = (line for line in card.allocations if shift.start <= line.start < shift.end)
        rows.append(seen.row(shift, sight, learned.fact_of(sight, lines, blind=blind), card.week))
    return rows


def changed(tx: Tx, person: int, week: date, rows: Iterable[Mapping[str, Any]]) -> list[Sight]:
    """Return the shifts of a workweek about which something else is said than before."""
    before = {
        one.raw_start: (seen.sight_text(one.sight), seen.word_text(one.word))
        for one in seen.of_week(tx, person, week)
        if one.word is not None
    }
    after = {row["raw_start"]: (row["sight"], row["word"]) for row in rows if row["word"]}
    texts = sorted(before.items() ^ after.items())
    return [seen.sight_of(person, raw_start, sight) for raw_start, (sight, _) in texts]


def beside(tx: Tx, worker: Worker, came: Iterable[Instant]) -> set[Key]:
    """Return the workweeks of others who are seen otherwise because a person came to work, or not.

    ``came`` are starts of his shifts, as they are and as they were: where he is planned, whoever
    isn't may have filled his place.
    """
    plans = {
        (planned.site, planned.start // DAY_SECONDS)
        for start in came
        for planned in worker.near(start - LONGEST, start + LONGEST)
        if planned.site is not None and planned.code is not None
    }
    return {
        (one.person, one.week)
        for site, day in sorted(plans)
        for one in seen.beside(tx, worker.id, site, day)
    }


def touched(tx: Tx, changes: Sequence[Sight]) -> list[Key]:
    """Return the workweeks with pending shifts that changed words touch.

    Where many changed at once, every pending shift of their days is derived again: it costs less
    than asking for each, and changes nothing about those that aren't touched.
    """
    if len(changes) > MANY:
        near = {day + off for day in {s.day for s in changes} for off in range(-7, 8)}
        return seen.pending_weeks(tx, near)
    found: set[Key] = set()
    for sight in changes:
        for one in seen.pending_near(tx, sight):
            if crew.touches(sight, one.sight):
                found.add((one.person, one.week))
    return sorted(found)
