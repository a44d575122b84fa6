"""The pages of a pay period against the bare SQL of the same sums, in the same run.

    python benchmarks/reports.py [--workers 300] [--weeks 5] [--data FOLDER] [--repeat 3]

Without ``--data`` a demo company is made in a folder that is thrown away; with it, the company in
that data folder is taken (`TIMESHEET_DATA=FOLDER timesheet demo --workers 10000 --weeks 5`). The
period is the one with the most labor lines. "bare" is one statement over the rows that the report
is made of, through the driver, that groups them as the report does; "page" is the whole page, from
the request to its HTML, with its control totals. Medians, interleaved: wall seconds, and on SQLite,
which works in this process, the ratio of CPU seconds, which other processes don't blur.
Goal: at most 1.2 of the bare statement and at most 1 s to the page with 10,000 workers.

    python benchmarks/reports.py --rows [--weeks 13] ...

Every report there is, all its rows read as a file reads them, of the first pay period with hours
and of all of them together: rows, CPU microseconds a row, their ratio to those of a labor line
that is read by itself in the same run ("floor"), and the most memory at once beyond what was held
before. Memory that is flat grows by a factor of 1 ("more"), however many more rows there are.
"""

# ruff: noqa: E402

import sys

# A neighbour has the name of a library that Flask imports: this folder must not come first.
sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import os
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask, g, request
from sqlalchemy import text

from timesheet import now
from timesheet.actions import demo, reporting
from timesheet.actions.signing import Actor
from timesheet.app import create_app
from timesheet.settings import load
from timesheet.store import migrate, queries, terms
from timesheet.store.db import db, read

SUMS = "sum(seconds), sum(cents), count(*)"
WITHIN = "FROM labor_line WHERE day BETWEEN :first AND :last"
UNTIL = "FROM labor_line WHERE day <= :last AND :first <= :last"
WORKED = "sum(seconds) FROM shift WHERE day <= :last AND :first <= :last"
CODE = "project_id, task_id, cost_code_id, cost_center_id"
REASON = "source, ref, details, confidence, attested"
CARDS = "sum(seconds), count(*) FROM shift WHERE day BETWEEN :first AND :last"
ACCOUNTANT = Actor(1, "Carla", frozenset({"accounting"}), frozenset(), "UTC", "en", 0)
ISSUES = "SELECT * FROM issue WHERE day BETWEEN :first AND :last"

# What the page shows, and the bare statement of the same.
VIEWS = {
    "payroll-summary": f"SELECT person_id, period, pay_code, {SUMS} {WITHIN} GROUP BY 1, 2, 3",
    "labor-distribution": f"SELECT person_id, day, team_id, {CODE}, pay_code, {REASON}, {SUMS} "
    f"{WITHIN} GROUP BY person_id, day, team_id, {CODE}, pay_code, {REASON}",
    "labor-distribution?by=project": f"SELECT project_id, {SUMS} {WITHIN} GROUP BY 1",
    "labor-distribution?by=person": f"SELECT person_id, {SUMS} {WITHIN} GROUP BY 1",
    "labor-lines": f"SELECT * {WITHIN} ORDER BY person_id, day, start_at",
    "timecards": f"SELECT person_id, day, {CARDS} GROUP BY 1, 2",
    "exceptions": ISSUES,
    "job-cost-summary": f"SELECT project_id, task_id, pay_code, {SUMS} {UNTIL} GROUP BY 1, 2, 3",
    "wip": f"SELECT project_id, {SUMS} {UNTIL} GROUP BY 1",
    "rate-history": f"SELECT person_id, day, project_id, {SUMS} {WITHIN} GROUP BY 1, 2, 3",
    "effort-detail": f"SELECT week, sum(seconds * confidence), {SUMS} {WITHIN} GROUP BY 1",
    "absence": f"SELECT person_id, day, {WORKED} GROUP BY 1, 2",
    "audit-trail": "SELECT * FROM answer ORDER BY made_at",
}


