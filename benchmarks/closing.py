"""How much labor money is wrong when a pay period is closed, by the clicks it took: on the demo.

    PYTHONPATH=. python benchmarks/closing.py [--workers 60] [--weeks 4] [--seed 1] [--most 8]
                                              [--clicks 0 6 12 18]

Makes the demo company and measures the last pay period that has ended against the generator's
truth: as it stands; after so many clicks of accounting on the queue alone; and after its people
were asked about their most doubtful shifts (``--most`` each, three clicks; most of them answer) and
so many clicks on what is left. Whoever clicks looks at the evidence: he accepts a pattern where its
code is right for most of its money, or gives the code that is (a click to open, another for one of
the codes offered; four where he looks it up), and can't see within a pattern. Each wrong second of
a shift counts with its share of the shift's money. Beside it what the page expected to be wrong.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import shutil
import tempfile
import uuid
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from tests.support import truth
from timesheet import now
from timesheet.actions import (
    deciding,
    demo,
    demo_people,
    deriving,
    periods,
    polling,
    reviewing,
)
from timesheet.actions.deciding import Wanted
from timesheet.actions.signing import Actor
from timesheet.app import create_app
from timesheet.core import calendar
from timesheet.core.demo import company
from timesheet.core.demo.plan import Plan
from timesheet.settings import Settings
from timesheet.store import migrate
from timesheet.store.db import db, read
from timesheet.store.selection import Selection

UNTIL = date(2026, 11, 22)
DAY = timedelta(days=1)
NOW = calendar.start_of_day(UNTIL + DAY, company.ZONE) + 9 * 3600
ACCEPT, OFFERED, LOOKED_UP = 1, 2, 4


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("workers", 60), ("weeks", 4), ("seed", 1), ("most", 8)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--clicks", type=int, nargs="*", default=[0, 6, 12, 18])
    wanted = parser.parse_args()
    now.utc = lambda: NOW
    now.utc_micros = lambda: NOW * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made")
        with opened(made):
            migrate.upgrade()
            demo.make(
                demo.Request(workers=wanted.workers, weeks=wanted.weeks, seed=wanted.seed, now=NOW,
                             folder=made, secret="benchmark", until=UNTIL)
            )  # fmt: skip
        for most in (0, wanted.most):
            place = Path(shutil.copytree(made, Path(folder, f"asked{most}")))
            with opened(place):
                go_through(place, most, wanted)


def opened(place):
    place.mkdir(exist_ok=True)
    url = f"sqlite:///{place / 'timesheet.db'}"
    app = create_app(Settings(secret_key="benchmark" * 4, database_url=url, data_folder=place))
    return app.app_context()


def go_through(place, most, wanted):
    first, last = next(one for one in periods.periods(NOW) if one[1] < UNTIL + DAY)
    chosen, words = Selection(first, last), "the queue alone"
    with read() as tx:
        known = truth.of_period(tx, place, chosen)
    people = {person for person, _start in known}
    plan = Plan(wanted.workers, wanted.weeks, wanted.seed, UNTIL)
    author = company.found(plan).accounting
    actor = Actor(author, "", frozenset({"accounting"}), frozenset(), company.ZONE, "en", NOW)
    if most:
        asked = polling.ask(first, most, actor, NOW)
        answered = demo_people.answer(first, place, NOW)
        deriving.derive_stale()
        words = f"{asked} questions, {answered} answered ({asked / len(people):.1f} a person)"
    print(words)
    used = 0
    for mark in wanted.clicks:
        while used < mark and (price := click(first, actor, known, mark - used)):
            used += price
        shown = reviewing.queue(first, actor)
        with read() as tx:
            wrong, money = truth.wrong_money(tx, known, chosen)
        print(f"  {used:3} clicks: wrong {wrong / money:.2%}, expected"
              f" {shown.wrong / shown.money:.2%}, at most {shown.at_most / shown.money:.2%} of"
              f" labor money")  # fmt: skip
    db.engine.dispose()


def click(first, actor, known, left):
    """Settle the first pattern that so many clicks suffice for; return what it took."""
    for row in reviewing.queue(first, actor).rows:
        shown = reviewing.opened(first, row.key, actor)
        money = Counter()
        for one in shown.lines:
            true = known.get((one.line.person, one.line.shift))
            if true:
                money[max(true, key=true.get)] += abs(one.line.cents)
        if not money:
            continue
        right = max(money, key=money.get)
        price = LOOKED_UP
        if right == row.accepts:
            price = ACCEPT
        elif right in {choice.code for choice in row.others}:
            price = OFFERED
        if price <= left:
            wanted = Wanted(first=first, key=row.key, code=right, actor=actor)
            deciding.decide(wanted, str(uuid.uuid4()), NOW)
            return price
    return 0


if __name__ == "__main__":
    main()
