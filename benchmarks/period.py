"""The pages that close a pay period against the bare SQL of what they show, in the same run.

    python benchmarks/period.py [--people 10000] [--engine sqlite|postgresql] [--repeat 3]

Makes a demo company of forty people and two weeks and multiplies its people, teams and derived rows
by SQL, so that ten thousand take a minute; the facts aren't multiplied, for these pages read none.
"bare" is one statement over the rows that a page rests on, through the driver, summed up as the
page needs it; "page" is the whole page from the request to its HTML. Medians, interleaved: seconds
of the wall and of this process's CPU, and their ratio (of CPU on SQLite, which works in this
process, else of the wall). Goal: at most 1 s a page with 10,000 people.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import contextlib
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import inspect, text

from benchmarks.reports import html, rows, timed
from tests.support import postgres
from timesheet import now
from timesheet.actions import demo, periods
from timesheet.app import create_app
from timesheet.core import calendar
from timesheet.core.demo import company
from timesheet.settings import Settings
from timesheet.store import migrate
from timesheet.store.db import db

UNTIL = date(2026, 11, 22)
NOW = calendar.start_of_day(UNTIL + timedelta(days=1), company.ZONE) + 9 * 3600
MODEL = 40
STEP = 1000
"""The distance of the ids of one copy from those of the next."""
COPIED = ("workweek", "shift", "pay_line", "labor_line", "labor_week", "issue")

OF_PERIOD = "FROM labor_line WHERE day BETWEEN :first AND :last"
PATTERN = "team_id, source, project_id, task_id, likely_project_id, likely_task_id"
# What a page shows, and the bare statement of what it rests on.
PAGES = {
    "accounting": "SELECT person_id, pay_code, sum(seconds), sum(cents), count(*) "
    f"{OF_PERIOD} GROUP BY 1, 2",
    "review": f"SELECT {PATTERN}, count(*), sum(seconds), sum(cents), sum(confidence) "
    f"{OF_PERIOD} AND NOT attested GROUP BY {PATTERN}",
    "closing": f"SELECT person_id, sum(seconds), sum(cents) {OF_PERIOD} GROUP BY 1",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--repeat", type=int, default=3)
    wanted = parser.parse_args()
    now.utc = lambda: NOW
    now.utc_micros = lambda: NOW * 1_000_000
    with tempfile.TemporaryDirectory() as folder, database(wanted.engine, Path(folder)) as url:
        app = create_app(
            Settings(secret_key="benchmark" * 4, database_url=url, data_folder=Path(folder))
        )
        with app.app_context():
            migrate.upgrade()
            demo.make(
                demo.Request(workers=MODEL, weeks=2, seed=1, now=NOW, folder=Path(folder),
                             secret="benchmark", until=UNTIL)
            )  # fmt: skip
            multiply(-(-wanted.people // MODEL))
            measure(app, wanted.repeat)
            db.engine.dispose()


@contextlib.contextmanager
def database(engine, folder):
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'timesheet.db'}"
    else:
        with postgres.running() as server:
            yield server.url(server.create()).replace("postgresql://", "postgresql+psycopg://", 1)


def multiply(times):
    """Add the people, their teams and what was derived of them so many times less one."""
    known = inspect(db.engine)
    with db.engine.begin() as connection:
        for table in ("team", "person", "role_grant", "membership", *COPIED):
            names = [one["name"] for one in known.get_columns(table)]
            serial = "id" in names and table not in {"team", "person"}
            names = [name for name in names if not (serial and name == "id")]
            values = ", ".join(copied(table, name) for name in names)
            connection.execute(text(
                "WITH RECURSIVE copies(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies"
                f" WHERE k < {times - 1}) INSERT INTO {table} ({', '.join(names)})"
                f" SELECT {values} FROM {table}, copies"
            ))  # fmt: skip
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def copied(table, name):
    """Return the value of a column in copy ``k``."""
    if name in {"person_id", "team_id"} or (name == "id" and table in {"team", "person"}):
        return f"{name} + k * {STEP}"
    if name in {"name", "number", "login"} and table in {"team", "person"}:
        return f"{name} || '.' || k"
    return name


def measure(app, repeat):
    first, last = next(one for one in periods.periods(NOW) if one[1] <= UNTIL)
    days = str(first), str(last)
    lines = rows(f"SELECT id {OF_PERIOD}", *days)
    people = rows(f"SELECT DISTINCT person_id {OF_PERIOD}", *days)
    print(f"{first} to {last}: {people} people, {lines} labor lines, {db.engine.dialect.name}")
    print(f"{'page':12} {'bare s':>8} {'page s':>8} {'CPU s':>8} {'page/bare':>10}")
    of = 1 if db.engine.dialect.name == "sqlite" else 0
    for page, statement in PAGES.items():
        bare, ours = [], []
        for _ in range(repeat):
            bare.append(timed(rows, statement, *days))
            ours.append(timed(html, app, f"/{page}/{first}"))
        floor, whole = (tuple(map(statistics.median, zip(*t, strict=True))) for t in (bare, ours))
        print(f"{page:12} {floor[0]:8.3f} {whole[0]:8.3f} {whole[1]:8.3f}"
              f" {whole[of] / floor[of]:10.2f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
