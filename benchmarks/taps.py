"""What a month of the demo company costs its workers' hands, as the product itself counts it.

    PYTHONPATH=. python benchmarks/taps.py [--workers 60] [--weeks 4] [--questions 1] [--least 500]

Goes through the shifts as benchmarks/questions.py does: the product thinks of a question at each
clock-out and the worker who is asked answers. Everything that a worker does is counted as its page
counts it (a tap each, which tests/browser/test_taps.py holds against the pages): presses with their
faults at the demo's rates, switches, a clock-out that was forgotten and is answered the next day by
one of the times on offer, a meal that was deducted and worked through. What the lead mends is the
lead's effort. Breaks that are punched are counted apart: the demo's companies of six crews and more
have one where the law wants meals clocked; everybody else's are deducted, or paid on duty.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks import questions as asked
from timesheet.app import create_app
from timesheet.core import calendar
from timesheet.core.demo import company
from timesheet.core.demo.plan import Plan
from timesheet.core.model import Kind
from timesheet.settings import Settings
from timesheet.store import effort, migrate
from timesheet.store.db import db, read, write
from timesheet.store.effort import PerShift, Spent
from timesheet.store.questions import Budget

BREAKS = frozenset({Kind.BREAK_START, Kind.BREAK_END})
GOAL = 2.3
TAP = Spent(taps=1, keystrokes=0, page_loads=0, milliseconds=0)


def done(wanted: argparse.Namespace) -> Counter[str]:
    """Return how often workers pressed what, and how often a clock-out was forgotten."""
    plan = Plan(wanted.workers, wanted.weeks, wanted.seed, asked.UNTIL)
    now = calendar.start_of_day(asked.UNTIL + asked.DAY, company.ZONE)
    tasks: Counter[str] = Counter()
    shifts = 0
    for seen in company.found(plan).history(now):
        shifts += len(seen.truth)
        tasks.update(press.kind.value for press in seen.presses)
        tasks["meal"] += len(seen.through)
    tasks["left"] = max(0, shifts - tasks["out"])
    return tasks


def month(wanted: argparse.Namespace, folder: Path) -> tuple[PerShift, PerShift]:
    """Go through the month; return what a shift costs without and with breaks."""
    simulation = asked.run(wanted, folder)
    tasks = done(wanted)
    tasks["answer"] = simulation.asked
    rest = {kind.value: tasks.pop(kind.value, 0) for kind in BREAKS}
    return _counted(tasks), _counted(rest)


def _counted(tasks: dict[str, int]) -> PerShift:
    with write() as tx:
        for task, number in tasks.items():
            for _ in range(number):
                effort.add_effort(tx, asked.UNTIL, task, TAP)
    with read() as tx:
        return effort.per_shift(tx)


def main() -> None:
    """Print the mean."""
    wanted = asked.wanted(workers=60, weeks=4, least=Budget().least_cents)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        url = f"sqlite:///{place / 'timesheet.db'}"
        app = create_app(Settings(secret_key="benchmark" * 4, database_url=url, data_folder=place))
        with app.app_context():
            migrate.upgrade()
            plain, breaks = month(wanted, place)
            db.engine.dispose()
    print(f"{plain.shifts} shifts: {plain.taps:.2f} taps each (goal {GOAL}), 0 keystrokes;"
          f" with the breaks that are punched {breaks.taps:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
