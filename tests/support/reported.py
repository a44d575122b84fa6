"""A company with something in every report: overtime, leave, a roster, budgets, what was billed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import crew
from tests.support.databases import Sqlite, settings_for
from tests.support.kept import kept
from timesheet import now
from timesheet.actions import declaring, deriving
from timesheet.actions.setting_up import pay_policies
from timesheet.actions.setting_up.changes import Author
from timesheet.app import create_app
from timesheet.core.budgets import Basis, Billed, Budget, Terms
from timesheet.core.model import HOUR, RATE_UNIT, RosterShift
from timesheet.core.pay.declared import Declaration, Says
from timesheet.store import budgets, leave, rosters
from timesheet.store.db import add, db, write
from timesheet.store.leave import LeaveKind
from timesheet.store.tables import Membership

FIRST = crew.MONDAY
YEAR = date(2026, 1, 1)
AT = "2026-11-23 09:00:00"
VACATION = '{"pay_code":"VAC","every":"month","grant_h":10}'


@kept
def happened(app: Flask, ids: dict[str, int]) -> None:
    """Let Ana and Ben work six days a week and more than is planned; Ana is on leave once."""
    with app.app_context():
        with write() as tx:
            kind = LeaveKind("VAC", 0, "Vacation", True, YEAR, VACATION)
            leave.add_kind(tx, kind, 0, None)
            span = crew.instant(FIRST, "08:00"), crew.instant(FIRST, "16:00")
            rosters.add_shifts(tx, [RosterShift(0, ids["ana"], *span)], 0)
            member = {"person_id": ids["ben"], "team_id": ids["framing"], "valid_from": YEAR}
            add(tx, Membership.__table__, member)
            harbour, author = ids["harbour"], ids["carla"]
            for task, hours, cents in ((None, 20, 50_000), (ids["raising"], 60, 150_000)):
                budgets.add_budget(tx, Budget(harbour, task, hours * HOUR, cents, YEAR), author, 1)
            terms = Terms(harbour, Basis.HOURLY, 60 * RATE_UNIT, 0, YEAR)
            budgets.add_terms(tx, terms, author, 1)
            budgets.add_billed(tx, Billed(harbour, FIRST, 10_000, "R-1"), author, 1)
        pay_policies.assign("us-flsa", YEAR, None, None, Author(ids["carla"], 1))
    crew.work(app, ids, FIRST, 6)
    away = FIRST + timedelta(days=8)
    with app.app_context():
        said = Declaration(
            0, ids["ana"], Says.LEAVE, away, away, ids["carla"], now.utc(),
            name="VAC", seconds=8 * HOUR, reason="her brother’s wedding",
        )  # fmt: skip
        declaring.declare(said)
        deriving.rebuild()


@contextmanager
def office(databases: Sqlite, folder: Path) -> Iterator[FlaskClient]:
    """Give accounting's client of such a company, for as many tests as only read."""
    with databases.migrated(folder) as url, pytest.MonkeyPatch.context() as patch:
        clock = crew.standing_clock(patch)
        app = create_app(settings_for(url, folder))
        happened(app, crew.found(app))
        clock.show(AT)
        client = app.test_client()
        crew.sign_in(client, "carla")
        yield client
        with app.app_context():
            db.engine.dispose()
