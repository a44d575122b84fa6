"""The same question as benchmarks/questions.py, answered in memory: in a tenth of the time.

    python benchmarks/replay.py [--workers 40] [--weeks 5] [--questions 1] [--least 0] [--seed 1]
                               [--approve none|careful|stamp]

The demo company is made once in a database; then its shifts are gone through in the order of their
ends by the functions of ``core`` that the product calls, and nothing is written. It differs from
the product in that no word is known before its shift has ended, codes chosen at the clock included,
and in that a question may be about any shift of the week within its three days. What leads approve
is an assumption, told in benchmarks/questions.py.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import tempfile
import time
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from benchmarks import questions as through_the_database
from benchmarks.questions import SURE, inferred, project, say, tapped, wanted
from timesheet.actions import asking, demo, histories, own_history
from timesheet.actions.learning import sight_of
from timesheet.core import calendar
from timesheet.core.approving import ApprovedDay, Charged, Worked, day_stood
from timesheet.core.demo import company
from timesheet.core.inference import learned, splits
from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.approved import approved
from timesheet.core.inference.evidence import LastConfirmed
from timesheet.core.inference.learner import crew, state
from timesheet.core.inference.learner.crew import Pending, touches
from timesheet.core.inference.learner.model import SETTLE, Learner
from timesheet.core.inference.learner.questions import FIRST_MONDAY, WEEK, Budget
from timesheet.core.model import Answer, Code, Source
from timesheet.core.pipeline import words_said, worked
from timesheet.core.reminding import QUESTION_FOR
from timesheet.store import past, terms
from timesheet.store.db import read

DAY = timedelta(days=1)


def main():
    asked = wanted(workers=40, weeks=5)
    with tempfile.TemporaryDirectory() as folder, through_the_database.empty(folder):
        through_the_database.make(asked, Path(folder))
        Replay(Path(folder), asked).go()


class Known:
    """A shift of the past with what the line needs to book it; its words are added as they come."""

    def __init__(self, one, shift, here, worker, said):
        self.past, self.shift, self.worker = one, shift, worker
        self.evidence = replace(here.evidence, zone=here.zone, team=worker.team_on(shift.day))
        self.expected, self.spoken = shift.expected, said
        self.answers, self.approved, self.considered, self.asked = [], [], False, False
        self.look()

    def look(self):
        """See the shift as it is expected and was approved."""
        found = self.expected + approved(self.shift, self.approved, self.answers)
        self.shift = replace(self.shift, expected=found)
        self.sight = sight_of(self.shift, self.worker)

    @property
    def pending(self):
        return bool(learned.unsaid([self.shift], self.answers))

    def lines(self, view):
        """Return what is booked for the shift, with what the learner thinks of it."""
        at = bisect_left(self.spoken, (self.shift.start,))
        last = LastConfirmed(self.spoken[at - 1][1]) if at else self.evidence.last
        seen = {self.shift.start: view} if view else {}
        evidence = replace(self.evidence, answers=tuple(self.answers), last=last, learned=seen)
        return allocate(self.shift, evidence)


class Replay:
    def __init__(self, place, asked):
        self.wanted = asked
        with read() as tx:
            self.truth = own_history.Truth.of(tx, place / demo.TRUTH)
            house = terms.house(tx)
            people = sorted({p for crew in past.by_crew(tx, 0).values() for p in crew})
            self.shifts = [one for person in people for one in _known(tx, house, person)]
        self.shifts.sort(key=lambda one: (one.shift.end, one.shift.person))
        self.learner, self.until, self.number = Learner(), 0, 0
        self.words, self.fresh, self.budget = {}, [], Budget(asked.questions)
        self.closed, self.inferred, self.weeks = [], [], set()
        self.asked = self.approvals = 0

    def go(self):
        began, days = time.process_time(), defaultdict(list)
        for one in self.shifts:
            days[calendar.day_of(one.shift.end, company.ZONE)].append(one)
            self.weeks.add((one.shift.person, one.past.week))
        for day in sorted(days):
            self.done = [one for one in self.shifts if one.shift.end < _midnight(day + DAY)]
            for one in days[day]:
                self.meet(one)
            if self.wanted.approve != "none":
                self.approve(day)
            self.refit()
            if day.weekday() == 6:
                self.close(day - timedelta(days=13))
        for first in (0, 2):
            if closed := [sum(column) for column in zip(*self.closed[first:], strict=True)]:
                say(f"weeks as they closed, from the {first + 1}. on", *closed)
        through_the_database.honesty(self.inferred)
        print(f"{self.approvals} days of people approved")
        print(f"{self.asked} questions in {len(self.weeks)} worker-weeks; "
              f"{time.process_time() - began:.0f} s of one core")  # fmt: skip

    def refit(self):
        self.learner = state.refit(self.words.values())
        self.until = max((fact.sight.end for fact in self.words.values()), default=0)
        self.fresh = []

    def heard(self, one):
        """Take in what is said of a shift by now."""
        old = self.words.pop(one.sight.id, None)
        fact = learned.fact_of(one.sight, one.lines(None))
        if fact is not None:
            self.words[one.sight.id] = fact
        if fact != old:
            self.fresh.append((one.sight, fact))

    def knowing(self, sight):
        """Return the learner as a shift sees it: words since the refit where they touch it."""
        undo = []
        for other, fact in self.fresh:
            if touches(other, sight):
                undo.append((other, self.learner.memory.remove(other)))
                if fact is not None:
                    self.learner.confirm(fact)
        return undo

    def forget(self, undo):
        for other, fact in reversed(undo):
            self.learner.unlearn(other)
            if fact is not None:
                self.learner.confirm(fact)

    def booked(self, one):
        """Return the lines of a shift as the books have them now."""
        if not one.pending:
            return one.lines(None)
        undo = self.knowing(one.sight)
        closing = one.sight.end + SETTLE < self.until
        near = [f for f in self.words.values() if f.sight.day == one.sight.day]
        view = learned.prediction(self.learner, one.sight, "", closing=closing, crew=near)
        self.forget(undo)
        return one.lines(view if self.words else None)

    def meet(self, one):
        """Hear the codes chosen at the clock, and think of a question."""
        self.heard(one)
        if not one.pending:
            return
        worth, booked, codes, ways = self.thought(one)
        one.considered = True
        when = one.sight
        if not self.budget.left(when):
            self.budget.remember(when, worth)
            return
        most, about = worth, one
        for other in self.earlier(one):
            found = self.as_booked(other)
            if (doubt := (1 - found.sure) * found.share * other.past.cents) > most:
                most, about = doubt, other
        if about is not one:
            worth, booked, codes, ways = self.thought(about)
        if booked.split or not codes or not self.budget.worth(when, worth):
            return
        self.budget.asked(when)
        about.asked = True
        self.ask(about, booked, ways, one.shift.end)

    def earlier(self, one):
        """Return the worker's other shifts of the week that may still be asked about."""
        monday = one.sight.end - (one.sight.end - FIRST_MONDAY) % WEEK
        first = max(monday, one.sight.end - QUESTION_FOR // 60)
        return [
            other
            for other in self.done
            if other.shift.person == one.shift.person
            and first <= other.sight.end < one.sight.end
            and other.considered and not other.asked and other.pending
        ]  # fmt: skip

    def as_booked(self, one):
        rows = [
            SimpleNamespace(
                project_id=line.code.project, task_id=line.code.task, seconds=line.seconds,
                likely_project_id=line.reason.likely and line.reason.likely.project,
                likely_task_id=line.reason.likely and line.reason.likely.task,
                source=line.reason.source.value, confidence=line.confidence,
                start_at=line.start, end_at=line.end,
            )
            for line in self.booked(one)
        ]  # fmt: skip
        return asking.booked(one.shift.start, rows)

    def thought(self, one):
        """Return what a question is worth, what is booked, and what would be offered."""
        booked = self.as_booked(one)
        near = [
            Pending(other.sight, other.past.cents)
            for other in self.done
            if other.sight.day == one.sight.day and other.shift.person != one.shift.person
            and other.shift.end <= one.shift.end and other.pending
            and touches(one.sight, other.sight)
        ]  # fmt: skip
        mates = crew.alike(near)[: crew.MATES]
        undo = self.knowing(one.sight)
        here = Pending(one.sight, booked.share * one.past.cents)
        opinion = self.learner.predict(one.sight)
        worth = crew.value(self.learner, here, opinion, mates)
        worth += (opinion.confidence - booked.sure) * here.stake
        own = splits.own_days(self.learner.memory.people.get(one.shift.person, ()), one.sight.day)
        self.forget(undo)
        likely = [code for code, _ in opinion.ranked if isinstance(code, Code)]
        codes = tuple(dict.fromkeys(([booked.code] if booked.code else []) + likely))
        said = [f for f in self.words.values() if f.sight.day == one.sight.day]
        crews = splits.crews_days(said, one.sight)
        codes = codes[: asking.OFFERED]
        ways = splits.offered(codes, own, crews) if booked.span is None else ()
        return worth, booked, codes, ways

    def ask(self, one, booked, ways, now):
        """Let the worker tap what is right of what is offered."""
        start, end = booked.span or (one.shift.start, one.shift.end)
        found = SimpleNamespace(start=start, end=end, splits=ways)
        true = self.truth.right(through_the_database.within(one.past, found))
        if not true:
            return
        self.asked += 1
        self.number += 1
        parts = tapped(found, true)
        person, whole = one.shift.person, booked.span is None
        one.answers.append(
            Answer(self.number, person, start, end, parts, Source.OWN_WORD, person, now,
                   whole_shift=whole)
        )  # fmt: skip
        one.look()
        self.heard(one)

    def approve(self, day):
        """Let leads approve a day the next morning, as the books stand then."""
        now, days = _midnight(day + DAY), defaultdict(list)
        for one in self.done:
            if one.shift.day == day:
                days[one.shift.person].append(one)
        for shifts in days.values():
            books = [one.past._replace(booked=self.booked(one)) for one in shifts]
            right = sum(own_history._agreeing(one, self.truth.right(one)) for one in books)  # noqa: SLF001
            if self.wanted.approve == "stamp" or right >= SURE * sum(
                s.shift.seconds for s in shifts
            ):
                spans = [Worked(s.shift.start, s.shift.end, s.shift.seconds) for s in shifts]
                charged = [Charged(line.code, line.seconds) for one in books for line in one.booked]
                self.approvals += 1
                for one in shifts:
                    one.approved.append(ApprovedDay(day, now, day_stood(spans, charged)))
                    one.look()

    def close(self, week):
        """Sum up how right the books of a week are as it closes."""
        total = right = whole = 0
        for one in self.shifts:
            true = self.truth.right(one.past) if one.past.week == week else {}
            if true:
                now = one.past._replace(booked=self.booked(one))
                total += one.shift.seconds
                right += min(one.shift.seconds, own_history._agreeing(now, true))  # noqa: SLF001
                whole += project(now, true)
                self.inferred += inferred(now, true)
        if total:
            self.closed.append((total, right, whole))
            say(week, total, right, whole)


def _midnight(day):
    return calendar.start_of_day(day, company.ZONE)


def _known(tx, house, person):
    """Yield a person's shifts, none of which anybody has answered for."""
    worker = terms.worker(tx, person)
    history = histories.all_of(tx, worker, house)
    weeks = defaultdict(dict)
    for one in past.of_person(tx, person):
        weeks[one.week][one.shift.start] = one
    for week, those in weeks.items():
        facts, here = histories.slice_of(history, house, worker, week)
        said = sorted(words_said(facts))
        for shift in worked(facts, here).shifts:
            if shift.start in those and shift.seconds:
                yield Known(those[shift.start], shift, here, worker, said)


if __name__ == "__main__":
    main()
