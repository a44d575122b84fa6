"""The audit log is looked at as a whole by a job, and by pages from there on."""

from datetime import date

import pytest
from sqlalchemy import func, select, text

from timesheet import jobs
from timesheet.actions import reporting, watching
from timesheet.actions.reporting import Request
from timesheet.store import audit
from timesheet.store.db import is_sqlite, read, write

DAY = date(2026, 11, 10)
NOW = 1_794_300_000


@pytest.fixture
def grown(app):
    record(6)


def record(number):
    with write() as tx:
        for n in range(number):
            audit.record(tx, None, f"event {n}", "person", n, {"n": n})


def unguarded(*statements):
    """Change the log as somebody with the database in his hands would."""
    with write() as tx:
        if is_sqlite(tx):
            for verb in ("update", "delete"):
                tx.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{verb}"))
        else:
            tx.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        for statement in statements:
            tx.execute(text(statement))


def notes():
    with reporting.opened(Request("audit-trail", DAY, DAY)) as report:
        return " ".join(report.table.notes)


def broken(since=True):
    with read() as tx:
        return audit.first_broken(tx, audit.last_look(tx) if since else None)


def test_a_page_says_when_the_whole_was_looked_at_and_looks_at_the_rest(grown):
    assert "is whole" in notes()
    assert "last verified" not in notes()
    watching.look(NOW)
    record(2)
    assert "is whole" in notes()
    assert "up to entry 6" in notes()


@pytest.mark.parametrize("entry", [1, 3, 6, 7, 8])
def test_p39_what_is_changed_before_or_after_the_look_is_found_by_the_next_whole_one(grown, entry):
    watching.look(NOW)
    record(2)
    unguarded(f"UPDATE audit SET payload = '{{}}' WHERE id = {entry}")
    assert broken() == (entry if entry > 6 else None)
    assert broken(since=False) == entry
    assert watching.look(NOW + 1).broken == entry
    assert f"broken at entry {entry}" in notes()


@pytest.mark.parametrize(
    ("forged", "found"),
    [
        ("DELETE FROM audit WHERE id = 6", 6),
        ("UPDATE audit SET hash = 'x' WHERE id = 6", 6),
        ("DELETE FROM audit WHERE id = 7", 8),
        ("DELETE FROM audit WHERE id >= 5", 6),
    ],
)
def test_p39_what_is_taken_out_at_the_look_itself_is_found_by_a_page(grown, forged, found):
    watching.look(NOW)
    record(2)
    unguarded(forged)
    assert broken() == found
    assert f"broken at entry {found}" in notes()


def test_a_forged_look_hides_nothing_from_the_next_whole_one(grown):
    with write() as tx:
        audit.keep_look(tx, audit.Look(6, "x" * 64, NOW, None))
    assert broken() == 6
    assert watching.look(NOW + 1).broken is None
    assert broken() is None


def test_a_page_reads_only_what_came_since(grown, monkeypatch):
    watching.look(NOW)
    record(2)
    seen, digest = [], audit.digest
    monkeypatch.setattr(audit, "digest", lambda row: seen.append(row["event"]) or digest(row))
    assert broken() is None
    assert seen == ["event 0", "event 1"]


def test_a_job_looks_as_the_log_grows_and_once_a_day(grown, settings, monkeypatch):
    def looks():
        jobs.run_all(settings)
        with read() as tx:
            return tx.execute(select(func.count()).select_from(audit.checks)).scalar()

    at = [NOW]
    monkeypatch.setattr("timesheet.now.utc", lambda: at[0])
    assert looks() == 0
    monkeypatch.setattr(watching, "MANY", 5)
    assert looks() == 1
    record(8)
    assert looks() == 1
    at[0] += watching.HOUR + 1
    assert looks() == 2
    at[0] += watching.HOUR + 1
    assert looks() == 2
    at[0] += watching.DAY
    assert looks() == 3
