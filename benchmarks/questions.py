"""How much of the demo company's hours is right when each week closes, by what its workers answer.

    python benchmarks/questions.py [--workers 60] [--weeks 12] [--questions 1]
                                  [--least 0] [--seed 1] [--approve none|careful|stamp]

Makes the demo company without any answer, then goes through its shifts in the order of their ends
with the product's own actions: a question is thought of at each clock-out, the worker who is asked
answers with the code that most of his shift truly was for, and every night is a refit. A week
closes a week after its end; what is booked for it then is compared with the truth. Codes given
with a punch are the company's own, rosters and rules too. Prints shares of hours, and at the end
from where wrong hours came, by trade and source. Of what is inferred when the weeks close it prints
what is expected wrong by what the lines state, what truly is, and how right the surest are.

``--approve`` is an assumption about leads, who otherwise approve nothing: each morning they approve
the day before of their crew with the product's own action. A *careful* lead approves of each person
a day of which .95 or more of the hours is right, and leaves the others; a *stamp* approves all.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from timesheet.actions import answering, approving, asking, demo, demo_books, own_history, refitting
from timesheet.actions.answering import Reply
from timesheet.actions.signing import Actor
from timesheet.app import create_app
from timesheet.core import calendar
from timesheet.core.demo import company
from timesheet.core.demo import seen as watching
from timesheet.core.model import UNALLOCATED, Segment
from timesheet.settings import Settings
from timesheet.store import migrate, past, questions
from timesheet.store.base import table_of
from timesheet.store.db import read, write
from timesheet.store.questions import Budget
from timesheet.store.tables import Team, TeamLead

TEAMS = select(table_of(Team).c.id, table_of(Team).c.name)
LEADS = select(table_of(TeamLead).c.person_id, table_of(TeamLead).c.team_id)
KINDS = ("right", "unallocated", "no task", "project wrong", "task wrong", "share wrong")
SURE = 0.95
UNTIL = date(2026, 11, 22)
DAY = timedelta(days=1)


def wanted(workers=60, weeks=12, least=0):
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser()
    for name, value in (("workers", workers), ("weeks", weeks), ("questions", 1), ("least", least),
                        ("seed", 1)):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--approve", choices=("none", "careful", "stamp"), default="none")
    return parser.parse_args()


def main():
    asked = wanted()
    with tempfile.TemporaryDirectory() as folder, empty(folder):
        run(asked, Path(folder))


def run(wanted, place):
    """Make the demo company in the database at hand, go through its weeks; return how it went."""
    make(wanted, place)
    with write() as tx:
        questions.set_budget(tx, Budget(wanted.questions, 0, wanted.least))
    simulation = Simulation(place)
    simulation.go(wanted)
    return simulation


@contextmanager
def empty(folder):
    """Make an empty company in a folder, and hold the application's context."""
    place = Path(folder)
    url = f"sqlite:///{place / 'timesheet.db'}"
    app = create_app(Settings(secret_key="benchmark" * 4, database_url=url, data_folder=place))
    with app.app_context():
        migrate.upgrade()
        yield


def make(wanted, place):
    """Make the demo company, in which nobody has answered anything yet."""
    watching.OWN_WORD = watching.LEAD_WORD = 0.0
    demo.MOST_ASKED = 0
    demo_books.CLOSED = 0
    now = calendar.start_of_day(UNTIL + DAY, company.ZONE)
    demo.make(
        demo.Request(workers=wanted.workers, weeks=wanted.weeks, seed=wanted.seed, now=now,
                     folder=place, secret="benchmark", until=UNTIL)
    )  # fmt: skip


