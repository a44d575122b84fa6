"""A backup taken while people punch, and what the commands around it say."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support import postgres
from tests.support.databases import SECRET, settings_for
from tests.support.signin import add_person
from timesheet import now
from timesheet.actions import punching
from timesheet.actions.punching import Press
from timesheet.app import create_app
from timesheet.store.db import db, read, write

pytestmark = pytest.mark.slow


def run(url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``timesheet`` as a person would, on an installation."""
    tools = os.pathsep.join([*map(str, postgres._from_wheel()), os.environ["PATH"]])
    environment = os.environ | {
        "DATABASE_URL": url,
        "TIMESHEET_DATA": str(folder),
        "TIMESHEET_SECRET_KEY": SECRET,
        "PATH": tools,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [sys.executable, "-m", "timesheet", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


class Puncher(threading.Thread):
    """Somebody who clocks in and out fifty times a second until told to stop."""

    def __init__(self, app, person: int) -> None:
        super().__init__()
        self.app, self.person = app, person
        self.acknowledged: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        at = now.utc_micros()
        with self.app.app_context():
            for turn in range(10**6):
                if self.enough.wait(0.02):
                    return
                uuid = str(uuid4())
                punching.record(
                    Press(
                        person=self.person, uuid=uuid, intent=("in", "out")[turn % 2],
                        received_us=at + turn * 120_000_000, zone="UTC", actor=self.person,
                    )
                )  # fmt: skip
                self.acknowledged.append(uuid)


@pytest.mark.slow
def test_p36_every_punch_acknowledged_before_the_backup_is_restored(
    app, settings, databases, data_folder, tmp_path
):
    puncher = Puncher(app, add_person(app, "ann").id)
    puncher.start()
    try:
        while len(puncher.acknowledged) < 20:
            assert puncher.is_alive()
            time.sleep(0.01)
        before = list(puncher.acknowledged)
        made = run(settings.database_url, data_folder, "backup", str(tmp_path / "copy"))
        after = len(puncher.acknowledged)
    finally:
        puncher.enough.set()
        puncher.join()
    assert made.returncode == 0, made.stderr
    assert after > len(before), "nobody punched meanwhile: the test shows nothing"

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with databases.empty(elsewhere) as url:
        restored = run(url, elsewhere, "restore", str(tmp_path / "copy"))
        assert restored.returncode == 0, restored.stderr
        verified = run(url, elsewhere, "verify")
        assert verified.returncode == 0, verified.stderr
        other = create_app(settings_for(url, elsewhere))
        with other.app_context(), read() as tx:
            there = set(tx.execute(text("SELECT client_uuid FROM punch")).scalars())
        assert other.test_client().get("/readyz").status_code == 200
        assert set(before) <= there <= set(puncher.acknowledged)
        with other.app_context():
            db.engine.dispose()


@pytest.mark.slow
def test_the_commands_say_what_is_wrong_by_status_and_name(
    app, settings, data_folder, engine_name, tmp_path
):
    add_person(app, "ann")
    assert run(settings.database_url, data_folder, "backup", str(tmp_path / "copy")).returncode == 0
    again = run(settings.database_url, data_folder, "backup", str(tmp_path / "copy"))
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    full = run(settings.database_url, data_folder, "restore", str(tmp_path / "copy"))
    assert full.returncode == 1
    assert "empty" in full.stderr
    with app.app_context(), write() as tx:
        names = ("update",) if engine_name == "sqlite" else ("change",)
        on = "" if engine_name == "sqlite" else " ON punch"
        tx.execute(text(f"DROP TRIGGER punch_no_{names[0]}{on}"))
    found = run(settings.database_url, data_folder, "verify")
    assert found.returncode == 1
    assert "punch: the guard" in found.stderr
    assert "Traceback" not in found.stderr
