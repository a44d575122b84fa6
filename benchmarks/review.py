"""How much wrong money the review removes by click: its order against two others.

    PYTHONPATH=. python benchmarks/review.py [--workers 60] [--weeks 8] [--seed 1]
    PYTHONPATH=. python benchmarks/review.py --case data/bpd.csv.gz [--rate .1] [--since 2016-01-01]

On the demo: makes the company and takes the doubtful lines of its last pay period that has ended.
On a case of real timesheets (eval.py, the measuring stick, lies beside the file): replays it with
so large a share of shifts asked, and takes what is booked and asked of nobody when the books close
a week later, by periods of two weeks; an hour is worth a dollar, a line's team and code are its
pattern.

Then somebody goes through the lines who knows the truth, in three orders: the queue's (patterns by
expected wrong money per click), by time, and by lowest confidence, the last two line by line. A
click accepts a pattern or line that is right, three give it another code; a pattern that is partly
right takes three and two for each line of its smaller part, as the queue reckons. The fourth order
is a bound: of one who knows beforehand which lines are wrong and what they were for, and settles
with one click what lines of a team share, wrong code and right one, the dearest first. Prints the
share of wrong money left after 25, 50 and 100 clicks, the clicks that remove 90 % of it, and what
had been expected to be wrong beside what was.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import importlib.util
import tempfile
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.inference import Adapter
from tests.support import truth
from timesheet.actions import demo, periods
from timesheet.app import create_app
from timesheet.core import calendar, review
from timesheet.core.demo import company
from timesheet.core.model import UNALLOCATED, Code
from timesheet.settings import Settings
from timesheet.store import doubtful, migrate
from timesheet.store.db import read
from timesheet.store.selection import Selection

UNTIL = date(2026, 11, 22)
DAY = timedelta(days=1)
MARKS = (25, 50, 100)
ANCHOR = datetime(2016, 1, 4)  # noqa: DTZ001 - wall clock throughout
PERIOD = timedelta(days=14)


class Line(NamedTuple):
    """A line with what it has in common with others, and what only the truth knows."""

    pattern: Any
    at: Any
    cents: int
    confidence: float
    right: bool
    cure: Any


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("workers", 60), ("weeks", 8), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--since", default="2016-01-01")
    wanted = parser.parse_args()
    report(of_case(wanted) if wanted.case else of_demo(wanted))


def of_demo(wanted):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        url = f"sqlite:///{place / 'timesheet.db'}"
        app = create_app(Settings(secret_key="benchmark" * 4, database_url=url, data_folder=place))
        with app.app_context():
            migrate.upgrade()
            now = calendar.start_of_day(UNTIL + DAY, company.ZONE)
            demo.make(
                demo.Request(workers=wanted.workers, weeks=wanted.weeks, seed=wanted.seed, now=now,
                             folder=place, secret="benchmark", until=UNTIL)
            )  # fmt: skip
            first, last = next(one for one in periods.periods(now) if one[1] < UNTIL + DAY)
            with read() as tx:
                return [list(lines_of(tx, place, Selection(first, last)))]


def lines_of(tx, place, chosen):
    known = truth.of_period(tx, place, chosen)
    for group in doubtful.groups(tx, chosen):
        lines = doubtful.lines_of(tx, chosen, group.alike)
        for line in lines:
            true = known.get((line.person, line.shift))
            if true:
                sure = 0.0 if line.code == UNALLOCATED else line.confidence
                held = Code(*line.code[:2])
                right = true.get(held, 0) * 2 >= line.seconds and held != UNALLOCATED
                cure = group.alike.team, held, max(true, key=true.get)
                at = line.start, line.person, line.id
                yield Line(group.alike, at, abs(line.cents), sure, right, cure)


class Books(Adapter):
    """The product's learner; keeps what is booked when the books close."""

    def __init__(self):
        super().__init__()
        self.booked = []

    def settle(self, unit):
        found = super().settle(unit)
        if found:
            code = max(found, key=found.get)
            self.booked.append((unit, code, found[code]))
        return found


