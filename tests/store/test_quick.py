"""Statements sent straight to the driver mean what they mean when Core sends them."""

from datetime import date

from sqlalchemy import bindparam, insert, select

from timesheet.store import derived
from timesheet.store.db import read, write
from timesheet.store.derived import TABLES, issues, workweeks
from timesheet.store.quick import Quick

MONDAY = date(2026, 11, 23)
KEY = {"person_id": 1, "week": MONDAY, "output_hash": "", "generation": 0}
ISSUE = dict.fromkeys(column.name for column in issues.columns if column.name != "id") | {
    "person_id": 1, "week": MONDAY, "day": MONDAY, "at": 1, "code": "missing_out",
    "severity": "warning", "details": "{}", "punches": "[]", "seconds": 0, "cents": 0,
}  # fmt: skip


def _person(tx):
    tx.exec_driver_sql(
        "INSERT INTO person (id, number, name, login, zone, locale, auth_version) "
        "VALUES (1, '1', 'Ann', 'ann', 'UTC', 'en', 1)"
    )


def test_days_and_flags_come_out_as_from_core(app):
    query = select(workweeks.c.week, workweeks.c.stale).where(workweeks.c.week == bindparam("w"))
    with write() as tx:
        _person(tx)
        tx.execute(insert(workweeks), {**KEY, "stale": False})
    with read() as tx:
        assert list(Quick(query).one(tx, {"w": MONDAY})) == [MONDAY, False]
        assert tx.execute(query, {"w": MONDAY}).one() == (MONDAY, False)
        assert Quick(query).all(tx, {"w": date(2020, 1, 6)}) == []


def test_what_did_not_change_is_not_written_again(app):
    rows = {table: [] for table in TABLES} | {issues: [ISSUE]}
    with write() as tx:
        _person(tx)
        derived.replace(tx, 1, MONDAY, rows, 1)
        (first,) = tx.execute(select(issues.c.id)).scalars()
        derived.replace(tx, 1, MONDAY, rows, 2)
        assert tx.execute(select(issues.c.id)).scalar_one() == first
        derived.replace(tx, 1, MONDAY, rows | {issues: [ISSUE | {"cents": 5}]}, 3)
        assert tx.execute(select(issues.c.cents)).scalar_one() == 5
        derived.replace(tx, 1, MONDAY, rows | {issues: []}, 4)
        assert tx.execute(select(issues.c.id)).all() == []
