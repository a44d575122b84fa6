"""Backups: whole or not at all, proven before they are trusted."""

import json
import os
import shutil
import sqlite3

import pytest
from sqlalchemy import text

from tests.support import postgres
from tests.support.databases import settings_for
from timesheet import now
from timesheet.app import create_app
from timesheet.errors import Refused, TimesheetError
from timesheet.store import audit, backup, checks, people
from timesheet.store.db import db, read, write


@pytest.fixture(autouse=True)
def _programs_of_postgresql(monkeypatch):
    # The server of the tests may be newer than the machine's own pg_dump, which would refuse it.
    beside = [str(path) for path in postgres._from_wheel()]
    monkeypatch.setenv("PATH", os.pathsep.join([*beside, os.environ["PATH"]]))


@pytest.fixture
def company(app):
    """A database with two people and three audit entries."""
    with write() as tx:
        for login in ("ann", "bob"):
            key = people.add_person(
                tx, number=login, name=login, login=login, zone="UTC", roles=frozenset({"worker"})
            )
            audit.record(tx, None, "person_added", "person", key)
        audit.record(tx, None, "password_set", "person", key)
    return app


def test_a_backup_says_what_is_in_it(company, tmp_path):
    made = backup.make(tmp_path / "copy", now.utc())
    assert made.rows["person"] == 2
    assert made.rows["audit"] == 3
    assert made.schema
    with read() as tx:
        assert made.chain_head == audit.head(tx) != audit.GENESIS
    assert backup.manifest_of(tmp_path / "copy") == made
    assert backup.problems_of(tmp_path / "copy") == []
    assert sorted(p.name for p in (tmp_path / "copy").iterdir()) == sorted(
        ["manifest.json", made.file]
    )
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".copy*"))


def test_a_restored_backup_is_the_same_company(company, databases, tmp_path):
    made = backup.make(tmp_path / "copy", now.utc())
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with databases.empty(folder) as url, create_app(settings_for(url, folder)).app_context():
        assert backup.restore(tmp_path / "copy") == made
        assert backup.live_problems() == []
        with read() as tx:
            assert people.credentials(tx, "ann") is not None
        with pytest.raises(Refused, match=r"empty"):
            backup.restore(tmp_path / "copy")
        db.engine.dispose()


def test_a_backup_overwrites_nothing(company, tmp_path):
    (tmp_path / "copy").mkdir()
    with pytest.raises(Refused, match="is there already"):
        backup.make(tmp_path / "copy", now.utc())


def test_a_changed_copy_is_refused(company, databases, tmp_path):
    made = backup.make(tmp_path / "copy", now.utc())
    file = tmp_path / "copy" / made.file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert "hash differs" in backup.problems_of(tmp_path / "copy")[0]
    with pytest.raises(Refused, match="hash differs"):
        backup.restore(tmp_path / "copy")
    file.unlink()
    assert "missing" in backup.problems_of(tmp_path / "copy")[0]


def test_a_manifest_that_lies_is_found(company, tmp_path, engine_name):
    if engine_name == "postgresql":
        pytest.skip("a dump is counted when it is restored")
    backup.make(tmp_path / "copy", now.utc())
    manifest = tmp_path / "copy" / backup.MANIFEST
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(said | {"chain_head": "0" * 64, "schema": "0000"}))
    found = backup.problems_of(tmp_path / "copy")
    assert len(found) == 2
    assert "newest entry" in found[1]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_plain_copy_of_the_file_is_no_backup(company, data_folder, tmp_path):
    shutil.copy(data_folder / "timesheet.db", tmp_path / "plain.db")
    with pytest.raises(Refused, match="not a copy"):
        backup.problems_of(tmp_path / "plain.db")
    with pytest.raises(Refused, match="no backup"):
        backup.problems_of(tmp_path)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_without_the_programs_of_postgresql_it_says_so(company, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Refused, match="install PostgreSQL's client programs"):
        backup.make(tmp_path / "copy", now.utc())
    assert not list(tmp_path.glob("*copy*"))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_no_room_for_a_backup_leaves_nothing(company, monkeypatch, tmp_path):
    def full(_file):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copy_sqlite", full)
    with pytest.raises(TimesheetError, match="disk is full"):
        backup.make(tmp_path / "copy", now.utc())
    assert not list(tmp_path.glob("*copy*"))


def _drop_guards(tx, table, engine_name):
    verbs = ("update", "delete") if engine_name == "sqlite" else ("change", "truncate")
    for verb in verbs:
        on = "" if engine_name == "sqlite" else f" ON {table}"
        tx.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))


def test_a_missing_guard_is_named(company, engine_name):
    with write() as tx:
        _drop_guards(tx, "punch", engine_name)
    with read() as tx:
        found = list(checks.problems(tx))
    assert len(found) == 2
    assert all(sentence.startswith("punch: the guard") for sentence in found)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET payload = '{}', event = 'x' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("UPDATE audit SET subject_id = 99 WHERE id = 3", 3),
        ("UPDATE audit SET at = at - 1 WHERE id = 1", 1),
    ],
)
def test_p39_the_first_entry_that_was_tampered_with_is_named(company, engine_name, change, broken):
    with write() as tx:
        _drop_guards(tx, "audit", engine_name)
        tx.execute(text(change))
    with read() as tx:
        assert f"audit: entry {broken} does not fit the chain" in list(checks.problems(tx))


@pytest.mark.parametrize("change", ["UPDATE audit SET at = 0", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(company, change):
    with pytest.raises(Exception, match="only ever added"), write() as tx:
        tx.execute(text(change))
