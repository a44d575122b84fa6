"""How much of the demo company's hours is right when each week closes, by what its workers answer.

    python benchmarks/questions.py [--workers 60] [--weeks 12] [--questions 1] [--seed 1]

Makes the demo company without any answer, then goes through its shifts in the order of their ends
with the product's own actions: a question is thought of at each clock-out, the worker who is asked
answers with the code that most of his shift truly was for, and every night is a refit. A week
closes a week after its end; what is booked for it then is compared with the truth. Codes given
with a punch are the company's own, rosters and rules too. Prints shares of hours, and at the end
from where wrong hours came, by trade and source.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from timesheet.actions import answering, asking, demo, demo_books, own_history, refitting
from timesheet.actions.answering import Reply
from timesheet.app import create_app
from timesheet.core import calendar
from timesheet.core.demo import company
from timesheet.core.demo import seen as watching
from timesheet.core.model import UNALLOCATED
from timesheet.settings import Settings
from timesheet.store import migrate, past, questions
from timesheet.store.base import table_of
from timesheet.store.db import read, write
from timesheet.store.questions import Budget
from timesheet.store.tables import Team

TEAMS = select(table_of(Team).c.id, table_of(Team).c.name)
KINDS = ("right", "unallocated", "no task", "project wrong", "task wrong", "share wrong")
UNTIL = date(2026, 11, 22)
DAY = timedelta(days=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("workers", 60), ("weeks", 12), ("questions", 1), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        url = f"sqlite:///{place / 'timesheet.db'}"
        app = create_app(Settings(secret_key="benchmark" * 4, database_url=url, data_folder=place))
        with app.app_context():
            migrate.upgrade()
            run(wanted, place)


def run(wanted, place):
    watching.OWN_WORD = watching.LEAD_WORD = 0.0
    demo.MOST_ASKED = 0
    demo_books.CLOSED = 0
    now = calendar.start_of_day(UNTIL + DAY, company.ZONE)
    demo.make(
        demo.Request(workers=wanted.workers, weeks=wanted.weeks, seed=wanted.seed, now=now,
                     folder=place, secret="benchmark", until=UNTIL)
    )  # fmt: skip
    with write() as tx:
        questions.set_budget(tx, Budget(wanted.questions, 0, 0))
    Simulation(place).go(wanted)


class Simulation:
    def __init__(self, place):
        with read() as tx:
            self.truth = own_history._Truth.of(tx, place / demo.TRUTH)  # noqa: SLF001
            self.people = sorted({p for crew in past.by_crew(tx, 0).values() for p in crew})
            self.trades = {key: name.split()[0] for key, name in tx.execute(TEAMS)}
            shifts = [one for person in self.people for one in past.of_person(tx, person)]
        self.ends = sorted(((one.shift.end, one.shift.person, one) for one in shifts),
                           key=lambda e: e[:2])  # fmt: skip
        self.asked, self.spent, self.thought = 0, 0.0, 0
        self.questions = Counter()
        self.weeks = Counter()
        for team in {(one.shift.person, one.week): one.shift.team for one in shifts}.values():
            self.weeks[self.trades.get(team, "none")] += 1
        self.worker_weeks = self.weeks.total()

    def go(self, wanted):
        days = defaultdict(list)
        for end, _, one in self.ends:
            days[calendar.day_of(end, company.ZONE)].append(one)
        began = time.perf_counter()
        for day in sorted(days):
            for one in days[day]:
                self.meet(one)
            refitting.refit(calendar.start_of_day(day + DAY, company.ZONE))
            if day.weekday() == 6:
                self.close(day - timedelta(days=13))
        self.close(None)
        print(f"{wanted.workers} people, {wanted.weeks} weeks, at most {wanted.questions} asked: "
              f"{self.asked} questions in {self.worker_weeks} worker-weeks "
              f"({self.asked / self.worker_weeks:.2f} each); "
              f"{1000 * self.spent / max(1, self.thought):.1f} ms to think of one; "
              f"{time.perf_counter() - began:.0f} s")  # fmt: skip

    def meet(self, one):
        end, person = one.shift.end, one.shift.person
        right = self.truth.right(one)
        began = time.perf_counter()
        with write() as tx:
            asked = asking.consider(tx, person, end, end)
            found = questions.latest(tx, person, end - 1, end) if asked else None
        self.spent += time.perf_counter() - began
        self.thought += 1
        if found is None or not right:
            return
        self.asked += 1
        self.questions[self.trades.get(one.shift.team, "none")] += 1
        code = max(right, key=right.__getitem__)
        answering.answer(
            Reply(
                person=person, question=found.id, uuid=f"benchmark-{found.id}", parts=((code, 1),)
            ),
            end,
        )

    def close(self, week):
        """Print how right the books of a week are as they stand now; None: of all weeks."""
        total = right = 0
        parts = defaultdict(Counter)
        with read() as tx:
            for person in self.people:
                for one in past.of_person(tx, person):
                    true = self.truth.right(one)
                    if true and (week is None or one.week == week):
                        total += one.shift.seconds
                        right += min(one.shift.seconds, own_history._agreeing(one, true))  # noqa: SLF001
                        if week is None:
                            self.sort_out(one, true, parts)
        if total:
            print(f"{week or 'all, at the end'}: {right / total:.3f} of {total / 3600:.0f} h right",
                  flush=True)  # fmt: skip
        for (trade, source), hours in sorted(parts.items()):
            share = sum(hours.values()) / total
            kinds = " ".join(f"{kind} {hours[kind] / total:.3f}" for kind in KINDS if hours[kind])
            print(f"  {trade:12} {source:12} {share:.3f} of all hours; {kinds}")
        if week is None:
            print("  questions a worker-week:",
                  *(f"{t} {self.questions[t] / n:.2f}" for t, n in self.weeks.items()))  # fmt: skip

    def sort_out(self, one, true, parts):
        """Add the hours of a shift by what they stand on, and how right that is."""
        left, whole = Counter(true), Counter()
        for code, seconds in true.items():
            whole[code.project] += seconds
        trade = self.trades.get(one.shift.team, "none")
        for line in sorted(one.booked, key=lambda line: -line.confidence):
            hours = parts[trade, line.reason.source.value]
            right = min(line.seconds, left[line.code])
            left[line.code] -= right
            rest = line.seconds - right
            hours["right"] += right
            if line.code == UNALLOCATED:
                kind = "unallocated"
            elif line.code.project not in whole:
                kind = "project wrong"
            elif line.code.task is None:
                kind = "no task"
            elif line.code in true:
                kind = "share wrong"
            else:
                kind = "task wrong"
            hours[kind] += rest


if __name__ == "__main__":
    main()