def main() -> None:
    """Measure, and print a line a view."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--workers", type=int, default=300)
    said.add_argument("--weeks", type=int, default=5)
    said.add_argument("--data", type=Path)
    said.add_argument("--repeat", type=int, default=3)
    said.add_argument("--rows", action="store_true")
    asked = said.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIMESHEET_DATA"] = str(asked.data or folder)
        app = create_app()
        with app.app_context():
            if asked.data is None:
                company(asked.workers, asked.weeks, Path(folder))
            if asked.rows:
                read_all()
            else:
                measure(app, asked.repeat)
            db.engine.dispose()


def company(workers: int, weeks: int, folder: Path) -> None:
    """Make a demo company."""
    migrate.upgrade()
    secret = load().secret_key
    demo.make(
        demo.Request(
            workers=workers, weeks=weeks, seed=1, now=now.utc(), folder=folder, secret=secret
        )
    )


def measure(app: Flask, repeat: int) -> None:
    """Time every view's page and its bare statement."""
    first, last, lines = busiest()
    print(f"{first} to {last}: {lines} labor lines")
    print(f"{'view':34} {'bare s':>8} {'page s':>8} {'page/bare':>10}")
    for view, statement in VIEWS.items():
        name, _, query = view.partition("?")
        bare, page = [], []
        for _ in range(repeat):
            bare.append(timed(rows, statement, first, last))
            page.append(timed(html, app, f"/accounting/{first}/{name}?{query}"))
        floor, ours = (tuple(map(statistics.median, zip(*t, strict=True))) for t in (bare, page))
        of = 1 if db.engine.dialect.name == "sqlite" else 0
        ratio = ours[of] / floor[of]
        print(f"{view:34} {floor[0]:8.3f} {ours[0]:8.3f} {ratio:10.2f}", flush=True)


def read_all() -> None:
    """Read all rows of every report, of few days and of many, and print a line each."""
    with read() as tx:
        first, last = queries.days_with_lines(tx) or (date.min, date.max)
        few = terms.house(tx).calendar.period_of(first)[1]
    print(f"{first} to {few}, and to {last}")
    print(f"{'report':22} {'rows':>16} {'µs a row':>14} {'floor':>11} {'MB':>14} {'more':>6}")
    for name in reporting.REPORTS:
        small, large = (passed(name, first, end) for end in (few, last))
        rows, floor, took, peak = zip(small, large, strict=True)
        print(
            f"{name:22} {rows[0]:7}, {rows[1]:7} {took[0]:6.0f}, {took[1]:6.0f} "
            f"{took[0] / floor[0]:4.1f}, {took[1] / floor[1]:4.1f} "
            f"{peak[0]:6.2f}, {peak[1]:6.2f} {peak[1] / (peak[0] or 1):6.1f}",
            flush=True,
        )


def passed(name: str, first: date, last: date) -> tuple[int, float, float, float]:
    """Read a report; return its rows, microseconds a labor line and a row, and megabytes."""
    asked = reporting.Request(name, first, last, now=now.utc())
    began = time.process_time()
    lines = rows(f"SELECT * {WITHIN}", str(first), str(last))
    least = time.process_time() - began
    began = time.process_time()
    number = through(asked)
    took = time.process_time() - began
    tracemalloc.start()
    through(asked)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return number, least / (lines or 1) * 1e6, took / (number or 1) * 1e6, peak / 1e6


def through(asked: reporting.Request) -> int:
    """Read the rows of a report one by one; return how many there are."""
    with reporting.opened(asked) as opened:
        return sum(1 for _ in opened.table.rows)


def busiest() -> tuple[str, str, int]:
    """Return first and last day of the pay period with the most labor lines, and their number."""
    with read() as tx:
        calendar = terms.house(tx).calendar
        days = tx.execute(text("SELECT day, count(*) FROM labor_line GROUP BY day")).all()
    found: dict[tuple[object, object], int] = {}
    for day, count in days:
        period = calendar.period_of(date.fromisoformat(str(day)))
        found[period] = found.get(period, 0) + count
    (first, last), lines = max(found.items(), key=lambda pair: pair[1])
    return str(first), str(last), lines


def timed(call: Callable[..., object], *values: object) -> tuple[float, float]:
    """Return how many seconds of the wall and of the CPU a call takes."""
    began, cpu = time.perf_counter(), time.process_time()
    call(*values)
    return time.perf_counter() - began, time.process_time() - cpu


def rows(statement: str, first: str, last: str) -> int:
    """Run a bare statement and fetch what it gives."""
    connection = db.engine.raw_connection()
    try:
        found = connection.cursor()
        if db.engine.dialect.name != "sqlite":
            statement = statement.replace(":first", "%(first)s").replace(":last", "%(last)s")
        return len(found.execute(statement, {"first": first, "last": last}).fetchall())
    finally:
        connection.close()


def html(app: Flask, address: str) -> str:
    """Make a page as for somebody of accounting; who he is isn't part of the measurement."""
    with app.test_request_context(address):
        g.actor = ACCOUNTANT
        page = app.view_functions[request.endpoint or ""](**(request.view_args or {}))
        return str(page)


if __name__ == "__main__":
    main()