class Simulation:
    def __init__(self, place):
        with read() as tx:
            self.truth = own_history.Truth.of(tx, place / demo.TRUTH)
            self.people = sorted({p for crew in past.by_crew(tx, 0).values() for p in crew})
            self.trades = {key: name.split()[0] for key, name in tx.execute(TEAMS)}
            shifts = [one for person in self.people for one in past.of_person(tx, person)]
        self.shifts = {(one.shift.person, one.shift.raw_start): one for one in shifts}
        self.ends = sorted(((one.shift.end, one.shift.person, one) for one in shifts),
                           key=lambda e: e[:2])  # fmt: skip
        with read() as tx:
            self.leads = _leads(tx)
        self.asked, self.spent, self.thought, self.approved = 0, 0.0, 0, 0
        self.questions = Counter()
        self.closed, self.divided = [], 0
        self.inferred = []
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
            midnight = calendar.start_of_day(day + DAY, company.ZONE)
            if wanted.approve != "none":
                self.approve(day, midnight, careful=wanted.approve == "careful")
            refitting.refit(midnight)
            if day.weekday() == 6:
                self.close(day - timedelta(days=13))
        self.close(None)
        for first in (0, 2):
            closed = [sum(column) for column in zip(*self.closed[first:], strict=True)]
            if closed:
                say(f"weeks as they closed, from the {first + 1}. on", *closed)
        honesty(self.inferred)
        print(f"{self.approved} days of people approved")
        print(f"{self.divided} answers divided a shift as was offered")
        print(f"{wanted.workers} people, {wanted.weeks} weeks, at most {wanted.questions} asked: "
              f"{self.asked} questions in {self.worker_weeks} worker-weeks "
              f"({self.asked / self.worker_weeks:.2f} each); "
              f"{1000 * self.spent / max(1, self.thought):.1f} ms of one core to think of one; "
              f"{time.perf_counter() - began:.0f} s")  # fmt: skip

    def meet(self, one):
        end, person = one.shift.end, one.shift.person
        began = time.process_time()
        with write() as tx:
            asked = asking.consider(tx, person, end, end)
            found = questions.latest(tx, person, end - 1, end) if asked else None
        self.spent += time.process_time() - began
        self.thought += 1
        right = {}
        if found is not None:
            about = self.shifts[person, found.raw_start]
            right = self.truth.right(within(about, found))
        if not right:
            return
        self.asked += 1
        self.questions[self.trades.get(one.shift.team, "none")] += 1
        parts = tapped(found, right)
        self.divided += len(parts) > 1
        uuid = f"benchmark-{found.id}"
        answering.answer(Reply(person=person, question=found.id, uuid=uuid, parts=parts), end)

    def approve(self, day, now, *, careful):
        """Let each lead approve a day of his crew, the careful one what is right of it."""
        for lead in self.leads:
            ready = approving.crew_days(lead, day, day, now).ready
            seen = {one.person: one.mark for one in ready if not careful or self.is_right(one, day)}
            self.approved += approving.approve(lead, day, day, seen, now).people if seen else 0

    def is_right(self, member, day):
        """Tell whether the books of somebody's day are right about nearly all of its hours."""
        since = calendar.start_of_day(day, company.ZONE)
        with read() as tx:
            near = past.of_person(tx, member.person, since)
        shifts = [one for one in near if one.shift.day == day]
        right = sum(own_history._agreeing(one, self.truth.right(one)) for one in shifts)  # noqa: SLF001
        return right >= SURE * sum(one.shift.seconds for one in shifts)

    def close(self, week):
        """Print how right the books of a week are as they stand now; None: of all weeks."""
        total = right = whole = 0
        parts = defaultdict(Counter)
        with read() as tx:
            for person in self.people:
                for one in past.of_person(tx, person):
                    true = self.truth.right(one)
                    if true and (week is None or one.week == week):
                        total += one.shift.seconds
                        right += min(one.shift.seconds, own_history._agreeing(one, true))  # noqa: SLF001
                        whole += project(one, true)
                        if week is None:
                            self.sort_out(one, true, parts)
                        else:
                            self.inferred += inferred(one, true)
        if total and week is not None:
            self.closed.append((total, right, whole))
        if total:
            say(week or "all, as they stand at the end", total, right, whole)
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
            code = own_history.as_told(line.code, true)
            right = min(line.seconds, left[code])
            left[code] -= right
            rest = line.seconds - right
            hours["right"] += right
            if line.code == UNALLOCATED:
                kind = "unallocated"
            elif line.code.project not in whole:
                kind = "project wrong"
            elif line.code.task is None:
                kind = "no task"
            elif code in true:
                kind = "share wrong"
            else:
                kind = "task wrong"
            hours[kind] += rest


def within(one, question):
    """Return a shift as far as a question is about it."""
    cut = [(max(s.start, question.start), min(s.end, question.end)) for s in one.shift.segments]
    segments = tuple(Segment(start, end) for start, end in cut if start < end)
    start, end = segments[0].start, segments[-1].end
    return one._replace(shift=replace(one.shift, segments=segments, start=start, end=end))


def honesty(lines):
    """Print what the inferred lines of closed weeks state, and how right they are."""
    hours = sum(seconds for _, seconds, _ in lines)
    stated = sum((1 - sure) * seconds for sure, seconds, _ in lines)
    wrong = sum(seconds - right for _, seconds, right in lines)
    sure = [(seconds, right) for stated, seconds, right in lines if stated >= SURE]
    most, right = (sum(column) for column in zip(*sure, strict=True)) if sure else (0, 0)
    if hours:
        print(f"inferred: stated wrong {stated / hours:.3f}, truly {wrong / hours:.3f}; "
              f"stated {SURE} or more: {most / hours:.2f} of it, "
              f"right {right / max(1, most):.3f}")  # fmt: skip


def _leads(tx):
    """Return everybody who leads a team."""
    teams = defaultdict(set)
    for person, team in tx.execute(LEADS):
        teams[person].add(team)
    return [
        Actor(person, "", frozenset({"lead"}), frozenset(led), company.ZONE, "en", 0)
        for person, led in sorted(teams.items())
    ]


def inferred(one, true):
    """Yield how sure each inferred line of a shift is, its seconds, and how many are right."""
    left = Counter(true)
    for line in sorted(one.booked, key=lambda line: -line.confidence):
        code = own_history.as_told(line.code, true)
        right = min(line.seconds, left[code])
        left[code] -= right
        if line.code != UNALLOCATED and not line.reason.attested:
            yield line.confidence, line.seconds, right


def tapped(question, true):
    """Return what an honest person taps: the way to divide it that is offered, if it fits.

    He takes it where it is right about all but half an hour; else the code that most of it was for.
    """
    whole = sum(true.values())
    for parts in question.splits:
        weights = sum(weight for _, weight in parts)
        right = sum(min(true.get(code, 0), whole * w / weights) for code, w in parts)
        if whole - right <= 1800 and right > max(true.values()) + 600:
            return parts
    return ((max(true, key=true.__getitem__), 1),)


def project(one, true):
    """Return the seconds of a shift that stand on the right project, whatever the task."""
    whole, booked = Counter(), Counter()
    for code, seconds in true.items():
        whole[code.project] += seconds
    for line in one.booked:
        booked[line.code.project] += line.seconds
    return min(one.shift.seconds, sum(min(s, whole[p]) for p, s in booked.items() if p))


def say(what, total, right, of_project):
    print(f"{what}: {right / total:.3f} of {total / 3600:.0f} h on the right project and task, "
          f"{of_project / total:.3f} on the right project", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