def of_case(wanted):
    spec = importlib.util.spec_from_file_location("stick", wanted.case.parent / "eval.py")
    stick = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stick)
    units = stick.load(str(wanted.case), "project", "interval", since=wanted.since)
    books = Books()
    stick.run(units, books, regime="ask", init=0, rate=wanted.rate)
    codes = {unit["id"]: max(unit["truth"], key=unit["truth"].get) for unit in units}
    held = defaultdict(list)
    for unit, code, confidence in books.booked:
        true = codes[unit["id"]]
        tier = review.tier(review.sure(confidence))
        held[(unit["end"] - ANCHOR) // PERIOD].append(
            Line((unit["team"], code, tier), (unit["start"], unit["id"]),
                 round(unit["hours"] * 100), confidence, code == true, (unit["team"], code, true))
        )  # fmt: skip
    return [held[number] for number in sorted(held)]


def report(all_periods):
    """Print what the orders leave, summed over the periods; each is gone through by itself."""
    left, ninety = defaultdict(Counter), Counter()
    money = expected = wrong = 0
    for lines in all_periods:
        money += sum(line.cents for line in lines)
        wrong_here = sum(line.cents for line in lines if not line.right)
        wrong += wrong_here
        expected += sum(line.cents * (1 - line.confidence) for line in lines)
        for name, order in orders(lines):
            after, clicks = walk(order, wrong_here)
            left[name].update(after)
            ninety[name] += clicks
    number = len(all_periods)
    print(f"{sum(map(len, all_periods))} doubtful lines of {number} periods; expected wrong"
          f" {expected / 100:.0f}, truly wrong {wrong / 100:.0f} of {money / 100:.0f}"
          f" ({wrong / money:.1%})")  # fmt: skip
    for name, after in left.items():
        marks = " / ".join(f"{after[mark] / wrong:.0%}" for mark in MARKS)
        print(f"{name:18} wrong money left after 25 / 50 / 100 clicks a period: {marks};"
              f" 90 % gone after {ninety[name] / number:.0f} clicks")  # fmt: skip
    share = ninety["queue"] / ninety["chronological"]
    print(f"clicks to remove 90 %: {share:.2f} of chronological (goal ≤ 0.25)")


def orders(lines):
    """Yield the orders by name: each a list of groups of lines with the clicks that settle them."""
    alike, cures = defaultdict(list), defaultdict(list)
    for line in lines:
        alike[line.pattern].append(line)
        if not line.right:
            cures[line.cure].append(line)
    queue = review.queue(pattern(number, one) for number, one in enumerate(alike.items()))
    yield "queue", [(alike[one.key], cost(alike[one.key])) for one in queue]
    single = sorted(lines, key=lambda line: line.at)
    yield "chronological", [([line], cost([line])) for line in single]
    unsure = sorted(lines, key=lambda line: (line.confidence, line.at))
    yield "lowest confidence", [([line], cost([line])) for line in unsure]
    dearest = sorted(cures.values(), key=lambda some: -sum(line.cents for line in some))
    yield "knows every error", [(some, 1) for some in dearest]


def pattern(number, found):
    key, lines = found
    sure = [review.sure(line.confidence) for line in lines]
    doubt = sum(line.cents * (review.MILLE - one) for line, one in zip(lines, sure, strict=True))
    return review.Pattern(key, number, len(lines), doubt, sum(sure) / len(sure))


def cost(group):
    kinds = Counter(line.right for line in group)
    if not kinds[False]:
        return review.ACCEPT
    if not kinds[True]:
        return review.RECODE
    return review.DIVIDE + review.PICK * min(kinds.values())


def walk(order, wrong):
    """Go through groups of lines; return the cents left at the marks, and the clicks to 90 %."""
    clicks, gone, left, ninety = 0, 0, {}, 0
    for group, price in order:
        for mark in MARKS:
            if clicks <= mark < clicks + price:
                left[mark] = wrong - gone
        clicks += price
        gone += sum(line.cents for line in group if not line.right)
        if not ninety and gone >= 0.9 * wrong:
            ninety = clicks
    return {mark: left.get(mark, wrong - gone) for mark in MARKS}, ninety


if __name__ == "__main__":
    main()
