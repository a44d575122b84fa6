"""How much wrong money the review removes by click: its order against two others, on the demo.

    PYTHONPATH=. python benchmarks/review.py [--workers 60] [--weeks 8] [--seed 1]

Makes the demo company, takes the doubtful lines of its last pay period that has ended, and looks up
what each was truly for. Then somebody goes through them who knows the truth, in three orders: the
queue's (patterns by expected wrong money per click), by time, and by lowest confidence, the last
two line by line. A click accepts a pattern or line that is right, three give it another code; a
pattern that is partly right takes three and two for each line of its smaller part, as the queue
reckons. Prints the share of wrong money left after 25, 50 and 100 clicks, the clicks that remove
90 % of it, and what the queue had expected to be wrong beside what was.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from timesheet.actions import demo, own_history, periods, reviewing
from timesheet.app import create_app
from timesheet.core import calendar, review
from timesheet.core.demo import company
from timesheet.core.model import UNALLOCATED, Code
from timesheet.settings import Settings
from timesheet.store import doubtful, migrate, past
from timesheet.store.db import read
from timesheet.store.selection import Selection

UNTIL = date(2026, 11, 22)
DAY = timedelta(days=1)
MARKS = (25, 50, 100)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("workers", 60), ("weeks", 8), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    wanted = parser.parse_args()
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
            measure(place, now)


def measure(place, now):
    first, last = next(one for one in periods.periods(now) if one[1] < UNTIL + DAY)
    with read() as tx:
        lines = list(doubtful.of_period(tx, Selection(first, last)))
        money = sum(abs(cents) for _, cents in doubtful.all_money(tx, Selection(first, last)))
        people = sorted({line.person for line in lines})
        truth = truths(tx, place, people)
    known = [line for line in lines if (line.person, line.shift) in truth]
    right = {line.id: is_right(line, truth) for line in known}
    wrong = sum(abs(line.cents) for line in known if not right[line.id])
    by_id = {line.id: line for line in known}
    patterns = reviewing._patterns(known)  # noqa: SLF001
    expected = review.expected_wrong(patterns)
    print(f"{len(known)} doubtful lines of {len(lines)}, {len(patterns)} patterns;"
          f" expected wrong {expected / 100:.0f}, truly wrong {wrong / 100:.0f}"
          f" of {money / 100:.0f} ({wrong / money:.1%})")  # fmt: skip
    single = sorted(known, key=lambda line: (line.start, line.person, line.id))
    unsure = sorted(known, key=lambda line: (sureness(line), line.start, line.id))
    orders = {
        "queue": [[by_id[one.line] for one in pattern.lines] for pattern in patterns],
        "chronological": [[line] for line in single],
        "lowest confidence": [[line] for line in unsure],
    }
    ninety = {}
    for name, order in orders.items():
        left, ninety[name] = walk(order, right, wrong)
        marks = " / ".join(f"{left[mark]:.0%}" for mark in MARKS)
        print(f"{name:18} wrong money left after 25 / 50 / 100 clicks: {marks};"
              f" 90 % gone after {ninety[name]} clicks")  # fmt: skip
    share = ninety["queue"] / ninety["chronological"]
    print(f"clicks to remove 90 %: {share:.2f} of chronological (goal ≤ 0.25)")


def sureness(line):
    return 0.0 if line.alike.code == UNALLOCATED else line.confidence


def truths(tx, place, people):
    truth = own_history._Truth.of(tx, place / demo.TRUTH)  # noqa: SLF001
    found = {}
    for person in people:
        for one in past.of_person(tx, person):
            if right := truth.right(one):
                found[person, one.shift.start] = right
    return found


def is_right(line, truth):
    """Tell whether most of a line's seconds are truly on its code."""
    right = truth[line.person, line.shift]
    code = Code(*line.alike.code[:2])
    return right.get(code, 0) * 2 >= line.seconds and code != UNALLOCATED


def walk(order, right, wrong):
    """Go through groups of lines; return the share left at the marks, and the clicks to 90 %."""
    clicks, gone, left, ninety = 0, 0, {}, None
    for group in order:
        kinds = Counter(right[line.id] for line in group)
        if not kinds[False]:
            cost = review.ACCEPT
        elif not kinds[True]:
            cost = review.RECODE
        else:
            cost = review.DIVIDE + review.PICK * min(kinds.values())
        for mark in MARKS:
            if clicks <= mark < clicks + cost:
                left[mark] = 1 - gone / wrong
        clicks += cost
        gone += sum(abs(line.cents) for line in group if not right[line.id])
        if ninety is None and gone >= 0.9 * wrong:
            ninety = clicks
    return {mark: left.get(mark, 1 - gone / wrong) for mark in MARKS}, ninety


if __name__ == "__main__":
    main()
